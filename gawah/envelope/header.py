"""The textual header of an age file (C2SP ``age.md``): stanzas that wrap the file key, and a MAC over them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass

from gawah.envelope import kdf
from gawah.envelope.errors import HeaderFailure, HmacFailure

VERSION = b"age-encryption.org/v1"
FILE_KEY = 16  # bytes
_LINE = 48  # bytes of a full body line; 64 letters
_printable = re.compile(rb"[\x21-\x7e]+")
_letters = re.compile(rb"[A-Za-z0-9+/]*")


@dataclass(frozen=True)
class Stanza:
    """``arguments``: the type first; ``body``: the wrapped file key."""

    arguments: tuple[str, ...]
    body: bytes

    @property
    def kind(self) -> str:
        return self.arguments[0]


@dataclass(frozen=True)
class Header:
    """``covered``: the bytes the MAC is over; ``size``: bytes of the whole header, where the payload begins."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    mac: bytes
    size: int

    def check(self, file_key: bytes) -> None:
        """Raises HmacFailure unless the header is as whoever knew ``file_key`` wrote it."""
        if not hmac.compare_digest(_mac(file_key, self.covered), self.mac):
            raise HmacFailure("The sealed file's header was changed after it was sealed; it is not opened.")


def encode(stanzas: list[Stanza], file_key: bytes) -> bytes:
    """The whole header, its MAC included."""
    covered = VERSION + b"\n" + b"".join(map(_encode_stanza, stanzas)) + b"---"
    return covered + b" " + b64(_mac(file_key, covered)) + b"\n"


def parse(file: bytes) -> Header:
    """The header at the beginning of ``file``; HeaderFailure where the grammar is not kept."""
    lines = _Lines(file)
    if lines.next() != VERSION:
        raise HeaderFailure("This is no age file of version 1.")
    stanzas = []
    while (line := lines.next()).startswith(b"-> "):
        stanzas.append(Stanza(_arguments(line), _body(lines)))
    if not stanzas or not line.startswith(b"--- "):
        raise _malformed()
    mac = unb64(line[4:])
    if mac is None or len(mac) != hashlib.sha256().digest_size:
        raise _malformed()
    return Header(tuple(stanzas), file[: lines.at - 1 - len(line) + 3], mac, lines.at)


def b64(data: bytes) -> bytes:
    """Base64 without padding, as age writes it."""
    return base64.b64encode(data).rstrip(b"=")


def unb64(text: bytes) -> bytes | None:
    """The bytes of canonical unpadded base64, else None."""
    if _letters.fullmatch(text) is None:
        return None
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        return None
    return data if b64(data) == text else None


class _Lines:
    """Lines of a file one by one; ``at`` is where the next begins."""

    def __init__(self, file: bytes) -> None:
        self._file = file
        self.at = 0

    def next(self) -> bytes:
        end = self._file.find(b"\n", self.at)
        if end < 0:
            raise _malformed()
        line = self._file[self.at : end]
        self.at = end + 1
        return line


def _arguments(line: bytes) -> tuple[str, ...]:
    words = line[3:].split(b" ")
    if not all(map(_printable.fullmatch, words)):
        raise _malformed()
    return tuple(word.decode("ascii") for word in words)


def _body(lines: _Lines) -> bytes:
    whole = bytearray()
    while True:
        data = unb64(lines.next())
        if data is None or len(data) > _LINE:
            raise _malformed()
        whole += data
        if len(data) < _LINE:
            return bytes(whole)


def _encode_stanza(stanza: Stanza) -> bytes:
    pieces = [stanza.body[at : at + _LINE] for at in range(0, len(stanza.body) + 1, _LINE)]
    return (
        b"-> " + " ".join(stanza.arguments).encode("ascii") + b"\n" + b"".join(b64(piece) + b"\n" for piece in pieces)
    )


def _mac(file_key: bytes, covered: bytes) -> bytes:
    return hmac.digest(kdf.derive(file_key, b"header"), covered, "sha256")


def _malformed() -> HeaderFailure:
    return HeaderFailure("The sealed file's header is malformed; it was damaged, or is no age file.")
