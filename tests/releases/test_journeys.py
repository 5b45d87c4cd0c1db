"""Release, correct, withdraw, redact: each way through, and what is refused beside it."""

from __future__ import annotations

import pytest
from observatory import ALICE, BOB, DAY, edited, let_out, public, released, stored

from gawah.desk import release, withdraw
from gawah.desk.find import NoSuchRecord, find
from gawah.public import gate
from gawah.public.models import Accepted, Published, Withdrawn
from gawah.record import canonical
from gawah.releases import outbox
from gawah.releases.models import Decision

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]


# Release.


@pytest.mark.parametrize("kind", ["case", "measure", "law", "figure"])
def test_a_case_of_each_kind_is_released(kind: str) -> None:
    case = released(kind)
    assert Published.objects.get().kind == kind
    assert case.record_id not in (None, case.id)
    decision = Decision.objects.get()
    assert (decision.by, decision.day, decision.state) == ("alice", DAY, "delivered")
    assert decision.canonical == Published.objects.get().canonical
    assert decision.sha256 == canonical.digest(decision.canonical.encode())


def test_what_lacks_something_is_refused_with_every_reason_and_the_rest_goes_out() -> None:
    good, bad = stored(), stored(bases=[], case={"as_of": None})
    outcome = let_out(good, bad)
    assert outcome.released == [good.record_id]
    assert [each.id for each in outcome.refused] == [bad.id]
    assert len(outcome.refused[0].reasons) == 2
    assert bad.record_id is None
    assert Published.objects.count() == Decision.objects.count() == 1


def test_a_measure_or_law_without_its_own_part_is_refused() -> None:
    outcome = let_out(stored("measure", measures=[]), stored("law", laws=[]))
    assert sorted(each.reasons[0].partition(":")[2] for each in outcome.refused) == [
        " add its jurisdiction under “laws”",
        " add its type under “measures”",
    ]


def test_a_dry_run_decides_nothing() -> None:
    case = stored()
    outcome = let_out(case, dry_run=True)
    assert len(outcome.released) == 1
    assert case.record_id is None
    assert not Decision.objects.exists()
    assert not Published.objects.exists()


def test_unchanged_is_told_and_a_change_is_the_next_version() -> None:
    case = released()
    assert let_out(case).unchanged == [case.record_id]
    assert Decision.objects.count() == 1
    edited(case, case={"summary": {"en": "More is known."}})
    assert let_out(case, why=BOB).released == [case.record_id]
    assert [(each.number, each.released, each.reason) for each in public(case).versions] == [
        (1, "2026-11-22", ""),
        (2, "2026-11-23", "asked by the family"),
    ]
    assert public(case).released == "2026-11-22"


def test_a_note_of_the_desk_is_no_new_version() -> None:
    case = released()
    edited(case, case={"note": "for us alone"})
    assert let_out(case).unchanged == [case.record_id]


def test_the_gate_s_own_refusal_is_no_release(monkeypatch: pytest.MonkeyPatch) -> None:
    case = stored(actors=[{"key": "p1", "size_quantifier": "umpteen"}], involvements=[])
    monkeypatch.setattr(release.rules, "reasons_against", lambda record: [])
    monkeypatch.setattr(gate, "reasons_against", lambda record: ["the gate's reason"])
    outcome = let_out(case)
    assert outcome.released == []
    assert "the gate's reason" in outcome.refused[0].reasons[0]
    assert Decision.objects.get().state == "refused"
    monkeypatch.undo()
    assert let_out(case).released == [case.record_id]
    assert public(case).version == 1


def test_a_case_named_twice_is_released_once() -> None:
    case = released()
    edited(case, case={"summary": {"en": "More is known."}})
    found = find([case.id, str(case.record_id), case.id])
    assert [each.id for each in found] == [case.id]
    with pytest.raises(NoSuchRecord, match="there is no case or record 'nobody'"):
        find([case.id, "nobody"])


def test_only_what_is_public_is_related() -> None:
    known, unready, gone = released(), stored(bases=[]), released()
    withdraw.withdraw([gone], BOB)
    other = stored()
    case = stored(case={"related": [known.id, unready.id, gone.id, other.id, "f" * 20]})
    let_out(case, unready, other)
    assert public(case).related == [known.record_id, other.record_id]
    assert case.id not in Published.objects.get(record_id=case.record_id).canonical


# The outbox.


def test_a_crash_before_delivery_is_made_good_by_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    case = stored()
    monkeypatch.setattr(outbox, "deliver", _crash)
    with pytest.raises(RuntimeError):
        let_out(case)
    monkeypatch.undo()
    assert not Published.objects.exists()
    assert outbox.deliver() == 1
    case.refresh_from_db()
    assert Published.objects.get().record_id == case.record_id
    assert outbox.deliver() == 0


def test_a_crash_between_delivery_and_its_mark_delivers_again_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    case = stored()
    monkeypatch.setattr(outbox, "_mark", _crash)
    with pytest.raises(RuntimeError):
        let_out(case)
    monkeypatch.undo()
    assert Published.objects.count() == 1
    assert Decision.objects.get().state == "waiting"
    assert outbox.deliver() == 1
    assert (Published.objects.count(), Accepted.objects.count()) == (1, 1)
    assert Decision.objects.get().state == "delivered"


