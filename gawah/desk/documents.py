"""A case as a whole, as one document: what versions keep, what an edit hands in, what a release is built from.

The document is made by walking the models, so a field that is added is versioned without being asked for:

``{"case": {field: value, ...}, "acts": [{"key": "a1", field: value, ...}, ...], ...}``

References inside a case are keys ("l1"), never database ids. Fields that hold their default are left out.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import models

from gawah.core.dates import NotADate
from gawah.desk.models import PARTS, Act, Case, Citation, Part

Document = dict[str, Any]

# What is bookkeeping, or derived, and not content.
_CASE_BOOKKEEPING = {"id", "record_id", "version", "touched"}
_PART_BOOKKEEPING = {"id", "case", "order", "year"}


class DocumentError(ValueError):
    """A document that no case can be made of; the message names part and field."""


@cache
def section(model: type[Part]) -> str:
    """The name of a model's list in a document: "acts", "actor_names"."""
    name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip("_")
    if name.endswith("is"):
        return f"{name[:-2]}es"
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


SECTIONS: dict[str, type[Part]] = {section(model): model for model in PARTS}


@cache
def _fields(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    skipped = _CASE_BOOKKEEPING if model is Case else _PART_BOOKKEEPING
    return tuple(field for field in model._meta.concrete_fields if field.name not in skipped)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value + 0.0  # a database knows no minus zero
    return value.isoformat() if isinstance(value, datetime.date) else value


def _values(thing: models.Model) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in _fields(type(thing)):
        value = getattr(thing, field.attname)
        if field.is_relation:
            if value:
                found[field.name] = value.partition("-")[2]
        elif value != field.get_default():
            found[field.name] = _plain(value)
    return found


def of(case: Case, parts: Iterable[Part]) -> Document:
    """The document of a case and its parts. Parts come out in their order; empty sections are left out."""
    document: Document = {"case": _values(case)}
    for part in sorted(parts, key=lambda part: (part.order, part.id)):
        document.setdefault(section(type(part)), []).append({"key": part.key, **_values(part)})
    return document


def canonical(document: Document) -> str:
    """Canonical JSON: equal documents give equal text."""
    return msgspec.json.encode(document, order="deterministic").decode()


def sha256(text: str) -> str:
    """SHA-256 of a document's canonical JSON, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def load(text: str) -> Document:
    document: Document = msgspec.json.decode(text)
    return document


def parts_of(cases: Sequence[Case]) -> dict[str, list[Part]]:
    """All parts of many cases, by case id: one query a model, however many cases."""
    found: dict[str, list[Part]] = {case.id: [] for case in cases}
    for model in PARTS:
        for part in model._default_manager.filter(case_id__in=list(found)).order_by():  # ``of`` sorts
            found[part.case_id].append(part)
    return found


def documents(cases: Sequence[Case]) -> dict[str, Document]:
    """The documents of many cases, by case id."""
    parts = parts_of(cases)
    return {case.id: of(case, parts[case.id]) for case in cases}


def build_parts(case: Case, document: Mapping[str, Any]) -> list[Part]:
    """Model instances of everything in a document, unsaved, in the order in which they may be stored."""
    unknown = set(document) - set(SECTIONS) - {"case"}
    if unknown:
        raise DocumentError(f"unknown section {sorted(unknown)[0]!r}; there are case, {', '.join(SECTIONS)}")
    made: list[Part] = []
    for name, model in SECTIONS.items():
        for order, values in enumerate(document.get(name, ())):
            made.append(_build_part(case, model, order, values, f"{name}[{order}]"))
    _refuse_same_keys(made)
    return made


def _refuse_same_keys(parts: Sequence[Part]) -> None:
    """A key is the part's name in the whole case: citations name a part by it alone."""
    known: dict[str, Part] = {}
    for part in parts:
        other = known.setdefault(part.key, part)
        if other is not part:
            raise DocumentError(
                f"{section(type(part))}[{part.order}].key: {part.key!r} is the key of "
                f"{section(type(other))}[{other.order}] already; give it another"
            )


def rows_of(case_id: str, document: Mapping[str, Any]) -> dict[type[models.Model], list[dict[str, Any]]]:
    """The rows of a new case and its parts, by model, without building an instance of any.

    For a document that is known to be good: nothing is checked here, and the database refuses what it cannot hold.
    """
    rows: dict[type[models.Model], list[dict[str, Any]]] = {Case: [_row(Case, case_id, document["case"])]}
    rows[Case][0] |= {"id": case_id, "version": 1}
    for name, model in SECTIONS.items():
        if name in document:
            rows[model] = [_part_row(model, case_id, order, part) for order, part in enumerate(document[name])]
    return rows


def _part_row(model: type[Part], case_id: str, order: int, part: Mapping[str, Any]) -> dict[str, Any]:
    row = _row(model, case_id, part)
    row |= {"id": f"{case_id}-{row.pop('key')}", "case_id": case_id, "order": order}
    if model is Act:
        row["year"] = _year(row.get("date"))
    return row


def _row(model: type[models.Model], case_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    row = dict(values)
    for name, attribute in _relations(model):
        if name in row:
            key = row.pop(name)
            row[attribute] = f"{case_id}-{key}" if key else None
    return row


@cache
def _relations(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.attname) for field in _fields(model) if field.is_relation)


@lru_cache(maxsize=4096)
def _year(date: str | None) -> int | None:
    act = Act(date=date)
    act.set_year()
    return act.year


def fits(document: Mapping[str, Any]) -> bool:
    """Whether every text is as short as its column asks: the one rule that an imported value may still break."""
    limits = _limits()
    if not _short(document["case"], limits["case"]):
        return False
    return all(_short(part, limits[name]) for name in SECTIONS for part in document.get(name, ()))


def _short(values: Mapping[str, Any], limits: Mapping[str, int]) -> bool:
    return not any(
        isinstance(value, str) and len(value) > limits.get(name, len(value)) for name, value in values.items()
    )


@cache
def _limits() -> dict[str, dict[str, int]]:
    """Section -> field -> how many characters it holds."""
    return {
        name: {field.name: field.max_length for field in _fields(model) if field.max_length and not field.is_relation}
        for name, model in {"case": Case, **SECTIONS}.items()
    }


def _build_part(case: Case, model: type[Part], order: int, values: Mapping[str, Any], where: str) -> Part:
    if not isinstance(values, Mapping):
        raise DocumentError(f"{where}: it must be fields with their values, not {values!r:.60}")
    values = dict(values)
    key = values.pop("key", None) or f"{model.PREFIX}{order + 1}"
    part = model(id=f"{case.id}-{key}", case=case, order=order)
    _assign(part, values, case.id, where)
    if isinstance(part, Act):
        try:
            part.set_year()
        except NotADate as error:
            raise DocumentError(f"{where}.date: {error}") from error
    return part


def _assign(thing: models.Model, values: Mapping[str, Any], case_id: str, where: str) -> None:
    known = {field.name: field for field in _fields(type(thing))}
    for name, value in values.items():
        if name not in known:
            raise DocumentError(f"{where}.{name}: there is no such field")
        field = known[name]
        if field.is_relation:
            setattr(thing, field.attname, f"{case_id}-{value}" if value else None)
        else:
            try:
                setattr(thing, name, field.to_python(value))
            except ValidationError as error:
                raise DocumentError(f"{where}.{name}: {error.messages[0]}") from error


def assign_case(case: Case, values: Mapping[str, Any]) -> None:
    """Give the case what the document's own section says, and its default to every other field."""
    for field in _fields(Case):
        if not field.is_relation:
            setattr(case, field.name, field.get_default())
    case.place = None
    _assign(case, values, case.id, "case")


def check(case: Case, parts: Sequence[Part]) -> None:
    """Every field's own rules, and that nothing refers to what is not there. Raises DocumentError."""
    ids = {(type(part), part.id) for part in parts}
    keys = {part.key for part in parts}
    things: list[Case | Part] = [case, *parts]
    for thing in things:
        where = f"{section(type(thing))}.{thing.key}" if isinstance(thing, Part) else "case"
        try:
            thing.clean_fields(exclude=[field.name for field in thing._meta.fields if field.is_relation])
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise DocumentError(f"{where}.{field}: {messages[0]}") from error
        for relation in _fields(type(thing)):
            target = getattr(thing, relation.attname) if relation.is_relation else None
            if target and (relation.related_model, target) not in ids:
                kind = section(relation.related_model)
                raise DocumentError(
                    f"{where}.{relation.name}: there is no {target.partition('-')[2]!r} among the {kind} of this case"
                )
        if isinstance(thing, Citation) and thing.of and thing.of not in keys:
            raise DocumentError(f"{where}.of: there is no {thing.of!r} in this case")
