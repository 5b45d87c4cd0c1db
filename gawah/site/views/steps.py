"""The dated line: what was so, on which day. It never runs on to today."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from gawah.record.model import Case, Law, Stage, StatusUpdate
from gawah.site.views.parts import Told
from gawah.site.views.wording import Wording, escape, mark_of


class Step(Struct, frozen=True, gc=False):
    """One point or stretch of the line."""

    mark: str
    date: Markup
    what: Markup
    note: Markup
    dated: bool


def updates(record: Case, told: Told) -> list[Step]:
    """The status updates, then the day after which nothing is recorded; [] without updates."""
    wording, steps = told.wording, []
    for each in record.updates:
        what = escape(wording.term("outcomes", each.outcome)) if each.outcome else Markup("")
        steps.append(_step(each, what, wording.any(each.note, record.original), told))
    return [*steps, _end(record.as_of, wording)] if steps else []


def stages(record: Law, told: Told) -> list[Step]:
    """The stages of passage by chamber, then the end of what is recorded; [] without stages."""
    wording, steps = told.wording, []
    for each in record.stages:
        what: Markup = escape(wording.term("law_steps", each.step))
        if each.body:
            what = Markup("%s · %s") % (what, wording.any(each.body, record.original))
        steps.append(_step(each, what, wording.any(each.note, record.original), told))
    return [*steps, _end(record.as_of, wording)] if steps else []


def _step(told_of: StatusUpdate | Stage, what: Markup, note: Markup, told: Told) -> Step:
    wording, date = told.wording, told_of.date
    shown = wording.date(date) if date else wording.t("date.none")
    if told_of.date_printed:
        printed = wording.quote(told_of.date_printed, told.language_of(told.cited(told_of.id)))
        note = Markup(" ").join([note, printed]) if note else printed
    if precision := wording.precision(date):
        what = Markup("%s (%s)") % (what, precision)
    return Step(mark_of(date), shown, what, note, date is not None)


def _end(as_of: str, wording: Wording) -> Step:
    shown = wording.date(as_of) if as_of else wording.t("date.none")
    latest = wording.t("record.latest_source")
    return Step(mark_of(as_of), shown, latest, wording.t("record.nothing_later"), bool(as_of))
