"""What is not let out with many others: a case of an import that its table has no more, and that was never public."""

from __future__ import annotations

from collections.abc import Sequence

from gawah.desk.models import Case
from gawah.imports import gone


def held_back(case_ids: Sequence[str]) -> list[str]:
    """Those of these cases that nobody released yet, and whose rows are all gone; in the same order."""
    without_rows = gone.subjects()
    asked = [each for each in case_ids if each in without_rows]
    unreleased = set(Case.objects.filter(id__in=without_rows, record_id=None).values_list("id", flat=True))
    return [each for each in asked if each in unreleased]
