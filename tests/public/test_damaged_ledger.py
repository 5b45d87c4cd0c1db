"""Over a damaged ledger nothing comes out, and what is withdrawn still goes off the site."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from observatory import ALICE, AT, BOB, edited, let_out, released, stored

from gawah.desk import case_list, withdraw
from gawah.desk.models import Case
from gawah.feed import keys
from gawah.feed.repository import Repository
from gawah.feed.verify import verify
from gawah.public import gate, ledger
from gawah.public.models import Accepted, Published, Withdrawn
from gawah.public.publish import Places, publish
from gawah.record.snapshot import SiteSettings
from gawah.releases import outbox
from gawah.releases.models import Decision

pytestmark = pytest.mark.django_db(databases=["default", "public"], transaction=True)

SETTINGS = SiteSettings(name={"en": "Invented observatory"}, languages=["en"])
LATER = AT + datetime.timedelta(hours=1)
FILES = ("withdrawn", "redacted", "feed")


@pytest.fixture
def places(home: Path) -> Places:
    found = Places(site=home / "site", cache=home / "cache", keys=home / "keys")
    keys.create(found.keys, AT)
    return found


def live(places: Places) -> Path:
    return (places.site / "live").resolve()


def served(places: Places) -> dict[str, bytes]:
    tree = live(places)
    return {str(file.relative_to(tree)): file.read_bytes() for file in tree.rglob("*") if file.is_file()}


def pages_of(case: Case, places: Places) -> list[str]:
    """Paths of every file of the site that bears the record's id, or holds it."""
    id_ = str(case.record_id)
    return [path for path, data in served(places).items() if id_ in path or id_.encode() in data]


@contextmanager
def damaged(home: Path, name: str) -> Iterator[None]:
    """With a line of garbage in front of what a file of the ledger says; mended by hand afterwards."""
    file = home / f"ledger/{name}.ndjson"
    file.parent.mkdir(exist_ok=True)
    with file.open("ab"):
        pass
    file.write_bytes(b"garbage\n" + file.read_bytes())
    yield
    file.write_bytes(file.read_bytes().removeprefix(b"garbage\n"))


def refused(places: Places, match: str, now: datetime.datetime = LATER) -> None:
    with pytest.raises(ledger.LedgerDamaged, match=match):
        publish(places, SETTINGS, now)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_published_when_nothing_was_withdrawn(home: Path, places: Places, name: str) -> None:
    stays = released(case={"summary": {"en": "As it was."}})
    publish(places, SETTINGS, AT)
    before = served(places)
    edited(stays, case={"summary": {"en": "Said anew."}})
    let_out(stays)
    released()
    with damaged(home, name):
        refused(places, rf"{name}\.ndjson, line 1: .* Put the folder .* Nothing that was withdrawn is on the site")
        assert served(places) == before
    publish(places, SETTINGS, LATER)
    assert b"Said anew" in served(places)[f"r/{stays.record_id}.json"]


@pytest.mark.parametrize("name", FILES)
def test_what_is_withdrawn_goes_and_nothing_comes(home: Path, places: Places, name: str) -> None:
    goes = released(case={"title": {"en": "Somebody in danger"}})
    edited(goes, case={"summary": {"en": "With a former version."}})
    let_out(goes)
    stays = released(case={"summary": {"en": "As it was."}, "related": [goes.id]})
    first = publish(places, SETTINGS, AT)
    before = served(places)
    edited(stays, case={"summary": {"en": "Said anew."}})
    let_out(stays)
    new = released()
    with damaged(home, name):
        assert withdraw.withdraw([goes], BOB) == [goes.record_id]
        assert Decision.objects.latest("number").state == Decision.State.DELIVERED
        refused(places, f"has been taken off the site, as version {first.version + 1}, and nothing else was done")
        after = served(places)
        assert not any(b"Somebody in danger" in data for data in after.values())
        assert f"r/{goes.record_id}.1.json" not in after
        assert msgspec.json.decode(after[f"r/{goes.record_id}.json"]) == {
            "kind": "notice", "id": goes.record_id, "withdrawn": BOB.day.isoformat(),
        }  # fmt: skip
        assert pages_of(new, places) == []
        assert after[f"r/{stays.record_id}.json"] == before[f"r/{stays.record_id}.json"]
        assert b"Somebody in danger" in before[f"en/case/{stays.record_id}/index.html"]
        counts = msgspec.json.decode(Repository(live(places) / "feed").read("counts.json"))
        assert counts == {"records": {"case": 1}, "withdrawn": 1}
        report = verify(str(live(places)), state=home / "reader", now=LATER)
        assert (report.status, report.problems) == ("ok", [])
        refused(places, "Nothing that was withdrawn is on the site")  # again: it has gone already
        assert served(places) == after
    assert publish(places, SETTINGS, LATER).version == first.version + 2
    after = served(places)
    assert b"Said anew" in after[f"r/{stays.record_id}.json"]
    assert f"en/case/{new.record_id}/index.html" in after
    assert f"en/case/{goes.record_id}/index.html" not in after
    assert ledger.withdrawn() == {goes.record_id: BOB.day}


