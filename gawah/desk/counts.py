"""How many of what, by what. Counts of the desk's own things; figures are never counted together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from gawah import vocabulary
from gawah.desk.models import Act, Actor, Case, MeasureState, Place, StatusUpdate, Verification
from gawah.public.counts import UNKNOWN, Count, check, overlapping


def count(of: str, fields: Collection[str] = (), *, dataset: str = "") -> Count:
    """Count the desk's things. ``dataset`` narrows it down. Raises CannotCount."""
    check(of, fields)
    cases = Case.objects.all()
    if dataset:
        cases = cases.filter(dataset=dataset)
    if of in _KINDS:
        cases = cases.filter(kind=_KINDS[of])
    units = _units(of, cases)
    by = {field: _columns(of, field, cases, units) for field in fields}
    sorted_by = {field: dict(sorted(columns.items())) for field, columns in by.items()}
    return Count(len(units), sorted_by, overlapping(by, len(units)), _yearless(cases) if "year" in by else 0)


_KINDS = {"cases": Case.Kind.CASE, "measures": Case.Kind.MEASURE}


def _yearless(cases: QuerySet[Case]) -> int:
    return Act.objects.filter(case__in=cases, date__isnull=False, year__isnull=True).count()


def _units(of: str, cases: QuerySet[Case]) -> dict[str, str]:
    """Id of each thing counted -> id of its case."""
    if of == "acts":
        return dict(Act.objects.filter(case__in=cases).values_list("id", "case_id"))
    if of == "people":
        people = Actor.objects.filter(case__in=cases, kind__in=vocabulary.with_narrower("actor_kinds", "person"))
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
        case _:  # verification
            newest = Verification.objects.filter(case__in=cases).order_by("order").values_list("case_id", "state")
            return dict(newest).items()


def _newest_states(cases: QuerySet[Case]) -> Iterable[tuple[str, object]]:
    """The newest step of each case: a status update's outcome, or a measure's state."""
    newest: dict[str, object] = {}
    for model, column in ((StatusUpdate, "outcome"), (MeasureState, "state")):
        newest |= dict(model._default_manager.filter(case__in=cases).order_by("order").values_list("case_id", column))
    return newest.items()
