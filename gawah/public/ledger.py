"""The ledger: what must stay gone. Append-only, outside every backup and every database.

``ledger/withdrawn.ndjson``: one line a withdrawn record, ``{"id": …, "day": …}``.
``ledger/redacted.ndjson``: one line a redacted version, ``{"id": …, "version": n}``.
``ledger/feed.ndjson``: one line a publish, ``{"version": n}``: the feed's version never goes back.
A torn last line (the machine stopped while writing it) is not counted.
"""

from __future__ import annotations

import contextlib
import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.conf import settings

from gawah.core import files


class _Withdrawal(msgspec.Struct, frozen=True):
    id: str
    day: datetime.date


class _Redaction(msgspec.Struct, frozen=True):
    id: str
    version: int


class _FeedVersion(msgspec.Struct, frozen=True):
    version: int


_Entry = TypeVar("_Entry", bound=msgspec.Struct)

WITHDRAWN = "withdrawn.ndjson"
REDACTED = "redacted.ndjson"
FEED = "feed.ndjson"

# What was read of a file, for as long as it has that size: it only ever grows.
_read: dict[Path, tuple[int, list[Any]]] = {}


def is_lost() -> bool:
    """Whether there is no ledger at all, as on a machine that it was not moved to."""
    return not (_folder() / FEED).exists()


def withdrawn() -> dict[str, datetime.date]:
    """Record id -> day of withdrawal, of everything ever withdrawn."""
    found: dict[str, datetime.date] = {}
    for entry in _entries(WITHDRAWN, _Withdrawal):
        found.setdefault(entry.id, entry.day)
    return found


def add(record_id: str, day: datetime.date) -> None:
    """Note a withdrawal, durably; again is a no-op."""
    if record_id not in withdrawn():
        _append(WITHDRAWN, _Withdrawal(record_id, day))


def redacted() -> set[tuple[str, int]]:
    """Record id and version of every text that was redacted."""
    return {(entry.id, entry.version) for entry in _entries(REDACTED, _Redaction)}


def add_redaction(record_id: str, version: int) -> None:
    """Note a redaction, durably; again is a no-op."""
    if (record_id, version) not in redacted():
        _append(REDACTED, _Redaction(record_id, version))


def feed_version() -> int:
    """The highest version the feed ever had; 0 before the first publish."""
    return max((entry.version for entry in _entries(FEED, _FeedVersion)), default=0)


def note_feed_version(version: int) -> None:
    """Note that the feed is about to have this version."""
    if version > feed_version():
        _append(FEED, _FeedVersion(version))


def _folder() -> Path:
    return Path(settings.GAWAH_HOME) / "ledger"


def _entries(name: str, kind: type[_Entry]) -> list[_Entry]:
    """Every line of a file that can be read: one that was cut off is not counted."""
    path = _folder() / name
    size = path.stat().st_size if path.exists() else 0
    known = _read.get(path)
    if known is None or known[0] != size:
        found = []
        for line in path.read_bytes().splitlines() if size else ():
            with contextlib.suppress(msgspec.MsgspecError):
                found.append(msgspec.json.decode(line, type=kind))
        known = _read[path] = (size, found)
    return known[1]


def _append(name: str, entry: msgspec.Struct) -> None:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    files.append_durable(path, msgspec.json.encode(entry))
