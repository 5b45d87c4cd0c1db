"""A row that changed meets a case that a person has changed: the person's values stay, and are listed."""

from __future__ import annotations

import pytest
from observatory import AT, document, edited, everything

from gawah.desk import store
from gawah.desk.loading import merge
from gawah.desk.models import Case
from gawah.imports.values import KeptField

pytestmark = pytest.mark.django_db(databases=["default", "public"])

ROW = document(acts=[{"key": "a1", "type": "arrest"}, {"key": "a2", "type": "killing"}])


def imported() -> Case:
    return store.create(ROW, by=store.IMPORT, at=AT)


def bring_in(case: Case, row: dict[str, object]) -> tuple[dict[str, object], tuple[KeptField, ...]]:
    merged, kept = merge(everything(case), row, set(case.touched))
    store.update(case, merged, by=store.IMPORT, at=AT)
    return everything(case), kept


def test_an_untouched_case_becomes_what_the_row_says() -> None:
    row = document(acts=[{"key": "a1", "type": "travel_ban"}])
    assert bring_in(imported(), row) == (row, ())


def test_a_person_s_value_is_kept_and_the_difference_listed() -> None:
    case = edited(imported(), case={"as_of": "2026-10"}, acts=[{"key": "a1", "type": "arrest", "law_cited": "s. 5"}])
    row = ROW | {"acts": [{"key": "a1", "type": "travel_ban"}]}
    found, kept = bring_in(case, row)
    assert found["case"]["as_of"] == "2026-10"  # type: ignore[index]
    assert found["acts"] == [{"key": "a1", "type": "travel_ban", "law_cited": "s. 5"}]
    assert kept == (KeptField("a1.law_cited", "s. 5", ""), KeptField("as_of", "2026-10", "2026-11"))


def test_what_a_person_added_stays_and_what_a_person_took_out_stays_out() -> None:
    case = edited(imported(), acts=[{"key": "a1", "type": "arrest"}, {"key": "a7", "type": "travel_ban"}])
    found, kept = bring_in(case, ROW)
    assert [act["key"] for act in found["acts"]] == ["a1", "a7"]  # type: ignore[attr-defined]
    assert KeptField("a2.type", "", "killing") in kept


def test_the_same_row_again_changes_nothing() -> None:
    case = edited(imported(), case={"note": "asked again"})
    before, version = everything(case), case.version
    assert bring_in(case, ROW)[0] == before
    assert Case.objects.get(id=case.id).version == version
