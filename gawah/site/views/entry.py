"""What lists, home and feeds show of a record: made from its entry alone."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from gawah.record.model import Place
from gawah.site.entry import Entry
from gawah.site.views import parts
from gawah.site.views.record import label
from gawah.site.views.wording import Wording, escape, safe


class EntryView(Struct, frozen=True, gc=False):
    """One row of a list."""

    href: str
    kicker: Markup
    title: Markup
    phrase: Markup  # of a number: quantifier, number and unit; "" for other kinds
    sum: Markup
    where: Markup  # of a number: the place it is about
    printed: Markup  # of a number: the words of its source, where they are in another language
    state: str
    state_label: str
    said: list[Markup]


def href(entry: Entry, language: str) -> str:
    """Address of the record's page in a language."""
    return f"/{entry.folder(language)}/"


def label_of(entry: Entry, wording: Wording) -> Markup:
    """The label made from facts, for a record without a title."""
    if entry.figure is not None:
        return parts.phrase(entry.figure, wording)
    place = entry.place
    if entry.kind == "law" and entry.countries:
        place = Place(precision="country", country=entry.countries[0])
    act = entry.acts[0] if entry.acts else ""
    target = entry.targets[0] if entry.targets else ""
    return label(wording, entry.kind, act, place, entry.dates[0] if entry.dates else None, target)


def title_of(entry: Entry, wording: Wording) -> Markup:
    """The title in the page's language, else as it was written, else the label."""
    return wording.any(entry.title, entry.original) or label_of(entry, wording)


def entry_view(entry: Entry, wording: Wording) -> EntryView:
    """The row. A number is shown as printed, with what it counts."""
    key = "home.added" if entry.updated == entry.released else "home.changed"
    said = _said_by(entry, wording)
    as_of = entry.figure.as_of if entry.figure is not None else entry.as_of
    key_of = "witness.as_of_date"
    said.append(wording.dated(key_of, as_of) if as_of else wording.t(key_of, date=wording.gone))
    phrase, where, printed, summary = Markup(""), Markup(""), Markup(""), escape(wording.own(entry.summary))
    if entry.figure is not None:
        phrase, printed = parts.phrase(entry.figure, wording), parts.printed(entry.figure, wording)
        summary = wording.any(entry.figure.counted, entry.original)
        where = wording.place(entry.figure.place)
    elif not summary and entry.title:
        summary = label_of(entry, wording)
    if entry.kind != "law" and entry.figure is None:
        said.append(_dates(entry, wording))
    return EntryView(
        href=href(entry, wording.language),
        kicker=wording.t(key, kind=wording.t(f"kind.{entry.kind}"), date=wording.date(entry.updated)),
        title=title_of(entry, wording),
        phrase=phrase,
        sum=summary,
        where=where,
        printed=printed,
        state=entry.verification,
        state_label=wording.term("verification_states", entry.verification),
        said=said,
    )


def _said_by(entry: Entry, wording: Wording) -> list[Markup]:
    """Who says so: three at most, then how many sources there are."""
    names = [safe(f"<b>{wording.foreign(name)}</b>") for name in entry.said_by[:3]]
    said = [safe(" · ".join(names))] if names else []
    if len(entry.said_by) > 3:
        said.append(wording.locale.n("witness.sources", len(entry.said_by)))
    return said


def _dates(entry: Entry, wording: Wording) -> Markup:
    if not entry.dates:
        return wording.when(None)
    return safe(" · ".join(wording.when(date) for date in entry.dates[:4]))
