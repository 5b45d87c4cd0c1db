"""HKDF-SHA256 with 32 bytes of output: the only key derivation here."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY = 32  # bytes


def derive(secret: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """RFC 5869; an empty salt is as good as none."""
    return HKDF(SHA256(), KEY, salt or None, info).derive(secret)


def named(secret: bytes, name: str) -> bytes:
    """The key called ``name`` from a secret of ours: info ``gawah/1/<name>``."""
    return derive(secret, f"gawah/1/{name}".encode("ascii"))
