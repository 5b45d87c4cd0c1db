"""Pagefind's program ending before its time: said where it matters, and silent where nothing was asked of it.

A broken pipe that reaches the command line ends it without a word, as if the reader of its output had gone.
"""

from __future__ import annotations

import gzip

import msgspec
import pytest

from gawah.site.pagefind import Indexer, SearchFailed


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is gone before anything is asked of it."""
    monkeypatch.setattr("pagefind.service.get_executable", lambda: "/bin/true")


@pytest.mark.usefixtures("ended")
def test_a_part_of_the_site_without_a_record_needs_no_program() -> None:
    with Indexer() as indexer:
        indexer._process.wait()


@pytest.mark.usefixtures("ended")
def test_a_program_that_ended_is_told() -> None:
    with pytest.raises(SearchFailed, match="publish again"), Indexer() as indexer:
        indexer._process.wait()
        indexer.files()


def test_the_files_are_whole() -> None:
    with Indexer() as indexer:
        for number in range(300):
            indexer.add(f"/en/case/{number}/", f"word{number} " * 300, "en", {"title": f"{number}"}, {})
        files = indexer.files()
    assert sum(path.startswith("fragment/") for path in files) == 300
    packed = [data for path, data in files.items() if path.endswith((".pf_fragment", ".pf_index", ".pf_meta"))]
    assert all(gzip.decompress(data) for data in packed)
    assert msgspec.json.decode(files["pagefind-entry.json"])["languages"]["en"]["page_count"] == 300


def test_an_empty_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Indexer._answer

    def emptied(indexer: Indexer, line: bytes) -> None:
        answer(indexer, line)
        indexer._files = dict.fromkeys(indexer._files, b"")

    monkeypatch.setattr(Indexer, "_answer", emptied)
    with Indexer() as indexer, pytest.raises(SearchFailed, match="empty files"):
        indexer.add("/en/case/a/", "a word", "en", {"title": "A"}, {})
        indexer.files()
