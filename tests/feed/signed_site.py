"""A small signed site, and what can be done to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gawah.feed import keys as feed_keys
from gawah.feed.pages import PageLists
from gawah.feed.repository import Repository
from gawah.feed.verify import Report, verify

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

FIRST = {
    "index.html": b"<p>choose a language",
    "en/index.html": b"<p>home, one record",
    "en/case/aa11/index.html": b"<p>an invented case",
    "en/case/aa11/index.html.gz": b"\x1f\x8bnot really",
    "r/aa11.json": b"{}",
}
SECOND = {
    **FIRST,
    "en/index.html": b"<p>home, two records",
    "en/case/bb22/index.html": b"<p>another invented case",
    "r/bb22.json": b"{}",
}


@dataclass
class Site:
    """One tree of a site, with its keys."""

    tree: Path
    keys: feed_keys.Keys
    state: Path
    pages: dict[str, bytes] = field(default_factory=dict)

    @property
    def repository(self) -> Repository:
        return Repository(self.tree / "feed")

    def publish(self, pages: Mapping[str, bytes], *, now: datetime = NOW, floor: int = 0) -> int:
        """Write the pages, list them, stage a shard that depends on them, sign."""
        gone = self.pages.keys() - pages.keys()
        for path in gone:
            (self.tree / path).unlink()
        for path, data in pages.items():
            file = self.tree / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        self.pages = dict(pages)
        repository = self.repository
        hashes = {path: hashlib.sha256(data).hexdigest() for path, data in pages.items()}
        PageLists(repository).apply({**hashes, **dict.fromkeys(gone)})
        repository.put("site.json", b'{"name":{"en":"Invented Observatory"}}')
        repository.put("shards/aa1.ndjson", b"\n".join(sorted(pages.values())))
        version = repository.sign(self.keys, now, floor)
        repository.prune()
        return version

    def verify(self, location: Path | str | None = None, *, now: datetime = NOW, key: str | None = None) -> Report:
        return verify(str(location or self.tree), fingerprint=key, state=self.state, now=now)
