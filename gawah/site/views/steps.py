"""The dated line: what was so, on which day. It never runs on to today."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from gawah.record.model import Case, Law
from gawah.site.views.wording import Wording, escape, mark_of


class Step(Struct, frozen=True, gc=False):
    """One point or stretch of the line."""

    mark: str
    date: Markup
    what: Markup
    note: Markup
    dated: bool


def updates(record: Case, wording: Wording) -> list[Step]:
    """The status updates, then the day after which nothing is recorded; [] without updates."""
    steps = [
        _step(each.date, each.date_printed, wording.term("outcomes", each.outcome) if each.outcome else "",
              wording.any(each.note, record.original), wording)
        for each in record.updates
    ]  # fmt: skip
    return [*steps, _end(record.as_of, wording)] if steps else []


def stages(record: Law, wording: Wording) -> list[Step]:
    """The stages of passage by chamber, then the end of what is recorded; [] without stages."""
    steps = []
    for each in record.stages:
        what: Markup = escape(wording.term("law_steps", each.step))
        if each.body:
            what = Markup("%s · %s") % (what, wording.any(each.body, record.original))
        note = wording.any(each.note, record.original)
        steps.append(_step(each.date, each.date_printed, what, note, wording))
    return [*steps, _end(record.as_of, wording)] if steps else []


def _step(date: str | None, printed: str, what: str, note: Markup, wording: Wording) -> Step:
    shown = wording.date(date) if date else wording.t("date.none")
    if printed:
        note = Markup(" ").join([note, wording.quote(printed)]) if note else wording.quote(printed)
    if precision := wording.precision(date):
        what = Markup("%s (%s)") % (what, precision)
    return Step(mark_of(date), shown, escape(what), note, date is not None)


def _end(as_of: str, wording: Wording) -> Step:
    shown = wording.date(as_of) if as_of else wording.t("date.none")
    latest = wording.t("record.latest_source")
    return Step(mark_of(as_of), shown, latest, wording.t("record.nothing_later"), bool(as_of))
