"""A table says row by row who may be named; what leaves people unnamed altogether is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gawah.desk.models import ActorName
from gawah.imports import mapping as mappings
from gawah.imports.problems import ImportProblem

Run = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.django_db(databases=["default", "public"])

MAPPING = """
dataset = "people"
kind = "cases"
language = "en"
as_of = "2026-01"
{top}
[[field]]
to = "title"
column = "title"
[[field]]
to = "act.type"
value = "arrest"
[[field]]
to = "person.name"
column = "name"
separator = ";"
{fields}
[source]
title = "An invented list"
[basis]
kind = "already_published"
[verification]
reason = "Invented."
"""
TOLD = '[[field]]\nto = "person.may_be_named"\ncolumn = "told"\n'


@pytest.fixture
def bring_in(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Import a table by the mapping with more fields: exit code and what was said."""
    monkeypatch.chdir(tmp_path)

    def _bring_in(rows: str, fields: str = TOLD, *words: str, top: str = "") -> tuple[int, dict[str, Any]]:
        Path("people.csv").write_text(rows, encoding="utf-8")
        Path("people.toml").write_text(MAPPING.format(fields=fields, top=top), encoding="utf-8")
        code, out, err = run("import", "cases", "people.csv", "--map", "people.toml", "--json", *words)
        return code, json.loads(out) if out else {"error": err}

    return _bring_in


def naming() -> dict[str, str]:
    return dict(ActorName.objects.order_by("text").values_list("text", "actor__naming"))


@pytest.mark.parametrize("yes", ["yes", "YES", "Sí", "oui", "da", "نعم", "ہاں", "1"])
@pytest.mark.parametrize("no", ["no", "NO", "non", "ne", "لا", "نہیں", "0", ""])
def test_only_who_the_row_says_yes_for_is_named(bring_in: Callable[..., Any], yes: str, no: str) -> None:
    code, said = bring_in(f"title,name,told\nA,Nadia Qanarzai;Omar Qanarzai,{yes}\nB,Zubaida Ottoway,{no}\n")
    assert (code, said["notices"]) == (0, [])
    assert naming() == {"Nadia Qanarzai": "named", "Omar Qanarzai": "named", "Zubaida Ottoway": "withheld"}


def test_who_may_not_be_named_is_in_no_record(bring_in: Callable[..., Any], run: Run, home: Path) -> None:
    _, said = bring_in(
        "title,name,told\nA raid,Nadia Qanarzai,yes\nA call,Zubaida Ottoway,no\nZubaida Ottoway too,Omar Other,yes\n"
    )
    code, out, _ = run("release", "--import", said["batch"])
    assert code == 3
    assert "2 released, 0 unchanged, 1 refused" in out
    assert "title.en holds “zubaida ottoway”, a name that is not to be told in case" in out
    from gawah.public.models import Accepted

    public = "".join(Accepted.objects.values_list("canonical", flat=True))
    assert "Nadia Qanarzai" in public
    assert "Zubaida" not in public


def test_words_of_ones_own_and_what_is_neither(bring_in: Callable[..., Any]) -> None:
    rows = "title,name,told\nA,Nadia Qanarzai,Consented\nB,Zubaida Ottoway,perhaps\n"
    code, said = bring_in(rows, TOLD + '[field.terms]\n"consented" = "yes"\n')
    assert (code, said["created"], said["rejected"]) == (3, 1, 1)
    assert "“perhaps” is neither yes nor no; say under [field.terms] which" in Path("people.rejects.csv").read_text()
    assert naming() == {"Nadia Qanarzai": "named"}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('otherwise = "yes"\n', "what a word means is not guessed"),
        ('[field.terms]\n"x" = "perhaps"\n', "it is yes or no"),
    ],
)
def test_consent_is_not_guessed(bring_in: Callable[..., Any], more: str, message: str) -> None:
    code, said = bring_in("title,name,told\nA,Nadia Qanarzai,x\n", TOLD + more)
    assert code != 0
    assert message in said["error"]
    assert naming() == {}


def test_a_column_that_is_missing_is_no_consent(bring_in: Callable[..., Any]) -> None:
    assert bring_in("title,name\nA,Nadia Qanarzai\n", TOLD + "optional = true\n")[0] == 0
    assert naming() == {"Nadia Qanarzai": "withheld"}


def test_rows_of_one_case_say_it_each_for_its_own_people(bring_in: Callable[..., Any]) -> None:
    bring_in("title,name,told\nA,Nadia Qanarzai,yes\nA,Zubaida Ottoway,no\n", top='case = "title"')
    assert naming() == {"Nadia Qanarzai": "named", "Zubaida Ottoway": "withheld"}


@pytest.mark.parametrize("to", ["person.name", "person.occupation"])
@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_a_private_column_beside_a_public_name_is_said(
    bring_in: Callable[..., Any], to: str, words: tuple[str, ...]
) -> None:
    private = f'[[field]]\nto = "{to}"\ncolumn = "real"\nprivate = true\n'
    code, said = bring_in("title,name,real\nA,Nadia Qanarzai,Zubaida Ottoway\n", private, *words)
    assert code == 0
    assert said["notices"] == [
        f'[[field]] 4 (to = "{to}") is private: nobody in a row that gives {to} is named in public, by [[field]] 3 '
        '(to = "person.name") neither. If only some people are not to be named, map a column that says yes or no for '
        "each to person.may_be_named."
    ]
    assert set(naming().values()) <= {"withheld"}


@pytest.mark.parametrize("to", ["place.city", "note"])
def test_what_is_private_of_something_else_is_not(bring_in: Callable[..., Any], to: str) -> None:
    private = f'[[field]]\nto = "{to}"\ncolumn = "real"\nprivate = true\n'
    assert bring_in("title,name,real\nA,Nadia Qanarzai,x\n", private)[1]["notices"] == []
    assert naming() == {"Nadia Qanarzai": "named"}


def test_a_first_mapping_understands_the_column(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for header, cell, found in (("Name told?", "NO", True), ("May be named", "perhaps", False)):
        Path("a.csv").write_text(f"Title,Name,{header}\nA raid,Nadia Qanarzai,{cell}\n", encoding="utf-8")
        Path("a.toml").unlink(missing_ok=True)
        assert run("import", "cases", "a.csv", "--suggest")[0] == 0
        assert any(rule.to == "person.may_be_named" for rule in mappings.load(Path("a.toml")).fields) is found


def test_the_how_to_s_way_is_one() -> None:
    text = (Path(__file__).parents[2] / "docs" / "how-to" / "import.md").read_text(encoding="utf-8")
    example = text.partition("**Who may be named.**")[2].partition("```toml\n")[2].partition("```")[0]
    found = mappings.read('dataset = "a"\nkind = "cases"\n' + example)
    assert [(rule.to, dict(rule.terms)) for rule in found.fields] == [("person.may_be_named", {"Consented": "yes"})]
    with pytest.raises(ImportProblem):
        mappings.read(example)
