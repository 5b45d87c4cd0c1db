"""Page lists: what goes in comes out, in the form ``sha256sum -c`` reads, and nothing else is taken."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.feed.errors import FeedDamaged, UnsafePath
from gawah.feed.pages import PageLists, bucket, check_path, format_list, list_name, parse_list


class Shelf:
    """Targets in memory, as a repository keeps them on disk."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def put(self, name: str, data: bytes) -> bool:
        changed = self.held.get(name) != data
        self.held[name] = data
        return changed

    def drop(self, name: str) -> bool:
        return self.held.pop(name, None) is not None

    def read(self, name: str) -> bytes:
        return self.held[name]

    def __contains__(self, name: str) -> bool:
        return name in self.held


def safe(path: str) -> bool:
    try:
        check_path(path)
    except UnsafePath:
        return False
    return not path.startswith("feed/")


words = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=8)
paths = st.lists(words, min_size=1, max_size=4).map("/".join).filter(safe)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
sites = st.dictionaries(paths, hashes, max_size=40)


@given(sites, sites, st.data())
def test_lists_say_what_was_applied_in_whatever_steps(first, second, data) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(first)))) if first else set()
    stepwise, at_once = Shelf(), Shelf()
    PageLists(stepwise).apply(first)
    PageLists(stepwise).apply({**dict.fromkeys(gone), **second})
    wanted = {path: sha256 for path, sha256 in {**first, **second}.items() if path not in gone - second.keys()}
    PageLists(at_once).apply(wanted)
    assert PageLists(stepwise).read_all() == wanted
    assert stepwise.held == at_once.held
    for name, listed in stepwise.held.items():
        assert format_list(parse_list(listed, name[6:8])) == listed


@given(sites)
def test_only_lists_that_change_are_named(entries) -> None:
    shelf = Shelf()
    assert PageLists(shelf).apply(entries) == sorted({list_name(bucket(path)) for path in entries})
    assert PageLists(shelf).apply(entries) == []
    assert PageLists(shelf).apply(dict.fromkeys(entries)) == sorted({list_name(bucket(path)) for path in entries})
    assert shelf.held == {}


@given(sites, sites)
def test_a_list_made_anew_names_nothing_it_named_before(first, second) -> None:
    """Whatever it was: also lines that belong to another list by now, which ``apply`` could not take out."""
    shelf, other = Shelf(), Shelf()
    for which, files in ((bucket(path), {path: sha256}) for path, sha256 in first.items()):
        shelf.put(list_name(which), format_list({**files, "search/en/0/former": "0" * 64}))
    by_list: dict[str, dict[str, str | None]] = {name[6:8]: {} for name in shelf.held}
    for path, sha256 in second.items():
        by_list.setdefault(bucket(path), {})[path] = sha256
    for which, files in by_list.items():
        PageLists(shelf).replace(which, {**files, f"{which}-gone": None})
        assert not PageLists(shelf).replace(which, files)
    PageLists(other).apply(second)
    assert shelf.held == other.held


def test_a_page_and_its_compressed_forms_share_a_list() -> None:
    assert bucket("en/index.html") == bucket("en/index.html.gz") == bucket("en/index.html.br")
    assert bucket("en/index.html") == hashlib.sha256(b"en/index.html").hexdigest()[:2]


@given(st.sampled_from(["en", "ur"]), st.sampled_from("01f"), st.lists(st.from_regex(r"[a-z0-9_.]+", fullmatch=True)))
def test_all_files_of_a_search_bundle_share_a_list(language: str, part: str, several: list[str]) -> None:
    folder = f"search/{language}/{part}"
    wanted = {hashlib.sha256(folder.encode()).hexdigest()[:2]}
    names = [
        "pagefind.js",
        "pagefind.js.br",
        "index/en_1.pf_index",
        *(f"fragment/{name}.pf_fragment" for name in several),
    ]
    assert {bucket(f"{folder}/{name}") for name in names} == wanted


def test_what_is_no_file_of_a_bundle_is_listed_by_its_own_path() -> None:
    for path in ("search", "search/x", "search/en/parts.json", "searched/en/0/a", "en/search/0/a", "r/search/en/0"):
        assert bucket(path) == bucket(f"{path}.gz") == hashlib.sha256(path.encode()).hexdigest()[:2]
    assert len({bucket(f"search/en/{number:x}/pagefind.js") for number in range(128)}) > 64


def test_sha256sum_reads_a_list(tmp_path: Path) -> None:
    data = {"a b.html": b"one", "صفحہ.html": b"two"}
    for path, text in data.items():
        (tmp_path / path).write_bytes(text)
    listed = format_list({path: hashlib.sha256(text).hexdigest() for path, text in data.items()})
    done = subprocess.run(["sha256sum", "--strict", "-c"], input=listed, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    (tmp_path / "a b.html").write_bytes(b"other")
    assert (
        subprocess.run(["sha256sum", "-c"], input=listed, cwd=tmp_path, capture_output=True, check=False).returncode
        == 1
    )


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "../x", "a/../x", "a/./x", "a//x", "a/", ".", "a\\x", "a\0", "a\nb", "a\r", "C:/x", "\ud800"],
)
def test_a_path_that_could_leave_the_site_is_refused(path: str) -> None:
    with pytest.raises(UnsafePath):
        PageLists(Shelf()).apply({path: "0" * 64})


def test_the_feed_lists_itself_elsewhere() -> None:
    with pytest.raises(UnsafePath, match="lies in the feed"):
        PageLists(Shelf()).apply({"feed/metadata/timestamp.json": "0" * 64})


@pytest.mark.parametrize("sha256", ["", "0" * 63, "G" * 64, "A" * 64])
def test_what_is_no_hash_is_refused(sha256: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        PageLists(Shelf()).apply({"index.html": sha256})


def line(path: str, sha256: str = "0" * 64) -> str:
    return f"{sha256}  {path}\n"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (line("../../etc/passwd"), UnsafePath),
        (line("/etc/passwd"), UnsafePath),
        (line("feed/metadata/timestamp.json"), UnsafePath),
        (line("index.html") * 2, FeedDamaged),
        (line("index.html", "0" * 63), FeedDamaged),
        (line("index.html").rstrip(), FeedDamaged),
        (f"{'0' * 64} *index.html\n", FeedDamaged),
        ("\n", FeedDamaged),
    ],
)
def test_a_list_we_would_not_have_written_is_refused(text: str, error: type[Exception]) -> None:
    which = bucket("index.html")
    assert parse_list(line("index.html").encode(), which) == {"index.html": "0" * 64}
    with pytest.raises(error):
        parse_list(text.encode(), which)


def test_a_path_in_another_list_and_bytes_that_are_no_text_are_refused() -> None:
    other = f"{(int(bucket('index.html'), 16) + 1) % 256:02x}"
    with pytest.raises(FeedDamaged, match="out of place"):
        parse_list(line("index.html").encode(), other)
    with pytest.raises(FeedDamaged, match="UTF-8"):
        parse_list(b"\xff\n", other)
