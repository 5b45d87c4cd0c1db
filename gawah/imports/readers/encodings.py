"""Which encoding a text file is in: by its byte order mark, by being valid UTF-8, by the mapping, or a fallback."""

from __future__ import annotations

import codecs
from pathlib import Path

from gawah.imports.problems import ImportProblem

_BLOCK = 1 << 20
# The marks, longest first: UTF-32's little-endian one begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def find_encoding(path: Path, wished: str, notices: list[str]) -> str:
    """The name of the encoding to open ``path`` with. ``wished`` is the mapping's, or "".

    A file without mark that is not UTF-8 is read as windows-1252, and a notice says so; bytes which that does not
    have make it windows-1256. Raises ImportProblem for an encoding that does not exist or does not fit.
    """
    if wished:
        return _checked(path, wished)
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return _checked(path, name)
    guessed = _utf16_without_mark(start)
    if guessed and _fits(path, guessed):
        return guessed
    if _fits(path, "utf-8"):
        return "utf-8"
    fallback = "windows-1252" if _fits(path, "windows-1252") else "windows-1256"
    notices.append(
        f"{path.name} is not UTF-8 and was read as {fallback}; if letters look wrong, set encoding under [file] "
        "in the mapping (windows-1256 for Arabic)."
    )
    return fallback


def _checked(path: Path, name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ImportProblem(
            f"[file] encoding: “{name}” is none; there are utf-8, utf-16, windows-1252, windows-1256 and more."
        ) from None
    if not _fits(path, name):
        raise ImportProblem(f"{path.name} holds bytes that are not {name}; save it as UTF-8, or name its encoding.")
    return name


def _utf16_without_mark(start: bytes) -> str:
    """UTF-16 of mostly Latin text has a NUL in every second byte."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    quarter = len(start) / 4
    if odd > quarter and even < quarter / 4:
        return "utf-16-le"
    if even > quarter and odd < quarter / 4:
        return "utf-16-be"
    return ""


def _fits(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except (UnicodeError, ValueError):
        return False
    return True
