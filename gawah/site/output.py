"""Writing a tree: only what differs, never in place, and each path noted in the journal before."""
# ruff: noqa: PTH103, PTH105, PTH108, PTH120, PTH123 - os.replace is what crash tests count; open() is half the cost of Path.open()

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gawah.record.paths import COMPRESSED, page_list_of
from gawah.site.compress import Packed, packed
from gawah.site.trees import prune, temporary

CHUNK_FILES = 512
CHUNK_BYTES = 8_000_000
NOT_OURS = ("feed/",)  # written by the feed, named by its own metadata

_MADE = """
CREATE TABLE made(bucket INTEGER, path TEXT, sha256 TEXT, written INTEGER NOT NULL, PRIMARY KEY(bucket, path))
    WITHOUT ROWID
"""


@dataclass(frozen=True)
class Made:
    """A file the build made or removed."""

    path: str
    sha256: str | None  # None = removed
    written: bool  # False: it was there already, with these bytes


class Output:
    """One tree being written. Files are buffered; :meth:`flush` puts them down."""

    def __init__(
        self, tree: Path, scratch: Path, journal: Callable[[list[str]], None], *, compressed: bool = True
    ) -> None:
        """``scratch``: a file for what was made, so that memory stays flat; removed by :meth:`close`."""
        self.tree = tree
        self.written = 0
        self.deleted = 0
        self._root = f"{tree}/"
        self._journal = journal
        self._compressed = compressed
        self._waiting: list[Packed] = []
        self._bytes = 0
        self._removals: list[str] = []
        self._bare = next(files_below(tree, NOT_OURS), None) is None
        self._scratch = scratch
        scratch.parent.mkdir(parents=True, exist_ok=True)
        scratch.unlink(missing_ok=True)
        self._db = sqlite3.connect(scratch, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY", "cache_size=-20000"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(_MADE)
        self._db.execute("BEGIN")

    def put(self, path: str, data: bytes) -> None:
        """A file of the site, with its compressed forms. ``path`` is below the root of the tree."""
        self.take(packed(path, data, compressed=self._compressed))

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
        rows: list[tuple[int, str, str | None, bool]] = []
        changed: list[tuple[str, bytes]] = []
        for path, forms in files:
            bucket = page_list_of(path)
            for name, form, sha256 in forms:
                differs = self._bare or self._differs(name, form)
                rows.append((bucket, name, sha256, differs))
                if differs:
                    changed.append((name, form))
            if len(forms) == 1 and not self._bare:  # it may have had other forms when it was longer
                removals += [path + form for form in COMPRESSED]
        here = {path for _, path, _, _ in rows}
        gone = [path for path in dict.fromkeys(removals) if path not in here and self._to_remove(path)]
        rows += [(page_list_of(path), path, None, True) for path in gone]
        self._journal([*(path for path, _ in changed), *gone])
        for path, form in changed:
            self._write(path, form)
        for path in gone:
            os.unlink(self._root + path)
            prune(self.tree, path)
        self.written += len(changed)
        self.deleted += len(gone)
        self._db.executemany("INSERT OR REPLACE INTO made VALUES(?, ?, ?, ?)", rows)

    def sweep(self, keep: tuple[str, ...] = ()) -> None:
        """Remove every file that this build did not make, but those to keep; after everything was made."""
        self.flush()
        if self._bare:
            return
        for path in files_below(self.tree, NOT_OURS):
            if path not in keep and not self._is_made(path):
                self._removals.append(path)
        self.flush()

    def made(self) -> Iterator[Made]:
        """Every file made or removed, by bucket (the page list it belongs to) and path."""
        self.flush()
        rows = self._db.execute("SELECT path, sha256, written FROM made ORDER BY bucket, path")
        return (Made(path, sha256, bool(written)) for path, sha256, written in rows)

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

    def _to_remove(self, path: str) -> bool:
        """Whether it is there, and not because something else of this build took its place."""
        return os.path.lexists(self._root + path) and not self._is_made(path)

    def _is_made(self, path: str) -> bool:
        found = self._db.execute(
            "SELECT 1 FROM made WHERE bucket = ? AND path = ? AND sha256 IS NOT NULL", (page_list_of(path), path)
        ).fetchone()
        return found is not None

    def _differs(self, path: str, data: bytes) -> bool:
        try:
            with open(self._root + path, "rb", buffering=0) as file:
                return file.read() != data
        except FileNotFoundError:
            return True

    def _write(self, path: str, data: bytes) -> None:
        """Write a new file where it will stand; replace one that exists, which the live tree may share."""
        full = self._root + path
        try:
            _create(full, data)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(full), exist_ok=True)
            _create(full, data)
        except FileExistsError:
            waiting = temporary(full)
            if os.path.lexists(waiting):
                os.unlink(waiting)
            _create(waiting, data)
            os.replace(waiting, full)


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


def _create(path: str, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        written = os.write(handle, data)
        while written < len(data):
            written += os.write(handle, data[written:])
    finally:
        os.close(handle)
