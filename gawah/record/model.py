"""The public record, ``gawah/record/1``: an allow-list of everything that may be public.

One frozen struct a kind. What is not named here cannot leave the desk. Absent values are left out of the
canonical form; a missing value always means *not known or not given*, never zero or no.

Texts that were written in a language are ``Text``: language code -> text in that language. Narratives are
Markdown (CommonMark); nothing in a record is HTML. Dates are EDTF level 1 strings (ISO 8601-2:2019) with
their own precision; a date nobody gave is ``None``. Days of ours (``seen``, ``released``) are ISO days.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

FORMAT = "gawah/record/1"

Text = dict[str, str]

Quantifier = Literal["exactly", "at_least", "more_than", "about", "at_most", "fewer_than", "between", "uncounted"]
Precision = Literal["country", "subdivision", "city", "withheld"]
VerificationState = Literal["unverified", "corroborated", "verified", "disputed", "retracted"]
Naming = Literal["named", "withheld", "unnamed"]


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of everything in a record: immutable, by keyword, unknown fields refused, defaults left out."""


class Version(Part, frozen=True, kw_only=True):
    """One entry of a record's chain of versions."""

    number: int
    released: str  # ISO day
    reason: str = ""  # in the team's own words
    redacted: bool = False  # the former text is gone; number, day and reason stay


class Place(Part, frozen=True, kw_only=True):
    """A place at its public precision: never finer than ``precision`` says."""

    precision: Precision
    country: str = ""  # ISO 3166-1 alpha-2, lower case; "" = not known
    subdivision: str = ""  # ISO 3166-2, upper case ("PK-SD")
    city: str = ""  # as the source writes it
    latitude: float | None = None  # only with precision "city"; one decimal at most (about 11 km)
    longitude: float | None = None


class Quantity(Part, frozen=True, kw_only=True):
    """How many, with its quantifier. There is no way to add two of them."""

    quantifier: Quantifier
    low: int | None = None  # the number, or the lower end of "between"
    high: int | None = None  # the upper end of "between"


class Source(Part, frozen=True, kw_only=True):
    """Where something is said. ``id`` is local to the record: "s1", "s2" ..."""

    id: str
    kind: str  # vocabulary: source_kinds
    title: str = ""  # as printed
    language: str = ""
    publisher: str = ""
    author: str = ""
    date: str | None = None  # EDTF
    url: str = ""
    seen: str | None = None  # ISO day on which somebody of ours read it
    archived_sha256: str = ""
    quoted_in: str = ""  # id of the source that quotes this one, when this one was not seen
    occasion: str = ""


class Citation(Part, frozen=True, kw_only=True):
    """What a source says of one thing (``of``) in this record, or of one field of it."""

    source: str  # Source.id
    of: str = ""  # "" = the whole record; else an id of an act, figure, state, stage, provision, update
    field: str = ""  # "" = the whole thing; else the field's name, e.g. "date"
    where: str = ""  # page, paragraph, minute
    words: str = ""  # quoted, spelling kept
    value: str = ""  # the value this source gives for the field, e.g. an EDTF date
    disputes: bool = False


class Verification(Part, frozen=True, kw_only=True):
    state: VerificationState
    reason: Text  # always given: why this state
    day: str | None = None  # ISO day of the last change


class Basis(Part, frozen=True, kw_only=True):
    """Why a person or fact may be public."""

    kind: Literal["consent", "public_role", "already_published", "no_person"]
    note: str = ""
    source: str = ""  # Source.id, for already_published


class Name(Part, frozen=True, kw_only=True):
    text: str
    language: str = ""
    pseudonym: bool = False


class Actor(Part, frozen=True, kw_only=True):
    """A person, group, body or company. Not ``named``: ``names`` is empty."""

    id: str  # "p1" ...
    kind: str  # vocabulary: actor_kinds
    naming: Naming
    names: list[Name] = []
    description: Text = {}  # "blogger and youth activist"
    affiliation: str = ""
    country: str = ""
    size: Quantity | None = None


class Event(Part, frozen=True, kw_only=True):
    """What an act happened at: a forum, a trial, an election."""

    name: Text
    date: str | None = None
    place: Place | None = None


class Involvement(Part, frozen=True, kw_only=True):
    actor: str  # Actor.id
    role: str  # vocabulary: roles
    certainty: str = ""  # vocabulary: certainties


