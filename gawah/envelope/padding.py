"""How long a sealed thing may be. Everything is padded before it is sealed, so that its length says little."""

from __future__ import annotations

from collections.abc import Sequence

from gawah.envelope.errors import EnvelopeError, Malformed

KIB = 1024
LENGTH = 4  # bytes of the length before the content, big endian
REPORT_BUCKETS = tuple(size * KIB for size in (4, 8, 16, 32, 64))
MESSAGE_BUCKETS = (4 * KIB,)
PART = 4096 * KIB  # plaintext of every part but the last
PART_BUCKETS = tuple(size * KIB for size in (64, 256, 1024, 4096))


class TooLong(EnvelopeError):
    """More than the largest bucket holds. ``over``: bytes too many."""

    def __init__(self, over: int) -> None:
        super().__init__(f"This is {over} bytes longer than what can be sealed in one piece; shorten it.")
        self.over = over


def bucket(size: int, buckets: Sequence[int]) -> int:
    """The smallest of ``buckets`` (ascending) that holds ``size`` bytes; TooLong where none does."""
    for each in buckets:
        if size <= each:
            return each
    raise TooLong(size - buckets[-1])


def padded(content: bytes, buckets: Sequence[int]) -> bytes:
    """Length, content, zeros."""
    size = bucket(LENGTH + len(content), buckets)
    return (len(content).to_bytes(LENGTH) + content).ljust(size, b"\0")


def unpadded(plaintext: bytes, buckets: Sequence[int]) -> bytes:
    """The content; Malformed unless it is padded exactly as ``padded`` does."""
    length = int.from_bytes(plaintext[:LENGTH])
    content = plaintext[LENGTH : LENGTH + length]
    if len(plaintext) not in buckets or length > len(plaintext) - LENGTH or padded(content, buckets) != plaintext:
        raise Malformed("What was sealed is not padded as it should be.")
    return content
