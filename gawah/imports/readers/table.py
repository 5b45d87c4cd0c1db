"""What every reader gives: rows of cells with the place they stand at, or the reason why a row cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

Cell = str | list[str]

_SURROGATE = re.compile("[\ud800-\udfff]")

MAX_CELL: Final = 1_000_000  # characters; a longer cell rejects its row
MAX_LINE: Final = 16_000_000  # characters of one line of a file; a longer one is no table
MAX_WHOLE: Final = 50 * 1024 * 1024  # bytes of a file, unpacked, that is read whole

# A rejects file carries these columns beside its own, so that it is known again when it comes back corrected.
REJECT_LINE: Final = "gawah_line"
REJECT_FIELD: Final = "gawah_field"
REJECT_REASON: Final = "gawah_reason"
REJECT_COLUMNS: Final = (REJECT_LINE, REJECT_FIELD, REJECT_REASON)


@dataclass(frozen=True)
class FileOptions:
    """How a file is to be read, where the mapping says so; "" = find out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""  # "*" = every sheet
    sheet_column: str = ""  # the column that is to hold the sheet's name


@dataclass(frozen=True)
class Fault:
    """Why a row cannot be used: the column it lies in ("" = the whole row) and a reason for a person."""

    field: str
    reason: str


@dataclass(frozen=True)
class RawRow:
    """One row: its number (from 1, header not counted), the line it starts at, its cells as text."""

    number: int
    line: int
    cells: Mapping[str, Cell]
    fault: Fault | None = None


class Table(Protocol):
    """A file opened for reading. ``columns`` is None where columns are only known row by row (NDJSON)."""

    columns: tuple[str, ...] | None
    notices: list[str]

    def rows(self) -> Iterator[RawRow]: ...


@dataclass
class Whole:
    """A table read whole into memory."""

    columns: tuple[str, ...] | None
    read: list[RawRow]
    notices: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[RawRow]:
        return iter(self.read)


def bounded(cells: dict[str, Cell]) -> tuple[dict[str, Cell], Fault | None]:
    """The cells as they are; one that is too long is cut to its beginning, and the row has a fault."""
    fault = None
    for column, cell in cells.items():
        length = len(cell) if isinstance(cell, str) else sum(map(len, cell))
        if length > MAX_CELL:
            fault = fault or Fault(
                column, f"the cell has {length:,} characters, and at most {MAX_CELL:,} are taken; shorten it"
            )
            cells = cells | {column: ("".join(cell)[:200] + " …")}
    return cells, fault


def storable(text: str) -> str:
    """Text that a database can hold: NUL and lone surrogates, which are no characters, become U+FFFD."""
    text = text.replace("\x00", "\ufffd")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def unique_header(cells: list[str], notices: list[str]) -> tuple[str, ...]:
    """Header cells stripped; an empty one is named by its position, a repeated one gets a number."""
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(storable(cell).replace("\ufeff", "").split()) or f"column {position}"
        if name in names:
            count = 2
            while f"{name} ({count})" in names:
                count += 1
            notices.append(f"the header has “{name}” more than once; column {position} is read as “{name} ({count})”.")
            name = f"{name} ({count})"
        names.append(name)
    return tuple(names)
