"""Carry decisions to the gate, in order, and again after a crash.

A release that cannot be delivered may be late; a withdrawal may not: it raises, and nothing is published. Nor
does it wait behind a release that a damaged ledger holds up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Q

from gawah.public import gate
from gawah.public.ledger import LedgerDamaged
from gawah.record.canonical import MalformedRecord
from gawah.releases.models import EMPTIED, Decision
from gawah.rooms import atomic

CHUNK = 200


class WithdrawalStuck(RuntimeError):
    """A withdrawal could not be delivered. Nothing may be published until it is."""


def deliver() -> int:
    """Deliver everything that waits, or that the gate has forgotten. Returns how many decisions it took.

    Raises WithdrawalStuck; and LedgerDamaged when a release has to wait, once every withdrawal is delivered.
    """
    try:
        return _deliver_all()
    except LedgerDamaged:
        _deliver_all(withdrawals_only=True)
        raise


def _deliver_all(*, withdrawals_only: bool = False) -> int:
    delivered = 0
    for chunk in _undelivered(withdrawals_only):
        with atomic("public"):
            refusals = {decision.number: _deliver(decision, in_turn=not withdrawals_only) for decision in chunk}
        _mark(chunk, refusals)
        delivered += sum(1 for reason in refusals.values() if not reason)
    return delivered


def _undelivered(withdrawals_only: bool) -> Iterator[Sequence[Decision]]:
    """Chunks in order: what waits, and what was delivered after the last decision the gate remembers."""
    done = 0
    while True:
        known = max(gate.last_decision(), done)
        waiting = Decision.objects.filter(state=Decision.State.WAITING, number__gt=done)
        # A release whose text was taken back since is not repeated: there is nothing left of it to deliver.
        emptied = Q(action=Decision.Action.RELEASE, canonical="")
        forgotten = Decision.objects.filter(~emptied, state=Decision.State.DELIVERED, number__gt=known)
        found = waiting | forgotten
        if withdrawals_only:
            found = found.filter(action=Decision.Action.WITHDRAW)
        chunk = list(found.order_by("number")[:CHUNK])
        if not chunk:
            return
        yield chunk
        done = chunk[-1].number


def _deliver(decision: Decision, *, in_turn: bool) -> str:
    """Empty when the gate took it, else why not. Out of turn, the gate is not told that all before it is taken too."""
    try:
        if decision.action == Decision.Action.WITHDRAW:
            gate.withdraw(decision.number if in_turn else 0, decision.record_id, decision.day)
        else:
            gate.accept(decision.number, decision.canonical.encode())
    except (gate.Refused, MalformedRecord) as error:
        return str(error)
    except Exception as error:
        if decision.action == Decision.Action.WITHDRAW:
            raise WithdrawalStuck(
                f"the withdrawal of {decision.record_id} could not be delivered ({error}); "
                "nothing is published until it is"
            ) from error
        raise
    return ""


def _mark(chunk: Sequence[Decision], refusals: dict[int, str]) -> None:
    with atomic("desk"):
        taken = [number for number, reason in refusals.items() if not reason]
        Decision.objects.filter(number__in=taken).update(state=Decision.State.DELIVERED)
        for number, reason in refusals.items():
            if reason:
                Decision.objects.filter(number=number).update(state=Decision.State.REFUSED, refusal=reason)
        _forget_withdrawn_text(chunk)


def _forget_withdrawn_text(chunk: Sequence[Decision]) -> None:
    """The outbox keeps no copy of what was taken back."""
    gone = [decision.record_id for decision in chunk if decision.action == Decision.Action.WITHDRAW]
    if gone:
        Decision.objects.filter(record_id__in=gone).update(**EMPTIED)
