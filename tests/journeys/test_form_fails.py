"""What goes wrong on the way is said, and whether anything was sent; nothing typed is lost or sent open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from form_steps import at, confirm, fill, press, send, start
from intake import PUBLISHED, Intake, visited, with_script
from playwright.sync_api import Browser, Page, Route, expect
from promises import in_languages

from gawah.sealed.sentences import make

pytestmark = pytest.mark.browser

PLANTED = "PLANTED-7731 at the gate"


@pytest.fixture
def intake() -> Intake:
    return Intake(make(in_languages("en")))


def filled(page: Page) -> None:
    start(page)
    fill(page, PLANTED)
    confirm(page)


def told(page: Page, words: str) -> None:
    """The page says this in the place that a screen reader reads aloud."""
    place = page.locator("#sending[role=status]")
    expect(place).to_contain_text(words)
    expect(page.locator("#unsent")).to_be_hidden()
    assert page.locator("#what").input_value() == PLANTED


def first(of: str, act: Callable[[Route], bool]) -> Callable[[str, Route], bool]:
    """Does something at the first request of this end, and lets every later one through."""
    done = []

    def before(path: str, route: Route) -> bool:
        if not path.endswith(of) or done:
            return False
        done.append(path)
        return act(route)

    return before


def dropped(route: Route) -> bool:
    route.abort("connectionreset")
    return True


def never_in_clear(intake: Intake) -> None:
    for method, url, rest in intake.requests:
        assert "PLANTED" not in url + rest
        assert "7731" not in url
        assert method in ("GET", "POST")
    assert {len(body) for _, body in intake.bodies} <= PUBLISHED


def test_a_connection_that_drops(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake) as page:
        filled(page)
        intake.before = first("/report", dropped)
        press(page, "send")
        told(page, "We do not know whether it arrived")
        expect(page.locator("#send-back")).to_be_hidden()
        send(page)
    assert intake.opened().answers["what"] == PLANTED
    never_in_clear(intake)


def test_an_answer_that_is_lost_makes_no_second_report(browser: Browser, intake: Intake) -> None:
    def taken_and_dropped(route: Route) -> bool:
        intake._post("report", route.request.post_data_buffer or b"")
        return dropped(route)

    with visited(browser, intake) as page:
        filled(page)
        intake.before = first("/report", taken_and_dropped)
        press(page, "send")
        told(page, "We do not know whether it arrived")
        intake.before = first("/key", dropped)  # and now there is no line at all: it is still not known
        press(page, "send")
        told(page, "We do not know whether it arrived")
        send(page)
    assert len(intake.kept) == 1
    assert len(intake.bodies) == 1
    never_in_clear(intake)


def test_no_connection_before_anything_was_sent(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake) as page:
        filled(page)
        intake.before = first("/key", dropped)
        press(page, "send")
        told(page, "Nothing has been sent")
        expect(page.locator("#send-back")).to_be_visible()
        send(page)
    assert len(intake.kept) == 1


def test_a_new_epoch_is_sealed_for_by_itself(browser: Browser, intake: Intake) -> None:
    def changed(route: Route) -> bool:
        intake.new_epoch()
        return False

    with visited(browser, intake) as page:
        filled(page)
        intake.before = first("/report", changed)
        send(page)
    (_, old), (_, new) = intake.bodies
    assert (old[11:15], new[11:15]) == (b"\0\0\0\1", b"\0\0\0\2")
    assert old[1:11] == new[1:11]  # one submission
    assert intake.opened().epoch == 2
    assert intake.read().newest == 1
    never_in_clear(intake)


def test_epochs_without_end_are_given_up(browser: Browser, intake: Intake) -> None:
    def changed(path: str, route: Route) -> bool:
        if path.endswith("/report"):
            intake.new_epoch()
        return False

    with visited(browser, intake) as page:
        filled(page)
        intake.before = changed
        press(page, "send")
        told(page, "did not take it")
    assert len(intake.bodies) == 5


def test_a_form_that_closes_meanwhile(browser: Browser, intake: Intake) -> None:
    def closes(route: Route) -> bool:
        intake.open = False
        return False

    with visited(browser, intake) as page:
        filled(page)
        intake.before = first("/report", closes)
        press(page, "send")
        told(page, "has closed")
        press(page, "send")
        told(page, "has closed")
    assert intake.kept == {}
    never_in_clear(intake)


def test_a_form_that_is_closed_asks_nothing(browser: Browser, intake: Intake) -> None:
    intake.open = False
    with visited(browser, intake) as page:
        expect(page.locator("[data-ready='closed']")).to_be_visible()
        expect(page.locator("[data-do='start']")).to_be_hidden()
        expect(page.locator("[data-do='return']")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "words"), [(507, "nothing more at present"), (400, "did not take it"), (502, "do not know whether")]
)
def test_other_answers_are_said(browser: Browser, intake: Intake, status: int, words: str) -> None:
    def answered(route: Route) -> bool:
        route.fulfill(status=status, body="<html>of a front server</html>")
        return True

    with visited(browser, intake) as page:
        filled(page)
        intake.before = first("/report", answered)
        press(page, "send")
        told(page, words)
        send(page)
    assert len(intake.kept) == 1


# Script that fails


def nothing_to_fill_in(page: Page, state: str = "failed") -> None:
    expect(page.locator(f"[data-ready='{state}']")).to_be_visible()
    assert page.locator("input:visible, textarea:visible, [data-do='start']:visible").count() == 0
    assert page.locator("form").count() == 0


@pytest.mark.parametrize("script", ["form.js", "sealing.js"])
def test_a_script_that_throws_while_loading(browser: Browser, intake: Intake, script: str) -> None:
    with_script(intake, script, "throw new Error('PLANTED-7731')")
    with visited(browser, intake) as page:
        nothing_to_fill_in(page, "waiting" if script == "form.js" else "failed")
    assert intake.bodies == []
    never_in_clear(intake)


@pytest.mark.parametrize("script", ["form.js", "sealing.js"])
def test_a_script_that_is_another_or_does_not_come(browser: Browser, intake: Intake, script: str) -> None:
    intake.change = lambda name, content: content + b"\n//" if name == script else content
    with visited(browser, intake) as page:
        nothing_to_fill_in(page, "waiting" if script == "form.js" else "failed")
    intake.change = lambda name, content: content
    intake.before = lambda path, route: path.endswith(script) and dropped(route)
    with visited(browser, intake) as page:
        nothing_to_fill_in(page, "waiting" if script == "form.js" else "failed")


def test_a_self_test_that_fails(browser: Browser, intake: Intake) -> None:
    with_script(intake, "sealing.js", "crypto.getRandomValues = (into) => into;")  # a broken source of chance
    with visited(browser, intake) as page:
        nothing_to_fill_in(page)
    assert [method for method, _, _ in intake.requests] == ["GET"] * len(intake.requests)


def test_sealing_that_throws_sends_nothing(browser: Browser, intake: Intake) -> None:
    broken = "document.addEventListener('sealing', (e) => { e.detail.body = () => { throw new Error('7731'); }; });"
    with_script(intake, "sealing.js", broken)
    with visited(browser, intake) as page:
        filled(page)
        press(page, "send")
        told(page, "Nothing has been sent")
    assert intake.bodies == []
    never_in_clear(intake)


def test_what_is_no_sealed_body_is_not_sent(browser: Browser, intake: Intake) -> None:
    clear = "(draft) => new TextEncoder().encode(draft.answers.what)"
    clear = f"document.addEventListener('sealing', (event) => {{ event.detail.body = {clear}; }});"
    with_script(intake, "sealing.js", clear)
    with visited(browser, intake) as page:
        filled(page)
        press(page, "send")
        at(page, "broken")
    assert intake.bodies == []
    never_in_clear(intake)


def test_a_page_that_shows_another_promise(browser: Browser, intake: Intake) -> None:
    intake.change = lambda name, content: content.replace(b">Only these people", b">Hardly any people")
    with visited(browser, intake) as page:
        nothing_to_fill_in(page, "changed")


def test_without_script_there_is_nothing_to_fill_in(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, java_script_enabled=False) as page:
        nothing_to_fill_in(page, "waiting")
