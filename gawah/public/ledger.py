"""The ledger: what must stay gone. Append-only, outside every backup and every database.

``ledger/withdrawn.ndjson``: one line a withdrawn record, ``{"id": …, "day": …}``.
``ledger/redacted.ndjson``: one line a redacted version, ``{"id": …, "version": n}``.
``ledger/feed.ndjson``: one line a publish, ``{"version": n}``: the feed's version never goes back.
A torn line (the machine stopped while writing it) is not counted: nobody was told that it was kept. Any other line that
cannot be read is damage, and nothing is brought out before a person has looked: what cannot be read might have kept
somebody's record withdrawn. To take something back needs no more than a new line, and goes on.
"""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
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


class LedgerDamaged(RuntimeError):
    """A file of the ledger holds what is no entry. The message says where, and what to do."""


_Entry = TypeVar("_Entry", bound=msgspec.Struct)
_Memory = TypeVar("_Memory")

WITHDRAWN = "withdrawn.ndjson"
REDACTED = "redacted.ndjson"
FEED = "feed.ndjson"

# The longest entry of each kind: a torn line is the beginning of one, with other digits.
_LONGEST: dict[type[msgspec.Struct], bytes] = {
    type(each): msgspec.json.encode(each)
    for each in (_Withdrawal("0" * 20, datetime.date.min), _Redaction("0" * 20, 10**18), _FeedVersion(10**18))
}


@dataclass(frozen=True)
class _Read:
    """What is remembered of a file, for as long as it is as it was when it was read."""

    stamp: tuple[int, int] | None  # None where it was written so lately that it may change without another stamp
    memory: Any
    damage: str  # "" when all of it could be read


_known: dict[Path, _Read] = {}

TICK = 100_000_000  # nanoseconds: a file system's clock may stand still for a hundredth of a second


def is_lost() -> bool:
    """Whether there is no ledger at all, as on a machine that it was not moved to."""
    return not (_folder() / FEED).exists()


def check() -> None:
    """Raise LedgerDamaged when any file of it holds what is no entry."""
    withdrawn()
    redacted()
    feed_version()


# What is asked of the ledger raises LedgerDamaged; with ``damaged_too``, it is answered with what can be read.


def withdrawn(*, damaged_too: bool = False) -> Mapping[str, datetime.date]:
    """Record id -> day of withdrawal, of everything ever withdrawn."""
    return _remembered(WITHDRAWN, _Withdrawal, _first_days, damaged_too)


def add(record_id: str, day: datetime.date) -> None:
    """Note a withdrawal, durably, in a damaged ledger too; again is a no-op."""
    if record_id not in withdrawn(damaged_too=True):
        _append(WITHDRAWN, _Withdrawal(record_id, day))


def redacted(*, damaged_too: bool = False) -> Set[tuple[str, int]]:
    """Record id and version of every text that was redacted."""
    return _remembered(REDACTED, _Redaction, _versions, damaged_too)


def add_redaction(record_id: str, version: int) -> None:
    """Note a redaction, durably, in a damaged ledger too; again is a no-op."""
    if (record_id, version) not in redacted(damaged_too=True):
        _append(REDACTED, _Redaction(record_id, version))


def feed_version(*, damaged_too: bool = False) -> int:
    """The highest version the feed ever had; 0 before the first publish."""
    return _remembered(FEED, _FeedVersion, lambda found: max((each.version for each in found), default=0), damaged_too)


def note_feed_version(version: int) -> None:
    """Note that the feed is about to have this version, in a damaged ledger too."""
    if version > feed_version(damaged_too=True):
        _append(FEED, _FeedVersion(version))


def _first_days(entries: list[_Withdrawal]) -> Mapping[str, datetime.date]:
    return MappingProxyType({entry.id: entry.day for entry in reversed(entries)})


def _versions(entries: list[_Redaction]) -> Set[tuple[str, int]]:
    return frozenset((entry.id, entry.version) for entry in entries)


def _folder() -> Path:
    return Path(settings.GAWAH_HOME) / "ledger"


def _remembered(name: str, kind: type[_Entry], gather: Callable[[list[_Entry]], _Memory], damaged_too: bool) -> _Memory:
    """What a file says, read anew only when the file has changed."""
    path = _folder() / name
    state = path.stat() if path.exists() else None
    stamp = (state.st_size, state.st_mtime_ns) if state else (0, 0)
    known = _known.get(path)
    if known is None or known.stamp != stamp:
        entries, damage = _entries(path, kind) if state else ([], "")
        recent = time.time_ns() - stamp[1] < TICK
        known = _known[path] = _Read(None if recent else stamp, gather(entries), damage)
    if known.damage and not damaged_too:
        raise LedgerDamaged(known.damage)
    memory: _Memory = known.memory
    return memory


def _entries(path: Path, kind: type[_Entry]) -> tuple[list[_Entry], str]:
    """Every entry that can be read, and what is to be said of the first line that is none."""
    found, damage = [], ""
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            found.append(msgspec.json.decode(line, type=kind))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            if not damage and not _is_torn(line, kind):
                damage = _damage(path, number)
    return found, damage


def _damage(path: Path, number: int) -> str:
    return (
        f"{path}, line {number}: this is no entry of the ledger, which keeps what was withdrawn from coming back. "
        f"Put the folder {path.parent} back from a copy of it; if there is none, move the whole folder away: the next "
        "publish then reads it from the site that was published last. Until then nothing is released or published, "
        "but a record can be taken off the site at once: `gawah withdraw ID --reason …`, then `gawah publish`, which "
        "takes off what was withdrawn and does nothing else"
    )


def _is_torn(line: bytes, kind: type[msgspec.Struct]) -> bool:
    return not line.endswith(b"}") and _LONGEST_MASKED[kind].startswith(_masked(line))


def _masked(line: bytes) -> bytes:
    return re.sub(rb"[0-9a-f]", b"0", line)


_LONGEST_MASKED = {kind: _masked(line) for kind, line in _LONGEST.items()}


def _append(name: str, entry: msgspec.Struct) -> None:
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    files.append_durable(path, msgspec.json.encode(entry))
