"""Promised moments: a wall clock, a zone and an instant; what clocks skip or repeat; rules that change afterwards."""

from __future__ import annotations

import datetime
import zoneinfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.sealed.moments import AREAS, BadMoment, Moment, due, moment

KARACHI = moment("2027-01-01T00:00", "Asia/Karachi")
NEAR = st.datetimes(datetime.datetime(2025, 1, 1), datetime.datetime(2060, 1, 1)).map(
    lambda day: f"{day:%Y-%m-%dT%H:%M}"
)
PLACES = sorted(zone for zone in zoneinfo.available_timezones() if zone.split("/")[0] in AREAS)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def shifted(hours: float) -> datetime.tzinfo:
    return datetime.timezone(datetime.timedelta(hours=hours))


def test_a_moment_has_its_instant() -> None:
    assert Moment(local="2027-01-01T00:00", zone="Asia/Karachi", instant="2026-12-31T19:00:00Z") == KARACHI
    assert due(KARACHI) == utc("2026-12-31T19:00:00Z")


@given(NEAR, st.sampled_from(PLACES))
def test_a_moment_is_what_the_clocks_there_show_or_is_refused(local: str, zone: str) -> None:
    there = zoneinfo.ZoneInfo(zone)
    try:
        made = moment(local, zone)
    except BadMoment as error:
        assert "shown twice" in str(error) or "skipped" in str(error)
        return
    assert f"{due(made).astimezone(there):%Y-%m-%dT%H:%M}" == local
    assert msgspec.json.decode(msgspec.json.encode(made), type=Moment) == made


def test_every_place_can_be_promised() -> None:
    assert len(PLACES) > 400
    for zone in PLACES:
        made = moment("2027-01-15T12:00", zone)
        assert msgspec.json.decode(msgspec.json.encode(made), type=Moment) == made


@pytest.mark.parametrize(
    ("local", "zone", "why"),
    [
        ("2027-03-28T02:30", "Europe/Sarajevo", "is skipped by the clocks in Europe/Sarajevo"),
        ("2027-10-31T02:30", "Europe/Sarajevo", "is shown twice by the clocks"),
        ("2011-12-30T12:00", "Pacific/Apia", "is skipped"),  # a whole day
        ("2027-02-29T12:00", "Asia/Karachi", "is no date and time"),
        ("2027-01-01T24:00", "Asia/Karachi", "is no date and time"),
        ("2027-01-01T00:00:00", "Asia/Karachi", "is no date and time"),
        ("2027-1-1T00:00", "Asia/Karachi", "is no date and time"),
        ("٢٠٢٧-01-01T00:00", "Asia/Karachi", "is no date and time"),
        ("9999-12-31T23:59", "America/Adak", "is no date and time"),
        ("0001-01-01T00:00", "Asia/Karachi", "is no date and time"),
        ("tomorrow", "Asia/Karachi", "Write it like 2027-01-01T00:00"),
        ("2027-01-01T00:00", "UTC", "not the time of a place"),
        ("2027-01-01T00:00", "Etc/GMT+5", "not the time of a place"),
        ("2027-01-01T00:00", "US/Eastern", "not the time of a place"),
        ("2027-01-01T00:00", "", "not the time of a place"),
        ("2027-01-01T00:00", "Asia/Nowhere", "There is no time zone"),
        ("2027-01-01T00:00", "Asia/../../etc/passwd", "There is no time zone"),
        ("2027-01-01T00:00", "Asia/\x00", "There is no time zone"),
        ("2027-01-01T00:00", "Asia", "There is no time zone"),
    ],
)
def test_what_cannot_be_promised(local: str, zone: str, why: str) -> None:
    with pytest.raises(BadMoment, match=why):
        moment(local, zone)


@pytest.mark.parametrize("local", ["2027-03-28T01:59", "2027-03-28T03:00", "2027-10-31T01:59", "2027-10-31T03:00"])
def test_the_minutes_around_a_change_of_clocks_can_be_promised(local: str) -> None:
    assert moment(local, "Europe/Sarajevo").local == local


def test_rules_that_change_make_it_earlier_and_never_later() -> None:
    written = utc("2026-12-31T19:00:00Z")
    assert due(KARACHI, lambda zone: shifted(6)) == written - datetime.timedelta(hours=1)
    assert due(KARACHI, lambda zone: shifted(4)) == written


@given(st.floats(-12, 14).map(lambda hours: round(hours * 4) / 4))
def test_no_change_of_rules_makes_it_later(hours: float) -> None:
    new = utc("2027-01-01T00:00:00Z") - datetime.timedelta(hours=hours)
    assert due(KARACHI, lambda zone: shifted(hours)) == min(new, utc("2026-12-31T19:00:00Z"))


@pytest.mark.parametrize("local", ["2027-03-28T02:30", "2027-10-31T02:30"])
def test_a_time_that_new_rules_skip_or_repeat_has_come_at_its_first_instant(local: str) -> None:
    """Promised under +00:00 all year, then the place takes Sarajevo's rules."""
    promised = Moment(local=local, zone="Africa/Abidjan", instant=local + ":00Z")
    assert due(promised, lambda zone: zoneinfo.ZoneInfo("Europe/Sarajevo")) == utc(local[:11] + "00:30:00Z")


def test_a_zone_that_is_gone_leaves_the_written_instant() -> None:
    gone = msgspec.structs.replace(KARACHI, zone="Asia/Nowhere")
    assert due(gone) == utc("2026-12-31T19:00:00Z")


@pytest.mark.parametrize("instant", ["2026-12-31T09:59:00Z", "2027-01-01T12:01:00Z", "2027-12-31T19:00:00Z"])
def test_an_instant_of_no_zone_is_refused(instant: str) -> None:
    with pytest.raises(BadMoment, match="in any time zone"):
        Moment(local="2027-01-01T00:00", zone="Asia/Karachi", instant=instant)


@pytest.mark.parametrize("instant", ["2026-12-31T19:00:00+00:00", "2026-12-31 19:00:00Z", "2026-13-31T19:00:00Z", ""])
def test_an_instant_has_one_form(instant: str) -> None:
    with pytest.raises(BadMoment, match="Write it like 2026-12-31T19:00:00Z"):
        Moment(local="2027-01-01T00:00", zone="Asia/Karachi", instant=instant)


def test_the_servers_zone_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    for zone in ("America/Adak", "Pacific/Kiritimati", "UTC"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert due(moment("2027-01-01T00:00", "Asia/Karachi")) == utc("2026-12-31T19:00:00Z")
    monkeypatch.undo()
    time.tzset()
