"""A mapping read from TOML: what it says, and errors that name the key."""

from __future__ import annotations

import pytest

from gawah.imports import mapping
from gawah.imports.plan import make_plan
from gawah.imports.problems import ImportProblem

from .conftest import PLAIN
from .fake_loader import FakeLoader

FULL = """
dataset = "all"
kind = "cases"
key = ["id", "part"]
language = "ur"
empties = ["None", "N/A"]
latest_year = 2030
as_of = 2024-05-01

[file]
encoding = "windows-1256"
delimiter = "\\t"
sheet = "*"
sheet_column = "sheet"

[[field]]
to = "act.type"
column = "kinds"
separator = ";"
otherwise = "other"
private = true
[field.terms]
"Beaten" = "assault"

[source]
kind = "dataset"
title = "A list"
publisher = "A group"
url = "https://example.org/"
date = "2024"
url_column = "link"

[basis]
kind = "already_published"
note = "in the list"

[place]
precision = "city"

[verification]
state = "corroborated"
reason = "two lists agree"
"""


def test_everything_a_mapping_can_say() -> None:
    found = mapping.read(FULL)
    assert (found.dataset, found.kind, found.key, found.language) == ("all", "cases", ("id", "part"), "ur")
    assert found.empties == {"none", "n/a"} and found.latest_year == 2030
    assert found.file.delimiter == "\t" and found.file.sheet == "*"
    assert [(rule.to, rule.column, rule.value) for rule in found.fields] == [
        ("act.type", "kinds", ""),
        ("source.url", "link", ""),
        ("as_of", "", "2024-05-01"),
    ]
    assert found.fields[0].language == "ur" and found.fields[0].terms == {"Beaten": "assault"}
    assert found.private == {"act.type"}
    assert found.source and (found.source.publisher, found.source.date) == ("A group", "2024")
    assert found.basis and found.basis.kind == "already_published"
    assert (found.precision, found.verification.state) == ("city", "corroborated")
    assert found.columns == ("id", "kinds", "link", "part")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dataset = x\n", "is not TOML: .*line 1"),
        ('kind = "cases"', "dataset: dataset has to be a text"),
        ('dataset = "a"\nkind = "cases"', "field is missing: nothing is mapped"),
        (PLAIN + "\nspeed = 1", r"\[\[field\]\] 2 .*speed: speed is not known here"),
        (PLAIN.replace("column = \"date\"", "colum = \"date\""), "colum is not known here; did you mean column"),
        (PLAIN.replace("dataset", "datasett"), "dataset: dataset has to be a text"),
        (PLAIN + '\nvalue = "2020"', "column or value is needed, and only one"),
        (PLAIN + "\npart = 1", "part counts from 1 and needs a separator"),
        (PLAIN + '\nimpossible = "guess"', 'impossible is "guess"; it has to be one of reject, keep_as_printed'),
        (PLAIN + '\nlanguage = "Urdu"', "has to be a language code"),
        (PLAIN + "\nprivate = 1", "private has to be true or false"),
        (PLAIN + "\n[file]\ndelimiter = \";;\"", r"\[file\], delimiter: delimiter has to be one character"),
        (PLAIN + "\n[basis]\nnote = \"x\"", r"\[basis\], kind: kind is missing"),
        (PLAIN + "\n[basis]\nkind = \"because\"", "has to be one of consent, public_role"),
        (PLAIN + "\n[source]\nurl = \"link\"", "url has to begin with https://.*url_column"),
        (PLAIN + "\n[source]\ndate = \"30 Feb\"", "date is no date"),
        (PLAIN + "\n[verification]\nstate = \"verified\"", "reason has to be a text"),
        (PLAIN + "\n[place]\nprecision = \"street\"", "country, subdivision, city, withheld"),
        ("field = 1\n" + PLAIN.split("[[")[0], r"written \[\[field\]\]"),
    ],
)  # fmt: skip
def test_errors_name_the_key_and_say_what_to_do(text: str, message: str) -> None:
    with pytest.raises(ImportProblem, match=message) as caught:
        mapping.read(text, "my.toml")
    assert str(caught.value).startswith("my.toml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('to = "title"', 'to = "titel"'), "no field “titel”; did you mean “title”"),
        (('column = "title"', 'column = "titles"'), "no column “titles”; did you mean “title”"),
        (('to = "act.date"', 'to = "title"'), "mapped twice"),
        (('column = "date"', 'column = "date"\ndates = ["%y"]'), "dates: .*which century"),
        (('column = "date"', 'value = "30 February"'), "value: .* is not a date"),
        (('to = "act.date"', 'to = "act.type"\notherwise = "beating"'), "“beating”, which is no term of acts"),
        (('kind = "cases"', 'kind = "cases"\nkey = "number"'), "key: the file has no column “number”"),
    ],
)
def test_a_mapping_that_does_not_fit_file_or_fields(change: tuple[str, str], message: str) -> None:
    found = mapping.read(PLAIN.replace(*change))
    with pytest.raises(ImportProblem, match=message):
        make_plan(found, FakeLoader().fields(), ("title", "date"))


def test_a_missing_mapping_says_how_to_make_one(tmp_path: object) -> None:
    from pathlib import Path

    with pytest.raises(ImportProblem, match="make a first one with --suggest"):
        mapping.load(Path(str(tmp_path)) / "none.toml")


@pytest.mark.parametrize("placeholder", ["…", "...", "https://…"])
def test_a_placeholder_left_as_it_was_is_refused(placeholder: str) -> None:
    text = f'dataset = "d"\nkind = "cases"\n[[field]]\nto = "title"\ncolumn = "a"\n[source]\ntitle = "{placeholder}"\n'
    with pytest.raises(ImportProblem, match="placeholder"):
        mapping.read(text)
