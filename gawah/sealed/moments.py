"""A promised moment: what the clock on the wall says, in which zone, and which instant that was when it was promised.

All three are written down. The rules of a time zone can change after a promise is made; then the earlier of the
written instant and the one by the new rules counts, so that nothing is kept longer than somebody was told.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Annotated

import msgspec

Zones = Callable[[str], datetime.tzinfo]

# The first part of a zone that is a place. "UTC" or "Etc/GMT+5" is no clock that anybody could look at.
AREAS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
EARLIEST, LATEST = datetime.timedelta(hours=-14), datetime.timedelta(hours=12)  # of UTC against a wall clock

_WALL, _UTC = "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%SZ"

WallTime = Annotated[str, msgspec.Meta(pattern=r"\A2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\Z")]
Zone = Annotated[str, msgspec.Meta(pattern=r"\A[A-Z][A-Za-z]+(/[A-Za-z][A-Za-z_-]*){1,2}\Z", max_length=40)]
Instant = Annotated[str, msgspec.Meta(pattern=r"\A2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")]


class BadMoment(ValueError):
    """No moment that could be promised; the text says why and what to do."""


class Moment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``local`` is to the minute ("2027-01-01T00:00"), ``instant`` is UTC ("2026-12-31T19:00:00Z").

    The moment itself is outside: what closes at 00:00 takes what comes at 23:59:59 and refuses what comes at 00:00:00.
    Raises BadMoment where the instant is not that of the local time in any zone.
    """

    local: WallTime
    zone: Zone
    instant: Instant

    def __post_init__(self) -> None:
        apart = self.at.replace(tzinfo=None) - self.wall
        if not EARLIEST <= apart <= LATEST:
            raise BadMoment(f"{self.local} is not {self.instant} in any time zone.")

    @property
    def wall(self) -> datetime.datetime:
        """What the clock shows, without a zone."""
        return _parsed(self.local, _WALL)

    @property
    def at(self) -> datetime.datetime:
        """The instant that was written down, in UTC."""
        return _parsed(self.instant, _UTC).replace(tzinfo=datetime.UTC)


def moment(local: str, zone: str, zones: Zones = zoneinfo.ZoneInfo) -> Moment:
    """The moment at which clocks in ``zone`` show ``local`` ("2027-01-01T00:00").

    BadMoment for a time that the clocks there skip or show twice, and for a zone that is no place.
    """
    if zone.split("/", maxsplit=1)[0] not in AREAS:
        raise BadMoment(f"{zone!r} is not the time of a place. Name the zone by a city, such as Asia/Karachi.")
    try:
        place = zones(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise BadMoment(
            f"There is no time zone {zone!r} here. Name the zone by a city, such as Asia/Karachi."
        ) from None
    first, second = _instants(_parsed(local, _WALL), place)
    if first != second:
        how = "shown twice" if first < second else "skipped"
        raise BadMoment(f"{local} is {how} by the clocks in {zone}, which change on that day. Choose another time.")
    return Moment(local=local, zone=zone, instant=first.strftime(_UTC))


def due(promised: Moment, zones: Zones = zoneinfo.ZoneInfo) -> datetime.datetime:
    """The instant (UTC) at which a promised moment has come: the earlier one, if the zone's rules have changed.

    A time that the new rules skip or show twice has come at the first instant it can be taken for. A zone that is no
    longer known has only the instant that was written down.
    """
    try:
        place = zones(promised.zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return promised.at
    return min(promised.at, *_instants(promised.wall, place))


def _instants(wall: datetime.datetime, place: datetime.tzinfo) -> tuple[datetime.datetime, datetime.datetime]:
    """The instants by the rules before and after a change of clocks (PEP 495); equal on every other day."""
    first, second = (wall.replace(tzinfo=place, fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
    return first, second


def _parsed(text: str, form: str) -> datetime.datetime:
    try:
        found = datetime.datetime.strptime(text, form)  # noqa: DTZ007 - the zone stands beside it
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year < 3000 or found.strftime(form) != text:
        example = "2027-01-01T00:00" if form == _WALL else "2026-12-31T19:00:00Z"
        raise BadMoment(f"{text!r} is no date and time. Write it like {example}.")
    return found
