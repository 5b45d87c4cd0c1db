"""What a feed is made of: names, hashes and how long each signature lasts, shared by writer and reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from tuf.api.metadata import Targets

from gawah.feed.errors import FeedDamaged

TIMESTAMP_LASTS = timedelta(days=14)
TARGETS_LAST = timedelta(days=365)
#: Time left from which a renewal signs targets and snapshot anew too.
TARGETS_RENEWED_WITHIN = timedelta(days=60)

#: The field of targets metadata (TUF allows fields of one's own) that vouches for what is kept of the past.
PREVIOUS_FIELD = "x-gawah-previous"

_NAME = re.compile(r"(?:[a-z0-9][a-z0-9._-]*/)*[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A target's SHA-256, in hex, and its length in bytes."""

    sha256: str
    length: int


class Previous(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of the past is kept in the feed, file name -> SHA-256.

    ``metadata``: targets and snapshot of the version before, for a reader caught in between.
    ``pages``: ``"00.sha256"`` ..., the page lists that the last publish to change any replaced or dropped.
    ``new``: those it added. All others were then as they are now.
    """

    metadata: dict[str, str] = {}
    pages: dict[str, str] = {}
    new: list[str] = []


def check_name(name: str) -> str:
    """``name`` itself if it may name a target: lower-case ASCII, no part that begins with a dot.

    :raises FeedDamaged: otherwise.
    """
    if not _NAME.fullmatch(name):
        raise FeedDamaged(f"{name!r} cannot be the name of a file in a feed.")
    return name


def stored_name(name: str, sha256: str) -> str:
    """Where a target lies under ``targets/``: consistent snapshots put the hash before the last part."""
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}{sha256}.{last}"


def stored_names(entries: Mapping[str, Entry]) -> set[str]:
    """Where each of these targets lies under ``targets/``."""
    return {stored_name(name, entry.sha256) for name, entry in entries.items()}


def entries_of(targets: Targets) -> dict[str, Entry]:
    """The targets a signed list names, name -> entry.

    :raises FeedDamaged: a name or hash is not one of ours.
    """
    found: dict[str, Entry] = {}
    for name, target in targets.targets.items():
        sha256 = target.hashes.get("sha256", "")
        if not re.fullmatch(r"[0-9a-f]{64}", sha256) or len(target.hashes) != 1:
            raise FeedDamaged(f"{name!r} has no SHA-256.")
        found[check_name(name)] = Entry(sha256, target.length)
    return found


def previous_of(targets: Targets) -> Previous:
    """What a signed list vouches for of the past; nothing where it says nothing.

    :raises FeedDamaged: the field holds something else.
    """
    try:
        found = msgspec.convert(targets.unrecognized_fields.get(PREVIOUS_FIELD, {}), Previous)
    except msgspec.ValidationError as error:
        raise FeedDamaged(f"The field {PREVIOUS_FIELD} is malformed: {error}.") from error
    _check_files(found.metadata, r"[1-9][0-9]*\.(?:targets|snapshot)\.json")
    _check_files(found.pages | dict.fromkeys(found.new, "0" * 64), r"[0-9a-f]{2}\.sha256")
    return found


def _check_files(files: Mapping[str, str], pattern: str) -> None:
    for file, sha256 in files.items():
        if not re.fullmatch(pattern, file) or not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise FeedDamaged(f"The field {PREVIOUS_FIELD} names {file!r}, which is no such file.")
