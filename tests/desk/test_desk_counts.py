"""Counts leave nothing out and double nothing; figures are in none of them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from observatory import released, stored

import gawah
from gawah.desk import counts
from gawah.desk.models import Case
from gawah.public import counts as public_counts
from gawah.public import gate
from gawah.public.counts import FIELDS, OF, Count

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]


def _cases() -> None:
    places = [{"key": "l1", "country": "pk", "latitude": 24.8, "longitude": 67.0}]
    acts = [{"type": "arrest", "date": "2012-11"}, {"type": "killing", "date": "2013"}, {"type": "arrest"}]
    stored(case={"dataset": "one", "listed_in": "A"}, places=places, acts=acts)
    stored(case={"dataset": "one"}, acts=[{"type": "arrest", "date": "2012/2013"}])
    stored(case={"dataset": "other"}, acts=[], status_updates=[{"outcome": "charged"}, {"outcome": "released"}])
    stored("measure", measure_states=[{"state": "blocked"}, {"state": "lifted"}])
    stored("measure", measure_states=[{"state": "tested"}])


def test_what_has_no_value_is_unknown_and_left_out_of_no_total() -> None:
    _cases()
    fields = ("year", "country", "act", "status", "place_known", "dataset", "list", "verification")
    found = counts.count("cases", fields)
    assert found.total == 3
    assert found.by == {
        "year": {"2012": 1, "2013": 1, "unknown": 2},
        "country": {"pk": 1, "unknown": 2},
        "act": {"arrest": 2, "killing": 1, "unknown": 1},
        "status": {"released": 1, "unknown": 2},
        "place_known": {"no": 2, "yes": 1},
        "dataset": {"one": 2, "other": 1},
        "list": {"A": 1, "unknown": 2},
        "verification": {"unverified": 3},
    }
    assert found.overlapping == ("year", "act")


def test_undated_acts_are_counted_as_unknown() -> None:
    _cases()
    found = counts.count("acts", ("year", "act"))
    assert (found.total, found.overlapping) == (4, ())
    assert found.by["year"] == {"2012": 1, "2013": 1, "unknown": 2}
    assert sum(found.by["year"].values()) == found.total


def test_a_tested_address_is_no_block() -> None:
    _cases()
    assert counts.count("measures", ("status",)).by == {"status": {"lifted": 1, "tested": 1}}


def test_people_are_persons() -> None:
    actors = [{"kind": "person"}, {"kind": "journalist"}, {"kind": "company"}, {"kind": "group"}]
    stored(actors=[{"key": f"p{number}", **each} for number, each in enumerate(actors)])
    assert counts.count("people", ("act",)) == Count(2, {"act": {"arrest": 2}})


def test_a_data_set_narrows_a_count_down() -> None:
    _cases()
    assert counts.count("acts", dataset="one").total == 4
    assert counts.count("cases", dataset="nothing").total == 0


def test_a_date_in_no_one_year_is_told() -> None:
    _cases()
    assert counts.count("acts", ("year",)).yearless == 1
    assert counts.count("acts", ("act",)).yearless == 0
    assert counts.count("acts", ("year",), dataset="other").yearless == 0


@pytest.mark.parametrize("count", [counts.count, public_counts.count])
@pytest.mark.parametrize(("of", "field"), [("figures", "year"), ("cases", "height")])
def test_what_is_not_counted_is_said_with_what_is(count: Any, of: str, field: str) -> None:
    with pytest.raises(public_counts.CannotCount, match=r"cases, acts, people, measures|year, country, act"):
        count(of, (field,))


def test_counting_more_costs_no_more_queries() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connections["default"]) as captured:
            counts.count("cases", FIELDS)
        return len(captured)

    stored()
    few = queries()
    for _ in range(15):
        stored()
    assert queries() == few


# Figures.

EIGHT = {
    "key": "f1",
    "quantifier": "at_least",
    "low": 8,
    "unit": "journalists",
    "printed": "at least eight journalists",
    "as_of": "2012-11",
    "source": "s1",
}
NINE = EIGHT | {"key": "f2", "quantifier": "exactly", "low": 9, "printed": "nine journalists", "source": "s2"}


def test_two_figures_stand_side_by_side_and_in_no_total() -> None:
    sources = [{"key": "s1", "title": "The Invented Gazette"}, {"key": "s2", "title": "The Other Gazette"}]
    case = released(figures=[EIGHT, NINE], sources=sources)
    record = gate.current([str(case.record_id)])[str(case.record_id)]
    assert [(each.quantity.quantifier, each.quantity.low, each.source) for each in record.figures] == [  # type: ignore[union-attr]
        ("at_least", 8, "s1"),
        ("exactly", 9, "s2"),
    ]
    for of in OF:
        found = counts.count(of, FIELDS)
        numbers = [found.total, *(number for columns in found.by.values() for number in columns.values())]
        assert not {8, 9, 17} & set(numbers)


def test_nothing_in_gawah_sums_a_column_of_figures() -> None:
    """No database sum or average at all; and no addition with a figure's numbers in it."""
    for path in Path(gawah.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("django.db.models"):
                assert not {"Sum", "Avg"} & {each.name for each in node.names}, path
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
                named = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
                assert not {"low", "high", "size_low", "size_high", "quantity"} & named, f"{path}:{node.lineno}"


def test_two_dates_of_two_sources_are_both_kept() -> None:
    sources = [{"key": "s1", "title": "The Invented Gazette"}, {"key": "s2", "title": "The Other Gazette"}]
    citations = [
        {"source": "s1", "of": "a1", "field": "date", "value": "2012-11-05"},
        {"source": "s2", "of": "a1", "field": "date", "value": "2012-11-06", "disputes": True},
    ]
    case = released(sources=sources, citations=citations, acts=[{"key": "a1", "type": "arrest", "date": "2012-11"}])
    record = gate.current([str(case.record_id)])[str(case.record_id)]
    assert [each.value for each in record.citations] == ["2012-11-05", "2012-11-06"]  # type: ignore[union-attr]
    assert Case.objects.count() == 1
