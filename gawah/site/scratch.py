"""Files that hold what one build makes, so that memory stays flat: worth nothing after it."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def opened(path: Path, table: str) -> sqlite3.Connection:
    """A new database with one table, inside a transaction that is never kept. What lay at ``path`` is gone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-20000"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(table)
    database.execute("BEGIN")
    return database
