"""Drawing the pages of lists that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from gawah.core import text
from gawah.site import lists
from gawah.site.cache import Cache
from gawah.site.drawer import Drawer, ListPage
from gawah.site.entry import KINDS, Entry, ListKey
from gawah.site.output import Output


def draw_lists(cache: Cache, drawer: Drawer, output: Output, languages: Sequence[str]) -> None:
    """Draw each page of each list whose entries changed; remove pages that are no more.

    The lists of the four kinds are there even when empty: the menu leads to them.
    """
    touched = dict.fromkeys(cache.touched_lists())
    if not cache.warm:
        touched.update(dict.fromkeys(ListKey("kind", kind) for kind in KINDS))
    for key in touched:
        before, after = cache.size_before(key), cache.size(key)
        label = theme_label(cache, key)
        for number, entries in _pages(cache, key, before, after):
            for language in languages:
                address = partial(_address, key, language, after)
                page = ListPage(
                    key=key,
                    label=label,
                    entries=entries[::-1],
                    number=number + 1,
                    newest=number == lists.newest(after),
                    older=address(number - 1),
                    newer=address(number + 1),
                )
                output.put(f"{address(number)[1:]}index.html", drawer.list_page(page, language).encode())
        for path in _stale(key, languages, before, after):
            output.remove(path)


def theme_label(cache: Cache, key: ListKey) -> str:
    """A theme as the team writes it; "" for other lists."""
    if key.dimension != "theme":
        return ""
    themes = (theme for entry in cache.slice(key, 0, 1) for theme in entry.themes)
    return next((theme for theme in themes if text.slug(theme) == key.value), key.value)


def _pages(cache: Cache, key: ListKey, before: int, after: int) -> Iterator[tuple[int, list[Entry]]]:
    """(index, entries oldest first) of the pages to draw."""
    if not cache.warm:
        yield from _all_pages(cache, key, after)
        return
    if after == 0 and key.dimension != "kind":
        return
    for number in sorted(lists.touched(before, after, cache.lowest_moved(key), cache.edited(key))):
        yield number, cache.slice(key, *lists.bounds(number, after))


def _all_pages(cache: Cache, key: ListKey, count: int) -> Iterator[tuple[int, list[Entry]]]:
    entries = cache.walk(key)
    for number in range(lists.newest(count) + 1):
        first, end = lists.bounds(number, count)
        yield number, [next(entries) for _ in range(end - first)]


def _address(key: ListKey, language: str, count: int, number: int) -> str:
    """Address of a page of a list, "" when it has no such page."""
    inside = 0 <= number <= lists.newest(count)
    return f"/{lists.address(key, language, number, count)}/" if inside else ""


def _stale(key: ListKey, languages: Sequence[str], before: int, after: int) -> Iterator[str]:
    """Files of pages that the list had and has no more."""
    for language in languages:
        root = f"{language}/{key.folder}"
        for number in range(lists.newest(after), lists.newest(before)):
            yield f"{root}/page/{number + 1}/index.html"
        if after == 0 and key.dimension != "kind":
            yield f"{root}/index.html"
