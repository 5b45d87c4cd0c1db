"""Every case with the id by which it is released, redacted or withdrawn, and what became of it."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from observatory import ALICE, BOB, LICENCE, edited, let_out, released, stored

from gawah.desk import case_list, withdraw
from gawah.releases import outbox

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]


def listed(**narrowed: object) -> dict[str, case_list.Listed]:
    return {each.id: each for each in case_list.cases(licence=LICENCE, **narrowed)}  # type: ignore[arg-type]


def test_each_state_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    new, refused, out, gone, waiting = stored(), stored(bases=[]), released(), released(), stored()
    let_out(refused)
    edited(out, case={"summary": {"en": "More."}})
    let_out(out)
    withdraw.withdraw([gone], BOB)
    monkeypatch.setattr(outbox, "deliver", lambda: 0)
    let_out(waiting)
    found = listed()
    assert {each: (entry.state, entry.version) for each, entry in found.items()} == {
        new.id: ("not released", 0),
        refused.id: ("not released", 0),
        out.id: ("public", 2),
        gone.id: ("withdrawn", 0),
        waiting.id: ("waiting", 0),
    }
    assert found[out.id].record == out.record_id
    assert found[new.id].record == ""
    assert listed(public=True) == {out.id: found[out.id]}
    assert list(found) == sorted(found)


def test_a_case_is_called_by_its_title_or_by_what_it_is_about() -> None:
    titled = stored(case={"title": {"en": "In English", "ur": "اردو میں"}, "original": "ur"})
    acts = [{"type": "arrest", "date": "2013"}, {"type": "arrest", "date": "2012-11"}, {"type": "killing"}]
    untitled = stored(case={"title": {}, "original": "", "dataset": "one"}, acts=acts)
    measure, law = stored("measure"), stored("law", case={"title": {}, "original": ""})
    nothing = stored(case={"title": {}, "original": ""}, acts=[])
    found = listed()
    assert [found[each.id].label for each in (titled, measure, law, nothing)] == [
        "اردو میں",
        "invented.example",
        "Invented Act",
        "case",
    ]
    assert found[untitled.id].label == "arrest, killing"
    assert found[untitled.id].dates == ["2012-11", "2013"]
    assert list(listed(dataset="one")) == [untitled.id]


def test_what_was_changed_since_its_release_is_told() -> None:
    same, corrected, noted, new, gone = released(), released(), released(), stored(), released()
    edited(corrected, case={"summary": {"en": "Corrected."}})
    edited(noted, case={"note": "For the desk alone."})
    edited(new, case={"summary": {"en": "Corrected."}})
    edited(gone, case={"summary": {"en": "Corrected."}})
    withdraw.withdraw([gone], BOB)
    assert {each.id for each in listed().values() if each.changed} == {corrected.id}
    let_out(corrected)
    assert not any(each.changed for each in listed().values())
    assert set(listed()) >= {same.id, noted.id}


def test_a_redaction_after_a_change_does_not_hide_it() -> None:
    case = released()
    edited(case, case={"summary": {"en": "Second."}})
    let_out(case)
    edited(case, case={"summary": {"en": "Third."}})
    later = replace(ALICE, at=ALICE.at + datetime.timedelta(days=1), reason="asked")
    withdraw.redact(case, 1, later)
    assert listed()[case.id].changed
    let_out(case)
    assert not listed()[case.id].changed


def test_a_change_that_would_be_refused_is_a_change() -> None:
    case = released()
    edited(case, bases=[])
    assert listed()[case.id].changed


def test_listing_more_costs_no_more_queries() -> None:
    def queries() -> int:
        with (
            CaptureQueriesContext(connections["default"]) as desk,
            CaptureQueriesContext(connections["public"]) as public,
        ):
            list(case_list.cases(licence=LICENCE))
        return len(desk) + len(public)

    released()
    few = queries()
    for _ in range(10):
        edited(released(), case={"summary": {"en": "More."}})
    assert queries() == few
