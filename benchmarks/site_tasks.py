"""What the site's measurements do, each in a process of its own. Every path comes and goes as text."""

from __future__ import annotations

import hashlib
import os
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from benchmarks import records
from gawah import vocabulary
from gawah.feed import keys as feed_keys
from gawah.feed.pages import PageLists, bucket
from gawah.feed.repository import Repository
from gawah.record.canonical import encode
from gawah.record.snapshot import SiteSettings, Term, shard_of
from gawah.site import workers
from gawah.site.build import Build
from gawah.site.drawer import Publish
from gawah.site.render import Renderer
from gawah.site.trees import Trees

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def snapshot(feed: str, keys: str, count: int, languages: list[str]) -> None:
    """Write and sign the snapshot of so many records, without page lists, into the folder ``feed``."""
    repository = Repository(Path(feed))
    for prefix, lines in records.lines_by_shard(count):
        repository.put(f"shards/{prefix}.ndjson", b"".join(line + b"\n" for line in lines))
    settings = SiteSettings(name={"en": "Invented Observatory"}, languages=languages, base_url="https://example.org")
    repository.put("site.json", msgspec.json.encode(settings, order="sorted"))
    terms = sorted(
        Term(list=name, code=code, labels=dict(term.labels), definition=dict(term.definition))
        for name in vocabulary.lists()
        for code, term in vocabulary.terms(name).items()
    )
    repository.put("terms.ndjson", b"".join(msgspec.json.encode(term, order="sorted") + b"\n" for term in terms))
    repository.sign(feed_keys.create(Path(keys), NOON), NOON)


def build(
    feed: str, tree: str, cache: str, number: int = 1, compressed: bool = False, searched: bool = False
) -> dict[str, Any]:
    """A full build into an empty tree."""
    Path(tree).mkdir(parents=True)
    repository = Repository(Path(feed))
    with _build(repository, Path(tree), Path(cache), number, compressed=compressed, searched=searched) as work:
        work.run()
        work.remember()
        return {"files": work.output.written, "records": work.cache.count(), "beside": _beside()}


def publish(feed: str, keys: str, site: str, cache: str) -> dict[str, Any]:
    """A full publish of a snapshot with everything but search, from an empty folder; CPU and wall of each part."""
    clock = _Clock()
    trees = Trees(Path(site))
    tree = trees.open()
    trees.journal(["feed/"])
    source, repository = Repository(Path(feed)), Repository(tree / "feed")
    for name in source.names():
        repository.put(name, source.read(name))
    clock.note("snapshot copied")
    with _build(repository, tree, Path(cache), 1, compressed=True, journal=trees) as work:
        work.run()
        clock.note("site, with compressed forms")
        _list(repository, work)
        repository.sign(feed_keys.Keys.load(Path(keys)), NOON)
        repository.prune()
        clock.note("page lists and signing")
        trees.swap()
        work.remember()
        clock.note("to disk, and the swap")
    trees.settle()
    clock.note("second tree")
    return {"parts": clock.parts, "files": work.output.written}


def change(
    feed: str,
    keys: str,
    tree: str,
    cache: str,
    number: int,
    publish: int = 2,
    moved: bool = False,
    searched: bool = False,
) -> dict[str, Any]:
    """One record says something else: a further publish into the one tree, feed and page lists with it.

    ``moved``: it leaves most of the lists it stands in, and joins as many others.
    """
    clock = _Clock()
    repository = Repository(Path(feed))
    old, new = records.record(number), records.moved(number) if moved else records.changed(number)
    name = f"{shard_of(old.id)}.ndjson"
    lines = [line for line in repository.read(f"shards/{name}").splitlines() if old.id.encode() not in line[:400]]
    former = repository.read(f"versions/{name}").splitlines() if f"versions/{name}" in repository.names() else []
    for folder, several in (("shards", [*lines, encode(new)]), ("versions", [*former, encode(old)])):
        repository.put(f"{folder}/{name}", b"".join(line + b"\n" for line in sorted(several, key=_id)))
    clock.note("snapshot")
    with _build(repository, Path(tree), Path(cache), publish, searched=searched) as work:
        work.run()
        written = list(work.output.written_paths(len))
        clock.note("site")
        lists = _list(repository, work)
        repository.sign(feed_keys.Keys.load(Path(keys)), NOON)
        repository.prune()
        work.remember()
        clock.note("page lists and signing")
    return {
        "parts": clock.parts,
        "pages": sorted(written),
        "lists": lists,
        "warm": not work.complete,
        "partitions": work.partitions,
    }


def compare(feed: str, one: str, other: str) -> dict[str, Any]:
    """Paths that differ between two trees, and page-list lines that do not tell what is in the second."""
    mine, theirs = _hashes(Path(one)), _hashes(Path(other))
    listed = PageLists(Repository(Path(feed))).read_all()
    return {
        "files": len(mine),
        "differ": sorted(path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)),
        "misread": sorted(path for path in mine.keys() | listed.keys() if listed.get(path) != theirs.get(path)),
    }


def list_pages(feed: str, keys: str, tree: str) -> None:
    """Page lists of what lies in a tree, signed into its feed."""
    repository = Repository(Path(feed))
    parts: dict[str, dict[str, str | None]] = {}
    for path, sha256 in _hashes(Path(tree)).items():
        parts.setdefault(bucket(path), {})[path] = sha256
    for part in parts.values():
        PageLists(repository).apply(part)
    repository.sign(feed_keys.Keys.load(Path(keys)), NOON)


def _build(
    repository: Repository,
    tree: Path,
    cache: Path,
    number: int,
    *,
    compressed: bool = False,
    searched: bool = False,
    journal: Trees | None = None,
) -> Build:
    return Build(
        repository,
        Renderer,
        tree,
        cache,
        publish=Publish(number, NOON),
        journal=journal.journal if journal else lambda _: None,
        compressed=compressed,
        searched=searched,
    )


def _beside() -> int:
    """Bytes that the processes which drew needed at most, all together; what they share is counted for each."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return peak * min(workers.MOST, os.cpu_count() or 1)


def _list(repository: Repository, work: Build) -> int:
    """Bring the page lists up to a build; how many changed."""
    lists = PageLists(repository)
    return sum(len(lists.apply(part)) for part in work.parts())


def _id(line: bytes) -> str:
    return str(msgspec.json.decode(line)["id"])


def _hashes(tree: Path) -> dict[str, str]:
    return {path: hashlib.sha256((tree / path).read_bytes()).hexdigest() for path in _files(tree)}


def _files(tree: Path) -> Iterator[str]:
    for folder, below, names in os.walk(tree):
        if Path(folder) == tree and "feed" in below:
            below.remove("feed")
        for name in names:
            yield (Path(folder) / name).relative_to(tree).as_posix()


class _Clock:
    """CPU and wall seconds since the last note, by name."""

    def __init__(self) -> None:
        self.parts: dict[str, dict[str, float]] = {}
        self._last = self._now()

    def note(self, name: str) -> None:
        now = self._now()
        self.parts[name] = {"cpu": round(now[0] - self._last[0], 4), "wall": round(now[1] - self._last[1], 4)}
        self._last = now

    @staticmethod
    def _now() -> tuple[float, float]:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime, time.perf_counter()


def nothing() -> None:
    """What starting Python and importing all this takes."""
