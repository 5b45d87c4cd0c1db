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
