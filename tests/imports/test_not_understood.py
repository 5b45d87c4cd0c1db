"""What was neither understood nor rejected is told: which values, in how many rows, and what was made of them."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gawah.imports import mapping, not_understood
from gawah.imports.engine import Result
from gawah.imports.models import Batch, Dataset, Row
from gawah.imports.not_understood import NotUnderstood, sentences
from gawah.imports.problems import ImportProblem

from .conftest import Import, Write
from .fake_loader import FakeLoader
from .test_laws import FailingLoader, Power, bring

pytestmark = pytest.mark.django_db(databases=["default"])

HEAD = """
dataset = "incidents"
kind = "cases"
language = "en"

[[field]]
to = "title"
column = "title"
"""
COUNTRY = '[[field]]\nto = "place.country"\ncolumn = "country"\notherwise = "unknown"\n'
STATE = '[[field]]\nto = "place.subdivision"\ncolumn = "state"\notherwise = "unknown"\n'
ACT = '[[field]]\nto = "act.type"\ncolumn = "what"\nseparator = ","\notherwise = "other"\n'
DATE = '[[field]]\nto = "act.date"\ncolumn = "date"\nimpossible = "keep_as_printed"\n'


def told(result: Result) -> dict[str, tuple[str, dict[str, int]]]:
    """By field: what was made of its values, and the rows of each."""
    return {
        each.to: (each.became, {missed.value: missed.rows for missed in each.values}) for each in result.not_understood
    }


def test_values_are_told_by_column_the_most_frequent_first(write: Write, bring_in: Import) -> None:
    rows = ["A,Atlantis,", "B,Pakstan,arrest", 'C,PAKSTAN,"arrest, juggling,juggling"', "D,Pakistan,juggling", "E,,"]
    result = bring_in(write("title,country,what\n" + "\n".join(rows)), HEAD + COUNTRY + ACT)
    assert result.created == 5
    assert told(result) == {
        "place.country": ("unknown", {"Pakstan": 2, "Atlantis": 1}),
        "act.type": ("other", {"juggling": 2}),
    }
    assert [missed.value for missed in result.not_understood[0].values] == ["Pakstan", "Atlantis"]


def test_a_date_kept_as_printed_is_told(write: Write, bring_in: Import) -> None:
    result = bring_in(write("title,date\nA,30/02/2020\nB,2020-05\n"), HEAD + DATE)
    assert told(result) == {"act.date": ("as_printed", {"30/02/2020": 1})}
    assert "add how they are written to dates" in "\n".join(sentences(result.not_understood[0], "m.toml"))


def test_what_was_understood_or_decided_is_not_told(write: Write, bring_in: Import) -> None:
    rows = "A,Pakistan,arrest\nB,unknown,Unknown\nC,the coast,juggling\nD,,\nE,n/a,n/a\n"
    text = HEAD.replace("[[field]]", 'empties = ["n/a"]\n[[field]]', 1)
    text += f'{COUNTRY}[field.terms]\n"The Coast" = "unknown"\n'
    text += f'{ACT}[field.terms]\njuggling = "other"\n'.replace('otherwise = "other"', 'otherwise = "unknown"')
    assert bring_in(write(f"title,country,what\n{rows}"), text).not_understood == ()


def test_a_rejected_row_is_not_told_of_and_with_reject_nothing_is(write: Write, bring_in: Import) -> None:
    file = write("title,country,what\nA,Pakstan,arrest\nB,Pakistan,juggling\n")
    rejecting = HEAD + COUNTRY + ACT.replace('otherwise = "other"\n', "")
    result = bring_in(file, rejecting)
    assert (result.created, result.rejected) == (1, 1)
    assert told(result) == {"place.country": ("unknown", {"Pakstan": 1})}
    other = bring_in(file, rejecting.replace('otherwise = "unknown"', 'otherwise = "reject"'))
    assert (other.rejected, other.not_understood) == (2, ())


def test_rows_that_the_loader_refuses_are_not_told_of(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    loader.refuse = frozenset({"B"})
    result = bring_in(write("title,country\nA,Pakstan\nB,Pakstan\n"), HEAD + COUNTRY)
    assert told(result) == {"place.country": ("unknown", {"Pakstan": 1})}


def test_a_close_spelling_is_named_and_never_applied(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    file = write("title,country,state,what\nA,Pakstan,Sindh,arest\nB,Pakistan,Sindhi,x\nC,Xyzzy,,\n")
    result = bring_in(file, HEAD + COUNTRY + STATE + ACT)
    values = [missed for each in result.not_understood for missed in each.values]
    close = {missed.value: (missed.near.code if missed.near else "") for missed in values}
    assert close == {"Pakstan": "pk", "Xyzzy": "", "Sindh": "", "Sindhi": "PK-SD", "arest": "arrest", "x": ""}
    states = list(sentences(result.not_understood[1], "m.toml"))
    assert "“Sindh” (1 row without a country)" in states[0]  # no line in the mapping would help
    assert states[-1] == '    "Sindhi" = "PK-SD"   # did you mean Sindh?'
    assert "place.country" not in loader.subjects["s1"].values
    assert [atom.code for atom in loader.subjects["s1"].values["act.type"]] == ["other"]  # type: ignore[union-attr]


@pytest.mark.parametrize("value", ["Pakstan", 'Pak"stan\\', "Pak\nstan", "پاکستا", "Pakstan = 'x'"])
def test_the_line_to_add_is_one_and_makes_the_value_understood(write: Write, bring_in: Import, value: str) -> None:
    quoted = value.replace('"', '""')
    file = write(f'title,country\nA,"{quoted}"\n')
    (found,) = bring_in(file, HEAD + COUNTRY).not_understood
    lines = [line.strip() for line in sentences(found, "m.toml")]
    start = lines.index("[field.terms]")
    added = "\n".join(lines[start:]).replace("…", "pk")
    assert tomllib.loads(added) == {"field": {"terms": {value: "pk"}}}
    again = bring_in(file, f"{HEAD}{COUNTRY}{added}\n")
    assert (again.updated, again.not_understood) == (1, ())


def test_terms_that_are_there_are_not_opened_twice(write: Write, bring_in: Import) -> None:
    text = f'{HEAD}{COUNTRY}[field.terms]\n"Home" = "pk"\n'
    (found,) = bring_in(write("title,country\nA,Pakstan\n"), text).not_understood
    lines = list(sentences(found, "m.toml"))
    assert not any("[field.terms]" in line for line in lines)
    assert lines[0] == "country: 1 value was not understood and left unknown: “Pakstan” (1 row)."
    assert "m.toml" in lines[1]
    assert '[[field]] 2 (to = "place.country")' in lines[1]


def test_the_terminal_has_a_bound_and_says_it(write: Write, bring_in: Import) -> None:
    rows = "".join(f"T{n},Nowhere {chr(65 + n % 26)}{n}\n" for n in range(70))
    (found,) = bring_in(write(f"title,country\n{rows}"), HEAD + COUNTRY).not_understood
    lines = list(sentences(found, "m.toml"))
    assert (found.different, len(found.values)) == (70, not_understood.LISTED)
    assert lines[0].count("“") == not_understood.SHOWN
    assert "70 values were not understood" in lines[0]
    assert f"the {not_understood.SHOWN} most frequent" in lines[1]


def test_different_values_are_told_apart_up_to_a_bound(
    write: Write, bring_in: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_understood, "KEPT", 3)
    rows = "".join(f"T{n},Nowhere {n % 9}\n" for n in range(90)) + f"L,{'x' * 500}\n"
    (found,) = bring_in(write(f"title,country\n{rows}"), HEAD + COUNTRY, chunk_rows=7).not_understood
    assert (found.different, [missed.rows for missed in found.values], found.further) == (3, [10, 10, 10], 61)
    assert "over 3 values" in next(sentences(found, "m.toml"))
    assert len(Batch.objects.get().not_understood) < 300


def test_a_country_that_is_none_is_refused_in_a_mapping(write: Write, bring_in: Import) -> None:
    with pytest.raises(ImportProblem, match="“Pakstan” is mapped to “…”, which is no country"):
        bring_in(write("title,country\nA,Pakstan\n"), f'{HEAD}{COUNTRY}[field.terms]\n"Pakstan" = "…"\n')


def test_a_dry_run_tells_the_same(write: Write, bring_in: Import) -> None:
    file = write("title,country\nA,Pakstan\nB,Atlantis\n")
    dry = bring_in(file, HEAD + COUNTRY, dry_run=True)
    assert dry.not_understood == bring_in(file, HEAD + COUNTRY).not_understood != ()


line = st.tuples(
    st.just("1"), st.sampled_from(["A", "B", ""]), st.sampled_from(["2020", "", "never", "Never", "30 May", "?", "?"])
)
KEPT_DATES = HEAD + DATE


class Laws(TestCase):
    databases = {"default"}

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(line, max_size=14), st.integers(1, 6), st.integers(1, 4))
    def test_interrupted_or_again_or_in_other_chunks_the_same_is_told(
        self, table: list[tuple[str, str, str]], stop: int, chunk: int
    ) -> None:
        expected = bring(table, KEPT_DATES, FakeLoader()).not_understood
        rows = Counter(date.casefold() for _, _, date in table if date not in ("2020", ""))
        assert {each.value.casefold(): each.rows for found in expected for each in found.values} == rows
        Row.objects.all().delete()
        Batch.objects.all().delete()
        Dataset.objects.all().delete()
        failing = FailingLoader()
        failing.fail_at = stop
        try:
            first: tuple[NotUnderstood, ...] = bring(table, KEPT_DATES, failing, chunk).not_understood
        except Power:
            first = bring(table, KEPT_DATES, failing, chunk + 1).not_understood
        assert first == bring(table, KEPT_DATES, failing, chunk).not_understood == expected


def test_the_how_to_has_the_sentence() -> None:
    how_to = (Path(__file__).parents[2] / "docs" / "how-to" / "import.md").read_text(encoding="utf-8")
    assert "country: 1 value was not understood and left unknown: “Pakstan” (12 rows)." in how_to
    rule = mapping.read(HEAD + COUNTRY).fields[1]
    assert rule.where in how_to
