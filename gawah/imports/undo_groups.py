"""Taking a batch back where several rows make one case: what its rows brought goes, the case of other rows stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from gawah.imports import groups, mapping
from gawah.imports.models import Batch, Row
from gawah.imports.values import Kept, LoadContext, Loader
from gawah.rooms import atomic

_PAGE: Final = 100  # cases


@dataclass(frozen=True)
class Taken:
    """What became of a page of cases: rows removed, and what was left and why."""

    removed: int
    kept: tuple[Kept, ...]


def remove(batch: Batch, loader: Loader, own: QuerySet[Row]) -> Iterator[Taken]:
    """Remove the rows ``own`` that belong to groups; a page of whole cases at a time, each one transaction."""
    last = ""
    grouped = own.filter(group__isnull=False).order_by("group")
    while page := list(grouped.filter(group__gt=last).values_list("group", flat=True).distinct()[:_PAGE]):
        last = page[-1] or ""
        with atomic("desk"):
            taken = _remove_page(batch, loader, own, [group for group in page if group])
        yield taken


def _remove_page(batch: Batch, loader: Loader, own: QuerySet[Row], page: Sequence[str]) -> Taken:
    mine = dict(own.filter(group__in=page).values_list("id", "group"))
    others = Row.objects.filter(dataset=batch.dataset, group__in=page).exclude(id__in=mine)
    shared = {group for group in others.values_list("group", flat=True).distinct() if group}
    subjects = dict(Row.objects.filter(id__in=mine).exclude(group__in=shared).values_list("subject", "group"))
    kept = loader.undo(list(subjects)) if subjects else []
    staying = {subjects[each.subject] for each in kept}
    removed = [id_ for id_, group in mine.items() if group not in staying]
    Row.objects.filter(id__in=removed).delete()
    return Taken(len(removed), (*kept, *rebuild(batch, loader, shared)))


def rebuild(batch: Batch, loader: Loader, touched: Iterable[str]) -> list[Kept]:
    """Make cases anew of the rows they have, under the mapping by which those were imported last.

    Returns the values of persons that were kept.
    """
    by_mapping: dict[str, list[str]] = {}
    rows = Row.objects.filter(dataset=batch.dataset, group__in=list(touched)).order_by("batch_last__started")
    latest = {group: id_ for group, id_ in rows.values_list("group", "batch_last_id") if group}
    for group, id_ in latest.items():
        by_mapping.setdefault(id_, []).append(group)
    kept: list[Kept] = []
    for id_, some in sorted(by_mapping.items()):
        rules = mapping.read(Batch.objects.get(id=id_).mapping)
        context = LoadContext(batch.id, batch.dataset.name, rules, undoing=True)
        for portion in groups.packed(batch.dataset, some):
            stored = groups.stored_rows(batch.dataset, portion)
            made = loader.load([groups.whole(stored[group], rules) for group in portion], context)
            kept += [
                Kept(one.subject, f"a person's value was kept in {each.path}") for one in made for each in one.kept
            ]
    return kept
