"""The mappings in docs/examples are read, fit the fields, and bring in a small table of the same shape."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest

from gawah.desk import store
from gawah.desk.loading import Desk
from gawah.desk.models import Case
from gawah.imports import mapping
from gawah.imports.engine import import_file
from gawah.imports.plan import make_plan

from .fake_loader import FakeLoader, text_of

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.toml"))
CELLS = {"latitude": "31.5", "longitude": "74.3", "lat": "31.5", "lon": "74.3", "categories": "Leak Case, Border Stop"}


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_fits_the_fields_and_says_who_may_be_named(path: Path) -> None:
    found = mapping.load(path)
    make_plan(found, FakeLoader(found.kind).fields(), None)
    assert found.verification.reason
    assert path.read_text(encoding="utf-8").startswith("# ")
    names = any(rule.to.startswith("person.name") for rule in found.fields)
    if found.basis and names:
        assert found.basis.note and found.source


@pytest.mark.django_db(databases=["default"])
def test_the_tracker_example_makes_one_act_of_each_category(tmp_path: Path) -> None:
    found = mapping.load(EXAMPLES[0].parent / "uspft_incidents.toml")
    columns = [column for column in found.columns if column]
    row = {column: CELLS.get(column, "") for column in columns} | {"date": "2021-12-18", "state": "CA", "tags": "a, b"}
    path = tmp_path / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, [row[column] for column in columns]])
    loader = FakeLoader()
    assert import_file(path, found, loader).created == 1
    values = {name: text_of(value) for name, value in loader.subjects["s1"].values.items()}
    assert values["act.type"] == "leak_prosecution; border_stop"
    assert (values["place.subdivision"], values["tags"], values["act.date"]) == ("US-CA", "a; b", "2021-12-18")


PEOPLE = """\
incident,person_no,title,date,city,country,person,occupation,what,outcome,link
17,1,Office of an invented paper searched,2025-03-04,Lahore,Pakistan,Ann Invented,editor,device seizure;arrest,,https://example.org/17
17,2,,,,,Ben Invented,photographer,,,
17,3,,2025-03-05,,,Cy Invented,reporter,arrest,released,https://example.org/17-cy
18,2,,,,,Eve Invented,,,,
18,1,An invented summons,06.04.2025,Quetta,Pakistan,Dee Invented,-,arrest,,
n/a,1,An invented call,2025-05-01,,Pakistan,n/a,,threat,,
"""


@pytest.mark.django_db(databases=["default"])
def test_the_example_of_people_makes_one_case_of_each_incident(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    found = mapping.load(EXAMPLES[0].parent / "people_of_incidents.toml")
    result = import_file(path, found, Desk("cases", datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)))
    assert (result.created, result.rejected) == (6, 0)
    cases = {case.title["en"]: store.document_of(case) for case in Case.objects.all()}
    assert len(cases) == 3
    office = cases["Office of an invented paper searched"]
    acts = {act["key"]: (act["type"], act.get("date"), act.get("outcome", "")) for act in office["acts"]}
    people = {name["actor"]: name["text"] for name in office["actor_names"]}
    part: dict[str, set[tuple[str, str | None, str]]] = {}
    for each in office["involvements"]:
        part.setdefault(people[each["actor"]], set()).add(acts[each["act"]])
    seizure, arrest = ("device_seizure", "2025-03-04", ""), ("arrest", "2025-03-04", "")
    later = ("arrest", "2025-03-05", "released")
    assert part == {"Ann Invented": {seizure, arrest}, "Cy Invented": {later}}
    assert office["case"]["note"] == "involvement: no act is given for Ben Invented"
    assert len(cases["An invented summons"]["involvements"]) == 2
    assert {act["place"] for act in office["acts"]} == {"l1"}
