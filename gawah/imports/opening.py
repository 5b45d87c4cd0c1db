"""Which batch a run works on: a new one, or the interrupted one of the same file and mapping."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from gawah.core.files import sha256_of
from gawah.core.ids import random_id
from gawah.imports.identity import grouping_of, scheme_of
from gawah.imports.mapping import Mapping
from gawah.imports.models import Batch, Dataset, Row
from gawah.imports.problems import ImportProblem
from gawah.imports.rekey import rekey
from gawah.rooms import atomic

OPEN = (Batch.State.RUNNING, Batch.State.INTERRUPTED)


def open_batch(source: Path, mapping: Mapping) -> Batch:
    """The batch to go on with, held by this run alone. Another run that still writes to it will be refused."""
    sha256 = sha256_of(source)
    with atomic("desk"):
        dataset = _dataset(mapping)
        batch = (
            Batch.objects.filter(dataset=dataset, state__in=OPEN, file_sha256=sha256, mapping_sha256=mapping.sha256)
            .order_by("-started")
            .first()
        )
        others = Batch.objects.filter(dataset=dataset, state__in=OPEN)
        others.exclude(id=batch.id if batch else "").update(state=Batch.State.SUPERSEDED, holder="")
        if batch is None:
            batch = Batch(
                dataset=dataset,
                mapping=mapping.text,
                mapping_sha256=mapping.sha256,
                file_name=source.name[-400:],
                file_sha256=sha256,
                started=datetime.now(UTC),
            )
        batch.state, batch.holder, batch.stopped = Batch.State.RUNNING, random_id(), ""
        batch.save()
        scheme = scheme_of(mapping)
        if dataset.scheme != scheme:
            rekey(dataset, scheme)
    return batch


def _dataset(mapping: Mapping) -> Dataset:
    dataset, _ = Dataset.objects.get_or_create(name=mapping.dataset, defaults={"kind": mapping.kind})
    if dataset.kind != mapping.kind:
        raise ImportProblem(
            f"dataset: “{dataset.name}” already holds {dataset.kind}, and the mapping is for {mapping.kind}; give it "
            "another name."
        )
    grouping = grouping_of(mapping)
    if dataset.grouping != grouping:
        if Row.objects.filter(dataset=dataset).exists():
            raise ImportProblem(
                f"case: “{dataset.name}” holds rows that were put into cases otherwise; give the dataset another name, "
                "or take its batches back first, with --undo."
            )
        dataset.grouping = grouping
        dataset.save(update_fields=["grouping"])
    return dataset
