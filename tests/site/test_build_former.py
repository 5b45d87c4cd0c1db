"""Pages of former versions in the tree: there while their text is public, gone with it, and never found by search."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from build_support import Ran, case, contents, number_id, run, snapshot

from gawah.record.model import Law, Notice, Page, Record, Version
from gawah.site.around import _rank
from gawah.site.render import Renderer

OLD, NEW = case(1, title={"en": "Zyxwvut"}), case(1, version=2)
PAGES = [f"{language}/case/{OLD.id}/1/index.html" for language in ("en", "ur")]


def redacted() -> Record:
    return case(1, version=2, versions=[Version(number=1, released="2026-01-02", redacted=True), NEW.versions[1]])


def test_a_former_version_has_a_page_in_each_language_named_in_the_page_lists(tmp_path: Path) -> None:
    ran = run(snapshot([NEW], former=[OLD], languages=["en", "ur"]), tmp_path / "tree", tmp_path / "cache")
    made = contents(tmp_path / "tree")
    for path in PAGES:
        assert b"Zyxwvut" in made[path] and made[path].startswith(b"former")
        assert ran.parts[path]


@pytest.mark.parametrize("gone", [[redacted()], [Notice(id=OLD.id, withdrawn="2026-02-03")], []])
def test_the_page_goes_with_the_text(tmp_path: Path, gone: list[Record | Notice]) -> None:
    """By a redaction, a withdrawal, or a snapshot that has it no more; compressed forms too."""
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    long = case(1, title={"en": "Zyxwvut " * 300})
    run(snapshot([NEW, case(2)], former=[long], languages=["en", "ur"]), tree, cache)
    assert f"{PAGES[0]}.gz" in contents(tree)
    again = run(snapshot([*gone, case(2)], languages=["en", "ur"]), tree, cache, number=2)
    made = contents(tree)
    assert not [path for path, data in made.items() if "/1/" in path or b"Zyxwvut" in data]
    assert not [path for path, data in contents(cache).items() if b"Zyxwvut" in data]
    assert again.parts[PAGES[0]] is None and again.parts[f"{PAGES[0]}.br"] is None


def test_a_release_adds_one_page_and_leaves_earlier_former_pages_alone(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    third = case(1, version=3, title={"en": "Third"})
    before = drawn_with_words([NEW], [OLD], tree, cache, 1)
    after = drawn_with_words([third], [OLD, NEW], tree, cache, 2)
    assert PAGES[0] in before.journal and PAGES[0] not in after.journal
    assert f"en/case/{OLD.id}/2/index.html" in after.journal
    assert f"en/case/{OLD.id}/index.html" in after.journal
    plain = [path for path in after.journal if not path.endswith((".gz", ".br"))]
    assert len(plain) <= 60


def drawn_with_words(records: list[Record], former: list[Record], tree: Path, cache: Path, number: int) -> Ran:
    """Drawn as the site is, not plainly."""
    return run(snapshot(records, former=former), tree, cache, number=number, draw=Renderer)


def test_neither_search_nor_sitemap_nor_feeds_know_of_former_pages(tmp_path: Path) -> None:
    source = snapshot([NEW], former=[OLD], base_url="https://example.org")
    run(source, tmp_path / "tree", tmp_path / "cache", searched=True)
    made = contents(tmp_path / "tree")
    fragments = [data for path, data in made.items() if path.startswith("search/")]
    assert fragments and f"/en/case/{OLD.id}/".encode() in made["sitemap.xml"]
    for path in ("sitemap.xml", "en/feed.atom", "en/feed.json"):
        assert b"Zyxwvut" not in made[path] and f"{OLD.id}/1/".encode() not in made[path]
    unpacked = b"".join(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in fragments)
    assert f"/en/case/{OLD.id}/".encode() in unpacked
    assert b"zyxwvut" not in unpacked.lower() and f"{OLD.id}/1/".encode() not in unpacked


def test_an_organisations_own_page_has_no_page_for_each_of_its_versions(tmp_path: Path) -> None:
    pages = [
        Page(id=number_id(1), version=version, versions=[], released="2026-01-02", slug="ours", body={"en": "x"})
        for version in (1, 2)
    ]
    run(snapshot([pages[1]], former=[pages[0]]), tmp_path / "tree", tmp_path / "cache")
    made = contents(tmp_path / "tree")
    assert f"r/{pages[0].id}.1.json" in made and not [path for path in made if path.startswith("en/ours/1")]


def test_a_record_that_has_become_of_another_kind_keeps_its_former_pages_in_one_folder(tmp_path: Path) -> None:
    now = case(1, version=2)
    raw = {name: getattr(now, name) for name in ("id", "released", "verification", "basis", "sources")}
    law = Law(version=1, versions=now.versions[:1], jurisdiction="pk", **raw)
    drawn_with_words([now], [law], tmp_path / "tree", tmp_path / "cache", 1)
    made = contents(tmp_path / "tree")
    assert b"Kind: " in re.sub(b"<[^>]*>", b"", made[f"en/case/{now.id}/index.html"])
    assert f"en/case/{now.id}/1/index.html" in made and not [
        path for path in made if path.startswith(f"en/law/{now.id}")
    ]


def test_what_a_page_leads_to_is_uploaded_before_it() -> None:
    order = ["assets/site.css", f"en/case/{OLD.id}/1/index.html", f"r/{OLD.id}.1.json", "en/case/page/x/index.html"]
    assert [_rank(path) for path in order] == [0, 1, 1, 2]
    assert _rank(f"en/case/{OLD.id}/index.html") == 1 and _rank("en/case/index.html") == 2