def test_what_the_damaged_lines_kept_away_does_not_come_back(home: Path, places: Places) -> None:
    """The room is an old backup's, and the ledger that remembers better is unreadable."""
    kept_away, goes = released(), released()
    publish(places, SETTINGS, AT)
    backup = list(Published.objects.all()), list(Accepted.objects.all())
    withdraw.withdraw([kept_away], BOB)
    publish(places, SETTINGS, AT)
    for model in (Published, Accepted, Withdrawn):
        model.objects.all().delete()
    Published.objects.bulk_create(backup[0])
    Accepted.objects.bulk_create(backup[1])
    (home / "ledger/withdrawn.ndjson").write_bytes(b"\x00" * 40)
    withdraw.withdraw([goes], BOB)
    refused(places, "has been taken off the site")
    for case in (kept_away, goes):
        assert f"en/case/{case.record_id}/index.html" not in served(places)
        assert b'"notice"' in served(places)[f"r/{case.record_id}.json"]
    # Moved away, it is read from what was just published.
    shutil.move(home / "ledger", home / "ledger-damaged")
    assert "(2 withdrawals" in publish(places, SETTINGS, LATER).warnings[0]
    assert ledger.withdrawn().keys() == {kept_away.record_id, goes.record_id}
    assert not Published.objects.exists()


def test_a_copy_of_the_ledger_from_before_learns_the_withdrawal(home: Path, places: Places) -> None:
    goes, earlier = released(), released()
    withdraw.withdraw([earlier], BOB)
    publish(places, SETTINGS, AT)
    shutil.copytree(home / "ledger", home / "copy")
    (home / "ledger/withdrawn.ndjson").write_bytes(b"garbage")
    withdraw.withdraw([goes], BOB)
    refused(places, "has been taken off")
    shutil.rmtree(home / "ledger")
    (home / "copy").rename(home / "ledger")
    publish(places, SETTINGS, LATER)
    assert ledger.withdrawn().keys() == {goes.record_id, earlier.record_id}


@pytest.mark.parametrize("name", ["withdrawn", "redacted"])
def test_nothing_is_released(home: Path, places: Places, name: str) -> None:
    case = stored()
    with damaged(home, name), pytest.raises(ledger.LedgerDamaged, match="Put the folder"):
        let_out(case)
    assert not Published.objects.exists()
    outbox.deliver()
    assert let_out(case).refused == []
    assert Published.objects.count() == 1


def test_a_withdrawal_does_not_wait_behind_a_release(home: Path, places: Places) -> None:
    goes, waits = released(), stored()
    publish(places, SETTINGS, AT)
    taken = gate.last_decision()
    with damaged(home, "redacted"):
        with pytest.raises(ledger.LedgerDamaged):
            let_out(waits)
        withdraw.withdraw([goes], BOB)
        assert list(Decision.objects.order_by("number").values_list("action", "state")) == [
            ("release", "delivered"), ("release", "waiting"), ("withdraw", "delivered"),
        ]  # fmt: skip
        # The gate does not say that it has taken all up to here: a room restored now must be told both again.
        assert gate.last_decision() == taken
        with pytest.raises(ledger.LedgerDamaged):
            outbox.deliver()
    assert outbox.deliver() == 2
    assert gate.last_decision() == taken + 2
    assert set(Published.objects.values_list("record_id", flat=True)) == {str(Case.objects.get(id=waits.id).record_id)}


def test_a_redaction_waits(home: Path, places: Places) -> None:
    case = released(case={"summary": {"en": "Worded badly."}})
    edited(case, case={"summary": {"en": "Corrected."}})
    let_out(case)
    with damaged(home, "withdrawn"), pytest.raises(ledger.LedgerDamaged, match="gawah withdraw ID --reason"):
        withdraw.redact(case, 1, ALICE)


def test_who_must_withdraw_can_find_the_id(home: Path, places: Places) -> None:
    case = released()
    with damaged(home, "withdrawn"):
        assert [(each.record, each.state) for each in case_list.cases(licence="CC-BY-4.0")] == [
            (case.record_id, "public")
        ]


def test_before_the_first_publish_there_is_nothing_to_take_off(home: Path, places: Places) -> None:
    case = released()
    with damaged(home, "feed"):
        withdraw.withdraw([case], BOB)
        refused(places, "Nothing that was withdrawn is on the site")
    assert not (places.site / "live").exists()
