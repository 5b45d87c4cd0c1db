"""A hostile or broken other side, and hands that are quicker than the line: nothing is lost, nothing false is said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from form_steps import at, come_back, confirm, fill, press, send, sent, start, step
from intake import MESSAGE, ORIGIN, Intake, visited, with_script
from playwright.sync_api import Browser, Page, Route, expect
from promises import in_languages

from gawah.envelope import age, messages
from gawah.envelope.messages import Words
from gawah.sealed.form import page as pages
from gawah.sealed.sentences import make

pytestmark = pytest.mark.browser

TEXT = "They took the phone at the gate."


@pytest.fixture
def intake() -> Intake:
    return Intake(make(in_languages("en", "ur")))


@pytest.fixture
def code(intake: Intake) -> str:
    return intake.arrived({"contact": True, "publish": True, "count": False})


def answered(of: str, **answer: Any) -> Callable[[str, Route], bool]:
    def before(path: str, route: Route) -> bool:
        if path.endswith(of):
            route.fulfill(**answer)
        return path.endswith(of)

    return before


def taken_and_dropped(intake: Intake, of: str) -> Callable[[str, Route], bool]:
    """The first such request arrives, and its answer does not."""
    done: list[str] = []

    def before(path: str, route: Route) -> bool:
        if not path.endswith(of) or done:
            return False
        done.append(path)
        intake._post(of.strip("/"), route.request.post_data_buffer or b"")
        route.abort("connectionreset")
        return True

    return before


def talking(page: Page, code: str) -> None:
    come_back(page, code)
    at(page, "talk")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_console_is_silent_all_the_way(browser: Browser, intake: Intake, language: str) -> None:
    said: list[str] = []
    with visited(browser, intake, path="/before") as page:
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{ORIGIN}/f/{intake.collection}/{language}")
        typed = sent(page, TEXT)
        page.reload()
        talking(page, typed)
        page.locator("#more").fill("More.")
        press(page, "say")
        expect(page.locator("#talking.good")).to_be_visible()
        press(page, "withdraw")
        press(page, "withdraw-all")
        at(page, "withdrawn")
    assert said == []


def test_every_number_stands_in_the_digits_of_the_page() -> None:
    for language, digits in (("ur", "arabext"), ("ar", "arab")):
        shown = pages.make(make(in_languages(language, digits=digits)), pages.FORM, language).decode()
        words = re.sub(r"<[^>]*>", " ", re.sub(r"<head>.*</head>", "", shown, flags=re.DOTALL))
        assert re.findall("[0-9]", words) == []


@pytest.mark.parametrize(("origin", "state"), [("http://form.test", "open"), ("http://abcdefgh.onion", "ready")])
def test_a_line_that_anybody_can_change(
    browser: Browser, intake: Intake, monkeypatch: pytest.MonkeyPatch, origin: str, state: str
) -> None:
    monkeypatch.setattr("intake.ORIGIN", origin)
    with visited(browser, intake, "en") as page:
        expect(page.locator(f"[data-ready='{state}']")).to_be_visible()
        assert page.locator("[data-do='start']").is_visible() == (state == "ready")
    assert [url for _, url, _ in intake.requests if url.endswith("/key")] == [f"{origin}/f/{intake.collection}/key"] * (
        state == "ready"
    )


# The key

GARBAGE = (None, [], "key", {}, {"epoch": "1"}, {"epoch": 0}, {"epoch": 1.5}, {"epoch": 2**31}, {"recipient": 7},
           {"recipient": "age1pq1qqqq"}, {"open": "yes"})  # fmt: skip


@pytest.mark.parametrize("told", GARBAGE, ids=str)
def test_a_key_that_is_none(browser: Browser, intake: Intake, code: str, told: Any) -> None:
    whole = {"epoch": 1, "recipient": intake.key.recipient, "open": True}
    garbage = json.dumps({**whole, **told} if told and isinstance(told, dict) else told)
    intake.before = answered("/key", body=garbage, content_type="application/json")
    with visited(browser, intake, "en") as page:
        talking(page, code)
        page.locator("#more").fill(TEXT)
        press(page, "say")
        expect(page.locator("#talking.bad")).to_be_visible()
        expect(page.locator("#more")).to_have_value(TEXT)
        press(page, "say")
        expect(page.locator("#talking.bad")).to_be_visible()
        assert step(page) == "talk"
    assert [path for path, _ in intake.bodies if path.endswith("/message")] == []


@pytest.mark.parametrize("epoch", [1, 2])
def test_a_key_that_goes_back_or_is_put_in_place_of_another(browser: Browser, intake: Intake, epoch: int) -> None:
    intake.new_epoch()
    other = {"epoch": epoch, "recipient": age.new_identity().recipient, "open": True}
    with visited(browser, intake, "en") as page:
        start(page)
        fill(page, TEXT)
        confirm(page)
        intake.before = answered("/key", body=json.dumps(other), content_type="application/json")
        press(page, "send")
        expect(page.locator("#sending.bad")).to_contain_text("Nothing has been sent")
        assert intake.bodies == []
        intake.before = lambda path, route: False
        send(page)
    assert intake.opened().answers["what"] == TEXT


# The mailbox


def test_a_mailbox_of_another_size(browser: Browser, intake: Intake, code: str) -> None:
    filler = messages.seal(b"x", (age.new_identity().recipient, age.new_identity().recipient))[0]
    intake.before = answered("/return", body=filler * 16)  # files that are real, and nobody asked for
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        expect(page.locator("[data-step='return'] [data-problem]")).to_contain_text("neither by you nor by our team")


@pytest.mark.parametrize("body", [b"", b"<html>Log in</html>", bytes(MESSAGE * 8), bytes(MESSAGE * 7)])
def test_a_mailbox_that_is_none(browser: Browser, intake: Intake, code: str, body: bytes) -> None:
    intake.before = answered("/return", body=body)
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        expect(page.locator("[data-step='return'] [data-problem]")).to_be_visible()


def test_an_answer_that_begins_and_never_ends(browser: Browser, intake: Intake, code: str) -> None:
    hanging = """{ const [real, clock] = [fetch, setTimeout];
    window.setTimeout = (act, time) => clock(act, time === 120000 ? 300 : time);
    window.fetch = (url, how) => !url.endsWith('/return') ? real(url, how) : Promise.resolve(new Response(
      new ReadableStream({ start: (to) => how.signal.addEventListener('abort', () => to.error(new Error())) }))); }"""
    with_script(intake, "form.js", hanging)
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        expect(page.locator("[data-step='return'] [data-problem]")).to_contain_text("dropped", timeout=5_000)


def test_going_back_while_it_is_being_opened(browser: Browser, intake: Intake, code: str) -> None:
    held: list[Route] = []

    def before(path: str, route: Route) -> bool:
        if path.endswith("/return"):
            held.append(route)
        return path.endswith("/return")

    intake.before = before
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        expect(page.locator("#opening")).not_to_be_empty()
        press(page, "to-promise")
        at(page, "promise")
        status, content = intake._post("return", held[0].request.post_data_buffer or b"")
        held[0].fulfill(status=status, body=content)
        page.wait_for_timeout(500)
        at(page, "promise")
        assert page.locator("#messages").inner_text() == ""
        intake.before = lambda path, route: False
        talking(page, code)


# What is taken back


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_a_consent_that_was_not_taken_back_is_not_said_to_be(
    browser: Browser, intake: Intake, code: str, status: int
) -> None:
    intake.before = answered("/withdraw", status=status, body="<html>")
    with visited(browser, intake, "en") as page:
        talking(page, code)
        page.locator("#allowed [data-use='publish'] button").click()
        expect(page.locator("#taking.bad")).to_be_visible()
        expect(page.locator("#allowed [data-use='publish'] button")).to_be_visible()
    assert intake.read().newest == 1


def test_a_message_in_doubt_is_not_taken_for_the_consent_after_it(browser: Browser, intake: Intake, code: str) -> None:
    intake.before = taken_and_dropped(intake, "/message")
    with visited(browser, intake, "en") as page:
        talking(page, code)
        page.locator("#more").fill(TEXT)
        press(page, "say")
        expect(page.locator("#talking.bad")).to_be_visible()
        page.locator("#allowed [data-use='publish'] button").click()
        expect(page.locator("#taking.good")).to_be_visible()
        press(page, "say")
        expect(page.locator("#more")).to_have_value("")
    box = intake.read()
    assert messages.consents(box) == {"contact": True, "publish": False, "count": False}
    assert [each.content.text for each in box.messages if isinstance(each.content, Words)] == [TEXT]


# Sending


def test_a_report_in_doubt_when_the_form_closes(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        fill(page, TEXT)
        confirm(page)
        intake.before = taken_and_dropped(intake, "/report")
        press(page, "send")
        expect(page.locator("#sending.bad")).to_contain_text("do not know")
        intake.open = False
        send(page)  # the intake knows it, and says so
    assert len(intake.kept) == 1


def test_a_finger_that_presses_twice(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        page.locator("[data-do='start']").dblclick()
        at(page, "who")
        page.locator("[data-step='who'] [data-do='next']").dblclick()
        at(page, "what")
        page.locator("#what").fill(TEXT)
        while step(page) != "code":
            press(page, "next")
        page.locator("[data-do='without-code']").dblclick()
        at(page, "send")
        page.wait_for_timeout(300)
        assert intake.bodies == []
        page.locator("[data-do='send']").dblclick()
        at(page, "done")
    assert len(intake.bodies) == 1


def test_what_no_language_writes_arrives_as_near_as_it_can(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        press(page, "next")
        page.locator("#what").evaluate(
            "(field) => { field.value = '\\ud800 a 👩\u200d👩 \u202e\u2066 </script> {what}'; }"
        )
        while step(page) != "code":
            press(page, "next")
        confirm(page)
        send(page)
    assert intake.opened().answers["what"] == "\ufffd a 👩\u200d👩 \u202e\u2066 </script> {what}"
