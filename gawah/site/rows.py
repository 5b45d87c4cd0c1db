"""How each record stands in lists, drawn once for each language: it stands in five or six of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from sys import getsizeof

from gawah.site.cache import Cache
from gawah.site.drawer import Drawer
from gawah.site.scratch import opened

_TABLE = "CREATE TABLE row(id TEXT, language TEXT, html TEXT, PRIMARY KEY(id, language)) WITHOUT ROWID"
HELD = 40_000_000  # bytes that wait in memory; what is more waits in a file


class Rows:
    """The rows of lists, kept from when they are first drawn to the end of a build."""

    def __init__(self, cache: Cache, drawer: Drawer, languages: Sequence[str], scratch: Path) -> None:
        """``scratch``: the file for what is too much for memory; removed by :meth:`close`."""
        self._cache = cache
        self._drawer = drawer
        self._languages = languages
        self._scratch = scratch
        self._held: dict[tuple[str, str], str] = {}
        self._room = HELD
        self._db = opened(scratch, _TABLE)

    def put(self, record_id: str, drawn: Sequence[str]) -> None:
        """Keep the rows of a record, one for each language of the site, or none."""
        for language, html in zip(self._languages, drawn, strict=False):
            self._keep(record_id, language, html)

    def of(self, record_ids: Iterable[str], language: str) -> list[str]:
        """The rows of these records, drawn now where they were not kept."""
        return [self._held.get((each, language)) or self._find(each, language) for each in record_ids]

    def close(self) -> None:
        self._db.close()
        self._scratch.unlink(missing_ok=True)

    def _keep(self, record_id: str, language: str, html: str) -> None:
        self._room -= getsizeof(html)  # a text with an Arabic letter takes two bytes for each
        if self._room >= 0:
            self._held[record_id, language] = html
        else:
            self._db.execute("INSERT OR REPLACE INTO row VALUES(?, ?, ?)", (record_id, language, html))

    def _find(self, record_id: str, language: str) -> str:
        kept = self._db.execute("SELECT html FROM row WHERE id = ? AND language = ?", (record_id, language)).fetchone()
        if kept is not None:
            return str(kept[0])
        entry = self._cache.entry(record_id)
        assert entry is not None, "the cache has every member of a list"
        html = self._drawer.row(entry, language)
        self._keep(record_id, language, html)
        return html
