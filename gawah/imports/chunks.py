"""One chunk of rows, committed whole: compared with what the dataset holds, mapped, loaded, remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec
from django.db import connections
from django.db.models import Max

from gawah.imports.identity import has_key, identity_of, raw_hash
from gawah.imports.models import Batch, Change, Dataset, Finding, Row
from gawah.imports.plan import Plan
from gawah.imports.problems import CellProblem
from gawah.imports.readers.table import Cell, Fault
from gawah.imports.values import LoadContext, Loader, Made, TypedRow, Value, decode, encode
from gawah.rooms import alias

_json = msgspec.json.Encoder()


@dataclass(frozen=True)
class Task:
    """What stays the same over a whole run."""

    batch: Batch
    dataset: Dataset
    plan: Plan
    loader: Loader
    context: LoadContext
    scheme: str
    columns: tuple[str, ...]  # of the scheme
    keyed: bool
    partial: bool  # a rejects file: rows that are not in it are not gone


@dataclass(frozen=True)
class Incoming:
    """A row of the file on its way: its own cells, and which row of the dataset it is."""

    line: int
    number: int
    cells: Named[str, Cell]
    fault: Fault | None
    identity: str = ""  # "" = cannot be told
    occurrence: int = 1
    corrected_line: int | None = None


class Known(NamedTuple):
    """A row of the dataset, as far as comparing needs it."""

    id: int
    identity: str
    occurrence: int
    raw_hash: str
    subject: str
    batch_last_id: str
    corrected_line: int | None


@dataclass
class Counts:
    """Rows of one chunk by what became of them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    review: int = 0


@dataclass
class _Work:
    """What a chunk is going to write."""

    counts: Counts = field(default_factory=Counts)
    findings: list[Finding] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)  # rows that are in the file, with nothing else to change
    typed: list[tuple[Incoming, Known | None, TypedRow, str]] = field(default_factory=list)


def import_chunk(task: Task, rows: Sequence[Incoming]) -> Counts:
    """Bring one chunk into the dataset, inside the caller's transaction."""
    placed = _placed(task, [_identified(task, row) for row in rows])
    known = _known(task, placed)
    work = _Work()
    for row in placed:
        _sort_out(task, work, row, known.get((row.identity, row.occurrence)))
    _with_previous(work)
    made = task.loader.load([typed for _, _, typed, _ in work.typed], task.context) if work.typed else []
    assert len(made) == len(work.typed), "a loader answers for every row"
    _remember(task, work, made)
    Row.objects.filter(id__in=work.seen).update(batch_last=task.batch, gone_in=None)
    Finding.objects.bulk_create(work.findings)
    return work.counts


def _identified(task: Task, row: Incoming) -> Incoming:
    if task.keyed:
        if has_key(task.columns, row.cells):
            return replace(row, identity=identity_of(task.scheme, task.columns, row.cells))
        missing = Fault(task.columns[0], "the row has no key; fill in the column, or map without key")
        return replace(row, fault=row.fault or missing)
    if row.fault:
        return row
    return replace(row, identity=identity_of(task.scheme, task.columns, row.cells))


def _placed(task: Task, rows: list[Incoming]) -> list[Incoming]:
    """Each row with its k: how many rows of the same identity stand before it in the file."""
    if task.keyed:
        return _repeated_keys_rejected(task, rows)
    if task.partial:
        return _placed_corrected(task, rows)
    identities = {row.identity for row in rows if row.identity}
    before = Counter(_seen(task, identities))
    placed = []
    for row in rows:
        before[row.identity] += 1
        placed.append(replace(row, occurrence=before[row.identity]) if row.identity else row)
    return placed


def _seen(task: Task, identities: Iterable[str]) -> dict[str, int]:
    found = Row.objects.filter(dataset=task.dataset, identity__in=list(identities), batch_last=task.batch)
    return dict(found.values("identity").annotate(last=Max("occurrence")).values_list("identity", "last"))


def _repeated_keys_rejected(task: Task, rows: list[Incoming]) -> list[Incoming]:
    taken = set(_seen(task, {row.identity for row in rows if row.identity}))
    placed = []
    for row in rows:
        if row.identity in taken and not row.fault:
            fault = Fault(task.columns[0], "an earlier row of the file has the same key; keep one, or map without key")
            placed.append(replace(row, fault=fault, identity=""))
            continue
        if row.identity and not row.fault:
            taken.add(row.identity)
        placed.append(row)
    return placed


def _placed_corrected(task: Task, rows: list[Incoming]) -> list[Incoming]:
    """A corrected row is the row that came from the same line before, or else one more of its identity."""
    identities = [row.identity for row in rows if row.identity]
    lines: dict[tuple[str, int], int] = {}
    last: Counter[str] = Counter()
    found = Row.objects.filter(dataset=task.dataset, identity__in=identities).order_by("occurrence")
    for identity, occurrence, line in found.values_list("identity", "occurrence", "corrected_line"):
        last[identity] = occurrence
        if line is not None:
            lines[identity, line] = occurrence
    placed = []
    for row in rows:
        occurrence = lines.get((row.identity, row.corrected_line or 0), 0)
        if row.identity and not occurrence:
            last[row.identity] += 1
            occurrence = last[row.identity]
        placed.append(replace(row, occurrence=occurrence or 1))
    return placed


