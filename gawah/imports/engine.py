"""An import from start to end: a batch is opened or taken up again, fed in chunks, and closed.

Each chunk is one transaction with the batch's position in it, so a run that dies leaves whole chunks, and the same
command goes on after the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import DatabaseError
from django.db.models import F

from gawah.imports.chunks import Counts, Incoming, Task, import_chunk
from gawah.imports.gone import subjects_gone_in
from gawah.imports.identity import columns_of, scheme_of
from gawah.imports.mapping import Mapping
from gawah.imports.models import Batch, Finding, Row
from gawah.imports.not_understood import NotUnderstood, Tally
from gawah.imports.notices import Notices, of_mapping
from gawah.imports.opening import open_batch
from gawah.imports.plan import Plan, make_plan
from gawah.imports.problems import ImportProblem
from gawah.imports.readers import open_table
from gawah.imports.readers.table import REJECT_LINE, RawRow, Table, Whole
from gawah.imports.rejects import own_cells, write_rejects
from gawah.imports.review import write_review
from gawah.imports.together import together
from gawah.imports.values import LoadContext, Loader
from gawah.rooms import atomic

CHUNK_ROWS: Final = 500
CHUNK_CHARACTERS: Final = 4_000_000  # a chunk of long rows is cut shorter, so that memory stays flat
Progress = Callable[[int, int | None], None]  # rows done, and rows in all where that is known


@dataclass(frozen=True)
class Result:
    """What became of the rows. ``batch`` is "" after a dry run; a file is None where there was nothing to write."""

    batch: str
    created: int
    updated: int
    unchanged: int
    gone: int
    rejected: int
    review: int
    kept: int = 0  # fields in which a person's value was kept
    review_file: Path | None = None
    rejects_file: Path | None = None
    notices: tuple[str, ...] = ()
    gone_cases: tuple[str, ...] = ()  # subjects of which this batch found no row any more
    not_understood: tuple[NotUnderstood, ...] = ()  # in all rows of the batch, also before an interruption


class Interrupted(ImportProblem):
    """A run stopped before its end; what was committed stays, and the same command finishes it."""

    def __init__(self, batch: str, rows: int, why: str) -> None:
        super().__init__(
            f"The import stopped after {rows:,} rows (batch {batch}): {why} Run the same command again to finish it, "
            f"or take it back with --undo {batch}."
        )
        self.batch = batch
        self.rows = rows
        self.why = why


class _RollBack(Exception):
    """Ends a dry run."""


@dataclass(frozen=True)
class Options:
    """``rejects`` and ``review``: where those files go, if there is anything to put in them."""

    rejects: Path | None = None
    review: Path | None = None
    dry_run: bool = False
    progress: Progress | None = None
    chunk_rows: int = CHUNK_ROWS


@dataclass
class _Run:
    task: Task
    table: Table
    options: Options
    notices: Notices = field(default_factory=Notices)


def import_file(source: Path, mapping: Mapping, loader: Loader, options: Options = Options()) -> Result:
    """Import a file. A dry run does everything in one transaction that is rolled back; it writes its files too.

    Raises ImportProblem while nothing has been done, and Interrupted after that.
    """
    if mapping.kind != loader.kind:
        raise ImportProblem(
            f"kind: the mapping is for {mapping.kind}, and this import is of {loader.kind}; correct one of the two."
        )
    for file in (options.rejects, options.review):
        if file and file.absolute() == source.absolute():
            raise ImportProblem(f"{file} is the file to import; name another one for rejected rows, with --rejects.")
    table = open_table(source, mapping.file)
    plan = make_plan(mapping, loader.fields(), table.columns)
    if not options.dry_run:
        return _feed(_start(source, mapping, loader, table, plan, options))
    results: list[Result] = []
    try:
        with atomic("desk"):
            results.append(_feed(_start(source, mapping, loader, table, plan, options)))
            raise _RollBack
    except _RollBack:
        return replace(results[0], batch="")
    except Interrupted as stop:
        raise ImportProblem(f"The dry run stopped after {stop.rows:,} rows: {stop.why}") from None


def _start(source: Path, mapping: Mapping, loader: Loader, table: Table, plan: Plan, options: Options) -> _Run:
    batch = open_batch(source, mapping)
    scheme = scheme_of(mapping)
    task = Task(
        batch=batch,
        dataset=batch.dataset,
        plan=plan,
        loader=loader,
        context=LoadContext(batch.id, mapping.dataset, mapping),
        scheme=scheme,
        columns=tuple(columns_of(scheme)),
        keyed=bool(mapping.key),
        partial=REJECT_LINE in (table.columns or ()),
        tally=Tally(plan, batch.not_understood),
    )
    return _Run(task, table, options)


def _feed(run: _Run) -> Result:
    try:
        for chunk in _chunks(run):
            _commit(run, chunk)
        _finish(run)
    except ImportProblem as problem:
        raise _stopped(run, str(problem)) from problem
    except DatabaseError as error:
        raise _stopped(run, f"the database could not be written ({error}).") from error
    except OSError as error:
        raise _stopped(run, f"the file could not be read further ({error.strerror}).") from error
    except BaseException as error:
        _stopped(run, f"{type(error).__name__}.")
        raise
    return _result(run)


def _stopped(run: _Run, why: str) -> Interrupted:
    """Note on the batch where it stopped, if it is still ours."""
    batch = run.task.batch
    with suppress(DatabaseError), atomic("desk"):  # a database that is full or away cannot be told either
        ours = Batch.objects.filter(id=batch.id, holder=batch.holder, state=Batch.State.RUNNING)
        ours.update(state=Batch.State.INTERRUPTED, stopped=why)
    return Interrupted(batch.id, batch.position, why)


def _chunks(run: _Run) -> Iterator[list[Incoming]]:
    """What is still to be done, cut by rows and by characters."""
    chunk: list[Incoming] = []
    characters = 0
    mapping = run.task.context.mapping
    rows = together(run.table, mapping) if mapping.case else run.table.rows()
    for raw in islice(rows, run.task.batch.position, None):
        row = _incoming(run, raw)
        chunk.append(row)
        characters += sum(map(len, row.cells.values()))
        if len(chunk) >= run.options.chunk_rows or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _incoming(run: _Run, raw: RawRow) -> Incoming:
    run.notices.look(raw.line, raw.cells)
    if not run.task.partial:
        return Incoming(raw.line, raw.number, raw.cells, raw.fault)
    cells, line = own_cells(raw.cells)
    return Incoming(raw.line, raw.number, cells, raw.fault, corrected_line=line)


def _commit(run: _Run, chunk: list[Incoming]) -> None:
    batch = run.task.batch
    with atomic("desk"):
        counts = import_chunk(run.task, chunk)
        _advance(run.task, len(chunk), counts)
    batch.position += len(chunk)
    if run.options.progress:
        total = len(run.table.read) if isinstance(run.table, Whole) else None
        run.options.progress(batch.position, total)


def _advance(task: Task, rows: int, counts: Counts) -> None:
    """Move the batch on by a conditional update: a run that another one took over must not write."""
    batch = task.batch
    held = Batch.objects.filter(id=batch.id, holder=batch.holder, state=Batch.State.RUNNING, position=batch.position)
    moved = held.update(
        position=F("position") + rows,
        created=F("created") + counts.created,
        updated=F("updated") + counts.updated,
        unchanged=F("unchanged") + counts.unchanged,
        rejected=F("rejected") + counts.rejected,
        review=F("review") + counts.review,
        not_understood=task.tally.encoded(),
    )
    if not moved:
        raise ImportProblem("another run has taken this batch over.")


def _finish(run: _Run) -> None:
    task = run.task
    with atomic("desk"):
        gone = 0
        if not task.partial:
            absent = Row.objects.filter(dataset=task.dataset, gone_in=None).exclude(batch_last=task.batch)
            gone = absent.update(gone_in=task.batch)
        held = Batch.objects.filter(id=task.batch.id, holder=task.batch.holder, state=Batch.State.RUNNING)
        if not held.update(state=Batch.State.DONE, finished=datetime.now(UTC), gone=gone, holder=""):
            raise ImportProblem("another run has taken this batch over.")
    task.batch.refresh_from_db()


def _result(run: _Run) -> Result:
    batch, options = run.task.batch, run.options
    try:
        if batch.rejected and options.rejects:
            write_rejects(batch, run.table.columns or (), options.rejects)
        reviewed = bool(options.review and write_review(batch, options.review, keyed=run.task.keyed))
    except OSError as error:
        raise ImportProblem(
            f"The rows are in (batch {batch.id}), but the file of what was rejected or is to be reviewed could not be "
            f"written ({error.filename}: {error.strerror}). Run the command again where it can be."
        ) from None
    return Result(
        batch=batch.id,
        created=batch.created,
        updated=batch.updated,
        unchanged=batch.unchanged,
        gone=batch.gone,
        rejected=batch.rejected,
        review=batch.review,
        kept=batch.findings.filter(kind=Finding.Kind.KEPT).count(),
        review_file=options.review if reviewed else None,
        rejects_file=options.rejects if batch.rejected else None,
        notices=(*of_mapping(run.task.context.mapping), *run.table.notices, *run.notices.sentences()),
        gone_cases=subjects_gone_in(batch) if batch.gone else (),
        not_understood=run.task.tally.result(),
    )
