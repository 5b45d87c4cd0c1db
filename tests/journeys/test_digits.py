"""A site set to other digits: every number and date of its own in them; addresses, codes and clauses stay Western."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from conftest import Open
from playwright.sync_api import expect
from published import KINDS, Site, gawah, served

from gawah.record.snapshot import SiteSettings
from gawah.site.locale import DIGITS, Locale

pytestmark = pytest.mark.browser

SET = {"ar": "arab", "ur": "arabext"}
SETTINGS = SiteSettings(name={"en": "x"}, languages=["en", *SET], country="pk", digits=SET)

NAMES = re.compile(r"CC BY 4\.0|SHA-256")  # of a licence and of a kind of hash: no numbers

# Every visible piece of text with a digit in it: `kept` where it must be Western (code, addresses, clauses), `theirs`
# where it is somebody's own words.
_PIECES = """() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim(), parent = walk.currentNode.parentElement;
    if (!/\\p{Nd}/u.test(text) || !parent.checkVisibility()) continue;
    found.push({
      text, kept: Boolean(parent.closest('[dir=ltr], .ltr, code, pre')), inside: parent.outerHTML.slice(0, 160),
      theirs: Boolean(parent.closest('[dir=auto]')) || parent.closest('[lang]') !== document.documentElement,
    });
  }
  return found;
}"""

Piece = dict[str, Any]


@pytest.fixture(scope="session")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demonstration, set to Arabic-Indic digits in Arabic and to the extended ones in Urdu."""
    home = tmp_path_factory.mktemp("digits") / "home"
    shutil.copytree(site.home, home, symlinks=True)
    set_to = ", ".join(f'{language} = "{digits}"' for language, digits in SET.items())
    settings = home / "gawah.toml"
    settings.write_text(f"digits = {{ {set_to} }}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    gawah(home, "publish")
    return Site(home)


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    with served(site) as here:
        yield here


@cache
def own_digits(language: str) -> re.Pattern[str]:
    return re.compile(f"[{DIGITS[SET[language]]}]")


@cache
def authors_words(site: Site) -> str:
    """Every text of every record, in whatever language."""

    def walk(part: Any) -> Iterator[str]:
        if isinstance(part, str):
            yield " ".join(part.split())
        elif isinstance(part, dict | list):
            for each in part.values() if isinstance(part, dict) else part:
                yield from walk(each)

    return "\n".join(walk(list(site.records.values())))


def strange(found: list[Piece], language: str, prose: str) -> list[str]:
    """Numbers of ours in other digits than those set, and codes in them. ``prose``: what authors wrote."""
    wrong = []
    for each in found:
        allowed = DIGITS["latn" if each["kept"] else SET[language]]
        others = set(re.findall(r"\d", NAMES.sub("", each["text"]))) - set(allowed)
        authors = each["theirs"] or (" ".join(each["text"].split()) in prose and re.search(r"[^\W\d]", each["text"]))
        if others and (each["kept"] or not authors):
            wrong.append(f"{each['text']!r} in {each['inside']}")
    return wrong


@pytest.mark.parametrize("language", SET)
@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_in_the_digits_that_are_set(open_page: Open, site: Site, kind: str, language: str) -> None:
    page = open_page(site.path(kind, language))
    found = page.evaluate(_PIECES)
    assert strange(found, language, authors_words(site)) == []
    locale = Locale(language, SETTINGS)
    times = page.eval_on_selector_all("time", "all => all.map(each => [each.dateTime, each.textContent])")
    assert [(iso, said) for iso, said in times if said != locale.date_text(iso)] == []
    if kind in ("home", "case", "measure", "law", "figure", "year", "country", "numbers", "withdrawn"):
        assert any(own_digits(language).search(each["text"]) for each in found)
    if kind in ("case", "law", "check", "key"):
        assert any(each["kept"] for each in found)


def test_addresses_stay_western(site: Site) -> None:
    """In every page of both languages: what links lead to, ids of elements, machine dates."""
    attribute = re.compile(r'(?:href|id|src|datetime)="([^"]*)"')
    for language in SET:
        for path in site.pages(language):
            file = site.live / path.strip("/") / ("" if path.endswith(".html") else "index.html")
            values = attribute.findall(file.read_text(encoding="utf-8"))
            assert [each for each in values if own_digits(language).search(each)] == [], path


def test_a_language_that_is_not_set_keeps_western_digits(open_page: Open, site: Site) -> None:
    found = open_page(site.path("year", "en")).evaluate(_PIECES)
    assert found
    assert not any(own_digits(language).search(each["text"]) for each in found for language in SET)


@pytest.mark.parametrize("language", SET)
def test_the_search_counts_in_the_digits_that_are_set(open_page: Open, language: str) -> None:
    """And a number typed in any digits finds the same."""
    page, found = open_page(), []
    for query in ("2012", "٢٠١٢", "۲۰۱۲"):
        page.goto(f"/{language}/search/?q={query}")
        expect(page.locator("#results li").first).to_be_visible()
        line = page.locator("#results > p").inner_text()
        assert own_digits(language).search(line), line
        assert not re.search("[0-9]", line), line
        found.append(line)
    assert len(set(found)) == 1


def test_the_reading_sees_what_is_wrong() -> None:
    """The test can fail."""
    ours = {"text": "12", "kept": False, "theirs": False, "inside": "<p>"}
    assert strange([ours], "ur", "12")
    assert strange([ours | {"text": "٤"}], "ur", "")  # the Arabic shape in Urdu
    assert strange([ours | {"text": "۴", "kept": True}], "ur", "")
    assert not strange([ours | {"text": "۴"}, ours | {"theirs": True}, ours | {"kept": True}], "ur", "")
