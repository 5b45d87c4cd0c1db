"""What the intake takes: one hybrid stanza and nothing else, and a total length that is in the list.

It can be told without any key, from the header's bytes and the length alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from gawah.envelope import padding
from gawah.envelope.errors import NotAccepted
from gawah.envelope.stream import CHUNK, NONCE, TAG

HEADER = 1627  # bytes
VAULT_HEADER = 150  # bytes
LARGEST_VAULT = 4096  # bytes: an identity and a signing key are 300
OVERHEAD = HEADER + NONCE + TAG  # of a file of one chunk

# The last letter of 1,120 bytes in base64 has four unused bits, that of 32 bytes two: only zeros are canonical.
_hash = rb"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]\n"
_header = re.compile(
    rb"age-encryption\.org/v1\n-> mlkem768x25519 [A-Za-z0-9+/]{1493}[AQgw]\n" + _hash + rb"--- " + _hash
)
_vault = re.compile(rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{21}[AQgw] 15\n" + _hash + rb"--- " + _hash)


def sealed_length(size: int) -> int:
    """Bytes of the age file that ``size`` bytes of plaintext make."""
    return HEADER + NONCE + size + TAG * max(1, -(-size // CHUNK))


def _lengths(buckets: Iterable[int]) -> frozenset[int]:
    return frozenset(map(sealed_length, buckets))


REPORT_LENGTHS = _lengths(padding.REPORT_BUCKETS)
MESSAGE_LENGTHS = _lengths(padding.MESSAGE_BUCKETS)
PART_LENGTHS = _lengths(padding.PART_BUCKETS)


def check_report(file: bytes) -> None:
    """NotAccepted unless ``file`` has the form and length of a sealed report."""
    _check(file, REPORT_LENGTHS, "report")


def check_message(file: bytes) -> None:
    _check(file, MESSAGE_LENGTHS, "message")


def check_part(file: bytes) -> None:
    _check(file, PART_LENGTHS, "part of an attachment")


def check_vault(file: bytes) -> None:
    """NotAccepted unless ``file`` is an age file under one passphrase at scrypt 2^15, no longer than a vault."""
    if not VAULT_HEADER + NONCE + TAG < len(file) <= LARGEST_VAULT or _vault.match(file) is None:
        raise NotAccepted("This is not a vault: its length or its header is another. Make your key again.")


def _check(file: bytes, lengths: Collection[int], what: str) -> None:
    if len(file) not in lengths:
        raise NotAccepted(f"A sealed {what} has one of {len(lengths)} lengths; {len(file)} bytes is none of them.")
    if _header.match(file) is None:
        raise NotAccepted(f"This is not a sealed {what}: its header is not one hybrid stanza.")
