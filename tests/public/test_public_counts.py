"""What is counted as public is what is public: the records as they were released, not the desk as it is now."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from observatory import BOB, edited, let_out, released, stored

from gawah.desk import counts as desk
from gawah.desk import withdraw
from gawah.desk.models import Case
from gawah.public import counts
from gawah.public.models import Published

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]

PERSON = {"key": "p1", "kind": "journalist", "naming": "withheld"}
INVOLVED = [{"act": "a1", "actor": "p1", "role": "affected"}]


def several() -> list[Case]:
    places = [
        {"key": "l1", "country": "pk", "city": "Karachi", "precision": "city", "latitude": 24.8, "longitude": 67.0}
    ]
    acts = [{"key": "a1", "type": "arrest", "date": "2012-11", "place": "l1"}, {"key": "a2", "type": "killing"}]
    span = [{"key": "a1", "type": "arrest", "date": "2012/2013"}, {"key": "a2", "type": "threat", "date": "201X"}]
    return [
        released(case={"dataset": "one", "listed_in": "A"}, places=places, acts=acts),
        released(case={"dataset": "one"}, acts=span, actors=[PERSON], involvements=INVOLVED),
        released(status_updates=[{"key": "u1", "outcome": "charged"}, {"key": "u2", "outcome": "released"}]),
        released("measure", measure_states=[{"key": "m1", "state": "blocked"}, {"key": "m2", "state": "lifted"}]),
        released("law"),
        released("figure"),
    ]


def test_when_all_is_public_it_is_what_the_desk_counts() -> None:
    several()
    for of, dataset in product(counts.OF, ("", "one", "nothing")):
        found = counts.count(of, counts.FIELDS, dataset=dataset)
        assert found == desk.count(of, counts.FIELDS, dataset=dataset), (of, dataset)
        counted = found.total > 0
        assert counted == (dataset != "nothing" and (of, dataset) != ("measures", "one")), (of, dataset)


def test_each_field_is_counted() -> None:
    several()
    assert counts.count("cases", counts.FIELDS) == counts.Count(
        3,
        {
            "year": {"2012": 1, "unknown": 2},
            "country": {"pk": 1, "unknown": 2},
            "act": {"arrest": 3, "killing": 1, "threat": 1},
            "status": {"released": 1, "unknown": 2},
            "place_known": {"no": 2, "yes": 1},
            "dataset": {"one": 2, "unknown": 1},
            "list": {"A": 1, "unknown": 2},
            "verification": {"unverified": 3},
        },
        ("act",),
        yearless=2,
    )


def test_what_the_desk_has_since_changed_is_counted_as_it_is_public() -> None:
    case = released(acts=[{"key": "a1", "type": "arrest", "date": "2012"}])
    stored()
    edited(case, acts=[{"key": "a1", "type": "killing"}, {"key": "a2", "type": "arrest"}])
    assert counts.count("acts", ("act", "year")) == counts.Count(1, {"act": {"arrest": 1}, "year": {"2012": 1}})
    let_out(case)
    assert counts.count("acts", ("act",)).by == {"act": {"arrest": 1, "killing": 1}}
    Case.objects.all().delete()  # a desk that was lost
    assert counts.count("acts").total == 2


def test_what_was_taken_back_is_not_counted() -> None:
    released()
    withdraw.withdraw([released()], BOB)
    assert counts.count("cases").total == 1
    assert desk.count("cases").total == 2


def test_counting_more_costs_no_more_queries() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connections["public"]) as captured:
            counts.count("cases", counts.FIELDS)
        return len(captured)

    released()
    few = queries()
    for _ in range(8):
        released()
    assert queries() == few == 1
    assert Published.objects.count() == 9
