"""What ``gawah verify`` remembers: the newest versions seen of each feed, and whose key a location had."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec

from gawah.core.files import write_atomic
from gawah.feed.errors import FeedError
from gawah.feed.trust import Versions

_T = TypeVar("_T")


class _Location(msgspec.Struct, frozen=True):
    location: str
    key: str


class State:
    """A folder of small JSON files: ``{fingerprint}.json``, and ``at-{SHA-256 of the location}.json``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def versions(self, key: str) -> Versions:
        """The highest versions seen of the feed with this fingerprint; zeros for a new one."""
        return self._read(self._folder / f"{key}.json", Versions) or Versions(0, 0, 0)

    def key_at(self, location: str) -> str:
        """The fingerprint last accepted at a location; ``""`` for a new one."""
        found = self._read(self._location(location), _Location)
        return found.key if found else ""

    def remember(self, location: str, key: str, versions: Versions) -> None:
        """Keep the higher of each version, and that ``location`` has this key."""
        old = self.versions(key)
        newest = Versions(
            max(old.root, versions.root),
            max(old.timestamp, versions.timestamp),
            max(old.publish, versions.publish),
        )
        self._write(self._folder / f"{key}.json", newest)
        self._write(self._location(location), _Location(location, key))

    def _location(self, location: str) -> Path:
        return self._folder / f"at-{hashlib.sha256(location.encode()).hexdigest()}.json"

    def _read(self, file: Path, kind: type[_T]) -> _T | None:
        try:
            return msgspec.json.decode(file.read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError) as error:
            raise FeedError(f"{file} cannot be read: delete it to forget what was seen before.") from error

    def _write(self, file: Path, value: Versions | _Location) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomic(file, msgspec.json.encode(value), mode=0o600)
        except OSError as error:
            raise FeedError(
                f"{self._folder} cannot be written ({error.strerror}): name another folder with --state."
            ) from error
