"""How dates stand in other people's cells: strptime's patterns without its locale and its guesses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from gawah.core.folding import fold
from gawah.core.text import normal_digits


class WrongFormat(ValueError):
    """A sentence that says what is wrong with a date format itself, whatever the cell."""


def month_names(names: Mapping[str, int]) -> Mapping[str, int]:
    """Names of months, to their numbers 1 to 12, in the form that reading looks them up in.

    Raises ValueError for a number that is no month, and for a name that is given to two.
    """
    folded: dict[str, int] = {}
    for name, number in names.items():
        if not 1 <= number <= 12:
            raise ValueError(f"“{name}” is given as month {number}; months run from 1 to 12.")
        if folded.setdefault(fold(name), number) != number:
            raise ValueError(f"“{name}” is the name of two months; leave one out.")
    return MappingProxyType(folded)


# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)
# fmt: on

# Full names and the usual short forms, with or without a full stop.
ENGLISH: Mapping[str, int] = month_names(
    {form: number for number, name in enumerate(MONTHS, start=1) for form in (name, name[:3])} | {"sept": 9}
)


@dataclass(frozen=True, slots=True)
class Fields:
    """Numbers found in a cell; the calendar has not been asked yet."""

    year: str
    month: int | None
    day: int | None

    @property
    def edtf(self) -> str:
        parts = [self.year] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


_zone = r"(?:z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})"
_time = rf"[t ][0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]+)?)?(?: ?{_zone})?"
_iso = re.compile(rf"(?P<Y>[0-9]{{4}})(?:-(?P<m>[0-9]{{2}})(?:-(?P<d>[0-9]{{2}})(?:{_time})?)?)?", re.I)
_edtf_day = r"[0-9X]{4}(?:-[0-9X]{2}(?:-[0-9X]{2})?)?[?~%]?"
_edtf = re.compile(rf"{_edtf_day}|(?:{_edtf_day}|\.\.)?/(?:{_edtf_day}|\.\.)?")

# What a directive matches; "B" and "b" take any word, which is then looked up.
_DIRECTIVES = {
    "Y": "(?P<Y>[0-9]{4})",
    "m": "(?P<m>[0-9]{1,2})",
    "d": "(?P<d>[0-9]{1,2})",
    "B": "(?P<B>[^0-9]+?)",
    "b": "(?P<B>[^0-9]+?)",
    "H": "(?:[01]?[0-9]|2[0-3])",
    "I": "(?:0?[1-9]|1[0-2])",
    "M": "[0-5][0-9]",
    "S": "[0-5][0-9]",
    "f": "[0-9]{1,9}",
    "p": "(?:am|pm|a[.]m[.]|p[.]m[.])",
    "z": _zone,
    "%": "%",
}
_WIDE = {"m": "(?P<m>[0-9]{2})", "d": "(?P<d>[0-9]{2})", "H": "(?:[01][0-9]|2[0-3])"}
_NUMBERS = frozenset("YmdHIMSf")

_direction = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_piece = re.compile(r"%(.)|([^%]+|%$)", re.S)


def tidy(text: str) -> str:
    """A cell with 0-9 for digits, one space between words, no direction marks."""
    return " ".join(_direction.sub("", normal_digits(text)).split())


def may_be_edtf(cell: str) -> bool:
    """Whether a cell has the form of a date or interval in EDTF level 1."""
    return _edtf.fullmatch(cell) is not None


def fields(form: str, cell: str, months: Mapping[str, int]) -> Fields | None:
    """What a tidy cell says by one format; None when it does not have that form."""
    match = (_iso if form == "iso" else compiled(form)).fullmatch(cell)
    if match is None:
        return None
    found = match.groupdict()
    month = found.get("m")
    number = None if month is None else int(month)
    if (word := found.get("B")) is not None:
        number = months.get(fold(word).rstrip("."))
        if number is None:
            return None
    day = found.get("d")
    return Fields(found["Y"], number, None if day is None else int(day))


@lru_cache(maxsize=256)
def compiled(form: str) -> re.Pattern[str]:
    """The expression for a pattern such as "%d/%m/%Y" or "%B %d, %Y %H:%M".

    Directives: %Y (four digits), %m, %d, %B and %b (any name of a month), and %H %I %M %S %f %p %z, which are
    checked and dropped. Numbers that stand side by side must have all their digits. Raises WrongFormat for
    anything else, for a pattern without %Y, and for a day without its month.
    """
    pieces: list[tuple[str, str]] = _piece.findall(tidy(form))
    codes = [code for code, _ in pieces]
    _check(form, codes, lone=any(literal == "%" for _, literal in pieces))
    made = []
    for index, (code, literal) in enumerate(pieces):
        beside = set(codes[max(index - 1, 0) : index] + codes[index + 1 : index + 2])
        if not code:
            made.append(re.escape(literal))
        elif code in _WIDE and beside & _NUMBERS:
            made.append(_WIDE[code])
        else:
            made.append(_DIRECTIVES[code])
    return re.compile("".join(made), re.I)


def _check(form: str, codes: list[str], *, lone: bool) -> None:
    if lone:
        raise WrongFormat(f"The date format “{form}” ends in a lone %; write %% for a percent sign.")
    if "y" in codes:
        raise WrongFormat(f"The date format “{form}” has %y: two digits do not say which century. Use %Y.")
    for code in codes:
        if code and code not in _DIRECTIVES:
            raise WrongFormat(f"The date format “{form}” has %{code}; known are %{', %'.join(_DIRECTIVES)}.")
    month = [code for code in codes if code in ("m", "B", "b")]
    if codes.count("Y") != 1 or codes.count("d") > 1 or len(month) > 1:
        raise WrongFormat(f"The date format “{form}” must have %Y once, and a month and a day at most once.")
    if "d" in codes and not month:
        raise WrongFormat(f"The date format “{form}” has a day but no month.")
