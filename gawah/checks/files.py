"""One file, whole: its name, its bytes, what it holds, and whether it is on a list. It is read in pieces."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from gawah.checks import indicators
from gawah.checks.content import HEAD, TAIL, Piece, detect, in_content
from gawah.checks.findings import Notes, Report
from gawah.checks.indicators import NONE, Indicators
from gawah.checks.inside import Budget, Holder, look_inside
from gawah.checks.mail import LARGEST, in_message, is_message
from gawah.checks.names import base, extensions, in_name, kind_of
from gawah.checks.passages import look_at_addresses, reported

_PIECE = 1024 * 1024  # bytes read at a time
_TEXT = 4 * 1024 * 1024  # bytes of a text file in which addresses are looked for


def check_path(path: Path, listed: Indicators = NONE) -> Report:
    """Check a file on disk. OSError when it cannot be read."""
    with path.open("rb") as file:
        return check_stream(file, path.name, listed)


def check_bytes(data: bytes, name: str, listed: Indicators = NONE) -> Report:
    """Check a file that is all in memory."""
    return check_stream(io.BytesIO(data), name, listed)


def check_stream(file: BinaryIO, name: str, listed: Indicators = NONE) -> Report:
    """Check a file that can be read from any place; ``name`` is the one it was given."""
    look = _Look(listed)
    look.at(file, name, name)
    return reported(look.notes, name, "file", listed)


@dataclass(slots=True)
class _Look:
    """One thing that was given, and all that lies in it: what is compared, what is noted, what may be unpacked."""

    listed: Indicators
    notes: Notes = field(default_factory=Notes)
    budget: Budget = field(default_factory=Budget)

    def at(self, file: BinaryIO, name: str, where: str, depth: int = 0, *, packed: bool = False) -> None:
        """A file, or one inside ``depth`` others, which ``where`` names; ``packed``: the nearest is an archive."""
        piece, notes = _piece(file, name), self.notes
        notes.looked("look.letters", "look.name", "look.type", "look.polyglot", "look.program")
        notes.add(in_name(name, where))
        notes.add(in_content(piece, where))
        if self.listed.hashes:
            notes.add(indicators.of_hashes(_hashes(file), where, self.listed))
        if is_message(piece):
            self._message(file, piece, where, depth)
        elif _is_text(piece):
            _text(_read(file, _TEXT), where, self.listed, notes, cut=piece.size > _TEXT)
        else:
            holder = Holder(file, piece, where, depth, notes, self.budget)
            for member, member_name in look_inside(holder, packed=packed):
                self.at(member, member_name, f"{where} › {member_name}", depth + 1, packed=True)

    def _message(self, file: BinaryIO, piece: Piece, where: str, depth: int) -> None:
        large = piece.size > LARGEST
        for attached, name in in_message(_read(file, LARGEST), where, self.listed, self.notes, too_large=large):
            if self.budget.enters(self.notes, where, depth):
                self.at(io.BytesIO(attached), name, f"{where} › {base(name)}", depth + 1)


def _piece(file: BinaryIO, name: str) -> Piece:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(HEAD)
    file.seek(max(0, size - TAIL))
    return Piece(name, size, head, file.read(TAIL))


def _hashes(file: BinaryIO) -> list[str]:
    """MD5, SHA-1, SHA-256 and SHA-512, which lists give; read in pieces."""
    made = [hashlib.new(name, usedforsecurity=False) for name in ("md5", "sha1", "sha256", "sha512")]
    for data in _pieces(file):
        for each in made:
            each.update(data)
    return [each.hexdigest() for each in made]


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while data := file.read(_PIECE):
        yield data


def _read(file: BinaryIO, most: int) -> bytes:
    file.seek(0)
    return file.read(most)


def _is_text(piece: Piece) -> bool:
    """Whether a file is read as text for the addresses in it."""
    format_ = detect(piece.head)
    if format_ is not None:
        return format_.kind in ("page", "text", "script") or format_.id == "shortcut"
    named = kind_of(piece.name) if extensions(piece.name) else "text"
    return named in ("text", "script", "page") and b"\0" not in piece.head


def _text(data: bytes, where: str, listed: Indicators, notes: Notes, *, cut: bool) -> None:
    """The addresses of a text file. Its letters are nobody's disguise: only what it leads to is looked at."""
    look_at_addresses(data.decode(errors="replace"), listed, notes, where)
    if cut:
        notes.left("left.long")
