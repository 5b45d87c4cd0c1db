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

from gawah.imports import groups
from gawah.imports.identity import group_of, has_key, identity_of, raw_hash
from gawah.imports.models import Batch, Change, Dataset, Finding, Row
from gawah.imports.not_understood import Tally
from gawah.imports.plan import Plan
from gawah.imports.problems import CellProblem
from gawah.imports.readers.table import Cell, Fault
from gawah.imports.values import LoadContext, Loader, Made, TypedRow, Value, decode, encode
from gawah.rooms import alias

SqlRow = tuple[int | str | None, ...]

REPEATED_KEY = "an earlier row of the file has the same key; keep one, or map without key"

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
    tally: Tally


@dataclass(slots=True)
class Incoming:
    """A row of the file on its way: its own cells, and, once that is found out, which row of the dataset it is."""

    line: int
    number: int
    cells: Named[str, Cell]
    fault: Fault | None
    identity: str = ""  # "" = cannot be told
    occurrence: int = 1
    corrected_line: int | None = None
    group: str = ""
    rejected: bool = False


class Known(NamedTuple):
    """A row of the dataset, as far as comparing needs it."""

    id: int
    identity: str
    occurrence: int
    raw_hash: str
    subject: str
    batch_last_id: str
    corrected_line: int | None
    group: str | None
    member: int


class _Written(NamedTuple):
    """What a row remembers of itself, by the names of its columns."""

    raw: str
    raw_hash: str
    values: str
    subject: str


class _Pending(NamedTuple):
    """A row on its way to the loader."""

    incoming: Incoming
    known: Known | None
    typed: TypedRow
    raw_hash: str
    remapped: bool = False  # it was last imported by another mapping


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
    pending: list[_Pending] = field(default_factory=list)


def import_chunk(task: Task, rows: Sequence[Incoming]) -> Counts:
    """Bring one chunk into the dataset, inside the caller's transaction."""
    for row in rows:
        _identify(task, row)
    _place(task, rows)
    known = _known(task, rows)
    work = _Work()
    for row in rows:
        _sort_out(task, work, row, known.get((row.identity, row.occurrence)))
    _with_previous(task, work)
    _remember(task, work, _load(task, work) if work.pending else [])
    Row.objects.filter(id__in=work.seen).update(batch_last=task.batch, gone_in=None)
    Finding.objects.bulk_create(work.findings)
    for row in rows:
        if not row.rejected:
            task.tally.look(row.cells)
    return work.counts


def _identify(task: Task, row: Incoming) -> None:
    if not task.keyed:
        row.identity = "" if row.fault else identity_of(task.scheme, task.columns, row.cells)
    elif has_key(task.context.mapping.key, row.cells):
        row.identity = identity_of(task.scheme, task.columns, row.cells)
    else:
        row.fault = row.fault or Fault(
            task.context.mapping.key[0], "the row has no key; fill in the column, or map without key"
        )
    if task.context.mapping.case and not row.fault:
        row.group = group_of(task.context.mapping, row.cells)


def _place(task: Task, rows: Sequence[Incoming]) -> None:
    """Give each row its k: how many rows of the same identity stand before it in the file, and itself."""
    if task.keyed:
        _reject_repeated_keys(task, rows)
    elif task.partial:
        _place_corrected(task, rows)
    else:
        before = Counter(_seen(task, {row.identity for row in rows if row.identity}))
        for row in rows:
            if row.identity:
                before[row.identity] += 1
                row.occurrence = before[row.identity]


def _seen(task: Task, identities: Iterable[str]) -> dict[str, int]:
    found = Row.objects.filter(dataset=task.dataset, identity__in=list(identities), batch_last=task.batch)
    return dict(found.values("identity").annotate(last=Max("occurrence")).values_list("identity", "last"))


def _reject_repeated_keys(task: Task, rows: Sequence[Incoming]) -> None:
    """The first row of a key has it, even if that row turns out to be bad: which one counts is no accident."""
    identities = {row.identity for row in rows if row.identity}
    rejected = Finding.objects.filter(batch=task.batch, identity__in=identities)
    taken = {*_seen(task, identities), *rejected.values_list("identity", flat=True)}
    for row in rows:
        if row.identity in taken:
            row.fault = Fault(task.context.mapping.key[0], REPEATED_KEY)
            row.identity = ""
        elif row.identity:
            taken.add(row.identity)


def _place_corrected(task: Task, rows: Sequence[Incoming]) -> None:
    """A corrected row is the row that came from the same line before, or else one more of its identity."""
    identities = [row.identity for row in rows if row.identity]
    lines: dict[tuple[str, int], int] = {}
    last: Counter[str] = Counter()
    found = Row.objects.filter(dataset=task.dataset, identity__in=identities).order_by("occurrence")
    for identity, occurrence, line in found.values_list("identity", "occurrence", "corrected_line"):
        last[identity] = occurrence
        if line is not None:
            lines[identity, line] = occurrence
    for row in rows:
        if row.identity:
            occurrence = lines.get((row.identity, row.corrected_line or 0), 0)
            last[row.identity] += not occurrence
            row.occurrence = occurrence or last[row.identity]


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
    work.pending.append(_Pending(row, known, _typed(row, known, values), standing))


