"""A room, or a whole home but for its ledger, brought back from before a withdrawal: what was withdrawn is never
published again, and the feed's version never goes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from crash_support import Made, both_trees, holding, marks, public_bytes, row, table

GONE_MARKS = (*marks(3), *marks(8))

pytestmark = pytest.mark.crash


@pytest.fixture(scope="session")
def done(waiting: Made) -> Made:
    """After the withdrawals, published."""
    made = waiting.copy(waiting.folder.parent / "done")
    made.must("publish", "--json")
    assert made.verify().status == "ok"
    assert holding(public_bytes(made), GONE_MARKS) == []
    return made


def restore(made: Made, room: str, earlier: Made) -> None:
    """Put one database back as it was."""
    for old in (made.home / "db").glob(f"{room}.sqlite3*"):
        old.unlink()
    for each in (earlier.home / "db").glob(f"{room}.sqlite3*"):
        shutil.copy2(each, made.home / "db" / each.name)


def stays_gone(made: Made, gone: tuple[str, ...]) -> None:
    """Publish, then release and import all that the desk has: each time whole, newer, and without the withdrawn."""
    before = made.verify().version
    table(made, "again.csv", [row(number, edited="again") for number in range(1, 13)])
    steps: tuple[tuple[str, ...], ...] = (
        (),
        ("release", "--all", "--json"),
        ("import", "cases", "again.csv", "--map", "map.toml", "--json"),
        ("release", "--all", "--json"),
    )
    for step in steps:
        if step:
            made.must(*step, codes=(0, 3))
        made.must("publish", "--json")
        report = made.verify()
        assert report.status == "ok", f"after {step} it is {report.status}: {report.problems[:3]}"
        assert report.version > before
        before = report.version
        one, other = both_trees(made)
        assert one == other
        assert holding(public_bytes(made), GONE_MARKS) == [], f"after {step} it is back"
        assert set(gone) <= set(made.state()["withdrawn"])


@pytest.mark.parametrize("day", ["published", "edited"])
def test_a_desk_a_day_older(
    day: str, done: Made, gone_ids: tuple[str, ...], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = done.copy(tmp_path / "made")
    restore(made, "desk", request.getfixturevalue(day))
    stays_gone(made, gone_ids)


def test_a_desk_from_before_the_release(done: Made, imported: Made, gone_ids: tuple[str, ...], tmp_path: Path) -> None:
    """It does not know the records' ids, and must not let the cases out under new ones."""
    made = done.copy(tmp_path / "made")
    restore(made, "desk", imported)
    stays_gone(made, gone_ids)


@pytest.mark.parametrize("day", ["imported", "published", "edited"])
def test_public_a_day_older(
    day: str, done: Made, gone_ids: tuple[str, ...], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = done.copy(tmp_path / "made")
    restore(made, "public", request.getfixturevalue(day))
    made.must("publish", "--json")
    everything = ("published", "withdrawn")
    found, expected = made.state(), done.state()
    assert {name: found[name] for name in everything} == {name: expected[name] for name in everything}
    stays_gone(made, gone_ids)


@pytest.mark.parametrize("day", ["imported", "released", "published", "edited"])
def test_everything_older_but_the_ledger(
    day: str, done: Made, gone_ids: tuple[str, ...], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Also the site, its cache and what waited: only the ledger knows."""
    made = done.copy(tmp_path / "made")
    for part in ("db", "site", "cache"):
        shutil.rmtree(made.home / part)
        earlier = request.getfixturevalue(day).copy(tmp_path / "earlier")
        if (earlier.home / part).exists():
            (earlier.home / part).rename(made.home / part)
    made.must("publish", "--json")
    assert made.verify().status == "ok", "its version went back"
    assert holding(public_bytes(made), GONE_MARKS) == []
    if day != "imported":  # before the release no record of these ids was ever public there
        stays_gone(made, gone_ids)
    else:
        made.must("release", "--all", "--json", codes=(0, 3))
        made.must("publish", "--json")
        assert holding(public_bytes(made), GONE_MARKS) == []
