"""No page scrolls sideways, on the narrowest phones and between."""

from __future__ import annotations

import pytest
from conftest import Open
from published import KINDS, LANGUAGES, Site

pytestmark = pytest.mark.browser

TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('body *')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && (box.right > room + 1 || box.left < -1);
  }).slice(0, 4).map(each => each.outerHTML.slice(0, 120)).concat(document.documentElement.scrollWidth);
}"""


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("language", ["en", "ar", "ur"])
def test_no_page_scrolls_sideways_on_a_phone(open_page: Open, site: Site, language: str, width: int) -> None:
    page, wide = open_page(width=width, height=700), {}
    for path in site.pages(language):
        page.goto(path)
        if found := page.evaluate(TOO_WIDE):
            wide[path] = found
    assert wide == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_anywhere(open_page: Open, site: Site, language: str) -> None:
    page, wide = open_page(), {}
    for kind in KINDS:
        page.goto(site.path(kind, language))
        for width in (320, 699, 720, 800, 1024, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            if found := page.evaluate(TOO_WIDE):
                wide[kind, width] = found
    assert wide == {}
