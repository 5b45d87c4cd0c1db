"""A first mapping, written from a file's headers and values, for a person to finish."""

from __future__ import annotations

import json
from collections.abc import Mapping as Named
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from gawah.core.text import clean_cell, one_line
from gawah.imports.guess import Guess, guess, may_be_key, texts
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
    columns = list(table.columns or dict.fromkeys(column for row in rows for column in row))
    samples = {column: [row.get(column, "") for row in rows] for column in columns}
    key = next((column for column in columns if may_be_key(column, samples[column])), None)
    return "".join(
        [
            _head(path, kind, key, len(rows)),
            *_fields(samples, key, fields),
            _END.format(reason=_quoted(f"Taken over from {path.name}; not checked yet.")),
        ]
    )


def _head(path: Path, kind: str, key: str | None, rows: int) -> str:
    name = path.stem.replace(" ", "_").lower()
    key_line = f"key = {_quoted(key)}" if key else '# key = "…"   # a column that tells rows apart, if there is one'
    return (
        f"# A first mapping for {one_line(clean_cell(path.name), 100)}, from its headers and {rows:,} rows. "
        "Read it through, then:\n"
        f"#   gawah import {kind} FILE --map THIS_FILE --dry-run\n"
        f"dataset = {_quoted(name)}\n"
        f"kind = {_quoted(kind)}\n"
        f"{key_line}\n"
        'empties = ["None", "n/a", "N/A", "null", "-"]\n'
        '# language = "en"     # of the texts\n'
        '# as_of = "2024-05"   # how things stood when; or an [as_of] table with a column\n'
    )


def _fields(samples: Named[str, Sequence[Cell]], key: str | None, fields: Named[str, FieldSpec]) -> list[str]:
    taken: set[str] = set()
    blocks: list[str] = []
    for column, cells in samples.items():
        if not texts(cells):
            blocks.append(f"\n# {_quoted(column)} is empty in the rows looked at.\n")
            continue
        found = guess(column, cells, fields, taken)
        blocks += [_block(each, cells) for each in found]
        taken |= {each.to for each in found if not each.doubt}
        if not found and column != key:
            blocks.append(_left_over(column, cells, fields))
    return blocks


def _left_over(column: str, cells: Sequence[Cell], fields: Named[str, FieldSpec]) -> str:
    """What fits no target is kept, on the desk, as a note."""
    note = fields.get("note")
    if note is None or not note.many:
        return f"\n# {_quoted(column)} is left out; such as {_example(cells)}.\n"
    return _block(Guess("note", column), cells, "no target was found: kept as a note on the desk")


def _block(found: Guess, cells: Sequence[Cell], why: str = "") -> str:
    lines = [
        "[[field]]",
        f"to = {_quoted(found.to)}",
        f"column = {_quoted(found.column)}   # such as {_example(cells)}",
    ]
    if why:
        lines[1] += f"   # {why}"
    if found.separator:
        lines.append(f"separator = {_quoted(found.separator)}")
    if found.dates:
        lines.append(f"dates = [{', '.join(map(_quoted, found.dates))}]")
        lines.append('# impossible = "keep_as_printed"   # else a row with a date that cannot be is rejected')
    if found.otherwise:
        lines.append(f"otherwise = {_quoted(found.otherwise)}")
    if found.terms:
        lines.append("[field.terms]")
        lines += [f"{_quoted(text)} = {_quoted(code)}{_choose(code)}" for text, code in found.terms.items()]
    if found.doubt:
        lines = [f"# {line}" for line in [found.doubt + ":", *lines]]
    return "\n" + "\n".join(lines) + "\n"


def _choose(code: str) -> str:
    return "   # choose a kind of act" if code == "other" else ""


def _example(cells: Sequence[Cell]) -> str:
    return _quoted(one_line(clean_cell(texts(cells)[0]), 50))


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
