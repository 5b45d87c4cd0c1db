"""Hashes and passphrases as words to read aloud: the English list of BIP 39, 11 bits a word."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from importlib.resources import files

_BITS = 11
FINGERPRINT = 8  # words: 88 bits
PASSPHRASE = 7  # words: 77 bits


@cache
def listed() -> tuple[str, ...]:
    """The 2,048 words, in order."""
    return tuple(files(__package__).joinpath("bip39_english.txt").read_text(encoding="ascii").split())


def fingerprint(data: bytes) -> tuple[str, ...]:
    """Eight words: the first 88 bits of the SHA-256 of ``data``."""
    number = int.from_bytes(hashlib.sha256(data).digest()[: FINGERPRINT * _BITS // 8])
    places = range((FINGERPRINT - 1) * _BITS, -1, -_BITS)
    return tuple(listed()[(number >> place) & (1 << _BITS) - 1] for place in places)


def new_passphrase() -> str:
    """Seven words drawn at random, more than the 75 bits a vault asks for."""
    return " ".join(secrets.choice(listed()) for _ in range(PASSPHRASE))
