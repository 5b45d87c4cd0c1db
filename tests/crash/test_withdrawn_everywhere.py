"""After a withdrawal and one publish, nothing in the data home but the desk holds the title or text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crash_support import Made, Runner, bytes_in, holding, make, marks, number_of, row, table

pytestmark = pytest.mark.crash

DESK = ("db/desk.sqlite3", "objects/desk/")


@pytest.fixture(scope="module")
def bilingual(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Two languages and search; every case published in two versions."""
    made = make(runner, tmp_path_factory.mktemp("everywhere") / "made", languages='"en", "ur"', searched=True)
    for text in ("", "edited"):
        table(made, "cases.csv", [row(number, edited=text) for number in range(1, 11)])
        made.must("import", "cases", "cases.csv", "--map", "map.toml", "--json")
        made.must("release", "--all", "--json")
        made.must("publish", "--json")
    return made


def outside_the_desk(made: Made) -> Iterator[tuple[Path, bytes]]:
    for path, data in bytes_in(made.home):
        if not path.relative_to(made.home).as_posix().startswith(DESK):
            yield path, data


def test_it_is_found_before(bilingual: Made) -> None:
    """Each place that must be emptied is one that the search looks into."""
    where = [str(Path(path).relative_to(bilingual.home)) for path in holding(outside_the_desk(bilingual), marks(4))]
    for part in ("site/a/", "site/b/", "cache/", "db/public.sqlite3"):
        assert any(path.startswith(part) for path in where), part
    for ending in (".pf_fragment", ".pf_index", ".gz", ".br", ".ndjson", ".atom"):
        assert any(path.endswith(ending) for path in where), ending


@pytest.mark.parametrize("gone", [(4,), (1, 5, 10)])
def test_it_is_found_nowhere_after(bilingual: Made, gone: tuple[int, ...], tmp_path: Path) -> None:
    made = bilingual.copy(tmp_path / "made")
    ids = [number_of(made, f"Invented{number}name") for number in gone]
    made.must("withdraw", *ids, "--reason", "consent withdrawn", "--json")
    made.must("publish", "--json")
    assert made.verify().status == "ok"
    assert holding(outside_the_desk(made), tuple(mark for number in gone for mark in marks(number))) == []
    assert len(holding(outside_the_desk(made), marks(2))) > 10


def test_one_that_was_never_published(bilingual: Made, tmp_path: Path) -> None:
    """Released, then a publish of it that was killed, then withdrawn."""
    base = bilingual.copy(tmp_path / "base")
    table(base, "cases.csv", [row(number, edited="edited") for number in range(1, 12)])
    base.must("import", "cases", "cases.csv", "--map", "map.toml", "--json")
    base.must("release", "--all", "--json")
    record_id = next(
        each[0] for each in base.state()["published"] if not (base.live / "r" / f"{each[0]}.json").exists()
    )
    points = base.copy(tmp_path / "counted").must("publish", "--json")["points"]
    for at in range(1, len(points), len(points) // 12):
        made = base.copy(tmp_path / "made")
        made.run("publish", "--json", at=at, when="before")
        made.must("withdraw", record_id, "--reason", "consent withdrawn", "--json")
        made.must("publish", "--json")
        assert record_id in made.state()["withdrawn"]
        left = [str(Path(path).relative_to(made.home)) for path in holding(outside_the_desk(made), marks(11))]
        assert left == [], f"killed before {points[at - 1]} {at}"
