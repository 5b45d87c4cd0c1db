"""Every page reads with script off: the same text, save what searching and moving the map show."""

from __future__ import annotations

import pytest
from conftest import Open
from playwright.sync_api import Page
from published import KINDS, LANGUAGES, Site

pytestmark = pytest.mark.browser

_LINES = """() => {
  for (const each of document.querySelectorAll('noscript, #results, .zoom')) each.remove();
  return document.body.innerText;
}"""


def lines(page: Page) -> list[str]:
    """The visible text, a line each."""
    return [line.strip() for line in page.evaluate(_LINES).splitlines() if line.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_the_same(open_page: Open, site: Site, language: str) -> None:
    plain, scripted = open_page(java_script_enabled=False), open_page()
    for kind in KINDS:
        path = site.path(kind, language)
        plain.goto(path)
        scripted.goto(path)
        text = lines(plain)
        assert len(text) > 15, path
        assert text == lines(scripted), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_says_what_to_do_instead(open_page: Open, site: Site, language: str) -> None:
    page = open_page(f"/{language}/search/", java_script_enabled=False)
    notice = page.locator("main .notice")
    assert notice.is_visible()
    notice.get_by_role("link").click()
    assert page.url.endswith(f"/{language}/browse/")