def _known(task: Task, rows: Sequence[Incoming]) -> dict[tuple[str, int], Known]:
    identified = [row for row in rows if row.identity]
    if not identified:
        return {}
    occurrences = [row.occurrence for row in identified]
    found = Row.objects.filter(
        dataset=task.dataset,
        identity__in={row.identity for row in identified},
        occurrence__gte=min(occurrences),
        occurrence__lte=max(occurrences),
    )
    return {(known.identity, known.occurrence): known for known in map(Known._make, found.values_list(*Known._fields))}


def _sort_out(task: Task, work: _Work, row: Incoming, known: Known | None) -> None:
    """Nothing to do, a reject, or a row for the loader."""
    if row.fault:
        _reject(task, work, row, known, row.fault)
        return
    standing = raw_hash(task.batch.mapping_sha256, row.cells)
    if known and known.raw_hash == standing:
        work.seen.append(known.id)
        work.counts.unchanged += 1
        work.counts.review += row.occurrence > 1
        return
    try:
        values = task.plan.values(row.cells)
    except CellProblem as problem:
        _reject(task, work, row, known, Fault(problem.field, problem.reason))
        return
    if not values:
        _reject(task, work, row, known, Fault("", "every mapped column of the row is empty"))
        return
    work.typed.append((row, known, _typed(row, known, values), standing))


def _reject(task: Task, work: _Work, row: Incoming, known: Known | None, fault: Fault) -> None:
    """A row that cannot be imported. What it made when it was good stays as it was, and is not gone."""
    work.counts.rejected += 1
    line = row.line if row.corrected_line is None else row.corrected_line
    raw = _json.encode(row.cells).decode()
    work.findings.append(
        Finding(batch=task.batch, kind="rejected", line=line, field=fault.field, reason=fault.reason, raw=raw)
    )
    if known:
        work.seen.append(known.id)


def _typed(row: Incoming, known: Known | None, values: dict[str, Value]) -> TypedRow:
    raw = {column: cell if isinstance(cell, str) else "; ".join(cell) for column, cell in row.cells.items()}
    identity = f"{row.identity}.{row.occurrence}"
    return TypedRow(identity, row.number, values, raw, subject=known.subject if known else "")


def _with_previous(work: _Work) -> None:
    ids = [known.id for _, known, _, _ in work.typed if known]
    if not ids:
        return
    previous = dict(Row.objects.filter(id__in=ids).values_list("id", "values"))
    work.typed = [
        (row, known, replace(typed, previous=decode(previous[known.id])) if known else typed, standing)
        for row, known, typed, standing in work.typed
    ]


def _remember(task: Task, work: _Work, made: Sequence[Made]) -> None:
    """Write what the loader made: new rows, changed rows with what they were, values kept."""
    new: list[Row] = []
    changed: list[tuple[Known, Row, Made]] = []
    for (incoming, known, typed, standing), one in zip(work.typed, made, strict=True):
        if one.outcome == "rejected":
            _reject(task, work, incoming, known, Fault(one.field, one.reason))
            continue
        setattr(work.counts, one.outcome, getattr(work.counts, one.outcome) + 1)
        work.counts.review += incoming.occurrence > 1
        row = _row(task, incoming, typed, standing, one.subject)
        if known:
            changed.append((known, row, one))
        else:
            new.append(row)
        work.findings += [
            Finding(
                batch=task.batch, kind="kept", line=incoming.line, field=kept.path, subject=one.subject,
                person=kept.person, imported=kept.imported,
            )
            for kept in one.kept
        ]  # fmt: skip
    Row.objects.bulk_create(new)
    _note_changes(task, [(known, row) for known, row, one in changed if one.outcome == "updated"])
    _rewrite(task, [(known.id, row) for known, row, _ in changed])


def _row(task: Task, incoming: Incoming, typed: TypedRow, standing: str, subject: str) -> Row:
    return Row(
        dataset=task.dataset,
        identity=incoming.identity,
        occurrence=incoming.occurrence,
        line=incoming.line,
        corrected_line=incoming.corrected_line,
        raw=_json.encode(incoming.cells).decode(),
        raw_hash=standing,
        values=encode(typed.values),
        subject=subject,
        batch_first=task.batch,
        batch_last=task.batch,
    )


def _note_changes(task: Task, updated: Sequence[tuple[Known, Row]]) -> None:
    before = Row.objects.in_bulk([known.id for known, _ in updated])
    Change.objects.bulk_create(
        Change(
            batch=task.batch,
            row_id=known.id,
            before_batch_id=before[known.id].batch_last_id,
            before_raw=before[known.id].raw,
            before_hash=before[known.id].raw_hash,
            before_values=before[known.id].values,
            after_hash=row.raw_hash,
        )
        for known, row in updated
    )


def _rewrite(task: Task, changed: Sequence[tuple[int, Row]]) -> None:
    """Many rows, each with its own values, by one prepared statement."""
    if not changed:
        return
    with connections[alias("desk")].cursor() as cursor:
        quote = connections[alias("desk")].ops.quote_name
        names = ("raw", "raw_hash", "values", "subject", "batch_last_id")
        setting = ", ".join(f"{quote(name)} = %s" for name in names)
        cursor.executemany(
            f"UPDATE imports_row SET {setting}, gone_in_id = NULL WHERE id = %s",  # noqa: S608 - our own names
            [(row.raw, row.raw_hash, row.values, row.subject, task.batch.id, id_) for id_, row in changed],
        )
