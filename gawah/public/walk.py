"""Every string of a record, with where it stands and what it is."""

from __future__ import annotations

from collections.abc import Iterator
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


def strings(record: Record) -> Iterator[Said]:
    """All strings of a record, empty ones too, in the order of its fields."""
    return _of_struct(record, "")


def _of_struct(thing: Struct, path: str) -> Iterator[Said]:
    for field in thing.__struct_fields__:
        value = getattr(thing, field)
        if value.__class__ is str:
            yield Said(path + field, type(thing), field, value, None)
        elif value:
            yield from _of_value(value, path + field, type(thing), field)


def _of_value(value: object, path: str, owner: type[Struct], field: str) -> Iterator[Said]:
    if isinstance(value, str):
        yield Said(path, owner, field, value, None)
    elif isinstance(value, Struct):
        yield from _of_struct(value, f"{path}.")
    elif isinstance(value, dict):  # the one kind of mapping in a record: texts by their language
        for language, text in value.items():
            yield Said(f"{path}.{show_invisible(language)}", owner, field, text, language)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _of_value(each, f"{path}[{number}]", owner, field)
