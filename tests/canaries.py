"""Canaries: values put into everything that is not classed public, to be looked for in everything that is."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from gawah.desk import documents
from gawah.desk.models import PARTS, Case
from gawah.desk.models.parts import EDTFField

WORD = "CANARY"
DATE = "1931-07-13"
DEGREES = 12.345678
TRACES = (WORD, DATE, "12.34", "12.35")

# What steers a release, and holds no value that could be found again.
_STEERING = (models.BooleanField, models.ForeignKey)


def private_values(model: type[models.Model]) -> dict[str, Any]:
    """A canary for every field of a model that a document holds and that is not public."""
    fields = documents._fields(model)
    return {field.name: _canary(field) for field in fields if _takes(model, field) and _canary(field) is not None}


def _takes(model: Any, field: models.Field[Any, Any]) -> bool:
    return model.FIELD_CLASSES[field.name] != "public" and not isinstance(field, _STEERING) and not field.choices


def _canary(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, EDTFField):
        return DATE
    if isinstance(field, models.FloatField):
        return DEGREES
    if isinstance(field, models.CharField | models.TextField):
        return f"{WORD} {field.name}"[: field.max_length]
    return None


def with_canaries(document: dict[str, Any]) -> dict[str, Any]:
    """The document, with a canary in all that may not leave, and with people, sources and places that may not."""
    made = copy.deepcopy(document)
    made["case"] |= private_values(Case)
    for name, model in documents.SECTIONS.items():
        for part in made.get(name, ()):
            part.update(private_values(model))
    return _with_hidden(made)


def _with_hidden(made: dict[str, Any]) -> dict[str, Any]:
    """Public fields of what is itself not to be shown."""
    for name, parts in _hidden(has_act=bool(made.get("acts"))).items():
        made[name] = [*made.get(name, ()), *parts]
    for actor in made["actors"]:
        if actor.get("naming", "withheld") != "named":
            for each in made["actor_names"]:
                if each["actor"] == actor["key"]:
                    each["text"] = f"{WORD} name"
    return made


def _hidden(*, has_act: bool) -> dict[str, list[dict[str, Any]]]:
    made: dict[str, list[dict[str, Any]]] = {
        "sources": [
            {"key": "s90", "confidential": True, "title": WORD, "url": f"https://{WORD}.example", "author": WORD}
        ],
        "citations": [
            {"key": "c90", "source": "s90", "words": WORD},
            {"key": "c91", "source": "s90", "words": WORD, "public": False},
        ],
        "places": [{"key": "l90", "precision": "withheld", "city": WORD, "country": "xx", "subdivision": "XX-CAN"}],
        "actors": [
            {"key": "p90", "naming": "withheld"},
            {"key": "p91", "naming": "named", "description": {"en": WORD}, "affiliation": WORD},
        ],
        "actor_names": [{"key": "n90", "actor": "p90", "text": WORD}, {"key": "n91", "actor": "p91", "text": WORD}],
    }
    if has_act:
        made["involvements"] = [{"key": "i90", "act": "a1", "actor": "p91", "role": "witness", "public": False}]
        made["involvements"].append({"key": "i91", "act": "a1", "actor": "p90", "role": "affected"})
    return made


def fill_the_rest(case_id: str) -> list[str]:
    """Rows of every other model of the desk's room, with a canary wherever one fits. Returns the models filled."""
    made: dict[Any, models.Model] = {Case: Case.objects.get(id=case_id)}
    for model in _others():
        values: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.is_relation:
                values[field.name] = made.get(field.related_model)
            elif not (field.primary_key or field.choices or field.has_default()):
                values[field.name] = _filling(model, field)
        made[model] = model._default_manager.create(**values)
    return [model.__name__ for model in made]


def _others() -> Iterator[type[models.Model]]:
    for label in ("imports",):
        yield from apps.get_app_config(label).get_models()


def _filling(model: Any, field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    return _canary(field) if _canary(field) is not None else 1


def covered() -> set[str]:
    """Names of the desk's fields that carry a canary."""
    return {f"{model.__name__}.{name}" for model in (Case, *PARTS) for name in private_values(model)}
