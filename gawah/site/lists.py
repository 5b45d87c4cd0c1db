"""How a list is cut into pages that stay what they are.

A list stands by day of release and id, the oldest first. Where a page ends is told by the nearest entries alone, never
by how many there are before: an entry that comes or goes can move the ends within :data:`REACH` of it and no other, in
a list of any length. A page is called by the entry that ends it, so its address stays as long as that entry does.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator

from gawah.site.entry import ListKey

REACH = 24  # no page holds fewer entries, but where a list has fewer; the middling one holds twice that and one

Place = tuple[str, str]  # where an entry stands: (ISO day of release, id)

START: Place = ("", "")  # before every entry
NEWEST: Place = ("~", "")  # after every entry: where the newest page ends, which is the list's own address


def ends(key: ListKey, places: Iterable[Place]) -> Iterator[Place]:
    """The places that end a page, of a list or a stretch of one, in order; the newest page's end is not among them.

    An entry ends a page when ``REACH`` others stand on either side of it, and the hash of its id is the smallest of
    all these. Of a stretch, the answer holds for what stands ``REACH`` or more inside it. The hash is another in each
    list: else an entry that ends a page in one would do so in all its lists, and take all those pages along.
    """
    reach, name = REACH, key.folder
    falling: deque[tuple[bytes, int, Place]] = deque()  # those that may yet be the smallest, the smallest first
    for number, place in enumerate(places):
        digest = hashlib.sha256(f"{name}/{place[1]}".encode()).digest()  # ids of one day stand in order; these do not
        while falling and falling[-1][0] > digest:
            falling.pop()
        falling.append((digest, number, place))
        if falling[0][1] < number - 2 * reach:
            falling.popleft()
        if number >= 2 * reach and falling[0][1] == number - reach:
            yield falling[0][2]


def folder(key: ListKey, end: Place) -> str:
    """The address below the language, without slashes at its ends, of the page that ends at ``end``."""
    return key.folder if end == NEWEST else f"{key.folder}/page/{end[1]}"
