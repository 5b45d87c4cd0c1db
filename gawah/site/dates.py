"""An EDTF date in the words of one language, exactly as precise as it is.

Nothing is added: "2013-05" is "May 2013", an open end stays open, an unknown end is said to be unknown.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from babel import Locale as Cldr
from babel.dates import format_skeleton

from gawah.core import dates
from gawah.site.messages import Words

SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}  # ISO 8601-2:2019, 4.8


@dataclass(frozen=True, slots=True)
class DateWords:
    """Writes dates with the CLDR data ``cldr`` and the texts ``words``, in Western digits."""

    words: Words
    cldr: Cldr

    def text(self, edtf: str) -> str:
        """The date in words. Raises ``NotADate`` for what is no EDTF date."""
        dates.parse(edtf)
        if "/" not in edtf:
            return self._part(edtf)
        start, end = edtf.split("/")
        if start in ("", "..") or end in ("", ".."):
            return self._open(start, end)
        return self._same_month(start, end) or self._say("range", start=self._part(start), end=self._part(end))

    def day(self, day: datetime.date) -> str:
        """A full day in the long form: "3 May 2013", "1er mai 2013"."""
        text = str(self.cldr.date_formats["long"].apply(day, self.cldr))
        first = self.words.language.first_of_month
        return first + text[1:] if first and day.day == 1 and self._day_leads else text

    def year(self, year: str) -> str:
        """A year by itself, never grouped: "2013", in Bosnian "2013."."""
        return format_skeleton("y", datetime.date(int(year), 1, 1), locale=self.cldr)

    @property
    def _day_leads(self) -> bool:
        """Whether the long form begins with the day's number."""
        return str(self.cldr.date_formats["long"].pattern).startswith("d")

    def _say(self, key: str, **named: str) -> str:
        return self.words.message(f"date.{key}").bare(**named)

    def _open(self, start: str, end: str) -> str:
        """An interval with an end that is open ("..") or not known ("")."""
        known = start if start not in ("", "..") else end
        date = self._part(known)
        if known is start:
            return self._say(_by_day("from", known) if end == ".." else "end_unknown", date=date)
        return self._say(_by_day("to", known) if start == ".." else "start_unknown", date=date)

    def _same_month(self, start: str, end: str) -> str:
        """ "6–9 November 2012", where the language puts the day first; else ""."""
        first, last = as_day(start), as_day(end)
        if not (first and last and self._day_leads and (first.year, first.month) == (last.year, last.month)):
            return ""
        number = self.words.language.first_of_month if first.day == 1 else ""
        return f"{number or first.day}–{self.day(last)}" if first < last else self.day(last)

    def _part(self, edtf: str) -> str:
        """One date that is no interval, with its mark of doubt."""
        bare = edtf.rstrip("?~%").removesuffix("-XX").removesuffix("-XX")
        mark = edtf[-1]
        text = self._unspecified(bare) if "X" in bare else self._plain(bare)
        if mark in "~%":
            text = self._say(_by_day("about", edtf), date=text)
        return self._say("uncertain", date=text) if mark in "?%" else text

    def _unspecified(self, edtf: str) -> str:
        """ "201X" as a decade, "20XX" as the years it may be."""
        first, last = edtf.replace("X", "0"), edtf.replace("X", "9")
        if edtf.endswith("XX"):
            return self._say("years", first=self.year(first), last=self.year(last))
        return self._say("decade", first=first, last=last)

    def _plain(self, edtf: str) -> str:
        """A year, a month, a season or a day."""
        year, *rest = edtf.split("-")
        if not rest:
            return self.year(year)
        if rest[0] in SEASONS:
            return self._say(SEASONS[rest[0]], year=self.year(year))
        if len(rest) == 1:
            first = datetime.date(int(year), int(rest[0]), 1)  # CLDR is asked for month and year alone
            return format_skeleton("yMMMM", first, locale=self.cldr)
        return self.day(datetime.date.fromisoformat(edtf))


def as_day(edtf: str) -> datetime.date | None:
    """The day, if the date is one full day without a mark of doubt."""
    return datetime.date.fromisoformat(edtf) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", edtf) else None


def _by_day(key: str, edtf: str) -> str:
    """The key's own form for full days: many languages put an article before a day, none before a month."""
    return f"{key}_day" if re.match(r"\d{4}-\d{2}-\d{2}", edtf) else key
