"""What the builder asks of whoever draws the pages, and what it gives them. Pure: same input, same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gawah.record.model import Record
from gawah.site.drawing.places import PlaceTally
from gawah.site.entry import Entry, ListKey
from gawah.site.lists import Place


@dataclass(frozen=True)
class ListPage:
    """One page of a list. No total, no number and no number of pages: a new entry would change them all."""

    key: ListKey
    label: str  # of a theme, as the team writes it; "" = by the vocabulary
    rows: Sequence[str]  # HTML of its entries, newest first
    end: Place  # of its newest entry, which names it; NEWEST = the newest page
    since: str  # ISO day on which the oldest of its entries was released; "" = it has none
    older: str  # address from the root of the site, "/en/case/page/3fa9c1d2e4f5a6b7c8d9/"; "" = there is none
    newer: str
    law: Entry | None = None  # to which all of these refer


@dataclass(frozen=True)
class BrowseData:
    """What there is to browse by: values of each dimension, each with at least one record."""

    countries: Sequence[str]
    years: Sequence[str]  # newest first; "undated" last
    acts: Sequence[str]
    themes: Sequence[tuple[str, str]]  # (slug, as the team writes it)
    kinds: Sequence[str]
    laws: Sequence[tuple[Entry, int]] = ()  # named by other records, and by how many


@dataclass(frozen=True)
class HomeData:
    """Home: how much there is, what is new, the numbers."""

    kinds: Mapping[str, int]
    countries: Mapping[str, int]
    years: Mapping[str, int]
    acts: Mapping[str, int]
    new: Sequence[Entry]
    figures: Sequence[Entry]
    themes: Sequence[tuple[str, str]] = ()  # (slug, as the team writes it)
    places: Sequence[PlaceTally] = ()
    published: str = ""  # ISO day
    drawn: Record | None = None  # the record of the first of ``new``: a measure is drawn there, not told


@dataclass(frozen=True)
class Publish:
    """Which publish this is. Stands on no page but home, ``status.json`` and ``changes.json``."""

    number: int
    when: datetime  # with its time zone


class Drawer(Protocol):
    """Draws pages as whole HTML documents."""

    def record(
        self,
        record: Record,
        language: str,
        related: Sequence[Entry] = (),
        referring: Sequence[Entry] = (),
        *,
        sha256: str = "",
        former: Mapping[int, Record] = ...,
    ) -> str: ...

    def former(
        self, record: Record, language: str, latest: Record, *, sha256: str = "", former: Mapping[int, Record] = ...
    ) -> str: ...

    def row(self, entry: Entry, language: str) -> str: ...

    def list_page(self, page: ListPage, language: str) -> str: ...

    def browse(self, data: BrowseData, language: str) -> str: ...

    def map(self, places: Sequence[PlaceTally], language: str) -> str: ...

    def home(self, data: HomeData, language: str, drawn_map: str) -> str: ...

    def static(self, name: str, language: str) -> str: ...

    def withdrawn(self, notices: Sequence[tuple[str, str]], language: str) -> str: ...

    def choice(self) -> str: ...

    def label(self, entry: Entry, language: str) -> str: ...

    def assets(self) -> Mapping[str, bytes]: ...
