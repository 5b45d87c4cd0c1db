"""When a mapping of other columns, or with another key, comes to a dataset: its rows are told apart anew.

The identity of every row is made again from its cells, so that the same file under the new mapping finds the same
rows. Identities of two schemes never collide, since the scheme is part of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
from django.db.models import Max

from gawah.imports.identity import columns_of, identity_of
from gawah.imports.models import Dataset, Row

_PAGE = 1000
_cells = msgspec.json.Decoder(dict[str, str | list[str]])


def rekey(dataset: Dataset, scheme: str) -> None:
    """Give every row of the dataset its identity under ``scheme``, inside the caller's transaction."""
    last = 0
    while rows := list(Row.objects.filter(dataset=dataset, id__gt=last).order_by("id")[:_PAGE]):
        last = rows[-1].id
        _rekey_page(dataset, scheme, rows)
    dataset.scheme = scheme
    dataset.save()


def _rekey_page(dataset: Dataset, scheme: str, rows: Sequence[Row]) -> None:
    columns = columns_of(scheme)
    for row in rows:
        row.identity = identity_of(scheme, columns, _cells.decode(row.raw))
    found = Row.objects.filter(dataset=dataset, identity__in={row.identity for row in rows})
    taken = Counter(dict(found.values("identity").annotate(last=Max("occurrence")).values_list("identity", "last")))
    for row in rows:
        taken[row.identity] += 1
        row.occurrence = taken[row.identity]
    Row.objects.bulk_update(rows, ["identity", "occurrence"], batch_size=200)
