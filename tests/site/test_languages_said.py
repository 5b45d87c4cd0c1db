"""Each text in another language than its page's says which it is and which way it runs (WCAG 2, 3.1.2)."""

from __future__ import annotations

import json

import pytest
from languages import languages, shown, unsaid
from msgspec import structs
from render_samples import case, figure, first_case, home_page, law, measure, renderer

from gawah.record.canonical import encode
from gawah.record.model import Case, Citation, Fact
from gawah.site.drawer import ListPage
from gawah.site.entry import ListKey, entry_of
from gawah.site.lists import NEWEST

DRAW = renderer()


def spoken(record: Fact) -> Fact:
    """The record, all of whose sources say their language, and with an affiliation of several words."""
    titles = ("A talk with Adil Testov", "Another invented article")
    sources = [structs.replace(each, language="en", title=titles[n]) for n, each in enumerate(record.sources)]
    record = structs.replace(record, sources=sources)
    if isinstance(record, Case):
        actors = [structs.replace(each, affiliation="no party at all") for each in record.actors]
        record = structs.replace(record, actors=actors)
    return record


RECORDS = {name: spoken(made) for name, made in (
    ("case", case()), ("untitled", structs.replace(case(), title={}, summary={}, narrative={})),
    ("measure", structs.replace(measure(), listed_in="the first list", basis=[structs.replace(
        measure().basis[0], note="Addresses only, of nobody.")])),
    ("law", law()), ("figure", figure()),
)}  # fmt: skip
WRITTEN = languages([json.loads(encode(each)) for each in (*RECORDS.values(), spoken(first_case()))])


@pytest.mark.parametrize("language", ["ur", "ar"])
@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_s_page(kind: str, language: str) -> None:
    page = DRAW.record(RECORDS[kind], language)
    assert shown(page, WRITTEN) >= 5
    assert unsaid(page, WRITTEN) == []


@pytest.mark.parametrize("language", ["ur", "ar"])
def test_a_former_version_s_page_and_what_changed(language: str) -> None:
    now, first = RECORDS["case"], spoken(first_case())
    assert isinstance(now, Fact)
    for page in (
        DRAW.former(first, language, now, former={1: first}),
        DRAW.record(now, language, former={1: first}),
    ):
        assert shown(page, WRITTEN) >= 5
        assert unsaid(page, WRITTEN) == []


@pytest.mark.parametrize("language", ["ur", "ar"])
def test_lists_and_home(language: str) -> None:
    entries = [entry_of(each) for each in RECORDS.values()]
    rows = [DRAW.row(each, language) for each in entries]
    laws = structs.replace(entries[3], title={"en": "The Invented Act"})
    key = ListKey("law", laws.id)
    of_law = ListPage(key=key, label="", rows=rows, end=NEWEST, since="2026-11-03", older="", newer="", law=laws)
    written = {**WRITTEN, "The Invented Act": {"en"}}
    for page in (DRAW.list_page(of_law, language), home_page(DRAW, language), DRAW.record(
        RECORDS["law"], language, entries, entries)):  # fmt: skip
        assert shown(page, written) >= 2
        assert unsaid(page, written) == []


def test_where_nobody_knows_the_language_none_is_said() -> None:
    """Of two sources in two languages, a date as printed may be in either."""
    two = structs.replace(
        RECORDS["case"],
        citations=[Citation(source=source, of="a2") for source in ("s1", "s2")],
        sources=[structs.replace(each, language=lang) for each, lang in zip(case().sources, ("en", "es"), strict=True)],
    )
    page = DRAW.record(two, "ur")
    assert '<bdi dir="ltr">“ahead of the forum”</bdi>' in page


def test_the_reading_sees_what_is_wrong() -> None:
    """The test can fail."""
    written = {"two words": {"en"}}
    for bad in (
        "two words",
        "<bdi>two words</bdi>",
        '<bdi dir="auto">“two words”</bdi>',
        '<bdi lang="en">two words</bdi>',
    ):
        assert unsaid(f'<html lang="ur" dir="rtl"><p>{bad}</p></html>', written), bad
    good = '<bdi lang="en" dir="ltr">two <b>words</b></bdi> <i lang="en" dir="auto">two words</i>'
    assert unsaid(f'<html lang="ur" dir="rtl"><p>{good}</p></html>', written) == []
    assert unsaid('<html lang="en" dir="ltr"><p>two words</p></html>', written) == []
