"""What a page of a record must show, and must never do."""

from __future__ import annotations

import dataclasses
import gzip
import re
from collections.abc import Callable
from functools import cache, partial

import msgspec
import pytest
import render_samples as samples
from render_samples import RENDERER, VOID, Reader

from gawah.site import assets
from gawah.site.drawer import BrowseData, HomeData, ListPage
from gawah.site.entry import KINDS, ListKey, entry_of, kind_of
from gawah.site.lists import NEWEST

LANGUAGES = ("en", "ur", "ar")
STATIC = ("about", "how", "check", "key", "search", "404")


def all_pages(language: str) -> dict[str, Callable[[], str]]:
    """Every kind of page by name, not drawn yet."""
    entries = [entry_of(record) for record in samples.records()]
    pages: dict[str, Callable[[], str]] = {}
    for record in samples.records():
        pages[kind_of(record)] = partial(RENDERER.record, record, language, entries)
    for name in STATIC:
        pages[name] = partial(RENDERER.static, name, language)
    for kind in KINDS:
        pages[f"list {kind}"] = partial(_kind_page, kind, language)
    for key in (
        ListKey("year", "undated"),
        ListKey("year", "2009"),
        ListKey("act", "arrest"),
        ListKey("country", "pk"),
    ):
        older = ListPage(key, "", [], ("2026-11-02", "ab" * 10), "2026-11-02", "", "/x/")
        pages[str(key)] = partial(RENDERER.list_page, older, language)
    browse = BrowseData(
        ["pk"], ["2009", "undated"], ["arrest", "other"], [("s", "satire")], list(KINDS), [(entries[2], 3)]
    )
    pages["browse"] = partial(RENDERER.browse, browse, language)
    pages["home"] = partial(samples.home_page, RENDERER, language)
    pages["withdrawn"] = partial(RENDERER.withdrawn, [("ab" * 10, "2026-11-02")], language)
    first, now = samples.first_case(), samples.case()
    pages["former"] = partial(RENDERER.former, first, language, now, former={1: first})
    pages["changed"] = partial(RENDERER.record, now, language, entries, former={1: first})
    referring = [*entries[1:], *entries * 8]
    pages["law referred to"] = partial(RENDERER.record, samples.law(), language, entries[:1], referring)
    return pages


def _kind_page(kind: str, language: str) -> str:
    found = [entry_of(record) for record in samples.records() if kind_of(record) == kind]
    rows = [RENDERER.row(entry, language) for entry in found]
    page = ListPage(ListKey("kind", kind), "", rows, NEWEST, "2026-11-02", f"/en/case/page/{'ab' * 10}/", "")
    return RENDERER.list_page(page, language)


PAGES = {language: all_pages(language) for language in LANGUAGES}
EVERY = [pytest.param(language, name, id=f"{language} {name}") for language, found in PAGES.items() for name in found]


@cache
def drawn(language: str, name: str) -> str:
    return PAGES[language][name]()


@pytest.fixture
def html(language: str, name: str) -> str:
    """The page of a test over ``EVERY``."""
    return drawn(language, name)


@pytest.mark.parametrize(("language", "name"), EVERY)
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
    for name in PAGES[language]:
        tag, attributes = Reader(drawn(language, name)).tags[0]
        assert tag == "html"
        assert attributes == {"lang": language, "dir": "ltr" if language == "en" else "rtl"}


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_a_page_has_one_main_heading_and_a_way_past_the_menu(html: str) -> None:
    read = Reader(html)
    tags = [tag for tag, _ in read.tags]
    assert tags.count("h1") == 1 and tags.count("main") == 1
    assert "#main" in read.values("href")
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


@pytest.mark.parametrize(("language", "name"), EVERY)
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


def test_home_counts_records_only() -> None:
    text = Reader(samples.home_page(RENDERER, "en")).text
    assert "2 records published" in text
    assert "3 of them without a date" in text
    assert "No date" in text and "place not given" in text
    assert "22 November 2026" in text
    for name in PAGES["en"]:
        assert name == "home" or "22 November 2026" not in drawn(
            "en", name
        )  # the day of the publish stands on home alone


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


