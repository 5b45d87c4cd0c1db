"""Every wrong that a server can do to a report shows as a red bar in the member's browser, with what to do."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from desk_pages import SAID, Window, rows, take
from playwright.sync_api import expect
from sealed_desk import Desk, opened_to
from sealed_room import KEY, NOW, Reporter

from gawah.envelope import age, manifest, messages, padding, report
from gawah.envelope.messages import Consents, Words
from gawah.sealed import collections, intake, outer
from gawah.sealed.models import Message, Report, Withdrawal
from gawah.sealed.outer import Place

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(databases=["default", "sealed"]),
    pytest.mark.usefixtures("sealed_desk"),
]


def _stored(row: str, column: str, file: bytes) -> bytes:
    """Under the shred key, as the server would put it."""
    collection = Report.objects.get().collection_id
    return outer.wrap(file, collections.shred_keys().read(collection), Place(collection, row, column))


def _resealed(sender: Reporter, **changes: Any) -> None:
    """Another report in the row's place: what a server, or anybody with the form's key, can put there."""
    row = Report.objects.get()
    other = msgspec.structs.replace(sender.manifest(), **changes)
    sealed = _stored(row.pk, "report", report.seal(other, KEY.recipient))
    Report.objects.filter(pk=row.pk).update(sealed=sealed)


def _said(sender: Reporter, *files: bytes) -> None:
    """These are the files of the conversation that the server hands to members."""
    row = Report.objects.get()
    Message.objects.all().delete()
    for number, file in enumerate(files, start=1):
        made = Message(report=row, number=number, for_reporter=b"")
        made.for_collection = _stored(made.pk, "for_collection", file)
        made.save()


def _file(written: bytes) -> bytes:
    return messages.seal(written, (KEY.recipient, KEY.recipient))[1]


def _words(sender: Reporter, text: str, number: int, before: bytes) -> bytes:
    message = messages.Message(
        messages.FORMAT, sender.report, number, messages.digest(before), "reporter", Words(text, more=False)
    )
    return messages.write(message, sender.talk)


Plant = Callable[[Reporter], None]
NOTE = Consents({"contact": False, "publish": False, "count": False})


def _plant_messages(make: Callable[[Reporter, bytes], list[bytes]]) -> Plant:
    def plant(sender: Reporter) -> None:
        _said(sender, *make(sender, sender.note()))

    return plant


WRONGS: dict[str, Plant] = {
    "unopened": lambda sender: Report.objects.update(
        sealed=_stored(Report.objects.get().pk, "report", report.seal(sender.manifest(), age.new_identity().recipient))
    ),
    "collection": lambda sender: _resealed(sender, collection="f" * 20),
    "epoch": lambda sender: _resealed(sender, epoch=2),
    "locator": lambda sender: Report.objects.update(locator="0" * 64),
    "promise": lambda sender: _resealed(sender, promise="0" * 64),
    "server": lambda sender: _resealed(sender, sealed_by="server"),
    "withdrawal": lambda sender: Withdrawal.objects.filter(use="publish").update(hash="0" * 64),
    "withheld": lambda sender: Message.objects.all().delete(),
    "message-forged": _plant_messages(
        lambda sender, note: [_file(note), _file(bytes(32) + _words(sender, "x", 2, note)[32:])]
    ),
    "message-form": _plant_messages(lambda sender, note: [_file(note), bytes(5755)]),
    "message-order": _plant_messages(lambda sender, note: [_file(note), _file(note)]),
    "message-missing": _plant_messages(lambda sender, note: [_file(note), _file(_words(sender, "x", 3, note))]),
    "message-chain": _plant_messages(lambda sender, note: [_file(note), _file(_words(sender, "x", 2, b"other"))]),
    "message-other-report": _plant_messages(
        lambda sender, note: [_file(_note_of(msgspec.structs.replace(sender.manifest(), report="e" * 20), sender))]
    ),
}


def _note_of(other: manifest.Manifest, sender: Reporter) -> bytes:
    talk = messages.Talk(other.report, sender.talk.reporter, sender.talk.team)
    return messages.write(messages.following(messages.EMPTY, talk, "reporter", NOTE), talk)


@pytest.mark.parametrize("flag", WRONGS)
def test_each_wrong_has_its_red_bar(at_desk: Window, alice: Desk, flag: str) -> None:
    sender = take(opened_to(KEY, alice))
    WRONGS[flag](sender)
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    rows(page).first.click()
    bar = page.locator("[data-flag]")
    expect(bar).to_have_count(1)
    assert bar.get_attribute("data-flag") == flag
    assert len(bar.inner_text()) > 60
    if flag.startswith("message"):
        expect(page.get_by_text("The conversation is not shown.")).to_be_visible()
        expect(page.get_by_label("Your reply")).to_have_count(0)
    if flag == "locator":
        expect(page.get_by_text("Last message: number")).to_be_visible()
        expect(page.get_by_label("Your reply")).to_have_count(0)
    if flag == "unopened":
        expect(page.locator(".answers")).to_have_count(0)
    if not flag.startswith(("message", "withheld")):
        expect(rows(page).first.locator(".mark-stop")).to_contain_text("\u20681\u2069 thing is wrong")


def test_a_report_that_is_there_twice_is_flagged_twice(at_desk: Window, alice: Desk) -> None:
    promised = opened_to(KEY, alice)
    first = take(promised)
    take(promised, os.urandom(16), "Another one.")
    copy = Reporter(promised, None, report=first.report)
    intake.take(copy.collection, copy.body(), NOW)
    page = at_desk.open("/inbox/")
    at_desk.unlock()
    expect(page.get_by_text("\u20683\u2069 reports opened")).to_be_visible()
    expect(page.locator(".mark-stop")).to_have_count(2)
    page.locator(".row-button:has(.mark-stop)").first.click()
    expect(page.locator("[data-flag=repeated]")).to_have_count(1)


def test_a_key_that_is_not_the_forms(at_desk: Window, alice: Desk) -> None:
    """The server seals another key to Alice: it can, since her recipient is public."""
    promised = opened_to(KEY, alice)
    other = base64.b64encode(
        age.seal(
            padding.padded(age.new_identity().encode().encode(), padding.MESSAGE_BUCKETS), alice.identity.recipient
        )
    ).decode()
    take(promised)
    page = at_desk.page
    page.route(
        "**/inbox/wraps",
        lambda route: route.fulfill(
            json=[{"collection": promised.collection, "epoch": 1, "recipient": KEY.recipient, "wrap": other}]
        ),
    )
    at_desk.open("/inbox/")
    at_desk.unlock()
    expect(page.get_by_text("is not its key")).to_be_visible()
    expect(page.get_by_text(SAID)).to_have_count(0)
