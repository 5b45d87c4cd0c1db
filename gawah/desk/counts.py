"""How many of what, by what. Counts of the desk's own things; figures are never counted together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from gawah.desk.models import Act, Actor, Case, MeasureState, Place, StatusUpdate, Verification
from gawah.desk.models.people import person_kinds
from gawah.releases.models import Decision

OF = ("cases", "acts", "people", "measures")
FIELDS = ("year", "country", "act", "status", "place_known", "dataset", "list", "verification")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Count:
    """``by``: field -> value -> number. Cases with several values of a field are counted under each."""

    total: int
    by: dict[str, dict[str, int]]
    overlapping: tuple[str, ...] = ()  # fields whose columns add up to more than the total


class CannotCount(ValueError):
    """A thing or field that is not counted; the message says which are."""


def count(of: str, fields: Iterable[str] = (), *, dataset: str = "", public: bool = False) -> Count:
    """Count the desk's things. ``dataset`` and ``public`` (released) narrow it down."""
    if of not in OF:
        raise CannotCount(f"{of!r} is not counted; there are {', '.join(OF)}")
    cases = Case.objects.all()
    if dataset:
        cases = cases.filter(dataset=dataset)
    if public:
        cases = cases.filter(record_id__in=_delivered("release")).exclude(record_id__in=_delivered("withdraw"))
    if of in _KINDS:
        cases = cases.filter(kind=_KINDS[of])
    units = _units(of, cases)
    by: dict[str, dict[str, int]] = {}
    overlapping = []
    for field in fields:
        columns = _columns(of, field, cases, units)
        by[field] = dict(sorted(columns.items()))
        if sum(columns.values()) > len(units):
            overlapping.append(field)
    return Count(len(units), by, tuple(overlapping))


_KINDS = {"cases": Case.Kind.CASE, "measures": Case.Kind.MEASURE}


def _delivered(action: str) -> QuerySet[Decision, str]:
    """Ids of the records that the gate was given, or had taken back."""
    done = Decision.objects.filter(action=action, state=Decision.State.DELIVERED)
    return done.values_list("record_id", flat=True)


def _units(of: str, cases: QuerySet[Case]) -> dict[str, str]:
    """Id of each thing counted -> id of its case."""
    if of == "acts":
        return dict(Act.objects.filter(case__in=cases).values_list("id", "case_id"))
    if of == "people":
        people = Actor.objects.filter(case__in=cases, kind__in=person_kinds())
        return dict(people.values_list("id", "case_id"))
    return {case_id: case_id for case_id in cases.values_list("id", flat=True)}


def _columns(of: str, field: str, cases: QuerySet[Case], units: dict[str, str]) -> Counter[str]:
    if of == "acts" and field in ("year", "act"):
        column = "year" if field == "year" else "type"
        return Counter(
            str(value or UNKNOWN) for value in Act.objects.filter(case__in=cases).values_list(column, flat=True)
        )
    values = _values_by_case(field, cases)
    return Counter(value for case_id in units.values() for value in values.get(case_id) or {UNKNOWN})


def _values_by_case(field: str, cases: QuerySet[Case]) -> dict[str, set[str]]:
    """Case id -> the values it has of a field; absent where it has none."""
    found: dict[str, set[str]] = defaultdict(set)
    for case_id, value in _pairs(field, cases):
        if value not in (None, ""):
            found[case_id].add(str(value))
    return found


def _pairs(field: str, cases: QuerySet[Case]) -> Iterable[tuple[str, object]]:
    match field:
        case "year":
            return Act.objects.filter(case__in=cases).values_list("case_id", "year")
        case "act":
            return Act.objects.filter(case__in=cases).values_list("case_id", "type")
        case "country":
            return Place.objects.filter(case__in=cases).values_list("case_id", "country")
        case "status":
            return _newest_states(cases)
        case "place_known":
            located = Place.objects.filter(case__in=cases, latitude__isnull=False).values_list("case_id", flat=True)
            known = set(located)
            return ((case_id, "yes" if case_id in known else "no") for case_id in cases.values_list("id", flat=True))
        case "dataset":
            return cases.values_list("id", "dataset")
        case "list":
            return cases.values_list("id", "listed_in")
        case "verification":
            newest = Verification.objects.filter(case__in=cases).order_by("order").values_list("case_id", "state")
            return dict(newest).items()
    raise CannotCount(f"nothing is counted by {field!r}; there are {', '.join(FIELDS)}")


def _newest_states(cases: QuerySet[Case]) -> Iterable[tuple[str, object]]:
    """The newest step of each case: a status update's outcome, or a measure's state."""
    newest: dict[str, object] = {}
    for model, column in ((StatusUpdate, "outcome"), (MeasureState, "state")):
        newest |= dict(model._default_manager.filter(case__in=cases).order_by("order").values_list("case_id", column))
    return newest.items()
