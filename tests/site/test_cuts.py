"""The cuts of one list, kept through every change: as if cut anew, with no page forgotten and few drawn."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

import pytest
from build_support import number_id
from hypothesis import given
from hypothesis import strategies as st

from gawah.site import lists
from gawah.site.cuts import TABLE, Cuts
from gawah.site.entry import ListKey
from gawah.site.lists import NEWEST, Place

KEY = ListKey("kind", "case")
ENDS = 5  # most that come or go with one entry: two on either side of it, REACH apart, and its own
PAGES = 9  # most that are drawn again then


@pytest.fixture(autouse=True, params=[1, 2, 3])
def small_pages(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "REACH", request.param)
        yield


def place(number: int) -> Place:
    """The day rises with the number; ten are released on each, and stand by their ids."""
    return f"2026-01-{1 + number // 10:02}", number_id(number)


class List:
    """One list in a database, and what stands on its pages."""

    def __init__(self, members: Iterable[Place]) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(TABLE.replace("cut(", "member(") + TABLE)
        self.cuts = Cuts(self.db, KEY)
        self.members = set(members)
        self._insert(self.members)
        self.cuts.cut_anew()

    def _insert(self, come: Iterable[Place]) -> None:
        self.db.executemany("INSERT INTO member VALUES(?, ?, ?, ?)", [(*KEY, *each) for each in come])

    def become(self, members: Iterable[Place]) -> tuple[set[Place], list[Place]]:
        """Other members: the ends that came or went, and those of the pages to draw."""
        members = set(members)
        self.db.executemany("DELETE FROM member WHERE released = ? AND id = ?", self.members - members)
        self._insert(members - self.members)
        moved, self.members = members ^ self.members, members
        changed = self.cuts.cut_around(moved)
        return changed, self.cuts.to_draw(moved, changed)

    def pages(self) -> dict[Place, tuple[object, ...]]:
        """What stands at each address: entries, and the addresses beside it."""
        pages = list(self.cuts.pages())
        ends = [page.end for page in pages]
        assert pages == [self.cuts.page(end) for end in ends]
        held: dict[Place, list[Place]] = {end: [] for end in ends}
        for each in sorted(self.members):
            held[self.cuts.page_of(each)].append(each)
        return {end: (held[end], self.cuts.before(end), self.cuts.after(end)) for end in ends}

    def close(self) -> None:
        self.db.close()


def compare(before: Iterable[Place], after: Iterable[Place]) -> tuple[int, int]:
    """Change a list, and look: how many ends came or went, and how many pages are drawn."""
    kept = List(before)
    old = kept.pages()
    changed, drawn = kept.become(after)
    new = kept.pages()
    kept.close()
    assert list(new) == [*lists.ends(KEY, sorted(kept.members)), NEWEST]
    assert old.keys() ^ new.keys() == changed
    assert {end for end in new if new[end] != old.get(end)} <= set(drawn) <= new.keys()
    return len(changed), len(drawn)


@pytest.mark.parametrize("count", [0, 1, 3, 5, 8, 13, 30, 60])
def test_one_more_or_one_less_at_any_place(count: int) -> None:
    """Compared both ways. What it does is bounded, and the bound knows no length."""
    stand = [place(number) for number in range(count + 1)]
    for each in stand:
        rest = [other for other in stand if other != each]
        for ends, pages in (compare(rest, stand), compare(stand, rest)):
            assert ends <= ENDS
            assert pages <= PAGES


numbers = st.sets(st.integers(0, 80))


@given(before=numbers, after=numbers)
def test_any_change_of_many(before: set[int], after: set[int]) -> None:
    compare(map(place, before), map(place, after))


def test_an_edit_draws_the_page_it_stands_on() -> None:
    kept = List(place(number) for number in range(40))
    assert kept.cuts.to_draw([place(7)], []) == [kept.cuts.page_of(place(7))]
    kept.close()
