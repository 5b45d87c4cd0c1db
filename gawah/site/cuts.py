"""Where each list is cut into pages, kept beside its members: a change looks at what stands near it and no further."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gawah.site import lists
from gawah.site.entry import ListKey
from gawah.site.lists import NEWEST, START, Place

TABLE = """
CREATE TABLE cut(dimension TEXT, value TEXT, released TEXT, id TEXT,
    PRIMARY KEY(dimension, value, released, id)) WITHOUT ROWID;
"""

# Each is asked of one list (its dimension and value), all but the first of a place in it.
_ALL = "SELECT released, id FROM member WHERE dimension = ? AND value = ? ORDER BY released, id"
_OLDER = """SELECT released, id FROM member WHERE dimension = ? AND value = ? AND (released, id) < (?, ?)
    ORDER BY released DESC, id DESC LIMIT ?"""
_NEWER = """SELECT released, id FROM member WHERE dimension = ? AND value = ? AND (released, id) >= (?, ?)
    ORDER BY released, id LIMIT ?"""
_LAST_BEFORE = """SELECT released, id FROM cut WHERE dimension = ? AND value = ? AND (released, id) < (?, ?)
    ORDER BY released DESC, id DESC LIMIT 1"""
_FIRST_FROM = """SELECT released, id FROM cut WHERE dimension = ? AND value = ? AND (released, id) >= (?, ?)
    ORDER BY released, id LIMIT 1"""
_FIRST_AFTER = """SELECT released, id FROM cut WHERE dimension = ? AND value = ? AND (released, id) > (?, ?)
    ORDER BY released, id LIMIT 1"""
_BETWEEN = """SELECT released, id FROM cut WHERE dimension = ? AND value = ? AND (released, id) >= (?, ?)
    AND (released, id) <= (?, ?) ORDER BY released, id"""
_MEMBERS = """SELECT released, id FROM member WHERE dimension = ? AND value = ? AND (released, id) > (?, ?)
    AND (released, id) <= (?, ?) ORDER BY released, id"""


class Page(NamedTuple):
    """One page of a list."""

    older: Place  # where the page before it ends, START = it is the oldest
    end: Place
    newer: Place  # where the page after it ends, NEWEST = that is the newest, or this one is
    members: list[Place]  # where its entries stand, oldest first


class Cuts:
    """The pages of one list. Each is known by its end: the place of its newest entry, :data:`NEWEST` for the last."""

    def __init__(self, db: sqlite3.Connection, key: ListKey) -> None:
        """``db``: the cache's, whose members of the list are as they shall be."""
        self._db = db
        self._key = key

    def pages(self) -> Iterator[Page]:
        """All pages, the oldest first."""
        ends = [*self._ask(_BETWEEN, *START, *NEWEST), NEWEST]
        places = iter(self._db.execute(_ALL, self._key))
        ahead = next(places, None)
        for older, end, newer in zip([START, *ends], ends, [*ends[1:], NEWEST], strict=False):
            members: list[Place] = []
            while ahead is not None and ahead <= end:
                members.append(ahead)
                ahead = next(places, None)
            yield Page(older, end, newer, members)

    def page(self, end: Place) -> Page:
        """The page that ends there."""
        older = self.before(end)
        return Page(older, end, self.after(end), self._ask(_MEMBERS, *older, *end))

    def cut_anew(self) -> set[Place]:
        """Cut the whole list; the ends that came or went."""
        return self._replace(START, NEWEST, set(lists.ends(self._key, self._db.execute(_ALL, self._key))))

    def cut_around(self, moved: Iterable[Place]) -> set[Place]:
        """Cut the list around places where an entry came or went; the ends that came or went."""
        changed: set[Place] = set()
        for place in moved:
            changed |= self._cut_around(place)
        return changed

    def _cut_around(self, place: Place) -> set[Place]:
        """What stands ``REACH`` away may end a page or not by this change; to tell, twice as much must be seen."""
        reach = lists.REACH
        older = self._ask(_OLDER, *place, 2 * reach)
        newer = self._ask(_NEWER, *place, 2 * reach + 1)
        first = older[reach - 1] if len(older) >= reach else START
        last = newer[reach] if len(newer) > reach else NEWEST
        found = lists.ends(self._key, [*older[::-1], *newer])
        return self._replace(first, last, {end for end in found if first <= end <= last})

    def _replace(self, first: Place, last: Place, found: set[Place]) -> set[Place]:
        """Note the ends from ``first`` to ``last``, both included; those that came or went."""
        known = set(self._ask(_BETWEEN, *first, *last))
        many = self._db.executemany
        gone = "DELETE FROM cut WHERE dimension = ? AND value = ? AND released = ? AND id = ?"
        many(gone, [(*self._key, *end) for end in known - found])
        many("INSERT INTO cut VALUES(?, ?, ?, ?)", [(*self._key, *end) for end in found - known])
        return known ^ found

    def to_draw(self, touched: Iterable[Place], changed: Iterable[Place]) -> list[Place]:
        """Ends of the pages that say something else now, the oldest first.

        ``touched``: where an entry came, went or says something else. ``changed``: ends that came or went; the pages
        beside them lead to another address.
        """
        pages = {self.page_of(place) for place in touched}
        for cut in changed:
            end = self.page_of(cut)
            pages |= {self.before(cut), end, self.after(end)}
        return sorted(pages - {START})

    def page_of(self, place: Place) -> Place:
        """The end of the page on which an entry at this place stands, or would stand."""
        return self._cut(_FIRST_FROM, place) or NEWEST

    def before(self, place: Place) -> Place:
        """The nearest end before a place, :data:`START` where there is none."""
        return self._cut(_LAST_BEFORE, place) or START

    def after(self, place: Place) -> Place:
        """The nearest end after a place."""
        return self._cut(_FIRST_AFTER, place) or NEWEST

    def _cut(self, query: str, place: Place) -> Place | None:
        return next(iter(self._ask(query, *place)), None)

    def _ask(self, query: str, *values: str | int) -> list[Place]:
        return self._db.execute(query, (*self._key, *values)).fetchall()
