"""The versions of a case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gawah.desk.models.cases import Case
from gawah.desk.models.parts import FieldClass


class CaseVersion(models.Model):
    """A case as it stood, whole: the document's canonical JSON, by whom, when and why."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": "internal",
        "case": "internal",
        "number": "internal",
        "document": "private",
        "sha256": "internal",
        "by": "internal",
        "at": "internal",
        "reason": "internal",
    }

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="case_version_once")]
        ordering = ["case_id", "number"]
