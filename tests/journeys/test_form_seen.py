"""How the form's page is used: keyboard, screen reader, 320 pixels, leaving, paper, browsers that read along."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from form_steps import at, choose, come_back, confirm, fill, press, send, start, step
from intake import ORIGIN, Intake, visited
from playwright.sync_api import Browser, Page, expect
from promises import in_languages
from test_accessible import COLOURS, found

from gawah.sealed.sentences import make

pytestmark = pytest.mark.browser

TEXT = "They took the phone at the gate."
AGENT = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"

# What is lower than a finger needs, and what stands over the edge.
LOW = """() => [...document.querySelectorAll('button, .choice, .leave a, .tongues a, summary')]
  .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 44).map(each => each.textContent)"""
OVER = """() => [...document.querySelectorAll('[data-step]:not([hidden]) *, header *')]
  .filter(each => each.checkVisibility() && !each.closest('.unseen, svg'))
  .filter(each => { const box = each.getBoundingClientRect(); return box.left < -1 || box.right > 321; })
  .map(each => each.outerHTML.slice(0, 90))"""


@pytest.fixture
def intake() -> Intake:
    return Intake(make(in_languages("en", "ur", "ar")))


def every_step(page: Page, intake: Intake) -> Iterator[str]:
    """Goes through the whole page, and stops at each step."""
    expect(page.locator("[data-do='start']")).to_be_visible()
    yield "promise"
    start(page)
    while (now := step(page)) != "code":
        if now == "what":
            page.locator("#what").fill(TEXT)
        elif now in ("when", "where", "contact"):
            choose(page, {"when": "relative", "where": "online", "contact": "yes"}[now])
        yield now
        press(page, "next")
    press(page, "have-code")  # with its refusal
    yield "code"
    confirm(page)
    yield "send"
    send(page)
    yield "done"
    page.reload()
    press(page, "return")
    press(page, "open")
    yield "return"
    code = intake.arrived({"contact": True, "publish": True, "count": False})
    intake.kept = dict(reversed(intake.kept.items()))
    page.locator("#typed").fill(code)
    press(page, "open")
    at(page, "talk")
    press(page, "withdraw")
    yield "talk"
    page.locator(".tongues a").first.click()
    at(page, "switch")
    yield "switch"


@pytest.mark.parametrize("language", ["en", "ur"])
def test_nothing_serious_at_any_step(browser: Browser, intake: Intake, axe: str, language: str) -> None:
    problems, seen = {}, []
    with visited(browser, intake, language, viewport={"width": 360, "height": 740}) as page:
        for each in every_step(page, intake):
            seen.append(each)
            page.emulate_media(color_scheme="light")
            bad = found(page, axe)
            page.emulate_media(color_scheme="dark")
            if bad := [*bad, *found(page, axe, COLOURS)]:
                problems[each] = bad
    assert problems == {}
    assert {"promise", "who", "check", "use-publish", "code", "done", "talk", "switch"} <= set(seen)


@pytest.mark.parametrize("language", ["en", "ur", "ar"])
def test_no_sideways_scroll_at_320_pixels(browser: Browser, intake: Intake, language: str) -> None:
    wide, small = {}, {}
    with visited(browser, intake, language, viewport={"width": 320, "height": 568}) as page:
        for each in every_step(page, intake):
            if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
                wide[each] = width
            if low := page.evaluate(LOW):
                small[each] = low
            assert page.evaluate(OVER) == [], each
    assert (wide, small) == ({}, {})


def test_focus_goes_to_the_heading_of_what_is_new(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        for each in every_step(page, intake):
            if each in ("who", "check", "use-publish", "send", "done", "switch"):  # elsewhere a field was filled since
                assert page.evaluate("document.activeElement.id") == f"h-{each}"
                assert page.evaluate("scrollY") == 0


def test_with_the_keyboard_alone(browser: Browser, intake: Intake) -> None:
    """Tab, space, arrows, Enter and letters: from the promise to the end."""

    def to(page: Page, selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert ring != "none", selector
                return
        raise AssertionError(f"{selector} is not reached in {step(page)}")

    with visited(browser, intake, "en", has_touch=False, viewport={"width": 1280, "height": 800}) as page:
        expect(page.locator("[data-do='start']")).to_be_visible()
        to(page, "[data-do='start']")
        page.keyboard.press("Enter")
        to(page, "input[name='who']")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        to(page, "[data-step='who'] [data-do='next']")
        page.keyboard.press("Enter")
        to(page, "#what")
        page.keyboard.type(TEXT)
        to(page, "[data-step='what'] [data-do='next']")
        page.keyboard.press("Enter")
        to(page, "input[name='when']")
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        to(page, "#when-words")
        page.keyboard.type("before the election")
        to(page, "[data-step='when'] [data-do='next']")
        page.keyboard.press("Enter")
        while (now := step(page)) != "code":
            to(page, f"[data-step='{now}'] [data-do='next']")
            page.keyboard.press("Enter")
        to(page, "#asked")
        group = int(page.locator("#asked-label").inner_text().split("\u2068")[1][0])
        page.keyboard.type(page.locator("#code-table td").nth(group - 1).inner_text())
        page.keyboard.press("Enter")
        at(page, "send")
        to(page, "[data-step='send'] [data-do='send']")
        page.keyboard.press("Enter")
        at(page, "done")
        to(page, "[data-do='leave']")
        page.keyboard.press("Enter")
        page.wait_for_url("about:blank")
    answers = intake.opened().answers
    assert answers["who"] == "known"
    assert (answers["when"], answers["when_words"]) == ("relative", "before the election")


# Leaving


@pytest.mark.parametrize("when", ["what", "code", "talk"])
def test_back_shows_nothing_after_leaving(browser: Browser, intake: Intake, when: str) -> None:
    code = intake.arrived({"contact": False, "publish": False, "count": False})
    intake.reply("An answer for one pair of eyes.")
    with visited(browser, intake, path="/before") as page:
        page.goto(f"{ORIGIN}/f/{intake.collection}/")
        if when == "talk":
            come_back(page, code)
            at(page, "talk")
        else:
            start(page)
            press(page, "next")
            page.locator("#what").fill(TEXT)
            if when == "code":
                page.locator("#what").fill("")
                press(page, "back")
                fill(page, TEXT)
        press_leave(page)
        assert page.evaluate("history.length") <= 3
        page.go_back()
        assert page.url == f"{ORIGIN}/before"
        assert page.locator("body").inner_text() == "Another page"
        page.go_forward()
        assert page.url == "about:blank"
        assert page.locator("body").inner_text() == ""


def press_leave(page: Page) -> None:
    page.locator("[data-do='leave']").click()
    page.wait_for_url("about:blank")


def test_a_page_that_was_left_otherwise_comes_back_empty(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        press(page, "next")
        page.locator("#what").fill(TEXT)
        page.goto(f"{ORIGIN}/before")
        page.go_back()
        at(page, "promise")
        assert page.locator("#what").input_value() == ""
        assert page.evaluate("history.length") <= 3


def test_another_language_before_and_after_the_start(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, path="/before") as page:
        page.goto(f"{ORIGIN}/f/{intake.collection}/en")
        page.locator(".tongues a[lang='ur']").click()
        page.wait_for_url("**/ur")
        start(page)
        press(page, "next")
        page.locator("#what").fill(TEXT)
        page.locator(".tongues a[lang='en']").click()
        at(page, "switch")
        press(page, "stay")
        at(page, "what")
        assert page.locator("#what").input_value() == TEXT
        page.locator(".tongues a[lang='en']").click()
        press(page, "switch")
        page.wait_for_url("**/en")
        assert page.locator("#what").input_value() == ""
        page.go_back()
        assert page.url == f"{ORIGIN}/before"


# What the browser is, and what it prints


@pytest.mark.parametrize(
    ("agent", "warned"),
    [
        (f"{AGENT} Chrome/124.0.0.0 Mobile Safari/537.36", None),
        ("Mozilla/5.0 (Android 13; Mobile; rv:125.0) Gecko/125.0 Firefox/125.0", None),
        (f"{AGENT} Version/4.0 Chrome/124.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/460.0;]", "inside"),
        (f"{AGENT} Instagram 330.0.0", "inside"),
        (
            "Mozilla/5.0 (Linux; Android 10; SM-A105F; wv) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36",
            "inside",
        ),
        ("Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16", "proxy"),
        (f"{AGENT} UCBrowser/13.4.0 Mobile Safari/537.36", "proxy"),
    ],
)
def test_browsers_that_read_along(browser: Browser, intake: Intake, agent: str, warned: str | None) -> None:
    with visited(browser, intake, "en", user_agent=agent) as page:
        expect(page.locator("[data-do='start']")).to_be_visible()
        shown = [each.get_attribute("data-warn") for each in page.locator("[data-warn]:visible").all()]
        assert shown == ([warned] if warned else [])


def test_paper_gets_the_code_and_nothing_else(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        fill(page, TEXT)
        page.emulate_media(media="print")
        printed = page.evaluate("document.body.innerText")
        cells = page.locator("#code-table td").all_text_contents()
        assert printed.split() == [part for number, cell in enumerate(cells, 1) for part in (str(number), cell)]
        page.emulate_media(media="screen")
        confirm(page)
        send(page)
        page.emulate_media(media="print")
        assert page.evaluate("document.body.innerText").split() == printed.split()


def test_the_first_view_asks_for_no_font_and_reads_well_without_script(browser: Browser, intake: Intake) -> None:
    for language in ("en", "ur", "ar"):
        intake.requests.clear()
        with visited(browser, intake, language) as page:
            expect(page.locator("[data-do='start']")).to_be_visible()
            page.evaluate("document.fonts.ready.then(() => null)")
            assert page.evaluate("document.documentElement.dir") == ("ltr" if language == "en" else "rtl")
        names = {url.rsplit("/", 1)[-1] for _, url, _ in intake.requests}
        assert names == {language, "site.css", "form.css", "form.js", "sealing.js", "icon.svg", "key"} - (
            {"icon.svg"} if "icon.svg" not in names else set()
        )


def test_fields_are_read_by_nobody_else(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        fields = page.locator("textarea, input:not([type=radio])")
        assert fields.count() >= 6
        for each in fields.all():
            assert each.get_attribute("autocomplete") == "off"
            assert each.get_attribute("spellcheck") == "false"
            assert each.get_attribute("translate") == "no"
        assert page.locator("form").count() == 0
