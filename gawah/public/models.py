"""The public room: what is public now, what was, and what has been withdrawn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Published(models.Model):
    """A record as it is public now."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "record_id": "public",
        "kind": "public",
        "version": "public",
        "canonical": "public",
        "sha256": "public",
        "released": "public",
        "changed": "internal",
    }

    record_id = models.CharField(primary_key=True, max_length=20)
    kind = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64)
    released = models.DateField()
    # Counts up with every acceptance and withdrawal: a publish takes what is above the last one it took.
    changed = models.PositiveBigIntegerField(db_index=True)


class Accepted(models.Model):
    """Every version the gate ever took, so that the same is a no-op and another content an error.

    ``canonical`` is emptied by a redaction or withdrawal; number, hash and day stay.
    """

    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "id": "internal",
        "record_id": "public",
        "version": "public",
        "canonical": "public",
        "sha256": "internal",
        "redacted": "public",
    }

    record_id = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    canonical = models.TextField(blank=True, default="")
    sha256 = models.CharField(max_length=64)
    redacted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record_id", "version"], name="accepted_once")]


class Withdrawn(models.Model):
    """All that remains of a record that was taken back."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {"record_id": "public", "day": "public", "changed": "internal"}

    record_id = models.CharField(primary_key=True, max_length=20)
    day = models.DateField()
    changed = models.PositiveBigIntegerField(db_index=True)


class Delivery(models.Model):
    """The number of the newest decision that the gate has taken: one row."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {"id": "internal", "decision": "internal"}

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    decision = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_delivery_row")]


class Publish(models.Model):
    """A publish that was carried out: its feed version, and the newest change it took."""

    FIELD_CLASSES: ClassVar[dict[str, str]] = {"version": "public", "change": "internal", "at": "public"}

    version = models.PositiveBigIntegerField(primary_key=True)
    change = models.PositiveBigIntegerField()
    at = models.DateTimeField()
