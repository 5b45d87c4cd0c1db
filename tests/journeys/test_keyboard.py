"""With a keyboard alone: the skip link first, every control reached, its ring seen, nothing lying over it."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Open
from published import Site

pytestmark = pytest.mark.browser

_CONTROLS = """() => [...document.querySelectorAll('a[href], button, input, summary, select')]
  .filter(each => each.checkVisibility() && !each.closest('details:not([open]) > :not(summary)')).length"""

_FOCUSED = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  each.dataset.reached ??= String(Math.random());
  const style = getComputedStyle(each), boxes = [...each.getClientRects()];
  const seen = boxes.some(box => {
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return over && (each.contains(over) || over.contains(each));
  });
  return {
    id: each.dataset.reached, html: each.outerHTML.slice(0, 120), first: each.classList.contains('skip'),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, seen,
  };
}"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("kind", ["home", "case", "measure", "law", "numbers", "search", "check"])
def test_every_control_is_reached_and_seen(open_page: Open, site: Site, kind: str, language: str, width: int) -> None:
    page = open_page(site.path(kind, language), width=width, reduced_motion="reduce")
    controls = page.evaluate(_CONTROLS)
    reached: dict[str, Any] = {}
    for _ in range(controls + 2):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        if found is None or found["id"] in reached:
            break
        reached[found["id"]] = found
    first = next(iter(reached.values()))
    assert first["first"], first["html"]
    assert len(reached) == controls
    assert [each["html"] for each in reached.values() if not (each["ring"] and each["seen"])] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_skip_link_leads_past_the_menu(open_page: Open, language: str) -> None:
    page = open_page(f"/{language}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_mark_of_a_source_leads_to_it(open_page: Open, site: Site, language: str) -> None:
    page = open_page(site.path("case", language))
    mark = page.locator("sup a").first
    target = mark.get_attribute("href")
    mark.click()
    assert page.locator(f"[id='{(target or '')[1:]}']").is_visible()
