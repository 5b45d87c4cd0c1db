"""Pagefind's program ending before its time: said where it matters, and silent where nothing was asked of it.

A broken pipe that reaches the command line ends it without a word, as if the reader of its output had gone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gawah.site import pagefind
from gawah.site.pagefind import Indexer, SearchFailed


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is gone before anything is asked of it."""
    monkeypatch.setattr(pagefind, "get_executable", lambda: "/bin/true")


@pytest.mark.usefixtures("ended")
def test_a_part_of_the_site_without_a_record_needs_no_program() -> None:
    with Indexer() as indexer:
        indexer._process.wait()


@pytest.mark.usefixtures("ended")
def test_a_program_that_ended_is_told(tmp_path: Path) -> None:
    with pytest.raises(SearchFailed, match="publish again"), Indexer() as indexer:
        indexer._process.wait()
        indexer.write(tmp_path)


def _index(folder: Path) -> None:
    with Indexer() as indexer:
        indexer.add("/en/case/a/", "a word", "en", {"title": "A"}, {})
        indexer.write(folder)
        assert indexer._process.returncode == 0  # what it had not written when it answered, it has


def test_the_program_has_ended_when_its_files_are_read(tmp_path: Path) -> None:
    _index(tmp_path)
    assert all(each.stat().st_size for each in tmp_path.rglob("*.*"))


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "left").touch()
    with pytest.raises(SearchFailed, match="did not write all"):
        _index(tmp_path)
