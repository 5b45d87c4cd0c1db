"""Data homes at four stages of their life, made once by real commands."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from crash_support import LATER, Made, Runner, make, number_of, row, running, table

ROWS = 12
GONE = (3, 8)  # the cases that will be withdrawn


@pytest.fixture(scope="session")
def seed() -> int:
    """Of the random moments: GAWAH_CRASH_SEED repeats a run."""
    return int(os.environ.get("GAWAH_CRASH_SEED") or random.randrange(1_000_000))


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with running(tmp_path_factory.mktemp("runner") / "home") as runner:
        yield runner


@pytest.fixture(scope="session")
def empty(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A home without anything, beside a table of cases with one bad row and one that comes after changes."""
    made = make(runner, tmp_path_factory.mktemp("crash") / "empty")
    rows = [row(number) for number in range(1, ROWS + 1)]
    table(made, "cases.csv", [*rows, row(30, date="2013-02-30")])
    later = [row(1, edited="edited"), row(2, edited="edited"), *rows[2:-1], row(20), row(21)]
    table(made, "later.csv", later)
    return made


@pytest.fixture(scope="session")
def imported(empty: Made) -> Made:
    made = empty.copy(empty.folder.parent / "imported")
    made.must("import", "cases", "cases.csv", "--map", "map.toml", "--json", codes=(3,))
    return made


@pytest.fixture(scope="session")
def released(imported: Made) -> Made:
    """Released, and never published."""
    made = imported.copy(imported.folder.parent / "released")
    made.must("release", "--all", "--json")
    return made


@pytest.fixture(scope="session")
def published(released: Made) -> Made:
    made = released.copy(released.folder.parent / "published")
    made.must("publish", "--json")
    assert made.verify().status == "ok"
    return replace(made, now=LATER)


@pytest.fixture(scope="session")
def gone_ids(published: Made) -> tuple[str, ...]:
    """Records that are withdrawn."""
    return tuple(number_of(published, f"Invented{number}name") for number in GONE)


@pytest.fixture(scope="session")
def edited(published: Made) -> Made:
    """Imported anew: two cases changed, two new, one gone; nothing of it released."""
    made = published.copy(published.folder.parent / "edited")
    made.must("import", "cases", "later.csv", "--map", "map.toml", "--json")
    return made


@pytest.fixture(scope="session")
def waiting(edited: Made, gone_ids: tuple[str, ...]) -> Made:
    """Versions, new records and withdrawals, all released and not yet published."""
    made = edited.copy(edited.folder.parent / "waiting")
    made.must("release", "--all", "--json")
    made.must("withdraw", *gone_ids, "--reason", "consent withdrawn", "--json")
    return made
