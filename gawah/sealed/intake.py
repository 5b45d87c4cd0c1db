"""The reporter's side: a report is taken, a mailbox shown, a message added, something withdrawn.

What is answered tells nothing about what is stored: a submission asked twice, a locator that is taken, a code or a
token that nobody has, each gets the answer of any other.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import zoneinfo

from django.db.models import Max, Q

from gawah.core.ids import random_id
from gawah.envelope import mailbox as places_of
from gawah.sealed import collections, outer, submission, writer
from gawah.sealed.collections import NoCollection, Opened
from gawah.sealed.keystore import KEY
from gawah.sealed.models import ALL, Collection, Epoch, Message, Report, Withdrawal
from gawah.sealed.outer import Place
from gawah.sealed.submission import MESSAGE, NotOfForm, Returning, Submission

# What ``Refused.kind`` may be.
FORM, CLOSED, EPOCH, QUOTA = "form", "closed", "epoch", "quota"


class Refused(Exception):
    """Nothing was stored. ``kind``: ``form``, ``closed``, ``epoch`` (seal again to the newest) or ``quota``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def take(collection: str, body: bytes, now: datetime.datetime) -> None:
    """Store a report, durably when this returns. Refused, or NoCollection; nothing where it is stored already."""
    opened = collections.at(collection, now)
    try:
        sent = submission.decode(body)
    except NotOfForm:
        raise Refused(FORM) from None
    if sent.returning and not any(_fit(sent.returning, promised.uses) for promised in opened.promises):
        raise Refused(FORM)
    report, withdrawals, first = _rows(opened, sent, _day(opened, now))
    writer.write(lambda: _store(report, withdrawals, first))


def _fit(returning: Returning, uses: tuple[str, ...]) -> bool:
    """A report may carry any version of the promise, and each version has fewer uses than the one before."""
    return set(returning.withdrawal) == {ALL, *uses}


