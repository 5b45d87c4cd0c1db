"""Coming back with a return code: reading, writing, taking back. What the intake forges is refused and said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from form_steps import at, come_back, press, sent
from intake import PUBLISHED, Intake, visited
from playwright.sync_api import Browser, Page, Route, expect
from promises import in_languages

from gawah.envelope import messages, return_code
from gawah.envelope.messages import Message, Talk, Words
from gawah.sealed.sentences import make

pytestmark = pytest.mark.browser

REPLY = "We have read it.\nDid they give a paper?"


@pytest.fixture
def intake() -> Intake:
    return Intake(make(in_languages("en", "ur")))


@pytest.fixture
def code(intake: Intake) -> str:
    return intake.arrived({"contact": True, "publish": True, "count": False})


def problem(page: Page) -> str:
    place = page.locator("[data-step='return'] [data-problem]")
    expect(place).to_be_visible()
    return place.inner_text()


def said(page: Page) -> list[str]:
    return [each.inner_text() for each in page.locator("#messages .text").all()]


@pytest.mark.parametrize("digits", ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
def test_an_answer_is_read(browser: Browser, intake: Intake, code: str, digits: str) -> None:
    intake.reply(REPLY)
    with visited(browser, intake, "en") as page:
        come_back(page, code.translate(str.maketrans("0123456789", digits)))
        at(page, "talk")
        assert said(page) == ["You said yes to:\nContact you\nPublish it", REPLY]
        assert "2" in page.locator("#last").inner_text()
        expect(page.locator("#no-answer")).to_be_hidden()
        assert page.locator("#typed").input_value() == ""


def test_no_answer_yet_says_how_soon(browser: Browser, intake: Intake, code: str) -> None:
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        expect(page.locator("#no-answer")).to_contain_text("within \u20685\u2069 days")


def test_a_code_that_is_none(browser: Browser, intake: Intake, code: str) -> None:
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    with visited(browser, intake, "en") as page:
        come_back(page, "my code is 5")
        assert "only digits" in problem(page)
        for typed, words in (("123 456", "You typed \u20686\u2069"), (wrong, "A digit is wrong")):
            page.locator("#typed").fill(typed)
            press(page, "open")
            assert words in problem(page)
    assert [path for path, _ in intake.bodies if path.endswith("/return")] == []


def test_a_code_of_nobody(browser: Browser, intake: Intake, code: str) -> None:
    with visited(browser, intake, "en") as page:
        come_back(page, return_code.encode(bytes(16)))
        assert "nothing under this code" in problem(page)


def forged(intake: Intake, code: str) -> bytes:
    """What a server could make if it had the reporter's key: a message under a talk key that is nobody's."""
    talk = intake.talk()
    own = Talk(talk.report, talk.reporter, bytes(32))
    message = messages.following(intake.read(), own, "team", Words("Give us your name.", more=False))
    recipient = return_code.identity(return_code.decode(code)).recipient
    return messages.seal(messages.write(message, own), (recipient, recipient))[0]


def reflected(intake: Intake, code: str) -> bytes:
    talk, box = intake.talk(), intake.read()
    swapped = Talk(talk.report, talk.team, talk.reporter)
    message = Message("gawah/message/1", talk.report, 2, box.digest, "team", Words("Yes.", more=False))
    recipient = return_code.identity(return_code.decode(code)).recipient
    return messages.seal(messages.write(message, swapped), (recipient, recipient))[0]


@pytest.mark.parametrize("make_it", [forged, reflected])
def test_a_forged_reply_is_refused_and_said(
    browser: Browser, intake: Intake, code: str, make_it: Callable[[Intake, str], bytes]
) -> None:
    intake.only().for_reporter.append(make_it(intake, code))
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        assert "neither by you nor by our team" in problem(page)
        assert "Give us your name" not in page.content()


def test_a_changed_reply_is_refused_and_said(browser: Browser, intake: Intake, code: str) -> None:
    intake.reply(REPLY)
    kept = intake.only()
    kept.for_reporter[1] = kept.for_reporter[1][:-1] + bytes([kept.for_reporter[1][-1] ^ 1])
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        assert "neither by you nor by our team" in problem(page)


@pytest.mark.parametrize("order", [(0, 2), (0, 2, 1), (1, 2), (0, 1, 1)])
def test_messages_that_are_missing_or_out_of_order(
    browser: Browser, intake: Intake, code: str, order: tuple[int, ...]
) -> None:
    intake.reply(REPLY)
    intake.reply("Another.")
    kept = intake.only()
    kept.for_reporter = [kept.for_reporter[each] for each in order]
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        assert "missing or stand in the wrong order" in problem(page)


def test_one_that_is_withheld_shows_in_the_number(browser: Browser, intake: Intake, code: str) -> None:
    intake.reply(REPLY)
    intake.only().for_reporter.pop()
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        at(page, "talk")
        assert "1" in page.locator("#last").inner_text()


def test_more_is_written(browser: Browser, intake: Intake, code: str) -> None:
    long = "word " * 1_500 + "end"
    with visited(browser, intake, "ur") as page:
        come_back(page, code)
        at(page, "talk")
        for text in ("ایک بات اور", long):
            page.locator("#more").fill(text)
            press(page, "say")
            expect(page.locator("#more")).to_have_value("")
        assert said(page)[1:] == ["ایک بات اور", long]
    box = intake.read()
    assert [each.sender for each in box.messages] == ["reporter"] * 4
    words = [each.content for each in box.messages if isinstance(each.content, Words)]
    assert "".join(each.text for each in words) == "ایک بات اور" + long
    assert {len(body) for _, body in intake.bodies} <= PUBLISHED


def test_somebody_who_writes_at_the_same_moment(browser: Browser, intake: Intake, code: str) -> None:
    done: list[str] = []

    def before(path: str, route: Route) -> bool:
        if path.endswith("/message") and not done:
            done.append(path)
            intake.reply(REPLY)
        return False

    intake.before = before
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        at(page, "talk")
        page.locator("#more").fill("One more thing.")
        press(page, "say")
        expect(page.locator("#talking")).to_contain_text("\u20683\u2069")
        assert said(page)[1:] == [REPLY, "One more thing."]
    assert intake.read().newest == 3


def test_a_message_whose_answer_is_lost_is_not_doubled(browser: Browser, intake: Intake, code: str) -> None:
    done: list[str] = []

    def before(path: str, route: Route) -> bool:
        if not path.endswith("/message") or done:
            return False
        done.append(path)
        intake._post("message", route.request.post_data_buffer or b"")
        route.abort("connectionreset")
        return True

    intake.before = before
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        at(page, "talk")
        page.locator("#more").fill("One more thing.")
        press(page, "say")
        expect(page.locator("#talking")).to_contain_text("do not know whether it arrived")
        expect(page.locator("#more")).to_have_value("One more thing.")
        press(page, "say")
        expect(page.locator("#more")).to_have_value("")
    assert intake.read().newest == 2


def test_a_form_that_is_gone_meanwhile(browser: Browser, intake: Intake, code: str) -> None:
    def before(path: str, route: Route) -> bool:
        if path.endswith("/key"):
            route.fulfill(status=404, body="Not found.")
        return path.endswith("/key")

    with visited(browser, intake, "en") as page:
        come_back(page, code)
        at(page, "talk")
        intake.before = before
        page.locator("#more").fill("One more thing.")
        press(page, "say")
        expect(page.locator("#talking")).to_contain_text("It was not taken")
        expect(page.locator("#more")).to_have_value("One more thing.")


def test_a_conversation_longer_than_a_mailbox(browser: Browser, intake: Intake, code: str) -> None:
    for number in range(35):
        intake.reply(f"Message {number + 2}")
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        at(page, "talk")
        assert said(page) == [f"Message {number}" for number in range(5, 37)]
        expect(page.locator("#earlier")).to_contain_text("4")
        page.locator("#more").fill("Thank you.")
        press(page, "say")
        expect(page.locator("#more")).to_have_value("")
    assert intake.read().newest == 37


def test_one_consent_is_taken_back(browser: Browser, intake: Intake, code: str) -> None:
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        at(page, "talk")
        assert page.locator("#allowed button:visible").count() == 2
        page.locator("#allowed [data-use='publish'] button").click()
        expect(page.locator("#taking")).to_contain_text("Taken back")
        expect(page.locator("#allowed li[data-use='publish'] .off")).to_be_visible()
        assert page.locator("#allowed button:visible").count() == 1
    assert intake.only().withdrawn == {"publish"}
    assert messages.consents(intake.read()) == {"contact": True, "publish": False, "count": False}


def test_everything_is_withdrawn(browser: Browser, intake: Intake, code: str) -> None:
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        at(page, "talk")
        press(page, "withdraw")
        press(page, "keep")
        expect(page.locator("#sure")).to_be_hidden()
        assert len(intake.kept) == 1
        press(page, "withdraw")
        press(page, "withdraw-all")
        at(page, "withdrawn")
    assert intake.kept == {}


def test_a_withdrawal_that_is_not_done_is_said(browser: Browser, intake: Intake, code: str) -> None:
    def before(path: str, route: Route) -> bool:
        if path.endswith("/withdraw"):
            route.fulfill(status=204)
        return path.endswith("/withdraw")

    intake.before = before
    with visited(browser, intake, "en") as page:
        come_back(page, code)
        at(page, "talk")
        press(page, "withdraw")
        press(page, "withdraw-all")
        expect(page.locator("#withdrawing")).to_contain_text("still there")


def test_what_this_page_sent_it_opens(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "ur") as page:
        typed = sent(page, "They took the phone.")
    intake.reply(REPLY)
    with visited(browser, intake, "ur") as page:
        come_back(page, typed)
        at(page, "talk")
        assert said(page)[1] == REPLY
