"""Shred keys: 32 random bytes a collection, in a folder outside every database and backup.

To destroy a collection's key is to discard the collection, in every backup ever made. So a key is made once, before
the collection opens, and never again; one that is missing is an error and no reason to make another. Who reads a key
holds it no longer than one request.

``{collection}.key`` is the key, ``{collection}.destroyed`` an empty file in its place, kept for good. ``.new`` is a key
that was being made when the machine stopped.
"""
# ruff: noqa: PTH105, PTH108 - os.link, os.replace and their kin are what tests count to stop at each

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Literal

from gawah.core import files
from gawah.core.ids import is_id

KEY = 32  # bytes


class KeystoreError(Exception):
    """What the keystore cannot do; the text says what to do."""


class KeyThere(KeystoreError):
    """The collection has a key already."""


class KeyDestroyed(KeystoreError):
    """The collection was discarded: nobody can open what it held."""


class KeyMissing(KeystoreError):
    """There is no key and no trace that it was destroyed, or what is there is no key."""


class Keystore:
    """The folder. Collections are named by their id, 20 hex digits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, collection: str) -> None:
        """Make the key, on disk when this returns. KeyThere or KeyDestroyed when there was one."""
        key, new, tombstone = self._files(collection)
        if tombstone.exists():
            raise _destroyed(collection)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.remove(new, durable=False)
        files.write_new(new, os.urandom(KEY), mode=0o600)
        try:
            os.link(new, key)  # unlike a rename it never takes another's place
        except FileExistsError:
            raise KeyThere(f"Collection {collection} has its key already, and never gets another.") from None
        finally:
            os.unlink(new)
        files.flush(self.folder)

    def read(self, collection: str) -> bytes:
        """The key, 32 bytes."""
        file, _, tombstone = self._files(collection)
        try:
            key = file.read_bytes()
        except FileNotFoundError:
            raise _destroyed(collection) if tombstone.exists() else _missing(collection, file) from None
        if len(key) != KEY or not any(key):
            raise _missing(collection, file)
        return key

    def state(self, collection: str) -> Literal["none", "held", "destroyed"]:
        """What there is of a collection's key. Of one half destroyed: destroyed."""
        key, _, tombstone = self._files(collection)
        if tombstone.exists():
            return "destroyed"
        return "held" if key.exists() else "none"

    def destroy(self, collection: str) -> None:
        """Destroy the key, on disk when this returns. To be repeated until it comes to its end; again is a no-op.

        KeyMissing when there is none and none was destroyed: that is no discard, and somebody must look.
        """
        key, new, tombstone = self._files(collection)
        for file in (new, key):  # what a stopped ``make`` left has the same bytes, or bytes that nobody knows
            with contextlib.suppress(FileNotFoundError):
                os.replace(file, tombstone)
        if not tombstone.exists():
            raise _missing(collection, key)
        files.flush(self.folder)
        _empty(tombstone)

    def _files(self, collection: str) -> tuple[Path, Path, Path]:
        if not is_id(collection):
            raise ValueError(f"{collection!r} is no collection's id")
        return tuple(self.folder / f"{collection}.{kind}" for kind in ("key", "new", "destroyed"))  # type: ignore[return-value]


def _destroyed(collection: str) -> KeyDestroyed:
    return KeyDestroyed(f"Collection {collection} was discarded: its key is destroyed, and nothing it held opens.")


def _missing(collection: str, file: Path) -> KeyMissing:
    return KeyMissing(
        f"{file}: the key of collection {collection} is not there, or is damaged. Without it nothing that the "
        "collection holds opens, and no other is made. If the folder was moved, put it back"
    )


def _empty(file: Path) -> None:
    """Write zeros over what is there, where the file system still lets one, then let go of it."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        if size := os.fstat(descriptor).st_size:
            os.write(descriptor, bytes(size))
            os.fsync(descriptor)
            os.ftruncate(descriptor, 0)
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
