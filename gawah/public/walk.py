"""Every string of a record, with where it stands and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from gawah.core.text import show_invisible
from gawah.record.model import Record


class Said(NamedTuple):
    """One string of a record. ``path`` is for people: "acts[0].reason.en"."""

    path: str
    owner: type[Struct]  # the kind of thing it is a field of
    field: str
    text: str
    language: str | None  # of a text in languages; None for any other string


# Every rule reads the same record, one after the other: the last one walked, which is frozen, and what was found.
_last: tuple[Record | None, Sequence[Said]] = (None, ())


def strings(record: Record) -> Sequence[Said]:
    """All strings of a record, empty ones too, in the order of its fields."""
    global _last  # noqa: PLW0603
    if _last[0] is not record:
        found: list[Said] = []
        _of_struct(record, "", found)
        _last = (record, found)
    return _last[1]


def _of_struct(thing: Struct, path: str, found: list[Said]) -> None:
    owner = type(thing)
    for field in thing.__struct_fields__:
        value = getattr(thing, field)
        if value.__class__ is str:
            found.append(Said(path + field, owner, field, value, None))
        elif value:
            _of_value(value, path + field, owner, field, found)


def _of_value(value: object, path: str, owner: type[Struct], field: str, found: list[Said]) -> None:
    if isinstance(value, str):
        found.append(Said(path, owner, field, value, None))
    elif isinstance(value, Struct):
        _of_struct(value, f"{path}.", found)
    elif isinstance(value, dict):  # the one kind of mapping in a record: texts by their language
        for language, text in value.items():
            found.append(Said(f"{path}.{show_invisible(language)}", owner, field, text, language))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            _of_value(each, f"{path}[{number}]", owner, field, found)
