"""What ``gawah import`` prints and writes, and how a batch of several rows a case is released and taken back."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gawah.desk.models import Act, Case

Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.django_db(databases=["default", "public"])

MAPPING = """
dataset = "incidents"
kind = "cases"
language = "en"
as_of = "2026-01"
case = "incident"
field = [{to = "title", column = "title"}, {to = "act.type", column = "what"}, {to = "act.date", column = "date"}]
[source]
title = "An invented list"
[basis]
kind = "no_person"
note = "The table names nobody."
[verification]
state = "unverified"
reason = "Invented."
"""
TABLE = """incident,title,what,date
1,A raid,arrest,2020
1,A raid,assault,2020
,A summons,legal order,soon
,A call,threat,2020
,A call,threat,2020
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a table and its mapping, where the command is called."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "table.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def test_json_has_the_counts_of_rows_and_the_files(run: Run, table: Path) -> None:
    command = ("import", "cases", "table.csv", "--map", "table.toml", "--json")
    code, out, _ = run(*command)
    said = json.loads(out)
    assert (code, said["rejects_file"], said["review_file"]) == (3, "table.rejects.csv", "table.review.csv")
    names = ("created", "updated", "unchanged", "gone", "rejected", "review")
    assert [said[name] for name in names] == [4, 0, 0, 0, 1, 1]
    assert len(said["batch"]) == 20
    code, out, _ = run(*command)
    assert [json.loads(out)[name] for name in names] == [0, 0, 4, 0, 1, 1]


def test_rejects_go_where_they_are_wanted(run: Run, table: Path) -> None:
    code, out, _ = run("import", "cases", "table.csv", "--map", "table.toml", "--rejects", "bad.csv")
    assert code == 3
    assert "Rejected rows, with the reason: bad.csv." in " ".join(out.split())
    with (table / "bad.csv").open(encoding="utf-8-sig", newline="") as file:
        (bad,) = csv.DictReader(file)
    assert (bad["title"], bad["gawah_line"], bad["gawah_field"]) == ("A summons", "4", "act.date")
    assert not (table / "table.rejects.csv").exists()
    text = (table / "bad.csv").read_text(encoding="utf-8-sig").replace("soon", "2021")
    (table / "bad.csv").write_text(text, encoding="utf-8")
    assert run("import", "cases", "bad.csv", "--map", "table.toml", "--json")[0] == 0
    assert Case.objects.count() == 4


def test_a_case_of_several_rows_is_released_once_and_stays_after_that(run: Run, table: Path) -> None:
    batch = json.loads(run("import", "cases", "table.csv", "--map", "table.toml", "--json")[1])["batch"]
    code, out, _ = run("release", "--import", batch, "--json")
    assert code == 0
    assert len(json.loads(out)["released"]) == Case.objects.count() == 3
    code, out, _ = run("import", "--undo", batch)
    assert code == 0
    assert f"Batch {batch} taken back: 0 removed" in out
    assert out.count("it has been released since; withdraw it first") == Case.objects.count() == 3


def test_undo_leaves_a_case_as_it_was_released(run: Run, table: Path) -> None:
    mapping = MAPPING.replace('case = "incident"', 'key = "incident"')
    (table / "table.toml").write_text(mapping, encoding="utf-8")
    command = ("import", "cases", "table.csv", "--map", "table.toml", "--json")
    (table / "table.csv").write_text("incident,title,what,date\n1,A raid,arrest,2020\n2,A call,threat,2020\n")
    run(*command)
    (table / "table.csv").write_text("incident,title,what,date\n1,A raid,assault,2020\n2,A call,arrest,2020\n")
    batch = json.loads(run(*command)[1])["batch"]
    released = Case.objects.get(title__en="A raid").id
    assert run("release", released)[0] == 0
    undone = json.loads(run("import", "--undo", batch, "--json")[1])
    assert (undone["restored"], [each["subject"] for each in undone["kept"]]) == (1, [released])
    types = Act.objects.order_by("case__title").values_list("case__title__en", "type")
    assert dict(types) == {"A raid": "assault", "A call": "threat"}


def test_what_was_not_understood_is_said_with_the_line_to_add(run: Run, table: Path) -> None:
    rule = '[[field]]\nto = "place.country"\ncolumn = "where"\notherwise = "unknown"\n'
    text = MAPPING.replace("field = [", "[[field]]\n").replace("}, {", "\n[[field]]\n").replace("}]", f"\n{rule}")
    (table / "table.toml").write_text(text.replace("{to", "to").replace(", column", "\ncolumn"), encoding="utf-8")
    (table / "table.csv").write_text("incident,title,what,date,where\n1,A raid,arrest,2020,Pakstan\n")
    command = ("import", "cases", "table.csv", "--map", "table.toml")
    for more in (("--dry-run",), (), ()):
        code, out, _ = run(*command, *more)
        assert code == 0
        assert "where: 1 value was not understood and left unknown: “Pakstan” (1 row).\n" in out
        assert '    [field.terms]\n    "Pakstan" = "pk"   # did you mean Pakistan?\n' in out
    (told,) = json.loads(run(*command, "--json")[1])["not_understood"]
    assert (told["column"], told["to"], told["became"]) == ("where", "place.country", "unknown")
    assert told["values"] == [
        {"value": "Pakstan", "rows": 1, "near": {"code": "pk", "label": "Pakistan"}, "line": '"Pakstan" = "pk"'}
    ]


def test_notes_without_a_text_are_in_the_mapping_s_language(run: Run, table: Path) -> None:
    """What no text of the case tells, the mapping does; where there is a text, that does."""
    columns = MAPPING.replace('{to = "title", column = "title"}', '{to = "title.ur", column = "title"}')
    (table / "table.toml").write_text(columns.replace("soon", "2021"), encoding="utf-8")
    (table / "table.csv").write_text(
        "incident,title,what,date\n1,,arrest,2020\n1,گرفتاری,assault,2020\n2,,threat,2020\n", encoding="utf-8"
    )
    assert run("import", "cases", "table.csv", "--map", "table.toml")[0] == 0
    found = {case.title.get("ur", ""): case.original for case in Case.objects.all()}
    assert found == {"گرفتاری": "ur", "": "en"}
