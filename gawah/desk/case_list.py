"""The cases on the desk, one entry each: what a person needs to choose which to release, withdraw or redact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gawah import vocabulary
from gawah.desk import changed
from gawah.desk.models import Act, Case, Law, MeasureState, MeasureTarget, Stage
from gawah.releases import decisions

CHUNK = 500
NOT_RELEASED = "not released"
_DATED = (Act, MeasureState, Stage)
# What a case without a title is called by: the first of these that it has.
_CALLED = ((Law, "name_printed"), (MeasureTarget, "value"), (Act, "type"))


@dataclass(frozen=True)
class Listed:
    """A case as it is listed. ``dates`` are EDTF, each once; ``version`` is the newest that is public, 0 for none."""

    id: str
    record: str  # "" before its first release
    kind: str
    dataset: str
    label: str  # its title in the language it was written in, else what it is about, in English
    dates: list[str]
    state: str  # "not released", "waiting", "public" or "withdrawn"
    version: int
    changed: bool  # it is public, and says something else by now: release it again


def cases(*, licence: str, dataset: str = "", public: bool = False) -> Iterator[Listed]:
    """Every case by id; ``dataset`` and ``public`` narrow it down. A fixed number of queries for many of them.

    ``licence``: under which it would be released now.
    """
    for ids in _chunks(dataset, released=public):
        for each in these(ids, licence=licence):
            if each.state == decisions.PUBLIC or not public:
                yield each


def number_changed(*, licence: str, dataset: str) -> int:
    """How many public cases of a dataset say something else by now."""
    number = 0
    for ids in _chunks(dataset, released=True):
        records = dict(Case.objects.filter(id__in=ids).values_list("id", "record_id"))
        public = _public(records, decisions.states([each for each in records.values() if each]))
        number += len(changed.since_release(public, licence=licence))
    return number


def these(ids: Sequence[str], *, licence: str) -> Iterator[Listed]:
    """A few cases, by id."""
    found = Case.objects.filter(id__in=ids).order_by("id")
    rows = found.values_list("id", "record_id", "kind", "dataset", "title", "original")
    states = decisions.states([record_id for _, record_id, *_ in rows if record_id])
    dates, called = _dates(ids), _called(ids)
    differ = changed.since_release(_public({row[0]: row[1] for row in rows}, states), licence=licence)
    for case_id, record_id, kind, dataset, title, original in rows:
        state, version = states.get(record_id or "", (NOT_RELEASED, 0))
        label = title.get(original) or next(iter(title.values()), "") or ", ".join(called[case_id]) or kind
        said = list(dates[case_id])
        yield Listed(case_id, record_id or "", kind, dataset, label, said, state, version, case_id in differ)


def _chunks(dataset: str, *, released: bool) -> Iterator[list[str]]:
    """Ids of cases, in order, a few at a time; ``released``: of those alone that were let out once."""
    found = Case.objects.filter(record_id__isnull=False) if released else Case.objects.all()
    if dataset:
        found = found.filter(dataset=dataset)
    ids = list(found.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _public(records: Mapping[str, str | None], states: Mapping[str, tuple[str, int]]) -> list[str]:
    """Those of these cases (case id -> record id) that are public."""
    return [case_id for case_id, record in records.items() if states.get(record or "", ("",))[0] == decisions.PUBLIC]


def _dates(ids: Sequence[str]) -> dict[str, dict[str, None]]:
    """Case id -> its dates in order, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for model in _DATED:
        dated = model._default_manager.filter(case_id__in=ids).order_by("date").values_list("case_id", "date")
        for case_id, date in dated:
            if date:
                found[case_id][date] = None
    return found


def _called(ids: Sequence[str]) -> dict[str, list[str]]:
    """Case id -> what to call it by, where it has no title."""
    found: dict[str, list[str]] = defaultdict(list)
    for model, field in _CALLED:
        named = {case_id for case_id, names in found.items() if names}
        for case_id, name in model._default_manager.filter(case_id__in=ids).values_list("case_id", field):
            word = vocabulary.label("acts", name, "en") if model is Act else name
            if word and case_id not in named and word not in found[case_id]:
                found[case_id].append(word)
    return found
