"""A room restored from a day before learns what it missed, and brings back nothing that was taken back."""

from __future__ import annotations

import pytest
from observatory import BOB, edited, let_out, public, released

from gawah.desk import withdraw
from gawah.desk.models import Case
from gawah.public import gate
from gawah.public.models import Accepted, Published, Withdrawn
from gawah.releases import outbox
from gawah.releases.models import Decision

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]


def _copy(model: type) -> list[object]:
    return list(model.objects.all())  # type: ignore[attr-defined]


def _restore(model: type, rows: list[object]) -> None:
    model.objects.all().delete()  # type: ignore[attr-defined]
    model.objects.bulk_create(rows)  # type: ignore[attr-defined]


PUBLIC = (Published, Accepted, Withdrawn, gate.Delivery)


def test_an_emptied_public_room_gets_everything_again_but_the_withdrawn() -> None:
    stays, goes = released(), released()
    withdraw.withdraw([goes], BOB)
    for model in PUBLIC:
        model.objects.all().delete()
    outbox.deliver()
    assert list(Published.objects.values_list("record_id", flat=True)) == [stays.record_id]
    assert list(Withdrawn.objects.values_list("record_id", "day")) == [(goes.record_id, BOB.day)]
    assert set(Decision.objects.values_list("state", flat=True)) == {"delivered"}


def test_public_restored_from_a_day_before_catches_up() -> None:
    one, two = released(), released()
    yesterday = {model: _copy(model) for model in PUBLIC}
    withdraw.withdraw([one], BOB)
    three = released()
    edited(two, case={"summary": {"en": "More."}})
    let_out(two)
    today = sorted(Published.objects.values_list("record_id", "version"))
    for model, rows in yesterday.items():
        _restore(model, rows)
    outbox.deliver()
    assert sorted(Published.objects.values_list("record_id", "version")) == today
    assert (three.record_id, 1) in today
    assert list(Withdrawn.objects.values_list("record_id", flat=True)) == [one.record_id]


def test_a_desk_restored_from_a_day_before_brings_nothing_back() -> None:
    case, other = released(), released()
    yesterday = _copy(Decision)
    withdraw.withdraw([case], BOB)
    edited(other, case={"summary": {"en": "More."}})
    let_out(other)
    _restore(Decision, yesterday)
    outbox.deliver()
    assert list(Published.objects.values_list("record_id", "version")) == [(other.record_id, 2)]
    assert let_out(case).released == []
    edited(other, case={"summary": {"en": "Still more."}})
    let_out(other)
    assert public(other).version == 3  # not a second version 2
    new = released()
    assert Decision.objects.get(case_id=new.id).number == gate.last_decision()


def test_desk_and_public_both_restored_still_know_what_was_withdrawn() -> None:
    case = released()
    yesterday = {model: _copy(model) for model in (*PUBLIC, Decision)}
    withdraw.withdraw([case], BOB)
    for model in (*PUBLIC, Decision):
        model.objects.all().delete()
    _restore(Decision, yesterday[Decision])  # and the public room is lost
    outbox.deliver()
    assert not Published.objects.exists()
    assert let_out(case).released == []


def test_a_redaction_holds_when_public_is_delivered_anew() -> None:
    case = released(case={"summary": {"en": "CANARY"}})
    edited(case, case={"summary": {"en": "Corrected."}})
    let_out(case)
    withdraw.redact(case, 1, BOB)
    for model in PUBLIC:
        model.objects.all().delete()
    outbox.deliver()
    assert public(case).version == 3
    assert not Accepted.objects.filter(canonical__contains="CANARY").exists()
    assert not Decision.objects.filter(state="refused").exists()


def test_a_desk_restored_from_before_a_release_finds_the_record_again() -> None:
    case = released()
    record_id = case.record_id
    _forget_the_release(case)
    let_out(case)
    assert list(Published.objects.values_list("record_id", "version")) == [(record_id, 1)]


def test_a_desk_restored_from_before_a_release_does_not_bring_back_what_was_withdrawn_since() -> None:
    case = released()
    withdraw.withdraw([case], BOB)
    _forget_the_release(case)
    assert let_out(case).released == []
    assert not Published.objects.exists()


def test_a_redaction_holds_when_public_is_lost_and_the_desk_is_from_before_it() -> None:
    case = released(case={"summary": {"en": "CANARY"}})
    yesterday = _copy(Decision)
    edited(case, case={"summary": {"en": "Corrected."}})
    let_out(case)
    withdraw.redact(case, 1, BOB)
    for model in PUBLIC:
        model.objects.all().delete()
    _restore(Decision, yesterday)
    outbox.deliver()
    assert not Published.objects.exists()
    assert not Accepted.objects.filter(canonical__contains="CANARY").exists()


def _forget_the_release(case: Case) -> None:
    """The desk as it was before the case was ever released."""
    Decision.objects.all().delete()
    Case.objects.filter(id=case.id).update(record_id=None)
    case.refresh_from_db()
