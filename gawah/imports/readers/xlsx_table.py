"""XLSX through calamine, read whole; what it unpacks to is measured before a cell is read."""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final

import python_calamine as calamine

from gawah.imports.problems import ImportProblem
from gawah.imports.readers.table import (
    MAX_WHOLE,
    Cell,
    Fault,
    FileOptions,
    RawRow,
    Whole,
    bounded,
    storable,
    unique_header,
)

_MAX_CELLS: Final = 5_000_000  # calamine lays a sheet out as a full rectangle; two far cells must not fill memory
_BLOCK: Final = 1 << 16
_REFERENCE = re.compile(rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Za-z]{1,3})([0-9]{1,7})"')
_AS_CSV = "save the sheet as CSV, which has no limit."

Rows = list[list[Any]]


def read_xlsx(path: Path, options: FileOptions) -> Whole:
    """The rows of one sheet, or of all with ``options.sheet`` "*". Raises ImportProblem with what to do."""
    _check_archive(path)
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            return _read(book, path.name, options)
    except ImportProblem:
        raise
    except Exception as error:  # calamine raises its own, and Rust's panics, by many names
        raise ImportProblem(
            f"{path.name} cannot be read as XLSX ({type(error).__name__}); open it in a spreadsheet and save it as CSV."
        ) from None


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            stated = sum(entry.file_size for entry in entries)
            if stated > MAX_WHOLE:
                raise ImportProblem(
                    f"{path.name} unpacks to {stated / 1e6:,.0f} MB, and at most 50 MB are read; {_AS_CSV}"
                )
            if "xl/workbook.xml" not in archive.namelist() and not any(
                "workbook" in name for name in archive.namelist()
            ):
                raise ImportProblem(f"{path.name} is a zip archive but no XLSX; save the table as XLSX or CSV.")
            with path.open("rb") as file:
                for entry in entries:
                    _check_entry(file, entry, path.name)
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/"):
                    _check_extent(archive.read(entry), path.name)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
        raise ImportProblem(f"{path.name} is not a whole XLSX file; save it again, or save the sheet as CSV.") from None


def _check_entry(file: IO[bytes], entry: zipfile.ZipInfo, name: str) -> None:
    """Refuse an entry that unpacks to more than the archive's directory says: the directory can lie."""
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return
    file.seek(entry.header_offset + 26)
    lengths = file.read(4)
    file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    left, unpacked, inflate = entry.compress_size, 0, zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (block := file.read(min(_BLOCK, left))):
        left -= len(block)
        while block and not inflate.eof:
            unpacked += len(inflate.decompress(block, _BLOCK))
            block = inflate.unconsumed_tail
            if unpacked > entry.file_size:
                raise ImportProblem(f"{name} unpacks to more than it says of itself, as a zip bomb does; {_AS_CSV}")


def _check_extent(sheet: bytes, name: str) -> None:
    last_row = last_column = 0
    for letters, digits in _REFERENCE.findall(sheet):
        last_row = max(last_row, int(digits))
        last_column = max(last_column, _column_number(letters.upper()))
    if last_row * last_column > _MAX_CELLS:
        raise ImportProblem(
            f"{name} has a cell so far out that its sheet would have {last_row * last_column:,} cells; delete the far "
            "cells, or save the sheet as CSV."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read(book: Any, name: str, options: FileOptions) -> Whole:
    columns: dict[str, None] = {}
    rows: list[RawRow] = []
    notices: list[str] = []
    for title in _chosen(book, name, options.sheet):
        header, body = _sheet(book.get_sheet_by_name(title), notices)
        columns.update(dict.fromkeys(header))
        for line, cells in body:
            rows.append(_row(len(rows) + 1, line, header, cells, title, options.sheet_column))
    if options.sheet_column:
        columns[options.sheet_column] = None
    if not columns:
        raise ImportProblem(f"{name} has no header row; the first row of its sheet has to name the columns.")
    return Whole(tuple(columns), rows, notices)


def _chosen(book: Any, name: str, wished: str) -> list[str]:
    titles: list[str] = list(book.sheet_names)
    if wished == "*":
        return titles
    if wished:
        if wished not in titles:
            raise ImportProblem(f"{name} has no sheet “{wished}”; it has {', '.join(titles)}.")
        return [wished]
    filled = [title for title in titles if book.get_sheet_by_name(title).start is not None]
    if len(filled) > 1:
        raise ImportProblem(
            f"{name} has several sheets ({', '.join(filled)}); under [file] in the mapping name one with sheet = "
            '"…", or take all with sheet = "*".'
        )
    return filled


def _sheet(sheet: Any, notices: list[str]) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """A sheet's header and its rows with their numbers in the sheet; empty rows left out."""
    grid: Rows = sheet.to_python(skip_empty_area=False)
    _fill_merged(grid, sheet.merged_cell_ranges or [])
    filled = [
        (number, [_text(cell) for cell in row]) for number, row in enumerate(grid, start=1) if any(map(_filled, row))
    ]
    if not filled:
        return (), []
    return unique_header(filled[0][1], notices), filled[1:]


def _fill_merged(grid: Rows, ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    for (top, left), (bottom, right) in ranges:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        for row in grid[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                row[column] = grid[top][left]


def _filled(cell: Any) -> bool:
    return not (cell is None or cell == "")


def _row(number: int, line: int, header: tuple[str, ...], cells: list[str], title: str, sheet_column: str) -> RawRow:
    named: dict[str, Cell] = dict(zip(header, cells, strict=False))
    if sheet_column:
        named[sheet_column] = title
    named, fault = bounded(named)
    if fault is None and any(cells[len(header) :]):
        fault = Fault("", f"the row has {len(cells)} cells where the header has {len(header)}")
    return RawRow(number, line, named, fault)


def _text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, a day without midnight."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return storable(str(cell))
