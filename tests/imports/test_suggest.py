"""A first mapping from headers and values: usable as it is, and nothing in it is guessed silently."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.imports import mapping
from gawah.imports.engine import Result
from gawah.imports.plan import make_plan
from gawah.imports.problems import ImportProblem
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


@pytest.mark.django_db(databases=["default"])
def test_an_outcome_that_names_no_act_is_not_told_as_not_understood(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    path = write("title,Status\nA,arrested\nB,released\nC,threatened\n")
    result = bring_in(path, suggest(path, "cases", loader.fields()))
    assert (result.created, result.not_understood) == (3, ())


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


HOW_TO = """id,incident,Date,What happened,Position,Name,Country,Link,Summary
1,I,17/05/2020,"Physical Attack, arrest","31.5|74.3",Ann Invented,Pakistan,https://a.example/1,A raid
2,I,05/2020,Physical Attack,"31.6|74.4",Ben Invented,Pakistan,https://a.example/2,A raid
3,J,2020,"arrest, juggling",,Cy Invented,Pakstan,,A summons
4,K,the spring,threat,"31.7|74.2",Di Invented,Iran,https://a.example/4,A call
"""


@pytest.mark.django_db(databases=["default"])
def test_the_headers_of_the_how_to_are_understood(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    path = write(HOW_TO)
    text = suggest(path, "cases", loader.fields())
    found = mapping.read(text)
    assert {rule.column: rule.to for rule in found.fields} == {
        "incident": "note",
        "Date": "act.date",
        "What happened": "act.type",
        "Name": "person.name",
        "Country": "place.country",
        "Link": "source.url",
        "Summary": "summary",
    }
    assert (found.key, found.case) == (("id",), ())
    assert '# case = ["incident"]   # 3 values in 4 rows' in text
    assert "Is latitude first, or longitude?" in text
    result = bring_in(path, text)
    assert (result.created, result.rejected) == (4, 0)
    assert text_of(loader.subjects["s1"].values["act.type"]) == "assault; arrest"
    decided = bring_in(path, re.sub(r"^# (?=\[\[field|(to|column|separator|part) =)", "", text, flags=re.M))
    assert (decided.updated, decided.rejected) == (4, 0)
    assert text_of(loader.subjects["s1"].values["place.latitude"]) == "31.5"


@pytest.mark.parametrize(
    ("header", "cells", "parts"),
    [
        ("Position", ["31.5|74.3", "31.6|118.2"], (1, 2)),
        ("Position", ["118.24, 34.05", "74.3, 31.5"], (2, 1)),
        ("lat/long", ["31.5 74.3"], (1, 2)),
        ("Longitude, Latitude", ["31.5;74.3"], (2, 1)),
    ],
)
def test_coordinates_that_say_which_is_first_are_taken_apart(
    write: Write, loader: FakeLoader, header: str, cells: list[str], parts: tuple[int, int]
) -> None:
    rows = "".join(f'A,"{cell}"\n' for cell in cells)
    found = mapping.read(suggest(write(f'title,"{header}"\n{rows}'), "cases", loader.fields())).fields
    assert [(rule.to, rule.part) for rule in found[1:]] == [
        ("place.latitude", parts[0]),
        ("place.longitude", parts[1]),
    ]


@pytest.mark.parametrize("cells", [["31|74"], ["31.5|74.3", "here"], ["131.5|174.3"], ["31.5|74.3", "31.5;74.3"]])
def test_what_is_no_pair_of_coordinates_is_a_note(write: Write, loader: FakeLoader, cells: list[str]) -> None:
    rows = "".join(f"A,{cell}\n" for cell in cells)
    (_, rule) = mapping.read(suggest(write(f"title,Position\n{rows}"), "cases", loader.fields())).fields
    assert rule.to == "note"


def bring_in_suggested(
    write: Write, bring_in: Import, loader: FakeLoader, header: str, cells: list[str]
) -> tuple[str, mapping.FieldRule, Result]:
    """The suggestion for a column beside a title, its rule, and what became of an import with it, unedited."""
    path = write(f"title,{header}\n" + "".join(f'T{at},"{cell}"\n' for at, cell in enumerate(cells)))
    text = suggest(path, "cases", loader.fields())
    return text, mapping.read(text).fields[1], bring_in(path, text)


@pytest.mark.django_db(databases=["default"])
@pytest.mark.parametrize("header", ["Country", "Where", "State", "nation of origin", "Column 7"])
def test_a_column_of_countries_is_one_though_some_are_misspelt(
    write: Write, bring_in: Import, loader: FakeLoader, header: str
) -> None:
    cells = ["Pakistan"] * 20 + ["Iran"] * 18 + ["Pakstan", "Atlantis"]
    text, rule, result = bring_in_suggested(write, bring_in, loader, header, cells)
    assert (rule.to, rule.otherwise, result.rejected) == ("place.country", "unknown", 0)
    assert "# 2 of 40 values are no country, and left unknown: “Pakstan”, “Atlantis”." in text
    assert '# "Pakstan" = "pk"   # did you mean Pakistan?' in text


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Agreed", ["No", "No", "NO"]),
        ("Passed", ["IN", "Out", "IN"]),
        ("Witness", ["Jordan", "Jordan"]),
        ("Witness", ["Chad", "Jordan", "Ann", "Ben", "Cy"]),
        ("Country", ["Atlantis", "Lemuria", "Pakistan"]),
    ],
)
def test_what_is_mostly_no_country_is_none(write: Write, loader: FakeLoader, header: str, cells: list[str]) -> None:
    text = suggest(write(f"title,{header}\n" + "".join(f"A,{cell}\n" for cell in cells)), "cases", loader.fields())
    assert mapping.read(text).fields[1].to == "note"


@pytest.mark.django_db(databases=["default"])
@pytest.mark.parametrize(
    ("cells", "dates", "kept"),
    [
        (["2020-05-17", "May 3, 2020", "3 May 2020", "25/12/2019"], ("edtf", "%B %d, %Y", "%d %B %Y", "%d/%m/%Y"), 0),
        (["2020-05-17", "2020-05-17T10:00"], ("iso",), 0),
        (["2020", "05/2020", "12/31/2020", "01/02/2020"], ("edtf", "%m/%d/%Y", "%m/%Y"), 0),
        (["2020", "05/2020", "01/02/2020"], ("edtf", "%m/%Y"), 1),
        (["31/12/2020", "12/31/2020", "01/02/2020"], ("%d/%m/%Y", "%m/%d/%Y"), 1),
        (["2020-05-17", "2020-05", "the spring"], ("edtf",), 1),
        (["2020-05-17", "31/02/2020", "17.05.2020"], ("edtf", "%d.%m.%Y"), 1),
    ],
)
def test_dates_in_several_forms_are_read_and_none_is_guessed(
    write: Write, bring_in: Import, loader: FakeLoader, cells: list[str], dates: tuple[str, ...], kept: int
) -> None:
    text, rule, result = bring_in_suggested(write, bring_in, loader, "Date", cells)
    assert (rule.to, rule.dates, result.rejected) == ("act.date", dates, 0)
    assert rule.impossible == ("keep_as_printed" if kept else "reject")
    assert sum(missed.rows for found in result.not_understood for missed in found.values) == kept
    assert ("kept as printed" in text) == bool(kept)


def test_a_column_without_dates_is_no_date(write: Write, loader: FakeLoader) -> None:
    for header, cells in (("Date", "soon\nlater\n2020\n"), ("Amount", "2020\n2019\n")):
        text = suggest(write(f"{header}\n{cells}"), "cases", loader.fields())
        assert mapping.read(text).fields[0].to == "note"


def test_a_word_in_a_cell_cannot_end_a_comment(write: Write, loader: FakeLoader) -> None:
    rows = 'Pakistan\nIran\n"x\nkind = ""measures"""\n'
    assert mapping.read(suggest(write(f"Country\n{rows}"), "cases", loader.fields())).kind == "cases"


