"""Proof of work: leading zero bits of SHA-256 over ciphertext hash, challenge and nonce. Floods get dear."""

from __future__ import annotations

import hashlib

HASH = 32  # bytes of the ciphertext's SHA-256
CHALLENGE = 32  # bytes
NONCE = 8  # bytes, a number, big endian


def bits(ciphertext_hash: bytes, challenge: bytes, nonce: bytes) -> int:
    """How many leading zero bits; 0 where a length is wrong, so that no bytes can be moved between the three."""
    if (len(ciphertext_hash), len(challenge), len(nonce)) != (HASH, CHALLENGE, NONCE):
        return 0
    found = int.from_bytes(hashlib.sha256(ciphertext_hash + challenge + nonce).digest())
    return HASH * 8 - found.bit_length()


def found(ciphertext_hash: bytes, challenge: bytes, wanted: int, start: int = 0, tries: int = 1 << 32) -> bytes | None:
    """The first nonce from ``start`` on that has ``wanted`` bits, or None after ``tries``."""
    for number in range(start, start + tries):
        nonce = number.to_bytes(NONCE)
        if bits(ciphertext_hash, challenge, nonce) >= wanted:
            return nonce
    return None
