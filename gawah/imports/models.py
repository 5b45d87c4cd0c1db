"""Datasets, batches and rows: where an imported row came from and what it made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from gawah.core.ids import random_id


class Dataset(models.Model):
    """One table that is imported again and again. Rows are compared within their dataset only."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "internal",
        "name": "internal",
        "kind": "internal",
        "scheme": "internal",
        "grouping": "internal",
    }

    id: models.BigAutoField[int, int]
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)  # the loader's: "cases", "measures"
    scheme = models.TextField(blank=True, default="")  # identity.scheme_of; "" until the first row
    grouping = models.TextField(blank=True, default="")  # identity.grouping_of; "" = each row is a case

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One run of an import, or several of them when it was interrupted. Counts are of rows."""

    class State(models.TextChoices):
        RUNNING = "running"  # or killed: the next run of the same file and mapping takes it over
        INTERRUPTED = "interrupted"
        DONE = "done"
        UNDONE = "undone"
        SUPERSEDED = "superseded"  # interrupted, and never to be finished

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "internal",
        "dataset": "internal",
        "mapping": "private",
        "mapping_sha256": "internal",
        "file_name": "private",
        "file_sha256": "internal",
        "started": "internal",
        "finished": "internal",
        "state": "internal",
        "holder": "internal",
        "stopped": "private",
        "position": "internal",
        "created": "internal",
        "updated": "internal",
        "unchanged": "internal",
        "gone": "internal",
        "rejected": "internal",
        "review": "internal",
        "not_understood": "private",
    }

    id = models.CharField(primary_key=True, max_length=20, default=random_id)
    dataset = models.ForeignKey(Dataset, models.PROTECT)
    mapping = models.TextField()  # the TOML as it was
    mapping_sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=400)
    file_sha256 = models.CharField(max_length=64)
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    holder = models.CharField(max_length=20)  # the run that may write; another one takes over by changing it
    stopped = models.TextField(blank=True, default="")  # why and where it was interrupted
    position = models.PositiveIntegerField(default=0)  # rows of the file that are done with
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    review = models.PositiveIntegerField(default=0)
    not_understood = models.TextField(blank=True, default="")  # JSON: see gawah.imports.not_understood

    def __str__(self) -> str:
        return f"{self.id} ({self.state})"

    @property
    def may_be_released(self) -> bool:
        """Only a batch that was finished; not one interrupted, nor one taken back."""
        return self.state == self.State.DONE


class Row(models.Model):
    """One row of a dataset as it was last imported."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "internal",
        "dataset": "internal",
        "identity": "internal",
        "occurrence": "internal",
        "line": "internal",
        "corrected_line": "internal",
        "group": "internal",
        "member": "internal",
        "raw": "private",
        "raw_hash": "internal",
        "values": "private",
        "subject": "internal",
        "batch_first": "internal",
        "batch_last": "internal",
        "gone_in": "internal",
    }

    id: models.BigAutoField[int, int]
    dataset = models.ForeignKey(Dataset, models.PROTECT, db_index=False)  # the constraint's index serves
    identity = models.CharField(max_length=32)
    occurrence = models.PositiveIntegerField(default=1)  # the k-th row of this identity
    line = models.PositiveIntegerField()  # where it stood when it was first seen
    corrected_line = models.PositiveIntegerField(null=True)  # the line it was rejected on, when it came corrected
    group = models.CharField(max_length=32, null=True)  # identity.group_of; None = a case of its own
    member = models.PositiveIntegerField(default=1)  # which row of its group, as they came; names what it makes
    raw = models.TextField()  # JSON: its cells
    raw_hash = models.CharField(max_length=32)  # of cells and mapping: equal = nothing to do
    values = models.TextField()  # JSON: typed values, see gawah.imports.values
    subject = models.CharField(max_length=40)  # what the loader made of it
    batch_first = models.ForeignKey(Batch, models.PROTECT, related_name="made_rows")
    batch_last = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False)  # last seen in
    gone_in = models.ForeignKey(Batch, models.PROTECT, related_name="gone_rows", null=True, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "identity", "occurrence"], name="imports_row_identity"),
        ]
        # "is not null" is the one condition under which SQLite takes a partial index for "in (…)".
        indexes = [
            models.Index(fields=["dataset", "group"], name="imports_row_group", condition=Q(group__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.identity}.{self.occurrence}"


class Change(models.Model):
    """What a row was before a batch updated it, so that the batch can be undone."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "internal",
        "batch": "internal",
        "row": "internal",
        "before_batch": "internal",
        "before_raw": "private",
        "before_hash": "internal",
        "before_values": "private",
        "after_hash": "internal",
    }

    id: models.BigAutoField[int, int]
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="changes")
    row = models.ForeignKey(Row, models.CASCADE, related_name="changes")
    before_batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False)
    before_raw = models.TextField()
    before_hash = models.CharField(max_length=32)
    before_values = models.TextField()
    after_hash = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"row {self.row_id} in batch {self.batch_id}"


class Finding(models.Model):
    """What a batch has to tell a person about one row: why it was rejected, or which value was kept."""

    class Kind(models.TextChoices):
        REJECTED = "rejected"
        KEPT = "kept"  # a person wrote the field last: their value stands, the import's is listed

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "internal",
        "batch": "internal",
        "kind": "internal",
        "identity": "internal",
        "line": "internal",
        "field": "internal",
        "reason": "private",
        "raw": "private",
        "subject": "internal",
        "person": "private",
        "imported": "private",
    }

    id: models.BigAutoField[int, int]
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="findings", db_index=False)  # the index below
    identity = models.CharField(max_length=32, blank=True, default="")  # of a rejected row that has a key
    kind = models.CharField(max_length=8, choices=Kind.choices)
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=400, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    raw = models.TextField(blank=True, default="")  # JSON: the row's cells, of a rejected row
    subject = models.CharField(max_length=40, blank=True, default="")
    person = models.TextField(blank=True, default="")
    imported = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["batch", "identity"], name="imports_finding_identity")]

    def __str__(self) -> str:
        return f"{self.kind}, line {self.line}"
