"""CSV: encoding and delimiter found, streamed a row at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import IO, Final

from gawah.imports.problems import ImportProblem
from gawah.imports.readers.encodings import find_encoding
from gawah.imports.readers.table import (
    MAX_LINE,
    Fault,
    FileOptions,
    RawRow,
    bounded,
    storable,
    unique_header,
)

DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE_ROWS: Final = 30
_SAMPLE_CHARACTERS: Final = 200_000


class _Lines:
    """A file's lines, none longer than ``MAX_LINE``, with what is needed to tell a quote that is never closed."""

    def __init__(self, file: IO[str], name: str) -> None:
        self.file = file
        self.name = name
        self.number = 0
        self.quotes = 0  # quotation marks since the record began
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.file.readline(MAX_LINE)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        if len(line) == MAX_LINE and not line.endswith(("\n", "\r")):
            raise ImportProblem(
                f"{self.name}, line {self.number}: the line is longer than {MAX_LINE:,} characters, so this is not a "
                "table of rows; save it again as CSV."
            )
        self.quotes += line.count('"')
        return line


class CsvTable:
    """A CSV file. The header is read when it is opened; ``rows`` reads the file from its start each time."""

    def __init__(self, path: Path, options: FileOptions) -> None:
        self.path = path
        self.notices: list[str] = []
        self.encoding = find_encoding(path, options.encoding, self.notices)
        self.delimiter = options.delimiter or self._find_delimiter()
        csv.field_size_limit(MAX_LINE)
        with self._open() as file:
            header = next(_records(_Lines(file, path.name), self.delimiter), None)
        if header is None or header[2] is not None:
            raise ImportProblem(f"{path.name} has no header row; its first row has to name the columns.")
        self.columns: tuple[str, ...] | None = unique_header(header[1], self.notices)

    def _open(self) -> IO[str]:
        return self.path.open(encoding=self.encoding, newline="")

    def _find_delimiter(self) -> str:
        with self._open() as file:
            sample = file.read(_SAMPLE_CHARACTERS)
        # The file's own lines: ``splitlines`` would also cut at a form feed in a cell.
        lines = list(islice(StringIO(sample, newline=""), _SAMPLE_ROWS * 4))
        return max(DELIMITERS, key=lambda each: _fitness(lines, each))

    def rows(self) -> Iterator[RawRow]:
        with self._open() as file:
            records = _records(_Lines(file, self.path.name), self.delimiter)
            next(records)
            for number, (line, cells, fault) in enumerate(records, start=1):
                yield self._row(number, line, cells, fault)

    def _row(self, number: int, line: int, cells: list[str], fault: Fault | None) -> RawRow:
        columns = self.columns or ()
        extra = cells[len(columns) :]
        if not fault and any(cell.strip() for cell in extra):
            fault = Fault("", f"the row has {len(cells)} cells where the header has {len(columns)}")
        cells += [""] * (len(columns) - len(cells))
        named, too_long = bounded({column: storable(cell) for column, cell in zip(columns, cells, strict=False)})
        return RawRow(number, line, named, fault or too_long)


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str], Fault | None]]:
    """Each record with the line it starts at. Blank lines are no records."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        start, lines.quotes = lines.number + 1, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield (
                start,
                [],
                Fault("", f"a cell is longer than {MAX_LINE:,} characters; is a quotation mark not closed?"),
            )
            continue
        if not any(cell.strip() for cell in cells):
            continue
        yield start, cells, _unclosed(lines, start)


def _unclosed(lines: _Lines, start: int) -> Fault | None:
    """The fault of a quotation mark that swallowed the rest of the file."""
    if not lines.ended or lines.quotes % 2 == 0 or lines.number == start:
        return None
    swallowed = lines.number - start
    return Fault(
        "",
        f"a quotation mark opened on line {start} or after is never closed, so the {swallowed} lines after it were "
        "not read as rows; close it and import the file again",
    )


def _fitness(lines: list[str], delimiter: str) -> tuple[float, int]:
    """How well a delimiter fits: the share of rows as wide as the first, then that width. One column never fits."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row][:_SAMPLE_ROWS]
    except csv.Error:
        return (0.0, 0)
    if not rows or len(rows[0]) < 2:
        return (0.0, 0)
    width = len(rows[0])
    return (sum(len(row) == width for row in rows) / len(rows), width)
