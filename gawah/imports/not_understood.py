"""Values that were neither understood nor rejected, counted, so that nothing is left out unseen.

Counted are the rows of the file that are in, those too that stand as they stood: the same file and mapping tell the
same at every import. The counts are kept with the batch and written with each chunk, so a batch that was interrupted
tells all of its rows at its end. Memory does not grow with the file: so many different values are told apart, in the
order they come, and what comes after them is one number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import Struct

from gawah.core.folding import fold
from gawah.imports.convert import shown
from gawah.imports.mapping import UNKNOWN
from gawah.imports.near import Near, near
from gawah.imports.plan import Doubt, Plan
from gawah.imports.readers.table import Cell
from gawah.imports.values import FieldSpec

AS_PRINTED: Final = "as_printed"
KEPT: Final = 1000  # different values of a field that are told apart
LISTED: Final = 50  # of them in a result, the most frequent
SHOWN: Final = 10  # of those in its sentences
_LONGEST: Final = 200  # characters of a value that is told apart


@dataclass(frozen=True)
class Missed:
    """A value, in how many rows it stands, what it may have meant, and the line of TOML that would say it.

    No line helps ("") where a date is meant, or a subdivision in rows without a country."""

    value: str
    rows: int
    near: Near | None
    line: str


@dataclass(frozen=True)
class NotUnderstood:
    """The values of one rule, the most frequent first; ``became`` is "unknown", a term's code, or "as_printed".

    ``different`` counts the values that were told apart; ``further`` how often others stood in a row after them."""

    column: str
    to: str
    became: str
    different: int
    values: tuple[Missed, ...]
    further: int
    where: str  # the rule, as messages name it
    has_terms: bool  # it has a table [field.terms]
    wants: str  # what such a table gives for a value; "" for a date


class _Seen(Struct, array_like=True):
    text: str  # as it first stood
    country: str
    rows: int = 0


class _OfRule(Struct, array_like=True):
    values: dict[str, _Seen] = {}
    further: int = 0


class Tally:
    """The counts of one batch so far."""

    def __init__(self, plan: Plan, kept: str) -> None:
        """``kept`` is what ``encoded`` gave when the batch was last worked on, or ""."""
        self._plan = plan
        self._rules = msgspec.json.decode(kept, type=list[_OfRule]) if kept else [_OfRule() for _ in plan.doubts]

    def look(self, cells: Named[str, Cell]) -> None:
        """Count what is not understood in a row that was not rejected."""
        for at, text, country in self._plan.missed(cells):
            self._count(self._rules[at], text, country)

    def _count(self, rule: _OfRule, text: str, country: str) -> None:
        key = f"{country} {fold(text)}"
        seen = rule.values.get(key)
        if seen is None:
            if len(rule.values) >= KEPT or len(text) > _LONGEST:
                rule.further += 1
                return
            seen = rule.values[key] = _Seen(text, country)
        seen.rows += 1

    def encoded(self) -> str:
        """The counts as text, "" while there are none."""
        if not any(rule.values or rule.further for rule in self._rules):
            return ""
        return msgspec.json.encode(self._rules).decode()

    def result(self) -> tuple[NotUnderstood, ...]:
        return tuple(
            _of_rule(doubt, rule)
            for doubt, rule in zip(self._plan.doubts, self._rules, strict=True)
            if rule.values or rule.further
        )


def _of_rule(doubt: Doubt, rule: _OfRule) -> NotUnderstood:
    frequent = sorted(rule.values.values(), key=lambda seen: (-seen.rows, seen.text))
    return NotUnderstood(
        column=doubt.rule.column,
        to=doubt.rule.to,
        became=AS_PRINTED if doubt.spec.type == "date" else doubt.rule.otherwise,
        different=len(frequent),
        values=tuple(_missed(doubt, seen) for seen in frequent[:LISTED]),
        further=rule.further,
        where=doubt.rule.where,
        has_terms=bool(doubt.rule.terms),
        wants=_wants(doubt.spec),
    )


def _wants(spec: FieldSpec) -> str:
    if spec.type == "term":
        return f"a term of {spec.list_name}"
    return {"country": "a country's two letters", "subdivision": "a subdivision's code"}.get(spec.type, "")


def _missed(doubt: Doubt, seen: _Seen) -> Missed:
    if doubt.spec.type == "date" or (doubt.spec.type == "subdivision" and not seen.country):
        return Missed(seen.text, seen.rows, None, "")
    close = near(doubt.spec, seen.text, seen.country)
    return Missed(seen.text, seen.rows, close, f"{quoted(seen.text)} = {quoted(close.code if close else '…')}")


def quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def sentences(found: NotUnderstood, mapping: str) -> Iterator[str]:
    """What to tell a person, line by line; ``mapping`` is the name of the file to correct."""
    values = found.values[:SHOWN]
    listed = ", ".join(f"{shown(each.value)} ({_rows(found, each)})" for each in values)
    yield f"{found.column or found.to}: {_values(found)} not understood and {_made(found.became)}: {listed or '…'}."
    if found.different > len(values):
        yield f"  These are the {len(values)} most frequent; --json lists up to {LISTED}."
    if found.further:
        yield f"  {found.further:,} more, longer or after the first {KEPT:,} different ones, are not told apart."
    if found.became == AS_PRINTED:
        yield f"  Correct the cells, or add how they are written to dates = […] of {found.where} in {mapping}."
        return
    lines = [f"    {each.line}{_perhaps(found, each.near)}" for each in values if each.line]
    if lines:
        yield f"  Correct the cells, or say in {mapping} what they mean, at the end of {found.where}:"
        yield from lines if found.has_terms else ["    [field.terms]", *lines]


def _values(found: NotUnderstood) -> str:
    several = "over " if found.further else ""
    return f"{several}{found.different:,} value{'s were' if found.different != 1 else ' was'}"


def _rows(found: NotUnderstood, each: Missed) -> str:
    without = "" if each.line or found.became == AS_PRINTED else " without a country"
    return f"{each.rows:,} row{'s' if each.rows != 1 else ''}{without}"


def _made(became: str) -> str:
    if became == AS_PRINTED:
        return "kept as printed, with the date unknown"
    return "left unknown" if became == UNKNOWN else f"taken as “{became}”"


def _perhaps(found: NotUnderstood, close: Near | None) -> str:
    return f"   # did you mean {close.label}?" if close else f"   # put {found.wants} for …"
