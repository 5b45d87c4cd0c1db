"""What an archive or an office file holds, looked at within limits: what is beyond them is said, and never unpacked."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from gawah.checks.content import HEAD, Piece, detect, ends_as_zip
from gawah.checks.findings import Finding, Notes, found
from gawah.checks.names import kind_of

MOST_FILES = 2_000  # that are looked at in one thing that was given
DEEPEST = 3  # archives in archives
ALL_BYTES = 64 * 1024 * 1024  # unpacked, in one thing that was given
ONE_FILE = 16 * 1024 * 1024  # unpacked, of one file
RATIO = 200  # times its packed size: more, and beyond _SMALL, is a bomb
_SMALL = 1024 * 1024
_DIRECTORY = 4 * 1024 * 1024  # bytes of a list of files
_PIECE = 1024 * 1024

_MACROS = ("vbaproject.bin", "vbadata.xml")
_ODF_MACROS = ("basic/", "scripts/")
_OLE_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros"))
_OLE_SEALED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED = 0x1  # the flag of a file in a ZIP

# All that the standard library raises for an archive that is damaged, or made to be.
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, OSError, EOFError, RuntimeError,
    ValueError, IndexError, KeyError, struct.error, OverflowError, MemoryError, NotImplementedError,
)  # fmt: skip

Member = tuple[BinaryIO, str]


@dataclass(slots=True)
class Budget:
    """What is left of the limits, for all that lies in one thing that was given."""

    files: int = MOST_FILES
    bytes: int = ALL_BYTES

    def enters(self, notes: Notes, where: str, depth: int) -> bool:
        """Whether one more file, at ``depth`` in others, may be looked at; said where not."""
        if depth >= DEEPEST:
            notes.add([found("archive.too_deep", where, most=str(DEEPEST))])
            return False
        if self.files <= 0 or self.bytes <= 0:
            notes.add([found("archive.too_much", where)])
            return False
        self.files -= 1
        return True


@dataclass(frozen=True, slots=True)
class Holder:
    """A file that may hold others: how to read it, what is it, where it is, and how many are around it."""

    file: BinaryIO
    piece: Piece
    where: str
    depth: int
    notes: Notes
    budget: Budget

    def enters(self) -> bool:
        """Whether one more file of it may be looked at."""
        return self.budget.enters(self.notes, self.where, self.depth)

    def note(self, code: str, **values: str) -> None:
        """Note that this was found in it."""
        self.notes.add([found(code, self.where, **values)])


def look_inside(holder: Holder, *, packed: bool) -> Iterator[Member]:
    """What is found about an archive or office file, and its members, opened, for whoever looks at each.

    ``packed``: whether it lies in an archive itself.
    """
    piece, notes = holder.piece, holder.notes
    format_ = detect(piece.head)
    name = format_.id if format_ else ""
    if name == "ole":
        notes.looked("look.office")
        notes.add(_ole(holder.file, holder.where))
        return
    if name != "zip" and ends_as_zip(piece.tail, piece.size):
        name = "zip"  # behind something else
    if name not in _READERS:
        if format_ and format_.kind == "archive":
            notes.left("left.archive")
        return
    notes.looked("look.archive", "look.office")
    if packed and name != "tar" and kind_of(piece.name) != "document":
        holder.note("archive.nested", format=format_.name if format_ else "ZIP")
    try:
        yield from _READERS[name](holder)
    except _DAMAGED:
        holder.note("archive.damaged")


def _zip(holder: Holder) -> Iterator[Member]:
    if _directory_bytes(holder.piece) > _DIRECTORY:
        holder.note("archive.too_much")
        return
    holder.file.seek(0)
    with zipfile.ZipFile(holder.file) as archive:
        entries = archive.infolist()
        names = [entry.filename.lower() for entry in entries]
        if any(name.endswith(_MACROS) or name.startswith(_ODF_MACROS) for name in names):
            holder.note("office.macro")
        for entry in entries:
            if entry.is_dir():
                continue
            if entry.flag_bits & _ENCRYPTED:
                holder.note("archive.encrypted")
            elif not holder.enters():
                return
            elif _bursts(entry.file_size, entry.compress_size):
                times = str(entry.file_size // max(entry.compress_size, 1))
                holder.note("archive.bomb", name=entry.filename, times=times)
            else:
                with archive.open(entry) as packed:
                    yield from _member(packed, entry.filename, holder, entry.compress_size)


def _directory_bytes(piece: Piece) -> int:
    """How long the list of files says it is; very long where it says that elsewhere (ZIP64)."""
    at = piece.tail.rfind(b"PK\x05\x06")
    return int.from_bytes(piece.tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _bursts(size: int, packed: int) -> bool:
    return size > _SMALL and size > RATIO * max(packed, 1)


def _tar(holder: Holder) -> Iterator[Member]:
    holder.file.seek(0)
    with tarfile.open(fileobj=holder.file, mode="r:") as archive:
        for entry in archive:
            if not entry.isfile():
                continue
            if not holder.enters():
                return
            if packed := archive.extractfile(entry):
                yield from _member(packed, entry.name, holder, entry.size)


def _packed(holder: Holder, opened: Callable[[BinaryIO], IO[bytes]]) -> Iterator[Member]:
    """One file packed by itself: ``a.tar.gz`` holds ``a.tar``, ``a.tgz`` too."""
    if not holder.enters():
        return
    holder.file.seek(0)
    stem, _, last = holder.piece.name.rpartition(".")
    name = f"{stem}.tar" if last.lower() in ("tgz", "tbz", "tbz2", "txz") else stem or holder.piece.name
    with opened(holder.file) as packed:
        yield from _member(packed, name, holder, holder.piece.size)


_READERS: dict[str, Callable[[Holder], Iterator[Member]]] = {
    "zip": _zip,
    "tar": _tar,
    "gz": lambda holder: _packed(holder, lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file))),
    "bz2": lambda holder: _packed(holder, bz2.BZ2File),
    "xz": lambda holder: _packed(holder, lzma.LZMAFile),
}


def _member(packed: IO[bytes], name: str, holder: Holder, packed_size: int) -> Iterator[Member]:
    """One file, unpacked within the limits; only its beginning is looked at where it is larger."""
    budget = holder.budget
    data, most = io.BytesIO(), min(ONE_FILE, budget.bytes)
    while data.tell() <= most and (read := packed.read(_PIECE)):
        data.write(read)
        if _bursts(data.tell(), packed_size):
            holder.note("archive.bomb", name=name, times=f"{RATIO}+")
            budget.bytes -= data.tell()
            return
    budget.bytes -= data.tell()
    if data.tell() > most:
        holder.notes.left("left.large")
        data.truncate(HEAD)
    data.seek(0)
    yield data, name


def _ole(file: BinaryIO, where: str) -> Iterator[Finding]:
    """Names of streams in an old office file that hold macros, or a sealed new one; read in pieces."""
    seen: set[str] = set()
    before = b""
    file.seek(0)
    while data := file.read(_PIECE):
        window = before + data
        if any(name in window for name in _OLE_MACROS):
            seen.add("office.macro")
        if _OLE_SEALED in window:
            seen.add("office.encrypted")
        before = window[-64:]
    for code in sorted(seen):
        yield found(code, where)
