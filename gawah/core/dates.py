"""Dates with their own precision, in EDTF level 1 (ISO 8601-2:2019, as the Library of Congress gives it).

Nothing is filled in: a month stays a month, and a day that no calendar has is refused. Reading knows no
locale and no clock zone: a mapping says how its dates are written.
"""

from __future__ import annotations

import re
import warnings
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal, cast

from gawah.core import date_formats
from gawah.core.date_formats import ENGLISH, WrongFormat, month_names
from gawah.core.text import one_line, show_invisible

__all__ = [
    "ENGLISH",
    "NotADate",
    "Precision",
    "When",
    "WrongFormat",
    "check_format",
    "month_names",
    "parse",
    "read",
]

Precision = Literal["day", "month", "year", "season", "decade", "century", "interval"]

_LONGEST = 64  # characters; the longest form of level 1 that is read here has 23

_EARLIEST_READ = 1700  # years of the Islamic and Persian calendars are about 1300 to 1450 now

_plain = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%])?")
_season = re.compile(r"[0-9]{4}-2[1-4]")
_years = re.compile(r"(?:^|/)([0-9X]{4})")
_unspecified: tuple[tuple[re.Pattern[str], Precision], ...] = (
    (re.compile(r"[0-9]{2}XX"), "century"),
    (re.compile(r"[0-9]{3}X"), "decade"),
    (re.compile(r"[0-9]{4}-XX(?:-XX)?"), "year"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-XX"), "month"),
)


class NotADate(ValueError):
    """A sentence that says why a text is no date. ``reason`` is its last part, without the text."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(f"“{one_line(show_invisible(text), 40)}” is not a date: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class When:
    """A date as it was given: never finer, never coarser.

    ``earliest`` and ``latest`` bound the stretch of days it may mean, both included; None is an end that is
    open or not known. A season has its whole year, because its months depend on the hemisphere and nobody
    said which.
    """

    edtf: str
    precision: Precision
    earliest: date | None
    latest: date | None
    approximate: bool = False  # "~" or "%" anywhere in it
    uncertain: bool = False  # "?" or "%" anywhere in it

    @property
    def year(self) -> int | None:
        """The calendar year, when the whole stretch lies in one."""
        if self.earliest is None or self.latest is None or self.earliest.year != self.latest.year:
            return None
        return self.earliest.year


@lru_cache(maxsize=4096)
def parse(text: str) -> When:
    """The date in an EDTF level 1 string, which is kept as it is; ``parse(when.edtf) == when``.

    Years are 0001 to 9999. Raises NotADate: for level 2, for a time of day, for days that do not exist, for
    an interval that runs backwards or has no end given at all.
    """
    if len(text) > _LONGEST:
        raise NotADate(text, "it is too long for one")
    return _interval(text) if "/" in text else _single(text)


def check_format(form: str) -> None:
    """Raise WrongFormat unless ``read`` knows this format."""
    if form not in ("edtf", "iso"):
        date_formats.compiled(form)


def read(
    text: str, formats: Sequence[str], *, months: Mapping[str, int] = ENGLISH, latest_year: int | None = None
) -> When:
    """The date in an imported cell, at the precision of the format that it fits.

    ``formats`` holds "edtf", "iso" (a date, or a date and time) and patterns of strptime's directives (see
    ``date_formats``). A time of day is dropped and its zone not applied: the day is the day as written. All
    formats are tried, and a cell that is one date by one and another by another is refused, not decided.
    ``months`` are names as ``month_names`` makes them. Years run from 1700, so a year of another calendar
    or one that lost its century is not taken for ours, to ``latest_year`` (None: the year after this one).

    Raises NotADate when no format fits or the date is impossible, WrongFormat when a format itself is wrong.
    """
    cell = date_formats.tidy(text)
    if not cell:
        raise NotADate(text, "the cell is empty")
    if len(cell) > _LONGEST:
        raise NotADate(cell, "it is too long for one")
    found: dict[str, When] = {}
    reason = f"it has none of the forms {', '.join(formats)}"
    for form in formats:
        try:
            if (when := _by_format(form, cell, months)) is not None:
                found.setdefault(when.edtf, when)
        except NotADate as error:
            reason = error.reason
    if len(found) > 1:
        raise NotADate(cell, f"the formats given read it as {' and as '.join(found)}; name the one it is in")
    if not found:
        raise NotADate(cell, reason)
    (when,) = found.values()
    _check_years(cell, when, latest_year)
    return when


def _by_format(form: str, cell: str, months: Mapping[str, int]) -> When | None:
    """The date in ``cell`` by one format; None if it does not have that form."""
    if form == "edtf":
        return parse(cell) if date_formats.may_be_edtf(cell) else None
    fields = date_formats.fields(form, cell, months)
    return None if fields is None else parse(fields.edtf)


def _check_years(cell: str, when: When, latest_year: int | None) -> None:
    last = latest_year if latest_year is not None else datetime.now(UTC).year + 1
    for digits in _years.findall(when.edtf):
        if not _EARLIEST_READ <= int(digits.replace("X", "0")) <= last:
            raise NotADate(cell, f"its year, {digits}, is not between {_EARLIEST_READ} and {last}")


def _interval(text: str) -> When:
    first, _, second = text.partition("/")
    start, end = (_single(part) if part not in ("", "..") else None for part in (first, second))
    if start is None and end is None:
        raise NotADate(text, "neither end of the interval is given")
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    if earliest and latest and earliest > latest:
        raise NotADate(text, "it ends before it begins")
    ends = [when for when in (start, end) if when]
    return When(
        text,
        "interval",
        earliest,
        latest,
        any(when.approximate for when in ends),
        any(when.uncertain for when in ends),
    )


def _single(text: str) -> When:
    match = _plain.fullmatch(text)
    if match is None or (match[2] is not None and match[3] is None and "21" <= match[2] <= "24"):
        return _by_library(text)
    year_text, month_text, day_text, mark = match.groups()
    year = int(year_text)
    if year == 0:
        raise NotADate(text, "there is no year 0000")
    month, day = int(month_text or 1), int(day_text or 1)
    if not 1 <= month <= 12:
        raise NotADate(text, f"there is no month {month_text}")
    approximate, uncertain = mark in ("~", "%"), mark in ("?", "%")
    if month_text is None:
        return When(text, "year", date(year, 1, 1), date(year, 12, 31), approximate, uncertain)
    last = monthrange(year, month)[1]
    if day_text is None:
        return When(text, "month", date(year, month, 1), date(year, month, last), approximate, uncertain)
    if not 1 <= day <= last:
        raise NotADate(text, f"{date_formats.MONTHS[month - 1]} {year_text} has no day {day_text}")
    exact = date(year, month, day)
    return When(text, "day", exact, exact, approximate, uncertain)


def _by_library(text: str) -> When:
    """Seasons and unspecified digits. The library takes 4 ms a date, and more forms than level 1 has."""
    base = text[:-1] if text[-1:] in ("?", "~", "%") else text
    precision = _precision_of(base)
    if precision is None:
        raise NotADate(text, "it is not EDTF level 1, such as 2024, 2024-05, 2024-05-17, 2024-05~ or 2023/2024")
    earliest, latest = _library_bounds(text, base)
    if precision == "season":
        earliest, latest = date(earliest.year, 1, 1), date(earliest.year, 12, 31)
    return When(text, precision, earliest, latest, text[-1] in "~%", text[-1] in "?%")


def _precision_of(base: str) -> Precision | None:
    if _season.fullmatch(base):
        return "season"
    return next((precision for pattern, precision in _unspecified if pattern.fullmatch(base)), None)


def _library_bounds(text: str, base: str) -> tuple[date, date]:
    try:
        parsed = _library()(base)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        return date(*lower[:3]), date(*upper[:3])
    except Exception as error:  # the library leaks whatever went wrong in it, TypeError among others
        raise NotADate(text, "the calendar has no such date") from error


@lru_cache(maxsize=1)
def _library() -> Callable[[str], Any]:
    """``edtf.parse_edtf``, slow to import and seldom needed; its grammar makes pyparsing warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from edtf import parse_edtf
    return cast(Callable[[str], Any], parse_edtf)
