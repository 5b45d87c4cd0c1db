"""What lists, feeds, home and search need of a record, and the lists it belongs to.

An :class:`Entry` is small and is all the builder keeps of a record between two publishes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from gawah.core import dates, text
from gawah.record.model import Case, Fact, Figure, FigureRecord, Law, Measure, Page, Place, Record, Text

KINDS = ("case", "measure", "law", "figure")  # made of facts: a page in every language of the site
DIMENSIONS = ("kind", "country", "year", "act", "theme", "law")
UNDATED = "undated"
MOST_YEARS = 50  # an interval longer than this is listed under its two ends only


class ListKey(NamedTuple):
    """One list of the site: ``/{lang}/{dimension}/{value}/``; of a kind ``/{lang}/{value}/``.

    What refers to a law lies below its page, ``/{lang}/law/{id}/records/``.
    """

    dimension: str
    value: str

    @property
    def folder(self) -> str:
        """The list's address below the language, without slashes at its ends."""
        if self.dimension == "law":
            return f"law/{self.value}/records"
        return self.value if self.dimension == "kind" else f"{self.dimension}/{self.value}"


class Entry(Struct, frozen=True, kw_only=True, array_like=True, omit_defaults=True):
    """A record as others see it. Order of fields is part of the cache's format."""

    id: str
    kind: str
    version: int
    released: str  # ISO day of the first release
    updated: str  # ISO day of this version
    title: Text = {}
    original: str = ""
    summary: Text = {}
    languages: tuple[str, ...] = ()  # () = every language of the site
    slug: str = ""  # of a page
    acts: tuple[str, ...] = ()  # vocabulary codes, in the record's order, each once
    dates: tuple[str, ...] = ()  # EDTF, in the record's order, each once; () = undated
    years: tuple[str, ...] = ()  # "2012"; () = in no one year
    countries: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()  # at their public precision, in the record's order, each once
    themes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # who may be named, first name each
    targets: tuple[str, ...] = ()  # of a measure
    state: str = ""  # of a measure: the last in its chain
    verification: str = ""
    as_of: str = ""
    figure: Figure | None = None  # of a figure record
    said_by: tuple[str, ...] = ()  # publisher, else author, of each source, each once
    related: tuple[str, ...] = ()
    former: tuple[int, ...] = ()  # numbers of former versions whose text is still public
    invented: bool = False
    size: int = 0  # characters of its longest text: what search must hold

    @property
    def place(self) -> Place | None:
        """The first of its places."""
        return self.places[0] if self.places else None

    @property
    def called(self) -> tuple[object, ...]:
        """All that other records' links to it are made of: its address, and its title or the label from its facts."""
        firsts = (each[:1] for each in (self.countries, self.acts, self.dates, self.targets, self.places))
        return self.kind, self.slug, self.title, self.original, self.figure, *firsts

    @property
    def shows_others(self) -> bool:
        """Whether its page shows something of other records: those it names, and of a law those that name it."""
        return bool(self.related) or self.kind == "law"

    def spoken_in(self, languages: Iterable[str]) -> list[str]:
        """Those of the site's languages in which it has a page."""
        return [each for each in languages if not self.languages or each in self.languages]

    def folder(self, language: str) -> str:
        """The folder of its page below the root of the site."""
        return f"{language}/{self.slug}" if self.kind == "page" else f"{language}/{self.kind}/{self.id}"

    def files(self, languages: Iterable[str]) -> list[str]:
        """Every file the record makes, as paths below the root of the site."""
        folders = [self.folder(each) for each in self.spoken_in(languages)]
        made = [*(f"{folder}/index.html" for folder in folders), f"r/{self.id}.json"]
        for number in self.former:
            made.append(f"r/{self.id}.{number}.json")
            if self.kind != "page":
                made += [f"{folder}/{number}/index.html" for folder in folders]
        return made


