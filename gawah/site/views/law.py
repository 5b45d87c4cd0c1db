"""A law's provisions as printed, and what is missing of its passage."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from gawah.record.model import Law
from gawah.site.views.case import Missing
from gawah.site.views.parts import Told
from gawah.site.views.wording import escape, inner


class Provided(Struct, frozen=True, gc=False):
    """A provision: its number and text are never translated or renumbered."""

    id: str
    number: Markup
    text: str
    language: str
    marks: Markup
    said: list[Markup]


def provisions(record: Law, told: Told) -> list[Provided]:
    """Every provision, in the record's order."""
    wording, found = told.wording, []
    for each in record.provisions:
        cited = told.cited(each.id)
        number = wording.locale.ltr(each.number)
        found.append(Provided(each.id, number, each.text, each.language, told.marks(cited), told.lines(cited)))
    return found


def unknown_of_law(record: Law, missing: Missing) -> None:
    """Stages whose date is not given, or not to the day."""
    wording = missing.wording
    for stage in record.stages:
        what: Markup = escape(inner(wording.term("law_steps", stage.step)))
        if stage.body:
            what = Markup("%s (%s)") % (what, wording.any(stage.body, record.original))
        missing.date(stage.date, what)
