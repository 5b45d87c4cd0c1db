"""A clock that is wrong would sign what ends too early, or holds too long."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from observatory import AT, released

from gawah.feed import keys
from gawah.public.publish import ClockBehind, Places, Result, publish, renew
from gawah.record.snapshot import SiteSettings

pytestmark = pytest.mark.django_db(databases=["default", "public"], transaction=True)

SETTINGS = SiteSettings(name={"en": "Invented observatory"}, languages=["en"])
DAY = datetime.timedelta(days=1)


@pytest.fixture
def places(home: Path) -> Places:
    found = Places(site=home / "site", cache=home / "cache", keys=home / "keys")
    keys.create(found.keys, AT)
    released()
    return found


def published(places: Places, when: datetime.datetime, *, clock_is_right: bool = False) -> Result:
    return publish(places, SETTINGS, when, clock_is_right=clock_is_right)


@pytest.mark.parametrize("early", [DAY + datetime.timedelta(minutes=1), 400 * DAY, 20_000 * DAY])
def test_a_clock_behind_the_last_publish_signs_nothing(places: Places, early: datetime.timedelta) -> None:
    version = published(places, AT).version
    timestamp = (places.site / "live/feed/metadata/timestamp.json").read_bytes()
    for sign in (published, renew):
        with pytest.raises(ClockBehind, match=r"clock says .*, and the last publish was at 2026-11-22 09:30: set"):
            sign(places, AT - early)
    assert (places.site / "live/feed/metadata/timestamp.json").read_bytes() == timestamp
    assert published(places, AT).version == version + 1


def test_a_clock_set_back_by_hours_is_no_matter(places: Places) -> None:
    published(places, AT)
    assert published(places, AT - DAY).warnings == ()


def test_a_clock_far_ahead_is_told_and_can_be_put_right(places: Places) -> None:
    published(places, AT)
    assert published(places, AT + 360 * DAY).warnings == ()
    found = published(places, AT + 3000 * DAY)
    assert "signatures hold for too long" in found.warnings[0]
    with pytest.raises(ClockBehind, match="--clock-is-right"):
        published(places, AT + 361 * DAY)
    assert published(places, AT + 361 * DAY, clock_is_right=True).version == found.version + 1
    assert published(places, AT + 362 * DAY).warnings == ()  # the last publish counts, not the latest date
