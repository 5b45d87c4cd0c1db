"""A member at the desk in a real browser: makes a key, opens a form, reads what came and answers."""

from __future__ import annotations

import os
import re

import msgspec
import pytest
from desk_pages import SAID, Window, rows, take, window
from playwright.sync_api import Browser, Page, expect
from sealed_desk import PASSPHRASE, Desk, opened_to, someone
from sealed_room import KEY, NOW, Reporter

from gawah.envelope import age, messages, padding
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.messages import Consents, Words
from gawah.people.models import Member, Role
from gawah.sealed import collections, intake, reading
from gawah.sealed.models import Withdrawal

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "sealed"]),
    pytest.mark.usefixtures("sealed_desk"),
]


def test_from_a_key_to_an_answer(browser: Browser) -> None:
    """Alice makes her key, opens a form, reads the report that came by it, and its sender finds her answer."""
    alice = someone("Alice", Role.OWNER, 0, key=False)
    with window(browser, alice) as at_desk:
        passphrase = _make_a_key(at_desk)
        _open_a_form(at_desk)
        (form,) = collections.all_()
        key = _key_of(form.id, passphrase)
        assert key.recipient == form.recipient
        sender = Reporter(form.promise, os.urandom(16), SAID, key=key)
        intake.take(form.id, sender.body(), NOW)

        page = at_desk.open("/inbox/")
        expect(page.get_by_text("\u20681\u2069 sealed report")).to_be_visible()
        at_desk.unlock(passphrase)
        rows(page).first.click()
        expect(page.locator(".answers")).to_contain_text(SAID)
        expect(page.locator("[data-flag]")).to_have_count(0)
        page.get_by_label("Your reply").fill("We read it.\nشکریہ")
        page.get_by_role("button", name="Seal and send").click()
        expect(page.locator(".talk .team")).to_contain_text("We read it.")
        expect(page.get_by_text("Last message: number")).to_contain_text("2")

        found = sender.reads(intake.mailbox(form.id, sender.asks(), NOW))
        assert [each.content.text for each in found.messages if isinstance(each.content, Words)] == [
            "We read it.\nشکریہ"
        ]
        sent = b"".join(body for _, body in at_desk.sent)
        two = " ".join(passphrase.split()[:2])  # one word may stand in any base64
        for secret in (two, SAID, "We read it", "AGE-SECRET", key.encode()):
            assert secret.encode() not in sent
        kept = page.evaluate(
            "JSON.stringify([localStorage.length, sessionStorage.length, document.cookie, location.href])"
        )
        assert kept == '[0,0,"","https://localhost/inbox/"]'
        assert page.evaluate("indexedDB.databases()") == []
        assert at_desk.errors == []


def _make_a_key(at_desk: Window) -> str:
    page = at_desk.open("/key/")
    page.get_by_role("button", name="Make my key").click()
    expect(page.locator(".words li")).to_have_count(7)
    passphrase = " ".join(page.locator(".words li").all_inner_texts())
    page.get_by_role("button", name="They are on paper").click()
    expect(page.locator("body")).not_to_contain_text(passphrase.split()[0] + " ")
    page.get_by_label("The seven words of your key").fill("seven other words that are not these")
    page.get_by_role("button", name="Keep this key").click()
    expect(page.get_by_role("alert")).to_contain_text("These are not the seven words.")
    assert at_desk.sent == []
    page.get_by_label("The seven words of your key").fill(passphrase.upper())
    page.get_by_role("button", name="Keep this key").click()
    expect(page.get_by_text("Your key is kept")).to_be_visible()
    return passphrase


