"""A small observatory in memory, a plain way to draw it, and a folder as a mapping."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from gawah.record.canonical import encode
from gawah.record.model import Act, Basis, Case, Law, Notice, Place, Record, Source, Verification, Version
from gawah.record.snapshot import SiteSettings, shard_of
from gawah.site.build import Build
from gawah.site.drawer import BrowseData, Drawer, HomeData, ListPage, Publish
from gawah.site.drawing.places import PlaceTally
from gawah.site.entry import Entry
from gawah.site.render import NO_FORMER
from gawah.site.terms import Terms

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Stored:
    sha256: str


@dataclass
class Snapshot:
    """The files of a snapshot, and how often each was read."""

    files: dict[str, bytes]
    reads: list[str] = field(default_factory=list)

    def names(self) -> dict[str, Stored]:
        return {name: Stored(hashlib.sha256(data).hexdigest()) for name, data in self.files.items()}

    def read(self, name: str) -> bytes:
        self.reads.append(name)
        return self.files[name]


class PlainDrawer:
    """Pages that show all they were given, so that a wrong page is another page."""

    def __init__(self, settings: SiteSettings, terms: Terms) -> None:
        self.settings = settings

    def record(
        self,
        record: Record,
        language: str,
        related: Sequence[Entry] = (),
        referring: Sequence[Entry] = (),
        *,
        sha256: str = "",
        former: Mapping[int, Record] = NO_FORMER,
    ) -> str:
        others = " ".join(f"{each.id} {each.title}" for each in (*related, *referring))
        texts = b" ".join(encode(each) for each in (record, *former.values())).decode()
        return f"<title>{record.title.get(language, '')}</title><p>{texts}</p>{others} {sha256}"

    def former(
        self,
        record: Record,
        language: str,
        latest: Record,
        *,
        sha256: str = "",
        former: Mapping[int, Record] = NO_FORMER,
    ) -> str:
        return f"former {self.record(record, language, sha256=sha256, former=former)} {latest.versions}"

    def row(self, entry: Entry, language: str) -> str:
        return f"<li>{self.label(entry, language)} {entry.id} {entry.version}"

    def list_page(self, page: ListPage, language: str) -> str:
        around = f"{page.label} {page.law.title if page.law else ''} {page.older} {page.newer}"
        return f"{page.key} {page.end} {page.since} {around}<ol>{''.join(page.rows)}</ol>"

    def browse(self, data: BrowseData, language: str) -> str:
        return f"{language} {data}"

    def map(self, places: Sequence[PlaceTally], language: str) -> str:
        return f"{language} map of {places}"

    def home(self, data: HomeData, language: str, drawn_map: str) -> str:
        return f"{language} {data} {drawn_map}"

    def static(self, name: str, language: str) -> str:
        return f"{language} {name}"

    def withdrawn(self, notices: Sequence[tuple[str, str]], language: str) -> str:
        return f"{language} {notices}"

    def choice(self) -> str:
        return " ".join(self.settings.languages)

    def label(self, entry: Entry, language: str) -> str:
        return entry.title.get(language, " ".join(entry.acts))

    def assets(self) -> Mapping[str, bytes]:
        return {"assets/site.0123abcd.css": b"body{}"}


def number_id(number: int) -> str:
    """An id that looks random and is the same each time."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:20]


def case(number: int = 1, version: int = 1, **more: object) -> Case:
    """An invented case: one arrest in Pakistan in 2012, unless told otherwise."""
    fields: dict[str, object] = {
        "id": number_id(number),
        "version": version,
        "versions": [Version(number=each, released="2026-01-02") for each in range(1, version + 1)],
        "title": {"en": f"Invented case {number}"},
        "original": "en",
        "released": "2026-01-02",
        "verification": Verification(state="unverified", reason={"en": "invented"}),
        "basis": [Basis(kind="no_person")],
        "sources": [Source(id="s1", kind="article", title="Invented")],
        "acts": [Act(id="a1", type="arrest", date="2012-05", place=Place(precision="country", country="pk"))],
        "themes": ["elections"],
    }
    return Case(**{**fields, **more})  # type: ignore[arg-type]


def law(number: int = 9000, version: int = 1, title: str = "The Invented Act", related: tuple[int, ...] = ()) -> Law:
    """An invented law of Pakistan."""
    made = case(number, version=version, related=[number_id(each) for each in related])
    names = ("id", "version", "versions", "released", "verification", "basis", "sources", "related")
    return Law(**{name: getattr(made, name) for name in names}, title={"en": title}, jurisdiction="pk")


def snapshot(
    records: Iterable[Record | Notice], former: Iterable[Record] = (), languages: Sequence[str] = ("en",), **more: str
) -> Snapshot:
    """The snapshot of these records and former versions."""
    settings = SiteSettings(name={"en": "Invented observatory"}, languages=list(languages), **more)
    files = {"site.json": msgspec.json.encode(settings)}
    for folder, several in (("shards", records), ("versions", former)):
        lines: dict[str, list[tuple[str, int, bytes]]] = {}
        for record in several:
            line = (record.id, getattr(record, "version", 0), encode(record))
            lines.setdefault(f"{folder}/{shard_of(record.id)}.ndjson", []).append(line)
        for name, held in lines.items():
            files[name] = b"".join(data + b"\n" for _, _, data in sorted(held))
    return Snapshot(files)


@dataclass(frozen=True)
class Ran:
    """What a build did."""

    written: int
    deleted: int
    complete: bool
    journal: list[str]
    parts: dict[str, str | None]
    partitions: int


def run(
    source: Snapshot,
    tree: Path,
    cache: Path,
    *,
    number: int = 1,
    draw: Callable[[SiteSettings, Terms], Drawer] = PlainDrawer,
    **options: bool,
) -> Ran:
    """Build once, and keep the cache. Without search, unless asked: it is slow, and its bytes vary."""
    options = {"searched": False, **options}
    tree.mkdir(parents=True, exist_ok=True)
    journal: list[str] = []
    publish = Publish(number, NOON)
    with Build(source, draw, tree, cache, publish=publish, journal=journal.extend, **options) as build:
        build.run()
        parts: dict[str, str | None] = {}
        for part in build.parts():
            parts.update(part)
        build.remember()
        return Ran(build.output.written, build.output.deleted, build.complete, journal, parts, build.partitions)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
