"""Rows of a new case made without instances: the same in the database as a case that is saved part by part."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.forms.models import model_to_dict
from documents_strategy import documents as generated
from hypothesis import HealthCheck, given, settings
from observatory import document

from gawah.core import ids
from gawah.desk import documents, store
from gawah.desk.models import PARTS, Case, Place
from gawah.rooms import atomic, bulk

NOON = datetime.datetime(2026, 1, 2, 12, tzinfo=datetime.UTC)


def inserted(made: dict[str, Any]) -> Case:
    case_id = ids.random_id()
    with atomic("desk"):
        for model, rows in documents.rows_of(case_id, made).items():
            bulk.insert("desk", model, rows)
    return Case.objects.get(id=case_id)


def stored(case: Case) -> list[dict[str, Any]]:
    """Every column of a case and its parts, its own id taken out."""
    things = [case, *(part for model in PARTS for part in model._default_manager.filter(case=case))]
    columns = [
        {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields} for thing in things
    ]
    return [
        {name: value.replace(case.id, "") if isinstance(value, str) else value for name, value in row.items()}
        for row in columns
    ]


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated())
def test_rows_are_what_saving_part_by_part_stores(made: dict[str, Any]) -> None:
    saved = store.create(made, by="import", at=NOON)
    saved.refresh_from_db()
    assert stored(inserted(made)) == stored(saved)


@pytest.mark.django_db
def test_a_text_that_its_column_cannot_hold_is_seen_before() -> None:
    assert documents.fits(document())
    long = document()
    long["case"]["listed_in"] = "x" * 201
    assert not documents.fits(long)
    long = document()
    long["sources"][0]["publisher"] = "x" * 5000
    assert not documents.fits(long)


@pytest.mark.django_db
def test_a_row_needs_its_key_and_knows_its_fields() -> None:
    with pytest.raises(KeyError, match="id"):
        bulk.insert("desk", Place, [{"case_id": "a"}])
    with pytest.raises(KeyError, match="nowhere"):
        bulk.insert("desk", Place, [{"id": "a-l1", "case_id": "a", "nowhere": "here"}])
    bulk.insert("desk", Place, [])
    assert not Place.objects.exists()


@pytest.mark.django_db
def test_rows_share_no_default() -> None:
    bulk.insert("desk", Case, [{"id": "a"}, {"id": "b"}])
    one, other = Case.objects.order_by("id")
    assert model_to_dict(one, exclude=["id"]) == model_to_dict(other, exclude=["id"])
    one.tags.append("mine")
    assert other.tags == []
