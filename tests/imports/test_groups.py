"""Several rows that make one case, loaded into a real desk: laws over generated tables, and what becomes of rows."""

from __future__ import annotations

import csv
import datetime
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gawah.desk import documents, store
from gawah.desk.loading import Desk
from gawah.desk.models import Case
from gawah.imports import groups, mapping
from gawah.imports.engine import Options, Result, import_file
from gawah.imports.models import Batch, Dataset, Row
from gawah.imports.problems import ImportProblem
from gawah.imports.undo import undo_batch
from gawah.imports.values import LoadContext, Made, TypedRow

AT = datetime.datetime(2026, 1, 2, 12, tzinfo=datetime.UTC)
HEADER = ("row", "incident", "title", "what", "date", "who", "city", "link", "note")
GROUPED = """
dataset = "incidents"
kind = "cases"
language = "en"
case = "incident"
empties = ["n/a"]
field = [
  {to = "title", column = "title"},
  {to = "act.type", column = "what", separator = ","},
  {to = "act.date", column = "date"},
  {to = "person.name", column = "who", separator = ";"},
  {to = "place.city", column = "city"},
  {to = "source.url", column = "link"},
  {to = "note", column = "note"},
]
[basis]
kind = "already_published"
note = "Plainly invented."
[source]
title = "An invented list"
"""
KEYED = GROUPED.replace('case = "incident"', 'case = "incident"\nkey = "row"')

Line = tuple[str, ...]
line = st.tuples(
    st.sampled_from(["1", "2", "3", "10"]),
    st.sampled_from(["I", "I", "J", "n/a", ""]),
    st.sampled_from(["A raid", "A summons", ""]),
    st.sampled_from(["arrest", "assault", "arrest,assault", ""]),
    st.sampled_from(["2020", "2020-05", "never", ""]),
    st.sampled_from(["Ann Invented", "Ben Invented", "Ann Invented;Cy Invented", ""]),
    st.sampled_from(["Lahore", "Quetta", ""]),
    st.sampled_from(["https://example.org/1", "https://example.org/2", ""]),
    st.sampled_from(["first", "second", ""]),
)
lines = st.lists(line, max_size=10)
either = st.sampled_from([GROUPED, KEYED])
quick = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Power(Exception):
    """The power went."""


class FailingDesk(Desk):
    """Stops at its n-th call."""

    fail_at = 0

    def load(self, chunk: Sequence[TypedRow], context: LoadContext) -> list[Made]:
        self.fail_at -= 1
        if not self.fail_at:
            raise Power
        return super().load(chunk, context)


def desk() -> Desk:
    return Desk("cases", AT)


def bring(table: Sequence[Line], text: str = GROUPED, chunk: int = 3, loader: Desk | None = None) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER, *table])
        options = Options(Path(folder) / "rejects.csv", Path(folder) / "review.csv", chunk_rows=chunk)
        return import_file(path, mapping.read(text), loader or desk(), options)


def row(incident: str, **cells: str) -> Line:
    return tuple({"incident": incident, **cells}.get(name, "") for name in HEADER)


def counts(result: Result) -> tuple[int, ...]:
    return (result.created, result.updated, result.unchanged, result.gone, result.rejected, result.review)


def clear() -> None:
    for model in (Row, Batch, Dataset, Case):
        model._default_manager.all().delete()


def held() -> Counter[str]:
    """Every case's document."""
    return Counter(documents.canonical(document) for document in documents.documents(list(Case.objects.all())).values())


def unnamed() -> Counter[str]:
    """Every case's document, its parts numbered in their order: what is in it, and in which order."""
    return Counter(documents.canonical(_renamed(documents.load(text))) for text in held().elements())


def _renamed(document: dict[str, Any]) -> dict[str, Any]:
    parts = [part for name in documents.SECTIONS for part in document.get(name, ())]
    names = {part["key"]: f"part {at}" for at, part in enumerate(parts)}
    renamed = {
        name: [{field: names.get(str(value), value) for field, value in part.items()} for part in document[name]]
        for name in documents.SECTIONS
        if name in document
    }
    case = {field: names[value] if field == "place" else value for field, value in document["case"].items()}
    return {"case": case, **renamed}


def only() -> dict[str, Any]:
    (case,) = Case.objects.all()
    return store.document_of(case)


