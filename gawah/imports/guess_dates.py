"""How the dates of a column are written, as far as its values say; what could be two days is not decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from gawah.core.dates import NotADate, read
from gawah.imports.guess_parts import Guess, listed, of_values
from gawah.imports.values import FieldSpec

_FORMS: Final = ("edtf", "iso", "%B %d, %Y", "%B %d %Y", "%d %B %Y", "%d-%B-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y",
                 "%Y/%m/%d", "%Y.%m.%d", "%d-%m-%Y", "%m-%d-%Y", "%B %Y", "%m/%Y", "%m.%Y", "%Y/%m")  # fmt: skip
_TWINS: Final = (("%d/%m/%Y", "%m/%d/%Y"), ("%d-%m-%Y", "%m-%d-%Y"))
_MOST, _NEARLY_ALL = 0.5, 0.8  # of the values have to be dates, under a header that says so, and under any other
_FIRST: Final = 20  # different values, of which one at least is a date

Days = dict[str, dict[str, str]]  # form -> value -> EDTF


def guess_dates(spec: FieldSpec, header: str, values: Sequence[str], *, said: bool) -> Guess | None:
    """``said``: the header speaks of a date. Bare numbers under another header are no years."""
    counts = Counter(values)
    if not said and (all(value.isdecimal() for value in counts) or not any(map(_any_form, list(counts)[:_FIRST]))):
        return None
    days: Days = {form: found for form in _FORMS if (found := _days(form, counts))}
    either = _take_twins_apart(days)
    forms = _fewest(days)
    unread = [value for value in counts if value not in either and not _reads(value, forms)]
    share = 1 - sum(counts[value] for value in unread) / len(values) if values else 0.0
    if not (forms or either) or share <= _MOST or (not said and share < _NEARLY_ALL):
        return None
    if not forms:
        first, second = next(twins for twins in _TWINS if either[0] in _days(twins[0], either))
        doubt = f"{first} or {second}? Day and month could be either; nothing is guessed"
        return Guess(spec.path, header, dates=(first,), doubt=doubt)
    saw = _saw(counts, unread, either)
    return Guess(spec.path, header, dates=forms, impossible="keep_as_printed" if saw else "", saw=saw)


def _saw(counts: Counter[str], unread: list[str], either: list[str]) -> tuple[str, ...]:
    saw = []
    if unread:
        saw.append(
            f"{of_values(counts, unread)} no date, or not surely which; kept as printed, with the date unknown: "
            f"{listed(counts, unread)}."
        )
    if either:
        saw.append(
            f"In {sum(counts[each] for each in either):,} of {counts.total():,} values day and month could be either: "
            f"{listed(counts, either)}. "
            "Add to dates the one it is, %d/%m/%Y or %m/%d/%Y; until then they are kept as printed."
        )
    return tuple(saw)


def _take_twins_apart(days: Days) -> list[str]:
    """Leave of two forms that differ in day and month the one that values prove; the values where none does."""
    either: list[str] = []
    for twins in _TWINS:
        first, second = (days.get(form, {}) for form in twins)
        if not first or not second:
            continue
        only_first, only_second = first.keys() - second.keys(), second.keys() - first.keys()
        if only_first and only_second:
            continue  # both are written; a cell that could be either is kept as printed
        doubtful = [value for value in first if value in second and first[value] != second[value]]
        if doubtful and not only_first and not only_second:
            either += doubtful
            del days[twins[0]], days[twins[1]]
        else:
            del days[twins[0] if only_second else twins[1]]
    return either


def _fewest(days: Days) -> tuple[str, ...]:
    """The first form that reads all that any reads, or else each that reads something new."""
    readable = set().union(*days.values())
    for form, found in days.items():
        if len(found) == len(readable):
            return (form,)
    forms: list[str] = []
    seen: set[str] = set()
    for form, found in days.items():
        if found.keys() - seen:
            forms.append(form)
            seen |= found.keys()
    return tuple(forms)


def _days(form: str, values: Counter[str] | Sequence[str]) -> dict[str, str]:
    return {value: day for value in values if (day := _day(value, form)) is not None}


def _any_form(value: str) -> bool:
    return any(_day(value, form) is not None for form in _FORMS)


def _reads(value: str, forms: Sequence[str]) -> bool:
    return bool(forms) and _day(value, *forms) is not None


def _day(value: str, *forms: str) -> str | None:
    try:
        return read(value, forms).edtf
    except NotADate:
        return None
