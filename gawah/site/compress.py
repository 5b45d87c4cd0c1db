"""Compressed forms beside every text file, made once so that a server need only send them."""

from __future__ import annotations

import gzip
import hashlib
from typing import NamedTuple

import brotli

SMALLEST = 500  # bytes; below, the headers weigh more than what is saved
PLAIN = frozenset({"status.json", "changes.json"})  # read by tools, and by each in another state
TEXT = frozenset({"html", "json", "xml", "atom", "css", "js", "mjs", "svg", "txt", "webmanifest"})
# Of brotli, measured over the demo's pages: 13 % smaller than gzip at 0.15 ms a file. Quality 10 would save 0.2 kB a
# file more and takes twenty times as long; a window above 16 bits makes 9 slower still, and saves nothing.
QUALITY, WINDOW = 9, 16


def forms(path: str, data: bytes) -> list[tuple[str, bytes]]:
    """(path, bytes) of the compressed forms of a file; none for what is small or packed already.

    The same bytes give the same forms: no time and no name is written into them.
    """
    if len(data) < SMALLEST or path in PLAIN or path.rpartition(".")[2] not in TEXT:
        return []
    return [
        (f"{path}.gz", gzip.compress(data, 9, mtime=0)),
        (f"{path}.br", brotli.compress(data, mode=brotli.MODE_TEXT, quality=QUALITY, lgwin=WINDOW)),
    ]


class Packed(NamedTuple):
    """A file of the site, ready to be written: the bytes of each of its forms and their SHA-256."""

    path: str
    forms: list[tuple[str, bytes, str]]  # (path, bytes, SHA-256 in hex); the file itself comes first

    @property
    def size(self) -> int:
        """Bytes of the file itself."""
        return len(self.forms[0][1])


def packed(path: str, data: bytes, *, compressed: bool) -> Packed:
    """A file with its compressed forms, or alone."""
    several = [(path, data), *forms(path, data)] if compressed else [(path, data)]
    return Packed(path, [(name, form, hashlib.sha256(form).hexdigest()) for name, form in several])