# Lists of what there is


def test_an_act_of_no_kind_stands_after_all_that_are_of_one() -> None:
    data = home(acts={"other": 9, "arrest": 1, "smear": 2})
    text = Reader(samples.home_page(RENDERER, "en", data)).text.partition("By kind of act")[2]
    assert text.index("Smear campaign") < text.index("Arrest") < text.index("Other act")
    browse = BrowseData([], [], ["other", "smear", "arrest"], [], [])
    text = Reader(RENDERER.browse(browse, "en")).text.partition("By kind of act")[2]
    assert text.index("Arrest") < text.index("Smear campaign") < text.index("Other act")


def home(**changed: object) -> HomeData:
    return dataclasses.replace(samples.home(), **changed)  # type: ignore[arg-type]


def test_a_number_on_home_is_a_link_and_says_where() -> None:
    html = samples.home_page(RENDERER, "en").partition("Numbers we hold")[2]
    assert f'<p class="figure"><a href="/en/figure/{samples.figure().id}/">' in html
    assert "Inventabad" in html.partition('<div class="said">')[0]


def test_a_law_lists_each_record_that_names_it_once() -> None:
    entries = [entry_of(record) for record in samples.records()]
    html = RENDERER.record(samples.law(), "en", [entries[0]], [entries[0], entries[3]])
    assert html.count(f'href="/en/case/{entries[0].id}/"') == 1
    assert "Records that refer to this law" in html
    assert "Records that refer to this law" not in RENDERER.record(samples.law(), "en", [entries[0]])


def test_a_page_that_is_not_there_says_where_withdrawn_records_stand() -> None:
    html = RENDERER.static("404", "en")
    assert "leaves a notice" not in html  # its address is no page: what is left stands in one list
    assert 'href="/en/withdrawn/"' in html and "the list of what was withdrawn" in html


# Digits, which no script sets


@pytest.mark.parametrize(("language", "system"), [("ur", "arabext"), ("ar", "arab")])
def test_every_page_is_written_in_the_digits_that_are_set(language: str, system: str) -> None:
    """Western digits are left in what is isolated left to right, in code, in others' words, and nowhere else."""
    chosen = msgspec.structs.replace(samples.settings(), digits={language: system})
    drawer = type(RENDERER)(chosen, RENDERER._languages["en"].wording._terms)
    first, now = samples.first_case(), samples.case()
    entries = [entry_of(record) for record in samples.records()]
    pages = [drawer.record(record, language, entries) for record in samples.records()]
    pages += [drawer.record(now, language, former={1: first}), drawer.former(first, language, now, former={1: first})]
    pages += [samples.home_page(drawer, language), drawer.withdrawn([("ab" * 10, "2026-11-02")], language)]
    pages += [drawer.static(name, language) for name in STATIC]
    rows = [drawer.row(entry, language) for entry in entries]
    pages += [drawer.list_page(ListPage(ListKey("year", "2009"), "", rows, NEWEST, "2009-01-01", "", ""), language)]
    for html in pages:
        read = Plain(html, language)
        assert not re.findall("[0-9]", re.sub("SHA-256|CC BY 4.0", "", "".join(read.texts))), read.text


class Plain(Reader):
    """The texts of a page that are the page's own: not what is isolated, in code, or in another language."""

    def __init__(self, html: str, language: str) -> None:
        self.language = language
        self.depth: list[bool] = []
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        given = dict(attrs)
        foreign = given.get("lang", self.language) != self.language or given.get("dir") in ("ltr", "auto")
        other = tag in ("code", "pre", "title", "script", "svg") or "url" in (given.get("class") or "")
        if tag not in VOID:
            self.depth.append((foreign and tag != "html") or other)

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        if tag not in VOID:
            self.depth.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.depth):
            self.texts.append(data)
