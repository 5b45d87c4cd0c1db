"""A measure's chain of states as a ribbon: filled is restricted, hollow is open, hatched is not known.

Segments are to scale only if every state has a full day; otherwise all are equally wide, and the key says that
widths mean nothing. An ordered list: on a phone it stands upright.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from markupsafe import Markup, escape

from gawah.record.model import Measure, MeasureState
from gawah.site.views.parts import Told
from gawah.site.views.wording import Wording, mark_of

SHUT = frozenset(("blocked", "filtered", "throttled", "shutdown", "removed", "blocked_again"))
FREE = frozenset(("lifted", "restored", "reachable"))
MOST = 7  # a longer chain stands upright on every page
WIDEST = 8  # no segment is more than eight times the narrowest


def look_of(state: str) -> str:
    """How a state is drawn."""
    if state in SHUT:
        return "shut"
    return "free" if state in FREE else "unknown" if state == "unknown" else "tested"


def widths(states: list[MeasureState], as_of: str) -> list[int] | None:
    """Relative widths, 1 to :data:`WIDEST`, of the stretches between days.

    None if any day is missing, or if the shortest stretch would be too narrow beside the longest to be read.
    """
    try:
        days = [date.fromisoformat(each or "") for each in [*(state.date for state in states), as_of]]
    except ValueError:
        return None
    lengths = [(after - before).days for before, after in pairwise(days)]
    if not lengths or min(lengths) <= 0:
        return None
    longest = max(lengths)
    if longest > WIDEST * min(lengths):
        return None
    return [round(length * WIDEST / longest) for length in lengths]


def key(record: Measure, wording: Wording) -> Markup:
    """What the widths mean."""
    if widths(record.states, record.as_of) is not None:
        return wording.t("measure.scaled")
    if any(state.date is None for state in record.states):
        return wording.t("measure.unscaled")
    return wording.t("record.not_to_scale")


def ribbon(record: Measure, wording: Wording) -> Markup:
    """The whole chain with its key; "" without states."""
    if not record.states:
        return Markup("")
    told = Told(record, wording)
    wide = widths(record.states, record.as_of)
    items = [
        _item(state, told, record.original, grow=wide[index] if wide else 1, first=index == 0)
        for index, state in enumerate(record.states)
    ]
    items.append(_end(record.as_of, wording))
    tall = Markup(" tall") if len(items) > MOST else ""
    return Markup('<ol class="ribbon%s">%s</ol>') % (tall, Markup("").join(items))


def _item(state: MeasureState, told: Told, original: str, *, grow: int, first: bool) -> Markup:
    wording, language = told.wording, told.language_of(told.cited(state.id))
    name = wording.term("measure_states", state.state)
    lines = [wording.when(state.date, state.date_printed, language=language)]
    if state.ordered_by:
        lines.append(_pair(wording, "field.ordered_by", wording.foreign(state.ordered_by, original)))
    if state.reason:
        lines.append(_pair(wording, "field.reason_told", wording.any(state.reason, original)))
    if state.network:
        lines.append(_pair(wording, "field.network", wording.foreign(state.network)))
    if state.note:
        lines.append(wording.any(state.note, original))
    look = look_of(state.state)
    edge = "edge" if first and look == "unknown" else ""
    classes = " ".join(filter(None, ["dated" if state.date else "", f"g{grow}" if grow > 1 else "", edge]))
    return Markup('<li%s><div class="seg %s"><span>%s</span></div><div class="step" data-state="%s">%s</div></li>') % (
        Markup(' class="%s"') % classes if classes else "",
        look,
        name,
        name,
        Markup("<br>").join(lines),
    )


def _pair(wording: Wording, key: str, value: Markup) -> Markup:
    return wording.t("colon", label=Markup("<b>%s</b>") % wording.t(key), value=value)


def _end(as_of: str, wording: Wording) -> Markup:
    """After the last source the line turns to hatching: it never runs on to today."""
    name = wording.t("measure.after")
    when = Markup('<span class="when %s">%s</span><br>') % (mark_of(as_of), wording.date(as_of)) if as_of else ""
    return Markup(
        '<li%s><div class="seg unknown"><span>%s</span></div><div class="step" data-state="%s">%s%s</div></li>'
    ) % (
        Markup(' class="dated"') if as_of else "",
        name,
        escape(name),
        when,
        wording.t("measure.nothing_later"),
    )
