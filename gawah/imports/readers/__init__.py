"""Readers: a file of any kind taken to rows of cells, every cell text and nothing executed."""

from __future__ import annotations

from pathlib import Path

from gawah.imports.problems import ImportProblem
from gawah.imports.readers.csv_table import CsvTable
from gawah.imports.readers.json_table import read_json
from gawah.imports.readers.ndjson_table import NdjsonTable
from gawah.imports.readers.table import FileOptions, Table
from gawah.imports.readers.xlsx_table import read_xlsx

_CSV = (".csv", ".tsv", ".tab", ".txt")
_JSON = (".json", ".geojson")
_NDJSON = (".ndjson", ".jsonl", ".ldjson")
_MAGIC = (
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Excel file (.xls), or has a password; save it as plain XLSX, or as CSV.",
    ),
    (b"%PDF", "is a PDF; copy its table into a spreadsheet and save that as CSV."),
    (b"\x1f\x8b", "is compressed with gzip; unpack it first."),
    (b"SQLite format 3", "is a database; export its table as CSV."),
    (b"7z\xbc\xaf", "is a 7z archive; unpack it first."),
    (b"Rar!", "is a RAR archive; unpack it first."),
)


def open_table(path: Path, options: FileOptions = FileOptions()) -> Table:  # noqa: B008 - frozen
    """The table in ``path``, by its ending and first bytes. Raises ImportProblem with what to do."""
    start = _start(path)
    for magic, sentence in _MAGIC:
        if start.startswith(magic):
            raise ImportProblem(f"{path.name} {sentence}")
    suffix = path.suffix.lower()
    if start.startswith(b"PK\x03\x04") or suffix == ".xlsx":
        return read_xlsx(path, options)
    if suffix in _NDJSON:
        return NdjsonTable(path)
    if suffix in _JSON:
        return read_json(path)
    if suffix in _CSV:
        return CsvTable(path, options)
    raise ImportProblem(
        f"{path.name}: the ending {suffix or '(none)'} is not known; use .csv, .xlsx, .json, .geojson or .ndjson."
    )


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise ImportProblem(f"There is no file {path}; check its name.") from None
    except IsADirectoryError:
        raise ImportProblem(f"{path} is a folder; name one file in it.") from None
    except OSError as error:
        raise ImportProblem(f"{path} cannot be read: {error.strerror}.") from None
    if not start.strip():
        raise ImportProblem(f"{path.name} is empty; nothing was imported.")
    return start