def entry_of(record: Record, former: Iterable[int] = ()) -> Entry:
    """The entry of a record; ``former`` are the numbers of its former versions still public."""
    if isinstance(record, Page):
        return _of_page(record, tuple(former))
    found = _once(_dates(record))
    places = list(dict.fromkeys(_places(record)))
    return Entry(
        id=record.id,
        kind=kind_of(record),
        version=record.version,
        released=record.released,
        updated=_updated(record),
        title=record.title,
        original=record.original,
        summary=record.summary,
        acts=_once(_acts(record)),
        dates=found,
        years=_years(found),
        countries=_once(_countries(record, places)),
        places=tuple(places),
        themes=tuple(record.themes),
        names=tuple(_names(record)),
        targets=tuple(each.value for each in record.targets) if isinstance(record, Measure) else (),
        state=record.states[-1].state if isinstance(record, Measure) and record.states else "",
        verification=record.verification.state,
        as_of=record.as_of,
        figure=record.figures[0] if isinstance(record, FigureRecord) and record.figures else None,
        said_by=_once(source.publisher or source.author for source in record.sources),
        related=tuple(record.related),
        former=tuple(former),
        invented=record.invented,
        size=max(map(len, (*record.narrative.values(), *record.summary.values())), default=0),
    )


def _of_page(record: Page, former: tuple[int, ...]) -> Entry:
    return Entry(
        id=record.id,
        kind="page",
        version=record.version,
        released=record.released,
        updated=_updated(record),
        title=record.title,
        original=record.original,
        languages=tuple(sorted(record.body)),
        slug=record.slug,
        related=tuple(record.related),
        former=former,
        invented=record.invented,
        size=max(map(len, record.body.values()), default=0),
    )


def kind_of(record: Record) -> str:
    """The record's kind as its address has it."""
    return str(record.__struct_config__.tag)


def memberships(entry: Entry) -> list[ListKey]:
    """Every list the entry stands in, each once, but for those of laws. A page of the organisation's own is in none.

    What has no date, or one that no single year can be told from ("201X"), is listed as undated: a
    year is never guessed.
    """
    if entry.kind == "page":
        return []
    keys = [ListKey("kind", entry.kind)]
    keys += [ListKey("country", country) for country in entry.countries]
    keys += [ListKey("year", year) for year in entry.years or (UNDATED,)]
    keys += [ListKey("act", act) for act in entry.acts]
    keys += [ListKey("theme", slug) for slug in _once(text.slug(theme) for theme in entry.themes)]
    return keys


def _updated(record: Record) -> str:
    return record.versions[-1].released if record.versions else record.released


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _acts(record: Fact) -> Iterator[str]:
    if isinstance(record, Case):
        yield from (act.type for act in record.acts)
    elif isinstance(record, Measure):
        yield record.type


def _dates(record: Fact) -> Iterator[str]:
    if isinstance(record, Case):
        yield from (act.date or "" for act in record.acts)
    elif isinstance(record, Measure):
        yield from (state.date or "" for state in record.states)
    elif isinstance(record, Law):
        yield from (stage.date or "" for stage in record.stages)
    elif isinstance(record, FigureRecord):
        yield from (figure.period or figure.as_of or "" for figure in record.figures)


def _years(found: tuple[str, ...]) -> tuple[str, ...]:
    """Every calendar year that the dates are known to touch, in order."""
    years: set[int] = set()
    for date in found:
        years.update(_years_of(date))
    return tuple(f"{year:04d}" for year in sorted(years))


@lru_cache(maxsize=8192)
def _years_of(date: str) -> Iterable[int]:
    when = dates.parse(date)
    if when.year is not None:
        return (when.year,)
    if when.precision != "interval" or when.earliest is None or when.latest is None:
        return ()
    first, last = when.earliest.year, when.latest.year
    return range(first, last + 1) if last - first < MOST_YEARS else (first, last)


def _places(record: Fact) -> Iterator[Place]:
    found: list[Place | None] = [record.place]
    if isinstance(record, Case):
        found += [act.place for act in record.acts]
    elif isinstance(record, Measure):
        found += [state.place for state in record.states]
    elif isinstance(record, FigureRecord):
        found += [figure.place for figure in record.figures]
    return (place for place in found if place is not None)


def _countries(record: Fact, places: Iterable[Place]) -> Iterator[str]:
    if isinstance(record, Law):
        yield record.jurisdiction
    yield from (place.country for place in places)


def _names(record: Fact) -> Iterator[str]:
    if isinstance(record, Case):
        yield from (actor.names[0].text for actor in record.actors if actor.naming == "named" and actor.names)
