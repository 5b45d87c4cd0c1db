"""The member's side: what has come, and answers. Everything handed out here is sealed to members."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max

from gawah.envelope import accepted
from gawah.sealed import clock, collections, outer, writer
from gawah.sealed.collections import NoCollection
from gawah.sealed.intake import add_next, wrapped_message
from gawah.sealed.models import Message, Report, Withdrawal
from gawah.sealed.outer import Place


class NoReport(LookupError):
    """There is no such report, or nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report as the server knows it. ``locator``: its SHA-256, None where nobody comes back.

    ``withdrawn``: the uses taken back, ``""`` where everything was; then there is nothing to open. ``messages``: the
    number of the newest.
    """

    id: str
    epoch: int
    day: datetime.date
    locator: str | None
    withdrawn: tuple[str, ...]
    messages: int


def waiting(collection: str) -> list[Waiting]:
    """What has come to a collection, by day and then in no order; NoCollection."""
    collections.at(collection, clock.now())
    withdrawn: dict[str, list[str]] = defaultdict(list)
    taken_back = Withdrawal.objects.filter(report__collection=collection, day__isnull=False).order_by("use")
    for report, use in taken_back.values_list("report", "use"):
        withdrawn[report].append(use)
    numbered = Message.objects.filter(report__collection=collection).values("report").annotate(newest=Max("number"))
    newest = dict(numbered.values_list("report", "newest"))
    rows = Report.objects.filter(collection=collection).order_by("day", "pk")
    return [
        Waiting(pk, epoch, day, locator, tuple(withdrawn.get(pk, ())), newest.get(pk, 0))
        for pk, epoch, day, locator in rows.values_list("pk", "epoch", "day", "locator")
    ]


def collection_of(row: str) -> str:
    """Whose report it is, as long as there is something of it; NoReport."""
    return _collection(row)


def report_file(row: str) -> bytes:
    """The report as it was sealed to the collection; NoReport."""
    collection = _collection(row)
    stored = bytes(Report.objects.values_list("sealed", flat=True).get(pk=row))
    return outer.unwrap(stored, _key(collection), Place(collection, row, "report"))


def withdrawal_hashes(row: str) -> dict[str, str]:
    """By use, ``""`` for everything: the SHA-256 of the token that withdraws it; NoReport.

    None without a return code. They outlive what was withdrawn.
    """
    _collection(row, emptied=True)
    return dict(Withdrawal.objects.filter(report=row).values_list("use", "hash"))


def messages(row: str) -> list[bytes]:
    """All messages' files for the collection, ascending; NoReport."""
    collection = _collection(row)
    stored = Message.objects.filter(report=row).order_by("number").values_list("pk", "for_collection")
    key = _key(collection)
    return [outer.unwrap(bytes(file), key, Place(collection, pk, "for_collection")) for pk, file in stored]


def answer(row: str, number: int, for_reporter: bytes, for_collection: bytes, now: datetime.datetime) -> bool:
    """Add a message of the team's, durably when this returns. False: ``number`` is not the next, so read again.

    NoReport, also where nobody comes back for it; NotAccepted for a file that is no message.
    """
    for file in (for_reporter, for_collection):
        accepted.check_message(file)
    collection = _collection(row, now=now)
    written = wrapped_message(collection, _key(collection), number, for_reporter, for_collection)
    return writer.write(lambda: _added(row, written))


def _added(row: str, written: Message) -> bool:
    if not Report.objects.filter(pk=row, locator__isnull=False).exists():  # gone, or nobody comes back
        raise NoReport
    return add_next(row, written)


def _collection(row: str, *, now: datetime.datetime | None = None, emptied: bool = False) -> str:
    """Whose report it is. NoReport where there is none, nothing is left of it, or its collection no longer answers."""
    rows = Report.objects.filter(pk=row) if emptied else Report.objects.filter(pk=row).exclude(sealed=b"")
    found = rows.values_list("collection", flat=True).first()
    if found is None:
        raise NoReport
    try:
        return collections.at(found, now or clock.now()).id
    except NoCollection:
        raise NoReport from None


def _key(collection: str) -> bytes:
    return collections.shred_keys().read(collection)
