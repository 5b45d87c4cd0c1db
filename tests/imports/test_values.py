"""From cells to typed values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.imports import mapping
from gawah.imports.plan import make_plan
from gawah.imports.problems import CellProblem
from gawah.imports.readers.table import Cell
from gawah.imports.values import Amount, Coded, Day, Number, Value, Words, decode, encode

from .fake_loader import FakeLoader

HEAD = 'dataset = "d"\nkind = "cases"\nlanguage = "en"\nempties = ["None", "n/a"]\n'


def one(to: str, cell: Cell, rule: str = "", **more: Cell) -> dict[str, Value]:
    text = HEAD + f'[[field]]\nto = "{to}"\ncolumn = "c"\n{rule}\n'
    return make_plan(mapping.read(text), FakeLoader().fields(), None).values({"c": cell, **more})


@pytest.mark.parametrize(
    ("to", "cell", "rule", "expected"),
    [
        ("title", "  two\nlines ", "", (Words("two\nlines", "en"),)),
        ("title", "عنوان", 'language = "ar"', (Words("عنوان", "ar"),)),
        ("title.ur", "عنوان", "", (Words("عنوان", "ur"),)),
        ("act.date", "2020-02", "", (Day("2020-02", "2020-02"),)),
        ("act.date", "۳۱/۱۲/۲۰۲۰", 'dates = ["%d/%m/%Y"]', (Day("2020-12-31", "۳۱/۱۲/۲۰۲۰"),)),
        ("act.date", "00/00/0000", 'dates = ["%d/%m/%Y"]\nimpossible = "keep_as_printed"', (Day(None, "00/00/0000"),)),
        ("act.type", "Beaten", '[field.terms]\n"beaten" = "assault"', (Coded("assault", "Beaten"),)),
        ("act.type", "assault, arrest", 'separator = ","',
         (Coded("assault", "assault"), Coded("arrest", "arrest"))),
        ("act.type", ["assault", "assault"], "", (Coded("assault", "assault"),)),
        ("act.type", "juggling", 'otherwise = "other"', (Coded("other", "juggling"),)),
        ("place.country", "united_states", "", (Coded("us", "united_states"),)),
        ("place.latitude", "31.5|74.3", 'separator = "|"\npart = 1', (Number(31.5),)),
        ("place.longitude", "31.5|74.3", 'separator = "|"\npart = 2', (Number(74.3),)),
        ("source.url", "https://a.example/x https://b.example", 'separator = " "',
         (Words("https://a.example/x"), Words("https://b.example"))),
        ("tags", "b, a ,,b", "", (Words("b"), Words("a"))),
        ("figure.quantity", "at least eight", "", (Amount("at_least", 8, None, "at least eight"),)),
    ],
)  # fmt: skip
def test_cells_become_values(to: str, cell: Cell, rule: str, expected: Value) -> None:
    assert one(to, cell, rule) == {to: expected}


@pytest.mark.parametrize("cell", ["", "  ", "None", "N/A", " n/a "])
def test_empties_are_absent(cell: str) -> None:
    assert one("title", cell) == {}


def test_a_value_of_no_term_can_be_left_out() -> None:
    assert one("act.type", "juggling", 'otherwise = "unknown"') == {}


@pytest.mark.parametrize(
    ("to", "cell", "rule", "reason"),
    [
        ("act.date", "30/02/2020", 'dates = ["%d/%m/%Y"]', "has no day 30"),
        ("act.date", "00/00/0000", 'dates = ["%d/%m/%Y"]', "not a date"),
        ("act.date", "2918", "", "its year, 2918, is not between"),
        ("act.type", "juggling", "", r"“juggling” is no term of acts; add it under \[field.terms\]"),
        ("place.country", "Atlantis", "", "no country that is known"),
        ("place.subdivision", "Sindh", "", "while the row has no country"),
        ("place.latitude", "91", "", "not between -90 and 90 degrees"),
        ("place.longitude", "12,5", "", "is no number"),
        ("place.latitude", "nan", "", "is no number"),
        ("place.latitude", "1e999", "", "too large a number"),
        ("source.url", "javascript:alert(1)", "", "no web address"),
        ("source.url", "http://[", "", "no web address"),
        ("source.url", "https://a.example/ b", "", "no web address"),
        ("act.date", ["2020", "2021"], "", "the cell has 2 values, and act.date takes one"),
        ("figure.quantity", "nearly ten", "", "not read as a figure"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_field(to: str, cell: Cell, rule: str, reason: str) -> None:
    with pytest.raises(CellProblem, match=reason) as caught:
        one(to, cell, rule)
    assert caught.value.field == to


def test_a_subdivision_is_read_in_the_country_of_its_row() -> None:
    text = HEAD + '[[field]]\nto = "place.subdivision"\ncolumn = "s"\n[[field]]\nto = "place.country"\ncolumn = "c"\n'
    plan = make_plan(mapping.read(text), FakeLoader().fields(), ("s", "c"))
    assert plan.values({"s": "CA", "c": "US"})["place.subdivision"] == (Coded("US-CA", "CA"),)
    with pytest.raises(CellProblem, match="no subdivision of the country “pk”"):
        plan.values({"s": "CA", "c": "Pakistan"})


def test_several_columns_can_go_to_a_field_of_many() -> None:
    text = HEAD + '[[field]]\nto = "tags"\ncolumn = "a"\n[[field]]\nto = "tags"\ncolumn = "b"\n'
    plan = make_plan(mapping.read(text), FakeLoader().fields(), ("a", "b"))
    assert plan.values({"a": "x", "b": "y"}) == {"tags": (Words("x"), Words("y"))}


words = st.builds(Words, st.text(st.characters(codec="utf-8")), st.sampled_from(["", "en"]))
atoms = st.one_of(
    words,
    st.builds(Day, st.none() | st.just("2020"), st.just("x")),
    st.builds(Coded, st.just("us"), st.just("US")),
    st.builds(Number, st.integers(-(2**53), 2**53) | st.floats(-180, 180)),
    st.builds(Amount, st.just("between"), st.integers(0, 9), st.none() | st.integers(0, 9), st.just("")),
)


@given(st.dictionaries(st.sampled_from(["title", "tags", "act.type"]), st.lists(atoms, min_size=1).map(tuple)))
def test_stored_values_come_back_as_they_were(values: dict[str, Value]) -> None:
    assert decode(encode(values)) == values
