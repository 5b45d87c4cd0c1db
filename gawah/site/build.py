"""Snapshot files to a static site, drawing and writing only what changed.

The site is a pure function of the snapshot: with the cache or without it, the bytes are the same (search
excepted, whose bytes differ from run to run, and ``changes.json``, which tells what this run did).
Records are read shard by shard and never all held.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from gawah.record import canonical
from gawah.record.model import Notice, Record
from gawah.record.snapshot import SHARDS, VERSIONS, SiteSettings, Term, shard_of
from gawah.site import around, feeds, listing, search, workers
from gawah.site.cache import Cache, Known
from gawah.site.drawer import Drawer, Publish
from gawah.site.entry import Entry
from gawah.site.output import Output
from gawah.site.rows import Rows
from gawah.site.shards import Drawn, Shards, SnapshotReader, prefix_of
from gawah.site.stamp import code_stamp
from gawah.site.terms import Terms

CACHE = "site.sqlite3"


class Build:
    """One run over one tree. A context manager: without :meth:`remember` the cache is left as it was."""

    def __init__(
        self,
        snapshot: SnapshotReader,
        draw: Callable[[SiteSettings, Terms], Drawer],
        tree: Path,
        cache: Path,
        *,
        publish: Publish,
        journal: Callable[[list[str]], None],
        compressed: bool = True,
        searched: bool = True,
        full: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """``tree``: the folder to bring up; it holds the last publish, or nothing. ``cache``: a folder for
        what may be lost. ``journal`` is told each path below ``tree`` before it is touched. ``full``: remember
        nothing. ``progress`` is told how many shards of how many are done.
        """
        self.snapshot = snapshot
        self.tree = tree
        self.publish = publish
        self._names = {name: stored.sha256 for name, stored in snapshot.names().items()}
        self.settings = msgspec.json.decode(snapshot.read("site.json"), type=SiteSettings)
        listed = snapshot.read("terms.ndjson") if "terms.ndjson" in self._names else b""
        terms = [msgspec.json.decode(line, type=Term) for line in listed.splitlines()]
        self._terms = Terms(terms)
        self.drawer = draw(self.settings, self._terms)
        self._shards = Shards(snapshot, self._names, self.drawer, self.settings.languages, compressed=compressed)
        self.cache = Cache(cache / CACHE, _sha256_of(tree / around.STATUS), _stamp(self._names), terms, fresh=full)
        self.output = Output(tree, cache / "made.sqlite3", journal, compressed=compressed)
        self._rows = Rows(self.cache, self.drawer, self.settings.languages, cache / "rows.sqlite3")
        self.partitions = 0  # bundles of search that were made
        self._searched = searched
        self._progress = progress or (lambda *_: None)
        self._later: set[str] = set()  # to draw when every entry is known
        self._drawn: set[str] = set()  # only kept where it can save work
        self._renamed: set[str] = set()  # ids of entries that came, went or are called something else
        self._named: set[str] = set()  # related to what changed: of these, laws show it
        self.changed: set[str] = set()  # ids of entries that came, went or say something else

    def __enter__(self) -> Build:
        return self

    def __exit__(self, *_: object) -> None:
        self.cache.close()
        self.output.close()
        self._rows.close()

    @property
    def complete(self) -> bool:
        """Whether every file of the site was made, so that page lists can be made anew from :meth:`parts`."""
        return not self.cache.warm

    def run(self) -> None:
        """Bring the tree up to the snapshot."""
        with _collecting_seldom():
            self._run()

    def _run(self) -> None:
        after = around.number_of(self.tree)
        site = around.Surroundings(self.cache, self.drawer, self.output, self.settings, self._record)
        with workers.Workers(self._shards, self.output) as several:
            self._records(several)
            self._related()
            pages = around.ask_around(site, self.publish, several.ask)
            listing.draw_lists(self.cache, self.drawer, self._rows, self.output, self.settings.languages)
            around.put_around(site, pages)
        feeds.draw_feeds(site)
        feeds.draw_sitemap(site, self.changed)
        if self._searched:
            self.partitions = search.draw_search(site, self._terms, self._shards.records, self.changed)
        else:
            search.remove(site)
        around.put_status(site, self.publish, self._snapshot_digest())
        if self.complete:
            self.output.sweep(keep=(around.CHANGES,))
        around.put_changes(site, self.publish, after)
        self.output.flush()

    def parts(self) -> Iterator[Mapping[str, str | None]]:
        """Files made (also those that were there already, the same) or removed: path -> SHA-256 or None.

        One mapping for each page list that has any.
        """
        return self.output.parts()

    def remember(self) -> None:
        """Keep the cache. To be called when the tree is served."""
        self.cache.remember(_sha256_of(self.tree / around.STATUS))

    def _snapshot_digest(self) -> str:
        """SHA-256 over the names and hashes of everything the site is made of."""
        return _digest_of(
            f"{sha256}  {name}\n"
            for name, sha256 in sorted(self._names.items())
            if name.startswith((SHARDS, VERSIONS)) or name in ("site.json", "terms.ndjson")
        )

    # Records

    def _records(self, several: workers.Workers) -> None:
        now = {name: sha for name, sha in self._names.items() if name.startswith((SHARDS, VERSIONS))}
        before = self.cache.shards()
        names = {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)}
        prefixes = sorted({prefix_of(name) for name in names})
        drawn = self._changed_shards(prefixes) if self.cache.warm else self._all_shards(prefixes, several)
        for number, _ in enumerate(drawn):
            self._progress(number, len(prefixes))
        self.cache.note_shards({name: now.get(name) for name in names})
        self.cache.count_lists()
        self._progress(len(prefixes), len(prefixes))

    def _all_shards(self, prefixes: Sequence[str], several: workers.Workers) -> Iterator[None]:
        """With nothing remembered: each line of each shard."""
        for shard in several.draw_all(prefixes):
            for drawn in shard:
                self._note(drawn, None)
            self.cache.put([(None, drawn.entry, drawn.digest) for drawn in shard if drawn.entry])
            yield

    def _changed_shards(self, prefixes: Sequence[str]) -> Iterator[None]:
        """The lines that are not what they were, and what was there and is no more."""
        for prefix in prefixes:
            known, noticed = self.cache.known(prefix), self.cache.noticed(prefix)
            changes: list[tuple[Entry | None, Entry, bytes]] = []
            for line in self._shards.lines(prefix).values():
                before = known.pop(line.id, None)
                if before is not None and before.digest == line.digest:
                    continue
                drawn = self._shards.draw(line)
                self._note(drawn, before)
                if drawn.entry is None:
                    noticed.pop(line.id, None)
                else:
                    changes.append((before.entry if before else None, drawn.entry, drawn.digest))
            self.cache.put(changes)
            for gone in known.values():
                self._gone(gone.entry, keep=set())
            for record_id in noticed:
                self.cache.put_notice(record_id, None)
                self.output.remove(f"r/{record_id}.json")
            yield

    def _note(self, drawn: Drawn, before: Known | None) -> None:
        """Take the files of a line, and remove those it had and has no more."""
        entry, old = drawn.entry, before.entry if before else None
        if entry is None:
            if old is not None:
                self._gone(old, keep={file.path for file in drawn.files})
            self.cache.put_notice(drawn.id, drawn.withdrawn)
        else:
            if old is not None:
                for path in set(old.files(self.settings.languages)) - set(entry.files(self.settings.languages)):
                    self.output.remove(path)
            if entry.shows_others:
                self._later.add(entry.id)
            elif self.cache.warm:
                self._drawn.add(entry.id)
            if self.cache.warm and entry != old:
                self.changed.add(entry.id)
                self._named.update(entry.related, old.related if old else ())
                if old is None or old.called != entry.called:
                    self._renamed.add(entry.id)
        self._rows.put(drawn.id, drawn.rows)
        self.output.note(drawn.written)
        for file in drawn.files:
            self.output.take(file)

    def _gone(self, entry: Entry, keep: set[str]) -> None:
        for path in set(entry.files(self.settings.languages)) - keep:
            self.output.remove(path)
        self.changed.add(entry.id)
        self._renamed.add(entry.id)
        self._named.update(entry.related)
        self.cache.drop(entry)

    def _related(self) -> None:
        """Draw the records that show something of other records, now that all entries are known."""
        for record_id in self._renamed:
            self._later.update(self.cache.related_to(record_id))
        for record_id in self._named:
            if (named := self.cache.entry(record_id)) is not None and named.kind == "law":
                self._later.add(record_id)
        waiting: dict[str, list[str]] = {}
        for record_id in sorted(self._later - self._drawn):
            waiting.setdefault(shard_of(record_id), []).append(record_id)
        for prefix, several in waiting.items():
            lines = self._shards.lines(prefix)
            for record_id in several:
                if record_id not in lines or (entry := self.cache.entry(record_id)) is None:
                    continue
                found = (self.cache.entry(each) for each in entry.related)
                related = [each for each in found if each is not None]
                referring = self.cache.referring_to(record_id) if entry.kind == "law" else []
                for file in self._shards.draw_related(lines[record_id], entry, related, referring):
                    self.output.take(file)

    def _record(self, record_id: str) -> Record | None:
        line = self._shards.lines(shard_of(record_id)).get(record_id)
        record = canonical.decode(line.data) if line is not None else None
        return None if isinstance(record, Notice) else record


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A build makes many objects and few cycles: looking for cycles at Python's usual pace is a tenth of its time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _stamp(names: Mapping[str, str]) -> str:
    """What every page depends on. Terms are compared one by one: a new one changes no page that lacks it."""
    return _digest_of((names.get("site.json", ""), code_stamp()))


def _digest_of(parts: Iterator[str] | Sequence[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
    return digest.hexdigest()


def _sha256_of(path: Path) -> str:
    """SHA-256 of a file in hex, "" where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
