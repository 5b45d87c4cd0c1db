"""A release costs the database no more for each case than it must."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace
from observatory import ALICE, LICENCE, edited, let_out, public, released, stored

from gawah.desk import release
from gawah.desk.models import Case
from gawah.public import gate
from gawah.record import canonical
from gawah.record import model as m
from gawah.releases import decisions

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]


def _queries(cases: list[Case], room: str) -> int:
    with CaptureQueriesContext(connections[room]) as captured:
        assert len(let_out_many(cases).refused) == 0
    return len(captured)


def let_out_many(cases: list[Case]) -> release.Outcome:
    return release.release([case.id for case in cases], ALICE, licence=LICENCE, dry_run=True)


def test_building_records_costs_no_more_queries_for_more_cases() -> None:
    few, many = [stored() for _ in range(3)], [stored() for _ in range(12)]
    for room in ("default", "public"):
        assert _queries(few, room) == _queries(many, room)
    for each in (few, many):  # and as a second version
        release.release([case.id for case in each], ALICE, licence=LICENCE)
        for case in each:
            edited(case, case={"summary": {"en": "More."}})
    for room in ("default", "public"):
        assert _queries(few, room) == _queries(many, room)


def test_deciding_and_marking_cost_no_more_queries_for_more_cases() -> None:
    def desk_queries(number: int) -> int:
        made = [stored() for _ in range(number)]
        with CaptureQueriesContext(connections["default"]) as captured:
            release.release([case.id for case in made], ALICE, licence=LICENCE)
        return len(captured)

    assert desk_queries(3) == desk_queries(12)


def test_the_gate_takes_each_record_in_a_fixed_number_of_queries() -> None:
    """Each delivery is a decision of its own; what is public already does not make the next one dearer."""

    def public_queries() -> int:
        case = stored()
        with CaptureQueriesContext(connections["public"]) as captured:
            release.release([case.id], ALICE, licence=LICENCE)
        return len(captured)

    released()
    first = public_queries()
    for _ in range(8):
        released()
    assert public_queries() == first <= 30


def test_the_newest_of_many_is_the_highest_version_of_each() -> None:
    cases = [released() for _ in range(3)]
    edited(cases[1], case={"summary": {"en": "More."}})
    let_out(cases[1])
    ids = [str(case.record_id) for case in cases]
    assert {key: record.version for key, record in decisions.newest([*ids, "f" * 20]).items()} == dict(
        zip(ids, (1, 2, 1), strict=True)
    )
    ahead = replace(
        public(cases[0]), version=2, versions=[*public(cases[0]).versions, m.Version(number=2, released="2026-11-22")]
    )
    gate.accept(99, canonical.encode(ahead))
    assert decisions.newest(ids)[ids[0]].version == 2
