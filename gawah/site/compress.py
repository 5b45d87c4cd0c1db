"""Compressed forms beside every text file, made once so that a server need only send them."""

from __future__ import annotations

import gzip

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
