"""The mappings in docs/examples are read, fit the fields, and bring in a small table of the same shape."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gawah.imports import mapping
from gawah.imports.engine import import_file
from gawah.imports.plan import make_plan

from .fake_loader import FakeLoader, text_of

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.toml"))
CELLS = {"latitude": "31.5", "longitude": "74.3", "lat": "31.5", "lon": "74.3", "categories": "Leak Case, Border Stop"}


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 9


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