def _open_a_form(at_desk: Window) -> None:
    page = at_desk.open("/forms/new")
    for language in ("en", "ur"):
        page.locator(f"#reviewer_{language}").fill("Nadia")
    page.get_by_role("button", name="Look at the promise").click()
    expect(page.get_by_text("Only these people can open it:")).to_be_visible()
    expect(page.get_by_label("Alice")).to_be_checked()
    page.get_by_label("A printed key as well").uncheck()
    page.get_by_role("button", name="Open the form", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least two readers")
    page.get_by_label("A printed key as well").check()
    page.get_by_role("button", name="Open the form", exact=True).click()
    printed = page.locator(".printed").inner_text().replace(" ", "")
    assert HybridIdentity.parse(printed)
    end = page.get_by_label("Type the last")
    end.fill("XXXXXX")
    page.get_by_role("button", name="I have it on paper").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not how the key ends.")
    assert not collections.all_()
    end.fill(printed[-6:].lower())
    page.get_by_role("button", name="I have it on paper").click()
    expect(page.get_by_role("heading", name="Forms")).to_be_visible()
    expect(page.get_by_text("read by")).to_have_count(2)
    (form,) = collections.all_()
    wrap = collections.wraps("offline")[form.id, 1]
    inside = padding.unpadded(age.unseal(wrap, [HybridIdentity.parse(printed)]), padding.MESSAGE_BUCKETS)
    assert HybridIdentity.parse(inside.decode()).recipient == form.recipient


def _key_of(collection: str, passphrase: str) -> HybridIdentity:
    """As Alice's browser gets it: out of her vault, with her words."""
    member = Member.objects.get()
    vault = msgspec.json.decode(age.unseal_vault(bytes(member.vault), passphrase))
    wrap = collections.wraps(member.fingerprint)[collection, 1]
    own = HybridIdentity.parse(vault["identity"])
    return HybridIdentity.parse(padding.unpadded(age.unseal(wrap, [own]), padding.MESSAGE_BUCKETS).decode())


def test_a_promise_that_was_edited_after_a_look_is_not_opened(at_desk: Window) -> None:
    page = at_desk.open("/forms/new")
    for language in ("en", "ur"):
        page.locator(f"#reviewer_{language}").fill("Nadia")
    page.get_by_role("button", name="Look at the promise").click()
    expect(page.get_by_role("button", name="Open the form", exact=True)).to_be_visible()
    page.locator("#asked_en").fill("Something else.")
    expect(page.get_by_text("You have changed the fields.")).to_be_visible()
    expect(page.get_by_role("button", name="Open the form", exact=True)).to_have_count(0)


def test_wrong_words_open_nothing(at_desk: Window, alice: Desk) -> None:
    take(opened_to(KEY, alice))
    page = at_desk.open("/inbox/")
    at_desk.unlock("abandon ability able about above absent abstract")
    expect(page.get_by_role("alert")).to_contain_text("These words do not open your key.")
    page.get_by_label("The seven words of your key").fill("  ")
    page.get_by_role("button", name="Unlock your key").click()
    expect(page.get_by_role("alert")).to_contain_text("Type the seven words first.")
    expect(page.get_by_text(SAID)).to_have_count(0)
    at_desk.unlock()
    rows(page).first.click()
    expect(page.locator(".answers")).to_contain_text(SAID)


def test_a_vault_that_the_server_changed_is_refused(at_desk: Window, alice: Desk) -> None:
    member = Member.objects.filter(pk=alice.member.pk)
    take(opened_to(KEY, alice))
    page = at_desk.open("/inbox/")
    member.update(vault=alice.member.vault.replace(b" 15\n", b" 16\n", 1))
    at_desk.unlock()
    expect(page.get_by_role("alert")).to_contain_text("is not a key")
    other = someone("Bob", Role.CASEWORKER, 1)
    member.update(vault=other.member.vault)
    at_desk.unlock()
    expect(page.get_by_role("alert")).to_contain_text("not the one that the desk knows you by")
    expect(rows(page)).to_have_count(0)


def test_the_words_are_changed_with_the_key_alone(at_desk: Window, alice: Desk) -> None:
    before = bytes(alice.member.vault)
    page = at_desk.open("/key/")
    at_desk.unlock()
    page.get_by_role("button", name="Change the words").click()
    passphrase = " ".join(page.locator(".words li").all_inner_texts())
    page.get_by_role("button", name="They are on paper").click()
    page.get_by_label("The seven words of your key").fill(passphrase)
    page.get_by_role("button", name="Keep this key").click()
    expect(page.get_by_text("Your key is kept")).to_be_visible()
    after = bytes(Member.objects.get().vault)
    assert after != before
    assert age.unseal_vault(after, passphrase) == age.unseal_vault(before, PASSPHRASE)


def test_ten_idle_minutes_lock_it(at_desk: Window, alice: Desk) -> None:
    take(opened_to(KEY, alice))
    at_desk.page.clock.install()
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    rows(page).first.click()
    expect(page.locator(".answers")).to_contain_text(SAID)
    page.clock.fast_forward("09:50")
    page.keyboard.press("Shift")
    page.clock.fast_forward("09:50")
    expect(page.locator(".answers")).to_contain_text(SAID)
    page.clock.fast_forward("00:15")
    expect(page.get_by_text("Your key was locked")).to_be_visible()
    expect(page.get_by_text(SAID)).to_have_count(0)
    expect(page.get_by_label("The seven words of your key")).to_be_empty()


def test_a_page_that_is_left_shows_nothing_when_one_comes_back(at_desk: Window, alice: Desk) -> None:
    take(opened_to(KEY, alice))
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    rows(page).first.click()
    expect(page.locator(".answers")).to_contain_text(SAID)
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    expect(page.get_by_text(SAID)).to_have_count(0)
    at_desk.open("/forms/")
    page.go_back()
    expect(page.get_by_role("button", name="Unlock your key")).to_be_visible()
    expect(page.get_by_text(SAID)).to_have_count(0)


def test_uses_and_what_was_taken_back(at_desk: Window, alice: Desk) -> None:
    sender = take(opened_to(KEY, alice))
    box = sender.reads(intake.mailbox(sender.collection, sender.asks(), NOW))
    now = Consents({"contact": True, "publish": True, "count": False})
    message = messages.following(box, sender.talk, "reporter", now)
    sealed = messages.seal(messages.write(message, sender.talk), sender.recipients())
    assert reading.answer(reading.waiting(sender.collection)[0].id, 2, *sealed, NOW)
    intake.withdraw(sender.collection, sender.token("publish"), NOW)
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    expect(page.locator(".mark-back")).to_have_count(1)
    rows(page).first.click()
    expect(page.locator(".talk li")).to_have_count(2 + 2)  # two messages, and the uses in the second
    lines = page.locator(".consents tbody tr")
    assert [" ".join(each.split()) for each in lines.all_inner_texts()] == [
        "Contact you Given",
        "Publish it Taken back",
        "Count it on the world map Not given",
    ]


def test_what_was_withdrawn_whole_is_told(at_desk: Window, alice: Desk) -> None:
    sender = take(opened_to(KEY, alice))
    intake.withdraw(sender.collection, sender.token(), NOW)
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    expect(page.get_by_text("The whole report was withdrawn")).to_be_visible()
    expect(rows(page)).to_have_count(0)


def test_what_is_hostile_is_only_text(at_desk: Window, alice: Desk) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe\u200b"
    take(opened_to(KEY, alice), said=hostile)
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    rows(page).first.click()
    expect(page.locator(".answers")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".answers")).to_contain_text("[U+202E]gnp.exe[U+200B]")
    expect(page.locator("#report img, #report script")).to_have_count(0)


