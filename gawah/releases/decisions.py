"""Store a decision: who lets out what, exactly, and why. Nothing is public before the gate has taken it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Max

from gawah.public import gate
from gawah.record import canonical
from gawah.record.model import Record
from gawah.releases.models import Decision
from gawah.rooms import atomic


@dataclass(frozen=True)
class Reasoned:
    """By whom, when and why. ``at`` is aware; ``day`` is that day in the organisation's time zone."""

    by: str
    at: datetime.datetime
    day: datetime.date
    reason: str = ""


def release(record: Record, case_id: str, why: Reasoned) -> Decision:
    """Decide to make this version of a record public."""
    content = canonical.encode(record)
    return _store(
        Decision(
            action=Decision.Action.RELEASE,
            record_id=record.id,
            case_id=case_id,
            version=record.version,
            canonical=content.decode(),
            sha256=canonical.digest(content),
        ),
        why,
    )


def withdraw(record_id: str, case_id: str, why: Reasoned) -> Decision:
    """Decide to take a record back for good. What waits of it to be released is dropped."""
    with atomic("desk"):
        waiting = Decision.objects.filter(record_id=record_id, state=Decision.State.WAITING)
        waiting.exclude(action=Decision.Action.WITHDRAW).update(
            state=Decision.State.REFUSED, refusal="withdrawn before it was delivered"
        )
        return _store(Decision(action=Decision.Action.WITHDRAW, record_id=record_id, case_id=case_id), why)


def newest_version(record_id: str) -> int:
    """The highest version decided on or public, whichever is higher: a restored desk may know fewer."""
    decided = Decision.objects.filter(record_id=record_id).exclude(state=Decision.State.REFUSED)
    return max(decided.aggregate(top=Max("version"))["top"] or 0, gate.newest_version(record_id))


def _store(decision: Decision, why: Reasoned) -> Decision:
    decision.reason, decision.by, decision.at, decision.day = why.reason, why.by, why.at, why.day
    with atomic("desk"):
        own = Decision.objects.aggregate(top=Max("number"))["top"] or 0
        # A desk restored from a backup may be behind the gate; its next number must still be new there.
        decision.number = max(own, gate.last_decision()) + 1
        decision.save(force_insert=True)
    return decision