def _reject(task: Task, work: _Work, row: Incoming, known: Known | None, fault: Fault) -> None:
    """A row that cannot be imported. What it made when it was good stays as it was, and is not gone."""
    row.rejected = True
    work.counts.rejected += 1
    line = row.line if row.corrected_line is None else row.corrected_line
    raw = _json.encode(row.cells).decode()
    work.findings.append(
        Finding(
            batch=task.batch, kind="rejected", identity=row.identity if task.keyed else "", line=line,
            field=fault.field[:400], reason=fault.reason, raw=raw,
        )
    )  # fmt: skip
    if known:
        work.seen.append(known.id)


def _typed(row: Incoming, known: Known | None, values: dict[str, Value]) -> TypedRow:
    return TypedRow(
        identity=f"{row.identity}.{row.occurrence}",
        number=row.number,
        values=values,
        raw=groups.raw_of(row.cells),
        subject=known.subject if known else "",
        occurrence=row.occurrence,
        group=(known.group or "") if known else row.group,
        member=known.member if known else 1,
    )


def _with_previous(task: Task, work: _Work) -> None:
    ids = [each.known.id for each in work.pending if each.known]
    if not ids:
        return
    found = Row.objects.filter(id__in=ids).values_list("id", "values", "batch_last__mapping_sha256")
    previous = {id_: (decode(values), mapping) for id_, values, mapping in found}
    for at, each in enumerate(work.pending):
        if each.known:
            values, mapping = previous[each.known.id]
            remapped = mapping != task.batch.mapping_sha256
            work.pending[at] = each._replace(typed=replace(each.typed, previous=values), remapped=remapped)


def _load(task: Task, work: _Work) -> list[Made]:
    """What the loader made of each row; where several rows make a case, with the row's own outcome."""
    rows = [each.typed for each in work.pending]
    if not task.context.mapping.case:
        made = task.loader.load(rows, task.context)
        assert len(made) == len(rows), "a loader answers for every row"
        return made
    answers = groups.load(rows, task.dataset, task.loader, task.context)
    work.pending = [each._replace(typed=row) for each, (row, _) in zip(work.pending, answers, strict=True)]
    told = {made.subject for row, made in answers if row.group}
    Finding.objects.filter(batch=task.batch, kind=Finding.Kind.KEPT, subject__in=told).delete()  # told anew
    return [_of_row(each, made) for each, (_, made) in zip(work.pending, answers, strict=True)]


def _of_row(each: _Pending, made: Made) -> Made:
    """A case's outcome says nothing of one row of it: that is told from what the row itself gives."""
    if not each.typed.group or made.outcome == "rejected":
        return made
    if each.known is None:
        return replace(made, outcome="created")
    changed = each.remapped or each.typed.values != each.typed.previous
    return replace(made, outcome="updated" if changed else "unchanged")


def _remember(task: Task, work: _Work, made: Sequence[Made]) -> None:
    """Write what the loader made: new rows, changed rows with what they were, values kept."""
    new: list[SqlRow] = []
    changed: list[tuple[Known, _Written]] = []
    for (incoming, known, typed, standing, _), one in zip(work.pending, made, strict=True):
        if one.outcome == "rejected":
            _reject(task, work, incoming, known, Fault(one.field, one.reason))
            continue
        setattr(work.counts, one.outcome, getattr(work.counts, one.outcome) + 1)
        work.counts.review += incoming.occurrence > 1
        written = _Written(_json.encode(incoming.cells).decode(), standing, encode(typed.values), one.subject)
        if known:
            changed.append((known, written))
        else:
            at = (incoming.identity, incoming.occurrence, incoming.line, incoming.corrected_line,
                  typed.group or None, typed.member)  # fmt: skip
            new.append((task.dataset.pk, *at, *written, task.batch.id, task.batch.id))
        work.findings += [
            Finding(
                batch=task.batch, kind="kept", line=incoming.line, field=kept.path, subject=one.subject,
                person=kept.person, imported=kept.imported,
            )
            for kept in one.kept
        ]  # fmt: skip
    _insert(new)
    _note_changes(task, changed)
    _rewrite([(*written, task.batch.id, known.id) for known, written in changed])


def _note_changes(task: Task, changed: Sequence[tuple[Known, _Written]]) -> None:
    before = Row.objects.in_bulk([known.id for known, _ in changed])
    Change.objects.bulk_create(
        Change(
            batch=task.batch,
            row_id=known.id,
            before_batch_id=before[known.id].batch_last_id,
            before_raw=before[known.id].raw,
            before_hash=before[known.id].raw_hash,
            before_values=before[known.id].values,
            after_hash=written.raw_hash,
        )
        for known, written in changed
    )


def _insert(rows: Sequence[SqlRow]) -> None:
    columns = ("dataset_id", "identity", "occurrence", "line", "corrected_line", "group", "member", *_Written._fields,
               "batch_first_id", "batch_last_id")  # fmt: skip
    names = ", ".join(map(_quoted, columns))
    _many(f"INSERT INTO imports_row ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)  # noqa: S608 - ours


def _rewrite(rows: Sequence[SqlRow]) -> None:
    setting = ", ".join(f"{_quoted(name)} = %s" for name in (*_Written._fields, "batch_last_id"))
    _many(f"UPDATE imports_row SET {setting}, gone_in_id = NULL WHERE id = %s", rows)  # noqa: S608 - our own names


def _quoted(name: str) -> str:
    return connections[alias("desk")].ops.quote_name(name)


def _many(statement: str, rows: Sequence[SqlRow]) -> None:
    """One prepared statement for many rows: models would cost more than what they hold."""
    if rows:
        with connections[alias("desk")].cursor() as cursor:
            cursor.executemany(statement, rows)
