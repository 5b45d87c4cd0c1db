"""The rejects file: a CSV of the table's own columns, then line, field and reason. Corrected, it is imported again."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from collections.abc import Mapping as Named
from pathlib import Path

import msgspec

from gawah.core.text import normal_digits
from gawah.imports.models import Batch, Finding
from gawah.imports.readers.table import REJECT_COLUMNS, REJECT_LINE, Cell

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_cells = msgspec.json.Decoder(dict[str, str | list[str]])
_list = msgspec.json.Decoder(list[str])


def escaped(cell: str) -> str:
    """A cell for a CSV of ours that no spreadsheet takes for a formula: an apostrophe before = + - @ and tab.

    Source: OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell[:1] in _FORMULA else cell


def own_cells(cells: Named[str, Cell]) -> tuple[dict[str, Cell], int | None]:
    """The cells of a corrected reject as its table had them, and the line it was rejected on, if it still says so."""
    line = normal_digits(str(cells.get(REJECT_LINE, ""))).strip()
    own = {column: _restored(cell) for column, cell in cells.items() if column not in REJECT_COLUMNS}
    return own, int(line) if line.isdecimal() and len(line) < 10 else None


def write_rejects(batch: Batch, columns: Iterable[str], path: Path) -> None:
    """Every rejected row of a batch, in the order of the file."""
    rejected = batch.findings.filter(kind=Finding.Kind.REJECTED).order_by("line", "id")
    header = dict.fromkeys(column for column in columns if column not in REJECT_COLUMNS)
    for raw in rejected.values_list("raw", flat=True).iterator(chunk_size=500):
        header.update(dict.fromkeys(_cells.decode(raw)))
    lines = (
        [*map(_printed, _row(header, finding.raw)), *_why(finding)] for finding in rejected.iterator(chunk_size=500)
    )
    write_csv(path, [*header, *REJECT_COLUMNS], lines)


def write_csv(path: Path, header: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    """A UTF-8 CSV with a byte order mark, so that spreadsheets read its letters right; no cell is a formula.

    It is written line by line, beside its place, and moved there whole.
    """
    beside = path.with_name(f".{path.name}.part")
    with beside.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([escaped(cell) for cell in line] for line in lines)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)  # noqa: PTH105 - crash tests count what goes through os


def _row(header: Iterable[str], raw: str) -> list[Cell]:
    cells = _cells.decode(raw)
    return [cells.get(column, "") for column in header]


def _why(finding: Finding) -> tuple[str, str, str]:
    return str(finding.line), finding.field, finding.reason


def _printed(cell: Cell) -> str:
    return cell if isinstance(cell, str) else msgspec.json.encode(cell).decode()


def _restored(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    if cell[:1] == "'" and cell[1:2] in _FORMULA:
        return cell[1:]
    if cell.startswith('["'):
        try:
            return _list.decode(cell)
        except msgspec.DecodeError:
            return cell
    return cell
