"""Which column tells a table's rows apart, and which puts several of them together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Named
from collections.abc import Sequence
from typing import Final

from gawah.imports.convert import shown
from gawah.imports.guess_parts import header_key, texts
from gawah.imports.not_understood import quoted
from gawah.imports.readers.table import Cell

Samples = Named[str, Sequence[Cell]]

_KEYS: Final = ("id", "uuid", "guid", "case id", "record id", "incident id", "identifier", "reference", "ref")
_NUMBERS: Final = ("no", "nr", "num", "number", "#", "code", "id", "ref", "رقم", "شماره", "عدد")  # a last word
_BARE: Final = ("no", "nr", "num", "number", "#", "s no", "sr no", "line no", "row no", "رقم", "شماره", "عدد")
_CASES: Final = ("incident", "case", "event", "incident id", "case id", "event id", "incident no", "case no",
                 "event no", "incident number", "case number", "event number", "incident nr", "case nr")  # fmt: skip
_MEASURED: Final = re.compile(r"[+-]?[0-9]+\.[0-9]+")  # a coordinate or an amount
_SHORT: Final = 60  # characters of a key
_NAMED: Final = 3  # columns in a comment


def key_of(samples: Samples) -> str | None:
    """The column that is called a key, or the number of something, and has another value in every row.

    A bare number is none: it is often that of the line, and stands at another row when the table is sorted."""
    whole = [column for column in samples if _tells_apart(samples[column])]
    named = [column for column in whole if header_key(column) in _KEYS]
    numbered = [column for column in whole if _is_number(column) and header_key(column) not in _BARE]
    return next(iter([*named, *numbered]), None)


def key_lines(samples: Samples, key: str | None) -> list[str]:
    """The lines of the mapping about key and case, with what was seen."""
    lines = [f"key = {quoted(key)}"] if key else _no_key(samples)
    rows = max(map(len, samples.values()), default=0)
    for column, cells in samples.items():
        different = len(set(texts(cells)))
        if column != key and header_key(column) in _CASES and 1 < different < len(texts(cells)):
            lines.append(
                f"# case = [{quoted(column)}]   # {different:,} values in {rows:,} rows: take the # away if rows with "
                "the same one are one case"
            )
            break
    return lines


def _no_key(samples: Samples) -> list[str]:
    lines = ['# key = "…"   # none was found: a row is then the same as long as all its mapped cells are']
    for column, cells in samples.items():
        if (header_key(column) in _KEYS or _is_number(column)) and not _tells_apart(cells):
            lines.append(f"#   {quoted(column)} is none: {_why(cells)}")
    unique = [column for column, cells in samples.items() if len(cells) > 1 and _tells_apart(cells)]
    unique = [column for column in unique if not all(map(_MEASURED.fullmatch, texts(samples[column])))]
    if unique:
        named = ", ".join(map(quoted, unique[:_NAMED]))
        lines.append(
            f"#   another value in every row: {named}; a key stays with its row when the table is edited and sorted"
        )
    equal = _equal_rows(samples)
    if equal:
        lines.append(f"#   {equal:,} rows equal an earlier one; they stay as many as they are")
    return lines


def _why(cells: Sequence[Cell]) -> str:
    values = texts(cells)
    if len(values) < len(cells):
        return f"it is empty in {len(cells) - len(values):,} rows"
    value, often = max(Counter(values).items(), key=lambda item: item[1])
    return f"{shown(value)} stands in {often:,} rows" if often > 1 else "its values are long"


def _equal_rows(samples: Samples) -> int:
    rows = Counter(zip(*[map(str, cells) for cells in samples.values()], strict=True))
    return sum(often - 1 for often in rows.values())


def _tells_apart(cells: Sequence[Cell]) -> bool:
    values = texts(cells)
    return len(values) == len(cells) == len(set(values)) and all(len(value) <= _SHORT for value in values)


def _is_number(column: str) -> bool:
    words = header_key(column).split()
    return bool(words) and words[-1] in _NUMBERS
