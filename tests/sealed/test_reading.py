"""What a member's browser is handed, and how much is asked for it."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from promises import TERMS
from sealed_room import NOW, Reporter, opened

from gawah.core.ids import random_id
from gawah.envelope import mailbox
from gawah.envelope.errors import NotAccepted
from gawah.sealed import clock, collections, intake, outer, reading
from gawah.sealed.collections import NoCollection
from gawah.sealed.models import Message, Report, Withdrawal
from gawah.sealed.reading import NoReport

pytestmark = pytest.mark.django_db(databases=["sealed"])


def many(collection: str, number: int) -> None:
    """So many rows; what is in them nobody opens here."""
    reports = [
        Report(collection_id=collection, epoch=1, submission=random_id(), day=NOW.date(), sealed=b"x", locator=None)
        for _ in range(number)
    ]
    Report.objects.bulk_create(reports)
    messages = [Message(report=each, number=1, for_reporter=b"x", for_collection=b"x") for each in reports[::2]]
    Message.objects.bulk_create(messages)
    Withdrawal.objects.bulk_create(
        Withdrawal(hash=os.urandom(32).hex(), report=each, use="publish", day=NOW.date()) for each in reports[::3]
    )


@pytest.mark.parametrize("number", [10, 1000])
def test_a_long_list_takes_no_more_queries(home: Path, number: int) -> None:
    promised = opened()
    many(promised.collection, number)
    with CaptureQueriesContext(connections["sealed"]) as asked:
        found = reading.waiting(promised.collection)
    assert len(asked) == 6
    assert len(found) == number
    assert sum(each.messages for each in found) == -(-number // 2)
    assert sum(each.withdrawn == ("publish",) for each in found) == -(-number // 3)
    assert not any('"sealed_report"."sealed"' in each["sql"] for each in asked)


def test_it_is_listed_by_day_and_within_one_in_no_order_of_time(home: Path) -> None:
    promised = opened()
    many(promised.collection, 40)
    first = Report.objects.order_by("pk")[0]
    Report.objects.filter(pk=first.pk).update(day=NOW.date() + datetime.timedelta(days=1))
    found = reading.waiting(promised.collection)
    assert found[-1].id == first.pk
    ids = [each.id for each in found[:-1]]
    assert ids == sorted(ids)


def test_only_its_own_collection_is_listed(home: Path) -> None:
    one, other = opened(), opened(collection="0123456789abcdef0124")
    intake.take(other.collection, Reporter(other, os.urandom(16)).body(), NOW)
    assert reading.waiting(one.collection) == []
    assert len(reading.waiting(other.collection)) == 1
    with pytest.raises(NoCollection):
        reading.waiting("f" * 20)


@pytest.mark.parametrize("ask", [reading.report_file, reading.messages, reading.withdrawal_hashes])
def test_a_row_that_is_none_is_refused(home: Path, ask: object) -> None:
    opened()
    for row in ("f" * 20, ""):
        with pytest.raises(NoReport):
            ask(row)  # type: ignore[operator]


def test_after_it_is_due_nothing_is_handed_out(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promised = opened()
    intake.take(promised.collection, Reporter(promised, os.urandom(16)).body(), NOW)
    row = reading.waiting(promised.collection)[0].id
    monkeypatch.setattr(clock, "now", lambda: TERMS.discard.at - datetime.timedelta(seconds=1))
    assert reading.report_file(row)
    monkeypatch.setattr(clock, "now", lambda: TERMS.discard.at)
    with pytest.raises(NoCollection):
        reading.waiting(promised.collection)
    for ask in (reading.report_file, reading.messages, reading.withdrawal_hashes):
        with pytest.raises(NoReport):
            ask(row)


def test_an_answer_is_two_messages_files(home: Path) -> None:
    promised = opened()
    intake.take(promised.collection, Reporter(promised, os.urandom(16)).body(), NOW)
    row, whole = reading.waiting(promised.collection)[0].id, mailbox.filler()
    for files in ((b"", whole), (whole, whole[:-1]), (whole, b"x" + whole[1:])):
        with pytest.raises(NotAccepted):
            reading.answer(row, 2, *files, NOW)
    assert Message.objects.count() == 1
    assert reading.answer(row, 2, whole, whole, NOW)
    assert reading.messages(row)[1] == whole
    assert reading.waiting(promised.collection)[0].messages == 2


def test_a_ciphertext_put_under_another_row_does_not_open(home: Path) -> None:
    promised = opened()
    for _ in range(2):
        intake.take(promised.collection, Reporter(promised).body(), NOW)
    one, other = Report.objects.all()
    Report.objects.filter(pk=one.pk).update(sealed=bytes(other.sealed))
    with pytest.raises(outer.OuterRefused):
        reading.report_file(one.pk)
    assert reading.report_file(other.pk)


def test_every_value_is_wrapped_anew(home: Path) -> None:
    promised = opened()
    nadia = Reporter(promised, os.urandom(16))
    intake.take(promised.collection, nadia.body(), NOW)
    row = reading.waiting(promised.collection)[0].id
    whole = mailbox.filler()
    reading.answer(row, 2, whole, whole, NOW)
    stored = Message.objects.get(number=2)
    assert bytes(stored.for_reporter) != bytes(stored.for_collection)
    key = collections.shred_keys().read(promised.collection)
    for column in ("for_reporter", "for_collection"):
        place = outer.Place(promised.collection, stored.pk, column)
        assert outer.unwrap(bytes(getattr(stored, column)), key, place) == whole
