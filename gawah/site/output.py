"""Bringing a tree up to what it should be: each path noted in the journal before, and what was made remembered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gawah.record.paths import COMPRESSED, page_list_of
from gawah.site.compress import Packed, packed
from gawah.site.scratch import opened
from gawah.site.writer import Row, Writer, removed

CHUNK_FILES = 512
CHUNK_BYTES = 8_000_000
NOT_OURS = ("feed/",)  # written by the feed, named by its own metadata

_MADE = """
CREATE TABLE made(bucket INTEGER, path TEXT, sha256 TEXT, written INTEGER NOT NULL, PRIMARY KEY(bucket, path))
    WITHOUT ROWID
"""


class Output:
    """One tree being written. Files are buffered; :meth:`flush` puts them down."""

    def __init__(
        self, tree: Path, scratch: Path, journal: Callable[[list[str]], None], *, compressed: bool = True
    ) -> None:
        """``scratch``: a file for what was made, so that memory stays flat; removed by :meth:`close`."""
        self.tree = tree
        self.written = 0
        self.deleted = 0
        self._journal = journal
        self._compressed = compressed
        self._waiting: list[Packed] = []
        self._bytes = 0
        self._removals: list[str] = []
        self.writer = Writer(tree, bare=next(files_below(tree, NOT_OURS), None) is None)
        self._scratch = scratch
        self._db = opened(scratch, _MADE)

    def put(self, path: str, data: bytes) -> None:
        """A file of the site, with its compressed forms. ``path`` is below the root of the tree."""
        self.take(packed(path, data, compressed=self._compressed))

    def put_pieces(self, path: str, pieces: Iterable[bytes]) -> None:
        """A file too long to be held, written at once; it has no compressed forms."""
        self.flush()
        self._journal([path])
        self.note([(page_list_of(path), path, self.writer.put_pieces(path, pieces), True)])

    def take(self, file: Packed) -> None:
        """The same for a file that has been packed already."""
        self._waiting.append(file)
        self._bytes += file.size
        if len(self._waiting) >= CHUNK_FILES or self._bytes >= CHUNK_BYTES:
            self.flush()

    def remove(self, path: str) -> None:
        """A file that is no longer of the site, and its compressed forms."""
        self._removals += [path, *(path + form for form in COMPRESSED)]
        if len(self._removals) >= CHUNK_FILES:
            self.flush()

    def flush(self) -> None:
        """Write what waits: the journal first, on disk, then the files."""
        files, self._waiting, self._bytes = self._waiting, [], 0
        removals, self._removals = self._removals, []
        rows, changed, stale = self.writer.compare(files)
        here = {path for _, path, _, _ in rows}
        several = dict.fromkeys([*removals, *stale])
        gone = [path for path in several if path not in here and self.writer.has(path) and not self._is_made(path)]
        self._journal([*(path for path, _ in changed), *gone])
        self.writer.carry_out(changed, gone)
        self.note([*rows, *removed(gone)])

    def note(self, rows: Sequence[Row]) -> None:
        """Remember what was made and removed."""
        done = [sha256 for _, _, sha256, differed in rows if differed]
        self.written += len(done) - done.count(None)
        self.deleted += done.count(None)
        self._db.executemany("INSERT OR REPLACE INTO made VALUES(?, ?, ?, ?)", rows)

    def announce(self, folders: Sequence[str]) -> None:
        """Note in the journal that anything in these folders (each ends in ``/``) may be touched."""
        self._journal(list(folders))

    def sweep(self, keep: tuple[str, ...] = ()) -> None:
        """Remove every file that this build did not make, but those to keep; after everything was made."""
        self.flush()
        if self.writer.bare:
            return
        for path in files_below(self.tree, NOT_OURS):
            if path not in keep and not self._is_made(path):
                self._removals.append(path)
        self.flush()

    def written_paths(self, rank: Callable[[str], int]) -> Iterator[str]:
        """Paths of the files that were not there already, by rank and name."""
        self.flush()
        self._db.create_function("rank", 1, rank, deterministic=True)
        rows = self._db.execute("SELECT path FROM made WHERE written AND sha256 IS NOT NULL ORDER BY rank(path), path")
        return (row[0] for row in rows)

    def removed_paths(self) -> Iterator[str]:
        """Paths of the files that were removed."""
        self.flush()
        return (row[0] for row in self._db.execute("SELECT path FROM made WHERE sha256 IS NULL ORDER BY bucket, path"))

    def parts(self) -> Iterator[Mapping[str, str | None]]:
        """The same as ``{path: SHA-256 or None}``, one mapping for each page list that has any."""
        self.flush()
        part: dict[str, str | None] = {}
        last = -1
        for bucket, path, sha256 in self._db.execute("SELECT bucket, path, sha256 FROM made ORDER BY bucket, path"):
            if bucket != last and part:
                yield part
                part = {}
            last = bucket
            part[path] = sha256
        if part:
            yield part

    def close(self) -> None:
        self._db.close()
        self._scratch.unlink(missing_ok=True)

    def _is_made(self, path: str) -> bool:
        found = self._db.execute(
            "SELECT 1 FROM made WHERE bucket = ? AND path = ? AND sha256 IS NOT NULL", (page_list_of(path), path)
        ).fetchone()
        return found is not None


def files_below(tree: Path, skipped: tuple[str, ...] = ()) -> Iterator[str]:
    """Paths of all files of a tree, but those in the folders skipped."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(f"{tree}/{prefix}") as entries:
            for entry in entries:
                path = prefix + entry.name
                if not entry.is_dir(follow_symlinks=False):
                    yield path
                elif f"{path}/" not in skipped:
                    waiting.append(f"{path}/")
