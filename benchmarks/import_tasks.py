"""What is measured of an import, each in a process of its own."""

from __future__ import annotations

import csv
import os
import random
import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.records import narrative

MAPPING = """
dataset = "invented"
kind = "cases"
language = "en"
key = "reference"
as_of = "2026-01-02"

{fields}

[[field]]
to = "act.type"
column = "categories"
separator = ","
[field.terms]
"Assault" = "assault"
"Arrest" = "arrest"
"Threat" = "threat"

[[field]]
to = "status.outcome"
column = "outcome"
[field.terms]
"Released" = "released"
"Detained" = "detained"

[place]
precision = "city"

[source]
kind = "dataset"
title = "Invented table"
publisher = "Nobody"

[basis]
kind = "no_person"
note = "Invented."

[verification]
state = "unverified"
reason = "Invented for a measurement."
"""
PLAIN = {
    "title": "title",
    "summary": "summary",
    "narrative": "account",
    "place.country": "country",
    "place.city": "city",
    "place.latitude": "latitude",
    "place.longitude": "longitude",
    "person.name": "name",
    "person.occupation": "occupation",
    "source.url": "link",
    "source.title": "headline",
}
DATED, SPLIT = "date", "tags"
COLUMNS = ("reference", *PLAIN.values(), DATED, SPLIT, "categories", "outcome")  # 15 mapped, and the key
INSERTED_AT_ONCE = 5_000


def table(folder: str, rows: int) -> None:
    """Write ``table.csv`` and ``mapping.toml``: 15 mapped columns and a key."""
    fields = [f'[[field]]\nto = "{to}"\ncolumn = "{column}"' for to, column in PLAIN.items()]
    fields.append(f'[[field]]\nto = "act.date"\ncolumn = "{DATED}"\ndates = ["iso", "%B %Y"]')
    fields.append(f'[[field]]\nto = "tags"\ncolumn = "{SPLIT}"\nseparator = ","')
    (Path(folder) / "mapping.toml").write_text(MAPPING.format(fields="\n\n".join(fields)))
    chance = random.Random(1)  # noqa: S311 - the same each time
    texts = [narrative(chance)[:600] for _ in range(50)]
    with (Path(folder) / "table.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_row(number, chance, texts) for number in range(rows))


def _row(number: int, chance: random.Random, texts: list[str]) -> tuple[object, ...]:
    day = f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
    return (
        f"inv-{number}",
        f"Invented incident {number}",
        f"What is invented here is number {number}.",
        chance.choice(texts),
        chance.choice(("Pakistan", "Kenya", "Mexico", "Nepal")),
        f"Inventedtown {number % 300}",
        f"{chance.uniform(-60, 60):.4f}",
        f"{chance.uniform(-170, 170):.4f}",
        f"Invented Person {number}",
        "reporter",
        f"https://invented{number % 500}.example/{number}",
        f"Invented headline {number}",
        chance.choice((day, day, "March 2015", "")),
        "elections,protest" if number % 3 else "courts",
        "Assault,Arrest" if number % 4 == 0 else "Threat",
        chance.choice(("Released", "Detained", "")),
    )


def import_rows(home: str, folder: str) -> dict[str, Any]:
    """Import the table into a new home. CPU and wall of the import alone; memory as it went; statements a chunk."""
    _open(home)
    from gawah.desk.loading import Desk
    from gawah.imports import engine, mapping

    watch = _Watch()
    options = engine.Options(progress=watch.look)
    source = Path(folder)
    started, spent = time.perf_counter(), _cpu()
    with watch.statements():
        result = engine.import_file(
            source / "table.csv", mapping.load(source / "mapping.toml"), Desk("cases", _noon()), options
        )
    return {
        "wall": time.perf_counter() - started,
        "cpu": _cpu() - spent,
        "created": result.created,
        "rejected": result.rejected,
        "memory": watch.memory,
        "statements": watch.a_chunk,
    }


def bare_insert(home: str) -> dict[str, Any]:
    """The rows that an import left, into new tables of the same shape, by ``executemany``; reading them left out."""
    import gc

    source = sqlite3.connect(Path(home) / "db/desk.sqlite3")
    target = sqlite3.connect(Path(home) / "db/bare.sqlite3", isolation_level=None)
    wall = cpu = 0.0
    rows = 0
    with closing(source), closing(target):
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            target.execute(f"PRAGMA {pragma}")
        for sql in _shapes(source):
            target.execute(sql)
        gc.disable()
        target.execute("BEGIN IMMEDIATE")
        for sql, some in _left(source):
            started, spent = time.perf_counter(), _cpu()
            target.executemany(sql, some)
            wall += time.perf_counter() - started
            cpu += _cpu() - spent
            rows += len(some)
        started, spent = time.perf_counter(), _cpu()
        target.execute("COMMIT")
        return {"wall": wall + time.perf_counter() - started, "cpu": cpu + _cpu() - spent, "rows": rows}


def _shapes(source: sqlite3.Connection) -> list[str]:
    """What makes the tables and their indexes, those of the rows only."""
    found = source.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'index'"
    )
    return [row[0] for row in found]


def _left(source: sqlite3.Connection) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """(INSERT, rows) for all that lies in the desk's tables, some thousand at a time."""
    tables = source.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'desk_%' OR name LIKE 'imports_%')"
    ).fetchall()
    for (name,) in tables:
        cursor = source.execute(f"SELECT * FROM {name}")  # noqa: S608 - names of our own tables
        marks = ", ".join("?" * len(cursor.description))
        while some := cursor.fetchmany(INSERTED_AT_ONCE):
            yield f"INSERT INTO {name} VALUES({marks})", some


class _Watch:
    """Told after each chunk: notes the peak memory, and how many statements a chunk took."""

    def __init__(self) -> None:
        self.memory: dict[int, int] = {}
        self.a_chunk = 0
        self._seen = 0
        self._chunks: list[int] = []

    def look(self, done: int, of: int | None) -> None:
        self.memory[done] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        self._chunks.append(self._seen)
        steps = [later - before for before, later in zip(self._chunks, self._chunks[1:], strict=False)]
        self.a_chunk = max(steps, default=self._seen)

    def statements(self) -> Any:
        """Count every statement sent to the desk while this is open."""
        from django.db import connections

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            self._seen += 1
            return execute(sql, params, many, context)

        return connections["default"].execute_wrapper(count)


def _open(home: str) -> None:
    """Make a new home with its rooms."""
    os.environ |= {"GAWAH_HOME": home, "DJANGO_SETTINGS_MODULE": "gawah.config.settings"}
    (Path(home) / "db").mkdir(parents=True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="default", verbosity=0)


def _noon() -> Any:
    from benchmarks.site_tasks import NOON

    return NOON


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