def _day(opened: Opened, now: datetime.datetime) -> datetime.date:
    """The day it is where the promise was made."""
    try:
        zone: datetime.tzinfo = zoneinfo.ZoneInfo(opened.promise.closing.zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zone = datetime.UTC
    return now.astimezone(zone).date()


def _rows(opened: Opened, sent: Submission, day: datetime.date) -> tuple[Report, list[Withdrawal], list[Message]]:
    key = collections.shred_keys().read(opened.id)
    back = sent.returning
    row = random_id()
    report = Report(
        id=row,
        collection_id=opened.id,
        epoch=sent.epoch,
        submission=sent.submission,
        day=day,
        locator=back.locator if back else None,
        sealed=outer.wrap(sent.report, key, Place(opened.id, row, "report")),
    )
    if back is None:
        return report, [], []
    withdrawals = [Withdrawal(hash=each, report=report, use=use) for use, each in back.withdrawal.items()]
    first = wrapped_message(opened.id, key, 1, back.for_reporter, back.for_collection)
    first.report = report
    return report, withdrawals, [first]


def wrapped_message(collection: str, key: bytes, number: int, for_reporter: bytes, for_collection: bytes) -> Message:
    """A row, under the shred key, that belongs to no report yet."""
    row = random_id()
    return Message(
        id=row,
        number=number,
        for_reporter=outer.wrap(for_reporter, key, Place(collection, row, "for_reporter")),
        for_collection=outer.wrap(for_collection, key, Place(collection, row, "for_collection")),
    )


def _store(report: Report, withdrawals: list[Withdrawal], first: list[Message]) -> None:
    """All in one transaction: what is asked here cannot have changed by the commit."""
    if Report.objects.filter(submission=report.submission).exists():
        return  # asked again, perhaps after the closing
    collection = report.collection_id
    if not Collection.objects.filter(pk=collection, state="open").exists():
        raise Refused(CLOSED)
    newest = Epoch.objects.filter(collection=collection).aggregate(newest=Max("number"))["newest"]
    if report.epoch != newest:
        raise Refused(EPOCH)
    if withdrawals and _taken(report, withdrawals):
        return
    report.save(force_insert=True)
    Withdrawal.objects.bulk_create(withdrawals)
    Message.objects.bulk_create(first)


def _taken(report: Report, withdrawals: list[Withdrawal]) -> bool:
    """Whether the return code is another report's; one that was wholly withdrawn has only its hashes left."""
    hashes = [each.hash for each in withdrawals]
    same = Q(collection=report.collection_id, locator=report.locator) | Q(withdrawals__hash__in=hashes)
    return Report.objects.filter(same).exists()


def mailbox(collection: str, body: bytes, now: datetime.datetime) -> bytes:
    """8 or 32 places of 5,755 bytes. Refused only where the body is not of its form."""
    try:
        locator, places = submission.decode_return(body)
    except NotOfForm:
        raise Refused(FORM) from None
    return _filled(_reached(collection, now), _hash(locator), places)


def message(collection: str, body: bytes, now: datetime.datetime) -> bytes:
    """Add a message of the reporter's, if its number is the next; the mailbox as it is then. Refused as ``mailbox``."""
    try:
        sent = submission.decode_reply(body)
    except NotOfForm:
        raise Refused(FORM) from None
    opened, key = _reached(collection, now)
    row = wrapped_message(opened, key, sent.number, sent.for_reporter, sent.for_collection)
    writer.write(lambda: _added(opened, _hash(sent.locator), row))
    return _filled((opened, key), _hash(sent.locator), sent.places)


def _reached(collection: str, now: datetime.datetime) -> tuple[str, bytes]:
    """The collection and its shred key, for this request alone; ids that nothing has where there is no collection."""
    try:
        opened = collections.at(collection, now)
    except NoCollection:
        return random_id(), os.urandom(KEY)
    return opened.id, collections.shred_keys().read(opened.id)


def _added(collection: str, locator: str, row: Message) -> None:
    found = Report.objects.filter(collection=collection, locator=locator).values_list("pk", flat=True).first()
    if found is not None:
        add_next(found, row)


def add_next(report: str, row: Message) -> bool:
    """Store a message, in the transaction that is open; False where its number is not the next."""
    newest = Message.objects.filter(report=report).aggregate(newest=Max("number"))["newest"] or 0
    if row.number != newest + 1:
        return False
    row.report_id = report
    row.save(force_insert=True)
    return True


def _filled(reached: tuple[str, bytes], locator: str, places: int) -> bytes:
    """As many files are made and as many unwrapped, whoever asks."""
    collection, key = reached
    rows = Message.objects.filter(report__collection=collection, report__locator=locator).order_by("-number")
    stored = [(row, bytes(file)) for row, file in rows.values_list("pk", "for_reporter")[:places]][::-1]
    nobody = random_id()
    blank = outer.wrap(bytes(MESSAGE), key, Place(collection, nobody, "for_reporter"))
    even = stored + [(nobody, blank)] * (places - len(stored))
    files = [outer.unwrap(file, key, Place(collection, row, "for_reporter")) for row, file in even]
    return b"".join(places_of.filled(files[: len(stored)], places))


def withdraw(collection: str, body: bytes, now: datetime.datetime) -> None:
    """Withdraw the use of this token, or with the token for all delete what is sealed. Any token is answered alike.

    Refused where the body is not of its form. The hash stays, with the day.
    """
    try:
        token = submission.decode_token(body)
    except NotOfForm:
        raise Refused(FORM) from None
    try:
        opened = collections.at(collection, now)
    except NoCollection:
        return
    day = _day(opened, now)
    writer.write(lambda: _withdrawn(opened.id, _hash(token), day), erases=True)


def _withdrawn(collection: str, token: str, day: datetime.date) -> None:
    found = Withdrawal.objects.filter(hash=token, report__collection=collection, day=None).first()
    if found is None:
        return
    Withdrawal.objects.filter(pk=found.pk).update(day=day)
    if found.use == ALL:
        Message.objects.filter(report=found.report_id).delete()
        Report.objects.filter(pk=found.report_id).update(sealed=b"", locator=None)


def _hash(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
