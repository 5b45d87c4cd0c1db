"""What a page of a record must show, and must never do."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import render_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from render_samples import Reader

from gawah.record.model import Case, Figure, Record
from gawah.site import assets
from gawah.site.drawer import BrowseData, HomeData, ListPage
from gawah.site.drawing.places import PlaceTally
from gawah.site.entry import KINDS, ListKey, entry_of, kind_of
from gawah.site.lists import NEWEST

RENDERER = samples.renderer()
LANGUAGES = ("en", "ur", "ar")
STATIC = ("about", "how", "check", "key", "search", "404")


def home() -> HomeData:
    entries = [entry_of(record) for record in samples.records()]
    return HomeData(
        kinds={"case": 1, "figure": 1},
        countries={"pk": 1},
        years={"2009": 1, "undated": 3},
        acts={"arrest": 1},
        new=entries,
        figures=[entry for entry in entries if entry.figure],
        themes=[("satire", "satire & more")],
        places=[PlaceTally(1, "pk"), PlaceTally(1, "az", "", "Inventabad", 40.4, 49.9), PlaceTally(2)],
        published="2026-11-22",
    )


def all_pages(language: str) -> list[tuple[str, str]]:
    """(name, HTML) of every kind of page."""
    entries = [entry_of(record) for record in samples.records()]
    pages = [(kind_of(record), RENDERER.record(record, language, entries)) for record in samples.records()]
    pages += [(name, RENDERER.static(name, language)) for name in STATIC]
    for kind in KINDS:
        found = [entry for entry in entries if entry.kind == kind]
        page = ListPage(ListKey("kind", kind), "", found, NEWEST, "2026-11-02", f"/en/case/page/{'ab' * 10}/", "")
        pages.append((f"list {kind}", RENDERER.list_page(page, language)))
    for key in (
        ListKey("year", "undated"),
        ListKey("year", "2009"),
        ListKey("act", "arrest"),
        ListKey("country", "pk"),
    ):
        older = ListPage(key, "", [], ("2026-11-02", "ab" * 10), "2026-11-02", "", "/x/")
        pages.append((str(key), RENDERER.list_page(older, language)))
    browse = BrowseData(["pk"], ["2009", "undated"], ["arrest"], [("s", "satire")], list(KINDS))
    pages += [("browse", RENDERER.browse(browse, language)), ("home", RENDERER.home(home(), language))]
    pages.append(("withdrawn", RENDERER.withdrawn([("ab" * 10, "2026-11-02")], language)))
    pages.append(("former", RENDERER.former(samples.case(), language)))
    return pages


PAGES = {language: all_pages(language) for language in LANGUAGES}
EVERY = [pytest.param(html, id=f"{language} {name}") for language, found in PAGES.items() for name, html in found]


@pytest.mark.parametrize("html", EVERY)
def test_a_page_is_well_formed_and_asks_nothing_of_anybody(html: str) -> None:
    """Tags closed, ids unique, no inline style or script, nothing loaded from elsewhere."""
    read = Reader(html)
    assert read.open == []
    ids = list(read.values("id"))
    assert len(ids) == len(set(ids))
    for tag, attributes in read.tags:
        assert "style" not in attributes and not any(name.startswith("on") for name in attributes)
        assert tag not in ("style", "img", "iframe", "object", "embed", "base")
        if tag == "script":
            assert (attributes.get("src") or "").startswith("/assets/")
        for name in ("src", "action"):
            assert (attributes.get(name) or "/").startswith("/")
        if tag == "link":
            assert (attributes["href"] or "").startswith("/")
        if tag == "a" and not (attributes["href"] or "").startswith(("/", "#")):
            assert attributes["rel"] == "nofollow noopener noreferrer"
    assert "[[" not in html and "{{" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_its_language_and_direction(language: str) -> None:
    for _, html in PAGES[language]:
        tag, attributes = Reader(html).tags[0]
        assert tag == "html"
        assert attributes == {"lang": language, "dir": "ltr" if language == "en" else "rtl"}


@pytest.mark.parametrize("html", EVERY)
def test_a_page_has_one_main_heading_and_a_way_past_the_menu(html: str) -> None:
    read = Reader(html)
    tags = [tag for tag, _ in read.tags]
    assert tags.count("h1") == 1 and tags.count("main") == 1
    assert "#main" in read.values("href")
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


@pytest.mark.parametrize("html", EVERY)
def test_a_page_and_its_stylesheet_stay_within_thirty_kilobytes(html: str) -> None:
    css = next(data for path, data in assets.files().items() if path.endswith(".css"))
    assert len(gzip.compress(html.encode())) + len(gzip.compress(css)) <= 30_000


def test_languages_link_to_the_same_page() -> None:
    html = RENDERER.record(samples.case(), "en")
    for language in LANGUAGES:
        assert f'href="/{language}/case/{samples.case().id}/"' in html


def test_a_page_in_one_language_does_not_link_to_others() -> None:
    html = RENDERER.record(samples.page(), "en")
    assert 'href="/en/who/"' in html and 'href="/ur/who/"' not in html
    assert "<h3>We</h3>" in html


# What stands on a record's page


def test_two_sources_with_two_dates_both_stand() -> None:
    text = Reader(RENDERER.record(samples.case(), "en")).text
    assert "Arrest: Date" in text
    differ = text.partition("Where accounts differ")[2].partition("What is not known")[0]
    assert "2009" in differ and "8 July 2009" in differ and "donkeys" in differ and "mules" in differ
    witness = text.partition("What is known")[2].partition("Status")[0]
    assert witness.count("Date:") == 3 and "8 July 2009" in witness  # two of the first act, one of the second


def test_sources_that_agree_make_no_table_of_differences() -> None:
    case = samples.case()
    same = [msgspec.structs.replace(each, value="2009") for each in case.citations[:2]]
    html = RENDERER.record(msgspec.structs.replace(case, citations=same), "en")
    assert "Where accounts differ" not in html


def test_what_has_no_date_is_said_to_have_none() -> None:
    text = Reader(RENDERER.record(samples.case(), "en")).text
    assert "Date: “ahead of the forum”" in text
    assert "The date: smear campaign" in text
    html = RENDERER.record(samples.law(), "en")
    assert "The date: signed (President)" in Reader(html).text
    assert "No date" in html


def test_a_year_is_never_turned_into_a_day() -> None:
    html = RENDERER.record(samples.case(), "en")
    assert "1 January" not in html and 'datetime="2009-01-01"' not in html
    assert "The month and day: arrest" in Reader(html).text


def test_what_is_not_known_is_listed() -> None:
    text = Reader(RENDERER.record(samples.measure(), "en")).text.partition("What is not known")[2]
    assert "The date: blocked and block lifted" in text and "The day: blocked again" in text
    case = Reader(RENDERER.record(samples.case(), "en")).text.partition("What is not known")[2]
    assert "Which court tried him" in case and "Who was affected: smear campaign" in case
    assert "Under which law: arrest" not in case  # it is given


def test_names_that_are_withheld_stay_withheld() -> None:
    text = Reader(RENDERER.record(samples.case(), "en")).text
    assert "name withheld" in text and "not named" in text
    assert "عادل تستوف" in Reader(RENDERER.record(samples.case(), "ar")).text


def test_a_missing_translation_is_said_and_leads_to_the_original() -> None:
    html = RENDERER.record(samples.case(), "ur")
    assert f'href="/en/case/{samples.case().id}/" hreflang="en"' in html
    assert "He was arrested" not in html and "He <strong>" not in html
    assert "گرفتاری" in html  # the fact, by the vocabulary
    assert "translation" not in RENDERER.record(samples.case(), "en")


def test_an_account_in_a_language_the_site_has_not_stands_as_it_is() -> None:
    case = msgspec.structs.replace(samples.case(), original="az", narrative={"az": "Belə **dedi**."}, summary={})
    acts = [msgspec.structs.replace(act, account={"az": "Tutuldu."}) for act in case.acts]
    html = RENDERER.record(msgspec.structs.replace(case, acts=acts), "en")
    assert '<div lang="az" dir="auto">' in html and '<bdi lang="az" dir="ltr">Tutuldu.</bdi>' in html


def test_a_record_without_title_has_a_label_made_of_facts() -> None:
    case = msgspec.structs.replace(samples.case(), title={})
    assert "Arrest · Inventabad, Azerbaijan · 2009" in Reader(RENDERER.record(case, "en")).text
    assert "گرفتاری" in RENDERER.label(entry_of(case), "ur")
    assert RENDERER.label(entry_of(samples.law()), "en") == "Law · Pakistan · 20 December 2012"


def test_clauses_and_addresses_are_isolated() -> None:
    assert '<bdi dir="ltr">2.(1).(c)</bdi>' in RENDERER.record(samples.law(), "ur")
    assert '<bdi dir="ltr">video.example</bdi>' in RENDERER.record(samples.measure(), "ur")


def test_only_web_addresses_become_links() -> None:
    source = msgspec.structs.replace(samples.SOURCES[0], url="javascript:alert(1)")
    html = RENDERER.record(msgspec.structs.replace(samples.case(), sources=[source]), "en")
    assert "javascript:" not in html
    assert "https://example.org/a?x=1&amp;y=2" in RENDERER.record(samples.case(), "en")


def test_a_redacted_version_has_no_address_and_says_why() -> None:
    first = msgspec.structs.replace(samples.VERSIONS[0], redacted=True, reason="To protect a person")
    record = msgspec.structs.replace(samples.case(), versions=[first, samples.VERSIONS[1]])
    html = RENDERER.record(record, "en")
    assert f"/r/{record.id}.1.json" not in html and "To protect a person" in html
    assert f"/r/{record.id}.1.json" in RENDERER.record(samples.case(), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_records_with_nothing_filled_in_are_drawn(language: str) -> None:
    """What is empty is said to be empty; nothing is required of a record but that it is one."""
    bare = {"sources": [], "title": {}, "original": "", "as_of": "", "citations": [], "unknown": [], "figures": []}
    for record in samples.records()[:3]:
        lists = {
            field: []
            for field in ("acts", "actors", "updates", "states", "targets", "provisions", "stages")
            if hasattr(record, field)
        }
        kept = {field: value for field, value in bare.items() if hasattr(record, field)}
        empty = msgspec.structs.replace(record, **kept, **lists)
        html = RENDERER.record(empty, language)
        assert Reader(html).open == []
        assert RENDERER.record(record, language) != html
        assert RENDERER.label(entry_of(empty), language)


def test_a_date_only_sources_give_is_shown_and_not_called_unknown() -> None:
    case = samples.case()
    acts = [msgspec.structs.replace(case.acts[0], date=None)]
    text = Reader(RENDERER.record(msgspec.structs.replace(case, acts=acts), "en")).text
    known = text.partition("What is known")[2].partition("Status")[0]
    assert "2009" in known and "8 July 2009" in known and "date not given" not in known
    assert "The date: Arrest" not in text


# Numbers


def test_a_number_keeps_its_quantifier_and_its_words() -> None:
    assert "at least <b>eight journalists</b>" in RENDERER.record(samples.figure(), "en")
    arabic = RENDERER.record(samples.figure(), "ar")
    assert "ما لا يقل عن <b>8</b>" in arabic and "at least eight journalists" in arabic


def test_a_number_that_was_never_counted_stays_in_words() -> None:
    text = Reader(RENDERER.record(samples.figure("dozens", None), "en")).text
    assert "dozens" in text and "The number itself: serving prison terms" in text


@given(st.lists(st.integers(2, 900), min_size=2, max_size=5, unique=True))
@settings(max_examples=20, deadline=None)
def test_numbers_are_never_added(lows: list[int]) -> None:
    """No page shows the sum of the numbers it shows."""
    base = samples.figure().figures[0]
    several: list[Figure] = [
        msgspec.structs.replace(
            base, id=f"f{index}", quantity=msgspec.structs.replace(base.quantity, low=low), printed=""
        )
        for index, low in enumerate(lows)
    ]
    record = msgspec.structs.replace(samples.case(), figures=several)
    shown = set(re.findall(r"<b>([\d,]+)</b>", RENDERER.record(record, "en")))
    assert shown >= {str(low) for low in lows}
    assert f"{sum(lows):,}" not in shown - {str(low) for low in lows}


def test_home_counts_records_only() -> None:
    text = Reader(RENDERER.home(home(), "en")).text
    assert "2 records published" in text
    assert "3 of them without a date" in text
    assert "No date" in text and "place not given" in text
    assert "22 November 2026" in text
    for name, html in PAGES["en"]:
        assert name == "home" or "22 November 2026" not in html  # the day of the publish stands on home alone


# What others wrote can break nothing

HOSTILE = (
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)" x="',
    "<img src=x onerror=alert(1)>",
    "</p></div></main><h1>gone</h1>",
    "<!--",
    "]]>",
    "{{ 7*7 }}{% raw %}",
    "[[skip]]",
    "%s %(x)s {0} {x}",
    "\ue001\ue002\ue003\ue004",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;&#x3c;script&#x3e;",
    "\\0low\\0\0low\0",
    "\u202egnp.exe",
)
FIXED = {
    "id", "kind", "source", "of", "field", "released", "date", "as_of", "seen", "day", "language", "quoted_in",
    "actor", "precision", "country", "state", "naming", "quantifier", "period", "printed_language", "licence",
    "original", "jurisdiction", "archived_sha256",
}  # fmt: skip


def replaced(part: Any, make: Callable[[], str], name: str = "") -> Any:
    """The same record with every free text replaced."""
    if isinstance(part, dict):
        return {key: replaced(value, make, key) for key, value in part.items()}
    if isinstance(part, list):
        return [replaced(value, make, name) for value in part]
    return make() if isinstance(part, str) and name not in FIXED else part


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(sorted(attributes))) for tag, attributes in Reader(html).tags]


def with_texts(record: Record, make: Callable[[], str]) -> Record:
    raw = msgspec.to_builtins(record)
    narrative = raw.pop("narrative", None)
    made = replaced(raw, make)
    assert narrative is None or isinstance(record, Case)
    return msgspec.convert(made, type(record))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_text_of_a_record_changes_what_a_page_is_made_of(data: st.DataObject) -> None:
    """A page of hostile texts has the same tags and attributes as one of harmless texts."""
    record = data.draw(st.sampled_from(samples.records()))
    language = data.draw(st.sampled_from(LANGUAGES))
    text = data.draw(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
    harmless = RENDERER.record(with_texts(record, lambda: "harmless"), language)
    hostile = RENDERER.record(with_texts(record, lambda: text), language)
    assert skeleton(hostile) == skeleton(harmless)


@pytest.mark.parametrize("text", HOSTILE)
def test_lists_and_home_escape_what_they_are_given(text: str) -> None:
    entry = entry_of(with_texts(samples.case(), lambda: text))
    calm = entry_of(with_texts(samples.case(), lambda: "harmless"))
    for language in LANGUAGES:
        pages = [
            RENDERER.list_page(ListPage(ListKey("theme", "x"), words, [each], NEWEST, "2026-11-02", "", ""), language)
            for each, words in ((entry, text), (calm, "harmless"))
        ]
        assert skeleton(pages[0]) == skeleton(pages[1])


@pytest.mark.parametrize("text", HOSTILE)
def test_a_settings_file_cannot_break_a_page(text: str) -> None:
    given_settings = msgspec.structs.replace(
        samples.settings(("en",)), name={"en": text}, notice={"en": text}, tagline={"en": text}, contact=text
    )
    calm = msgspec.structs.replace(
        given_settings, name={"en": "x"}, notice={"en": "x"}, tagline={"en": "x"}, contact="x"
    )
    terms = RENDERER._languages["en"].wording._terms
    drawn = [type(RENDERER)(each, terms) for each in (given_settings, calm)]
    for draw in (lambda r: r.home(home(), "en"), lambda r: r.static("about", "en"), lambda r: r.choice()):
        hostile, harmless = (skeleton(draw(each)) for each in drawn)
        assert hostile == harmless


def test_the_same_record_makes_the_same_bytes() -> None:
    for record in samples.records():
        assert samples.renderer().record(record, "ur") == RENDERER.record(record, "ur")


# Fonts


def test_latin_pages_load_no_font_and_urdu_pages_one_small_enough() -> None:
    fonts = {path: len(data) for path, data in assets.files().items() if path.endswith(".woff2")}
    assert max(fonts.values()) <= 165_000
    css = next(data for path, data in assets.files().items() if path.endswith(".css")).decode()
    for family in ("Record Nastaliq", "Record Naskh"):
        uses = re.findall(r"([^{}]*)\{[^}]*--record:\"" + family, css)
        assert uses and all(":lang(" in selector for selector in uses)
    assert all(f"url(/{path})" in css for path in fonts)
    assert any("OFL" in path for path in assets.files())


def test_the_stylesheet_uses_logical_properties_only() -> None:
    css = next(data for path, data in assets.files().items() if path.endswith(".css")).decode()
    assert not re.search(r"(?<![\w-])(margin|padding|border)-(left|right)\s*:", css)
    assert not re.search(r"(?<![\w-])float\s*:|[;{]\s*(left|right)\s*:", css)
    assert "http" not in css and "@import" not in css and "data:" not in css


def test_what_a_source_gives_is_not_said_to_be_missing() -> None:
    case = samples.case()
    bare = msgspec.structs.replace(case.acts[0], reason={}, law_cited="")
    silent = [each for each in case.citations if each.field != "reason"]
    empty = msgspec.structs.replace(case, acts=[bare, *case.acts[1:]], citations=silent)
    unknown = Reader(RENDERER.record(empty, "en")).text.partition("What is not known")[2]
    assert "The stated reason: arrest" in unknown and "Under which law: arrest" in unknown
    said = msgspec.structs.replace(case.citations[0], of=bare.id, field="reason", value="a video", words="")
    told = msgspec.structs.replace(empty, citations=[*silent, said])
    unknown = Reader(RENDERER.record(told, "en")).text.partition("What is not known")[2]
    assert "The stated reason" not in unknown and "Under which law: arrest" in unknown


def test_words_that_run_the_other_way_take_their_marks_with_them() -> None:
    arabic, urdu = RENDERER._languages["ar"].wording, RENDERER._languages["ur"].wording
    assert arabic.quote("spyware", "en") == '<bdi lang="en" dir="ltr">«spyware»</bdi>'
    assert urdu.quote("spyware", "en") == '<bdi lang="en" dir="ltr">“spyware”</bdi>'
    assert urdu.quote("ahead of it") == '<bdi dir="ltr">“ahead of it”</bdi>'
    assert urdu.quote("جاسوس", "ur") == "”<bdi>جاسوس</bdi>“"
