"""NDJSON: one JSON object a line, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gawah.imports.problems import ImportProblem
from gawah.imports.readers.json_table import json_row, parse
from gawah.imports.readers.table import MAX_LINE, Fault, RawRow


class NdjsonTable:
    """An NDJSON file. A line that is no JSON object is a faulty row; those after it are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns: tuple[str, ...] | None = None
        self.notices: list[str] = []

    def rows(self) -> Iterator[RawRow]:
        number = line_number = 0
        with self.path.open("rb") as file:
            while line := file.readline(MAX_LINE):
                line_number += 1
                if len(line) == MAX_LINE and not line.endswith(b"\n"):
                    raise ImportProblem(
                        f"{self.path.name}, line {line_number}: the line is longer than {MAX_LINE:,} bytes; NDJSON has "
                        "one row a line, a JSON array is saved with the ending .json."
                    )
                if line.strip():
                    number += 1
                    yield _row(number, line_number, line.removeprefix(b"\xef\xbb\xbf"))


def _row(number: int, line_number: int, line: bytes) -> RawRow:
    try:
        return json_row(number, line_number, parse(line.decode("utf-8")))
    except UnicodeDecodeError:
        reason = "the line is not UTF-8"
    except ValueError as error:
        reason = f"the line is not JSON: {error}"
    shown = line[:200].decode("utf-8", "replace").replace("\x00", "�").strip()
    return RawRow(number, line_number, {"row": shown}, Fault("", reason))
