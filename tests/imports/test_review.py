"""What a person is shown after an import: equal rows, rows that may be the same, values that were kept; and rejects."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gawah.imports.models import Batch, Dataset, Finding, Row
from gawah.imports.problems import ImportProblem
from gawah.imports.values import Words

from .conftest import KEYED, PLAIN, Import, Write
from .fake_loader import FakeLoader, text_of

pytestmark = pytest.mark.django_db(databases=["default"])

NAMED = PLAIN + '[[field]]\nto = "place.city"\ncolumn = "city"\n'


def lines(path: Path | None) -> list[dict[str, str]]:
    assert path is not None
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_edited_row_is_proposed_as_the_same_and_not_taken_for_it(write: Write, bring_in: Import) -> None:
    before = "title,date,city\nMarch dispersed,2020,Lahore\nOffice searched,2021,Quetta\n"
    bring_in(write(before), NAMED)
    result = bring_in(write(before.replace("March dispersed", "March was dispersed")), NAMED)
    assert (result.created, result.gone, result.updated) == (1, 1, 0)
    (line,) = lines(result.review_file)
    assert (line["what"], line["line"]) == ("perhaps the same, edited", "2")
    assert line["this"] == "March was dispersed | 2020 | Lahore"
    assert line["other"] == "March dispersed | 2020 | Lahore"
    assert (line["subject"], line["other_subject"]) == ("s3", "s1")
    assert float(line["alike"]) > 0.9


def test_rows_that_are_not_alike_are_not_proposed(write: Write, bring_in: Import) -> None:
    bring_in(write("title,date,city\nMarch dispersed,2020,Lahore\n"), NAMED)
    result = bring_in(write("title,date,city\nZoo opened,1999,Ghent\n"), NAMED)
    assert (result.created, result.gone, result.review_file) == (1, 1, None)


def test_equal_rows_are_listed_at_every_import(write: Write, bring_in: Import) -> None:
    file = write("title,date\nSame,2020\nSame,2020\n")
    for _ in range(2):
        result = bring_in(file)
        assert result.review == 1
        assert [line["what"] for line in lines(result.review_file)] == ["equals an earlier row"]


def test_a_persons_value_is_kept_and_the_difference_listed(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    bring_in(write("id,title,date\n1,One,2020\n"), KEYED)
    loader.edit("s1", "title", (Words("Uno", "es"),))
    result = bring_in(write("id,title,date\n1,One!,2021\n"), KEYED)
    assert (result.updated, result.kept) == (1, 1)
    assert text_of(loader.subjects["s1"].values["title"]) == "Uno"
    assert text_of(loader.subjects["s1"].values["act.date"]) == "2021"
    (line,) = lines(result.review_file)
    assert (line["field"], line["this"], line["other"]) == ("title", "Uno", "One!")


def test_nothing_to_review_writes_no_file(write: Write, bring_in: Import) -> None:
    result = bring_in(write("title,date\nOne,2020\n"))
    assert (result.review_file, result.rejects_file) == (None, None)


def test_rejects_can_be_corrected_and_imported_and_nothing_else_is_gone(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    original = write("title,date\nGood,2020\nBad,soon\nBad,soon\n")
    first = bring_in(original)
    assert (first.created, first.rejected) == (1, 2)
    rejects = lines(first.rejects_file)
    assert [(line["gawah_line"], line["gawah_field"]) for line in rejects] == [("3", "act.date"), ("4", "act.date")]
    assert first.rejects_file
    text = first.rejects_file.read_text(encoding="utf-8-sig").replace("Bad,soon", "Good,2020")
    corrected = write(text, "corrected.csv")
    second = bring_in(corrected)
    assert (second.created, second.gone, len(loader.subjects)) == (2, 0, 3)
    again = bring_in(corrected)
    assert (again.unchanged, again.created, again.gone) == (2, 0, 0)
    whole = bring_in(write("title,date\nGood,2020\nGood,2020\nGood,2020\n", "whole.csv"))
    assert (whole.unchanged, whole.created, whole.gone) == (3, 0, 0)


def test_the_rejects_file_never_replaces_the_file_that_is_imported(write: Write, bring_in: Import) -> None:
    file = write("title,date\nOne,soon\n")
    with pytest.raises(ImportProblem, match="is the file to import; name another one"):
        bring_in(file, rejects=file)


def test_a_corrected_reject_keeps_its_lists(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    text = PLAIN + '[[field]]\nto = "tags"\ncolumn = "tags"\n'
    first = bring_in(write('[{"title": "One", "date": "soon", "tags": ["a", "b, c"]}]', "a.json"), text)
    assert first.rejects_file
    corrected = first.rejects_file.read_text(encoding="utf-8-sig").replace("soon", "2020")
    assert bring_in(write(corrected, "b.csv"), text).created == 1
    assert text_of(loader.subjects["s1"].values["tags"]) == "a; b; c"


def test_a_row_that_became_bad_is_rejected_and_what_it_made_is_not_gone(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    bring_in(write("id,title,date\n1,One,2020\n"), KEYED)
    result = bring_in(write("id,title,date\n1,One,soon\n"), KEYED)
    assert (result.rejected, result.gone) == (1, 0)
    assert text_of(loader.subjects["s1"].values["act.date"]) == "2020"


def test_a_new_mapping_over_the_same_file_maps_the_same_rows_anew(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    file = write("id,title,date,city\n1,One,2020,Lahore\n2,Two,2020,Quetta\n2,Two,2020,Quetta\n")
    bring_in(file)
    moved = bring_in(file, PLAIN.replace('to = "title"', 'to = "summary"'))
    assert (moved.updated, moved.created, moved.gone) == (3, 0, 0)
    assert "title" not in loader.subjects["s1"].values
    wider = bring_in(file, NAMED)
    assert (wider.updated, wider.created, wider.gone, wider.review) == (3, 0, 0, 1)
    assert text_of(loader.subjects["s1"].values["place.city"]) == "Lahore"
    keyed = bring_in(write("id,title,date\n1,One,2020\n", "one.csv"), KEYED)
    assert (keyed.updated, keyed.created, keyed.gone) == (1, 0, 2)


def test_rows_are_compared_within_their_dataset_only(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    file = write("title,date\nOne,2020\n")
    bring_in(file)
    other = bring_in(file, PLAIN.replace('"incidents"', '"other"'))
    assert (other.created, other.gone, len(loader.subjects)) == (1, 0, 2)


def test_a_dataset_keeps_its_kind(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    file = write("title,date\nOne,2020\n")
    with pytest.raises(ImportProblem, match="the mapping is for measures, and this import is of cases"):
        bring_in(file, PLAIN.replace('"cases"', '"measures"'))
    bring_in(file)
    loader.kind = "measures"
    with pytest.raises(ImportProblem, match="“incidents” already holds cases"):
        bring_in(file, PLAIN.replace('"cases"', '"measures"').replace("act.date", "measure.state_date"))


def test_a_dry_run_counts_and_leaves_no_trace(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    result = bring_in(write("title,date\nOne,2020\nOne,2020\nTwo,soon\n"), dry_run=True, chunk_rows=1)
    assert (result.batch, result.created, result.rejected, result.review) == ("", 2, 1, 1)
    assert result.rejects_file and result.rejects_file.exists()
    assert not any(model.objects.exists() for model in (Dataset, Batch, Row, Finding))  # type: ignore[attr-defined]


def test_progress_is_told_after_every_chunk(write: Write, bring_in: Import) -> None:
    told: list[tuple[int, int | None]] = []
    bring_in(write("title,date\n1,\n2,\n3,\n"), chunk_rows=2, progress=lambda rows, of: told.append((rows, of)))
    bring_in(write('[{"title": "1", "date": ""}]', "a.json"), progress=lambda rows, of: told.append((rows, of)))
    assert told == [(2, None), (3, None), (1, 1)]
