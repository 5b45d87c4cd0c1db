"""The ledger: what must stay gone. Append-only, outside every backup and every database.

``ledger/withdrawn.ndjson``: one line a withdrawn record, ``{"id": …, "day": …}``.
``ledger/feed.ndjson``: one line a publish, ``{"version": n}``: the feed's version never goes back.
A torn last line (the machine stopped while writing it) is not counted.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
from django.conf import settings

from gawah.core import files


class _Withdrawal(msgspec.Struct, frozen=True):
    id: str
    day: datetime.date


class _FeedVersion(msgspec.Struct, frozen=True):
    version: int


_read: dict[Path, tuple[int, dict[str, datetime.date]]] = {}


def _folder() -> Path:
    return Path(settings.GAWAH_HOME) / "ledger"


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []


def withdrawn() -> dict[str, datetime.date]:
    """Record id -> day of withdrawal, of everything ever withdrawn."""
    path = _folder() / "withdrawn.ndjson"
    size = path.stat().st_size if path.exists() else 0
    known = _read.get(path)
    if known is None or known[0] != size:
        found: dict[str, datetime.date] = {}
        for line in _lines(path):
            try:
                entry = msgspec.json.decode(line, type=_Withdrawal)
            except msgspec.MsgspecError:
                continue
            found.setdefault(entry.id, entry.day)
        known = _read[path] = (size, found)
    return known[1]


def add(record_id: str, day: datetime.date) -> None:
    """Note a withdrawal, durably; again is a no-op."""
    if record_id not in withdrawn():
        _append("withdrawn.ndjson", _Withdrawal(record_id, day))


def feed_version() -> int:
    """The highest version the feed ever had; 0 before the first publish."""
    highest = 0
    for line in _lines(_folder() / "feed.ndjson"):
        try:
            highest = max(highest, msgspec.json.decode(line, type=_FeedVersion).version)
        except msgspec.MsgspecError:
            continue
    return highest


def note_feed_version(version: int) -> None:
    """Note that the feed is about to have this version."""
    if version > feed_version():
        _append("feed.ndjson", _FeedVersion(version))


def _append(name: str, entry: msgspec.Struct) -> None:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    files.append_durable(path, msgspec.json.encode(entry))
