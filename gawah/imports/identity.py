"""What makes a row the same row at the next import.

With a key, its cells in the key's columns. Without one, the raw text of every mapped column (and how many equal
rows stood before it, which the engine counts). Neither depends on where columns are mapped to, so that a new
mapping of the same columns maps the same rows anew; the columns' names are part of it, their order is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Named
from collections.abc import Sequence

import msgspec

from gawah.imports.mapping import Mapping
from gawah.imports.readers.table import Cell

_encode = msgspec.json.Encoder(order="deterministic").encode


def scheme_of(mapping: Mapping) -> str:
    """The columns that identity is made of, as text; a dataset remembers its own."""
    kind, columns = ("key", mapping.key) if mapping.key else ("row", mapping.columns)
    return _encode([kind, *sorted(columns)]).decode()


def identity_of(scheme: str, columns: Sequence[str], cells: Named[str, Cell]) -> str:
    """The identity of a row, as 32 hex digits. ``columns`` are those of the scheme, sorted."""
    return _digest(scheme, [cells.get(column, "") for column in columns])


def columns_of(scheme: str) -> list[str]:
    """The columns in a scheme's text."""
    return msgspec.json.decode(scheme, type=list[str])[1:]


def raw_hash(mapping_sha: str, cells: Named[str, Cell]) -> str:
    """Equal for a row that stands as it stood, mapped as it was mapped: 32 hex digits."""
    return _digest(mapping_sha, cells)


def has_key(columns: Sequence[str], cells: Named[str, Cell]) -> bool:
    """Whether any key column of the row has something in it."""
    return any(_filled(cells.get(column, "")) for column in columns)


def _filled(cell: Cell) -> bool:
    return bool(cell.strip() if isinstance(cell, str) else cell)


def _digest(first: str, rest: object) -> str:
    return hashlib.blake2b(_encode([first, rest]), digest_size=16).hexdigest()
