"""Which released cases say something else by now than what was let out of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Max

from gawah.desk import release
from gawah.desk.models import Case, CaseVersion
from gawah.public.ledger import LedgerDamaged
from gawah.releases import decisions
from gawah.releases.decisions import Reasoned

_NOBODY = Reasoned(by="", at=datetime.datetime.min.replace(tzinfo=datetime.UTC), day=datetime.date.min)


def since_release(case_ids: Sequence[str], *, licence: str) -> set[str]:
    """Those of these released cases that another release would change, or refuse since they were changed.

    What was changed for the desk alone, a note, is no change. Over a damaged ledger nothing can be released, and
    nothing is told.
    """
    touched = _touched(case_ids)
    if not touched:
        return set()
    try:
        outcome = release.release(touched, _NOBODY, licence=licence, dry_run=True)
    except LedgerDamaged:
        return set()
    same = Case.objects.filter(record_id__in=outcome.unchanged).values_list("id", flat=True)
    return set(touched) - set(same)


def _touched(case_ids: Sequence[str]) -> list[str]:
    """Those that were stored since their last release, so that only they are built; rather one too many."""
    decided = decisions.last_released(case_ids)
    stored = CaseVersion.objects.filter(case_id__in=case_ids).order_by().values("case_id").annotate(last=Max("at"))
    return sorted(
        case_id
        for case_id, last in stored.values_list("case_id", "last")
        if case_id not in decided or last >= decided[case_id]
    )
