"""Every field of every model is classed, and no relation leaves its room."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from gawah.desk.documents import SECTIONS
from gawah.desk.models import PARTS, Part
from gawah.rooms import APPS

# Libraries have models too, all of them on the desk; tests/people says what those may hold.
MODELS = sorted((model for model in apps.get_models() if model.__module__.startswith("gawah.")), key=str)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


@each_model
def test_every_field_is_classed(model: Any) -> None:
    assert set(model.FIELD_CLASSES) == {field.name for field in model._meta.concrete_fields}
    assert set(model.FIELD_CLASSES.values()) <= {"public", "private", "internal"}
    assert not model._meta.many_to_many  # a relation that no class could be given to


@each_model
def test_no_relation_crosses_rooms(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if field.related_model is not None:
            assert APPS[field.related_model._meta.app_label] == APPS[model._meta.app_label]


def test_every_part_has_its_place_in_a_document() -> None:
    parts = {model for model in MODELS if issubclass(model, Part)}
    assert parts == set(PARTS)
    assert len(SECTIONS) == len(PARTS)
    assert len({model.PREFIX for model in PARTS}) == len(PARTS)


def test_parts_are_stored_after_what_they_refer_to() -> None:
    for position, model in enumerate(PARTS):
        for field in model._meta.concrete_fields:
            target = field.related_model
            if target in PARTS and target is not model:
                assert PARTS.index(target) < position, f"{model.__name__}.{field.name}"
