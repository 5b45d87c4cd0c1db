"""Who has read a form's promise in one of its languages, before it was offered in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from gawah.desk.models.parts import FieldClass


class Review(models.Model):
    """``collection``: id of the form, which lies in the sealed room; ``reviewer``: as the owner entered it."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        "id": "internal",
        "collection": "internal",
        "language": "internal",
        "reviewer": "private",
    }

    collection = models.CharField(max_length=20)
    language = models.CharField(max_length=35)
    reviewer = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "language"], name="one_review_of_a_language")]

    def __str__(self) -> str:
        return f"{self.language} of {self.collection}"
