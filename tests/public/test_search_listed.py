"""The files of search among the page lists of the feed: one list for a bundle, each file vouched for."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from observatory import AT, edited, let_out, released

from gawah.feed import keys, pages
from gawah.feed.pages import PageLists
from gawah.feed.report import Report
from gawah.feed.repository import Repository
from gawah.feed.verify import verify
from gawah.public import publish
from gawah.record.snapshot import SiteSettings
from gawah.site import output, writer

pytestmark = [pytest.mark.django_db(databases=["default", "public"], transaction=True)]

SITE = SiteSettings(name={"en": "Invented"}, languages=["en"])


@pytest.fixture
def places(home: Path) -> publish.Places:
    keys.create(home / "keys", AT)
    return publish.Places(site=home / "site", cache=home / "cache", keys=home / "keys")


def verified(places: publish.Places) -> Report:
    return verify(str(places.site / "live"), state=places.site.parent / "seen", now=AT)


def lists(places: publish.Places) -> PageLists:
    return PageLists(Repository(places.site / "live/feed"))


def lists_with_search(places: publish.Places) -> set[str]:
    """The lists that name a file of the bundle."""
    names = {f"{number:02x}": lists(places).read(f"{number:02x}") for number in range(256)}
    return {which for which, named in names.items() if any(path.startswith("search/en/0/") for path in named)}


def fragment(places: publish.Places) -> Path:
    return next((places.site / "live").rglob("*.pf_fragment"))


def test_a_bundle_has_one_list_however_many_files_it_has(places: publish.Places) -> None:
    cases = [released() for _ in range(12)]
    publish.publish(places, SITE, AT)
    assert lists_with_search(places) == {pages.bucket("search/en/0")}
    before = Repository(places.site / "live/feed").names()
    let_out(edited(cases[0], case={"summary": {"en": "Told otherwise."}}))
    assert publish.publish(places, SITE, AT).partitions == 1
    after = Repository(places.site / "live/feed").names()
    changed = {name for name, entry in after.items() if name.startswith("pages/") and before.get(name) != entry}
    assert pages.list_name(pages.bucket("search/en/0")) in changed
    assert len(changed) <= 30
    assert verified(places).status == "ok"


def test_a_file_of_a_bundle_that_is_added_changed_or_missing_is_named(places: publish.Places) -> None:
    released()
    publish.publish(places, SITE, AT)
    file = fragment(places)
    path = file.relative_to(places.site / "live").as_posix()
    good = file.read_bytes()
    file.unlink()
    assert [(each.path, each.what) for each in verified(places).problems] == [(path, "missing")]
    file.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert [(each.path, each.what) for each in verified(places).problems] == [(path, "altered")]
    file.write_bytes(good)
    for added in (file.with_name("en_added.pf_fragment"), file.parent.parent / "added.js", file.parents[2] / "9/added"):
        added.parent.mkdir(exist_ok=True)
        added.write_bytes(b"added")
        found = verified(places)
        assert [each.what for each in found.problems] == ["added"]
        assert str(added).endswith(found.problems[0].path)
        added.unlink()
    assert verified(places).status == "ok"


def test_a_site_with_lists_of_a_former_layout_is_listed_anew(
    places: publish.Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def former(path: str) -> int:
        return hashlib.sha256(path.removesuffix(".gz").removesuffix(".br").encode()).digest()[0]

    case = released()
    with monkeypatch.context() as before:
        for module in (pages, output, writer):
            before.setattr(module, "page_list_of", former)
        publish.publish(places, SITE, AT)
        publish.publish(places, SITE, AT)  # both trees
        assert verified(places).status == "ok"
        assert len(lists_with_search(places)) > 5
    (places.cache / "site.sqlite3").unlink()  # as other code finds it: the cache is of the code that made it
    assert publish.publish(places, SITE, AT).version == 3
    assert verified(places).problems == []
    assert lists_with_search(places) == {pages.bucket("search/en/0")}
    let_out(edited(case, case={"summary": {"en": "Told otherwise."}}))
    publish.publish(places, SITE, AT)
    assert verified(places).problems == []
    live = places.site / "live"
    here = {path.relative_to(live).as_posix() for path in live.rglob("*") if path.is_file()}
    assert lists(places).read_all().keys() == {path for path in here if not path.startswith("feed/")}
