"""The country, subdivision or term that a misspelt word comes closest to: to be named to a person, never applied."""

from __future__ import annotations

import difflib
from collections.abc import Mapping as Named
from dataclasses import dataclass
from functools import cache
from typing import Final

from gawah import vocabulary
from gawah.core.folding import fold
from gawah.imports.values import FieldSpec

_ALIKE: Final = 0.75  # difflib's ratio, 0 to 1
_SHORTEST, _LONGEST = 4, 60  # characters: in a shorter word each letter is most of it; no name is longer


@dataclass(frozen=True)
class Near:
    """What a word may have meant: its code, and the spelling it is close to."""

    code: str
    label: str


def near(spec: FieldSpec, text: str, country: str = "") -> Near | None:
    """The closest name in any of the languages; ``country``: where a subdivision is looked for. None: none is close."""
    word = fold(text.replace("_", " "))
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    names = _names(spec, country)
    close = difflib.get_close_matches(word, names, 1, _ALIKE)
    return names[close[0]] if close else None


def _names(spec: FieldSpec, country: str) -> Named[str, Near]:
    if spec.type == "country":
        return _countries()
    if spec.type == "subdivision":
        return _subdivisions(country)
    return _terms(spec.list_name)


@cache
def _countries() -> dict[str, Near]:
    return {fold(name): Near(code, name) for code, names in vocabulary.countries().items() for name in names.values()}


@cache
def _subdivisions(country: str) -> dict[str, Near]:
    return {fold(name): Near(code, name) for code, name in vocabulary.subdivisions(country).items()}


@cache
def _terms(list_name: str) -> dict[str, Near]:
    return {
        fold(name): Near(code, name)
        for code, term in vocabulary.terms(list_name).items()
        for name in (code.replace("_", " "), *term.labels.values())
    }
