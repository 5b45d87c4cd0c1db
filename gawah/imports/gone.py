"""What an import made, and what no row of its table stands for any more. It is reported, and never deleted."""

from __future__ import annotations

from django.db.models import Count, Q

from gawah.imports.models import Batch, Row


def subjects() -> set[str]:
    """Every subject of which all rows are gone."""
    standing = Count("id", filter=Q(gone_in=None))
    return set(
        Row.objects.values("subject").annotate(standing=standing).filter(standing=0).values_list("subject", flat=True)
    )


def subjects_gone_in(batch: Batch) -> tuple[str, ...]:
    """Subjects whose last rows are gone since this batch, as they stood in the table."""
    rows = Row.objects.filter(dataset=batch.dataset_id, gone_in=batch)
    groups = rows.filter(group__isnull=False).values("group")
    standing = Row.objects.filter(dataset=batch.dataset_id, gone_in=None, group__in=groups)
    still = set(standing.values_list("subject", flat=True))
    found = dict.fromkeys(rows.order_by("line", "id").values_list("subject", flat=True))
    return tuple(subject for subject in found if subject not in still)
