"""A first mapping, written from a file's headers and values, for a person to finish."""

from __future__ import annotations

from collections.abc import Mapping as Named
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from gawah.core.text import clean_cell, one_line
from gawah.imports.guess import guess
from gawah.imports.guess_key import key_lines, key_of
from gawah.imports.guess_parts import EMPTIES, Guess, texts
from gawah.imports.near import Near
from gawah.imports.not_understood import quoted
from gawah.imports.problems import ImportProblem
from gawah.imports.readers import open_table
from gawah.imports.readers.table import Cell, FileOptions
from gawah.imports.values import FieldSpec

_SAMPLE: Final = 1000  # rows looked at

_END = """
# What has to be said before anything is released; take the # away and fill in.
# [source]
# kind = "dataset"
# title = "…"
# publisher = "…"
# url = "https://…"

# Why persons may be named: consent, public_role, already_published or no_person. Without it nobody is named.
# [basis]
# kind = "already_published"
# note = "…"

# How fine places may be in public: country, subdivision, city or withheld.
# [place]
# precision = "country"

[verification]
state = "unverified"
reason = {reason}
"""


def suggest(path: Path, kind: str, fields: Named[str, FieldSpec], options: FileOptions = FileOptions()) -> str:  # noqa: B008
    """The text of a mapping for this file. It can be used as it is; comments say what a person should decide."""
    table = open_table(path, options)
    rows = list(islice((row.cells for row in table.rows() if not row.fault), _SAMPLE))
    if not any(texts(list(row.values())) for row in rows):
        raise ImportProblem(
            f"{path.name} has no row with a value that can be read, so no mapping can be suggested. A row may not have "
            "more cells than the header: open it in a spreadsheet, see whether the columns are apart, save it as CSV."
        )
    columns = list(table.columns or dict.fromkeys(column for row in rows for column in row))
    samples = {column: [row.get(column, "") for row in rows] for column in columns}
    key = key_of(samples)
    return "".join(
        [
            _head(path, kind, key_lines(samples, key), len(rows)),
            *_fields(samples, key, fields),
            _END.format(reason=quoted(f"Taken over from {path.name}; not checked yet.")),
        ]
    )


def _head(path: Path, kind: str, key: Sequence[str], rows: int) -> str:
    name = path.stem.replace(" ", "_").lower()
    return (
        f"# A first mapping for {one_line(clean_cell(path.name), 100)}, from its headers and {rows:,} rows. "
        "Read it through, then:\n"
        f"#   gawah import {kind} FILE --map THIS_FILE --dry-run\n"
        f"dataset = {quoted(name)}\n"
        f"kind = {quoted(kind)}\n"
        + "".join(f"{line}\n" for line in key)
        + f"empties = [{', '.join(map(quoted, EMPTIES))}]\n"
        '# language = "en"     # of the texts\n'
        '# as_of = "2024-05"   # how things stood when; or an [as_of] table with a column\n'
    )


def _fields(samples: Named[str, Sequence[Cell]], key: str | None, fields: Named[str, FieldSpec]) -> list[str]:
    taken: set[str] = set()
    found: dict[str, list[Guess]] = {}
    for column, cells in samples.items():
        if texts(cells):
            found[column] = guess(column, cells, fields, taken)
            taken |= {each.to for each in found[column] if not each.doubt}
    _need_a_country(found)
    blocks: list[str] = []
    for column, cells in samples.items():
        if column not in found:
            blocks.append(f"\n# {quoted(column)} is empty in the rows looked at.\n")
        elif not found[column] and column != key:
            blocks.append(_left_over(column, cells, fields))
        blocks += [_block(each, cells) for each in found.get(column, ())]
    return blocks


def _need_a_country(found: Named[str, Sequence[Guess]]) -> None:
    guesses = [each for of_column in found.values() for each in of_column]
    if not any(each.to == "place.country" for each in guesses):
        for each in guesses:
            if each.to == "place.subdivision":
                each.saw = ('Looked up in the row\'s country: say it, with to = "place.country" and value = "…".',)


def _left_over(column: str, cells: Sequence[Cell], fields: Named[str, FieldSpec]) -> str:
    """What fits no target is kept, on the desk, as a note."""
    note = fields.get("note")
    if note is None or not note.many:
        return f"\n# {quoted(column)} is left out; such as {_example(cells)}.\n"
    return _block(Guess("note", column), cells, "no target was found: kept as a note on the desk")


def _block(found: Guess, cells: Sequence[Cell], why: str = "") -> str:
    lines = [
        *(f"# {sentence}" for sentence in found.saw),
        "[[field]]",
        f"to = {quoted(found.to)}" + (f"   # {why}" if why else ""),
        f"column = {quoted(found.column)}   # such as {_example(cells)}",
    ]
    if found.separator:
        lines.append(f"separator = {quoted(found.separator)}")
    if found.part:
        lines.append(f"part = {found.part}")
    lines += _dates(found)
    if found.otherwise:
        lines.append(f"otherwise = {quoted(found.otherwise)}")
    lines += _terms(found)
    if found.doubt:
        lines = [f"# {line}" for line in [found.doubt + ":", *lines]]
    return "\n" + "\n".join(lines) + "\n"


def _dates(found: Guess) -> list[str]:
    if not found.dates:
        return []
    dates = f"dates = [{', '.join(map(quoted, found.dates))}]"
    if found.impossible:
        return [dates, f"impossible = {quoted(found.impossible)}"]
    return [dates, '# impossible = "keep_as_printed"   # else a row with a date that cannot be is rejected']


def _terms(found: Guess) -> list[str]:
    if found.terms:
        chosen = [f"{quoted(text)} = {quoted(code)}{_choose(found, text)}" for text, code in found.terms.items()]
        return ["[field.terms]", *chosen]
    hints = [f"# {quoted(text)} = {quoted(close.code)}{_meant(close)}" for text, close in found.hints.items()]
    return ["# [field.terms]", *hints] if hints else []


def _choose(found: Guess, text: str) -> str:
    if text in found.hints:
        return _meant(found.hints[text]) + f" That is {quoted(found.hints[text].code)}"
    return "   # choose a kind of act" if found.terms[text] == "other" else ""


def _meant(close: Near) -> str:
    return f"   # did you mean {close.label}?"


def _example(cells: Sequence[Cell]) -> str:
    return quoted(one_line(clean_cell(texts(cells)[0]), 50))
