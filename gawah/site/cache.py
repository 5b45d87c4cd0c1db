"""What the builder remembers between two publishes: entries, and the lists they stand in.

One SQLite file, disposable at any time: it only saves work. It describes the tree whose ``status.json``
has the SHA-256 noted in it, and is dropped when that is not the tree at hand, or when anything else that
every page depends on (settings, a term's labels, the code itself) has changed.

It holds titles, so what is deleted from it is overwritten with zeros, and its journal leaves no file.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from gawah.record.snapshot import Term
from gawah.site.cuts import TABLE as _CUTS
from gawah.site.drawing.places import PlaceTally
from gawah.site.entry import Entry, ListKey, memberships
from gawah.site.lists import Place
from gawah.site.referring import SHOWN, Referring

BATCH = 2000  # entries that a new cache takes at a time
LAYOUT = "2"  # of these tables; a change of it drops every older cache

_TABLES = """
CREATE TABLE note(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE shard(name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE term(list TEXT, code TEXT, sha256 TEXT NOT NULL, PRIMARY KEY(list, code)) WITHOUT ROWID;
CREATE TABLE entry(id TEXT PRIMARY KEY, released TEXT NOT NULL, updated TEXT NOT NULL,
    page INTEGER NOT NULL, size INTEGER NOT NULL, digest BLOB NOT NULL,
    data BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX newest ON entry(released, id) WHERE NOT page;
CREATE INDEX latest ON entry(updated, id) WHERE NOT page;
CREATE INDEX size ON entry(size);
CREATE INDEX own ON entry(id) WHERE page;
CREATE TABLE notice(id TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE member(dimension TEXT, value TEXT, released TEXT, id TEXT,
    PRIMARY KEY(dimension, value, released, id)) WITHOUT ROWID;
CREATE TABLE list(dimension TEXT, value TEXT, count INTEGER NOT NULL, PRIMARY KEY(dimension, value))
    WITHOUT ROWID;
CREATE TABLE place(place TEXT, id TEXT, PRIMARY KEY(place, id)) WITHOUT ROWID;
CREATE TABLE relation(target TEXT, source TEXT, PRIMARY KEY(target, source)) WITHOUT ROWID;
"""
_CHANGES = """
CREATE TEMP TABLE touched(dimension TEXT, value TEXT, released TEXT, id TEXT, moved INTEGER NOT NULL,
    PRIMARY KEY(dimension, value, released, id)) WITHOUT ROWID;
"""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


class Known(NamedTuple):
    """What the cache has of a record."""

    digest: bytes
    entry: Entry


class Cache:
    """The open cache, inside one transaction that ends with :meth:`remember` or is forgotten."""

    def __init__(self, path: Path, tree_status: str, stamp: str, terms: Sequence[Term], *, fresh: bool = False) -> None:
        """Open the cache at ``path``, or a new one where it does not fit.

        ``tree_status``: SHA-256 of the tree's ``status.json``, "" when it has none. ``stamp``: of what every
        page depends on. A term that says something else than before makes the cache unfit; a new one does
        not, for no page has it. ``fresh`` asks for a new one.
        """
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        now = {(term.list, term.code): _sha256(_encode(term)) for term in terms}
        self.warm = not fresh and bool(tree_status) and _fits(path, tree_status, stamp, now)
        if not self.warm:
            path.unlink(missing_ok=True)
        self.db = sqlite3.connect(path, isolation_level=None)
        self._stamp = stamp
        self._batch: list[tuple[Entry | None, Entry, bytes]] = []
        # A new cache is worth nothing until it is whole, so it needs no journal.
        self.db.execute(f"PRAGMA journal_mode={'DELETE' if self.warm else 'OFF'}")
        self.db.execute(f"PRAGMA synchronous={'NORMAL' if self.warm else 'OFF'}")
        for pragma in ("secure_delete=ON", "temp_store=MEMORY", "cache_size=-40000"):
            self.db.execute(f"PRAGMA {pragma}")
        self.db.executescript(_CHANGES if self.warm else _TABLES + _CUTS)
        self._referring = Referring(self.db, self.entry)
        self.db.execute("BEGIN")
        self.db.execute("DELETE FROM term")
        self.db.executemany("INSERT INTO term VALUES(?, ?, ?)", [(*key, sha) for key, sha in now.items()])

    def remember(self, tree_status: str) -> None:
        """Keep what was noted, as describing the tree whose ``status.json`` has this SHA-256."""
        if not self.warm:
            self.db.execute("COMMIT")
            self.db.execute("PRAGMA synchronous=FULL")
            self.db.execute("PRAGMA journal_mode=DELETE")
            self.db.execute("BEGIN")
        for name, value in (("stamp", self._stamp), ("status", tree_status), ("layout", LAYOUT)):
            self.note(name, value)
        self.db.execute("COMMIT")

    def close(self) -> None:
        forgotten = self.db.in_transaction
        if forgotten and self.warm:
            self.db.execute("ROLLBACK")
        self.db.close()
        if forgotten and not self.warm:
            self.path.unlink(missing_ok=True)

    def note(self, name: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO note VALUES(?, ?)", (name, value))

    def noted(self, name: str) -> str:
        row = self.db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    # Shards and records

    def shards(self) -> dict[str, str]:
        """Name -> SHA-256 of each shard that the entries were read from."""
        return dict(self.db.execute("SELECT name, sha256 FROM shard"))

    def note_shards(self, several: Mapping[str, str | None]) -> None:
        """Keep the SHA-256 of shards; None = it is no more."""
        self.db.executemany("DELETE FROM shard WHERE name = ?", [(name,) for name in several])
        rows = [(name, sha256) for name, sha256 in several.items() if sha256 is not None]
        self.db.executemany("INSERT INTO shard VALUES(?, ?)", rows)

    def known(self, prefix: str) -> dict[str, Known]:
        """Entries whose id begins with a shard's three digits, by id."""
        rows = self.db.execute("SELECT id, digest, data FROM entry WHERE id >= ? AND id < ?", (prefix, prefix + "g"))
        return {row[0]: Known(row[1], _decode(row[2])) for row in rows}

    def put(self, changes: list[tuple[Entry | None, Entry, bytes]]) -> None:
        """Note entries that are new or say something else: (as it was, as it is, digest of its bytes)."""
        if self.warm:
            for old, new, _ in changes:
                self._move(old, new)
            self._insert(changes)
            return
        self._batch += changes
        if len(self._batch) >= BATCH:
            self._empty_batch()

    def _empty_batch(self) -> None:
        changes, self._batch = self._batch, []
        rows = sorted(row for _, new, _ in changes for row in _rows(new))  # put in order, they go in faster
        self.db.executemany("INSERT INTO member VALUES(?, ?, ?, ?)", rows)
        self._insert(changes)

    def _insert(self, changes: list[tuple[Entry | None, Entry, bytes]]) -> None:
        many = self.db.executemany
        many("INSERT INTO place VALUES(?, ?)", [row for _, new, _ in changes for row in _place_rows(new)])
        related = [(to, new.id) for _, new, _ in changes for to in new.related]
        many("INSERT OR IGNORE INTO relation VALUES(?, ?)", related)
        entries = [
            (new.id, new.released, new.updated, new.kind == "page", new.size, digest, _encode(new))
            for _, new, digest in changes
        ]
        many("INSERT OR REPLACE INTO entry VALUES(?, ?, ?, ?, ?, ?, ?)", entries)

    def drop(self, old: Entry) -> None:
        self._move(old, None)
        self.db.execute("DELETE FROM entry WHERE id = ?", (old.id,))

    def count_lists(self) -> None:
        """Once all entries are in it: what refers to each law and, in a new cache, how long each list is."""
        if self.warm:
            self._referring.list_changed()
        else:
            self._empty_batch()
            self._referring.list_all()
            self.db.execute("INSERT INTO list SELECT dimension, value, count(*) FROM member GROUP BY 1, 2")

    def _move(self, old: Entry | None, new: Entry | None) -> None:
        left, joined = _rows(old), _rows(new)
        gone, come = left - joined, joined - left
        stayed = left & joined if old != new else set()
        if old != new:
            self._referring.note(old, new)
        many = self.db.executemany
        many("DELETE FROM member WHERE dimension = ? AND value = ? AND released = ? AND id = ?", gone)
        many("INSERT INTO member VALUES(?, ?, ?, ?)", come)
        many("INSERT INTO touched VALUES(?, ?, ?, ?, 1)", gone | come)
        many("INSERT INTO touched VALUES(?, ?, ?, ?, 0)", stayed)
        for rows, step in ((gone, -1), (come, 1)):
            many(
                "INSERT INTO list VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                [(*row[:2], step) for row in rows],
            )
        if old is not None:
            many("DELETE FROM place WHERE place = ? AND id = ?", _place_rows(old))
            many("DELETE FROM relation WHERE target = ? AND source = ?", [(to, old.id) for to in old.related])

    def related_to(self, record_id: str) -> list[str]:
        """Ids of the records that name this one as related."""
        rows = self.db.execute("SELECT source FROM relation WHERE target = ?", (record_id,))
        return [row[0] for row in rows]

    def referring_to(self, law_id: str) -> list[Entry]:
        """The newest records that name this law as related, without the organisation's own pages.

        All of them, or one more than its page shows.
        """
        if listed := self.last(ListKey("law", law_id), SHOWN + 1):
            return listed
        rows = self.db.execute(
            "SELECT e.data FROM relation AS r CROSS JOIN entry AS e ON e.id = r.source"
            " WHERE r.target = ? AND NOT e.page ORDER BY e.released DESC, e.id DESC",
            (law_id,),
        )
        return [_decode(row[0]) for row in rows]

    def laws(self, limit: int) -> list[tuple[Entry, int]]:
        """Laws that other records name as related, and how many do; those that most name."""
        rows = self.db.execute(
            "SELECT l.data, count(*) FROM member AS m CROSS JOIN relation AS r ON r.target = m.id"
            " CROSS JOIN entry AS e ON e.id = r.source AND NOT e.page CROSS JOIN entry AS l ON l.id = m.id"
            " WHERE m.dimension = 'kind' AND m.value = 'law' GROUP BY m.id ORDER BY 2 DESC, m.id LIMIT ?",
            (limit,),
        )
        return [(_decode(data), count) for data, count in rows]

    def entry(self, record_id: str) -> Entry | None:
        row = self.db.execute("SELECT data FROM entry WHERE id = ?", (record_id,)).fetchone()
        return _decode(row[0]) if row else None

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Entries by id, of those whose id begins so."""
        rows = self.db.execute("SELECT data FROM entry WHERE id >= ? AND id < ? ORDER BY id", (prefix, prefix + "g"))
        return (_decode(row[0]) for row in rows)

    def newest(self, limit: int) -> list[Entry]:
        """The entries released last, newest first, without the organisation's own pages."""
        rows = self.db.execute(
            "SELECT data FROM entry WHERE NOT page ORDER BY released DESC, id DESC LIMIT ?", (limit,)
        )
        return [_decode(row[0]) for row in rows]

    def latest(self, limit: int) -> list[Entry]:
        """The entries that came or changed last, latest first, without the organisation's own pages."""
        rows = self.db.execute("SELECT data FROM entry WHERE NOT page ORDER BY updated DESC, id DESC LIMIT ?", (limit,))
        return [_decode(row[0]) for row in rows]

    def places(self) -> list[PlaceTally]:
        """How many records each place has, most first; one with several counts for each of them."""
        rows = self.db.execute("SELECT place, count(*) FROM place GROUP BY place ORDER BY 2 DESC, 1")
        found = ((msgspec.json.decode(place, type=PlaceTally), count) for place, count in rows)
        return [replace(place, count=count) for place, count in found]

    def pages(self) -> list[Entry]:
        """The organisation's own pages, by slug."""
        rows = self.db.execute("SELECT data FROM entry WHERE page")
        return sorted((_decode(row[0]) for row in rows), key=lambda entry: (entry.slug, entry.id))

    def count(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM entry").fetchone()[0])

    def amount(self) -> tuple[int, int]:
        """How many entries, and how many characters of text in all."""
        count, size = self.db.execute("SELECT count(*), sum(size) FROM entry").fetchone()
        return int(count), int(size or 0)

    # Withdrawals

    def notices(self) -> list[tuple[str, str]]:
        """(id, ISO day) of what was withdrawn, latest first."""
        return list(self.db.execute("SELECT id, day FROM notice ORDER BY day DESC, id"))

    def noticed(self, prefix: str) -> dict[str, str]:
        rows = self.db.execute("SELECT id, day FROM notice WHERE id >= ? AND id < ?", (prefix, prefix + "g"))
        return dict(rows)

    def put_notice(self, record_id: str, day: str | None) -> None:
        if day is None:
            self.db.execute("DELETE FROM notice WHERE id = ?", (record_id,))
        else:
            self.db.execute("INSERT OR REPLACE INTO notice VALUES(?, ?)", (record_id, day))

    # Lists

    def sizes(self, dimension: str) -> dict[str, int]:
        """Value -> number of entries of each list of a dimension that is not empty."""
        rows = self.db.execute(
            "SELECT value, count FROM list WHERE dimension = ? AND count > 0 ORDER BY value", (dimension,)
        )
        return dict(rows)

    def touched_lists(self) -> list[ListKey]:
        """Lists to look at: those that changed, or when nothing was remembered, all."""
        source = "touched" if self.warm else "list"
        rows = self.db.execute(f"SELECT DISTINCT dimension, value FROM {source} ORDER BY 1, 2")  # noqa: S608 - one of our own two names
        return [ListKey(*row) for row in rows]

    def size(self, key: ListKey) -> int:
        row = self.db.execute("SELECT count FROM list WHERE dimension = ? AND value = ?", key).fetchone()
        return int(row[0]) if row else 0

    def touched(self, key: ListKey) -> dict[Place, bool]:
        """Places of the entries of a list that came, went or say something else -> whether they came or went."""
        rows = self.db.execute(
            "SELECT released, id, moved FROM touched WHERE dimension = ? AND value = ? ORDER BY released, id", key
        )
        return {(released, record_id): bool(moved) for released, record_id, moved in rows}

    def first(self, key: ListKey, limit: int) -> list[Entry]:
        """The oldest entries of a list, the oldest first."""
        return self._ends(key, "released, id", limit)

    def last(self, key: ListKey, limit: int) -> list[Entry]:
        """The newest entries of a list, the newest first."""
        return self._ends(key, "released DESC, id DESC", limit)

    def _ends(self, key: ListKey, order: str, limit: int) -> list[Entry]:
        ids = self.db.execute(
            f"SELECT id FROM member WHERE dimension = ? AND value = ? ORDER BY {order} LIMIT ?",  # noqa: S608 - one of our own two orders
            (*key, limit),
        )
        found = (self.entry(row[0]) for row in ids.fetchall())
        return [entry for entry in found if entry is not None]


def _rows(entry: Entry | None) -> set[tuple[str, str, str, str]]:
    if entry is None:
        return set()
    return {(*key, entry.released, entry.id) for key in memberships(entry)}


def _place_rows(entry: Entry) -> list[tuple[str, str]]:
    """(a place as a :class:`PlaceTally` not yet counted, id), each once; a page stands in no place."""
    if entry.kind == "page":
        return []
    if not entry.places:
        return [(_place(PlaceTally(0)), entry.id)]
    rows = (
        PlaceTally(0, each.country, each.subdivision, each.city, each.latitude, each.longitude)
        if each.precision != "withheld"
        else PlaceTally(0, each.country, withheld=True)
        for each in entry.places
    )
    return [(place, entry.id) for place in dict.fromkeys(map(_place, rows))]


def _place(tally: PlaceTally) -> str:
    return msgspec.json.encode(tally).decode()


def _fits(path: Path, tree_status: str, stamp: str, terms: Mapping[tuple[str, str], str]) -> bool:
    if not path.is_file():
        return False
    try:
        db = sqlite3.connect(path, isolation_level=None)
        try:
            notes = dict(db.execute("SELECT name, value FROM note"))
            before = {(each, code): sha for each, code, sha in db.execute("SELECT list, code, sha256 FROM term")}
        finally:
            db.close()
    except sqlite3.DatabaseError:
        return False
    if any(terms.get(key, sha) != sha for key, sha in before.items()):
        return False
    return (notes.get("layout"), notes.get("status"), notes.get("stamp")) == (LAYOUT, tree_status, stamp)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
