"""Decisions, and the outbox they wait in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

# What is left of a decision's text, and of whose names it was asked about, when that text is taken back.
EMPTIED: dict[str, Any] = {"canonical": "", "accepted_name_parts": []}


class Decision(models.Model):
    """One decision to release or withdraw, with exactly what it lets out. The number is its place in line.

    A redaction is the release of a version whose chain marks a former one as redacted.
    """

    # Reason and day of a release stand in the record's chain of versions; those of a withdrawal stay here, but
    # for the day.
    FIELD_CLASSES: ClassVar[dict[str, str]] = {
        "number": "internal",
        "action": "internal",
        "record_id": "public",
        "case_id": "internal",
        "version": "public",
        "canonical": "public",
        "sha256": "public",
        "accepted_name_parts": "private",
        "reason": "public",
        "by": "internal",
        "at": "internal",
        "day": "public",
        "state": "internal",
        "refusal": "internal",
    }

    class Action(models.TextChoices):
        RELEASE = "release"
        WITHDRAW = "withdraw"

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        REFUSED = "refused"

    number = models.PositiveBigIntegerField(primary_key=True)
    action = models.CharField(max_length=10, choices=Action.choices)
    record_id = models.CharField(max_length=20, db_index=True)
    case_id = models.CharField(max_length=20, db_index=True)
    version = models.PositiveIntegerField(default=0)
    canonical = models.TextField(blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    # Parts of names not to be told that a person let stand in this text, knowing it.
    accepted_name_parts: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    by = models.CharField(max_length=100)
    at = models.DateTimeField()
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    refusal = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "delivered", "refused"]), name="decision_state"),
            models.UniqueConstraint(
                fields=["record_id", "version"],
                condition=Q(action="release", state__in=["waiting", "delivered"]),
                name="one_release_a_version",
            ),
        ]
        indexes = [models.Index(fields=["state", "number"], name="decision_waiting")]
