"""The whole way of a reporter in a real Chromium; what was sent is opened with Python."""

from __future__ import annotations

import hashlib

import pytest
from form_steps import at, choose, code, confirm, fill, press, send, sent, start, step
from intake import HASHES, MESSAGE, ORIGIN, PUBLISHED, Intake, visited
from playwright.sync_api import Browser, expect
from promises import in_languages, made

from gawah.envelope import age, messages, return_code
from gawah.envelope.errors import NoMatch
from gawah.sealed.promise import promise_hash
from gawah.sealed.sentences import make

pytestmark = pytest.mark.browser

TEXT = "They took the phone at the gate. تھانے میں رکھا۔"


@pytest.fixture
def intake() -> Intake:
    return Intake(make(in_languages("en", "ur", "ar", digits="arabext")))


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_whole_way_with_a_code(browser: Browser, intake: Intake, language: str) -> None:
    with visited(browser, intake, language) as page:
        typed = sent(page, TEXT, yes=("contact", "publish"))
    sealed, kept = intake.opened(), intake.only()
    assert sealed.answers == {
        "who": "me", "what": TEXT, "when": "month", "when_words": "Ramadan, last year", "where": "town",
        "where_words": "Lahore", "contact": "a letter to my aunt",
    }  # fmt: skip
    assert sealed.consents == {"contact": True, "publish": True, "count": False}
    assert (sealed.language, sealed.form, sealed.epoch, sealed.sealed_by) == (language, 1, 1, "reporter")
    assert sealed.promise == promise_hash(intake.promise)
    secret = return_code.decode(typed)
    uses = intake.promise.uses
    assert sealed.returning == return_code.returning(secret, uses)
    hashes = {use: kept.hashes[use].hex() for use in HASHES}
    assert {use: digest for use, digest in hashes.items() if digest.strip("0")} == return_code.withdrawal_hashes(
        secret, uses
    )
    first = messages.read(kept.for_reporter, [return_code.identity(secret)], intake.talk())
    assert first == intake.read()
    assert messages.consents(first) == sealed.consents


