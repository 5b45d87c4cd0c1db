"""Each page's visible text, read: its language, its words, digits, dates, and what must be isolated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from conftest import Open
from languages import languages, shown, unsaid
from playwright.sync_api import Page
from published import KINDS, LANGUAGES, Site

from gawah.record.snapshot import SiteSettings
from gawah.site.locale import Locale
from gawah.site.messages import WORDS
from gawah.vocabulary import lists, terms

pytestmark = pytest.mark.browser

RTL = ("ar", "ur")
SETTINGS = SiteSettings(name={"en": "x"}, languages=list(LANGUAGES), country="pk")

# Every visible piece of text: the text, the language it is marked with, whether it is marked as somebody's own
# words (bdi), whether anything keeps it from the direction of the text around it, and the element it stands in.
_PIECES = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), parent = walk.currentNode.parentElement;
    if (!text || !parent.checkVisibility()) continue;
    let apart = false;
    for (let each = parent; each && each !== document.documentElement && !apart; each = each.parentElement)
      apart = each.matches('bdi, [dir=auto], [dir=ltr], code, pre, svg') ||
        (getComputedStyle(each).unicodeBidi.startsWith('isolate') && getComputedStyle(each).direction === 'ltr');
    found.push({
      text, lang: parent.closest('[lang]').lang, data: Boolean(parent.closest('bdi, [dir=auto]')), apart,
      inside: parent.outerHTML.slice(0, 140),
    });
  }
  for (const each of document.querySelectorAll('body [aria-label], body [placeholder]'))
    for (const name of ['aria-label', 'placeholder'])
      if (each.hasAttribute(name))
        found.push({text: each.getAttribute(name), lang: each.closest('[lang]').lang, data: false, apart: true,
          inside: each.outerHTML.slice(0, 140)});
  return found;
}"""

Piece = dict[str, Any]


def pieces(page: Page) -> list[Piece]:
    found: list[Piece] = page.evaluate(_PIECES)
    assert len(found) > 10
    return found


