"""Somebody searches: types, finds, follows with the keyboard; and is told when there is nothing, or it cannot be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import Open
from playwright.sync_api import Page, Route, expect
from published import LANGUAGES, Site
from test_private import Heard
from test_texts import words

pytestmark = pytest.mark.browser

# language -> the title of a record, and ways to write what it is about: as printed, in haste, with the letters of
# another keyboard, with vowel marks, with marks that have no width
QUERIES = {
    "en": ("YouTube in Pakistan: blocked, lifted, blocked again", ["YouTube lifted", "youtube  LIFTED"]),
    "es": ("YouTube", ["YouTube Pakistán levantamiento", "youtube pakistan levantamiento"]),
    "ur": (
        "ایلمار حسینوف",
        ["ایلمار حسینوف", "ايلمار حسينوف", "اِیلمار حُسینوف", "ایلمار حسین\u200cوف"],
    ),
    "ar": ("أحمد منصور", ["أحمد منصور", "احمد منصور", "أَحْمَد مَنْصُور", "أحمـد منصـور", "احمد منصور\u200f"]),
}
CASES = [(language, query) for language, (_, queries) in QUERIES.items() for query in queries]


def ask(page: Page, query: str) -> None:
    """Type into the form and press Enter."""
    field = page.locator("#q")
    field.fill("")
    field.press_sequentially(query)
    field.press("Enter")


def say(language: str, key: str) -> str:
    return str(words(language)[f"search.{key}"])


@pytest.fixture
def searching(open_page: Open, address: str) -> Iterator[Open]:
    """Opens a search page; an error on its console, or a word to another host, fails the test."""
    heard = []

    def opened(path: str, **options: object) -> Page:
        page = open_page(**options)
        heard.append(Heard(page))
        page.goto(path)
        return page

    yield opened
    assert [each.wrong(address) for each in heard] == [[]] * len(heard)


@pytest.mark.parametrize(("language", "query"), CASES)
def test_what_is_typed_is_found_and_followed(searching: Open, site: Site, language: str, query: str) -> None:
    page = searching(f"/{language}/search/")
    ask(page, query)
    hit = page.locator("#results li a").filter(has_text=QUERIES[language][0]).first
    expect(hit).to_be_visible()
    for _ in range(40):
        if hit.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(QUERIES[language][0])
    id_ = page.url.rstrip("/").rpartition("/")[2]
    assert QUERIES[language][0] in site.records[id_]["title"][language]
    assert page.url.endswith(f"/{language}/{site.records[id_]['kind']}/{id_}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_many_are_found_is_said(searching: Open, language: str) -> None:
    page = searching(f"/{language}/search/?q=FinFisher")
    count = page.locator("#results li").count
    expect(page.locator("#results li").first).to_be_visible()
    expect(page.locator("#results > p")).to_contain_text(str(count()))
    assert page.locator("#q").input_value() == "FinFisher"
    assert page.locator("#results").get_attribute("aria-live") == "polite"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_is_said(searching: Open, language: str) -> None:
    page = searching(f"/{language}/search/")
    ask(page, "qqqzzzvvv")
    expect(page.locator("#results")).to_have_text(say(language, "none"))


@pytest.mark.parametrize("query", ["<img src=x onerror=alert(1)>", '"' * 500, "\u202e\u2066", "a" * 5000])
def test_a_hostile_query_is_answered_too(searching: Open, query: str) -> None:
    page = searching("/en/search/")
    page.locator("#q").fill(query)
    page.locator("#q").press("Enter")
    expect(page.locator("#results")).not_to_have_text(say("en", "loading"))
    assert page.locator("#results").inner_text() != say("en", "failed")
    assert page.locator("#results img").count() == 0


def test_the_form_of_every_page_leads_to_the_answer(searching: Open) -> None:
    page = searching("/ur/")
    field = page.get_by_role("searchbox")
    field.fill("حسینوف")
    field.press("Enter")
    expect(page.locator("#results li a").first).to_have_text(QUERIES["ur"][0])


def test_more_is_shown_when_asked_and_the_keyboard_stays_there(searching: Open) -> None:
    page = searching("/en/search/?q=the")
    items, more = page.locator("#results li"), page.get_by_role("button", name=say("en", "more"))
    expect(more).to_be_visible()
    assert items.count() == 20
    more.press("Enter")
    expect(items.nth(20)).to_be_visible()
    expect(items.nth(20).get_by_role("link")).to_be_focused()


def large(page: Page, parts: int, *, slow: bool) -> set[str]:
    """Make the one bundle of the site look like so many, on a line so slow or so fast; those asked for, as they are."""
    asked = set()

    def answer(route: Route) -> None:
        before, _, rest = route.request.url.partition("/search/en/")
        part, _, file = rest.partition("/")
        asked.add(part)
        route.continue_(url=f"{before}/search/en/0/{file}")

    page.route("**/search/en/*/**", answer)
    page.route("**/search/en/parts.json", lambda route: route.fulfill(json={"parts": [*map(str, range(parts))]}))
    page.evaluate(f"(performance.now = () => {'Date.now() * 1e6' if slow else 0}) && null")
    return asked


def test_a_page_of_results_is_shown_before_the_whole_of_a_large_record_has_come(searching: Open) -> None:
    page = searching("/en/search/")
    asked = large(page, 20, slow=True)
    ask(page, "the")
    all_of_it = page.get_by_role("button", name=say("en", "all"))
    expect(all_of_it).to_be_visible()
    expect(page.locator("#results > p").nth(1)).to_contain_text(say("en", "part"))
    expect(page.locator("#results li")).to_have_count(20)
    assert len(asked) == 8
    so_far = number_in(page)
    all_of_it.press("Enter")
    expect(page.locator("#results li a").first).to_be_focused()
    assert (len(asked), number_in(page)) == (20, so_far // 8 * 20)
    assert say("en", "part") not in page.locator("#results").inner_text()


@pytest.mark.parametrize(("query", "slow"), [("Elmar Huseynov", True), ("the", False)])
def test_all_is_searched_for_few_results_or_on_a_fast_line(searching: Open, query: str, slow: bool) -> None:
    page = searching("/en/search/")
    asked = large(page, 12, slow=slow)
    ask(page, query)
    expect(page.locator("#results li").first).to_be_visible()
    assert len(asked) == 12
    assert say("en", "part") not in page.locator("#results").inner_text()


def number_in(page: Page) -> int:
    """How many are said to be found."""
    return int("".join(filter(str.isdigit, page.locator("#results > p").first.inner_text())))


@pytest.mark.parametrize("part", ["parts.json", "pagefind.js", "*.pf_meta", "wasm.*", "*.pf_index", "*.pf_fragment"])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_part_that_does_not_come_is_said(open_page: Open, language: str, part: str) -> None:
    page = open_page(f"/{language}/search/")
    page.route(f"**/search/{language}/**/{part}", lambda route: route.abort())
    ask(page, QUERIES[language][1][0])
    expect(page.locator("#results")).to_have_text(say(language, "failed"))
    page.unroute_all()
    page.reload()
    expect(page.locator("#results li").first).to_be_visible()


def test_a_slow_search_says_that_it_loads_and_answers_the_newest_question(searching: Open) -> None:
    page, held = searching("/en/search/"), list[Route]()
    page.route("**/*.pf_fragment", lambda route: route.continue_() if held else held.append(route))
    ask(page, "Smaldone")
    expect(page.locator("#results")).to_have_text(say("en", "loading"))
    while not held:
        page.wait_for_timeout(20)
    ask(page, "Huseynov")
    expect(page.locator("#results li a").first).to_have_text("Elmar Huseynov")
    held[0].continue_()
    page.wait_for_timeout(300)
    assert page.locator("#results li a").first.text_content() == "Elmar Huseynov"
    assert page.locator("#results ol").count() == 1


def test_the_test_hears_the_console(open_page: Open, address: str) -> None:
    """The test can fail: a part that does not come is an error on the console."""
    page = open_page()
    heard = Heard(page)
    page.route("**/parts.json", lambda route: route.abort())
    page.goto("/en/search/?q=arrest")
    expect(page.locator("#results")).to_have_text(say("en", "failed"))
    assert heard.wrong(address)