def test_a_way_without_a_code(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        fill(page, TEXT)
        press(page, "without-code")
        at(page, "send")
        expect(page.locator("[data-step='send'] [data-code='without']")).to_be_visible()
        send(page)
        expect(page.locator("[data-step='done'] [data-code='with']")).to_be_hidden()
    sealed, (_, body) = intake.opened(), intake.bodies[-1]
    assert (sealed.returning, sealed.answers["what"]) == (None, TEXT)
    assert body[15:48] == bytes(33)
    assert body[48 : 48 + 32 * len(HASHES)] == bytes(32 * len(HASHES))
    head = 48 + 32 * len(HASHES)
    for filler in (body[head : head + MESSAGE], body[head + MESSAGE : head + 2 * MESSAGE]):
        with pytest.raises(NoMatch):
            age.unseal(filler, [intake.key])


def test_everything_may_be_skipped_but_what_is_sent(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        choose(page, "known")
        press(page, "skip")  # what was chosen and then skipped is not sent
        press(page, "skip")
        choose(page, "unknown")
        press(page, "next")
        press(page, "skip")
        choose(page, "yes")
        page.locator("#contact-words").fill("never sent")
        press(page, "skip")
        at(page, "check")
        press(page, "next")
        expect(page.locator("[data-step='check'] [data-problem]")).to_be_visible()
        page.locator("[data-do='change'][data-to='what']").click()
        page.locator("#what").fill("Only this.")
        while step(page) != "code":
            press(page, "next" if step(page) != "contact" else "skip")
        confirm(page)
        send(page)
    sealed = intake.opened()
    assert sealed.answers == {"what": "Only this.", "when": "unknown"}
    assert set(sealed.consents.values()) == {False}


def test_own_words_stay_when_another_choice_is_made(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        press(page, "skip")
        press(page, "skip")
        choose(page, "day")
        page.locator("#when-words").fill("the day of the flood")
        label = page.locator("[data-own-of='when'] label")
        before = label.inner_text()
        choose(page, "relative")
        assert label.inner_text() != before
        expect(page.locator("#when-words")).to_have_value("the day of the flood")
        choose(page, "unknown")
        expect(page.locator("#when-words")).to_be_hidden()


@pytest.mark.parametrize(("language", "digits"), [("en", "arabext"), ("ur", "arabext"), ("ar", "arab")])
def test_the_code_stands_in_the_digits_of_the_page(browser: Browser, language: str, digits: str) -> None:
    shown = {"arabext": set("۰۱۲۳۴۵۶۷۸۹"), "arab": set("٠١٢٣٤٥٦٧٨٩")}[digits]
    intake = Intake(make(in_languages(language, digits=digits)))
    with visited(browser, intake, language) as page:
        start(page)
        fill(page, TEXT)
        cells = page.locator("#code-table td").all_inner_texts()
        assert len(cells) == 7
        assert all(len(cell) == 6 and set(cell) <= shown for cell in cells)
        assert page.locator("#code-table").evaluate("each => getComputedStyle(each).direction") == "ltr"
        return_code.decode(code(page))
        group = page.locator("#asked-label").inner_text()
        assert set(group) & shown
        asked = int("".join(letter for letter in group if letter.isdigit()))
        page.locator("#asked").fill(cells[asked - 1])  # typed as it stands there
        press(page, "have-code")
        at(page, "send")


def test_a_wrong_group_is_not_taken(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        fill(page, TEXT)
        for wrong in ("", "000000", "12345"):
            page.locator("#asked").fill(wrong)
            press(page, "have-code")
            assert step(page) == "code"
            expect(page.locator("[data-step='code'] [data-problem]")).to_be_visible()
    assert intake.bodies == []


def test_only_published_lengths_are_sent(browser: Browser, intake: Intake) -> None:
    lengths = set()
    for text in ("x", "x" * 3_000, "لفظ " * 1_500 + ".", "x" * 30_000, "x" * 55_000):
        intake.kept.clear()
        with visited(browser, intake, "en") as page:
            sent(page, text)
        assert intake.opened().answers["what"] == text
        lengths.add(len(intake.bodies[-1][1]))
    assert len(lengths) == 5
    assert {len(body) for _, body in intake.bodies} <= PUBLISHED


def test_what_is_too_long_is_said_before_it_is_sent(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "en") as page:
        start(page)
        press(page, "next")
        page.locator("#what").fill("word " * 13_000)
        press(page, "next")
        assert step(page) == "what"
        expect(page.locator("[data-step='what'] [data-problem]")).to_be_visible()


def test_a_promise_with_no_further_use_asks_for_none(browser: Browser) -> None:
    intake = Intake(made(uses=(), contact_for={}, kept=()))
    with visited(browser, intake) as page:
        sent(page, TEXT)
    assert intake.opened().consents == {}
    assert "contact" not in intake.opened().answers


def test_nothing_is_asked_of_anybody_else_and_nothing_is_kept(browser: Browser, intake: Intake) -> None:
    with visited(browser, intake, "ur") as page:
        typed = sent(page, TEXT)
        assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
        assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
        assert page.evaluate("[location.search, location.hash, history.state]") == ["", "", None]
        assert page.title() == "فارم"
        assert TEXT not in page.content()
        assert all(not page.locator(f"#{each}").input_value() for each in ("what", "when-words", "where-words"))
    assert {url.removeprefix(ORIGIN)[:3] for _, url, _ in intake.requests} == {"/f/"}
    whole = "".join(url + rest for _, url, rest in intake.requests)
    secret = return_code.decode(typed)
    for never in ("They took", typed, typed.replace(" ", ""), repr(secret)[2:-1], "cookie"):
        assert never not in whole
    assert hashlib.sha256(return_code.locator(secret)).digest() in intake.bodies[0][1]
    assert "woff" not in whole
