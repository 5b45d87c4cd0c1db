"""Two trees and the link that is served.

``a`` and ``b`` are whole copies of the site, ``live`` is a symbolic link to one of them. A publish
changes the idle one, swaps the link, then brings the other up to it. Unchanged files are hard links,
so files are replaced and never written in place.

Before anything in the idle tree is touched its path is in ``journal``, on disk. Whatever happens
then, one rule puts it right: *make each path of the journal in the idle tree what it is in the live
one*. Before the swap that undoes a half-made publish; after it, it finishes the bringing up.
"""
# ruff: noqa: PTH105, PTH108, PTH115 - os.replace and its kin are what crash tests count

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from gawah.core import files

NAMES = ("a", "b")
ONE_BY_ONE = 1000  # up to so many files are synced each; above, the whole file system is, once


class NotACopy(ValueError):
    """The folder asked for holds something else than a copy of a site."""


class Trees:
    """The folder ``site/`` of a home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.link = folder / "live"
        self._journal = folder / "journal"

    @property
    def live(self) -> Path | None:
        """The tree that is served, or None before the first publish."""
        try:
            return self.folder / os.readlink(self.link)
        except FileNotFoundError:
            return None

    @property
    def idle(self) -> Path:
        """The tree that is not served."""
        live = self.live
        return self.folder / (NAMES[1] if live is not None and live.name == NAMES[0] else NAMES[0])

    def open(self) -> Path:
        """Settle what an interrupted publish left; return the idle tree, equal to the live one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settle()
        for left in self.folder.iterdir():
            if files.is_temporary(left.name):
                left.unlink()
        self.idle.mkdir(exist_ok=True)
        return self.idle

    def journal(self, paths: Iterable[str]) -> None:
        """Note paths (below the tree; a folder ends in ``/``) that are about to be changed."""
        several = list(paths)
        if several:
            files.append_durable(self._journal, msgspec.json.encode(several))

    def swap(self) -> None:
        """Serve the idle tree, once all of it that changed is on disk."""
        idle = self.idle
        _sync(idle, self._changed(idle, self.live))
        files.replace_link(self.link, idle.name)

    def settle(self) -> None:
        """Make the idle tree what the live one is. To be repeated until it comes to its end."""
        live, idle = self.live, self.idle
        if live is not None and not idle.is_dir():
            self._clone(live, idle)
        elif idle.is_dir() and self._journal.exists():
            self._mirror(live, idle)
        files.remove(self._journal)

    def _mirror(self, live: Path | None, idle: Path) -> None:
        handled: list[str] = []
        for path in self._changed(idle, live):
            _mirror(live / path if live is not None else None, idle / path)
            prune(idle, path)
            if len(handled) <= ONE_BY_ONE:
                handled.append(path)
        _sync(idle, handled)

    def _noted(self) -> Iterator[str]:
        """Paths in the journal. A line that cannot be read was cut off, and nothing done to its paths yet."""
        try:
            with self._journal.open("rb") as lines:
                for line in lines:
                    with contextlib.suppress(msgspec.MsgspecError):
                        yield from msgspec.json.decode(line, type=list[str])
        except FileNotFoundError:
            return

    def _changed(self, tree: Path, other: Path | None) -> Iterator[str]:
        """Files that the journal names, folders opened up: those that are in either tree, differing."""
        for path in self._noted():
            if not path.endswith("/"):
                yield path
                continue
            mine, theirs = _inodes(tree / path), _inodes(other / path if other is not None else None)
            yield from sorted(f"{path}{name}" for name in mine | theirs if mine.get(name) != theirs.get(name))

    def _clone(self, live: Path, idle: Path) -> None:
        half = self.folder / f"{idle.name}.new"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(live, half, copy_function=_link)
        _sync(half, None)
        os.replace(half, idle)
        files.flush(self.folder)


def make_room(out: Path) -> None:
    """Make the folder of a copy, if it is not there.

    Raises :class:`NotACopy` when it holds something that is not a copy of a site, OSError when there can be none.
    """
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()) and not (out / "status.json").is_file():
        raise NotACopy(f"{out} is not empty and not a copy of a site; name an empty or a new folder.")


def copy_out(tree: Path, out: Path) -> None:
    """Make ``out`` a stand-alone copy of a tree, sharing no file with it. Raises as :func:`make_room` does."""
    make_room(out)
    names = _inodes(tree)
    for name in names:
        target = out / name
        if not (target.is_file() and filecmp.cmp(tree / name, target, shallow=False)):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tree / name, temporary(target))
            os.replace(temporary(target), target)
    for name in _inodes(out).keys() - names.keys():
        (out / name).unlink()
        prune(out, name)
    _sync(out, None)


def temporary(path: str | Path) -> str:
    """Where a file's next bytes wait, in its own folder; the same each time, so that it can be found."""
    folder, _, name = str(path).rpartition("/")
    return f"{folder}/.{name}.new"


def _link(source: str | Path, target: str | Path) -> None:
    """Hard-link, or copy where the file system has no such links."""
    try:
        os.link(source, target)
    except PermissionError:
        shutil.copy2(source, target)
    except OSError as error:
        if isinstance(error, FileNotFoundError | FileExistsError):
            raise
        shutil.copy2(source, target)


def _mirror(source: Path | None, target: Path) -> None:
    """Make a file what ``source`` is, or nothing when there is no source."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary(target))
    if source is None or not source.exists():
        target.unlink(missing_ok=True)
        return
    if target.exists() and source.samefile(target):
        return  # renaming one link of a file over another does nothing, and leaves both
    target.parent.mkdir(parents=True, exist_ok=True)
    _link(source, temporary(target))
    os.replace(temporary(target), target)


def prune(tree: Path, path: str) -> None:
    """Remove the folders that a file left empty."""
    folder = (tree / path).parent
    while folder != tree:
        try:
            folder.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            return
        folder = folder.parent


def _inodes(folder: Path | None) -> dict[str, int]:
    """Every file below a folder with its inode, which two trees share when they share the file."""
    found: dict[str, int] = {}
    waiting = [(str(folder), "")] if folder is not None and folder.is_dir() else []
    while waiting:
        path, prefix = waiting.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    found[prefix + entry.name] = entry.inode()
    return found


def _sync(tree: Path, paths: Iterable[str] | None) -> None:
    """Put files and their folders on disk; None, or very many, means all there are."""
    if paths is None:
        os.sync()
        return
    several = list(_first(paths, ONE_BY_ONE + 1))
    if len(several) > ONE_BY_ONE:
        os.sync()
        return
    folders: dict[Path, None] = {}
    for path in several:
        file = tree / path
        folder = file.parent
        while folder not in folders:  # above one that is known, all are
            folders[folder] = None
            folder = folder.parent if folder != tree else tree
        if file.is_file():
            files.flush(file)
    for folder in folders:
        if folder.is_dir():
            files.flush(folder)


def _first(paths: Iterable[str], limit: int) -> Iterator[str]:
    yield from (path for path, _ in zip(paths, range(limit), strict=False))