class Laws(TestCase):
    databases = {"default"}

    @quick
    @given(lines, either, st.integers(1, 5))
    def test_importing_again_changes_nothing(self, table: list[Line], text: str, chunk: int) -> None:
        first = bring(table, text)
        before = held()
        second = bring(table, text, chunk)
        assert counts(second) == (0, 0, first.created, 0, first.rejected, first.review)
        assert held() == before
        assert set(Row.objects.values_list("subject", flat=True)) == set(Case.objects.values_list("id", flat=True))

    @quick
    @given(lines.flatmap(lambda table: st.tuples(st.just(table), st.permutations(table))), st.integers(1, 5))
    def test_the_order_of_rows_does_not_matter(self, tables: tuple[list[Line], list[Line]], chunk: int) -> None:
        first = bring(tables[0])
        before = unnamed()
        assert counts(bring(tables[1])) == (0, 0, first.created, 0, first.rejected, first.review)
        assert unnamed() == before
        clear()
        bring(tables[1], chunk=chunk)
        assert unnamed() == before

    @quick
    @given(lines, lines, either, st.integers(1, 6), st.integers(1, 4))
    def test_interrupted_and_finished_is_as_if_never_stopped(
        self, before: list[Line], after: list[Line], text: str, stop: int, chunk: int
    ) -> None:
        bring(before, text)
        expected = (counts(bring(after, text, chunk)), held())
        clear()
        bring(before, text)
        failing = FailingDesk("cases", AT)
        failing.fail_at = stop
        try:
            result = bring(after, text, chunk, failing)
        except Power:
            result = bring(after, text, chunk)
        assert (counts(result), held()) == expected

    @quick
    @given(lines, lines, either, st.integers(1, 4))
    def test_a_batch_taken_back_leaves_what_was_there(
        self, before: list[Line], after: list[Line], text: str, chunk: int
    ) -> None:
        bring(before, text)
        expected = held()
        batch = bring(after, text, chunk).batch
        assert undo_batch(batch, desk()).kept == []
        assert held() == expected

    @quick
    @given(lines, lines, either)
    def test_nothing_is_lost(self, before: list[Line], after: list[Line], text: str) -> None:
        for table in (before, after):
            result = bring(table, text)
            filled = sum(any(cell.strip() for cell in each) for each in table)
            assert result.created + result.updated + result.unchanged + result.rejected == filled
        stored = Row.objects.filter(gone_in=None)
        everything = "\n".join(held())
        for raw in stored.values_list("raw", flat=True):
            cells = groups.raw_of(documents.load(raw))
            for name in ("title", "who", "city", "link", "note"):
                assert all(part in everything for part in cells[name].split(";"))


pytestmark = pytest.mark.django_db(databases=["default"])


def test_one_row_a_person_is_one_case_of_several_people() -> None:
    table = [
        row("I", title="A raid", what="arrest", date="2020-05-01", who="Ann Invented", city="Lahore"),
        row("I", title="A raid", what="arrest", date="2020-05-01", who="Ben Invented", city="Lahore"),
        row("I", title="A raid", what="assault", date="2020-05-01", who="Ann Invented", city="Lahore"),
        row("J", title="A summons", what="legal_order"),
    ]
    assert bring(table).created == 4
    assert Case.objects.count() == 2
    (case,) = [case for case in Case.objects.all() if case.title["en"] == "A raid"]
    document = store.document_of(case)
    assert [name["text"] for name in document["actor_names"]] == ["Ann Invented", "Ben Invented"]
    acts = {act["key"]: act["type"] for act in document["acts"]}
    people = {name["actor"]: name["text"][:3] for name in document["actor_names"]}
    assert sorted((acts[each["act"]], people[each["actor"]]) for each in document["involvements"]) == [
        ("arrest", "Ann"), ("arrest", "Ben"), ("assault", "Ann"),
    ]  # fmt: skip
    assert len(document["places"]) == len(document["sources"]) == len(document["verifications"]) == 1


def test_which_of_several_acts_a_person_was_in_is_not_guessed() -> None:
    bring([row("I", what="arrest"), row("I", what="assault"), row("I", who="Ann Invented")])
    document = only()
    assert "involvements" not in document
    assert document["case"]["note"] == "involvement: no act is given for Ann Invented"


def test_people_of_rows_without_an_act_were_in_the_acts_of_the_case() -> None:
    bring([row("I", title="A raid", what="arrest,assault", date="2020", city="Lahore"), row("I", who="Ann Invented")])
    document = only()
    assert [(each["act"], each["actor"], each["role"]) for each in document["involvements"]] == [
        ("a1", "p1r2", "affected"),
        ("a2", "p1r2", "affected"),
    ]
    assert [act["place"] for act in document["acts"]] == ["l1", "l1"]


def test_an_act_of_a_row_without_a_place_was_where_the_case_was() -> None:
    bring([row("I", what="arrest", city="Lahore"), row("I", what="assault")])
    assert [act["place"] for act in only()["acts"]] == ["l1", "l1"]


def test_what_further_rows_say_otherwise_is_kept_in_the_note() -> None:
    bring([row("I", row="1", title="A raid", note="seen"), row("I", row="2", title="The raid", note="heard")], KEYED)
    case = only()["case"]
    assert (case["title"], case["note"]) == ({"en": "A raid"}, "seen\nheard\ntitle.en: The raid")


def test_equal_rows_are_as_many_people_as_they_were() -> None:
    same = row("I", what="arrest", who="Ann Invented")
    assert bring([same, same, same]).review == 2
    assert (len(only()["actors"]), len(only()["acts"]), len(only()["involvements"])) == (3, 1, 3)


