"""The pages around the records: home, browse, what stays the same, and the state of the publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from gawah.record.model import Record
from gawah.record.snapshot import SiteSettings
from gawah.site.cache import Cache
from gawah.site.drawer import BrowseData, Drawer, HomeData, Publish
from gawah.site.entry import KINDS, UNDATED, ListKey
from gawah.site.listing import theme_label
from gawah.site.output import Output

LAWS_TO_BROWSE = 50  # those that most records name; the list of laws has all
NEW_ON_HOME = 10
FIGURES_ON_HOME = 6
THEMES_ON_HOME = 12
STATIC = ("about", "how", "check", "key", "search")
STATUS = "status.json"
CHANGES = "changes.json"


@dataclass(frozen=True)
class Surroundings:
    """What these pages are drawn from, and where they go."""

    cache: Cache
    drawer: Drawer
    output: Output
    settings: SiteSettings
    record: Callable[[str], Record | None]  # by id, as published


Waiting = tuple[str, Callable[[], str]]  # a path, and what gives the page when asked


def ask_around(site: Surroundings, publish: Publish, ask: Callable[..., Callable[[], str]]) -> list[Waiting]:
    """Every page that is no record and no list. Little enough to be drawn at each publish.

    But for the browse pages, whose sorting takes a tenth of a second, and the map: they are drawn when they change.
    ``ask`` begins to draw these two while something else is done: see :meth:`gawah.site.workers.Workers.ask`.
    """
    browse, home = _browse(site.cache), _home(site, publish)
    browse_as_it_was = _as_it_was(site.cache, "browse", browse)
    map_as_it_was = _as_it_was(site.cache, "map", home.places)
    pages: list[Waiting] = []
    for language in site.settings.languages:
        if not browse_as_it_was:
            pages.append((f"{language}/browse/index.html", ask("browse", browse, language)))
        drawn = None if map_as_it_was else ask("map", home.places, language)
        pages.append((f"{language}/index.html", partial(_draw_home, site, home, language, drawn)))
    notices = site.cache.notices()
    own = {(page.slug, language) for page in site.cache.pages() for language in page.languages}
    for language in site.settings.languages:
        pages.append((f"{language}/withdrawn/index.html", partial(site.drawer.withdrawn, notices, language)))
        for name in STATIC:
            if (name, language) not in own:
                pages.append((f"{language}/{name}/index.html", partial(site.drawer.static, name, language)))
        pages.append((f"{language}/404.html", partial(site.drawer.static, "404", language)))
    pages.append(("404.html", partial(site.drawer.static, "404", site.settings.languages[0])))
    return [*pages, ("index.html", site.drawer.choice)]


def put_around(site: Surroundings, pages: Iterable[Waiting]) -> None:
    """Put these pages into the tree, and what all pages link to."""
    for name, data in site.drawer.assets().items():
        site.output.put(name, data)
    for path, page in pages:
        site.output.put(path, page().encode())


def _draw_home(site: Surroundings, home: HomeData, language: str, drawn: Callable[[], str] | None) -> str:
    """``drawn``: gives the map; None = it is as it was."""
    name = f"map {language}"
    if drawn is not None:
        site.cache.note(name, drawn())
    return site.drawer.home(home, language, site.cache.noted(name))


def _as_it_was(cache: Cache, name: str, data: Any) -> bool:
    """Whether pages are made of the same as when the cache was kept; notes what they are made of now."""
    digest = hashlib.sha256(msgspec.json.encode(data)).hexdigest()
    same = cache.noted(f"{name} of") == digest
    cache.note(f"{name} of", digest)
    return same


def put_status(site: Surroundings, publish: Publish, snapshot: str) -> None:
    """``status.json``: which publish this is. ``snapshot``: digest of what the site was made from."""
    status = {
        "format": "gawah/status/1",
        "publish": publish.number,
        "published": publish.when.isoformat(timespec="seconds"),
        "snapshot": snapshot,
        "records": site.cache.count(),
        "withdrawn": len(site.cache.notices()),
        "languages": site.settings.languages,
    }
    site.output.put(STATUS, _json(status))


def put_changes(site: Surroundings, publish: Publish, after: int) -> None:
    """``changes.json``: what to upload to a copy that is at publish ``after``, and then what to remove.

    In this order no page leads to one that is not there yet. The feed's folders come after the files, its
    ``timestamp.json`` last; all of this before anything is removed.
    """
    first = {"format": "gawah/changes/1", "publish": publish.number, "after": after}
    feed = ["feed/targets/", "feed/previous/", "feed/metadata/", "feed/metadata/timestamp.json"]
    lists: dict[str, Iterable[str]] = {
        "upload": chain(site.output.written_paths(_rank), [CHANGES]),
        "feed": feed,
        "remove": site.output.removed_paths(),
    }
    site.output.put_pieces(CHANGES, _in_pieces(first, lists))


def _in_pieces(first: Mapping[str, Any], lists: Mapping[str, Iterable[str]]) -> Iterator[bytes]:
    """The JSON of an object, an item a line: a full publish names more files than memory should hold."""
    yield _json(first).rstrip(b"\n}")
    for name, items in lists.items():
        yield b',\n "%s": [' % name.encode()
        before = b"\n  "
        for item in items:
            yield before + msgspec.json.encode(item)
            before = b",\n  "
        yield b"\n ]" if before.startswith(b",") else b"]"
    yield b"\n}\n"


def number_of(tree: Path) -> int:
    """The publish that a tree holds; 0 when it holds none that can be told."""
    try:
        return int(msgspec.json.decode((tree / STATUS).read_bytes())["publish"])
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return 0


def _browse(cache: Cache) -> BrowseData:
    years = sorted((year for year in cache.sizes("year") if year != UNDATED), reverse=True)
    undated = [UNDATED] if cache.sizes("year").get(UNDATED) else []
    return BrowseData(
        countries=list(cache.sizes("country")),
        years=years + undated,
        acts=list(cache.sizes("act")),
        themes=[_theme(cache, slug) for slug in cache.sizes("theme")],
        kinds=[kind for kind in KINDS if cache.sizes("kind").get(kind)],
        laws=cache.laws(LAWS_TO_BROWSE),
    )


def _home(site: Surroundings, publish: Publish) -> HomeData:
    cache, figures = site.cache, ListKey("kind", "figure")
    new = cache.newest(NEW_ON_HOME)
    themes = sorted(cache.sizes("theme").items(), key=lambda pair: (-pair[1], pair[0]))
    return HomeData(
        kinds={kind: cache.sizes("kind").get(kind, 0) for kind in KINDS},
        countries=cache.sizes("country"),
        years=cache.sizes("year"),
        acts=cache.sizes("act"),
        new=new,
        figures=cache.last(figures, FIGURES_ON_HOME),
        themes=[_theme(cache, slug) for slug, _ in themes[:THEMES_ON_HOME]],
        places=cache.places(),
        published=publish.when.astimezone(ZoneInfo(site.settings.timezone)).date().isoformat(),
        drawn=site.record(new[0].id) if new and new[0].kind == "measure" else None,
    )


def _theme(cache: Cache, slug: str) -> tuple[str, str]:
    return slug, theme_label(cache, ListKey("theme", slug))


def _rank(path: str) -> int:
    """What is led to before what leads to it."""
    parts = path.split("/")
    if parts[0] in ("assets", "search"):
        return 0
    if parts[0] == "r" or (parts[1:2] and parts[1] in KINDS and _is_record(parts[2:])):
        return 1
    return 2 if len(parts) > 2 else 3


def _is_record(parts: list[str]) -> bool:
    """Whether these end the path of a record's page, or of a former version's: no page of a list."""
    return len(parts) in (2, 3) and parts[0] != "page" and parts[1] != "records"


def _json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
