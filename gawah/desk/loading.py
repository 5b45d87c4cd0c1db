"""The loader that imports hand their rows to: one row becomes one case, or one measure.

A row becomes a document, as a person's edit would be one. When a row changed, its new document replaces the old
one, except for every value that a person wrote last: that stays, and the difference is listed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from gawah.core import ids
from gawah.desk import documents, store
from gawah.desk.documents import Document, DocumentError
from gawah.desk.group_document import document_of
from gawah.desk.models import Case, CaseVersion
from gawah.desk.row_fields import FIELDS, MEASURE_FIELDS
from gawah.imports.values import FieldSpec, Kept, KeptField, LoadContext, Made, TypedRow
from gawah.releases import decisions
from gawah.rooms import bulk


class Desk:
    """Loads rows as cases of one kind: "cases" or "measures"."""

    def __init__(self, kind: str, at: datetime.datetime) -> None:
        self.kind = kind
        self._case_kind = Case.Kind.MEASURE if kind == "measures" else Case.Kind.CASE
        self._at = at

    def fields(self) -> Mapping[str, FieldSpec]:
        """Every target a mapping may name."""
        return FIELDS | MEASURE_FIELDS if self.kind == "measures" else FIELDS

    def load(self, chunk: Sequence[TypedRow], context: LoadContext) -> list[Made]:
        """Make or update the cases of a chunk of rows, inside the caller's transaction."""
        known = {case.id: case for case in Case.objects.filter(id__in=[row.subject for row in chunk if row.subject])}
        current = documents.documents(list(known.values()))
        made: list[Made] = []
        new = _New()
        for row in chunk:
            document = document_of(row, context, self._case_kind)
            case = known.get(row.subject)
            if case is None:
                made.append(new.add(document, f"import {context.batch}", self._at))
            else:
                made.append(self._update(case, current[case.id], document, context))
        new.save()
        return made

    def released_since(self, subject_ids: Sequence[str], moment: datetime.datetime) -> set[str]:
        """Those of these cases that somebody decided to release after this moment."""
        return decisions.released_since(subject_ids, moment)

    def undo(self, subject_ids: Sequence[str]) -> list[Kept]:
        """Delete what an import made. What a person touched, or what was released, stays and is named."""
        kept = []
        for case in Case.objects.filter(id__in=subject_ids):
            if case.record_id:
                kept.append(
                    Kept(
                        case.id,
                        "it has been released since: to take it off the site, withdraw it; the case stays on the desk",
                    )
                )
            elif case.touched:
                kept.append(Kept(case.id, f"a person has changed it since ({', '.join(case.touched[:5])})"))
        stay = {each.subject for each in kept}
        # Parts go with their case; none of them is asked for one by one.
        Case.objects.filter(id__in=[each for each in subject_ids if each not in stay]).delete()
        return kept

    def _update(self, case: Case, current: Document, document: Document, context: LoadContext) -> Made:
        merged, kept = merge(current, document, set(case.touched))
        try:
            changed = store.update(case, merged, by=store.IMPORT, at=self._at, reason=f"import {context.batch}")
        except DocumentError as error:
            return Made(case.id, "rejected", field="", reason=str(error))
        return Made(case.id, "updated" if changed else "unchanged", kept=kept)


class _New:
    """Cases to be inserted together, as rows: an instance of each part would cost more than all the rest."""

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[dict[str, Any]]] = {Case: []}
        self.versions: list[dict[str, Any]] = []

    def add(self, document: Document, reason: str, at: datetime.datetime) -> Made:
        case_id = ids.random_id()
        if not documents.fits(document):
            try:
                _check(document)
            except DocumentError as error:
                return Made("", "rejected", field="", reason=str(error))
        for model, rows in documents.rows_of(case_id, document).items():
            self.rows.setdefault(model, []).extend(rows)
        self.versions.append(store.version_row(case_id, 1, document, by=store.IMPORT, at=at, reason=reason))
        return Made(case_id, "created")

    def save(self) -> None:
        """Insert everything. References are checked at the end of the transaction, so the order is free."""
        for model, rows in self.rows.items():
            bulk.insert("desk", model, rows)
        bulk.insert("desk", CaseVersion, self.versions)


def _check(document: Document) -> None:
    """Say what is wrong with a document. Raises DocumentError."""
    case = Case()
    documents.assign_case(case, document["case"])
    documents.check(case, documents.build_parts(case, document))


def merge(current: Document, new: Document, touched: set[str]) -> tuple[Document, tuple[KeptField, ...]]:
    """The new document with every touched value as it stands now, and what was kept against the import."""
    now, offered = store.flatten(current), store.flatten(new)
    kept = tuple(
        KeptField(path, _shown(now.get(path)), _shown(offered.get(path)))
        for path in sorted(touched)
        if now.get(path) != offered.get(path)
    )
    merged = {name: value if name == "case" else [dict(part) for part in value] for name, value in new.items()}
    merged["case"] = dict(new["case"])
    for path in touched:
        key, _, field = path.rpartition(".")
        _keep(current, merged, key, field)
    return merged, kept


def _keep(current: Document, merged: Document, key: str, field: str) -> None:
    """Carry one touched value over: the case's own, or a part's.

    With it goes the part itself: one that the import does not have is kept, one that a person took out stays out.
    """
    if not key:
        _carry(current["case"], merged["case"], field)
        return
    for name in documents.SECTIONS:
        old = _part(current, name, key)
        new = _part(merged, name, key)
        if old is None:
            merged[name] = [part for part in merged.get(name, ()) if part is not new]
        elif new is None:
            merged.setdefault(name, []).append(dict(old))
        else:
            _carry(old, new, field)


def _carry(old: Mapping[str, Any], new: dict[str, Any], field: str) -> None:
    if field in old:
        new[field] = old[field]
    else:
        new.pop(field, None)


def _part(document: Document, section: str, key: str) -> dict[str, Any] | None:
    return next((part for part in document.get(section, ()) if part["key"] == key), None)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
