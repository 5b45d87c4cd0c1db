"""Codes, countries and languages that a record may use: only those that are known.

What is not known would be shown as it is written, stand in no list, and be in nobody's language.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from functools import cache

import msgspec
from msgspec import Struct

from gawah import vocabulary
from gawah.core import text
from gawah.public.walk import strings
from gawah.record import model as m
from gawah.record.model import Record

# Which list of the vocabulary a field's code is of. Units, tools and vendors may be words of the team's own.
LISTS: dict[tuple[type[Struct], str], str] = {
    (m.Source, "kind"): "source_kinds",
    (m.Actor, "kind"): "actor_kinds",
    (m.Involvement, "role"): "roles",
    (m.Involvement, "certainty"): "certainties",
    (m.Act, "type"): "acts",
    (m.Act, "outcome"): "outcomes",
    (m.StatusUpdate, "outcome"): "outcomes",
    (m.Measure, "type"): "acts",
    (m.MeasureState, "state"): "measure_states",
    (m.MeasureState, "known_by"): "known_by",
    (m.Stage, "step"): "law_steps",
}
COUNTRIES = {(m.Place, "country"), (m.Actor, "country"), (m.Law, "jurisdiction")}
LANGUAGE_FIELDS = {"language", "original", "printed_language"}


def codes_are_known(record: Record) -> Iterator[str]:
    for said in strings(record):
        name = LISTS.get((said.owner, said.field))
        if name and _is_given(said.owner, said.field, said.text) and vocabulary.term(name, said.text) is None:
            near = _nearest(name, said.text)
            instead = f"the nearest is “{near}”" if near else f"it has {', '.join(vocabulary.terms(name))}"
            yield f"{said.path}: {_shown(said.text)} is no code of the list {name}; {instead}: correct it"


def countries_are_known(record: Record) -> Iterator[str]:
    for said in strings(record):
        if (said.owner, said.field) in COUNTRIES:
            if _is_given(said.owner, said.field, said.text) and said.text not in vocabulary.countries():
                instead = _meant(said.text, vocabulary.find_country, "write its two small letters, such as pk")
                yield f"{said.path}: {_shown(said.text)} is no country's code; {instead}"
        elif said.field == "subdivision" and said.text and said.text not in vocabulary.subdivisions(said.text[:2]):
            yield f"{said.path}: {_shown(said.text)} is no code of ISO 3166-2; write one such as PK-SD, or leave it out"


def languages_are_known(record: Record) -> Iterator[str]:
    for said in strings(record):
        tag = said.text if said.field in LANGUAGE_FIELDS else said.language
        if tag is None or (said.language is None and not tag) or vocabulary.is_language(tag):
            continue
        instead = _meant(tag, vocabulary.find_language, "write one such as en, ur or sd, or und where it is not known")
        yield f"{said.path}: {_shown(tag)} is no language's code; {instead}"


def _meant(given: str, find: Callable[[str], str | None], else_: str) -> str:
    found = find(given)
    return f"the nearest is “{found}”: correct it" if found else else_


def _nearest(name: str, given: str) -> str:
    """The code that was most likely meant: by a label in any language, else by its letters."""
    found = vocabulary.find(name, given)
    return found.code if found else next(iter(difflib.get_close_matches(given, vocabulary.terms(name), n=1)), "")


def _is_given(owner: type[Struct], field: str, code: str) -> bool:
    """Whether there is something to check: a field that may be absent may be empty."""
    return code != "" or field in _required(owner)


@cache
def _required(owner: type[Struct]) -> frozenset[str]:
    return frozenset(field.name for field in msgspec.structs.fields(owner) if field.required)


def _shown(given: str) -> str:
    return f"“{text.one_line(text.show_invisible(given), 40)}”"