def test_a_crash_while_a_chunk_is_taken_leaves_all_of_it_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [stored(), stored()]
    accept, taken = gate.accept, []

    def second_time(decision: int, content: bytes) -> None:
        taken.append(decision)
        if len(taken) == 2:
            raise OSError("disk is full")
        accept(decision, content)

    monkeypatch.setattr(gate, "accept", second_time)
    with pytest.raises(OSError, match="disk is full"):
        let_out(*cases)
    monkeypatch.undo()
    assert not Published.objects.exists()
    assert outbox.deliver() == 2
    assert Published.objects.count() == 2


def test_a_release_of_the_same_case_while_one_waits_is_no_second_version(monkeypatch: pytest.MonkeyPatch) -> None:
    case = stored()
    monkeypatch.setattr(outbox, "deliver", _crash)
    with pytest.raises(RuntimeError):
        let_out(case)
    monkeypatch.undo()
    case.refresh_from_db()
    assert let_out(case).unchanged == [case.record_id]
    assert public(case).version == 1


# Withdrawal.


def test_a_withdrawn_record_is_gone_and_never_returns() -> None:
    case = released()
    assert withdraw.withdraw([case], BOB) == [case.record_id]
    assert not Published.objects.exists()
    assert list(Withdrawn.objects.values_list("record_id", "day")) == [(case.record_id, BOB.day)]
    assert set(Decision.objects.values_list("canonical", flat=True)) == {""}
    edited(case, case={"summary": {"en": "Once more."}})
    outcome = let_out(case)
    assert outcome.released == []
    assert "does not come back" in outcome.refused[0].reasons[0]
    assert not Published.objects.exists()


def test_a_withdrawal_again_is_harmless() -> None:
    case = released()
    withdraw.withdraw([case], BOB)
    withdraw.withdraw([case], ALICE)
    assert Withdrawn.objects.get().day == BOB.day


def test_what_was_never_released_cannot_be_withdrawn_and_nothing_else_is() -> None:
    case, never = released(), stored()
    with pytest.raises(withdraw.NotPublic, match="was never released"):
        withdraw.withdraw([case, never], BOB)
    assert Published.objects.count() == 1
    assert not Withdrawn.objects.exists()


def test_a_withdrawal_overtakes_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    case = released()
    edited(case, case={"summary": {"en": "CANARY"}})
    monkeypatch.setattr(outbox, "deliver", _crash)
    with pytest.raises(RuntimeError):
        let_out(case)
    monkeypatch.undo()
    withdraw.withdraw([case], BOB)
    assert not Published.objects.exists()
    assert not Accepted.objects.exclude(canonical="").exists()
    assert Decision.objects.get(version=2).refusal == "withdrawn before it was delivered"


def test_a_withdrawal_that_cannot_be_delivered_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    case = released()

    def broken(*arguments: object) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr(gate, "withdraw", broken)
    for _ in range(2):  # and again with the next command
        with pytest.raises(outbox.WithdrawalStuck, match=r"could not be delivered \(disk is full\); nothing is publ"):
            withdraw.withdraw([case], BOB)
    with pytest.raises(outbox.WithdrawalStuck):
        outbox.deliver()
    monkeypatch.undo()
    assert outbox.deliver() == 2
    assert not Published.objects.exists()


# Redaction.


def test_a_redaction_takes_the_former_text_and_keeps_number_day_and_reason() -> None:
    case = released(case={"summary": {"en": "CANARY"}})
    edited(case, case={"summary": {"en": "Corrected."}})
    let_out(case)
    assert withdraw.redact(case, 1, BOB) == case.record_id
    assert [(each.number, each.released, each.reason, each.redacted) for each in public(case).versions] == [
        (1, "2026-11-22", "asked by the family", True),
        (2, "2026-11-22", "", False),
        (3, "2026-11-23", "version 1 redacted", False),
    ]
    assert public(case).summary == {"en": "Corrected."}
    for model in (Published, Accepted, Decision):
        assert not model.objects.filter(canonical__contains="CANARY").exists()
    assert let_out(case).unchanged == [case.record_id]


def test_only_a_former_version_of_a_public_record_is_redacted() -> None:
    with pytest.raises(withdraw.NotPublic, match="is not public"):
        withdraw.redact(stored(), 1, BOB)
    case = released()
    for number in (0, 1, 2):
        with pytest.raises(withdraw.NotPublic, match="release a corrected version first"):
            withdraw.redact(case, number, BOB)
    withdraw.withdraw([case], BOB)
    with pytest.raises(withdraw.NotPublic, match="is not public"):
        withdraw.redact(case, 1, BOB)


def test_a_redaction_that_the_gate_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    case = released()
    edited(case, case={"summary": {"en": "Corrected."}})
    let_out(case)
    monkeypatch.setattr(gate, "reasons_against", lambda record: ["a stricter rule"])
    with pytest.raises(withdraw.NotRedacted, match="a stricter rule; release a corrected version"):
        withdraw.redact(case, 1, BOB)


def _crash(*arguments: object) -> int:
    raise RuntimeError("the machine stopped")
