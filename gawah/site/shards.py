"""What the lines of a snapshot become, apart from any tree and any cache: the files of each record, drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import msgspec

from gawah.record import canonical
from gawah.record.model import Notice, Record
from gawah.record.snapshot import SHARDS, VERSIONS
from gawah.site.compress import Packed, packed
from gawah.site.drawer import Drawer
from gawah.site.entry import Entry, entry_of
from gawah.site.writer import Row


class Stored(Protocol):
    """A snapshot file as the feed lists it."""

    @property
    def sha256(self) -> str: ...


class SnapshotReader(Protocol):
    """The files of one snapshot, by name: a feed's repository, or a folder."""

    def names(self) -> Mapping[str, Stored]: ...

    def read(self, name: str) -> bytes: ...


class Head(msgspec.Struct, frozen=True):
    """What must be known of a line before it is worth reading."""

    id: str
    version: int = 0  # none in a notice


_head = msgspec.json.Decoder(Head).decode


@dataclass(frozen=True)
class Line:
    """A record as its shards have it: canonical bytes, and those of its former versions by number."""

    id: str
    data: bytes
    former: dict[int, bytes]

    @cached_property
    def sha256(self) -> str:
        """That of the record itself, in hex."""
        return canonical.digest(self.data)

    @property
    def digest(self) -> bytes:
        """Of the record and its former versions together."""
        several = [self.sha256, *map(canonical.digest, self.former.values())]
        return bytes.fromhex(self.sha256) if len(several) == 1 else hashlib.sha256("".join(several).encode()).digest()

    def versions(self) -> dict[int, Record]:
        """The former versions, read."""
        texts = ((number, canonical.decode(data)) for number, data in self.former.items())
        return {number: text for number, text in texts if not isinstance(text, Notice)}


class Drawn(NamedTuple):
    """What became of one line."""

    id: str
    digest: bytes
    entry: Entry | None  # None: it was withdrawn
    withdrawn: str  # ISO day, "" = it stands
    files: list[Packed]  # without its pages, when those wait for what they show of other records
    rows: list[str]  # how it stands in lists, in each language of the site; [] = in none
    written: list[Row] = []


class Shards:
    """The shards of one snapshot, and the drawing of their lines. Pure: it may run in another process."""

    def __init__(
        self,
        snapshot: SnapshotReader,
        names: Mapping[str, str],
        drawer: Drawer,
        languages: Sequence[str],
        *,
        compressed: bool,
    ) -> None:
        """``names``: every file of the snapshot with its SHA-256; ``languages``: those of the site."""
        self._snapshot = snapshot
        self._names = names
        self.drawer = drawer
        self._languages = languages
        self._compressed = compressed

    @property
    def folders(self) -> list[str]:
        """The folders in which the files of records are, each with a ``/`` at its end."""
        return ["r/", *(f"{language}/" for language in self._languages)]

    def lines(self, prefix: str) -> dict[str, Line]:
        """A shard's lines by id, with the former versions of each."""
        former: dict[str, dict[int, bytes]] = {}
        for data in self.read(f"{VERSIONS}{prefix}.ndjson"):
            head = _head(data)
            former.setdefault(head.id, {})[head.version] = data
        found: dict[str, Line] = {}
        for data in self.read(f"{SHARDS}{prefix}.ndjson"):
            head = _head(data)
            versions = former.get(head.id, {})
            versions.pop(head.version, None)
            found[head.id] = Line(head.id, data, dict(sorted(versions.items())))
        return found

    def read(self, name: str) -> list[bytes]:
        """The lines of a file; none of one that is not there."""
        return self._snapshot.read(name).splitlines() if name in self._names else []

    def records(self, prefix: str) -> Iterator[Record]:
        """All records whose id begins so, shard by shard."""
        for name in sorted(self._names):
            if name.startswith(SHARDS) and prefix_of(name).startswith(prefix[:3]):
                for data in self.read(name):
                    record = canonical.decode(data)
                    if record.id.startswith(prefix) and not isinstance(record, Notice):
                        yield record

    def draw(self, line: Line) -> Drawn:
        """Everything that one line becomes."""
        record = canonical.decode(line.data)
        files = [(f"r/{line.id}.json", line.data)]
        if isinstance(record, Notice):
            return Drawn(line.id, line.digest, None, record.withdrawn, self._packed(files), [])
        entry = entry_of(record, line.former)
        files += [(f"r/{line.id}.{number}.json", data) for number, data in line.former.items()]
        if not entry.shows_others:
            files += self._pages(record, line, entry)
        rows = [self.drawer.row(entry, language) for language in self._languages if entry.kind != "page"]
        return Drawn(line.id, line.digest, entry, "", self._packed(files), rows)

    def draw_related(
        self, line: Line, entry: Entry, related: Sequence[Entry], referring: Sequence[Entry]
    ) -> list[Packed]:
        """The pages of a record that shows something of other records: those it names, those that name it."""
        record = canonical.decode(line.data)
        assert not isinstance(record, Notice)
        return self._packed(self._pages(record, line, entry, related, referring))

    def _pages(
        self, record: Record, line: Line, entry: Entry, related: Sequence[Entry] = (), referring: Sequence[Entry] = ()
    ) -> Iterator[tuple[str, bytes]]:
        sha256, former = line.sha256, line.versions() if entry.kind != "page" else {}
        for language in entry.spoken_in(self._languages):
            page = self.drawer.record(record, language, related, referring, sha256=sha256, former=former)
            yield f"{entry.folder(language)}/index.html", page.encode()
            for number, text in former.items():
                digest = canonical.digest(line.former[number])
                page = self.drawer.former(text, language, record, sha256=digest, former=former)
                yield f"{entry.folder(language)}/{number}/index.html", page.encode()

    def _packed(self, files: Iterable[tuple[str, bytes]]) -> list[Packed]:
        return [packed(path, data, compressed=self._compressed) for path, data in files]


def prefix_of(name: str) -> str:
    """The three digits that the ids in a shard begin with."""
    return name.rpartition("/")[2].partition(".")[0]
