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

from gawah.core import cells
from gawah.core.cells import ENGLISH, month_names
from gawah.core.text import one_line, show_invisible

__all__ = ["ENGLISH", "NotADate", "Precision", "When", "month_names", "parse", "read"]

Precision = Literal["day", "month", "year", "season", "decade", "century", "interval"]

_LONGEST = 64  # characters; the longest form of level 1 that is read here has 23

_plain = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([?~%])?")
_season = re.compile(r"[0-9]{4}-2[1-4]")
_unspecified: tuple[tuple[re.Pattern[str], Precision], ...] = (
    (re.compile(r"[0-9]{2}XX"), "century"),
    (re.compile(r"[0-9]{3}X"), "decade"),
    (re.compile(r"[0-9]{4}-XX(?:-XX)?"), "year"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-XX"), "month"),
)


class NotADate(ValueError):
    """A sentence that says why a text is no date."""


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
        raise _refused(text, "it is too long for one")
    return _interval(text) if "/" in text else _single(text)


def read(
    text: str, formats: Sequence[str], *, months: Mapping[str, int] = ENGLISH, latest_year: int | None = None
) -> When:
    """The date in an imported cell, at the precision of the format that it fits.

    ``formats`` holds "edtf", "iso" (a date, or a date and time) and patterns of strptime's directives (see
    ``cells``). A time of day is dropped, its zone not applied: the day is the day as written. All formats are
    tried, and a cell that gives one date by one and another by another is refused, not decided. ``months``
    are names as ``month_names`` makes them. Years run from 1000 to ``latest_year`` (None: the next year
    from today).

    Raises NotADate when no format fits or the date is impossible, ValueError when a format itself is wrong.
    """
    cell = cells.tidy(text)
    if not cell:
        raise NotADate("The cell is empty, so it gives no date.")
    if len(cell) > _LONGEST:
        raise _refused(cell, "it is too long for one")
    found: dict[str, When] = {}
    impossible: NotADate | None = None
    for form in formats:
        try:
            edtf = _edtf_by(form, cell, months)
            when = None if edtf is None else parse(edtf)
        except NotADate as error:
            impossible = impossible or error
            continue
        if when is not None:
            found.setdefault(when.edtf, when)
    if len(found) > 1:
        raise _refused(cell, f"the formats given read it as {' and as '.join(found)}; name the one it is in")
    if not found:
        raise impossible or _refused(cell, f"it has none of the forms {', '.join(formats)}")
    (when,) = found.values()
    return _within(cell, when, latest_year)


def _edtf_by(form: str, cell: str, months: Mapping[str, int]) -> str | None:
    """What ``cell`` says by one format, in EDTF, not yet checked against the calendar; None if it does not fit."""
    if form == "edtf":
        return cell if cells.may_be_edtf(cell) else None
    fields = cells.fields(form, cell, months)
    return None if fields is None else fields.edtf


def _within(cell: str, when: When, latest_year: int | None) -> When:
    last = latest_year if latest_year is not None else datetime.now(UTC).year + 1
    for day in (when.earliest, when.latest):
        if day is not None and not 1000 <= day.year <= max(last, 1000):
            raise _refused(cell, f"its year, {day.year:04d}, is not between 1000 and {last}")
    return when


def _refused(text: str, reason: str) -> NotADate:
    return NotADate(f"“{one_line(show_invisible(text), 40)}” is not a date: {reason}.")


def _interval(text: str) -> When:
    first, _, second = text.partition("/")
    start, end = (_single(part) if part not in ("", "..") else None for part in (first, second))
    if start is None and end is None:
        raise _refused(text, "neither end of the interval is given")
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    if earliest and latest and earliest > latest:
        raise _refused(text, "it ends before it begins")
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
        raise _refused(text, "there is no year 0000")
    month, day = int(month_text or 1), int(day_text or 1)
    if not 1 <= month <= 12:
        raise _refused(text, f"there is no month {month_text}")
    approximate, uncertain = mark in ("~", "%"), mark in ("?", "%")
    if month_text is None:
        return When(text, "year", date(year, 1, 1), date(year, 12, 31), approximate, uncertain)
    last = monthrange(year, month)[1]
    if day_text is None:
        return When(text, "month", date(year, month, 1), date(year, month, last), approximate, uncertain)
    if not 1 <= day <= last:
        raise _refused(text, f"{cells.MONTHS[month - 1]} {year_text} has no day {day_text}")
    exact = date(year, month, day)
    return When(text, "day", exact, exact, approximate, uncertain)


def _by_library(text: str) -> When:
    """Seasons and unspecified digits; the library takes 4 ms, and more than level 1, so what it took is checked."""
    base = text[:-1] if text[-1:] in ("?", "~", "%") else text
    precision = _precision_of(base)
    if precision is None:
        raise _refused(
            text, "it is not EDTF level 1, such as 2024, 2024-05, 2024-05-17, 2024-05~ or 2023/2024"
        )
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
        raise _refused(text, "the calendar has no such date") from error


@lru_cache(maxsize=1)
def _library() -> Callable[[str], Any]:
    """``edtf.parse_edtf``: half a second to import and seldom needed. Its own grammar makes pyparsing warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from edtf import parse_edtf
    return cast(Callable[[str], Any], parse_edtf)
