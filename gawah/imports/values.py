"""What passes between this package and a loader: typed values, rows, and what was made of them.

A field's value is always a tuple of atoms, one atom for a field of one value; a field that the row does not give
is absent. ``Words``: text, names, tags, addresses. ``Day``: a date. ``Coded``: a term, country or subdivision.
``Number``: a number or coordinate. ``Amount``: a quantity with its quantifier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from gawah.imports.mapping import Mapping as ImportMapping

FieldType = Literal[
    "text",
    "long_text",
    "date",
    "term",
    "country",
    "subdivision",
    "number",
    "coordinate",
    "url",
    "names",
    "tags",
    "quantity",
    "yes_no",
]


class Words(Struct, frozen=True, array_like=True, tag="w"):
    text: str
    language: str = ""  # as the mapping says; "" = not said


class Day(Struct, frozen=True, array_like=True, tag="d"):
    edtf: str | None  # with its own precision; None = not known, ``printed`` kept
    printed: str = ""  # the cell's text


class Coded(Struct, frozen=True, array_like=True, tag="c"):
    code: str  # vocabulary code, ISO 3166-1 alpha-2 in lower case, or ISO 3166-2; "yes" or "no"
    printed: str = ""


class Number(Struct, frozen=True, array_like=True, tag="n"):
    value: int | float


class Amount(Struct, frozen=True, array_like=True, tag="q"):
    quantifier: str
    low: int | None
    high: int | None
    printed: str = ""


Atom = Words | Day | Coded | Number | Amount
Value = tuple[Atom, ...]
Values = Mapping[str, Value]

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(dict[str, tuple[Atom, ...]])


def encode(values: Values) -> str:
    """Values as JSON, the form in which a row remembers what was last imported."""
    return _encoder.encode(values).decode()


def decode(text: str) -> dict[str, Value]:
    """The reverse of ``encode``."""
    return _decoder.decode(text)


@dataclass(frozen=True)
class FieldSpec:
    """One target a loader offers. ``list_name`` is the vocabulary list of a term; ``many`` allows several values."""

    path: str
    type: FieldType
    list_name: str = ""
    many: bool = False


@dataclass(frozen=True)
class TypedRow:
    """One row for a loader. ``subject`` is "" for a row seen for the first time, else what was made of it before,
    and ``previous`` holds the values it was last imported with. ``raw`` is the row's cells as text.

    Where several rows make one case, the loader gets one of them, with all of them in ``rows``, in an order that
    depends on what is in them alone. ``member`` tells them apart for good, whatever is added or edited."""

    identity: str
    number: int
    values: Values
    raw: Mapping[str, str]
    subject: str = ""
    previous: Values | None = None
    occurrence: int = 1  # the k-th of equal rows
    group: str = ""
    member: int = 1
    rows: tuple[TypedRow, ...] = ()  # () = the row is a case of its own

    def one(self, path: str) -> Atom | None:
        """The first value of a field, or None where the row gives none."""
        found = self.values.get(path)
        return found[0] if found else None


@dataclass(frozen=True)
class LoadContext:
    """What holds for a whole batch. ``undoing``: rows are brought back to what they were before the batch."""

    batch: str
    dataset: str
    mapping: ImportMapping
    undoing: bool = False


@dataclass(frozen=True)
class KeptField:
    """A field in which a person's value was kept: both values, as text for a person."""

    path: str
    person: str
    imported: str


@dataclass(frozen=True)
class Made:
    """What a loader made of one row. For "rejected", ``field`` and ``reason`` say why, and nothing was made."""

    subject: str
    outcome: Literal["created", "updated", "unchanged", "rejected"]
    kept: tuple[KeptField, ...] = ()
    field: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Kept:
    """A subject that an undo left standing, and why."""

    subject: str
    reason: str


class Loader(Protocol):
    """Makes records of typed rows, inside the desk transaction that the engine has opened for the chunk."""

    kind: str

    def fields(self) -> Mapping[str, FieldSpec]:
        """Every target by path. A path that ends in ``.<lang>`` stands for one target per language code."""
        ...

    def load(self, chunk: Sequence[TypedRow], context: LoadContext) -> list[Made]:
        """One ``Made`` for each row, in the same order."""
        ...

    def released_since(self, subject_ids: Sequence[str], moment: datetime) -> set[str]:
        """Those of these subjects that have been released after this moment."""
        ...

    def undo(self, subject_ids: Sequence[str]) -> list[Kept]:
        """Remove what an import created, except what a person has touched or released since."""
        ...