@cache
def words(language: str) -> dict[str, Any]:
    return dict(json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8")))


def _texts(language: str) -> Iterator[str]:
    """Every text of the interface and every label of the vocabulary, in a language."""
    for key, value in words(language).items():
        if not key.startswith("language"):
            yield from value.values() if isinstance(value, dict) else [value]
    for name in lists():
        yield from (term.labels.get(language, "") for term in terms(name).values())


@cache
def fragments(language: str) -> frozenset[str]:
    """What stands between the placeholders of all texts of a language, where it is two words or more."""
    found = set()
    for text in _texts(language):
        for part in re.split(r"\{\w+\}", str(text)):
            phrase = part.strip(" .,:;·()“”«»")
            if len(re.findall(r"\w{2,}", phrase)) > 1:
                found.add(phrase)
    return frozenset(found)


@cache
def english_only(language: str) -> re.Pattern[str]:
    """Finds an English text of ours that this language says in other words."""
    own = "\n".join(str(text) for text in _texts(language)).casefold()
    foreign = [re.escape(each) for each in fragments("en") if each.casefold() not in own]
    assert len(foreign) > 200
    return re.compile(rf"(?<!\w)({'|'.join(sorted(foreign, key=len, reverse=True))})(?!\w)")


@cache
def latin_words(language: str) -> frozenset[str]:
    """Latin words that the translators themselves wrote into their sentences: "JSON", "SHA"."""
    return frozenset(re.findall(r"[A-Za-z]+", " ".join(str(text) for text in _texts(language))))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_reads_in_its_language(open_page: Open, site: Site, kind: str, language: str) -> None:
    assert misread(open_page(site.path(kind, language)), site, language) == []


def misread(page: Page, site: Site, language: str) -> list[Any]:
    """Everything that is wrong with the text of the page that is open."""
    direction = "rtl" if language in RTL else "ltr"
    stands = page.evaluate(
        "[document.documentElement.lang, document.documentElement.dir, getComputedStyle(document.body).direction]"
    )
    found = pieces(page)
    return [
        *([] if stands == [language, direction, direction] else [stands]),
        *(untranslated(found, language) if language != "en" else []),
        *other_digits(found),
        *bare_dates(found),
        *not_apart(found, language, authored(site, language)),
        *wrong_dates(page, language),
        *raw(found),
    ]


def untranslated(found: list[Piece], language: str) -> list[str]:
    """English texts of the interface or the vocabulary, outside what is marked English or somebody's own words."""
    sought = english_only(language)
    ours = [each for each in found if each["lang"] == language and not each["data"]]
    return [f"{hit[0]!r} in {each['inside']}" for each in ours if (hit := sought.search(each["text"]))]


def other_digits(found: list[Piece]) -> list[str]:
    """Digits that the site's setting (Western in every language) does not write, outside somebody's own words."""
    return [each["inside"] for each in found if not each["data"] and re.search("[٠-٩۰-۹]", each["text"])]


def bare_dates(found: list[Piece]) -> list[str]:
    """Dates as a machine writes them, outside what is code or somebody's own words."""
    bare = re.compile(r"(?<![\w-])\d{4}-\d{2}(-\d{2})?(?![\w-])")
    return [each["inside"] for each in found if not each["apart"] and bare.search(each["text"])]


def wrong_dates(page: Page, language: str) -> list[tuple[str, str, str]]:
    """Days that are not written as the language writes them."""
    locale = Locale(language, SETTINGS)
    times = page.eval_on_selector_all("time", "all => all.map(each => [each.dateTime, each.textContent])")
    return [(iso, said, locale.date_text(iso)) for iso, said in times if said != locale.date_text(iso)]


def not_apart(found: list[Piece], language: str, prose: str = "") -> list[str]:
    """Addresses and hashes that nothing isolates; in pages from the right, any Latin word too.

    ``prose`` is what authors wrote in the page's language.
    """
    sought = [re.compile(r"https?://\S+"), re.compile(r"\b[0-9a-f]{20,}\b")]
    bare = [each for each in found if not each["apart"]]
    wrong = [each["inside"] for each in bare if any(one.search(each["text"]) for one in sought)]
    if language in RTL:
        allowed = latin_words(language)
        for each in bare:
            strange = set(re.findall(r"[A-Za-z]{2,}", each["text"])) - allowed
            if strange and each["lang"] == language and " ".join(each["text"].split()) not in prose:
                wrong.append(f"{sorted(strange)} in {each['inside']}")
    return wrong


@cache
def authored(site: Site, language: str) -> str:
    """Everything the records' authors wrote in a language: their sentences may hold a Latin name as they like."""

    def walk(part: Any) -> Iterator[str]:
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            if key == language and isinstance(value, str):
                yield " ".join(value.split())
            elif isinstance(value, dict | list):
                yield from walk(value)

    return "\n".join(walk(list(site.records.values())))


def raw(found: list[Piece]) -> list[str]:
    """Keys, placeholders and codes that were never replaced."""
    unfilled = re.compile(r"\[\[|\]\]|\{\w*\}|\b[a-z]+\.[a-z_]+_[a-z_]+\b|\bNone\b|\\u20")
    return [each["inside"] for each in found if not each["apart"] and unfilled.search(each["text"])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_says_its_language(site: Site, language: str) -> None:
    """On every page there is, of what its records are known to be written in."""
    written, wrong, several = languages(list(site.records.values())), {}, 0
    for path in site.pages(language):
        file = site.live / path.strip("/")
        page = (file if file.is_file() else file / "index.html").read_text(encoding="utf-8")
        several += shown(page, written)
        if bad := unsaid(page, written):
            wrong[path] = bad
    assert wrong == {}
    assert several > 500 or language == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_clauses_and_figures_are_isolated(open_page: Open, site: Site, language: str) -> None:
    page = open_page(site.path("law", language))
    numbers = page.locator(".prov > b")
    assert numbers.count() > 1
    assert page.locator('.prov > b > bdi[dir="ltr"]').count() == numbers.count()
    page.goto(site.path("numbers", language))
    figures = page.eval_on_selector_all(".figure b", "all => all.map(each => each.textContent)")
    assert any(re.search(r"\d", each) for each in figures)
    if language in RTL:
        loose = page.eval_on_selector_all(
            ".figure b", "all => all.filter(each => /[A-Za-z]/.test(each.textContent) && !each.querySelector('bdi')"
            " && !each.closest('bdi')).map(each => each.outerHTML)"
        )  # fmt: skip
        assert loose == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_record_reads_in_its_language(open_page: Open, site: Site, language: str) -> None:
    page, wrong = open_page(), {}
    for id_, record in site.records.items():
        page.goto(f"/{language}/{record['kind']}/{id_}/")
        if bad := misread(page, site, language):
            wrong[record["kind"], id_] = bad
    assert wrong == {}


def test_the_reading_sees_what_is_wrong() -> None:
    """The test can fail."""
    said = {"text": "By whom it is said, and how sure", "lang": "ur", "data": False, "apart": False, "inside": "<p>"}
    assert untranslated([said], "ur")
    assert not untranslated([said | {"lang": "en"}], "ur")
    assert not_apart([said | {"text": "دیکھیں Facebook"}], "ur")
    assert not_apart([said | {"text": "see https://example.org/"}], "en")
    assert bare_dates([said | {"text": "on 2012-09-17"}])
    assert other_digits([said | {"text": "۱۲"}])
    assert raw([said | {"text": "witness.as_of_date"}])