@pytest.mark.parametrize(
    ("header", "cells", "key", "said"),
    [
        ("id", "1 2 3", ("id",), ""),
        ("Case No.", "7 8 9", ("Case No.",), ""),
        ("No.", "1 2 3", (), 'another value in every row: "No."'),
        ("id", "1 2 2", (), '"id" is none: “2” stands in 2 rows'),
        ("ref", "1 2 n/a", (), '"ref" is none: it is empty in 1 rows'),
        ("colour", "red red red", (), "2 rows equal an earlier one"),
        ("incident", "I I J", (), '# case = ["incident"]   # 2 values in 3 rows'),
    ],
)
def test_a_key_is_found_or_it_is_said_why_not(
    write: Write, loader: FakeLoader, header: str, cells: str, key: tuple[str, ...], said: str
) -> None:
    rows = "".join(f"{cell},Same\n" for cell in cells.split())
    text = suggest(write(f"{header},title\n{rows}"), "cases", loader.fields())
    assert mapping.read(text).key == key
    assert said in text
    assert ("# key = " in text) == (not key)


def test_a_table_without_a_country_says_what_a_subdivision_needs(write: Write, loader: FakeLoader) -> None:
    text = suggest(write("title,Province\nA,Sindh\n"), "cases", loader.fields())
    assert 'say it, with to = "place.country" and value = "…"' in text
    text = suggest(write("title,Province,Country\nA,Sindh,Pakistan\n"), "cases", loader.fields())
    assert "say it" not in text


@pytest.mark.parametrize("text", ["title,place\n", "title\n,,\n", "title,place\nn/a,\n", "title\nA;B,C;D,E\n"])
def test_a_table_without_a_value_is_refused_with_a_sentence(write: Write, loader: FakeLoader, text: str) -> None:
    with pytest.raises(ImportProblem, match=r"no row with a value that can be read.*save it as CSV"):
        suggest(write(text), "cases", loader.fields())


def test_a_column_headed_by_a_placeholder_can_be_mapped(write: Write, loader: FakeLoader) -> None:
    text = suggest(write("title,…\nOne,0\n"), "cases", loader.fields())
    assert [rule.column for rule in mapping.read(text).fields] == ["title", "…"]


def test_a_form_feed_in_a_cell_ends_no_line(write: Write, loader: FakeLoader) -> None:
    text = suggest(write("title,0,|\nOne,|0\x0c,|0\x0c\n"), "cases", loader.fields())
    assert [rule.column for rule in mapping.read(text).fields] == ["title", "0", "|"]


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
