"""Drawing the pages of lists that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gawah.core import text
from gawah.site import lists
from gawah.site.cache import Cache
from gawah.site.cuts import Cuts, Page
from gawah.site.drawer import Drawer, ListPage
from gawah.site.entry import KINDS, Entry, ListKey
from gawah.site.lists import NEWEST, START, Place
from gawah.site.output import Output
from gawah.site.rows import Rows


def draw_lists(cache: Cache, drawer: Drawer, rows: Rows, output: Output, languages: Sequence[str]) -> None:
    """Draw each page of each list whose entries changed; remove pages that are no more.

    The lists of the four kinds are there even when empty: the menu leads to them.
    """
    touched = dict.fromkeys(cache.touched_lists())
    if not cache.warm:
        touched.update(dict.fromkeys(ListKey("kind", kind) for kind in KINDS))
    for key in touched:
        pages, gone = _changed(cache, key, Cuts(cache.db, key))
        law = cache.entry(key.value) if key.dimension == "law" else None
        for cut in pages:
            label = _label(key, (cache.entry(record_id) for _, record_id in cut.members[:1]))
            newest = cache.entry(cut.end[1]) if cut.members and cut.members[0][0] == cut.end[0] else None
            for language in languages:
                page = ListPage(
                    key=key,
                    label=label,
                    law=law,
                    rows=rows.of((record_id for _, record_id in reversed(cut.members)), language),
                    end=cut.end,
                    since=cut.members[0][0] if cut.members else "",
                    newest=newest,
                    older="" if cut.older == START else f"/{language}/{lists.folder(key, cut.older)}/",
                    newer="" if cut.end == NEWEST else f"/{language}/{lists.folder(key, cut.newer)}/",
                )
                output.put(_path(key, language, cut.end), drawer.list_page(page, language).encode())
        for end in gone:
            for language in languages:
                output.remove(_path(key, language, end))


def _path(key: ListKey, language: str, end: Place) -> str:
    return f"{language}/{lists.folder(key, end)}/index.html"


def _changed(cache: Cache, key: ListKey, cuts: Cuts) -> tuple[Iterable[Page], set[Place]]:
    """Cut the list again where it changed: the pages to draw, and the ends of those that are no more."""
    if not cache.warm:
        cuts.cut_anew()
        return cuts.pages(), set()
    size, touched = cache.size(key), cache.touched(key)
    moved = [place for place, came_or_went in touched.items() if came_or_went]
    near = 4 * lists.REACH * len(moved)  # entries to look at around them
    changed = cuts.cut_anew() if near > size else cuts.cut_around(moved)
    if size == 0 and key.dimension != "kind":
        return [], {*changed, NEWEST}
    gone = {end for end in changed if cuts.page_of(end) != end}
    return map(cuts.page, cuts.to_draw(touched, changed)), gone


def theme_label(cache: Cache, key: ListKey) -> str:
    """A theme as the team wrote it first."""
    return _label(key, cache.first(key, 1))


def _label(key: ListKey, entries: Iterable[Entry | None]) -> str:
    """A theme as the team writes it in one of these entries; "" for other lists."""
    if key.dimension != "theme":
        return ""
    themes = (theme for entry in entries if entry is not None for theme in entry.themes)
    return next((theme for theme in themes if text.slug(theme) == key.value), key.value)
