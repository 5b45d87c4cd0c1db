"""The review file: what a person should look at after an import. Nothing in it was decided by the machine.

It lists rows that equal an earlier one (all kept); rows that are gone beside new ones that look like them (an edited
row of a dataset without key); and fields in which a person's value was kept, with both values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import msgspec

from gawah.core.text import one_line
from gawah.imports.identity import columns_of
from gawah.imports.models import Batch, Finding, Row
from gawah.imports.rejects import write_csv

HEADER: Final = ("what", "line", "subject", "field", "this", "other", "other_subject", "alike")
MAX_COMPARED: Final = 2000  # gone rows, and new ones, that are compared with one another
_CANDIDATES: Final = 5
_ALIKE: Final = 0.6
_SHOWN: Final = 500  # characters of a row
_cells = msgspec.json.Decoder(dict[str, str | list[str]])

Line = tuple[str, ...]
Cells = dict[str, str]


def write_review(batch: Batch, path: Path, *, keyed: bool) -> bool:
    """Write the file if there is anything to review; returns whether there was."""
    lines = _lines(batch, keyed=keyed)
    first = next(lines, None)
    if first is None:
        return False
    write_csv(path, HEADER, _chained(first, lines))
    return True


def _chained(first: Line, rest: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from rest


def _lines(batch: Batch, *, keyed: bool) -> Iterator[Line]:
    if not keyed:
        yield from _perhaps_same(batch)
    kept = batch.findings.filter(kind=Finding.Kind.KEPT).order_by("id")
    for finding in kept.iterator(chunk_size=500):
        yield ("a person's value was kept", str(finding.line), finding.subject, finding.field, finding.person,
               finding.imported, "", "")  # fmt: skip
    if not keyed:
        equal = Row.objects.filter(dataset=batch.dataset_id, batch_last=batch, occurrence__gt=1).order_by("id")
        for row in equal.iterator(chunk_size=500):
            yield ("equals an earlier row", str(row.line), row.subject, "", _shown(_text(row)), "", "", "")


def _perhaps_same(batch: Batch) -> Iterator[Line]:
    """Gone rows with the new row most like each: of those that share most cells, the one whose text is closest."""
    gone = list(Row.objects.filter(gone_in=batch).order_by("id")[: MAX_COMPARED + 1])
    new = list(Row.objects.filter(batch_first=batch, gone_in=None).order_by("id")[: MAX_COMPARED + 1]) if gone else []
    if max(len(gone), len(new)) > MAX_COMPARED:
        yield (f"too many gone and new rows to compare; the first {MAX_COMPARED:,} are", *[""] * 7)
    columns = columns_of(batch.dataset.scheme)
    fresh = [(row, _cells_of(row, columns)) for row in new[:MAX_COMPARED]]
    holders: dict[tuple[str, str], list[int]] = {}
    for at, (_, cells) in enumerate(fresh):
        for item in cells.items():
            holders.setdefault(item, []).append(at)
    for row in gone[:MAX_COMPARED]:
        best = _best(_cells_of(row, columns), fresh, holders)
        if best:
            alike, other = best
            yield ("perhaps the same, edited", str(other.line), other.subject, "", _shown(_text(other)),
                   _shown(_text(row)), row.subject, f"{alike:.2f}")  # fmt: skip


def _best(
    cells: Cells, fresh: list[tuple[Row, Cells]], holders: dict[tuple[str, str], list[int]]
) -> tuple[float, Row] | None:
    shared = Counter(at for item in cells.items() for at in holders.get(item, ()))
    near = [at for at, _ in shared.most_common(_CANDIDATES)] or range(min(len(fresh), _CANDIDATES))
    scored = [(_alikeness(cells, fresh[at][1]), at) for at in near]
    alike, at = max(scored, default=(0.0, 0))
    return (alike, fresh[at][0]) if alike >= _ALIKE else None


def _alikeness(one: Cells, other: Cells) -> float:
    """The mean over the columns that either row fills, of how alike their texts are (difflib, 0 to 1)."""
    columns = one.keys() | other.keys()
    ratios = [SequenceMatcher(None, one.get(name, "")[:200], other.get(name, "")[:200]).ratio() for name in columns]
    return sum(ratios) / len(ratios) if ratios else 0.0


def _cells_of(row: Row, columns: list[str]) -> Cells:
    raw = _cells.decode(row.raw)
    texts = {column: _flat(raw.get(column, "")) for column in columns}
    return {column: text for column, text in texts.items() if text}


def _text(row: Row) -> str:
    return " | ".join(filter(None, map(_flat, _cells.decode(row.raw).values())))


def _flat(cell: str | list[str]) -> str:
    return cell.strip() if isinstance(cell, str) else "; ".join(cell)


def _shown(text: str) -> str:
    return one_line(text, _SHOWN)
