"""A ledger that was lost is read from the site that was last published."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
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
    assert goes.record_id in ledger.withdrawn()
    assert (stays.record_id, 1) in ledger.redacted()
    assert goes.record_id not in set(Published.objects.values_list("record_id", flat=True))
    assert not Accepted.objects.filter(canonical__contains="Worded badly").exists()
