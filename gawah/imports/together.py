"""The rows of a table in which several make one case, those of a case one after the other.

A case is then loaded once, and not once for each chunk that has a row of it. Cases come in the order of their first
rows, and the rows of a case in that of the file, so the order follows from file and mapping alone: an interrupted
batch goes on by counting rows. They are put in order on disk, in a temporary database that SQLite has unlinked from
the start, so memory does not grow with the file and nothing is left behind, not even by a process that is killed. It
lies in the data home (``SQLITE_TMPDIR``), like everything of the desk's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import msgspec

from gawah.imports.identity import group_of
from gawah.imports.mapping import Mapping
from gawah.imports.problems import ImportProblem
from gawah.imports.readers.table import Cell, Fault, RawRow, Table
from gawah.imports.rejects import own_cells

_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE cases (name TEXT PRIMARY KEY, first INTEGER) WITHOUT ROWID;
CREATE TABLE rows (place INTEGER PRIMARY KEY, first INTEGER, number INTEGER, line INTEGER, cells BLOB, fault BLOB);
"""
_decode_cells = msgspec.json.Decoder(dict[str, Cell]).decode
_decode_fault = msgspec.json.Decoder(Fault | None).decode
_encode = msgspec.json.Encoder().encode


def together(table: Table, mapping: Mapping) -> Iterator[RawRow]:
    """The rows of a table; where the reader stops with an error, those before it and then the error."""
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        try:
            database.executescript(_TABLES)
            stopped = _fill(database, table, mapping)
            database.execute("CREATE INDEX in_order ON rows (first, place)")
            found = database.execute("SELECT number, line, cells, fault FROM rows ORDER BY first, place")
            for number, line, cells, fault in found:
                yield RawRow(number, line, _decode_cells(cells), _decode_fault(fault))
        except sqlite3.Error as error:
            raise ImportProblem(
                f"the rows could not be put in order on disk ({error}); make room for the table's size "
                "where the data home is."
            ) from None
    if stopped:
        raise stopped


def _fill(database: sqlite3.Connection, table: Table, mapping: Mapping) -> ImportProblem | OSError | None:
    """Write the rows; returns what the reader stopped with, if it did."""
    stopped: ImportProblem | OSError | None = None
    database.execute("BEGIN")
    try:
        for place, row in enumerate(table.rows()):
            _write(database, place, row, mapping)
    except (ImportProblem, OSError) as error:
        stopped = error
    database.execute("COMMIT")
    return stopped


def _write(database: sqlite3.Connection, place: int, row: RawRow, mapping: Mapping) -> None:
    case = group_of(mapping, own_cells(row.cells)[0])  # of a faulty row too: it may be the first of its key
    first = place
    if case:
        database.execute("INSERT OR IGNORE INTO cases VALUES (?, ?)", (case, place))
        (first,) = database.execute("SELECT first FROM cases WHERE name = ?", (case,)).fetchone()
    database.execute(
        "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)",
        (place, first, row.number, row.line, _encode(row.cells), _encode(row.fault)),
    )
