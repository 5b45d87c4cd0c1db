"""Taking a batch back."""

from __future__ import annotations

import pytest

from gawah.imports.models import Batch, Row
from gawah.imports.problems import ImportProblem
from gawah.imports.undo import undo_batch
from gawah.imports.values import Words

from .conftest import KEYED, Import, Write
from .fake_loader import FakeLoader, text_of

pytestmark = pytest.mark.django_db(databases=["default"])


def test_undo_removes_what_a_batch_made_and_the_rows_come_anew(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    file = write("title,date\nOne,2020\nTwo,2020\n")
    batch = bring_in(file).batch
    undone = undo_batch(batch, loader)
    assert (undone.removed, undone.restored, undone.kept) == (2, 0, [])
    assert not loader.subjects and not Row.objects.exists()
    assert Batch.objects.get(id=batch).state == "undone"
    assert bring_in(file).created == 2


def test_undo_keeps_and_names_what_a_person_touched_or_released(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    batch = bring_in(write("title,date\nOne,2020\nTwo,2020\nThree,2020\n")).batch
    loader.edit("s1", "title", (Words("Uno", "en"),))
    loader.subjects["s2"].released = True
    undone = undo_batch(batch, loader)
    assert undone.removed == 1
    assert {kept.subject: kept.reason for kept in undone.kept} == {
        "s1": "a person has changed it",
        "s2": "it was released",
    }
    assert sorted(loader.subjects) == ["s1", "s2"]


def test_undo_brings_changed_rows_back_and_lists_gone_ones_no_more(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    before = write("id,title,date\n1,One,2020\n2,Two,2020\n", "before.csv")
    bring_in(before, KEYED)
    second = bring_in(write("id,title,date\n1,One!,2021\n3,Three,2020\n"), KEYED)
    assert (second.updated, second.created, second.gone) == (1, 1, 1)
    undone = undo_batch(second.batch, loader)
    assert (undone.removed, undone.restored) == (1, 1)
    assert not Row.objects.exclude(gone_in=None).exists()
    assert text_of(loader.subjects["s1"].values["title"]) == "One"
    again = bring_in(before, KEYED)
    assert (again.unchanged, again.created, again.updated, again.gone) == (2, 0, 0, 0)


def test_undo_leaves_what_a_later_import_changed(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    first = bring_in(write("id,title,date\n1,One,2020\n"), KEYED)
    bring_in(write("id,title,date\n1,Two,2020\n"), KEYED)
    third = bring_in(write("id,title,date\n1,Three,2020\n"), KEYED)
    undone = undo_batch(first.batch, loader)
    assert [kept.reason for kept in undone.kept] == [
        f"a later import has changed it; undo that first (batch {third.batch}), then this one again"
    ]
    assert undo_batch(third.batch, loader).restored == 1
    assert text_of(loader.subjects["s1"].values["title"]) == "Two"


def test_undo_of_a_change_that_a_later_import_changed_again(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    bring_in(write("id,title,date\n1,One,2020\n"), KEYED)
    second = bring_in(write("id,title,date\n1,Two,2020\n"), KEYED)
    bring_in(write("id,title,date\n1,Three,2020\n"), KEYED)
    undone = undo_batch(second.batch, loader)
    assert (undone.restored, [kept.subject for kept in undone.kept]) == (0, ["s1"])
    assert text_of(loader.subjects["s1"].values["title"]) == "Three"


def test_what_a_later_import_kept_is_taken_back_once_that_is(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    batches = [
        bring_in(write(f"id,title,date\n1,{title},2020\n2,Two,2020\n"), KEYED).batch for title in ("One", "Uno", "Un")
    ]
    assert undo_batch(batches[0], loader).removed == 1
    assert undo_batch(batches[1], loader).restored == 0
    assert [kept.subject for kept in undo_batch(batches[0], loader).kept] == ["s1"]
    assert undo_batch(batches[2], loader).restored == 1
    assert text_of(loader.subjects["s1"].values["title"]) == "Uno"
    assert undo_batch(batches[1], loader).restored == 1
    assert undo_batch(batches[0], loader).removed == 1
    assert not loader.subjects and not Row.objects.exists()
    for batch in batches:
        with pytest.raises(ImportProblem, match="already"):
            undo_batch(batch, loader)


def test_a_later_import_that_changed_nothing_of_a_case_is_in_nobody_s_way_once_taken_back(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    """It wrote a column that is not mapped: the row is another, the case is not."""
    bring_in(write("id,title,date,desk\n1,One,2020,a\n"), KEYED)
    second = bring_in(write("id,title,date,desk\n1,Two,2020,a\n"), KEYED)
    third = bring_in(write("id,title,date,desk\n1,Two,2020,b\n"), KEYED)
    assert [third.batch in kept.reason for kept in undo_batch(second.batch, loader).kept] == [True]
    undo_batch(third.batch, loader)
    assert undo_batch(second.batch, loader).restored == 1
    assert text_of(loader.subjects["s1"].values["title"]) == "One"


def test_undo_again_keeps_and_names_what_still_has_to_stay(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    batch = bring_in(write("title,date\nOne,2020\nTwo,2020\n")).batch
    loader.edit("s1", "title", (Words("Uno", "en"),))
    loader.subjects["s2"].released = True
    for _ in range(2):
        undone = undo_batch(batch, loader)
        assert (undone.removed, [kept.subject for kept in undone.kept]) == (0, ["s1", "s2"])


def test_an_undo_that_was_stopped_is_finished_and_never_taken_for_an_import(
    write: Write, bring_in: Import, loader: FakeLoader, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write("title,date\nOne,2020\nTwo,2020\n")
    batch = bring_in(file).batch
    with monkeypatch.context() as patch:
        patch.setattr(loader, "undo", lambda subjects: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            undo_batch(batch, loader)
    again = bring_in(file)
    assert (again.batch == batch, again.unchanged) == (False, 2)
    assert undo_batch(batch, loader).removed == 2
    assert bring_in(file).created == 2


def test_undo_refuses_a_batch_that_is_not_there_or_is_taken_back_already(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    with pytest.raises(ImportProblem, match="There is no batch nothing"):
        undo_batch("nothing", loader)
    batch = bring_in(write("title,date\nOne,2020\n")).batch
    with pytest.raises(ImportProblem, match="not of measures"):
        undo_batch(batch, FakeLoader("measures"))
    undo_batch(batch, loader)
    with pytest.raises(ImportProblem, match="already"):
        undo_batch(batch, loader)


def test_undo_leaves_what_was_released_after_it_was_changed(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    bring_in(write("id,title,date\n1,One,2020\n2,Two,2020\n"), KEYED)
    second = bring_in(write("id,title,date\n1,One!,2020\n2,Two!,2020\n"), KEYED)
    loader.subjects["s1"].released = True
    undone = undo_batch(second.batch, loader)
    assert (undone.restored, [kept.subject for kept in undone.kept]) == (1, ["s1"])
    assert [text_of(loader.subjects[each].values["title"]) for each in ("s1", "s2")] == ["One!", "Two"]
