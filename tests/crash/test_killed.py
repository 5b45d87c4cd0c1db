"""Commands killed at every rename, flush and commit, and at random moments: what is served stays whole, and the
same command again comes to the end it would have come to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from crash_support import Made, both_trees, holding, kill_everywhere, marks, public_bytes, tree_of

GONE_MARKS = (*marks(3), *marks(8))

pytestmark = pytest.mark.crash


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Any:
    """Print past the capture, so that a run can be repeated."""

    def telling(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}", end="")

    return telling


def served_whole(made: Made) -> None:
    """What a reader finds, if anything was ever published."""
    if made.live.is_symlink():
        report = made.verify()
        assert report.status == "ok", f"the site served is {report.status}: {report.problems[:3]}"


def test_import(empty: Made, tmp_path: Path, seed: int, tell: Any) -> None:
    argv = ("import", "cases", "cases.csv", "--map", "map.toml", "--json")
    whole = empty.copy(tmp_path / "whole")
    whole.must(*argv, codes=(3,))
    expected = _content(whole)
    assert len(expected["cases"]) == 12
    rejects = (whole.folder / "cases.rejects.csv").read_bytes()

    def look(made: Made) -> None:
        made.must(*argv, codes=(3,))
        _same_content(made, expected)
        assert (made.folder / "cases.rejects.csv").read_bytes() == rejects

    _all_right(empty, tmp_path, argv, seed, look, tell)


def test_import_again(published: Made, tmp_path: Path, seed: int, tell: Any) -> None:
    argv = ("import", "cases", "later.csv", "--map", "map.toml", "--json")
    whole = published.copy(tmp_path / "whole")
    whole.must(*argv)
    expected = _content(whole)
    assert expected["batches"][-1][2:6] == [2, 2, 9, 1]  # created, updated, unchanged, gone

    def look(made: Made) -> None:
        served_whole(made)
        unfinished = made.state()
        if unfinished["batches"][1:] and unfinished["batches"][-1][0] != "done":
            refused = made.run("release", "--import", unfinished["batch"], "--json")
            assert refused["exit"] == 1, "a batch that is not finished was released"
        made.must(*argv)
        _same_content(made, expected)

    _all_right(published, tmp_path, argv, seed, look, tell)


def test_release(edited: Made, tmp_path: Path, seed: int, tell: Any) -> None:
    argv = ("release", "--all", "--json")
    whole = edited.copy(tmp_path / "whole")
    whole.must(*argv)
    expected = _decided(whole)
    assert len(expected["published"]) == 14

    def look(made: Made) -> None:
        served_whole(made)
        made.must(*argv)
        assert _decided(made) == expected

    _all_right(edited, tmp_path, argv, seed, look, tell)


def test_withdraw(published: Made, gone_ids: tuple[str, ...], tmp_path: Path, seed: int, tell: Any) -> None:
    argv = ("withdraw", *gone_ids, "--reason", "consent withdrawn", "--json")
    whole = published.copy(tmp_path / "whole")
    whole.must(*argv)
    expected = _taken_back(whole)
    assert set(expected["withdrawn"]) == set(gone_ids)
    whole.must("publish", "--json")
    site = tree_of(whole.live)

    def look(made: Made) -> None:
        served_whole(made)
        # What was decided, or only noted in the ledger, is carried out even if the command is never repeated.
        decided = _withdrawals(made)
        alone = made.copy(tmp_path / "alone")
        alone.must("publish", "--json")
        assert decided <= set(alone.state()["withdrawn"])
        for record_id, words in zip(gone_ids, (marks(3), marks(8)), strict=True):
            assert not (record_id in decided and holding(public_bytes(alone), words))
        made.must(*argv)
        assert _taken_back(made) == expected
        made.must("publish", "--json")
        assert tree_of(made.live) == site
        assert holding(public_bytes(made), GONE_MARKS) == []

    _all_right(published, tmp_path, argv, seed, look, tell)


def test_first_publish(released: Made, tmp_path: Path, seed: int, tell: Any) -> None:
    _publish_killed(released, tmp_path, seed, tell)


def test_publish_with_withdrawals(waiting: Made, tmp_path: Path, seed: int, tell: Any) -> None:
    assert holding(public_bytes(waiting), GONE_MARKS) != []
    whole = _publish_killed(waiting, tmp_path, seed, tell)
    assert holding(public_bytes(whole), GONE_MARKS) == []


def test_publish_over_a_damaged_ledger(waiting: Made, tmp_path: Path, seed: int, tell: Any) -> None:
    """It only takes off what was withdrawn, and then fails; what was released waits for the ledger to be mended."""
    argv = ("publish", "--json")
    base = waiting.copy(tmp_path / "damaged")
    file = base.home / "ledger" / "withdrawn.ndjson"
    file.write_bytes(b"garbage\n" + file.read_bytes())
    before = base.verify().version
    whole = base.copy(tmp_path / "whole")
    whole.must(*argv, codes=(1,))
    expected = tree_of(whole.live)
    mended = waiting.copy(tmp_path / "mended")
    mended.must(*argv)

    def look(made: Made) -> None:
        served_whole(made)
        made.must(*argv, codes=(1,))
        assert made.verify().version > before
        assert tree_of(made.live) == expected
        one, other = both_trees(made)
        assert one == other, "the two trees differ"
        assert holding(public_bytes(made), GONE_MARKS) == []
        ledger = made.home / "ledger" / "withdrawn.ndjson"
        ledger.write_bytes(ledger.read_bytes().removeprefix(b"garbage\n"))
        made.must(*argv)
        assert tree_of(made.live) == tree_of(mended.live)

    assert expected != tree_of(mended.live)
    _all_right(base, tmp_path, argv, seed, look, tell, codes=(1,))


def _publish_killed(base: Made, tmp_path: Path, seed: int, tell: Any) -> Made:
    argv = ("publish", "--json")
    before = base.verify().version if base.live.is_symlink() else 0
    whole = base.copy(tmp_path / "whole")
    whole.must(*argv)
    expected = tree_of(whole.live)
    withdrawn = bool(whole.state()["withdrawn"])

    def look(made: Made) -> None:
        served_whole(made)
        made.must(*argv)
        report = made.verify()
        assert report.status == "ok", f"after the next publish it is {report.status}: {report.problems[:3]}"
        assert report.version > before
        assert tree_of(made.live) == expected
        one, other = both_trees(made)
        assert one == other, "the two trees differ"
        left = [path.name for path in (made.home / "site").iterdir() if path.name not in ("a", "b", "live", "lock")]
        assert left == [], "something was left behind"
        assert not (withdrawn and holding(public_bytes(made), GONE_MARKS))

    _all_right(base, tmp_path, argv, seed, look, tell)
    return whole


def _all_right(
    base: Made, tmp_path: Path, argv: tuple[str, ...], seed: int, look: Any, tell: Any, **named: Any
) -> None:
    done, wrong = kill_everywhere(base, tmp_path, argv, seed, look, **named)
    tell(f"gawah {argv[0]}: killed {done} times (GAWAH_CRASH_SEED={seed}), wrong {len(wrong)}")
    assert wrong == []


def _content(made: Made) -> dict[str, Any]:
    state = made.state()
    gone = sum(1 for row in state["rows"] if row[-1])
    return {"gone": gone, **{name: state[name] for name in ("cases", "rows", "batches")}}


def _same_content(made: Made, expected: dict[str, Any]) -> None:
    found = _content(made)
    batches, again = found["batches"][: len(expected["batches"])], found["batches"][len(expected["batches"]) :]
    assert {**found, "batches": batches} == expected
    # Killed after its end it is complete, and the same command only looks at every row once more.
    for state, _, created, updated, unchanged, gone, rejected, _ in again:
        assert (state, created, updated, gone) == ("done", 0, 0, 0)
        assert unchanged + rejected == len(expected["rows"]) - expected["gone"] + rejected


def _decided(made: Made) -> dict[str, Any]:
    state = made.state()
    return {name: state[name] for name in ("ids", "decisions", "published", "accepted", "withdrawn")}


def _taken_back(made: Made) -> dict[str, Any]:
    """The public room, and what the desk keeps. A withdrawal decided twice is in its list twice."""
    state = made.state()
    decided = sorted({tuple(each[1:]) for each in state["decisions"]})
    return {"decided": decided, **{name: state[name] for name in ("kept", "published", "accepted", "withdrawn")}}


def _withdrawals(made: Made) -> set[str]:
    """Ids that the desk has decided to withdraw, or that the ledger names."""
    decided = {each[2] for each in made.state()["decisions"] if each[1] == "withdraw"}
    ledger = made.home / "ledger" / "withdrawn.ndjson"
    noted = ledger.read_text(encoding="utf-8").split('"')[3::8] if ledger.exists() else []
    return decided | set(noted)