def test_a_number_that_somebody_took_meanwhile(at_desk: Window, alice: Desk) -> None:
    """The sender writes while Alice does: her reply comes after, and nothing is lost."""
    sender = take(opened_to(KEY, alice))
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    rows(page).first.click()
    page.get_by_label("Your reply").fill("An answer.")
    box = sender.reads(intake.mailbox(sender.collection, sender.asks(), NOW))
    intake.message(sender.collection, sender.reply("One more thing.", box), NOW)
    page.get_by_role("button", name="Seal and send").click()
    expect(page.locator(".talk .team")).to_contain_text("An answer.")
    found = sender.reads(intake.mailbox(sender.collection, sender.asks(), NOW))
    said = [each.content.text for each in found.messages if isinstance(each.content, Words)]
    assert said == ["One more thing.", "An answer."]
    expect(page.get_by_text("Last message: number")).to_contain_text("3")


def test_nobody_to_answer(at_desk: Window, alice: Desk) -> None:
    take(opened_to(KEY, alice), None)
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    rows(page).first.click()
    expect(page.get_by_text("No reply can reach them.")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_count(0)


def test_empty_pages_say_the_next_step(at_desk: Window, alice: Desk) -> None:
    page = at_desk.open("/inbox/")
    expect(page.get_by_text("There is no form that your key opens.")).to_be_visible()
    opened_to(KEY, alice)
    page.reload()
    expect(page.get_by_text("Nothing has arrived yet.")).to_be_visible()


def test_with_the_keyboard_alone(at_desk: Window, alice: Desk) -> None:
    sender = take(opened_to(KEY, alice))
    page = at_desk.open("/inbox/")
    page.get_by_label("The seven words of your key").focus()
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    _tab_to(page, "row-button")
    page.keyboard.press("Enter")
    expect(page.locator("#report-head")).to_be_focused()
    expect(page.get_by_label("Your reply")).to_be_visible()
    _tab_to(page, "reply")
    page.keyboard.type("By keyboard.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".talk .team")).to_contain_text("By keyboard.")
    assert sender.reads(intake.mailbox(sender.collection, sender.asks(), NOW)).newest == 2


def _tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(
            "(n) => document.activeElement.id === n || document.activeElement.classList.contains(n)", name
        ):
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def test_axe_finds_nothing_serious(at_desk: Window, alice: Desk, axe: str) -> None:
    sender = take(opened_to(KEY, alice))
    Withdrawal.objects.filter(use="publish").update(hash="0" * 64)
    page = at_desk.open("/inbox/")
    _look(page, axe)
    at_desk.unlock()
    rows(page).first.click()
    expect(page.get_by_label("Your reply")).to_be_visible()
    _look(page, axe)
    page = at_desk.open("/key/")
    expect(page.get_by_role("button", name="Unlock your key")).to_be_visible()
    _look(page, axe)
    page = at_desk.open("/forms/new")
    _look(page, axe)
    page.locator("#asked_en").fill("")
    page.get_by_role("button", name="Look at the promise").click()
    expect(page.get_by_text("write something here").first).to_be_visible()
    _look(page, axe)
    at_desk.open("/forms/")
    _look(page, axe)
    assert sender.collection


def _look(page: Page, axe: str) -> None:
    page.evaluate(axe)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    bad = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in bad] == []


def test_between_reports_the_page_has_its_turn(at_desk: Window, alice: Desk) -> None:
    """Counted, not timed: each report is one piece of work, after which a click or a key would be heard."""
    promised = opened_to(KEY, alice)
    for number in range(40):
        take(promised, os.urandom(16), f"Number {number}.")
    page = at_desk.open("/inbox/")
    page.evaluate("""() => {
        const said = document.querySelector("main"), turns = window.turns = new Set(), turn = new MessageChannel();
        turn.port1.onmessage = () => {
            const found = said.textContent.match(/(\\d+)\\D+40/) ?? said.textContent.match(/\\u2068(\\d+)\\u2069/);
            if (found) turns.add(found[1]);
            turn.port2.postMessage(0);
        };
        turn.port2.postMessage(0);
    }""")
    at_desk.unlock()
    expect(page.get_by_text("\u206840\u2069 reports opened")).to_be_visible()
    assert len(page.evaluate("[...window.turns]")) >= 20
    assert re.search("Number", rows(page).first.inner_text())
