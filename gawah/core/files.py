"""Files that are either as they were or as they should be, whenever the power goes.

Every rename and flush goes through ``os`` by attribute, so that a test can count them and stop at each.
"""
# ruff: noqa: PTH105, PTH108, PTH211 - os.replace and its kin are what crash tests count

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
from pathlib import Path

_TEMPORARY = ".gawah-tmp-"


def is_temporary(name: str) -> bool:
    """Whether a file of this name was left by a write that was killed; it may be deleted."""
    return name.startswith(_TEMPORARY)


def write_atomic(path: Path, data: bytes, *, durable: bool = True, mode: int = 0o644) -> None:
    """Put ``data`` at ``path``: a reader sees the whole old file or the whole new one, never a part.

    ``durable`` also flushes file and folder, so that the new file is there after a power cut; without it,
    only the order of things as other processes see it is kept. ``mode`` is narrowed by the umask. The
    folder must exist.
    """
    temporary = _beside(path)
    try:
        write_new(temporary, data, durable=durable, mode=mode)
        os.replace(temporary, path)
    except BaseException:
        _unlink_quietly(temporary)
        raise
    if durable:
        flush(path.parent)


def write_new(path: Path, data: bytes, *, durable: bool = True, mode: int = 0o644) -> None:
    """Make a file that is not there; FileExistsError, and nothing changed, when it is. The rest as ``write_atomic``."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        _write_all(descriptor, data)
        if durable:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_link(link: Path, target: Path | str) -> None:
    """Point the symbolic link ``link`` at ``target`` in one step; ``target`` is stored as given.

    Raises OSError, and changes nothing, where ``link`` is a folder and no link.
    """
    temporary = _beside(link)
    try:
        os.symlink(target, temporary)
        os.replace(temporary, link)
    except BaseException:
        _unlink_quietly(temporary)
        raise
    flush(link.parent)


def remove(path: Path, *, durable: bool = True) -> None:
    """Delete a file or a link; it is no error when it is already gone."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    if durable:
        flush(path.parent)


def flush(path: Path) -> None:
    """Bring a file's bytes, or a folder's names, to disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex; memory does not grow with the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def append_durable(path: Path, line: bytes) -> None:
    """Add one line (given without its newline) at the end of ``path``, flushed to disk before this returns.

    The file is made, for its owner alone, when it is not there. A line that an earlier, killed append left
    without its newline is closed first, so that it can spoil nothing but itself. Writers wait for each
    other.
    """
    if b"\n" in line:
        raise ValueError("A line to append holds a newline itself; encode it first.")
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        _write_all(descriptor, (b"\n" if torn else b"") + line + b"\n")
        os.fsync(descriptor)
    if size == 0:
        flush(path.parent)


def _beside(path: Path) -> Path:
    return path.parent / f"{_TEMPORARY}{secrets.token_hex(8)}"


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _unlink_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
