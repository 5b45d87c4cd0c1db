"""The lists of what refers to a law. A law's page shows the newest; who has more has a list of them all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from gawah.site.entry import Entry, ListKey
from gawah.site.lists import Place

SHOWN = 50  # on the law's page; of more, there is a list

_LAWS_OF_MORE = """SELECT r.target FROM member AS m CROSS JOIN relation AS r ON r.target = m.id
    CROSS JOIN entry AS e ON e.id = r.source AND NOT e.page
    WHERE m.dimension = 'kind' AND m.value = 'law' GROUP BY m.id HAVING count(*) > ?"""
_REFERRING = """SELECT e.released, e.id FROM relation AS r CROSS JOIN entry AS e ON e.id = r.source AND NOT e.page
    WHERE r.target = ?"""
_LIST = f"INSERT INTO member SELECT 'law', ?, * FROM ({_REFERRING})"  # noqa: S608 - of our own words alone
_LISTED = "SELECT released, id FROM member WHERE dimension = 'law' AND value = ?"


class Referring:
    """Which records stand in the lists of which laws. Related records are known before it is known which are laws."""

    def __init__(self, db: sqlite3.Connection, entry: Callable[[str], Entry | None]) -> None:
        """``db``: the cache's; ``entry``: one by its id, as it is then."""
        self._db = db
        self._entry = entry
        self._named: dict[str, set[Place]] = {}  # by id of what is named: where those stand that name it, or did
        self._laws: set[str] = set()  # that came, went or are called something else

    def note(self, old: Entry | None, new: Entry | None) -> None:
        """An entry comes, goes or says something else."""
        for entry in (old, new):
            if entry is not None and entry.kind != "page":
                for target in entry.related:
                    self._named.setdefault(target, set()).add((entry.released, entry.id))
        if _law(old) != _law(new):
            self._laws.update(entry.id for entry in (old, new) if entry is not None)

    def list_all(self) -> None:
        """In a new cache: the members of every list."""
        for (law,) in self._db.execute(_LAWS_OF_MORE, (SHOWN,)).fetchall():
            self._db.execute(_LIST, (law, law))

    def list_changed(self) -> None:
        """What is noted, in the lists. Of a list that stays, only what changed is looked at."""
        for law in sorted(self._laws | self._named.keys()):
            was, now = self._has(f"{_LISTED} LIMIT 1", law), self._has_more(law)
            if was and now and law not in self._laws:
                self._list(law, self._named[law], now=True)
            elif was or now:
                self._list(law, {*self._ask(_LISTED, law), *self._ask(_REFERRING, law)}, now=now)

    def _has_more(self, law: str) -> bool:
        entry = self._entry(law)
        return entry is not None and entry.kind == "law" and self._has(f"{_REFERRING} LIMIT 1 OFFSET ?", law, SHOWN)

    def _list(self, law: str, places: set[Place], *, now: bool) -> None:
        """Let these places be in the list, or not, as they should."""
        key, grown = ListKey("law", law), 0
        for place in sorted(places):
            should = now and self._has(f"{_REFERRING} AND r.source = ? AND e.released = ?", law, place[1], place[0])
            stands = self._has(f"{_LISTED} AND released = ? AND id = ?", law, *place)
            if should and not stands:
                self._db.execute("INSERT INTO member VALUES(?, ?, ?, ?)", (*key, *place))
            elif stands and not should:
                self._db.execute(
                    "DELETE FROM member WHERE dimension = ? AND value = ? AND released = ? AND id = ?", (*key, *place)
                )
            if should or stands:
                self._db.execute("INSERT INTO touched VALUES(?, ?, ?, ?, ?)", (*key, *place, should != stands))
            grown += should - stands
        self._db.execute(
            "INSERT INTO list VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count", (*key, grown)
        )

    def _has(self, query: str, *values: str | int) -> bool:
        return self._db.execute(query, values).fetchone() is not None

    def _ask(self, query: str, *values: str) -> list[Place]:
        return self._db.execute(query, values).fetchall()


def _law(entry: Entry | None) -> tuple[object, ...] | None:
    """What the pages of its list say of a law; None for what is no law."""
    return entry.called if entry is not None and entry.kind == "law" else None
