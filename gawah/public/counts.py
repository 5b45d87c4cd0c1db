"""How many of what, by what, among the records that are public. Figures are never counted together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from gawah import vocabulary
from gawah.core import dates
from gawah.public.models import Published
from gawah.public.rules import places
from gawah.record import canonical
from gawah.record.model import Act, Case, Fact, Measure

OF = ("cases", "acts", "people", "measures")
FIELDS = ("year", "country", "act", "status", "place_known", "dataset", "list", "verification")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Count:
    """``by``: field -> value -> number. Cases with several values of a field are counted under each."""

    total: int
    by: dict[str, dict[str, int]]
    overlapping: tuple[str, ...] = ()  # fields whose columns add up to more than the total
    yearless: int = 0  # acts counted by year whose date lies in no one year ("2010/2012", "201X")


class CannotCount(ValueError):
    """A thing or field that is not counted; the message says which are."""


def check(of: str, fields: Collection[str]) -> None:
    """Raise CannotCount for what is not counted."""
    if of not in OF:
        raise CannotCount(f"{of!r} is not counted; there are {', '.join(OF)}")
    for field in fields:
        if field not in FIELDS:
            raise CannotCount(f"nothing is counted by {field!r}; there are {', '.join(FIELDS)}")


def overlapping(by: dict[str, Counter[str]], total: int) -> tuple[str, ...]:
    return tuple(field for field, columns in by.items() if columns.total() > total)


def count(of: str, fields: Collection[str] = (), *, dataset: str = "") -> Count:
    """Count what is public: the records themselves, whatever has become of their cases on the desk since.

    ``dataset`` narrows it down. Records are read one by one: memory does not grow with them. Raises CannotCount.
    """
    check(of, fields)
    total = yearless = 0
    by: dict[str, Counter[str]] = {field: Counter() for field in fields}
    for record in _records(of, dataset):
        acts = record.acts if isinstance(record, Case) else []
        units = _units(of, record, acts)
        total += len(units)
        yearless += sum(1 for act in acts if act.date and dates.parse(act.date).year is None)
        for field, columns in by.items():
            for unit in units:
                columns.update(set(_values(field, record, unit)) - {""} or {UNKNOWN})
    sorted_by = {field: dict(sorted(columns.items())) for field, columns in by.items()}
    return Count(total, sorted_by, overlapping(by, total), yearless if "year" in by else 0)


def _records(of: str, dataset: str) -> Iterator[Fact]:
    found = Published.objects.filter(kind="measure" if of == "measures" else "case")
    for content in found.order_by().values_list("canonical", flat=True).iterator(chunk_size=500):
        record = canonical.decode(content)
        if isinstance(record, Fact) and dataset in ("", record.dataset):
            yield record


def _units(of: str, record: Fact, acts: list[Act]) -> list[list[Act]]:
    """The acts of each thing that is counted: of an act itself, else all of the record."""
    if of == "acts":
        return [[act] for act in acts]
    if of == "people":
        people = vocabulary.with_narrower("actor_kinds", "person")
        actors = record.actors if isinstance(record, Case) else []
        return [acts for actor in actors if actor.kind in people]
    return [acts]


def _values(field: str, record: Fact, acts: list[Act]) -> Iterable[str]:
    """The values that a record has of a field; of its acts, those of ``acts``."""
    match field:
        case "year":
            years = (dates.parse(act.date).year for act in acts if act.date)
            return (str(year) for year in years if year is not None)
        case "act":
            return (act.type for act in acts)
        case "country":
            return (place.country for place in places(record))
        case "status":
            return _newest_state(record)
        case "place_known":
            return ("yes" if any(place.latitude is not None for place in places(record)) else "no",)
        case "dataset":
            return (record.dataset,)
        case "list":
            return (record.listed_in,)
    return (record.verification.state,)


def _newest_state(record: Fact) -> Iterable[str]:
    """The newest step: a status update's outcome, or a measure's state."""
    if isinstance(record, Case):
        return (update.outcome for update in record.updates[-1:])
    return (state.state for state in record.states[-1:]) if isinstance(record, Measure) else ()
