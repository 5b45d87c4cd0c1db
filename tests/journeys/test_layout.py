"""What a page must keep when it is laid out: measured in the browser, since no text shows it."""

from __future__ import annotations

import pytest
from conftest import Open
from playwright.sync_api import expect
from published import Site

pytestmark = pytest.mark.browser

_MARKS = """() => [...document.querySelectorAll('.states .state')].map(each => {
  const mark = getComputedStyle(each, '::before');
  return `${mark.inlineSize} ${mark.blockSize}`;
})"""

# a run in two directions has several boxes on one line
_BROKEN = """each => {
  const tops = [...each.getClientRects()].map(box => box.top);
  return Math.max(...tops) - Math.min(...tops) > 8;
}"""

# a box of its own is not broken into lines that stand among its neighbours'
_TORN = f"""() => [...document.querySelectorAll(
  '.said bdi, .src bdi, .differ td bdi, .pairs td bdi, .facts dd bdi'
)].filter(each => !each.closest('a')).filter({_BROKEN}).map(each => each.outerHTML)"""

_PARTED = f"""() => [...document.querySelectorAll('.said p .gone, .src .gone, .said time')].filter({_BROKEN}).map(
  each => each.parentElement.outerHTML
)"""

# from the last line of a claim to the double rule of who says it
_APART = """() => [...document.querySelectorAll('.row:not(.open, .head, .title)')].flatMap(row => {
  const claim = row.querySelector(':scope > .claim'), said = row.querySelector(':scope > .said');
  if (!claim?.lastElementChild || !said?.innerText.trim()) return [];
  return [said.getBoundingClientRect().top - claim.lastElementChild.getBoundingClientRect().bottom];
})"""


@pytest.mark.parametrize("language", ["en", "ar", "ur"])
def test_the_marks_of_the_states_are_of_one_size(open_page: Open, site: Site, language: str) -> None:
    sizes = open_page(site.path("how", language)).evaluate(_MARKS)
    assert sizes == ["14px 14px"] * 5


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["ar", "ur"])
@pytest.mark.parametrize("kind", ["home", "case", "corrected", "measure", "law"])
def test_a_name_in_the_other_direction_is_not_torn(
    open_page: Open, site: Site, kind: str, language: str, width: int
) -> None:
    page = open_page(site.path(kind, language), width=width)
    assert page.locator(".said bdi").count() > 0
    assert page.evaluate(_TORN) == []


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("language", ["en", "ar", "ur"])
@pytest.mark.parametrize("kind", ["home", "case", "measure", "numbers"])
def test_a_date_and_the_hatching_stand_with_their_words(
    open_page: Open, site: Site, kind: str, language: str, width: int
) -> None:
    assert open_page(site.path(kind, language), width=width).evaluate(_PARTED) == []


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("kind", ["case", "numbers", "law"])
def test_on_a_phone_who_says_it_stands_close_under_the_claim(
    open_page: Open, site: Site, kind: str, language: str
) -> None:
    apart = open_page(site.path(kind, language), width=360).evaluate(_APART)
    assert apart and all(0 <= each <= 16 for each in apart)


@pytest.mark.parametrize("language", ["en", "ar", "ur"])
def test_an_upright_chain_says_which_way_time_runs(open_page: Open, site: Site, language: str) -> None:
    page = open_page(site.path("measure", language))
    across, down = page.locator(".key .across"), page.locator(".key .down")
    expect(across).to_be_visible()
    expect(down).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 800})
    expect(across).to_be_hidden()
    expect(down).to_be_visible()
    page.emulate_media(media="print")  # the chain lies on paper
    expect(across).to_be_visible()
    expect(down).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_marks_come_apart_when_the_map_is_made_larger(open_page: Open, site: Site, width: int) -> None:
    page = open_page(site.path("home", "en"), width=width)
    marks = "() => [...document.querySelectorAll('.map .pin > :is(rect, circle)')].map(e => e.getBoundingClientRect())"
    before = page.evaluate(marks)
    page.locator(".zoom button").first.click()
    after = page.evaluate(marks)
    assert len(before) == len(after) > 3
    for small, large in zip(before, after, strict=True):
        assert abs(small["width"] - large["width"]) < 1
    spread = [max(each["x"] for each in boxes) - min(each["x"] for each in boxes) for boxes in (before, after)]
    assert spread[1] > 1.5 * spread[0]
