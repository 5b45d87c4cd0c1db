"""Page lists: 256 files that name every file of the site outside ``feed/`` with its SHA-256.

Each is in the form ``sha256sum -c`` reads, sorted by path. A file is in the list named by the first byte of
the SHA-256 of its path, without a last ``.gz`` or ``.br``: a page and its compressed forms share a list. Of a file
in a search bundle it is the path of the bundle, ``search/{language}/{bundle}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from gawah.feed.errors import FeedDamaged, UnsafePath
from gawah.record.paths import page_list_of

FOLDER = "pages/"
COUNT = 256

_HASH = re.compile(r"[0-9a-f]{64}")
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
# Controls end lines or hide; a backslash is a separator to some, and an escape to sha256sum.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]|^/|^$|(?:^|/)(?:\.{0,2})(?:/|$)|^[A-Za-z]:")


def check_path(path: str) -> str:
    """``path`` itself if it is relative, inside the folder and on one line.

    :raises UnsafePath: otherwise.
    """
    if _UNSAFE.search(path):
        raise UnsafePath(f"{path!r} is not a plain path inside the site.")
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise UnsafePath(f"{path!r} cannot be written as UTF-8.") from error
    return path


def bucket(path: str) -> str:
    """The list a path belongs to, ``"00"`` to ``"ff"``."""
    return f"{page_list_of(path):02x}"


def list_name(which: str) -> str:
    """The target name of a list: ``"00"`` -> ``"pages/00.sha256"``."""
    return f"{FOLDER}{which}.sha256"


def format_list(entries: Mapping[str, str]) -> bytes:
    """``{path: sha256}`` as the bytes of a list. The paths have been checked."""
    return "".join(f"{entries[path]}  {path}\n" for path in sorted(entries)).encode()


def parse_list(data: bytes, which: str) -> dict[str, str]:
    """The ``{path: sha256}`` of list ``which``. The inverse of :func:`format_list`, and as strict.

    :raises UnsafePath: for a path outside the site, or one of ``feed/``.
    :raises FeedDamaged: for anything else that :func:`format_list` would not have written.
    """
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise FeedDamaged(f"Page list {which} is not UTF-8 text.") from error
    if lines.pop() != "":
        raise FeedDamaged(f"Page list {which} does not end with a whole line.")
    entries: dict[str, str] = {}
    last = ""
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise FeedDamaged(f"Page list {which}, line {number}, is not a SHA-256 and a path.")
        sha256, path = match.groups()
        check_path(path)
        if path.startswith("feed/"):
            raise UnsafePath(f"{path!r} lies in the feed, which page lists do not cover.")
        if path <= last or bucket(path) != which:
            raise FeedDamaged(f"Page list {which}, line {number}, is out of place.")
        entries[path] = sha256
        last = path
    return entries


class Targets(Protocol):
    """What page lists need of a repository."""

    def put(self, name: str, data: bytes) -> bool: ...
    def drop(self, name: str) -> bool: ...
    def read(self, name: str) -> bytes: ...
    def __contains__(self, name: str) -> bool: ...


class PageLists:
    """The page lists of one repository. Changes are staged there; ``sign`` publishes them."""

    def __init__(self, repository: Targets) -> None:
        self._repository = repository

    def read(self, which: str) -> dict[str, str]:
        """``{path: sha256}`` of one list; empty where there is none."""
        name = list_name(which)
        if name not in self._repository:
            return {}
        # Ours, and hashed when read: to check each line again would be most of the cost of a small change.
        lines = self._repository.read(name).decode().split("\n")
        return {line[66:]: line[:64] for line in lines if line}

    def read_all(self) -> dict[str, str]:
        """``{path: sha256}`` of every file of the site outside ``feed/``."""
        entries: dict[str, str] = {}
        for number in range(COUNT):
            entries.update(self.read(f"{number:02x}"))
        return entries

    def apply(self, changes: Mapping[str, str | None]) -> list[str]:
        """Stage new hashes (or ``None``: the file is gone); the names of the lists that changed, sorted.

        :raises UnsafePath: for a path a list cannot hold; nothing has been staged then.
        """
        _check_changes(changes.items())
        by_list: dict[str, dict[str, str | None]] = {}
        for path, sha256 in changes.items():
            by_list.setdefault(bucket(path), {})[path] = sha256
        return [list_name(which) for which in sorted(by_list) if self._apply_one(which, by_list[which])]

    def replace(self, which: str, files: Mapping[str, str | None]) -> bool:
        """Stage one list anew, whatever it named before; whether it changed. All of ``files`` belong to it.

        :raises UnsafePath: for a path a list cannot hold; nothing has been staged then.
        """
        _check_changes(files.items())
        return self._put(which, _present(files))

    def _apply_one(self, which: str, changes: Mapping[str, str | None]) -> bool:
        before = self.read(which)
        after = _present({**before, **changes})
        return after != before and self._put(which, after)

    def _put(self, which: str, files: Mapping[str, str]) -> bool:
        # sha256sum -c calls an empty list an error, so an empty one is left out.
        name = list_name(which)
        return self._repository.put(name, format_list(files)) if files else self._repository.drop(name)


def _present(files: Mapping[str, str | None]) -> dict[str, str]:
    return {path: sha256 for path, sha256 in files.items() if sha256 is not None}


def _check_changes(changes: Iterable[tuple[str, str | None]]) -> None:
    for path, sha256 in changes:
        check_path(path)
        if path.startswith("feed/"):
            raise UnsafePath(f"{path!r} lies in the feed, which page lists do not cover.")
        if sha256 is not None and not _HASH.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hex ({path}).")
