"""Attachments in parts: 4 MiB of plaintext each, the last padded to 64 KiB, 256 KiB, 1 or 4 MiB, each an age file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from gawah.envelope import accepted, age, padding
from gawah.envelope.errors import PartsWrong
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.padding import PART


def count(size: int) -> int:
    """How many parts so many bytes make; an empty file is one."""
    return max(1, -(-size // PART))


def cut(data: bytes) -> list[bytes]:
    """The plaintext of each part, unpadded: 4 MiB, the last shorter."""
    return [data[number * PART : (number + 1) * PART] for number in range(count(len(data)))]


def seal(piece: bytes, recipient: str) -> bytes:
    """One part. Sealed again, it is another file with another hash."""
    return age.seal(piece.ljust(padding.bucket(len(piece), padding.PART_BUCKETS), b"\0"), recipient)


def unseal(files: Sequence[bytes | None], listed: Sequence[str], size: int, sha256: str, key: HybridIdentity) -> bytes:
    """The whole attachment, if ``files`` are the parts ``listed`` by hash, in that order; else PartsWrong says which.

    ``None`` stands for a part that was not found. ``size`` and ``sha256`` are the whole's, from the manifest.
    """
    if len(files) != len(listed):
        raise PartsWrong(f"There are {len(files)} parts; the report lists {len(listed)}.")
    hashes = [None if file is None else hashlib.sha256(file).hexdigest() for file in files]
    for number, (found, expected) in enumerate(zip(hashes, listed, strict=True), 1):
        _check(found, expected, listed, f"Part {number} of {len(listed)}")
    pieces = []
    left = size
    for number, file in enumerate(files, 1):
        pieces.append(_piece(file or b"", min(left, PART), key, f"Part {number} of {len(listed)}"))
        left -= PART
    whole = b"".join(pieces)
    if hashlib.sha256(whole).hexdigest() != sha256:
        raise PartsWrong("The attachment is not the one that the report names: its hash is another.")
    return whole


def _check(found: str | None, expected: str, listed: Sequence[str], part: str) -> None:
    if found is None:
        raise PartsWrong(f"{part} is missing.")
    if found != expected:
        why = "belongs elsewhere: the parts were reordered" if found in listed else "is not the one that was sent"
        raise PartsWrong(f"{part} {why}.")


def _piece(file: bytes, size: int, key: HybridIdentity, part: str) -> bytes:
    accepted.check_part(file)
    plaintext = age.unseal(file, [key])
    if len(plaintext) != padding.bucket(size, padding.PART_BUCKETS) or any(plaintext[size:]):
        raise PartsWrong(f"{part} is not padded as it should be.")
    return plaintext[:size]