class Act(Part, frozen=True, kw_only=True):
    """One thing done. ``account`` is one sentence that says it, per language."""

    id: str  # "a1" ...
    type: str  # vocabulary: acts
    date: str | None = None
    date_printed: str = ""  # as the source prints it, when it is no date ("ahead of the forum")
    place: Place | None = None
    account: Text = {}
    reason: Text = {}  # the reason that was stated for it
    law_cited: str = ""
    outcome: str = ""  # vocabulary: outcomes
    platform: str = ""
    tool: str = ""  # vocabulary: tools, or a name
    vendor: str = ""  # vocabulary: vendors, or a name
    domain: str = ""
    network: str = ""
    event: Event | None = None
    involved: list[Involvement] = []


class StatusUpdate(Part, frozen=True, kw_only=True):
    """One dated step of a proceeding, a detention, an order. Never overwritten: a later step is a new one."""

    id: str  # "u1" ...
    date: str | None = None
    date_printed: str = ""
    outcome: str = ""  # vocabulary: outcomes
    note: Text = {}


class Figure(Part, frozen=True, kw_only=True):
    """A number somebody gave, with everything that makes it one."""

    id: str  # "f1" ...
    quantity: Quantity
    unit: str  # vocabulary: units, or a word
    counted: Text  # what is counted: "journalists serving prison terms"
    printed: str  # the words as printed
    printed_language: str = ""
    place: Place | None = None
    period: str | None = None  # EDTF interval covered
    as_of: str | None = None
    source: str = ""  # Source.id


class Target(Part, frozen=True, kw_only=True):
    kind: Literal["domain", "address", "app", "service", "network"]
    value: str


class MeasureState(Part, frozen=True, kw_only=True):
    """One link of a measure's ordered chain: blocked, lifted, blocked again, tested ..."""

    id: str  # "m1" ...
    state: str  # vocabulary: measure_states
    date: str | None = None
    date_printed: str = ""
    place: Place | None = None
    network: str = ""
    known_by: str = ""  # vocabulary: known_by (order, measurement, report)
    ordered_by: str = ""
    reason: Text = {}
    note: Text = {}


class Provision(Part, frozen=True, kw_only=True):
    id: str  # "v1" ...
    number: str  # as printed: "2.(1).(c)"
    text: str  # as printed
    language: str = ""


class Stage(Part, frozen=True, kw_only=True):
    """A step of a law's passage. ``body`` is the chamber or office, as the source names it."""

    id: str  # "g1" ...
    step: str  # vocabulary: law_steps
    body: Text = {}
    date: str | None = None
    date_printed: str = ""
    note: Text = {}


class Common(Part, tag_field="kind", frozen=True, kw_only=True):
    """What every published thing has."""

    id: str  # 20 hex digits, random
    version: int
    versions: list[Version]  # oldest first; the last is this one
    title: Text = {}
    original: str = ""  # language of the original text; "" where there is no text
    released: str  # ISO day of the first release
    licence: str = "CC-BY-4.0"
    invented: bool = False  # plainly invented, for demonstration
    related: list[str] = []  # ids of other records


class Fact(Common, frozen=True, kw_only=True):
    """What a kind made of facts has on top: sources, how sure, why it may be public."""

    summary: Text = {}  # one sentence
    narrative: Text = {}  # Markdown
    as_of: str = ""  # EDTF: what is said here was so on this date
    verification: Verification
    basis: list[Basis]
    sources: list[Source]
    citations: list[Citation] = []
    themes: list[str] = []  # tags released with it
    place: Place | None = None
    unknown: list[Text] = []  # what is not known and no empty field says
    figures: list[Figure] = []
    dataset: str = ""  # name of the data set it was imported from
    listed_in: str = ""  # the list inside the data set, where it has several


class Case(Fact, tag="case", frozen=True, kw_only=True):
    actors: list[Actor] = []
    acts: list[Act] = []
    updates: list[StatusUpdate] = []


class Measure(Fact, tag="measure", frozen=True, kw_only=True):
    type: str  # vocabulary: acts (site_block, shutdown, filtering_bought, takedown)
    targets: list[Target] = []
    ordered_by: str = ""
    carried_out_by: str = ""
    law_cited: str = ""
    states: list[MeasureState] = []


class Law(Fact, tag="law", frozen=True, kw_only=True):
    jurisdiction: str  # ISO 3166-1 alpha-2, lower case
    name_printed: str = ""
    provisions: list[Provision] = []
    stages: list[Stage] = []


class FigureRecord(Fact, tag="figure", frozen=True, kw_only=True):
    """A figure published by itself: ``figures`` holds exactly one."""


class Page(Common, tag="page", frozen=True, kw_only=True):
    """A page of the organisation's own: about, how we document."""

    slug: str
    body: Text  # Markdown


class Notice(Part, frozen=True, tag_field="kind", tag="notice"):
    """All that remains of a withdrawn record."""

    id: str
    withdrawn: str  # ISO day


Record = Case | Measure | Law | FigureRecord | Page
