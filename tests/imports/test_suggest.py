"""A first mapping from headers and values: usable as it is, and nothing in it is guessed silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.imports import mapping
from gawah.imports.plan import make_plan
from gawah.imports.suggest import suggest

from .conftest import Import, Write
from .fake_loader import FakeLoader, text_of

TABLE = """id,Case title,Country,Date,Status,What happened,Link,Lat,Lon,Journalist,Updated,Colour
A-1,Beaten at a march,Pakistan,"March 3, 2020",attacked,Long text,https://a.example/1,31.5,74.3,Ann Example,2020-04,red
A-2,Taken from home,united_states,"April 14, 2020",arrested,Other text,,38.9,-77.0,Bea Example,2020-05-01,
"""


@pytest.mark.django_db(databases=["default"])
def test_an_unedited_suggestion_brings_the_columns_in(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    path = write(TABLE)
    text = suggest(path, "cases", loader.fields())
    found = mapping.read(text)
    assert {rule.column: rule.to for rule in found.fields if rule.column != "Status"} == {
        "Case title": "title",
        "Country": "place.country",
        "Date": "act.date",
        "What happened": "narrative",
        "Link": "source.url",
        "Lat": "place.latitude",
        "Lon": "place.longitude",
        "Journalist": "person.name",
        "Updated": "as_of",
        "Colour": "note",
    }
    assert [rule.to for rule in found.fields if rule.column == "Status"] == ["status.outcome", "act.type"]
    assert (found.key, found.basis) == (("id",), None)
    assert bring_in(path, text).created == 2
    first = {name: text_of(value) for name, value in loader.subjects["s1"].values.items()}
    assert (first["act.date"], first["act.type"], first["place.country"]) == ("2020-03-03", "assault", "pk")


def test_a_day_that_could_be_a_month_is_left_to_a_person(write: Write, loader: FakeLoader) -> None:
    doubtful = suggest(write("title,date\na,03/04/2020\nb,05/06/2020\n"), "cases", loader.fields())
    assert "%d/%m/%Y or %m/%d/%Y? Day and month could be either" in doubtful
    assert [rule.to for rule in mapping.read(doubtful).fields] == ["title"]
    clear = suggest(write("title,date\na,03/04/2020\nb,25/06/2020\n"), "cases", loader.fields())
    assert mapping.read(clear).fields[1].dates == ("%d/%m/%Y",)


def test_several_acts_in_a_cell_and_terms_to_choose(write: Write, loader: FakeLoader) -> None:
    text = suggest(
        write('categories\n"Assault, Juggling"\nAssault\nJuggling\n"Juggling, Assault"\n'), "cases", loader.fields()
    )
    (rule,) = mapping.read(text).fields
    assert (rule.to, rule.separator, dict(rule.terms)) == ("act.type", ",", {"Juggling": "other"})
    assert "choose a kind of act" in text


def test_an_empty_column_is_said_and_not_mapped(write: Write, loader: FakeLoader) -> None:
    text = suggest(write("title,mugshot\nOne,\n"), "cases", loader.fields())
    assert '# "mugshot" is empty' in text
    assert mapping.read(text).columns == ("title",)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4), st.text())
def test_any_header_and_cell_give_a_mapping_that_can_be_read(header: list[str], cell: str) -> None:
    import csv
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        with path.open("w", newline="", encoding="utf-8", errors="replace") as file:
            csv.writer(file).writerows([["title", *header], ["One", *[cell] * len(header)]])
        fields = FakeLoader().fields()
        make_plan(mapping.read(suggest(path, "cases", fields)), fields, None)
