"""The return code (in the specification: receipt): 128 bits on the reporter's paper, and what is derived from it.

Written as 40 decimal digits and two check digits (ISO 7064 MOD 97-10), in seven groups of six.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Annotated

import msgspec

from gawah.core.folding import DIGITS
from gawah.envelope import kdf
from gawah.envelope.canonical import Hash
from gawah.envelope.errors import CodeWrong, Malformed
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.manifest import Returning

BYTES = 16
_DIGITS = 40
_LENGTH = _DIGITS + 2
_GROUP = 6
_LARGEST = 1 << (8 * BYTES)
#: What may stand between digits: white space, dashes, and the unseen marks that come with copying.
_between = re.compile("[\t-\r \\-\u00a0\u00ad\u061c\u2000-\u2015\u2028-\u202f\u2060\u2066-\u2069\u2212\u3000\ufeff]+")
_latin = str.maketrans(DIGITS)
_Hashes = dict[Annotated[str, msgspec.Meta(pattern=r"\A([a-z][a-z0-9_]{0,63})?\Z")], Hash]  # by use; "" is all


def encode(code: bytes) -> str:
    """Seven groups of six Western digits, a space between; shown in the page's own digits."""
    number = int.from_bytes(code)
    digits = f"{number:0{_DIGITS}}{_check(number)}"
    return " ".join(digits[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def decode(typed: str) -> bytes:
    """The 16 bytes of what was typed in Western, Arabic or Urdu digits; else CodeWrong."""
    digits = _between.sub("", typed).translate(_latin)
    if re.fullmatch("[0-9]*", digits) is None:
        raise CodeWrong("letter", "A return code has only digits; something else was typed.")
    if len(digits) != _LENGTH:
        raise CodeWrong("length", f"A return code has {_LENGTH} digits; {len(digits)} were typed.")
    number = int(digits[:_DIGITS])
    if digits[_DIGITS:] != _check(number) or number >= _LARGEST:
        raise CodeWrong("check", "The return code has a mistyped digit; compare it with the paper group by group.")
    return number.to_bytes(BYTES)


def _check(number: int) -> str:
    return f"{98 - number * 100 % 97:02}"


def locator(code: bytes) -> bytes:
    """Under which the server finds what belongs to the code; it keeps only its SHA-256."""
    return kdf.named(code, "locator")


def withdrawal_token(code: bytes, use: str | None = None) -> bytes:
    """Whoever shows it withdraws one use (a name of the form), or with None all of it. 32 bytes."""
    return kdf.named(code, "withdraw" if use is None else f"withdraw/{use}")


def withdrawal_hashes(code: bytes, uses: Collection[str]) -> dict[str, str]:
    """SHA-256 in hex of each use's token, and under ``""`` of the one for all: what the server keeps."""
    return {use: hashlib.sha256(withdrawal_token(code, use or None)).hexdigest() for use in ["", *uses]}


def withdrawal_digest(hashes: Mapping[str, str]) -> str:
    """One SHA-256 over all of them. It is sealed in the report, so that no server can put hashes of its own there.

    Malformed for anything but names and hashes: what is written otherwise would be the same bytes, and match no token.
    """
    try:
        msgspec.convert(dict(hashes), _Hashes)
    except msgspec.ValidationError:
        raise Malformed("The hashes of the withdrawal tokens are not of their form.") from None
    lines = [f"{use}\n".encode() + bytes.fromhex(hashes[use]) for use in sorted(hashes)]
    return hashlib.sha256(b"".join(lines)).hexdigest()


def identity(code: bytes) -> HybridIdentity:
    """The reporter's key: opens the team's messages and the note of consents, not the report."""
    return HybridIdentity(kdf.named(code, "identity"))


def talk_key(code: bytes, sender: str) -> bytes:
    """The HMAC key of one direction; ``sender``: ``reporter`` or ``team``. 32 bytes."""
    return kdf.named(code, f"talk/{sender}")


def returning(code: bytes, uses: Collection[str]) -> Returning:
    """What of all this is sealed in the report, for the team."""
    return Returning(
        locator=hashlib.sha256(locator(code)).hexdigest(),
        recipient=identity(code).recipient,
        talk_reporter=talk_key(code, "reporter").hex(),
        talk_team=talk_key(code, "team").hex(),
        withdrawal=withdrawal_digest(withdrawal_hashes(code, uses)),
    )
