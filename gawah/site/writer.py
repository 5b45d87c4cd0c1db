"""Changing the files of a tree: only what differs, and never in place, for the live tree may share it."""
# ruff: noqa: PTH102, PTH103, PTH105, PTH108, PTH120, PTH123 - os.replace is what crash tests count; open() is half the cost of Path.open()

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from gawah.record.paths import COMPRESSED, page_list_of
from gawah.site.compress import Packed
from gawah.site.trees import prune, temporary

Row = tuple[int, str, str | None, bool]  # page list, path, SHA-256 (None = removed), whether it had to be done


class Writer:
    """One tree. It keeps no journal: whoever asks has noted what will be touched."""

    def __init__(self, tree: Path, *, bare: bool) -> None:
        """``bare``: there is nothing in the tree, and so nothing to compare with."""
        self.tree = tree
        self.bare = bare
        self._root = f"{tree}/"

    def put(self, files: Iterable[Packed]) -> list[Row]:
        """Write files at once; what there is to tell of them."""
        rows, changed, stale = self.compare(files)
        gone = [path for path in stale if self.has(path)]
        self.carry_out(changed, gone)
        return [*rows, *removed(gone)]

    def put_pieces(self, path: str, pieces: Iterable[bytes]) -> str:
        """Write a file of the root piece by piece; its SHA-256."""
        full, digest = self._root + path, hashlib.sha256()
        waiting = temporary(full)
        with open(waiting, "wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        os.replace(waiting, full)
        return digest.hexdigest()

    def compare(self, files: Iterable[Packed]) -> tuple[list[Row], list[tuple[str, bytes]], list[str]]:
        """What there is to tell of these files, what of them differs, and paths they may have left."""
        rows: list[Row] = []
        changed: list[tuple[str, bytes]] = []
        stale: list[str] = []
        for path, forms in files:
            bucket = page_list_of(path)
            for name, form, sha256 in forms:
                differs = self.bare or self._differs(name, form)
                rows.append((bucket, name, sha256, differs))
                if differs:
                    changed.append((name, form))
            if len(forms) == 1 and not self.bare:  # it may have had other forms when it was longer
                stale += [path + form for form in COMPRESSED]
        return rows, changed, stale

    def carry_out(self, changed: Iterable[tuple[str, bytes]], gone: Iterable[str]) -> None:
        """Write, then remove."""
        for path, form in changed:
            self._write(path, form)
        for path in gone:
            os.unlink(self._root + path)
            prune(self.tree, path)

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return os.path.lexists(self._root + path)

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
            _make(os.path.dirname(full))
            _create(full, data)
        except FileExistsError:
            waiting = temporary(full)
            if os.path.lexists(waiting):
                os.unlink(waiting)
            _create(waiting, data)
            os.replace(waiting, full)


def removed(paths: Iterable[str]) -> list[Row]:
    """What there is to tell of paths that are no more."""
    return [(page_list_of(path), path, None, True) for path in paths]


def _make(folder: str) -> None:
    """A folder and those it is in; most often it alone is missing."""
    try:
        os.mkdir(folder)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
    except FileExistsError:
        pass


def _create(path: str, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        written = os.write(handle, data)
        while written < len(data):
            written += os.write(handle, data[written:])
    finally:
        os.close(handle)
