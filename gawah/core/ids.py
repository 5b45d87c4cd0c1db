"""Random identifiers. They are drawn, never counted, so that an id tells neither how many nor when."""

from __future__ import annotations

import hashlib
import re
import secrets

_ID = re.compile(r"[0-9a-f]{20}", re.ASCII)


def random_id() -> str:
    """Eighty random bits as 20 lower-case hex digits."""
    return secrets.token_hex(10)


def derived_id(identifier: str) -> str:
    """Another id, always the same for the same one, from which that one cannot be found: a truncated SHA-256.

    Of a random id it is as random, so it counts and dates nothing either.
    """
    return hashlib.sha256(f"gawah/1/record-id/{identifier}".encode()).hexdigest()[:20]


def is_id(text: str) -> bool:
    """Whether ``text`` has the form of ``random_id()``, and nothing before or after it."""
    return _ID.fullmatch(text) is not None
