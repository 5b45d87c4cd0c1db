"""From the reporter's page to a member and back, with nothing but the modules: what each side needs, it has."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sealed_room import ALICE, ALICES, KEY, NOW, Reporter, opened

from gawah.envelope import age, mailbox, messages, padding, report, return_code
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.messages import Consents, Talk, Words
from gawah.sealed import collections, intake, reading

pytestmark = pytest.mark.django_db(databases=["sealed"])


def test_a_report_is_sealed_taken_opened_answered_and_the_answer_read(home: Path) -> None:
    promised = opened()
    nadia = Reporter(promised, code=os.urandom(16), said="They took the printer too.")
    intake.take(nadia.collection, nadia.body(), NOW)

    # Alice's browser has her own key and what the server hands it
    (waiting,) = reading.waiting(nadia.collection)
    wrap = collections.wraps(ALICE)[nadia.collection, waiting.epoch]
    key = HybridIdentity.parse(padding.unpadded(age.unseal(wrap, [ALICES]), padding.MESSAGE_BUCKETS).decode())
    assert key == KEY
    read = report.unseal(reading.report_file(waiting.id), key)
    assert read.answers == {"what": "They took the printer too."}
    assert report.differences(read, collection=nadia.collection, epoch=waiting.epoch, locator=waiting.locator) == []
    assert read.returning
    assert read.returning.withdrawal == return_code.withdrawal_digest(reading.withdrawal_hashes(waiting.id))
    talk = Talk(read.report, bytes.fromhex(read.returning.talk_reporter), bytes.fromhex(read.returning.talk_team))
    box = messages.read(reading.messages(waiting.id), [key], talk)
    assert messages.consents(box) == read.consents
    message = messages.following(box, talk, "team", Words("Is anybody hurt?", more=False))
    files = messages.seal(messages.write(message, talk), (read.returning.recipient, key.recipient))
    assert reading.answer(waiting.id, message.number, *files, NOW)

    # she comes back with the code alone
    found = nadia.reads(intake.mailbox(nadia.collection, nadia.asks(), NOW))
    assert [each.content for each in found.messages] == [Consents(read.consents), Words("Is anybody hurt?", False)]
    after = nadia.reads(intake.message(nadia.collection, nadia.reply("No, thank God.", found), NOW))
    assert after.newest == 3
    assert messages.read(reading.messages(waiting.id), [key], talk).messages == after.messages


def test_a_report_without_a_code_is_opened_and_nobody_is_answered(home: Path) -> None:
    promised = opened()
    nobody = Reporter(promised)
    intake.take(nobody.collection, nobody.body(), NOW)
    (waiting,) = reading.waiting(nobody.collection)
    assert (waiting.locator, waiting.messages, waiting.withdrawn) == (None, 0, ())
    assert report.unseal(reading.report_file(waiting.id), KEY).returning is None
    assert reading.messages(waiting.id) == []
    assert reading.withdrawal_hashes(waiting.id) == {}
    for number in (1, 2):
        with pytest.raises(reading.NoReport):
            reading.answer(waiting.id, number, mailbox.filler(), mailbox.filler(), NOW)
