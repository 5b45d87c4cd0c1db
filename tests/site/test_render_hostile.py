"""What others wrote can break no page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
import render_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from render_samples import RENDERER, Reader

from gawah.record.model import Case, Record
from gawah.site.drawer import ListPage
from gawah.site.entry import ListKey, entry_of
from gawah.site.lists import NEWEST
from gawah.site.views import parts

LANGUAGES = ("en", "ur", "ar")


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
            RENDERER.list_page(ListPage(ListKey("theme", "x"), words, [row], NEWEST, "2026-11-02", "", ""), language)
            for row, words in (
                (RENDERER.row(entry, language), text),
                (RENDERER.row(calm, language), "harmless"),
            )
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
    for draw in (lambda r: samples.home_page(r, "en"), lambda r: r.static("about", "en"), lambda r: r.choice()):
        hostile, harmless = (skeleton(draw(each)) for each in drawn)
        assert hostile == harmless


@pytest.mark.parametrize(
    "url", ["http://[bad/", "http://exa\u2100mple.org/", "http://", "https:///path", "javascript://x", "ftp://x", "//x"]
)
def test_an_address_that_is_none_is_no_link(url: str) -> None:
    assert parts.web(url) == ""


@pytest.mark.parametrize(
    "url", ["http://example.org", "HTTPS://example.org/a?b#c", "http://[::1]/", "http://مثال.org/"]
)
def test_an_address_on_the_web_is_one(url: str) -> None:
    assert parts.web(url) == url


@given(st.from_regex(parts._PLAIN, fullmatch=True))
def test_an_address_taken_without_the_library_is_one_it_takes(url: str) -> None:
    split = urlsplit(url)

    assert split.scheme in ("http", "https") and split.hostname


@pytest.mark.parametrize("url", ["https://a.example\\@b.example/", "https://user@a.example/", "https://a.example/?q=1"])
def test_the_library_is_asked_of_any_other_address(url: str) -> None:
    assert not parts._PLAIN.fullmatch(url)
