"""What is taken back is gone after the next publish, whatever was the last thing to change."""

from __future__ import annotations

from pathlib import Path

import pytest
from observatory import ALICE, AT, edited, let_out, released

from gawah.desk import withdraw
from gawah.desk.models import Case
from gawah.feed import keys
from gawah.public import publish
from gawah.public.models import Published, Withdrawn
from gawah.record.snapshot import SiteSettings

pytestmark = [pytest.mark.django_db(databases=["default", "public"], transaction=True)]

CANARY = "Canarytext"


@pytest.fixture
def places(home: Path) -> publish.Places:
    keys.create(home / "keys", AT)
    return publish.Places(site=home / "site", cache=home / "cache", keys=home / "keys")


def published(places: publish.Places) -> set[str]:
    """Publish, and tell where the canary still stands, uncompressed forms and feed included."""
    publish.publish(places, SiteSettings(name={"en": "Invented"}, languages=["en"]), AT)
    files = [file for file in places.site.parent.rglob("*") if file.is_file() and file.parent.name != "keys"]
    return {file.name for file in files if CANARY.encode() in file.read_bytes()}


def with_canary() -> Case:
    return released(case={"summary": {"en": f"The {CANARY} of it."}})


def test_the_newest_record_can_be_withdrawn(places: publish.Places) -> None:
    released()
    newest = with_canary()
    assert "index.html" in published(places)
    withdraw.withdraw([newest], ALICE)
    assert published(places) == set()


def test_the_only_record_can_be_withdrawn(places: publish.Places) -> None:
    only = with_canary()
    assert published(places)
    withdraw.withdraw([only], ALICE)
    assert published(places) == set()


def test_a_withdrawal_counts_up_from_the_record_it_takes(places: publish.Places) -> None:
    newest = released()
    change = Published.objects.get().changed
    withdraw.withdraw([newest], ALICE)
    assert Withdrawn.objects.get().changed > change


def test_a_redacted_text_is_gone_from_the_feed_with_the_same_publish(places: publish.Places) -> None:
    case = with_canary()
    published(places)
    let_out(edited(case, case={"summary": {"en": "Corrected."}}))
    assert published(places)
    withdraw.redact(case, 1, ALICE)
    assert published(places) == set()
