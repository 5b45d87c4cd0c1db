"""Store a case as a whole: every change makes a new version and remembers who wrote which value last."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from gawah.desk import documents
from gawah.desk.documents import Document, DocumentError
from gawah.desk.models import PARTS, Case, CaseVersion, Part
from gawah.rooms import atomic

IMPORT = "import"


def document_of(case: Case) -> Document:
    """The case as it stands."""
    return documents.documents([case])[case.id]


def create(document: Document, *, by: str, at: datetime.datetime, reason: str = "", case_id: str = "") -> Case:
    """A new case from a document. Raises DocumentError and stores nothing when a rule does not hold."""
    case = Case(id=case_id) if case_id else Case()
    parts = _parts(case, document)
    _store(case, parts, {}, documents.of(case, parts), by=by, at=at, reason=reason)
    return case


def update(case: Case, document: Document, *, by: str, at: datetime.datetime, reason: str = "") -> bool:
    """Replace a case's content by the document's: a new version. False, and nothing stored, if it is the same."""
    before = document_of(case)
    parts = _parts(case, document)
    after = documents.of(case, parts)
    if documents.canonical(before) == documents.canonical(after):
        return False
    _store(case, parts, before, after, by=by, at=at, reason=reason)
    return True


def _parts(case: Case, document: Document) -> list[Part]:
    """Give the case what the document says, and make its parts, unsaved. Raises DocumentError."""
    documents.assign_case(case, document.get("case", {}))
    parts = documents.build_parts(case, document)
    documents.check(case, parts)
    return parts


def _store(
    case: Case,
    parts: Sequence[Part],
    before: Document,
    after: Document,
    *,
    by: str,
    at: datetime.datetime,
    reason: str,
) -> None:
    if by != IMPORT:
        case.touched = sorted(set(case.touched) | changed_paths(before, after))
    place_id, case.version = case.place_id, case.version + 1
    try:
        with atomic("desk"):
            for model in reversed(PARTS):
                model._default_manager.filter(case_id=case.id).delete()
            case.place_id = None  # its place is stored after it
            case.save()
            save_parts(parts)
            if place_id:
                case.place_id = place_id
                case.save(update_fields=["place"])
            CaseVersion(**version_row(case.id, case.version, after, by=by, at=at, reason=reason)).save()
    except IntegrityError as error:
        raise DocumentError(_broken_rule(parts) or f"a rule of the data does not hold: {error}") from error


def _broken_rule(parts: Sequence[Part]) -> str:
    """The part that breaks a constraint of its own, and which; asked only when the database has refused."""
    for part in parts:
        try:
            part.validate_constraints()
        except ValidationError as error:
            return f"{documents.section(type(part))}.{part.key}: {error.messages[0]}"
    return ""


def save_parts(parts: Sequence[Part]) -> None:
    """Insert the parts of a case, one statement a model."""
    for model in PARTS:
        rows = [part for part in parts if type(part) is model]
        if rows:
            model._default_manager.bulk_create(rows)


def version_row(
    case_id: str, number: int, document: Document, *, by: str, at: datetime.datetime, reason: str
) -> dict[str, Any]:
    """A version of a case as the document has it, by the model's names."""
    text = documents.canonical(document)
    return {
        "case_id": case_id,
        "number": number,
        "document": text,
        "sha256": documents.sha256(text),
        "by": by,
        "at": at,
        "reason": reason,
    }


def changed_paths(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Paths of values that differ between two documents: "title" for the case's own, "a1.date" for a part's."""
    old, new = flatten(before), flatten(after)
    return {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


def flatten(document: Mapping[str, Any]) -> dict[str, Any]:
    """Path -> value of everything in a document."""
    flat = dict(document.get("case", {}))
    for name in documents.SECTIONS:
        for part in document.get(name, ()):
            flat |= {f"{part['key']}.{field}": value for field, value in part.items() if field != "key"}
    return flat
