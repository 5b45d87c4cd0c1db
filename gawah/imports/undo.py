"""Taking a batch back: rows it made are removed, rows it changed get back what they were, gone ones are not gone.

What a person has touched or released since stays, and so does what a later import has changed; all of it is named.
What was kept can be taken back by another undo, once what kept it is no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import msgspec
from django.db.models import QuerySet

from gawah.imports import mapping, undo_groups
from gawah.imports.models import Batch, Change, Finding, Row
from gawah.imports.problems import ImportProblem
from gawah.imports.values import Kept, LoadContext, Loader, TypedRow, decode
from gawah.rooms import atomic

_PAGE: Final = 500
_cells = msgspec.json.Decoder(dict[str, str | list[str]])


@dataclass
class Undone:
    """What an undo did, in rows; ``kept`` names what it left and why."""

    batch: str
    removed: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)


def undo_batch(batch_id: str, loader: Loader) -> Undone:
    """Take a batch back, a page at a time, each page whole; run again, it goes on where it was stopped, and takes
    back what was kept before and need not be any more.

    Raises ImportProblem for a batch that is not there, is of another kind, or has been taken back already, whole.
    """
    batch = Batch.objects.select_related("dataset").filter(id=batch_id).first()
    if batch is None:
        raise ImportProblem(f"There is no batch {batch_id}; the batch is named at the end of every import.")
    if batch.dataset.kind != loader.kind:
        raise ImportProblem(f"Batch {batch_id} is of {batch.dataset.kind}, not of {loader.kind}; name that kind.")
    if batch.state == Batch.State.UNDONE and not _left(batch):
        raise ImportProblem(f"Batch {batch_id} has been taken back already; nothing was done.")
    # From here on no run may take it up again, should this one be stopped.
    Batch.objects.filter(id=batch.id).update(holder="", state=Batch.State.SUPERSEDED)
    undone = Undone(batch.id)
    _restore_changed(batch, loader, undone)
    _remove_made(batch, loader, undone)
    with atomic("desk"):
        Row.objects.filter(gone_in=batch).update(gone_in=None)
        batch.findings.filter(kind=Finding.Kind.KEPT).delete()
        Batch.objects.filter(id=batch.id).update(state=Batch.State.UNDONE)
    return undone


def _left(batch: Batch) -> bool:
    """Whether something that the batch made or changed was kept by an undo, and is still there."""
    return _changes(batch).exists() or Row.objects.filter(batch_first=batch).exists()


def _kept_by_later(batch: Batch, rows: QuerySet[Row]) -> list[Kept]:
    """That these rows stay, each with the newest of the batches that changed it: the one to take back first."""
    found = Change.objects.filter(row__in=rows, batch__started__gt=batch.started).order_by("batch__started")
    newest = {row: (subject, later) for row, subject, later in found.values_list("row_id", "row__subject", "batch_id")}
    return [
        Kept(subject, f"a later import has changed it; undo that first (batch {later}), then this one again")
        for subject, later in newest.values()
    ]


def _restore_changed(batch: Batch, loader: Loader, undone: Undone) -> None:
    last = 0
    while changes := list(_changes(batch).filter(id__gt=last).order_by("id")[:_PAGE]):
        last = changes[-1].id
        with atomic("desk"):
            _restore_page(batch, loader, changes, undone)


def _changes(batch: Batch) -> QuerySet[Change]:
    return Change.objects.filter(batch=batch).select_related("row", "before_batch")


def _restore_page(batch: Batch, loader: Loader, changes: Sequence[Change], undone: Undone) -> None:
    later = [change for change in changes if change.row.raw_hash != change.after_hash]
    undone.kept += _kept_by_later(batch, Row.objects.filter(id__in=[change.row_id for change in later]))
    standing = [change for change in changes if change.row.raw_hash == change.after_hash]
    released = loader.released_since([change.row.subject for change in standing], batch.started)
    undone.kept += [
        Kept(subject, "it has been released since; correct it by an import or an edit") for subject in sorted(released)
    ]
    standing = [change for change in standing if change.row.subject not in released]
    _restore_grouped(batch, loader, [change for change in standing if change.row.group], undone)
    standing = [change for change in standing if not change.row.group]
    standing.sort(key=lambda change: change.before_batch_id)
    for _, group in groupby(standing, key=lambda change: change.before_batch_id):
        _load_back(batch, loader, list(group), undone)


def _load_back(batch: Batch, loader: Loader, changes: Sequence[Change], undone: Undone) -> None:
    """Load what the rows were, under the mapping they had then."""
    before = changes[0].before_batch
    context = LoadContext(batch.id, batch.dataset.name, mapping.read(before.mapping), undoing=True)
    made = loader.load([_typed(change) for change in changes], context)
    for one in made:
        undone.kept += [Kept(one.subject, f"a person's value was kept in {kept.path}") for kept in one.kept]
    _write_back(changes, undone)


def _restore_grouped(batch: Batch, loader: Loader, changes: Sequence[Change], undone: Undone) -> None:
    """Rows of cases that have several: first all of them are what they were, then their cases are made of them."""
    _write_back(changes, undone)
    undone.kept += undo_groups.rebuild(batch, loader, {change.row.group for change in changes if change.row.group})


def _write_back(changes: Sequence[Change], undone: Undone) -> None:
    for change in changes:
        row = change.row
        row.raw, row.raw_hash, row.values = change.before_raw, change.before_hash, change.before_values
        row.batch_last = change.before_batch
        row.save(update_fields=["raw", "raw_hash", "values", "batch_last"])
    undone.restored += len(changes)
    Change.objects.filter(id__in=[change.id for change in changes]).delete()


def _typed(change: Change) -> TypedRow:
    row = change.row
    cells = _cells.decode(change.before_raw)
    return TypedRow(
        identity=f"{row.identity}.{row.occurrence}",
        number=row.line,
        values=decode(change.before_values),
        raw={column: cell if isinstance(cell, str) else "; ".join(cell) for column, cell in cells.items()},
        subject=row.subject,
        previous=decode(row.values),
    )


def _remove_made(batch: Batch, loader: Loader, undone: Undone) -> None:
    changed_later = Change.objects.exclude(batch=batch).values("row")
    undone.kept += _kept_by_later(batch, Row.objects.filter(batch_first=batch, id__in=changed_later))
    last = 0
    own = Row.objects.filter(batch_first=batch).exclude(id__in=changed_later)
    for taken in undo_groups.remove(batch, loader, own):
        undone.removed += taken.removed
        undone.kept += taken.kept
    while rows := list(own.filter(id__gt=last, group=None).order_by("id").values_list("id", "subject")[:_PAGE]):
        last = rows[-1][0]
        with atomic("desk"):
            kept = loader.undo([subject for _, subject in rows])
            staying = {each.subject for each in kept}
            removed = [id_ for id_, subject in rows if subject not in staying]
            Row.objects.filter(id__in=removed).delete()
        undone.kept += kept
        undone.removed += len(removed)
