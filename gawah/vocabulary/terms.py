"""The lists of terms: reading them, and finding a term by its code or by a label in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from gawah.core.folding import fold

DATA: Final = Path(__file__).parent / "data"
LANGUAGES: Final = ("en", "es", "fr", "ar", "ur", "bs")


@dataclass(frozen=True)
class Term:
    """One term of one list.

    ``labels`` and ``definition`` map language codes to text: labels in all of ``LANGUAGES``, the definition
    at least in English. ``huridocs`` is ``"<list>:<code>"`` in the HURIDOCS micro-thesauri or ``""``
    (``"4:030101000000"`` is list 4, types of acts; codes repeat from list to list). ``parent`` is the code of
    the wider term of the same list or ``""``; a term is never counted as its parent.
    """

    code: str
    labels: Mapping[str, str]
    definition: Mapping[str, str]
    huridocs: str = ""
    parent: str = ""


@cache
def lists() -> tuple[str, ...]:
    """Names of all lists, in alphabetical order."""
    return tuple(sorted(path.stem for path in DATA.glob("*.json")))


@cache
def terms(list_name: str) -> Mapping[str, Term]:
    """All terms of a list by code, in the order of its file.

    Raises KeyError, naming the lists there are, for any other name.
    """
    if list_name not in lists():
        raise KeyError(f"There is no list of terms named {list_name!r}. The lists are: {', '.join(lists())}.")
    found = msgspec.json.decode((DATA / f"{list_name}.json").read_bytes(), type=list[Term])
    return MappingProxyType({each.code: each for each in found})


def term(list_name: str, code: str) -> Term | None:
    """The term with exactly this code, or None: a team may use terms of its own."""
    return terms(list_name).get(code)


@cache
def with_narrower(list_name: str, code: str) -> frozenset[str]:
    """A code and those of every narrower term."""
    return frozenset({code, *(each.code for each in terms(list_name).values() if each.parent == code)})


def label(list_name: str, code: str, language: str) -> str:
    """The term's label in a language; the code itself, spaced, for a term that is not in the list."""
    found = term(list_name, code)
    return found.labels[language] if found else code.replace("_", " ")


def find(list_name: str, text: str) -> Term | None:
    """The term whose code or label, in any language, is ``text``, or None.

    Letter forms, case and spacing do not matter. A label that ends in a gloss in brackets is also found
    without it. A text that would fit two terms finds none.
    """
    return _by_folded(list_name).get(folded(text))


@cache
def _by_folded(list_name: str) -> Mapping[str, Term]:
    claims: dict[str, set[str]] = {}
    for each in terms(list_name).values():
        for spelling in _spellings(each):
            claims.setdefault(folded(spelling), set()).add(each.code)
    index = {key: terms(list_name)[min(codes)] for key, codes in claims.items() if len(codes) == 1}
    index |= {folded(each.code): each for each in terms(list_name).values()}
    return MappingProxyType(index)


def _spellings(each: Term) -> list[str]:
    labels = list(each.labels.values())
    return labels + [text.split(" (")[0] for text in labels if text.endswith(")") and " (" in text]


def folded(text: str) -> str:
    """How labels are compared: letter forms, case, spacing and ``_`` for a space do not matter."""
    return " ".join(fold(text.replace("_", " ")).split())
