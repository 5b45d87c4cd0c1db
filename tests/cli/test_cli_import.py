"""What ``gawah import`` prints and writes, and how a batch of several rows a case is released and taken back."""

from __future__ import annotations

import csv
import json
import re
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
    kept = "it has been released since: to take it off the site, withdraw it; the case stays on the desk"
    assert out.count(kept) == Case.objects.count() == 3


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


KEYED = MAPPING.replace('case = "incident"', 'key = "incident"')
FIRST = "incident,title,what,date\n1,A raid,arrest,2020\n2,A call,threat,2020\n3,A summons,arrest,2020\n"


def brought_in(run: Run, table: Path, text: str, mapping: str = KEYED, *more: str) -> tuple[str, str]:
    """The batch that came of this table, and what was said."""
    (table / "table.csv").write_text(text, encoding="utf-8")
    (table / "table.toml").write_text(mapping, encoding="utf-8")
    code, out, err = run("import", "cases", "table.csv", "--map", "table.toml", *more)
    assert (code, err) == (0, "")
    return (re.findall("--import ([0-9a-f]{20})", out) or [""])[0], out


def test_a_case_that_left_its_table_is_named_and_held_back(run: Run, table: Path) -> None:
    first, _ = brought_in(run, table, FIRST)
    out, gone, stays = (Case.objects.get(title__en=title) for title in ("A raid", "A call", "A summons"))
    assert run("release", out.id)[0] == 0
    left = "incident,title,what,date\n3,A summons,arrest,2020\n"
    for more in (("--dry-run",), ()):
        _, said = brought_in(run, table, left, KEYED, *more)
        assert "2 gone" in said and "2 cases have no row in the table any more" in said
        assert f"  {gone.id}  -  " in said and "A call" in said
        assert f"  {out.id}  " in said and "public, version 1" in said
    assert "no row" not in brought_in(run, table, left)[1]
    for chosen in (("--all",), ("--import", first)):
        code, said, _ = run("release", *chosen, "--dry-run")
        assert (code, said.count("\n")) == (0, 2)
        assert f"1 held back, since their table has no row of them any more: {gone.id}." in said
        assert f"`gawah release {gone.id}`" in said
    answer = json.loads(run("release", "--all", "--json")[1])
    stays.refresh_from_db()
    assert (answer["released"], answer["held_back"]) == ([stays.record_id], [gone.id])
    assert set(Case.objects.filter(record_id=None)) == {gone}
    assert len(json.loads(run("release", gone.id, "--json")[1])["released"]) == 1
    assert json.loads(run("release", "--all", "--json")[1])["held_back"] == []


def test_a_case_that_comes_back_to_its_table_is_not_held_back(run: Run, table: Path) -> None:
    brought_in(run, table, FIRST)
    gone, _ = brought_in(run, table, "incident,title,what,date\n3,A summons,arrest,2020\n")
    brought_in(run, table, FIRST)
    assert json.loads(run("release", "--all", "--json", "--dry-run")[1])["held_back"] == []
    gone, _ = brought_in(run, table, "incident,title,what,date\n3,A summons,arrest,2020\n4,New,arrest,2020\n")
    assert len(json.loads(run("release", "--all", "--json", "--dry-run")[1])["held_back"]) == 2
    run("import", "--undo", gone)
    assert json.loads(run("release", "--all", "--json", "--dry-run")[1])["held_back"] == []


def test_a_case_with_a_row_left_is_neither_named_nor_held_back(run: Run, table: Path) -> None:
    rows = "incident,title,what,date\n1,A raid,arrest,2020\n1,A raid,assault,2020\n2,A call,threat,2020\n"
    brought_in(run, table, rows, MAPPING)
    _, said = brought_in(run, table, "incident,title,what,date\n1,A raid,arrest,2020\n", MAPPING)
    assert "2 gone" in said and "1 case has no row" in said and "A raid" not in said
    call = Case.objects.get(title__en="A call")
    assert json.loads(run("release", "--all", "--json")[1])["held_back"] == [call.id]


def test_of_many_gone_cases_some_are_named(run: Run, table: Path) -> None:
    head, rows = "incident,title,what,date\n", [f"{number},Case {number},arrest,2020\n" for number in range(13)]
    brought_in(run, table, head + "".join(rows))
    _, said = brought_in(run, table, head + rows[0])
    assert "12 cases have no row" in said and "  and 2 more; --json lists all (gone_cases)\n" in said
    assert (
        sum(line.strip().endswith(tuple(f"Case {number}" for number in range(13))) for line in said.splitlines()) == 10
    )


def test_an_import_says_how_many_released_cases_it_changed(run: Run, table: Path) -> None:
    brought_in(run, table, FIRST)
    released = [Case.objects.get(title__en=title).id for title in ("A raid", "A call")]
    assert run("release", *released)[0] == 0
    corrected = FIRST.replace("2020", "2021")
    assert "not public" not in brought_in(run, table, corrected, KEYED, "--dry-run")[1]
    for _ in range(2):  # also when nothing more has changed
        _, said = brought_in(run, table, corrected)
        assert "2 released cases have changes that are not public: `gawah cases` marks them." in said
    assert json.loads(brought_in(run, table, corrected, KEYED, "--json")[1])["changed_since_release"] == 2
    batch, _ = brought_in(run, table, corrected)
    assert run("release", "--import", batch)[0] == 0
    assert "not public" not in brought_in(run, table, corrected)[1]
