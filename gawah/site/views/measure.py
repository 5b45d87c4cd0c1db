"""What a measure restricted, with every unfilled field shown as not given."""

from __future__ import annotations

from markupsafe import Markup

from gawah.record.model import Measure
from gawah.site.views.case import Missing
from gawah.site.views.parts import Pair
from gawah.site.views.wording import Wording, escape, inner

_TARGETS = {
    "service": "field.service",
    "app": "field.app",
    "domain": "field.domain",
    "address": "field.address",
    "network": "field.networks",
}


def restricted(record: Measure, wording: Wording) -> list[Pair]:
    """The table "What was restricted"."""
    t = wording.t
    pairs: list[Pair] = []
    for kind, key in _TARGETS.items():
        values = [each.value for each in record.targets if each.kind == kind]
        if kind == "network":
            values += [each.network for each in record.states if each.network]
        if values:
            shown = [wording.locale.ltr(value) for value in dict.fromkeys(values)]
            pairs.append((t(key), wording.items(shown)))
        elif kind in ("domain", "network"):
            pairs.append((t(key), wording.gone))
    places = [wording.place(each.place) for each in record.states if each.place] or [wording.place(record.place)]
    places = [place for place in dict.fromkeys(places) if place]
    pairs.append((t("field.place"), wording.items(places) if places else wording.gone))
    orders = dict.fromkeys([record.ordered_by, *(each.ordered_by for each in record.states)])
    ordered = [wording.foreign(each, record.original) for each in orders if each]
    pairs.append((t("field.ordered_by"), wording.items(ordered) if ordered else wording.gone))
    carried = wording.foreign(record.carried_out_by, record.original) if record.carried_out_by else wording.gone
    pairs.append((t("field.carried_out_by"), carried))
    law = wording.foreign(record.law_cited, record.original) if record.law_cited else wording.gone
    pairs.append((t("field.law_cited"), law))
    known = dict.fromkeys(each.known_by for each in record.states if each.known_by)
    ways: list[Markup] = [
        escape(inner(label) if index else label)
        for index, label in enumerate(wording.term("known_by", each) for each in known)
    ]
    pairs.append((t("field.known_by"), wording.items(ways) if ways else wording.gone))
    if record.listed_in:
        pairs.append((t("field.listed_in"), wording.foreign(record.listed_in, record.original)))
    return pairs


def unknown_of_measure(record: Measure, missing: Missing) -> None:
    """What empty fields of the measure and its states say. A test has no order, no law."""
    wording = missing.wording
    for state in record.states:
        if state.state != "unknown":
            missing.date(state.date, escape(inner(wording.term("measure_states", state.state))))
    if record.states and all(each.state == "tested" for each in record.states):
        return
    what: Markup = escape(inner(wording.term("acts", record.type)))
    if not record.ordered_by and not any(each.ordered_by for each in record.states):
        missing.add("order", what)
    if not record.law_cited:
        missing.add("law", what)
    if not any(each.network for each in record.states) and not any(t.kind == "network" for t in record.targets):
        missing.add("network", what)
