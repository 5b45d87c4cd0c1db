"""Store a decision: who lets out what, exactly, and why. Nothing is public before the gate has taken it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from gawah.public import gate
from gawah.record import canonical
from gawah.record.model import Notice, Record
from gawah.releases.models import Decision
from gawah.rooms import atomic


@dataclass(frozen=True)
class Reasoned:
    """By whom, when and why. ``at`` is aware; ``day`` is that day in the organisation's time zone."""

    by: str
    at: datetime.datetime
    day: datetime.date
    reason: str = ""


def release(items: Sequence[tuple[Record, str]], why: Reasoned) -> list[Decision]:
    """Decide to make these versions of records public: pairs of a record and the id of its case."""
    decisions = []
    for record, case_id in items:
        content = canonical.encode(record)
        decisions.append(
            Decision(
                action=Decision.Action.RELEASE,
                record_id=record.id,
                case_id=case_id,
                version=record.version,
                canonical=content.decode(),
                sha256=canonical.digest(content),
            )
        )
    return _store(decisions, why)


def withdraw(record_id: str, case_id: str, why: Reasoned) -> Decision:
    """Decide to take a record back for good. What waits of it to be released is dropped."""
    with atomic("desk"):
        waiting = Decision.objects.filter(record_id=record_id, state=Decision.State.WAITING)
        waiting.exclude(action=Decision.Action.WITHDRAW).update(
            state=Decision.State.REFUSED, refusal="withdrawn before it was delivered", canonical=""
        )
        decision = Decision(action=Decision.Action.WITHDRAW, record_id=record_id, case_id=case_id)
        return _store([decision], why)[0]


def newest(record_id: str) -> Record | None:
    """The newest version decided on or public, whichever is higher: a restored desk may know fewer."""
    decided = (
        Decision.objects.filter(record_id=record_id, action=Decision.Action.RELEASE)
        .exclude(state=Decision.State.REFUSED)
        .exclude(canonical="")
        .order_by("-version")
        .values_list("canonical", flat=True)
        .first()
    )
    found = [canonical.decode(decided)] if decided else []
    public = gate.current(record_id)
    records = [record for record in (*found, public) if record is not None and not isinstance(record, Notice)]
    return max(records, key=lambda record: record.version, default=None)


def _store(decisions: Sequence[Decision], why: Reasoned) -> list[Decision]:
    with atomic("desk"):
        own = Decision.objects.aggregate(top=Max("number"))["top"] or 0
        # A desk restored from a backup may be behind the gate; its next number must still be new there.
        number = max(own, gate.last_decision())
        for decision in decisions:
            number += 1
            decision.number, decision.reason = number, why.reason
            decision.by, decision.at, decision.day = why.by, why.at, why.day
        return Decision.objects.bulk_create(decisions, batch_size=200)


def forget(record_id: str, version: int) -> None:
    """Empty the outbox's copy of a former version."""
    Decision.objects.filter(record_id=record_id, version=version).update(canonical="")
