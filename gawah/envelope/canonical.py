"""The one JSON form of what is sealed: UTF-8, keys sorted, no spaces, every field there. Any other form is refused.

JavaScript's ``JSON.stringify`` writes the same bytes when keys are ASCII and sorted and numbers are whole.
"""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

import msgspec

from gawah.envelope.errors import Malformed

_place = re.compile(r" - at (`[^`]*`)\Z")
_encoder = msgspec.json.Encoder(order="sorted")

Hash = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Id = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{20}\Z")]
Name = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9_]{0,63}\Z")]  # of a form's field or a use
Language = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")]
Count = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]

Sealed = TypeVar("Sealed", bound=msgspec.Struct)


def encode(value: msgspec.Struct) -> bytes:
    """Canonical bytes; Malformed for a lone surrogate, which is no text."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        raise Malformed("There is something in the text that is no character.") from None


def decode(decoder: msgspec.json.Decoder[Sealed], data: bytes, what: str) -> Sealed:
    """What ``decoder`` knows, if ``data`` is its canonical form; Malformed names the field otherwise."""
    try:
        value = decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"The {what} is not of its form. {_told(error)}".rstrip()) from None
    if encode(value) != data:
        raise Malformed(f"The {what} is not in its canonical form.")
    return value


def _told(error: Exception) -> str:
    """As much of the decoder's words as quotes nothing of what was sealed."""
    said = str(error)
    if said.startswith(("Expected ", "Object missing ")) or isinstance(error.__cause__, ValueError):
        return said  # the form's own words, or ours
    place = _place.search(said) if said.startswith("Invalid ") else None
    return f"A value is none of those it may be: {place[1]}" if place else ""


def checked(decoder: msgspec.json.Decoder[Sealed], value: Sealed, what: str) -> bytes:
    """Canonical bytes of a value that was made here, refused as ``decode`` would refuse them."""
    data = encode(value)
    decode(decoder, data, what)
    return data


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything that is sealed: no field but the named ones, none left out, and none in a log."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"
