"""How a list is cut into pages that stay what they are.

Entries are numbered from the oldest, so that a new one leaves all but the last page alone. A page
holds :data:`PAGE` entries; the newest, which is the list's own address, holds what is left and so
:data:`PAGE` to twice that less one (a list's first page is never nearly empty).
"""

from __future__ import annotations

from gawah.site.entry import ListKey

PAGE = 50


def newest(count: int) -> int:
    """Index from 0 of the newest page of a list of ``count`` entries: how many full pages are older."""
    return max(0, count // PAGE - 1)


def page_of(rank: int, count: int) -> int:
    """Index from 0 of the page on which the entry at ``rank`` (0 = oldest) stands."""
    return min(rank // PAGE, newest(count))


def bounds(page: int, count: int) -> tuple[int, int]:
    """First rank on a page, and the first after it."""
    return page * PAGE, count if page == newest(count) else (page + 1) * PAGE


def address(key: ListKey, language: str, page: int, count: int) -> str:
    """The page's folder below the root of the site, without slashes at its ends."""
    root = f"{language}/{key.folder}"
    return root if page == newest(count) else f"{root}/page/{page + 1}"


def touched(before: int, after: int, lowest: int | None, edited: set[int]) -> set[int]:
    """Pages to draw again after a change.

    ``before`` and ``after`` are the numbers of entries; ``lowest`` is the lowest rank (in the list as
    it is now) at which an entry came or went, if any did; ``edited`` are ranks of entries that stayed
    where they were and say something else.
    """
    pages = {page_of(rank, after) for rank in edited}
    if lowest is None:
        return pages
    first = page_of(lowest, after)
    if newest(before) != newest(after):
        # another page is the newest now: it moves, and its older neighbour's link with it
        first = min(first, newest(before) - 1, newest(after) - 1)
    return pages | set(range(max(0, first), newest(after) + 1))
