"""Rows that make one case together: a row that came or changed is handed on with all the rows of its case.

What a case holds is then a function of its rows alone, however they were cut into chunks and whatever order they
came in. A row that is gone stays among the rows of its case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Named
from dataclasses import replace
from typing import Final

import msgspec
from django.db.models import Count

from gawah.imports.mapping import Mapping
from gawah.imports.models import Dataset, Row
from gawah.imports.readers.table import Cell
from gawah.imports.values import LoadContext, Loader, Made, TypedRow, decode

MAX_ROWS: Final = 1000  # in one case
_AT_ONCE: Final = 5000  # stored rows in memory together

_cells = msgspec.json.Decoder(dict[str, str | list[str]])
_DIGITS = re.compile("([0-9]+)")

Answer = tuple[TypedRow, Made]


def raw_of(cells: Named[str, Cell]) -> dict[str, str]:
    """A row's cells as text."""
    return {column: cell if isinstance(cell, str) else "; ".join(cell) for column, cell in cells.items()}


def load(rows: Sequence[TypedRow], dataset: Dataset, loader: Loader, context: LoadContext) -> list[Answer]:
    """Load the cases that rows belong to. Each row comes back numbered in its case, with what was made of the case.

    Values of a person that were kept are told once a case, with its first row here.
    """
    answers: dict[str, Answer] = {}
    alone = [row for row in rows if not row.group]
    if alone:
        made = loader.load(alone, context)
        answers |= {row.identity: (row, one) for row, one in zip(alone, made, strict=True)}
    fresh: dict[str, list[TypedRow]] = {}
    for row in rows:
        if row.group:
            fresh.setdefault(row.group, []).append(row)
    for groups in packed(dataset, fresh):
        stored = stored_rows(dataset, groups)
        for answer in _load_some([(stored.get(group, []), fresh[group]) for group in groups], loader, context):
            answers[answer[0].identity] = answer
    _follow(dataset, answers.values())
    return [answers[row.identity] for row in rows]


def packed(dataset: Dataset, groups: Iterable[str]) -> Iterator[list[str]]:
    """Groups by portions of so many stored rows that memory holds them."""
    wanted = list(groups)
    found = Row.objects.filter(dataset=dataset, group__in=wanted).values("group").annotate(rows=Count("id"))
    sizes = dict(found.values_list("group", "rows"))
    portion: list[str] = []
    size = 0
    for group in wanted:
        if portion and size + sizes.get(group, 0) > _AT_ONCE:
            yield portion
            portion, size = [], 0
        portion.append(group)
        size += sizes.get(group, 0)
    if portion:
        yield portion


def stored_rows(dataset: Dataset, groups: Iterable[str]) -> dict[str, list[TypedRow]]:
    """The rows of groups as they were last imported, gone ones too."""
    found: dict[str, list[TypedRow]] = {}
    for row in Row.objects.filter(dataset=dataset, group__in=list(groups)):
        typed = TypedRow(
            identity=f"{row.identity}.{row.occurrence}",
            number=row.line,
            values=decode(row.values),
            raw=raw_of(_cells.decode(row.raw)),
            subject=row.subject,
            occurrence=row.occurrence,
            group=row.group or "",
            member=row.member,
        )
        found.setdefault(typed.group, []).append(typed)
    return found


def whole(rows: Sequence[TypedRow], mapping: Mapping) -> TypedRow:
    """The rows of a case for a loader, in the order of their keys, or else of what is mapped."""
    columns = tuple(dict.fromkeys([*mapping.key, *(rule.column for rule in mapping.fields if rule.column)]))
    ordered = sorted(rows, key=lambda row: (_order(row, columns), row.occurrence, row.identity))
    subject = next((row.subject for row in ordered if row.subject), "")
    return replace(ordered[0], subject=subject, rows=tuple(ordered))


def _order(row: TypedRow, columns: Sequence[str]) -> list[list[tuple[int, str]]]:
    """Numbers as numbers, "9" before "10"; empty cells last, so that the row that says most leads."""
    return [_natural(row.raw.get(column, "")) for column in columns]


def _natural(text: str) -> list[tuple[int, str]]:
    pieces = _DIGITS.split(text)
    read = [(len(piece.lstrip("0")), piece.lstrip("0")) if at % 2 else (-1, piece) for at, piece in enumerate(pieces)]
    return read if text.strip() else [(10**9, "")]


def _load_some(
    cases: Sequence[tuple[list[TypedRow], list[TypedRow]]], loader: Loader, context: LoadContext
) -> Iterator[Answer]:
    """Load cases of (rows stored, rows come)."""
    numbered = [(stored, *_numbered(stored, come)) for stored, come in cases]
    asked = [whole(_replaced(stored, come), context.mapping) for stored, come, _ in numbered if come]
    made = iter(loader.load(asked, context) if asked else ())
    for stored, come, over in numbered:
        one = next(made) if come else None
        if one is not None and one.outcome == "rejected":
            yield from _one_by_one(stored, come, loader, context)
        elif one is not None:
            yield from _told_once(come, one)
        for row in over:
            field = context.mapping.case[0]
            yield row, Made("", "rejected", field=field, reason=f"its case has {MAX_ROWS:,} rows, and takes no more")


def _numbered(stored: Sequence[TypedRow], come: Sequence[TypedRow]) -> tuple[list[TypedRow], list[TypedRow]]:
    """The rows that came with their numbers in the case, and those for which it has no room."""
    numbers = {row.identity: row.member for row in stored}
    last = max(numbers.values(), default=0)
    taken, over = [], []
    for row in come:
        if row.identity not in numbers and len(numbers) >= MAX_ROWS:
            over.append(row)
            continue
        if row.identity not in numbers:
            last += 1
            numbers[row.identity] = last
        taken.append(replace(row, member=numbers[row.identity]))
    return taken, over


def _replaced(stored: Iterable[TypedRow], come: Iterable[TypedRow]) -> list[TypedRow]:
    return list(({row.identity: row for row in stored} | {row.identity: row for row in come}).values())


def _one_by_one(
    stored: list[TypedRow], come: Sequence[TypedRow], loader: Loader, context: LoadContext
) -> Iterator[Answer]:
    """A case was refused: take its rows singly, so that only the bad ones are rejected."""
    for row in come:
        rows = _replaced(stored, [row])
        (made,) = loader.load([whole(rows, context.mapping)], context)
        yield row, made
        if made.outcome != "rejected":
            stored = [replace(each, subject=made.subject) for each in rows]


def _told_once(rows: Sequence[TypedRow], made: Made) -> Iterator[Answer]:
    yield rows[0], made
    silent = replace(made, kept=())
    yield from ((row, silent) for row in rows[1:])


def _follow(dataset: Dataset, answers: Iterable[Answer]) -> None:
    """Where a case was made anew, since its record was taken away, its other rows go with it."""
    moved = {row.group: made.subject for row, made in answers if row.group and made.outcome == "created"}
    if moved:
        for row in Row.objects.filter(dataset=dataset, group__in=list(moved)).only("group", "subject"):
            row.subject = moved[row.group or ""]
            row.save(update_fields=["subject"])
