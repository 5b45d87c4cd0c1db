"""Rows of one case are brought together before they are loaded: each case once, wherever its rows stand."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from gawah.desk.models import Case, CaseVersion
from gawah.imports import mapping
from gawah.imports import together as module
from gawah.imports.engine import Interrupted
from gawah.imports.models import Row
from gawah.imports.problems import ImportProblem
from gawah.imports.readers.table import Fault, RawRow, Whole
from gawah.imports.together import together

from .conftest import Import, Write
from .fake_loader import FakeLoader
from .test_groups import GROUPED, KEYED, bring, row

RULES = mapping.read(GROUPED)
incidents = st.lists(st.sampled_from(["I", "J", "K", "n/a", "", " I"]), max_size=12)


def rows_of(names: list[str]) -> list[RawRow]:
    faults = (None, Fault("title", "too long"))
    return [
        RawRow(at, at + 1, {"incident": name, "who": ["a", "b"]}, faults[at % 5 == 4]) for at, name in enumerate(names)
    ]


@given(incidents)
def test_every_row_comes_once_and_as_it_was(names: list[str]) -> None:
    rows = rows_of(names)
    assert sorted(together(Whole(None, rows), RULES), key=lambda one: one.number) == rows


@given(incidents)
def test_a_case_stands_together_in_the_order_of_the_file(names: list[str]) -> None:
    came = list(together(Whole(None, rows_of(names)), RULES))
    cases = [str(one.cells["incident"]).strip() or f"alone {one.number}" for one in came]
    cases = [f"alone {one.number}" if case == "n/a" else case for case, one in zip(cases, came, strict=True)]
    assert [case for at, case in enumerate(cases) if not at or case != cases[at - 1]] == list(dict.fromkeys(cases))
    firsts = [one.number for at, one in enumerate(came) if not at or cases[at] != cases[at - 1]]
    assert firsts == sorted(firsts)
    for case in cases:
        numbers = [one.number for one, its in zip(came, cases, strict=True) if its == case]
        assert numbers == sorted(numbers)


class Broken(Whole):
    def rows(self) -> Iterator[RawRow]:
        yield from self.read
        raise ImportProblem("the file is broken.")


def test_what_came_before_a_break_is_there_and_then_the_break() -> None:
    came = together(Broken(None, rows_of(["I", "J", "I"])), RULES)
    assert [next(came).number for _ in range(3)] == [0, 2, 1]
    with pytest.raises(ImportProblem, match="the file is broken"):
        next(came)


@pytest.mark.django_db(databases=["default"])
def test_a_mixed_table_costs_as_much_as_a_sorted_one() -> None:
    table = [row(f"I{at // 4}", title="A raid", who=f"Ann {at}", what="arrest") for at in range(80)]
    cost = []
    for order in (sorted, lambda rows: random.Random(1).sample(rows, len(rows))):
        text = GROUPED.replace('"incidents"', f'"set {len(cost)}"')
        with CaptureQueriesContext(connection) as queries:
            assert bring(order(table), text, chunk=20).created == 80
        cost.append(len(queries))
    assert cost[1] <= cost[0] * 1.2
    assert Case.objects.count() == CaseVersion.objects.count() == 40  # each was made whole


@pytest.mark.django_db(databases=["default"])
def test_a_broken_file_leaves_the_rows_before_it(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    lines = '{"incident": "I", "title": "A"}\n{"incident": "J", "title": "B"}\n{"incident": "I", "title": "C"}\n'
    file = write(lines + "x" * 17_000_000, "broken.ndjson")
    text = GROUPED.replace('column = "', 'optional = true, column = "')
    with pytest.raises(Interrupted, match="after 3 rows"):
        bring_in(file, text, chunk_rows=1)
    assert Row.objects.count() == 3


@pytest.mark.django_db(databases=["default"])
def test_a_first_row_that_is_bad_or_cannot_be_read_keeps_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gawah.imports.readers.table.MAX_CELL", 50)
    table = [
        row("I", row="1", title="One"),
        row("J", row="2", title="Two", date="soon"),
        row("I", row="3", title="x" * 51),
        row("J", row="2", title="Two again"),
        row("I", row="3", title="Three"),
    ]
    result = bring(table, KEYED)
    assert (result.created, result.rejected) == (1, 4)


def test_the_rejects_file_is_in_the_order_of_the_table(write: Write, bring_in: Import, db: None) -> None:
    text = GROUPED.replace('column = "', 'optional = true, column = "')
    result = bring_in(write("incident,title,date\nI,a,bad\nJ,b,bad\nI,c,bad\nJ,d,bad\n"), text)
    assert result.rejects_file
    with result.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        assert [line["title"] for line in csv.DictReader(file)] == ["a", "b", "c", "d"]


@pytest.mark.django_db(databases=["default"])
def test_a_full_disk_is_said(write: Write, bring_in: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TABLES", f"{module._TABLES}\nPRAGMA max_page_count = 8;")
    rows = "".join(f"I{at % 9},{'x' * 900}\n" for at in range(90))
    text = GROUPED.replace('column = "', 'optional = true, column = "')
    with pytest.raises(Interrupted, match=r"put in order on disk \(database or disk is full\); make room"):
        bring_in(write(f"incident,title\n{rows}"), text)
    monkeypatch.undo()
    assert bring_in(write(f"incident,title\n{rows}"), text).created == 90


def test_no_file_is_left_that_has_a_name() -> None:
    rows = [RawRow(at, at, {"incident": f"I{at % 7}", "title": "x" * 50_000}) for at in range(200)]
    came = together(Whole(None, rows), RULES)
    assert next(came).number == 0
    links = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    (ours,) = [link for link in links if "/etilqs_" in link]
    assert ours.endswith(" (deleted)")
    assert not Path(ours.removesuffix(" (deleted)")).exists()
    came.close()  # type: ignore[attr-defined]


def test_rows_are_put_in_order_inside_the_home() -> None:
    """Rows hold what is private: no part of them may lie where any temporary file does."""
    home = Path(settings.GAWAH_HOME).resolve()
    (home / "db").mkdir(parents=True, exist_ok=True)
    rows = [RawRow(at, at + 1, {"incident": f"I{at}", "who": ["x" * 5000]}) for at in range(1000)]
    found = together(Whole(None, rows), RULES)
    next(found)
    temporary = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    names = [name for name in temporary if "etilqs" in name]
    assert names
    assert all(name.startswith(f"{home}/db/") for name in names)
    found.close()
