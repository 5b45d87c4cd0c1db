"""Laws of importing, over generated tables: idempotent, order does not matter, nothing lost, interrupted is nothing."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gawah.imports import mapping
from gawah.imports.engine import Interrupted, Options, Result, import_file
from gawah.imports.models import Batch, Dataset, Row
from gawah.imports.problems import ImportProblem
from gawah.imports.values import LoadContext, Made, TypedRow

from .conftest import KEYED, PLAIN
from .fake_loader import FakeLoader, text_of

Line = tuple[str, str, str]
line = st.tuples(
    st.sampled_from("123456"), st.sampled_from(["A", "B", "C", ""]), st.sampled_from(["2020", "", "never"])
)
lines = st.lists(line, max_size=14)
either = st.sampled_from([PLAIN, KEYED])
quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Power(Exception):
    """The power went."""


class FailingLoader(FakeLoader):
    """Stops at its n-th chunk."""

    fail_at = 0

    def load(self, chunk: Sequence[TypedRow], context: LoadContext) -> list[Made]:
        if self.calls + 1 == self.fail_at:
            self.calls += 1
            raise Power
        return super().load(chunk, context)


def bring(table: Sequence[Line], text: str, loader: FakeLoader, chunk_rows: int = 3, name: str = "t.csv") -> Result:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("id", "title", "date"), *table])
        options = Options(Path(folder) / "rejects.csv", Path(folder) / "review.csv", chunk_rows=chunk_rows)
        return import_file(path, mapping.read(text), loader, options)


def counts(result: Result) -> tuple[int, ...]:
    return (result.created, result.updated, result.unchanged, result.gone, result.rejected, result.review)


def held(loader: FakeLoader) -> Counter[str]:
    subjects = loader.subjects.values()
    return Counter("|".join(f"{path}={text_of(v)}" for path, v in sorted(s.values.items())) for s in subjects)


def rows() -> Counter[tuple[str, int, str, bool]]:
    found = Row.objects.values_list("identity", "occurrence", "raw", "gone_in")
    return Counter((identity, k, raw, gone is not None) for identity, k, raw, gone in found)


class Laws(TestCase):
    databases = {"default"}

    @quick
    @given(lines, either, st.integers(1, 5))
    def test_importing_again_changes_nothing(self, table: list[Line], text: str, chunk: int) -> None:
        loader = FakeLoader()
        first = bring(table, text, loader)
        before, stored = held(loader), rows()
        second = bring(table, text, loader, chunk)
        assert counts(second) == (0, 0, first.created, 0, first.rejected, first.review)
        assert (held(loader), rows()) == (before, stored)

    @quick
    @given(lines.flatmap(lambda table: st.tuples(st.just(table), st.permutations(table))))
    def test_the_order_of_rows_does_not_matter(self, tables: tuple[list[Line], list[Line]]) -> None:
        loader = FakeLoader()
        first = bring(tables[0], PLAIN, loader)
        second = bring(tables[1], PLAIN, loader)
        assert counts(second) == (0, 0, first.created, 0, first.rejected, first.review)

    @quick
    @given(lines, lines, either)
    def test_nothing_is_lost(self, before: list[Line], after: list[Line], text: str) -> None:
        loader = FakeLoader()
        for table in (before, after):
            result = bring(table, text, loader)
            filled = sum(any(cell.strip() for cell in each) for each in table)
            assert result.created + result.updated + result.unchanged + result.rejected == filled
        assert len(loader.subjects) == Row.objects.count()
        present = Row.objects.filter(gone_in=None).count()
        assert present >= result.created + result.updated + result.unchanged

    @quick
    @given(lines, lines, either, st.integers(1, 6), st.integers(1, 4))
    def test_interrupted_anywhere_and_finished_is_as_if_never_stopped(
        self, before: list[Line], after: list[Line], text: str, stop: int, chunk: int
    ) -> None:
        whole, failing = FakeLoader(), FailingLoader()
        bring(before, text, whole)
        expected = (counts(bring(after, text, whole, chunk)), held(whole), rows())
        Row.objects.all().delete()
        Batch.objects.all().delete()
        Dataset.objects.all().delete()
        bring(before, text, failing)
        failing.fail_at = failing.calls + stop
        try:
            result = bring(after, text, failing, chunk)
        except Power:
            batch = Batch.objects.order_by("-started")[0]
            assert (batch.state, batch.may_be_released) == ("interrupted", False)
            assert not Row.objects.filter(gone_in=batch).exists()
            result = bring(after, text, failing, chunk)
            assert result.batch == batch.id
        assert (counts(result), held(failing), rows()) == expected


@pytest.mark.django_db(databases=["default"])
def test_an_interrupted_batch_says_where_it_stopped() -> None:
    loader = FailingLoader()
    loader.fail_at = 2
    with pytest.raises(Power):
        bring([("1", "A", ""), ("2", "B", ""), ("3", "C", "")], PLAIN, loader, 1)
    batch = Batch.objects.get()
    assert (batch.state, batch.position, batch.stopped) == ("interrupted", 1, "Power.")


@pytest.mark.django_db(databases=["default"])
def test_a_file_that_breaks_off_leaves_what_is_in_and_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gawah.imports.readers.csv_table.MAX_LINE", 100)
    path = tmp_path / "a.csv"
    path.write_text("title,date\nOne,2020\nTwo,2020\n" + "x" * 500)
    with pytest.raises(Interrupted, match=r"after 2 rows \(batch [0-9a-f]{20}\): a.csv, line 4.* --undo") as stop:
        import_file(path, mapping.read(PLAIN), FakeLoader(), Options(chunk_rows=1))
    assert Batch.objects.get().id == stop.value.batch
    assert Row.objects.count() == 2


@pytest.mark.django_db(databases=["default"])
def test_another_file_closes_the_interrupted_batch_for_good() -> None:
    loader = FailingLoader()
    loader.fail_at = 2
    table = [("1", "A", ""), ("2", "B", ""), ("3", "C", "")]
    with pytest.raises(Power):
        bring(table, PLAIN, loader, 1)
    other = bring([*table, ("4", "D", "")], PLAIN, loader, 1)
    assert (other.created, other.unchanged) == (3, 1)
    again = bring(table, PLAIN, loader, 1)
    assert (again.unchanged, again.gone) == (3, 1)
    assert sorted(Batch.objects.values_list("state", flat=True)) == ["done", "done", "superseded"]


@pytest.mark.django_db(databases=["default"])
def test_a_run_that_another_one_took_over_writes_nothing_more() -> None:
    class Overtaken(FakeLoader):
        def load(self, chunk: Sequence[TypedRow], context: LoadContext) -> list[Made]:
            if self.calls == 1:
                Batch.objects.filter(id=context.batch).update(holder="another run")
            return super().load(chunk, context)

    with pytest.raises(ImportProblem, match="another run has taken this batch over"):
        bring([("1", "A", ""), ("2", "B", "")], PLAIN, Overtaken(), 1)
    assert Row.objects.count() == 1


@pytest.mark.django_db(databases=["default"])
def test_a_database_that_cannot_be_written_is_said_and_the_same_command_finishes(tmp_path: Path) -> None:
    class Full(FailingLoader):
        def load(self, chunk: Sequence[TypedRow], context: LoadContext) -> list[Made]:
            if self.calls + 1 == self.fail_at:
                self.calls += 1
                raise OperationalError("database or disk is full")
            return super().load(chunk, context)

    loader = Full()
    loader.fail_at = 2
    table = [("1", "A", ""), ("2", "B", "")]
    with pytest.raises(Interrupted, match=r"after 1 rows .*could not be written \(database or disk is full\)"):
        bring(table, PLAIN, loader, 1)
    assert counts(bring(table, PLAIN, loader, 1)) == (2, 0, 0, 0, 0, 0)


@pytest.mark.django_db(databases=["default"])
def test_a_dry_run_that_breaks_off_names_no_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gawah.imports.readers.csv_table.MAX_LINE", 100)
    path = tmp_path / "a.csv"
    path.write_text("title,date\nOne,2020\n" + "x" * 500)
    with pytest.raises(ImportProblem, match=r"^The dry run stopped after 1 rows: a.csv, line 3") as stop:
        import_file(path, mapping.read(PLAIN), FakeLoader(), Options(chunk_rows=1, dry_run=True))
    assert "--undo" not in str(stop.value)
    assert not Batch.objects.exists()


@pytest.mark.django_db(databases=["default"])
def test_a_rejects_file_that_cannot_be_written_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,date\nOne,2020\nTwo,soon\n")
    with pytest.raises(ImportProblem, match=r"The rows are in \(batch [0-9a-f]{20}\), but .*No such file"):
        import_file(path, mapping.read(PLAIN), FakeLoader(), Options(rejects=tmp_path / "no" / "rejects.csv"))
    assert Batch.objects.get().state == "done"
