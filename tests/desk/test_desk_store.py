"""A case is stored as a whole: versions, what a person wrote last, and the rules of the data."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from documents_strategy import documents as generated
from hypothesis import HealthCheck, given, settings
from observatory import AT, document, edited, everything, stored

from gawah.desk import documents, store
from gawah.desk.documents import DocumentError
from gawah.desk.models import Act, Case, CaseVersion

pytestmark = pytest.mark.django_db(databases=["default", "public"])
LATER = AT + datetime.timedelta(days=1)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated())
def test_what_is_stored_is_what_was_given(made: dict[str, Any]) -> None:
    case = store.create(made, by="alice", at=AT)
    now = everything(case)
    assert not store.update(case, now, by="bob", at=LATER)
    assert not store.update(case, made, by="bob", at=LATER)  # spelled out, it is still the same
    version = CaseVersion.objects.get(case=case)
    assert documents.load(version.document) == now
    assert version.sha256 == documents.sha256(documents.canonical(now))


def test_every_change_is_a_version_and_none_is_no_version() -> None:
    case = stored()
    assert not store.update(case, store.document_of(case), by="bob", at=LATER)
    changed = document(case={"note": "asked again"})
    assert store.update(case, changed, by="bob", at=LATER, reason="asked")
    found = list(CaseVersion.objects.filter(case=case).values_list("number", "by", "at", "reason"))
    assert found == [(1, "alice", AT, ""), (2, "bob", LATER, "asked")]
    assert documents.load(CaseVersion.objects.get(case=case, number=2).document) == changed
    assert Case.objects.get(id=case.id).version == 2


def test_a_person_s_values_are_remembered_and_an_import_s_are_not() -> None:
    case = store.create(document(), by=store.IMPORT, at=AT)
    assert case.touched == []
    edited(case, case={"note": "n"}, acts=[{"key": "a1", "type": "killing"}])
    assert Case.objects.get(id=case.id).touched == ["a1.account", "a1.type", "note"]
    store.update(case, document(case={"note": "m"}), by=store.IMPORT, at=LATER)
    assert Case.objects.get(id=case.id).touched == ["a1.account", "a1.type", "note"]


def test_parts_that_are_gone_are_gone() -> None:
    case = stored(acts=[{"key": "a1", "type": "arrest"}, {"key": "a2", "type": "killing"}])
    edited(case, acts=[{"key": "a2", "type": "killing"}])
    assert list(Act.objects.filter(case=case).values_list("id", flat=True)) == [f"{case.id}-a2"]


def test_a_refused_edit_stores_nothing() -> None:
    case = stored()
    before = everything(case)
    with pytest.raises(DocumentError):
        store.update(case, document(acts=[{"type": ""}]), by="alice", at=LATER)
    assert everything(case) == before
    assert Case.objects.get(id=case.id).version == 1


def test_the_year_is_derived_from_a_date_and_never_guessed() -> None:
    dates = {"2012-11": 2012, "2012-11-22~": 2012, "2012?": 2012, "2011/2013": None, "../2012": None, None: None}
    acts = [{"type": "arrest", "date": date} for date in dates]
    case = stored(acts=acts)
    assert list(Act.objects.filter(case=case).values_list("year", flat=True)) == list(dates.values())
    edited(case, acts=[{"key": "a1", "type": "arrest", "date": "2014"}])
    assert Act.objects.get(case=case).year == 2014


def _figure(**values: Any) -> dict[str, Any]:
    return {"figures": [{"unit": "people", "printed": "as printed", **values}]}


@pytest.mark.parametrize(
    ("sections", "rule"),
    [
        (_figure(quantifier="uncounted", low=5), "figures.f1: Constraint “figure_quantifier_fits_its_numbers”"),
        (_figure(quantifier="at_least"), "figure_quantifier_fits_its_numbers"),
        (_figure(quantifier="at_least", low=1, high=2), "figure_quantifier_fits_its_numbers"),
        (_figure(quantifier="between", low=5), "figure_quantifier_fits_its_numbers"),
        (_figure(quantifier="between", low=5, high=5), "figure_quantifier_fits_its_numbers"),
        (_figure(quantifier="nearly", low=5), "figure_quantifier_fits_its_numbers"),
        ({"bases": [{"kind": "already_published"}]}, "bases.b1: Constraint “basis_published_names_its_source”"),
        ({"places": [{"latitude": 95.0, "longitude": 10.0}]}, "place_coordinates"),
        ({"places": [{"latitude": 5.0}]}, "place_coordinates"),
        ({"measures": [{}, {}]}, "measure"),
        ({"laws": [{"jurisdiction": "pk"}, {"jurisdiction": "pk"}]}, "law"),
        (
            {
                "actors": [{"key": "p1"}],
                "involvements": [
                    {"act": "a1", "actor": "p1", "role": "affected"},
                    {"act": "a1", "actor": "p1", "role": "affected"},
                ],
            },
            "involvement",
        ),
    ],
)
def test_the_database_refuses_what_breaks_its_rules(sections: dict[str, Any], rule: str) -> None:
    with pytest.raises(DocumentError, match=rule):
        stored(**sections)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "figure",
    [
        {"quantifier": "uncounted"},
        {"quantifier": "at_least", "low": 0},
        {"quantifier": "between", "low": 5, "high": 6},
    ],
)
def test_the_database_takes_what_keeps_them(figure: dict[str, Any]) -> None:
    assert stored(**_figure(**figure)).version == 1


def test_documents_of_many_cases_cost_no_more_queries() -> None:
    def queries(cases: int) -> int:
        made = [stored() for _ in range(cases)]
        with CaptureQueriesContext(connections["default"]) as captured:
            assert len(documents.documents(made)) == cases
        return len(captured)

    assert queries(2) == queries(20)
