"""JSON arrays and GeoJSON, read whole (at most 50 MB)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from gawah.imports.problems import ImportProblem
from gawah.imports.readers.table import MAX_WHOLE, Cell, Fault, RawRow, Whole, bounded, storable

_DEPTH: Final = 8  # objects inside objects that become columns of their own ("a.b.c"); deeper ones stay JSON
GEOMETRY: Final = "geometry"  # the column of a shape that is no point, as printed JSON


class TooDeep(ValueError):
    """JSON that is nested deeper than any table."""


class Numeral(str):
    """A number of a JSON text, as it was written there."""


def parse(text: str | bytes) -> Any:
    """JSON with every number left as its own text. Raises TooDeep, or ValueError with where it is broken."""
    try:
        return json.loads(text, parse_int=Numeral, parse_float=Numeral, parse_constant=Numeral)
    except RecursionError:
        raise TooDeep("it is nested too deep to be a table") from None


def read_json(path: Path) -> Whole:
    """The rows of a JSON array of objects, or of a GeoJSON feature collection."""
    size = path.stat().st_size
    if size > MAX_WHOLE:
        raise ImportProblem(
            f"{path.name} has {size / 1e6:,.0f} MB, and JSON is read up to 50 MB; save it as CSV, which has no limit."
        )
    found = _parsed(path)
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        items, make = found.get("features"), _feature
    else:
        items, make = found, _flat
    if not isinstance(items, list):
        raise ImportProblem(
            f"{path.name} is not a list of rows; it has to be a JSON array of objects, or GeoJSON features."
        )
    return _table(items, make)


def _parsed(path: Path) -> Any:
    try:
        return parse(path.read_bytes())
    except TooDeep as error:
        raise ImportProblem(f"{path.name}: {error}; save the rows as a plain array of objects, or as CSV.") from None
    except json.JSONDecodeError as error:
        raise ImportProblem(
            f"{path.name}, line {error.lineno}, column {error.colno}: this is not JSON ({error.msg}); correct it, "
            "or save the file again."
        ) from None
    except UnicodeDecodeError:
        raise ImportProblem(f"{path.name} is not UTF-8, as JSON has to be; save it again as UTF-8.") from None


def _table(items: list[Any], make: Any) -> Whole:
    columns: dict[str, None] = {}
    rows: list[RawRow] = []
    for number, item in enumerate(items, start=1):
        row = json_row(number, number, item, make)
        columns.update(dict.fromkeys(row.cells))
        rows.append(row)
    return Whole(tuple(columns), rows)


def json_row(number: int, line: int, item: Any, make: Any = None) -> RawRow:
    """One object as a row; anything else as a faulty one."""
    if not isinstance(item, dict):
        return RawRow(number, line, {"row": _cell_text(item)}, Fault("", "this is not an object with named values"))
    try:
        cells, fault = bounded((make or _flat)(item))
    except RecursionError:
        return RawRow(number, line, {}, Fault("", "the row is nested too deep to be a row of a table"))
    return RawRow(number, line, cells, fault)


def _flat(item: Mapping[str, Any], prefix: str = "", depth: int = 1) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name, value in item.items():
        column = prefix + " ".join(storable(name).split())
        if isinstance(value, dict) and value and depth < _DEPTH:
            cells.update(_flat(value, f"{column}.", depth + 1))
        elif isinstance(value, list) and not any(isinstance(each, list | dict) for each in value):
            cells[column] = [_cell_text(each) for each in value]
        else:
            cells[column] = _cell_text(value)
    return cells


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return storable(value)
    return storable(_printed(value))


def _printed(value: Any) -> str:
    """JSON with its numbers as they were written."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_printed(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join([_printed(each) for each in value]) + "]"
    return value if isinstance(value, Numeral) else json.dumps(value, ensure_ascii=False)


def _feature(item: Mapping[str, Any]) -> dict[str, Cell]:
    """A feature's properties, with latitude and longitude of a point, or any other shape as printed JSON."""
    properties = item.get("properties")
    cells = _flat(properties) if isinstance(properties, dict) else {}
    if item.get("id") is not None:
        cells.setdefault("id", _cell_text(item["id"]))
    shape = item.get("geometry")
    position = shape.get("coordinates") if isinstance(shape, dict) and shape.get("type") == "Point" else None
    if isinstance(position, list) and len(position) >= 2:
        cells["longitude"], cells["latitude"] = _cell_text(position[0]), _cell_text(position[1])
    elif shape is not None:
        cells[GEOMETRY] = _cell_text(shape)
    return cells