def test_a_row_that_does_not_say_its_case_is_one_of_its_own() -> None:
    assert bring([row("", title="One"), row("n/a", title="Two"), row(" I ", title="Three"), row("I", what="arrest")])
    assert Case.objects.count() == 3


def test_a_changed_row_updates_its_case_and_what_a_person_wrote_stays() -> None:
    table = [row("I", row="1", what="arrest", who="Ann Invented"), row("I", row="2", what="arrest", who="Ben Invented")]
    bring(table, KEYED)
    case = Case.objects.get()
    document = store.document_of(case)
    document["actors"][1]["affiliation"] = "The Invented Gazette"
    store.update(case, document, by="alice", at=AT)
    table[0] = row("I", row="1", what="arrest", who="Ann Invented-Smith")
    again = bring([row("I", row="0", what="assault", who="Zed Invented"), *table], KEYED)
    assert (again.created, again.updated, again.unchanged) == (1, 1, 1)
    document = only()
    people = {name["actor"]: name["text"] for name in document["actor_names"]}
    assert set(people.values()) == {"Ann Invented-Smith", "Ben Invented", "Zed Invented"}
    (written,) = [actor for actor in document["actors"] if actor.get("affiliation")]
    assert people[written["key"]] == "Ben Invented"


def test_a_persons_value_that_was_kept_is_listed_once_however_the_rows_are_cut() -> None:
    table = [row("I", row=str(number), title="A raid", what="arrest") for number in range(3)]
    bring(table, KEYED)
    case = Case.objects.get()
    document = store.document_of(case)
    document["case"]["title"] = {"en": "The raid"}
    store.update(case, document, by="alice", at=AT)
    changed = [row("I", row=str(number), title="The last raid", what="arrest") for number in range(3)]
    for chunk in (1, 3):
        assert bring(changed, KEYED.replace("Plainly", "Very plainly" * chunk), chunk).kept == 1
    assert only()["case"]["title"] == {"en": "The raid"}


def test_a_row_gone_is_reported_and_its_case_stays() -> None:
    table = [row("I", what="arrest", who="Ann Invented"), row("I", what="arrest", who="Ben Invented")]
    bring(table)
    before = held()
    assert counts(bring(table[:1])) == (0, 0, 1, 1, 0, 0)
    assert held() == before


def test_a_bad_row_is_rejected_and_not_the_others_of_its_case() -> None:
    long = row("I", what="arrest", city="x" * 5000)
    result = bring([row("I", title="A raid"), long, row("I", what="assault")], chunk=5)
    assert (result.created, result.rejected) == (2, 1)
    assert [act["type"] for act in only()["acts"]] == ["assault"]


def test_undo_keeps_and_names_the_case_a_person_has_touched() -> None:
    batch = bring([row("I", what="arrest"), row("I", what="assault"), row("J", what="arrest")]).batch
    case = next(case for case in Case.objects.all() if len(store.document_of(case)["acts"]) == 2)
    store.update(case, store.document_of(case) | {"acts": [{"key": "a1", "type": "threat"}]}, by="alice", at=AT)
    undone = undo_batch(batch, desk())
    assert (undone.removed, [kept.subject for kept in undone.kept]) == (1, [case.id])
    assert (Case.objects.count(), Row.objects.count()) == (1, 2)


def test_a_case_takes_so_many_rows_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "MAX_ROWS", 3)
    table = [row("I", row=str(number), what="arrest") for number in range(5)]
    for chunk in (2, 5):
        assert counts(bring(table, KEYED, chunk))[4] == 2
    assert Row.objects.count() == 3


def test_a_dataset_is_not_put_into_cases_otherwise() -> None:
    table = [row("I", title="A raid")]
    bring(table, GROUPED.replace('case = "incident"', ""))
    with pytest.raises(ImportProblem, match="case: “incidents” holds rows that were put into cases otherwise"):
        bring(table)
    undo_batch(Batch.objects.get().id, desk())
    assert bring(table).created == 1


def test_a_mapping_that_maps_more_finds_the_same_cases() -> None:
    table = [row("I", title="A raid", who="Ann Invented", note="seen"), row("I", who="Ben Invented", note="heard")]
    bring(table, GROUPED.replace('  {to = "note", column = "note"},\n', ""))
    again = bring(table)
    assert (again.created, again.updated, Case.objects.count()) == (0, 2, 1)
    assert only()["case"]["note"] == "seen\nheard"


@pytest.mark.parametrize(
    ("lines_", "message"),
    [
        ('case = "nowhere"', "case: the file has no column “nowhere”"),
        ('case = "incident"\nkey = "incident"', "key: key is the same in every row of a case"),
        ("case = 3", "case: case has to be a list of texts"),
    ],
)
def test_a_mapping_whose_case_cannot_be_is_refused(lines_: str, message: str) -> None:
    with pytest.raises(ImportProblem, match=message):
        bring([row("I", title="A raid")], GROUPED.replace('case = "incident"', lines_))
