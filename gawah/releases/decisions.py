"""Store a decision: who lets out what, exactly, and why. Nothing is public before the gate has taken it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from gawah.public import gate
from gawah.record import canonical
from gawah.record.model import Notice, Record
from gawah.releases.models import EMPTIED, Decision
from gawah.rooms import atomic


@dataclass(frozen=True)
class Reasoned:
    """By whom, when and why. ``at`` is aware; ``day`` is that day in the organisation's time zone."""

    by: str
    at: datetime.datetime
    day: datetime.date
    reason: str = ""


def release(
    items: Sequence[tuple[Record, str]], why: Reasoned, accepted: Mapping[str, Collection[str]] | None = None
) -> list[Decision]:
    """Decide to make these versions of records public: pairs of a record and the id of its case.

    ``accepted``: record id -> parts of names not to be told that a person lets stand in it.
    """
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
                accepted_name_parts=sorted((accepted or {}).get(record.id, ())),
            )
        )
    return _store(decisions, why)


def withdraw(record_id: str, case_id: str, why: Reasoned) -> Decision:
    """Decide to take a record back for good. What waits of it to be released is dropped."""
    with atomic("desk"):
        waiting = Decision.objects.filter(record_id=record_id, state=Decision.State.WAITING)
        waiting.exclude(action=Decision.Action.WITHDRAW).update(
            state=Decision.State.REFUSED, refusal="withdrawn before it was delivered", **EMPTIED
        )
        decision = Decision(action=Decision.Action.WITHDRAW, record_id=record_id, case_id=case_id)
        return _store([decision], why)[0]


def newest(record_ids: Collection[str]) -> dict[str, Record]:
    """The newest version of each decided on or public, whichever is higher: a restored desk may know fewer."""
    decided = (
        Decision.objects.filter(record_id__in=record_ids, action=Decision.Action.RELEASE)
        .exclude(state=Decision.State.REFUSED)
        .exclude(canonical="")
        .order_by("version")
        .values_list("record_id", "canonical")
    )
    found = gate.current(record_ids)
    for record_id, content in dict(decided).items():
        record = canonical.decode(content)
        if not isinstance(record, Notice) and (record_id not in found or record.version > found[record_id].version):
            found[record_id] = record
    return found


def accepted_name_parts(record_ids: Collection[str]) -> dict[str, list[str]]:
    """Record id -> what was accepted with its newest release. One query."""
    found = (
        Decision.objects.filter(record_id__in=record_ids, action=Decision.Action.RELEASE)
        .exclude(state=Decision.State.REFUSED)
        .order_by("version")
    )
    return dict(found.values_list("record_id", "accepted_name_parts"))


def withdrawn(record_ids: Collection[str], *, damaged_too: bool = False) -> set[str]:
    """Those of these ids that were withdrawn, or are about to be. ``damaged_too``: as in :func:`gate.withdrawn`."""
    decided = Decision.objects.filter(record_id__in=record_ids, action=Decision.Action.WITHDRAW)
    return {*decided.values_list("record_id", flat=True), *gate.withdrawn(record_ids, damaged_too=damaged_too)}


WAITING, PUBLIC, WITHDRAWN = "waiting", "public", "withdrawn"


def states(record_ids: Collection[str]) -> dict[str, tuple[str, int]]:
    """Record id -> what became of it, and its public version, 0 where there is none; absent when never let out.

    Told of a damaged ledger too: who has to withdraw a record then must find its id.
    """
    waiting = Decision.objects.filter(record_id__in=record_ids, state=Decision.State.WAITING)
    found = dict.fromkeys(waiting.values_list("record_id", flat=True), (WAITING, 0))
    found |= {record_id: (PUBLIC, version) for record_id, version in gate.versions(record_ids).items()}
    return found | dict.fromkeys(withdrawn(record_ids, damaged_too=True), (WITHDRAWN, 0))


def refusals(decided: Sequence[Decision]) -> dict[str, str]:
    """Record id -> why the gate refused it, of these decisions after they were delivered. One query."""
    numbers = {decision.number for decision in decided}
    if not numbers:
        return {}
    refused = Decision.objects.filter(
        state=Decision.State.REFUSED, number__gte=min(numbers), number__lte=max(numbers)
    ).values_list("number", "record_id", "refusal")
    return {record_id: refusal for number, record_id, refusal in refused if number in numbers}


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
    """Empty the outbox's copy of a former version. If it still waits, it is not delivered any more."""
    kept = Decision.objects.filter(record_id=record_id, version=version)
    kept.filter(state=Decision.State.WAITING).update(
        state=Decision.State.REFUSED, refusal="redacted before it was delivered"
    )
    kept.update(**EMPTIED)


def last_released(case_ids: Collection[str]) -> dict[str, datetime.datetime]:
    """Case id -> when its text was decided on last; absent where the desk does not know it.

    It is not known after a redaction, which is a release of its own and brings no new text.
    """
    found = Decision.objects.filter(case_id__in=case_ids, action=Decision.Action.RELEASE)
    found = found.exclude(state=Decision.State.REFUSED).order_by("number")
    moments = dict(found.values_list("case_id", "at"))
    for redacted in found.filter(canonical="").values_list("case_id", flat=True):
        moments.pop(redacted, None)
    return moments


def released_since(case_ids: Collection[str], moment: datetime.datetime) -> set[str]:
    """Those of these cases that somebody decided to release after this moment."""
    found = Decision.objects.filter(case_id__in=case_ids, action=Decision.Action.RELEASE, at__gt=moment)
    return set(found.exclude(state=Decision.State.REFUSED).values_list("case_id", flat=True))
