"""The outer sealing: what intake stores, wrapped once more under the shred key, ``gawah/outer/1``.

What is wrapped is sealed to members already. This layer is there to be destroyed with its key. Each value has a key of
its own, HKDF-SHA256 of the shred key with the info ``gawah/1/row/<row>``, and goes in pieces of 4 MiB, each
ChaCha20-Poly1305 under a fresh nonce: ``nonce (12) ‖ ciphertext ‖ tag (16)``. The associated data name the place, so no
piece can be moved, left out, doubled or taken for another's.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from gawah.core.ids import is_id
from gawah.envelope import kdf

FORMAT = "gawah/outer/1"
PIECE = 4 * 1024 * 1024  # bytes of what is wrapped
NONCE, TAG = 12, 16
_WRAPPED = NONCE + PIECE + TAG

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


class OuterRefused(ValueError):
    """What is stored is not what was stored there, or not under this key."""


@dataclass(frozen=True)
class Place:
    """Where a value stands: ids of collection and row, and the column, or what stands for one of a file."""

    collection: str
    row: str
    column: str

    def __post_init__(self) -> None:
        if not (is_id(self.collection) and is_id(self.row) and _NAME.fullmatch(self.column)):
            raise ValueError(f"{self} is no place")


def wrap(data: bytes, shred_key: bytes, place: Place) -> bytes:
    """``data`` as it is to be stored at ``place``: 28 bytes longer for each 4 MiB begun."""
    cipher = _cipher(shred_key, place)
    pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)] or [b""]
    wrapped = []
    for number, piece in enumerate(pieces, 1):
        nonce = os.urandom(NONCE)
        wrapped.append(nonce + cipher.encrypt(nonce, piece, _bound(place, number, len(pieces))))
    return b"".join(wrapped)


def unwrap(stored: bytes, shred_key: bytes, place: Place) -> bytes:
    """What was wrapped for ``place``; OuterRefused for anything else."""
    cipher = _cipher(shred_key, place)
    pieces = [stored[start : start + _WRAPPED] for start in range(0, len(stored), _WRAPPED)]
    if not pieces or len(pieces[-1]) < NONCE + TAG:
        raise OuterRefused("What is stored is cut off.")
    try:
        return b"".join(
            cipher.decrypt(piece[:NONCE], piece[NONCE:], _bound(place, number, len(pieces)))
            for number, piece in enumerate(pieces, 1)
        )
    except InvalidTag:
        raise OuterRefused("What is stored was changed, or stands in another place, or is under another key.") from None


def _cipher(shred_key: bytes, place: Place) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(kdf.named(shred_key, f"row/{place.row}"))


def _bound(place: Place, number: int, pieces: int) -> bytes:
    return msgspec.json.encode([FORMAT, place.collection, place.row, place.column, number, pieces])
