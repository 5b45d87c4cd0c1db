"""The cases on the desk, one entry each: what a person needs to choose which to release, withdraw or redact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    found = Case.objects.filter(record_id__isnull=False) if public else Case.objects.all()
    if dataset:
        found = found.filter(dataset=dataset)
    ids = list(found.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        for each in these(ids[start : start + CHUNK], licence=licence):
            if each.state == decisions.PUBLIC or not public:
                yield each


def these(ids: Sequence[str], *, licence: str) -> Iterator[Listed]:
    """A few cases, by id."""
    found = Case.objects.filter(id__in=ids).order_by("id")
    rows = found.values_list("id", "record_id", "kind", "dataset", "title", "original")
    states = decisions.states([record_id for _, record_id, *_ in rows if record_id])
    dates, called = _dates(ids), _called(ids)
    public = [case_id for case_id, record_id, *_ in rows if states.get(record_id or "", ("",))[0] == decisions.PUBLIC]
    differ = changed.since_release(public, licence=licence)
    for case_id, record_id, kind, dataset, title, original in rows:
        state, version = states.get(record_id or "", (NOT_RELEASED, 0))
        label = title.get(original) or next(iter(title.values()), "") or ", ".join(called[case_id]) or kind
        said = list(dates[case_id])
        yield Listed(case_id, record_id or "", kind, dataset, label, said, state, version, case_id in differ)


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
