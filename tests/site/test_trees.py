"""Two trees and a link: whole at every moment, right again after any interruption."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from build_support import contents

from gawah.site.trees import NotACopy, Trees, copy_out, temporary


class Killed(BaseException):
    """The process ends here."""


def write(tree: Path, files: dict[str, str]) -> None:
    """Replace files as a publish does."""
    for path, text in files.items():
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(temporary(target)).write_text(text)
        Path(temporary(target)).replace(target)


def publish(trees: Trees, files: dict[str, str], gone: tuple[str, ...] = ()) -> None:
    """A publish of some files."""
    tree = trees.open()
    trees.journal([*files, *gone, "feed/"])
    write(tree, files)
    for path in gone:
        (tree / path).unlink()
    trees.swap()
    trees.settle()


def served(trees: Trees) -> dict[str, bytes]:
    assert trees.live is not None
    return contents(trees.live)


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    made = Trees(tmp_path / "site")
    publish(made, {"en/index.html": "one", "en/case/1/index.html": "case", "feed/metadata/timestamp.json": "1"})
    return made


def test_nothing_is_served_before_the_first_publish(tmp_path: Path) -> None:
    trees = Trees(tmp_path / "site")
    tree = trees.open()
    trees.journal(["en/index.html"])
    write(tree, {"en/index.html": "half"})
    assert trees.live is None
    trees.settle()
    assert contents(trees.folder) == {}


def test_both_trees_hold_the_same_and_share_their_files(trees: Trees) -> None:
    publish(trees, {"en/index.html": "two", "feed/metadata/timestamp.json": "2"}, gone=("en/case/1/index.html",))
    assert served(trees) == {"en/index.html": b"two", "feed/metadata/timestamp.json": b"2"}
    assert contents(trees.idle) == served(trees)
    assert trees.live is not None
    assert (trees.live / "en/index.html").samefile(trees.idle / "en/index.html")
    assert not (trees.idle / "en/case").exists()
    assert not (trees.folder / "journal").exists()


def test_a_lost_idle_tree_is_made_again(trees: Trees) -> None:
    for path in sorted(trees.idle.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    trees.idle.rmdir()
    assert contents(trees.open()) == served(trees)


def test_a_journal_cut_short_is_read_as_far_as_it_goes(trees: Trees) -> None:
    before = served(trees)
    tree = trees.open()
    trees.journal(["en/index.html"])
    write(tree, {"en/index.html": "half"})
    with (trees.folder / "journal").open("ab") as journal:
        journal.write(b'["en/case/1/ind')
    trees.open()
    assert served(trees) == contents(trees.idle) == before


@pytest.mark.parametrize("call", ["replace", "fsync", "link", "unlink"])
def test_killed_anywhere_the_site_is_whole_and_the_next_run_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    first = {"a.html": "1", "b/c.html": "1", "feed/t.json": "1", "gone/d.html": "1"}
    second = {"a.html": "2", "new/e.html": "2", "feed/t.json": "2"}
    whole = [{path: text.encode() for path, text in state.items()} for state in (first, {**first, **second})]
    del whole[1]["gone/d.html"]
    for moment in range(200):
        trees = Trees(tmp_path / f"{moment}")
        publish(trees, first)
        with monkeypatch.context() as patch:
            patch.setattr(os, call, _dying(getattr(os, call), moment))
            try:
                publish(trees, second, gone=("gone/d.html",))
                ended = True
            except Killed:
                ended = False
        assert served(trees) in whole
        publish(trees, second, gone=("gone/d.html",) if "gone/d.html" in contents(trees.open()) else ())
        assert served(trees) == contents(trees.idle) == whole[1]
        assert sorted(path.name for path in trees.folder.iterdir()) == ["a", "b", "live"]
        if ended:
            assert moment > 0
            return
    pytest.fail("never came to its end")


def _dying(real: Callable[..., object], moment: int) -> Callable[..., object]:
    left = moment

    def call(*args: object, **named: object) -> object:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1
        return real(*args, **named)

    return call


def test_a_copy_stands_alone(trees: Trees, tmp_path: Path) -> None:
    assert trees.live is not None
    out = tmp_path / "out"
    write(trees.live, {"status.json": "{}"})
    copy_out(trees.live, out)
    assert contents(out) == served(trees)
    assert not (out / "en/index.html").samefile(trees.live / "en/index.html")
    write(trees.live, {"en/index.html": "later"})
    (trees.live / "en/case/1/index.html").unlink()
    copy_out(trees.live, out)
    assert contents(out) == served(trees)


def test_a_folder_with_something_else_is_not_overwritten(trees: Trees, tmp_path: Path) -> None:
    assert trees.live is not None
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    with pytest.raises(NotACopy, match="empty or a new folder"):
        copy_out(trees.live, mine)
    assert contents(mine) == {"letter.txt": b"dear"}
