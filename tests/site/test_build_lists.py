"""Pages of lists: which are drawn again after a change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.site import lists
from gawah.site.entry import ListKey

KEY = ListKey("kind", "case")


def drawn(entries: list[int]) -> dict[str, tuple[object, ...]]:
    """What stands at each address: entries, and the addresses beside it."""
    count = len(entries)
    at = [lists.address(KEY, "en", page, count) for page in range(lists.newest(count) + 1)]
    return {
        address: (entries[slice(*lists.bounds(page, count))], at[page - 1 : page], at[page + 1 : page + 2])
        for page, address in enumerate(at)
    }


@pytest.fixture(autouse=True, scope="module")
def small_pages() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "PAGE", 2)
        yield


@given(before=st.sets(st.integers(0, 20)), after=st.sets(st.integers(0, 20)))
def test_every_page_that_differs_is_drawn_again(before: set[int], after: set[int]) -> None:
    _compare(sorted(before), sorted(after))


@pytest.mark.parametrize("count", range(12))
def test_one_more_or_one_less_at_any_place(count: int) -> None:
    entries = list(range(count))
    for rank in range(count + 1):
        more = [*entries[:rank], 99, *entries[rank:]]
        _compare(entries, more, moved=rank)
        _compare(more, entries, moved=rank)


def _compare(before: list[int], after: list[int], moved: int | None = None) -> None:
    differing = set(before) ^ set(after)
    lowest = moved
    if lowest is None and differing:
        lowest = sum(each < min(differing) for each in after)
    pages = lists.touched(len(before), len(after), lowest, set())
    old, new = drawn(before), drawn(after)
    again = {lists.address(KEY, "en", page, len(after)) for page in pages}
    assert {address for address in new if new[address] != old.get(address)} <= again
    assert again <= new.keys()


def test_a_new_entry_at_the_end_draws_the_newest_page_alone() -> None:
    assert lists.touched(1000, 1001, 1000, set()) == {lists.newest(1001)}


def test_an_edit_draws_the_page_it_stands_on() -> None:
    assert lists.touched(100, 100, None, {0, 1, 7}) == {0, 3}
