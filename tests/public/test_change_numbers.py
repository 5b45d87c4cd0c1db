"""A publish takes what is newer than the last one took: nothing that happens may count as old."""

from __future__ import annotations

import pytest
from observatory import ALICE, BOB, LICENCE, released

from gawah.desk import release, withdraw
from gawah.desk.models import Case
from gawah.public import gate
from gawah.public.models import Published, Withdrawn

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]


def test_withdrawing_the_newest_record_is_a_newer_change() -> None:
    released()
    newest = released()
    published = Published.objects.get(record_id=newest.record_id).changed
    withdraw.withdraw([newest], BOB)
    assert Withdrawn.objects.get().changed > published


def test_a_desk_that_has_forgotten_the_record_does_not_let_its_case_out_anew() -> None:
    case = released()
    withdraw.withdraw([case], BOB)
    Case.objects.filter(id=case.id).update(record_id=None)  # restored from before the release
    outcome = release.release([case.id], ALICE, licence=LICENCE)
    assert outcome.released == []
    assert [each.id for each in outcome.refused] == [case.id]
    assert not Published.objects.exists()
    assert gate.withdrawn([str(case.record_id)]) == {case.record_id}
