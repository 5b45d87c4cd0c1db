"""A ledger that was lost is read from the site that was last published."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from observatory import AT, BOB, edited, let_out, released

from gawah.desk import withdraw
from gawah.feed import keys
from gawah.public import ledger
from gawah.public.models import Accepted, Published, Withdrawn
from gawah.public.publish import Places, publish
from gawah.record.snapshot import SiteSettings

pytestmark = pytest.mark.django_db(databases=["default", "public"], transaction=True)

SETTINGS = SiteSettings(name={"en": "Invented observatory"}, languages=["en"])


@pytest.fixture
def places(home: Path) -> Places:
    found = Places(site=home / "site", cache=home / "cache", keys=home / "keys")
    keys.create(found.keys, AT)
    return found


def test_what_was_taken_back_is_known_from_the_site(home: Path, places: Places) -> None:
    goes, stays = released(), released(case={"summary": {"en": "Worded badly."}})
    publish(places, SETTINGS, AT)
    yesterday = list(Published.objects.all()), list(Accepted.objects.all())
    withdraw.withdraw([goes], BOB)
    edited(stays, case={"summary": {"en": "Corrected."}})
    let_out(stays)
    withdraw.redact(stays, 1, BOB)
    version = publish(places, SETTINGS, AT + datetime.timedelta(hours=1)).version

    shutil.rmtree(home / "ledger")
    for model in (Published, Accepted, Withdrawn):
        model.objects.all().delete()
    Published.objects.bulk_create(yesterday[0])
    Accepted.objects.bulk_create(yesterday[1])

    again = publish(places, SETTINGS, AT + datetime.timedelta(hours=2))
    assert again.version > version
    assert "(1 withdrawals, 1 redactions)" in again.warnings[0]
    assert goes.record_id in ledger.withdrawn()
    assert (stays.record_id, 1) in ledger.redacted()
    assert goes.record_id not in set(Published.objects.values_list("record_id", flat=True))
    assert not Accepted.objects.filter(canonical__contains="Worded badly").exists()


def test_a_first_publish_has_lost_nothing(places: Places) -> None:
    released()
    assert publish(places, SETTINGS, AT).warnings == ()


def test_what_the_room_remembers_is_put_back_into_a_ledger_that_forgot(home: Path, places: Places) -> None:
    goes = released()
    withdraw.withdraw([goes], BOB)
    publish(places, SETTINGS, AT)
    (home / "ledger/withdrawn.ndjson").unlink()
    publish(places, SETTINGS, AT)
    assert ledger.withdrawn() == {goes.record_id: BOB.day}


def test_redactions_cost_a_publish_no_query_each(home: Path, places: Places) -> None:
    def queries(redactions: int) -> int:
        for number in range(redactions):
            ledger.add_redaction(f"{number:020}", 1)
        with CaptureQueriesContext(connections["public"]) as captured:
            publish(places, SETTINGS, AT)
        return len(captured)

    released()
    publish(places, SETTINGS, AT)
    assert queries(2) == queries(40)
