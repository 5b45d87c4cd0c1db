"""How each record stands in lists, drawn once for each language: it stands in five or six of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from gawah.site.cache import Cache
from gawah.site.drawer import Drawer

BATCH = 500  # rows written at a time


class Rows:
    """The rows of lists. Those that were drawn wait in a file, so that memory stays flat."""

    def __init__(self, cache: Cache, drawer: Drawer, languages: Sequence[str], scratch: Path) -> None:
        """``scratch``: the file, for the length of one build; removed by :meth:`close`."""
        self._cache = cache
        self._drawer = drawer
        self._languages = languages
        self._scratch = scratch
        self._waiting: list[tuple[str, str, str]] = []
        scratch.unlink(missing_ok=True)
        self._db = sqlite3.connect(scratch, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY", "cache_size=-20000"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE row(id TEXT, language TEXT, html TEXT, PRIMARY KEY(id, language)) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def put(self, record_id: str, drawn: Sequence[str]) -> None:
        """Keep the rows of a record, one for each language of the site, or none."""
        self._waiting += zip((record_id,) * len(drawn), self._languages, drawn, strict=False)
        if len(self._waiting) >= BATCH:
            self._write()

    def of(self, record_ids: Iterable[str], language: str) -> list[str]:
        """The rows of these records, drawn now where they were not kept."""
        self._write()
        ids = list(record_ids)
        marks = ",".join("?" * len(ids))
        query = f"SELECT id, html FROM row WHERE language = ? AND id IN ({marks})"  # noqa: S608 - only question marks
        kept = dict(self._db.execute(query, (language, *ids)))
        return [kept.get(record_id) or self._draw(record_id, language) for record_id in ids]

    def close(self) -> None:
        self._db.close()
        self._scratch.unlink(missing_ok=True)

    def _draw(self, record_id: str, language: str) -> str:
        entry = self._cache.entry(record_id)
        assert entry is not None, "the cache has every member of a list"
        html = self._drawer.row(entry, language)
        self._waiting.append((record_id, language, html))
        return html

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._db.executemany("INSERT OR REPLACE INTO row VALUES(?, ?, ?)", waiting)
