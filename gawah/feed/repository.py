"""Writing a feed: one tree's ``feed/`` folder as a TUF repository with consistent snapshots.

::

    metadata/   1.root.json ... n.root.json   {v}.targets.json   {v}.snapshot.json   timestamp.json
    targets/    {sha256}.site.json   shards/{sha256}.abc.ndjson   pages/{sha256}.00.sha256
    previous/   pages/00.sha256 ...   the page lists of the publish before

A target is written under a name that holds its hash, so nothing that is signed ever changes in place. What is
published is what ``timestamp.json`` leads to; it is written last, and until then the rest only lies there.
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp

from gawah.core.files import flush, write_atomic
from gawah.feed import layout, pages
from gawah.feed.errors import FeedDamaged
from gawah.feed.keys import Keys, RoleName
from gawah.feed.layout import Entry, Previous


class Repository:
    """A feed folder, and the changes staged for its next version.

    Staged files lie in the folder already; which of them count is only known to this object until ``sign``.
    One process at a time may write a folder.
    """

    def __init__(self, folder: Path) -> None:
        """Read what is published in ``folder``, which need not exist yet.

        :raises FeedDamaged: there is a timestamp, but what it leads to is missing or changed.
        """
        self.folder = folder
        self._entries: dict[str, Entry] = {}
        self._unflushed: set[Path] = set()
        self._timestamp, self._targets = _read_published(folder / "metadata")
        if self._targets:
            self._entries = layout.entries_of(self._targets)

    @property
    def version(self) -> int:
        """The version published; 0 before the first. A renewal need not raise it."""
        return self._targets.version if self._targets else 0

    @property
    def highest(self) -> int:
        """The highest version any file here bears, published or left by a step cut short; 0 for none."""
        numbers = [self._timestamp.version if self._timestamp else 0]
        for kind in ("targets", "snapshot"):
            numbers += [_number(file) for file in (self.folder / "metadata").glob(f"*.{kind}.json")]
        return max(numbers)

    @property
    def ends(self) -> dict[RoleName, datetime]:
        """When the date of each signature here passes; nothing before the first publish."""
        if self._timestamp is None or self._targets is None:
            return {}
        year = self._targets.expires  # the snapshot is signed with it
        return {"targets": year, "snapshot": year, "timestamp": self._timestamp.expires}

    def names(self) -> dict[str, Entry]:
        """Every target, as signed or staged."""
        return dict(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def put(self, name: str, data: bytes) -> bool:
        """Stage a target; whether it differs from what was there."""
        entry = Entry(hashlib.sha256(data).hexdigest(), len(data))
        file = self._file(layout.check_name(name), entry)
        if not _has_length(file, entry.length):
            self._store(file, data)
        changed = self._entries.get(name) != entry
        self._entries[name] = entry
        return changed

    def drop(self, name: str) -> bool:
        """Stage the absence of a target; whether it was there. Its file goes with ``prune``."""
        return self._entries.pop(name, None) is not None

    def read(self, name: str) -> bytes:
        """A target as signed or staged.

        :raises KeyError: there is none of that name.
        :raises FeedDamaged: its file is missing or changed.
        """
        entry = self._entries[name]
        return _read_checked(self._file(name, entry), entry.sha256)

    def sign(self, keys: Keys, now: datetime, floor: int = 0) -> int:
        """Publish what is staged, as a new version for targets, snapshot and timestamp alike; its number.

        ``floor`` is the highest version ever used, as the ledger knows it: the new one is above it, and above
        any found here. May be repeated after a crash at any point. ``prune`` afterwards.
        """
        version = max(self.highest, floor) + 1
        previous = self._keep_previous()
        self._flush()
        targets = Targets(version, expires=_end(now, layout.TARGETS_LAST))
        targets.targets = {name: _target_file(name, self._entries[name]) for name in sorted(self._entries)}
        targets.unrecognized_fields[layout.PREVIOUS_FIELD] = msgspec.to_builtins(previous)
        self._write_roots(keys)
        data = self._write(keys, "targets", targets)
        snapshot = Snapshot(version, expires=targets.expires, meta={"targets.json": _meta(version, data)})
        self._write_timestamp(keys, now, version, _meta(version, self._write(keys, "snapshot", snapshot)))
        self._targets = targets
        return version

    def renew(self, keys: Keys, now: datetime, floor: int = 0) -> int:
        """Sign the timestamp anew, and targets and snapshot too if they end soon or their keys were changed.

        Nothing staged is published, nothing published changes. The new timestamp's version.

        :raises FeedDamaged: nothing has been published here yet.
        """
        if self._timestamp is None or self._targets is None:
            raise FeedDamaged(f"There is no feed in {self.folder} to renew: publish first.")
        if self._needs_signing(keys, now):
            self._entries = layout.entries_of(self._targets)
            version = self.sign(keys, now, floor)
            self.prune()
            return version
        self._write_roots(keys)
        version = max(self.highest, floor) + 1
        self._write_timestamp(keys, now, version, self._timestamp.snapshot_meta)
        return version

    def prune(self, *, everything: bool = False) -> list[str]:
        """Delete what neither this publish nor the one before it names; the paths deleted, sorted.

        ``everything``: target files of the publish before go too, as they must after a withdrawal. What was
        staged and not signed goes as well.
        """
        deleted = sorted(self._present() - self._wanted(everything=everything))
        for path in deleted:
            (self.folder / path).unlink()
        return deleted

    def _present(self) -> set[str]:
        """Paths of all files in this folder."""
        found: set[str] = set()
        for folder, _, files in os.walk(self.folder):
            start = folder[len(str(self.folder)) + 1 :]
            found.update(f"{start}/{file}" if start else file for file in files)
        return found

    def _store(self, file: Path, data: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, data, durable=False)
        self._unflushed.add(file)

    def _flush(self) -> None:
        """Bring to disk what was written since the last call: files, then their folders."""
        folders = {folder for file in self._unflushed for folder in file.relative_to(self.folder).parents}
        for path in [*sorted(self._unflushed), *(self.folder / folder for folder in sorted(folders))]:
            flush(path)
        self._unflushed.clear()

    def _file(self, name: str, entry: Entry) -> Path:
        return self.folder / "targets" / layout.stored_name(name, entry.sha256)

    def _keep_previous(self) -> Previous:
        """Put the page lists that this version replaces beside it, and say what is kept of the past."""
        if self._targets is None:
            return Previous()
        version = self._targets.version
        metadata = {}
        for file in (f"{version}.targets.json", f"{version}.snapshot.json"):
            metadata[file] = hashlib.sha256((self.folder / "metadata" / file).read_bytes()).hexdigest()
        before = _page_lists(layout.entries_of(self._targets))
        after = _page_lists(self._entries)
        if before == after:
            past = layout.previous_of(self._targets)
            return Previous(metadata, past.pages, past.new)
        kept = {}
        for name, entry in before.items():
            if after.get(name) != entry:
                self._link(self._file(name, entry), self.folder / "previous" / name)
                kept[name.removeprefix(pages.FOLDER)] = entry.sha256
        new = sorted(name.removeprefix(pages.FOLDER) for name in after.keys() - before.keys())
        return Previous(metadata, kept, new)

    def _link(self, source: Path, file: Path) -> None:
        """Give a file a second name; nothing here is ever written in place, so the two cannot part."""
        file.parent.mkdir(parents=True, exist_ok=True)
        link = file.with_name(f"{file.name}.part")
        link.unlink(missing_ok=True)
        try:
            link.hardlink_to(source)
        except OSError:  # a file system without hard links
            return self._store(file, source.read_bytes())
        os.replace(link, file)  # noqa: PTH105 - crash tests count os.replace
        link.unlink(missing_ok=True)  # still there if both were names of one file: renaming does nothing then
        self._unflushed.add(file)
        return None

    def _write_roots(self, keys: Keys) -> None:
        folder = self.folder / "metadata"
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(keys.roots, 1):
            file = folder / f"{number}.root.json"
            if not file.is_file() or file.read_bytes() != data:
                write_atomic(file, data)

    def _write(self, keys: Keys, role: RoleName, signed: Targets | Snapshot) -> bytes:
        data = _signed(keys, role, signed)
        write_atomic(self.folder / "metadata" / f"{signed.version}.{role}.json", data)
        return data

    def _write_timestamp(self, keys: Keys, now: datetime, version: int, snapshot: MetaFile) -> None:
        timestamp = Timestamp(version, expires=_end(now, layout.TIMESTAMP_LASTS), snapshot_meta=snapshot)
        write_atomic(self.folder / "metadata" / "timestamp.json", _signed(keys, "timestamp", timestamp))
        self._timestamp = timestamp

    def _needs_signing(self, keys: Keys, now: datetime) -> bool:
        assert self._targets is not None
        if self._targets.expires - now <= layout.TARGETS_RENEWED_WITHIN:
            return True
        root = keys.root
        for role in ("targets", "snapshot"):
            data = (self.folder / "metadata" / f"{self.version}.{role}.json").read_bytes()
            metadata: Metadata[Any] = Metadata.from_bytes(data)
            if not root.get_verification_result(role, metadata.signed_bytes, metadata.signatures):
                return True
        return False

    def _wanted(self, *, everything: bool) -> set[str]:
        """Paths in this folder that the publish, and unless ``everything`` the one before, is made of."""
        if self._targets is None:
            return set()
        previous = layout.previous_of(self._targets)
        names = [
            f"{self.version}.targets.json",
            f"{self.version}.snapshot.json",
            "timestamp.json",
            *previous.metadata,
        ]
        names += [file.name for file in (self.folder / "metadata").glob("*.root.json")]
        stored = _stored(self._targets)
        for file in previous.metadata:
            if file.endswith(".targets.json") and not everything:
                stored |= _stored(_targets_in(self.folder / "metadata" / file))
        return (
            {f"metadata/{name}" for name in names}
            | {f"targets/{name}" for name in stored}
            | {f"previous/pages/{name}" for name in previous.pages}
        )


def _read_published(folder: Path) -> tuple[Timestamp | None, Targets | None]:
    file = folder / "timestamp.json"
    if not file.is_file():
        return None, None
    try:
        timestamp = Metadata[Timestamp].from_bytes(file.read_bytes()).signed
        file = folder / f"{timestamp.snapshot_meta.version}.snapshot.json"
        data = file.read_bytes()
        timestamp.snapshot_meta.verify_length_and_hashes(data)
        meta = Metadata[Snapshot].from_bytes(data).signed.meta["targets.json"]
        file = folder / f"{meta.version}.targets.json"
        data = file.read_bytes()
        meta.verify_length_and_hashes(data)
        return timestamp, Metadata[Targets].from_bytes(data).signed
    except (OSError, RepositoryError) as error:
        raise FeedDamaged(
            f"{file} is missing or not what was signed: publish again in full (gawah publish --full)."
        ) from error


def _targets_in(file: Path) -> Targets | None:
    try:
        return Metadata[Targets].from_bytes(file.read_bytes()).signed
    except (OSError, RepositoryError):
        return None


def _stored(targets: Targets | None) -> set[str]:
    return layout.stored_names(layout.entries_of(targets)) if targets else set()


def _read_checked(file: Path, sha256: str) -> bytes:
    try:
        with open(file, "rb", buffering=0) as opened:  # noqa: PTH123 - a site has thousands; twice as fast
            data = opened.read()
    except OSError as error:
        raise FeedDamaged(f"{file} is missing: publish again in full (gawah publish --full).") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FeedDamaged(f"{file} is not what was signed: publish again in full (gawah publish --full).")
    return data


def _signed(keys: Keys, role: RoleName, signed: Targets | Snapshot | Timestamp) -> bytes:
    metadata: Metadata[Any] = Metadata(signed)
    metadata.sign(keys.signer(role))
    return metadata.to_bytes()


def _target_file(name: str, entry: Entry) -> TargetFile:
    return TargetFile(entry.length, {"sha256": entry.sha256}, name)


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile.from_data(version, data, ["sha256"])


def _end(now: datetime, lasts: timedelta) -> datetime:
    return now.astimezone(UTC) + lasts


def _page_lists(entries: dict[str, Entry]) -> dict[str, Entry]:
    return {name: entry for name, entry in entries.items() if name.startswith(pages.FOLDER)}


def _has_length(file: Path, length: int) -> bool:
    try:
        return file.stat().st_size == length
    except OSError:
        return False


def _number(file: Path) -> int:
    number = file.name.partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() else 0
