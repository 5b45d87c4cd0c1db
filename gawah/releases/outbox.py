"""Carry decisions to the gate, in order, and again after a crash.

A release that cannot be delivered may be late; a withdrawal may not: it raises, and nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Q

from gawah.public import gate
from gawah.record.canonical import MalformedRecord
from gawah.releases.models import EMPTIED, Decision
from gawah.rooms import atomic

CHUNK = 200


class WithdrawalStuck(RuntimeError):
    """A withdrawal could not be delivered. Nothing may be published until it is."""


def deliver() -> int:
    """Deliver everything that waits, or that the gate has forgotten. Returns how many decisions it took."""
    delivered = 0
    for chunk in _undelivered():
        with atomic("public"):
            refusals = {decision.number: _deliver(decision) for decision in chunk}
        _mark(chunk, refusals)
        delivered += sum(1 for reason in refusals.values() if not reason)
    return delivered


def _undelivered() -> Iterator[Sequence[Decision]]:
    """Chunks in order: what waits, and what was delivered after the last decision the gate remembers."""
    done = 0
    while True:
        known = max(gate.last_decision(), done)
        waiting = Decision.objects.filter(state=Decision.State.WAITING, number__gt=done)
        # A release whose text was taken back since is not repeated: there is nothing left of it to deliver.
        emptied = Q(action=Decision.Action.RELEASE, canonical="")
        forgotten = Decision.objects.filter(~emptied, state=Decision.State.DELIVERED, number__gt=known)
        chunk = list((waiting | forgotten).order_by("number")[:CHUNK])
        if not chunk:
            return
        yield chunk
        done = chunk[-1].number


def _deliver(decision: Decision) -> str:
    """Empty when the gate took it, else why not."""
    try:
        if decision.action == Decision.Action.WITHDRAW:
            gate.withdraw(decision.number, decision.record_id, decision.day)
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
