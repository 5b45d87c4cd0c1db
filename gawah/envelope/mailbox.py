"""What every return gets: 8 or 32 places, empty ones filled with real age files that nobody can open."""

from __future__ import annotations

from collections.abc import Sequence

from gawah.envelope import age, padding

PLACES = (8, 32)


def filled(files: Sequence[bytes], places: int) -> list[bytes]:
    """The newest ``places`` of ``files`` (ascending), then fillers. ValueError for a number of places not offered.

    A filler takes a millisecond, so as many are made for every mailbox: the time tells nothing about what is in it.
    """
    if places not in PLACES:
        raise ValueError(f"a mailbox has {' or '.join(map(str, PLACES))} places, not {places}")
    newest = list(files[-places:])
    fillers = [filler() for _ in range(places)]
    return newest + fillers[len(newest) :]


def filler() -> bytes:
    """A message-sized file, sealed to a key that is forgotten at once."""
    return age.seal(bytes(padding.MESSAGE_BUCKETS[0]), age.new_identity().recipient)
