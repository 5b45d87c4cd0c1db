"""A mapping fitted to a file's columns and a loader's fields: from a raw row to typed values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass

from gawah.imports.convert import make_target, misser, reader
from gawah.imports.mapping import FieldRule, Mapping
from gawah.imports.problems import ImportProblem
from gawah.imports.readers.table import Cell
from gawah.imports.values import Coded, FieldSpec, Value

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_BY_LANGUAGE = ".<lang>"


@dataclass(frozen=True)
class Step:
    """One rule made ready: ``constant`` is set where the rule takes no column."""

    rule: FieldRule
    spec: FieldSpec
    read: Callable[[Cell, str], Value]  # (cell, the row's country) -> values
    constant: Value = ()
    missed: Callable[[Cell, str], tuple[str, ...]] | None = None  # the same -> what is not understood, and taken


@dataclass(frozen=True)
class Doubt:
    """A rule that takes what it does not understand: what of a cell, in its row's country, that is."""

    rule: FieldRule
    spec: FieldSpec
    missed: Callable[[Cell, str], tuple[str, ...]]


@dataclass(frozen=True)
class Plan:
    """How rows of one file are mapped. ``values`` raises CellProblem for a row that cannot be."""

    steps: tuple[Step, ...]
    doubts: tuple[Doubt, ...] = ()

    def values(self, cells: Named[str, Cell]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        country = ""
        for step in self.steps:
            value = step.constant or self._from_cell(step, cells, country)
            if not value:
                continue
            found[step.rule.to] = found[step.rule.to] + value if step.rule.to in found else value
            if step.spec.type == "country" and isinstance(value[0], Coded):
                country = value[0].code
        return found

    def missed(self, cells: Named[str, Cell]) -> Iterator[tuple[int, str, str]]:
        """Each value that is taken though it is not understood: its place in ``doubts``, text, and country where
        that matters. For rows whose ``values`` could be read."""
        for at, doubt in enumerate(self.doubts):
            cell = cells.get(doubt.rule.column, "") if doubt.rule.column else doubt.rule.value
            if cell:
                country = self._country(cells) if doubt.spec.type == "subdivision" else ""
                for text in doubt.missed(cell, country):
                    yield at, text, country

    def _country(self, cells: Named[str, Cell]) -> str:
        found = ""
        for step in self.steps:
            if step.spec.type != "country":
                break  # they come first
            value = step.constant or self._from_cell(step, cells, "")
            found = value[0].code if value and isinstance(value[0], Coded) else found
        return found

    def _from_cell(self, step: Step, cells: Named[str, Cell], country: str) -> Value:
        cell = cells.get(step.rule.column, "") if step.rule.column else step.rule.value
        return step.read(cell, country) if cell else ()


def make_plan(mapping: Mapping, fields: Named[str, FieldSpec], columns: Sequence[str] | None) -> Plan:
    """Fit a mapping to what there is. Raises ImportProblem that names the rule and what to do.

    ``columns`` is None where a file's columns are known row by row only.
    """
    if columns is not None:
        _check_columns(mapping, columns)
    steps = [_step(mapping, rule, fields) for rule in mapping.fields]
    _check_repeats(steps)
    steps.sort(key=lambda step: step.spec.type != "country")  # a subdivision is read in its row's country
    doubts = (Doubt(step.rule, step.spec, step.missed) for step in steps if step.missed)
    return Plan(tuple(steps), tuple(doubts))


def _step(mapping: Mapping, rule: FieldRule, fields: Named[str, FieldSpec]) -> Step:
    spec, language = _spec(rule, fields)
    target = make_target(rule, spec, language or rule.language or mapping.language, mapping.latest_year)
    empties = mapping.empties if rule.column else frozenset()
    read = reader(target, empties)
    if rule.column or spec.type == "subdivision":
        return Step(rule, spec, read, missed=misser(target, empties))
    try:
        return Step(rule, spec, read, read(rule.value, ""))
    except ValueError as error:
        raise ImportProblem(f"{rule.where}: value: {error}.") from None


def _spec(rule: FieldRule, fields: Named[str, FieldSpec]) -> tuple[FieldSpec, str]:
    """The target a rule names, and the language that its path may end in (``person.name.ar``)."""
    if rule.to in fields:
        return fields[rule.to], ""
    stem, _, last = rule.to.rpartition(".")
    if _LANGUAGE.fullmatch(last) and f"{stem}{_BY_LANGUAGE}" in fields:
        return fields[f"{stem}{_BY_LANGUAGE}"], last
    raise ImportProblem(f"{rule.where}: to: there is no field “{rule.to}”; {_near(rule.to, fields)}.")


def _check_columns(mapping: Mapping, columns: Sequence[str]) -> None:
    for name, wanted in (("key", mapping.key), ("case", mapping.case)):
        for column in wanted:
            if column not in columns:
                raise ImportProblem(f"{name}: the file has no column “{column}”; {_near(column, columns)}.")
    for rule in mapping.fields:
        if rule.column and rule.column not in columns and not rule.optional:
            raise ImportProblem(
                f"{rule.where}: the file has no column “{rule.column}”; {_near(rule.column, columns)}. A column that "
                "may be missing gets optional = true."
            )


def _check_repeats(steps: Sequence[Step]) -> None:
    seen: set[str] = set()
    for step in steps:
        if step.rule.to in seen and not step.spec.many:
            raise ImportProblem(
                f"{step.rule.where}: “{step.rule.to}” is mapped twice and takes one value; leave one out."
            )
        seen.add(step.rule.to)


def _near(word: str, known: Iterable[str]) -> str:
    words = list(known)
    near = difflib.get_close_matches(word, words, 1)
    return f"did you mean “{near[0]}”?".rstrip("?") if near else f"there are {', '.join(words)}"
