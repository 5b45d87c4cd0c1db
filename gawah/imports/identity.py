"""What makes a row the same row at the next import.

With a key, its cells in the key's columns, and in those that say which case it belongs to. Without one, the raw
text of every mapped column (and how many equal rows stood before it, which the engine counts). Neither depends on
where columns are mapped to, so that a new mapping of the same columns maps the same rows anew; the columns' names
are part of it, their order is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Named
from collections.abc import Sequence

import msgspec

from gawah.core.text import clean_cell
from gawah.imports.mapping import Mapping
from gawah.imports.readers.table import Cell

_encode = msgspec.json.Encoder(order="deterministic").encode


def scheme_of(mapping: Mapping) -> str:
    """The columns that identity is made of, as text; a dataset remembers its own."""
    kind, columns = ("key", {*mapping.key, *mapping.case}) if mapping.key else ("row", mapping.columns)
    return _encode([kind, *sorted(columns)]).decode()


def identity_of(scheme: str, columns: Sequence[str], cells: Named[str, Cell]) -> str:
    """The identity of a row, as 32 hex digits. ``columns`` are those of the scheme, sorted."""
    return _digest(scheme, [cells.get(column, "") for column in columns])


def grouping_of(mapping: Mapping) -> str:
    """The columns by which rows are put into one case, as text; "" where each row is one."""
    return _encode(sorted(mapping.case)).decode() if mapping.case else ""


def group_of(mapping: Mapping, cells: Named[str, Cell]) -> str:
    """The case a row belongs to, as 32 hex digits; "" for one that is a case of its own.

    A row that leaves one of the columns empty is its own case: which other it belongs to would be a guess.
    """
    texts = [_text(cells.get(column, "")) for column in sorted(mapping.case)]
    if not texts or any(not text or text.casefold() in mapping.empties for text in texts):
        return ""
    return _digest(grouping_of(mapping), texts)


def columns_of(scheme: str) -> list[str]:
    """The columns in a scheme's text."""
    return msgspec.json.decode(scheme, type=list[str])[1:]


def raw_hash(mapping_sha: str, cells: Named[str, Cell]) -> str:
    """Equal for a row that stands as it stood, mapped as it was mapped: 32 hex digits."""
    return _digest(mapping_sha, cells)


def has_key(columns: Sequence[str], cells: Named[str, Cell]) -> bool:
    """Whether any key column of the row has something in it."""
    return any(_filled(cells.get(column, "")) for column in columns)


def _text(cell: Cell) -> str:
    return clean_cell(cell if isinstance(cell, str) else "; ".join(cell)).strip()


def _filled(cell: Cell) -> bool:
    return bool(cell.strip() if isinstance(cell, str) else cell)


def _digest(first: str, rest: object) -> str:
    return hashlib.blake2b(_encode([first, rest]), digest_size=16).hexdigest()
