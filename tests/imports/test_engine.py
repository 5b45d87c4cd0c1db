"""What an import does to a dataset: created, updated, unchanged, gone, rejected, and rows equal to one another."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gawah.imports.models import Batch, Row

from .conftest import KEYED, PLAIN, Import, Write
from .fake_loader import FakeLoader, text_of

pytestmark = pytest.mark.django_db(databases=["default"])


def test_first_import_creates_and_second_says_unchanged(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    file = write("title,date\nOne,2020-01\nTwo,\n")
    first = bring_in(file)
    assert (first.created, first.updated, first.unchanged, first.gone, first.rejected) == (2, 0, 0, 0, 0)
    assert text_of(loader.subjects["s1"].values["act.date"]) == "2020-01"
    assert "act.date" not in loader.subjects["s2"].values
    second = bring_in(file)
    assert (second.created, second.unchanged) == (0, 2)
    assert len(loader.subjects) == 2
    assert Batch.objects.get(id=second.batch).state == "done"


def test_with_a_key_a_row_is_changed_or_gone_but_never_deleted(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    bring_in(write("id,title,date\n1,One,2020\n2,Two,2020\n3,Three,2020\n"), KEYED)
    second = bring_in(write("id,title,date\n3,Three,2020\n1,One!,2020\n"), KEYED)
    assert (second.created, second.updated, second.unchanged, second.gone) == (0, 1, 1, 1)
    assert text_of(loader.subjects["s1"].values["title"]) == "One!"
    assert "s2" in loader.subjects
    third = bring_in(write("id,title,date\n2,Two,2020\n3,Three,2020\n1,One!,2020\n"), KEYED)
    assert (third.unchanged, third.gone) == (3, 0)
    assert not Row.objects.exclude(gone_in=None).exists()


def test_a_row_that_comes_back_changed_is_not_gone_any_more(write: Write, bring_in: Import) -> None:
    bring_in(write("id,title,date\n1,One,2020\n2,Two,2020\n"), KEYED)
    assert bring_in(write("id,title,date\n1,One,2020\n"), KEYED).gone == 1
    back = bring_in(write("id,title,date\n1,One,2020\n2,Two again,2020\n"), KEYED)
    assert (back.updated, back.unchanged) == (1, 1)
    assert not Row.objects.exclude(gone_in=None).exists()


def test_without_a_key_equal_rows_stay_as_many(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    file = write("title,date\nSame,2020\nOther,2020\nSame,2020\nSame,2020\n")
    assert [bring_in(file).review, bring_in(file, chunk_rows=1).review] == [2, 2]
    assert len(loader.subjects) == 4
    fewer = bring_in(write("title,date\nSame,2020\nOther,2020\n"))
    assert (fewer.unchanged, fewer.gone, fewer.review) == (2, 2, 0)


def test_a_bad_row_is_rejected_and_the_good_ones_are_in(write: Write, bring_in: Import) -> None:
    result = bring_in(write("title,date\nOne,2020-02-30\nTwo,2020\n"), PLAIN)
    assert (result.created, result.rejected) == (1, 1)
    assert result.rejects_file is not None
    text = result.rejects_file.read_text(encoding="utf-8-sig")
    assert text.startswith("title,date,gawah_line,gawah_field,gawah_reason\n")
    assert "One,2020-02-30,2,act.date,“2020-02-30” is not a date: February 2020 has no day 30." in text


@pytest.mark.parametrize("text", [PLAIN, KEYED])
def test_a_chunk_takes_as_many_queries_however_many_rows(write: Write, bring_in: Import, text: str) -> None:
    counted = []
    for rows in (10, 400):
        lines = "".join(f"{n},Title {n} of {rows},2020\n" for n in range(rows))
        with CaptureQueriesContext(connection) as queries:
            bring_in(write(f"id,title,date\n{lines}"), text.replace("incidents", f"set of {rows}"))
        counted.append(len(queries))
    assert counted[0] == counted[1] < 30


def test_a_bad_first_row_of_a_key_keeps_the_key_whatever_the_chunks(write: Write, bring_in: Import) -> None:
    file = write("id,title,date\n1,One,soon\n1,One,2020\n")
    for rows in (1, 2, 1):
        result = bring_in(file, KEYED, chunk_rows=rows)
        assert (result.created, result.rejected) == (0, 2)


def test_a_chunk_of_long_rows_is_cut_shorter(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    lines = "".join(f"{'x' * 900_000}{n},2020\n" for n in range(6))
    assert bring_in(write(f"title,date\n{lines}")).created == 6
    assert loader.calls == 2


def test_every_field_is_classed() -> None:
    for model in apps.get_app_config("imports").get_models():
        names = {field.name for field in model._meta.concrete_fields}
        assert set(model.FIELD_CLASSES) == names, model  # type: ignore[attr-defined]
        assert set(model.FIELD_CLASSES.values()) <= {"private", "internal", "public"}  # type: ignore[attr-defined]
