"""The gate takes a version once, in order, and never again what was withdrawn."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace
from test_rules import CASE, PAGE, VALID

from gawah.public import gate, ledger
from gawah.public.models import Accepted, Delivery, Published, Withdrawn
from gawah.record import canonical
from gawah.record.canonical import MalformedRecord
from gawah.record.model import Case, Notice, Version

pytestmark = [pytest.mark.django_db(databases=["default", "public"]), pytest.mark.usefixtures("home")]
DAY = datetime.date(2026, 11, 22)


def version(number: int, **changes: object) -> Case:
    chain = [Version(number=each, released="2026-11-20") for each in range(1, number + 1)]
    return replace(CASE, version=number, versions=chain, **changes)


def take(record: Case, decision: int = 1) -> None:
    gate.accept(decision, canonical.encode(record))


def public() -> dict[str, int]:
    return dict(Published.objects.values_list("record_id", "version"))


@pytest.mark.parametrize("kind", VALID)
def test_every_kind_is_taken(kind: str) -> None:
    gate.accept(1, canonical.encode(VALID[kind]))
    assert Published.objects.get().kind == kind
    assert gate.current([CASE.id]) == {CASE.id: VALID[kind]}


def test_the_same_delivery_twice_changes_nothing() -> None:
    take(version(1))
    before = list(Published.objects.values()), list(Accepted.objects.values()), gate.last_decision()
    take(version(1))
    assert (list(Published.objects.values()), list(Accepted.objects.values()), gate.last_decision()) == before


def test_another_content_under_the_same_version_is_refused() -> None:
    take(version(1))
    with pytest.raises(gate.Refused, match="version 1 was released with other content"):
        take(version(1, summary={"en": "Something else"}), 2)
    assert gate.current([CASE.id])[CASE.id] == version(1)
    assert gate.last_decision() == 1


def test_versions_only_rise() -> None:
    take(version(3))
    take(version(5), 2)
    with pytest.raises(gate.Refused, match="version 4 is older than the one that is public, 5"):
        take(version(4), 3)
    take(version(3), 4)  # delivered again after a crash: a no-op, and no step back
    assert public() == {CASE.id: 5}


def test_what_breaks_a_rule_is_refused_with_every_reason() -> None:
    with pytest.raises(gate.Refused) as caught:
        take(version(1, as_of="", basis=[]))
    assert len(caught.value.reasons) == 2
    assert not Published.objects.exists()
    assert not Accepted.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        canonical.encode(CASE) + b"\n",
        canonical.encode(CASE).replace(b'{"', b'{ "', 1),
        canonical.encode(Notice(id=CASE.id, withdrawn="2026-11-22")),
    ],
)
def test_what_is_not_canonical_is_refused(content: bytes) -> None:
    with pytest.raises(gate.Refused, match="not in canonical form"):
        gate.accept(1, content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"kind":"poem"}',
        b"[" * 10_000,
        canonical.encode(CASE).replace(b'"as_of"', b'"secret":1,"as_of"', 1),
        canonical.encode(CASE).replace(b'"withheld"', b'"whispered"', 1),
        b"\xff",
    ],
)
def test_what_is_no_record_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedRecord):
        gate.accept(1, content)
    assert not Published.objects.exists()


def test_what_was_withdrawn_leaves_nothing_but_id_and_day_and_does_not_come_back() -> None:
    take(version(1))
    take(version(2), 2)
    gate.withdraw(3, CASE.id, DAY)
    assert public() == {}
    assert set(Accepted.objects.values_list("canonical", "redacted")) == {("", True)}
    assert list(Withdrawn.objects.values_list("record_id", "day")) == [(CASE.id, DAY)]
    for number in (1, 2, 3):
        with pytest.raises(gate.Refused, match="does not come back"):
            take(version(number), 4)
    assert public() == {}


def test_a_withdrawal_again_keeps_its_first_day() -> None:
    take(version(1))
    gate.withdraw(2, CASE.id, DAY)
    gate.withdraw(3, CASE.id, DAY + datetime.timedelta(days=1))
    assert Withdrawn.objects.get().day == DAY
    assert ledger.withdrawn() == {CASE.id: DAY}


def test_either_memory_of_a_withdrawal_is_enough(home: Path) -> None:
    gate.withdraw(1, CASE.id, DAY)
    Withdrawn.objects.all().delete()
    assert gate.withdrawn([CASE.id, "f" * 20]) == {CASE.id}
    with pytest.raises(gate.Refused, match="does not come back"):
        take(version(1))
    Withdrawn.objects.create(record_id="f" * 20, day=DAY, changed=9)
    with pytest.raises(gate.Refused, match="does not come back"):
        take(version(1, id="f" * 20))


def test_a_redaction_empties_the_former_text_and_keeps_its_number() -> None:
    take(version(1, summary={"en": "CANARY"}))
    chain = [
        Version(number=1, released="2026-11-20", reason="asked for", redacted=True),
        Version(number=2, released="2026-11-22", reason="version 1 redacted"),
    ]
    take(replace(CASE, version=2, versions=chain), 2)
    former = Accepted.objects.get(version=1)
    assert (former.canonical, former.redacted) == ("", True)
    assert "CANARY" not in Published.objects.get().canonical
    assert [(each.number, each.reason) for each in gate.current([CASE.id])[CASE.id].versions] == [
        (1, "asked for"),
        (2, "version 1 redacted"),
    ]


def test_every_change_has_a_higher_number_than_the_ones_before() -> None:
    other = version(1, id="f" * 20)
    take(version(1))
    take(other, 2)
    take(version(2), 3)
    gate.withdraw(4, other.id, DAY)
    assert Published.objects.get(record_id=CASE.id).changed == 3
    assert Withdrawn.objects.get().changed == 4


def test_the_newest_decision_is_remembered_and_never_falls() -> None:
    assert gate.last_decision() == 0
    take(version(2), 7)
    take(version(2), 3)
    assert gate.last_decision() == 7
    assert Delivery.objects.count() == 1


def test_two_pages_cannot_have_one_address() -> None:
    first, second = replace(PAGE, id="1" * 20), replace(PAGE, id="2" * 20)
    gate.accept(1, canonical.encode(first))
    with pytest.raises(gate.Refused, match=f"the page {first.id} has its slug “about” already: give it another"):
        gate.accept(2, canonical.encode(second))
    chain = [*first.versions, Version(number=3, released="2026-11-22")]
    gate.accept(3, canonical.encode(replace(first, version=3, versions=chain)))  # its own next version
    gate.accept(4, canonical.encode(replace(second, slug="our-work")))
    gate.withdraw(5, first.id, DAY)
    gate.accept(6, canonical.encode(replace(second, version=3, versions=chain)))  # free again
    assert gate.current([second.id])[second.id].version == 3


def test_accepting_a_page_costs_no_more_for_more_records() -> None:
    def queries(number: int) -> int:
        with CaptureQueriesContext(connections["public"]) as captured:
            gate.accept(1, canonical.encode(replace(PAGE, id=f"{number:020}", slug=f"page-{number}")))
        return len(captured)

    queries(1)
    few = queries(2)
    for number in range(3, 8):
        take(version(1, id=f"{number:020}"))
    assert queries(9) == few
