"""What the log of members says of a promise; the log itself is ``gawah.envelope.log``."""

from __future__ import annotations

from gawah.envelope.log.entries import Promised
from gawah.sealed.promise import Promise, promise_hash


def promised(promise: Promise) -> Promised:
    """A version of a promise as the entry that opens a collection, or makes it stricter, names it."""
    return Promised(promise_hash(promise), promise.before, promise.readers_at_most, promise.discard.instant)
