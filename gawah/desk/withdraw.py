"""Take something back: a whole record, or the text of a former version."""

from __future__ import annotations

import contextlib

import msgspec

from gawah.desk import name_parts, names_elsewhere, public_record, store
from gawah.desk.models import Case
from gawah.desk.withheld import tells
from gawah.public.ledger import LedgerDamaged
from gawah.record.model import Version
from gawah.releases import decisions, outbox
from gawah.releases.decisions import Reasoned
from gawah.rooms import atomic


class NotPublic(LookupError):
    """There is nothing public to take back."""


class NotRedacted(RuntimeError):
    """The gate refused the version that says what was redacted; the message says why."""


def withdraw(cases: list[Case], why: Reasoned) -> list[str]:
    """Withdraw records for good. Returns their ids; raises NotPublic before anything is done."""
    for case in cases:
        if not case.record_id:
            raise NotPublic(f"case {case.id} was never released; there is nothing to withdraw")
    for case in cases:
        decisions.withdraw(str(case.record_id), case.id, why)
    with contextlib.suppress(LedgerDamaged):  # which holds up releases alone
        outbox.deliver()
    return [str(case.record_id) for case in cases]


def redact(case: Case, version: int, why: Reasoned) -> str:
    """Take back the text of a former version: a new version of the record says so and gives number, day and reason.

    Raises NotPublic when that version is not a former one: release a corrected version first; NotRedacted when the
    reason, which will be public, tells a name that is not to be told, or when the gate, whose rules may have become
    stricter since, refuses the new version.
    """
    _refuse_a_telling_reason(case, why.reason)
    before = decisions.newest([case.record_id]).get(case.record_id) if case.record_id else None
    if before is None or decisions.withdrawn([before.id]):
        raise NotPublic(f"case {case.id} is not public; there is nothing to redact")
    if not 1 <= version < before.version:
        raise NotPublic(
            f"version {version} is not a former version (the newest is {before.version}); "
            "release a corrected version first, then redact the one before it"
        )
    chain = [
        Version(number=each.number, released=each.released, reason=why.reason, redacted=True)
        if each.number == version
        else each
        for each in before.versions
    ]
    chain.append(Version(number=before.version + 1, released=why.day.isoformat(), reason=f"version {version} redacted"))
    after = msgspec.structs.replace(before, version=len(chain), versions=chain)
    with atomic("desk"):
        decided = decisions.release([(after, case.id)], why, decisions.accepted_name_parts([before.id]))
        decisions.forget(before.id, version)
    outbox.deliver()
    if refused := decisions.refusals(decided):
        raise NotRedacted(f"{refused[before.id]}; release a corrected version, then redact again")
    return before.id


def _refuse_a_telling_reason(case: Case, reason: str) -> None:
    names = public_record.names_not_to_be_told(store.document_of(case))
    elsewhere = names_elsewhere.on_desk().told_in(reason)
    if elsewhere or any(tells(reason, name) for name in names) or name_parts.told_in(reason, names):
        raise NotRedacted(
            "the reason stands in public, and holds a name that is not to be told, or a part of one: word it without"
        )
