"""What a file's bytes say it is, against what its name says. The same as frontend/checks/content.ts.

Only its beginning and its end are read, so that a file of any size takes no time.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from gawah.checks.findings import Finding, found
from gawah.checks.names import extensions, kind_of, kinds
from gawah.checks.tables import Format, formats

HEAD = 65_536  # bytes read at the beginning
TAIL = 65_557  # and at the end: an archive's last record with the longest comment

_HTML = re.compile(rb"<(?:!doctype html|html|head|body|script|iframe|meta|title|base)[\s>/]")
_SVG = re.compile(rb"<(?:svg:)?svg[\s>/]")
_SKIPPED = ((b"<!--", b"-->"), (b"<?xml", b"?>"), (b"<!doctype svg", b">"))  # what may stand before a page's root
_PDF = re.compile(rb"%PDF-\d")
_WITHIN = 1024  # bytes in which readers look for a PDF's beginning
_PAGE_INSIDE = re.compile(rb"<script[\s>]|<html[\s>]|<!doctype html|<\?php\s")
_PROGRAM_INSIDE = b"This program cannot be run in DOS mode"
_INSIDE = {"rar": b"Rar!\x1a\x07", "7z": b"7z\xbc\xaf\x27\x1c"}
_MEDIA = ("picture", "sound", "video")
_RUNS = ("program", "script")
_ZIP_END = struct.Struct("<4sHHHHIIH")


@dataclass(frozen=True, slots=True)
class Piece:
    """A file's name, size in bytes, first HEAD bytes and last TAIL bytes (all of them where it is shorter)."""

    name: str
    size: int
    head: bytes
    tail: bytes

    @classmethod
    def of(cls, name: str, data: bytes) -> Piece:
        """The piece of a file that is all in memory."""
        return cls(name, len(data), data[:HEAD], data[-TAIL:])


@cache
def _by_id() -> dict[str, Format]:
    return {each.id: each for each in formats().formats}


@cache
def _magic() -> tuple[tuple[Format, tuple[tuple[int, bytes], ...]], ...]:
    return tuple(
        (each, tuple((at, bytes.fromhex(text)) for at, text in magic))
        for each in formats().formats
        for magic in each.magic
    )


@cache
def expected(extension: str) -> frozenset[str]:
    """Ids of the formats a file of this extension may be; empty when nothing is known of it."""
    table = formats()
    if extension in table.unchecked:
        return frozenset()
    named = {each.id for each in table.formats if extension in each.extensions}
    if any(extension in listed.split() for listed in table.text.values()):
        named.add("text")
    if extension in table.ole:
        named.add("ole")
    return frozenset(named)


def detect(head: bytes) -> Format | None:
    """The format of a file that begins like this; None for text, and for what is not known."""
    known = _by_id()
    for each, magic in _magic():
        if all(head.startswith(start, at) for at, start in magic) and (each.id != "exe" or 0 in head[2:64]):
            return each
    begins = _plain(head)
    root = _root(begins)
    if _SVG.match(root):
        return known["svg"]
    if _HTML.match(root):
        return known["html"]
    if _PDF.search(head[: _WITHIN + 6]):
        return known["pdf"]
    return known["xml"] if begins.startswith(b"<?xml") else None


def _root(begins: bytes) -> bytes:
    """What follows comments and declarations."""
    while True:
        begins = begins.lstrip()
        end = next((end for start, end in _SKIPPED if begins.startswith(start)), b"")
        if not end or (at := begins.find(end)) < 0:
            return begins
        begins = begins[at + len(end) :]


def _plain(head: bytes) -> bytes:
    """The beginning as 8-bit text in lower case: no byte order mark, UTF-16 without its zeros."""
    text = head[:8192]
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = text[2:].replace(b"\0", b"")
    return text.removeprefix(b"\xef\xbb\xbf").lstrip().lower()


def in_content(piece: Piece, where: str) -> Iterator[Finding]:
    """What the bytes are, where the name says otherwise; what can run; and a second format in the same file."""
    if not piece.size:
        return
    format_ = detect(piece.head)
    yield from _against_name(piece, format_, where)
    kind = kind_of(piece.name)
    if kind in _RUNS or (format_ and format_.kind in _RUNS):
        runs = format_.name if format_ and format_.kind in _RUNS else f".{extensions(piece.name)[-1]}"
        yield found("file.program", where, format=runs)
    if format_:
        yield from _second(piece, format_, where)


def _against_name(piece: Piece, format_: Format | None, where: str) -> Iterator[Finding]:
    listed = extensions(piece.name)
    extension = listed[-1] if listed else ""
    allowed = expected(extension)
    if not allowed:
        return
    said = {"extension": f".{extension}", "said_kind": kinds().get(extension, "other")}
    if format_ is None:
        if "text" not in allowed or _binary(piece.head):
            yield found("file.unlike", where, **said)
    elif format_.id not in allowed:
        code = {"program": "program_as", "script": "program_as", "page": "page_as"}.get(format_.kind, "other_type")
        if code == "program_as" and said["said_kind"] in _RUNS:
            code = "other_type"
        yield found(f"file.{code}", where, format=format_.name, format_kind=format_.kind, **said)


def _binary(head: bytes) -> bool:
    return b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff")


def _second(piece: Piece, first: Format, where: str) -> Iterator[Finding]:
    """The other formats that the same bytes can be read as."""
    for other in dict.fromkeys(_others(piece, first)):
        yield found("file.polyglot", where, first=first.name, second=_by_id()[other].name)


def _others(piece: Piece, first: Format) -> Iterator[str]:
    if first.id not in ("zip", "crx") and ends_as_zip(piece.tail, piece.size):
        yield "zip"
    if (
        first.id not in ("pdf", "ps")
        and first.kind not in ("archive", "document")
        and _PDF.search(piece.head[: _WITHIN + 6])
    ):
        yield "pdf"
    if first.kind in _MEDIA and _PAGE_INSIDE.search(piece.head.lower()):
        yield "html"
    if first.kind in _MEDIA or first.kind == "page" or first.id == "pdf":
        yield from (name for name, start in _INSIDE.items() if start in piece.head or start in piece.tail)
        if _PROGRAM_INSIDE in piece.head or _PROGRAM_INSIDE in piece.tail:
            yield "exe"


def ends_as_zip(tail: bytes, size: int) -> bool:
    """Whether a file ends with an archive's last record, with entries that lie in the file."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _ZIP_END.size > len(tail):
        return False
    _, disk, first_disk, _, entries, length, start, comment = _ZIP_END.unpack_from(tail, at)
    if disk or first_disk or not entries:
        return False
    return bool(length + start <= size - len(tail) + at and at + _ZIP_END.size + comment <= len(tail))
