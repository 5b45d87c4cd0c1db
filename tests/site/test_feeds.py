"""Feeds and the sitemap, read by parsers that are not ours."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from build_support import case, contents, number_id, run, snapshot

from gawah.record.model import Notice
from gawah.site import feeds

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return tmp_path / "tree"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def atom(tree: Path, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring((tree / language / "feed.atom").read_bytes())


def locations(tree: Path, path: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring((tree / path).read_bytes()).iter(LOC)]


def test_a_feed_has_the_latest_fifty_and_what_was_withdrawn(tree: Path, cache: Path) -> None:
    records = [case(number) for number in range(60)]
    changed = case(3, released="2026-01-01", title={"en": "Angle < & \x00 bracket"})
    notice = Notice(id=number_id(99), withdrawn="2026-02-03")
    run(snapshot([*records[:3], changed, *records[4:], notice], base_url="https://example.org/"), tree, cache)
    feed = atom(tree)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == feeds.NEWEST
    assert feed.findtext(f"{ATOM}updated") == "2026-02-03T00:00:00Z"
    assert [each.get("ref") for each in feed.findall(DELETED)] == [f"urn:gawah:{notice.id}"]
    links = {link.get("href") for each in entries for link in each.findall(f"{ATOM}link")}
    assert all(str(link).startswith("https://example.org/") for link in links)
    data = json.loads((tree / "en/feed.json").read_bytes())
    assert [item["id"] for item in data["items"]] == [each.findtext(f"{ATOM}id") for each in entries]
    assert data["_gawah"]["withdrawn"] == [{"id": f"urn:gawah:{notice.id}", "day": "2026-02-03"}]


def test_a_feed_stays_the_same_while_no_record_changes(tree: Path, cache: Path) -> None:
    run(snapshot([case(1)]), tree, cache)
    again = run(snapshot([case(1)]), tree, cache, number=2)
    assert not [path for path in again.journal if "feed." in path]


@pytest.mark.parametrize("text", ["<b>&amp;", "quote \" '", "a\x08b\ufffe", "]]>"])
def test_any_title_makes_a_well_formed_feed(tree: Path, cache: Path, text: str) -> None:
    run(snapshot([case(1, title={"en": text}, summary={"en": text})]), tree, cache)
    entry = atom(tree).find(f"{ATOM}entry")
    assert entry is not None
    shown = entry.findtext(f"{ATOM}title") or ""
    assert shown == text.replace("\x08", "\ufffd").replace("\ufffe", "\ufffd")


def test_a_title_shown_in_another_language_says_which(tree: Path, cache: Path) -> None:
    run(snapshot([case(1)], languages=["en", "ur"]), tree, cache)
    title = atom(tree, "ur").find(f"{ATOM}entry/{ATOM}title")
    assert title is not None
    assert title.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_no_sitemap_without_an_address(tree: Path, cache: Path) -> None:
    run(snapshot([case(1)]), tree, cache)
    assert not [path for path in contents(tree) if "sitemap" in path]
    assert b"Sitemap" not in (tree / "robots.txt").read_bytes()


def test_a_sitemap_names_every_page_that_is_there(tree: Path, cache: Path) -> None:
    base = "https://example.org"
    run(snapshot([case(1), case(2)], languages=["en", "ur"], base_url=base), tree, cache)
    found = locations(tree, "sitemap.xml")
    assert f"{base}/ur/case/{number_id(2)}/" in found
    assert len(found) == len(set(found))
    assert all((tree / each.removeprefix(f"{base}/") / "index.html").is_file() for each in found)


def test_a_large_sitemap_is_split_by_id_and_joined_again(
    tree: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = "https://example.org"
    records = [case(number) for number in range(40)]
    monkeypatch.setattr(feeds, "ONE_SITEMAP", 3)
    run(snapshot(records, base_url=base), tree, cache)
    parts = [each.removeprefix(f"{base}/") for each in locations(tree, "sitemap.xml")]
    found = [each for part in parts for each in locations(tree, part)]
    assert {f"{base}/en/case/{each.id}/" for each in records} <= set(found)
    assert len(parts) == 1 + 16

    records[5] = case(5, version=2, released="2026-01-03")
    ran = run(snapshot(records, base_url=base), tree, cache, number=2)
    assert {path for path in ran.journal if path.startswith("sitemap/")} <= {
        f"sitemap/{number_id(5)[0]}.xml{form}" for form in ("", ".gz", ".br")
    }

    run(snapshot(records[:2], base_url=base), tree, cache, number=3)
    assert [path for path in contents(tree) if "sitemap" in path and not path.endswith((".gz", ".br"))] == [
        "sitemap.xml"
    ]
