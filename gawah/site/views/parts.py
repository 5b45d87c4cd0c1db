"""The parts that every kind of record shares, as its page shows them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup
from msgspec import Struct

from gawah.record.model import Citation, Fact, Figure, Source
from gawah.site.views.wording import Wording, escape, grouped, safe

Pair = tuple[str, Markup | str]  # a label and a value


class Claim(Struct, frozen=True, gc=False):
    """One claim: before the double rule what is said, behind it who says so."""

    id: str
    text: Markup | str
    marks: Markup
    facts: list[Pair]
    said: list[Markup]


class SourceView(Struct, frozen=True, gc=False):
    number: str
    id: str
    title: Markup
    url: str
    meta: Markup
    said: list[Markup]
    hash: str


class Quotation(Struct, frozen=True, gc=False):
    words: str
    language: str
    said: list[Markup]


class Difference(Struct, frozen=True, gc=False):
    """One thing that sources say differently: a cell a source, "" where it says nothing."""

    what: Markup
    cells: list[tuple[str, Markup]]  # number of the source, what it says


class FigureView(Struct, frozen=True, gc=False):
    id: str
    phrase: Markup
    counted: Markup
    printed: Markup
    facts: list[Pair]
    said: list[Markup]


class Told:
    """A record's sources and citations, looked up by what they speak of."""

    def __init__(self, record: Fact, wording: Wording) -> None:
        self.wording = wording
        self.sources = {source.id: source for source in record.sources}
        self.numbers = {source.id: wording.number(index) for index, source in enumerate(record.sources, start=1)}
        self.by_thing: dict[str, list[Citation]] = {}
        for citation in record.citations:
            if citation.source in self.sources:
                self.by_thing.setdefault(citation.of, []).append(citation)
        self._names: dict[str, Markup] = {}

    def cited(self, thing: str) -> list[str]:
        """Ids of the sources that speak of a thing, in the record's order; of the whole record when none does."""
        found = self.by_thing.get(thing) or self.by_thing.get("") or []
        if not found:
            return list(self.sources) if len(self.sources) == 1 else []
        if len(found) == 1:
            return [found[0].source]
        said = {citation.source for citation in found}
        return [source for source in self.sources if source in said]

    def marks(self, sources: list[str]) -> Markup:
        """Citation marks: the numbers of the sources, as links to them."""
        return safe("".join(f'<a href="#{escape(each)}">{self.numbers[each]}</a> ' for each in sources))

    def name(self, source_id: str) -> Markup:
        """Who says so: publisher or author, kind of source and its date."""
        if source_id not in self._names:
            self._names[source_id] = self._name(self.sources[source_id])
        return self._names[source_id]

    def _name(self, source: Source) -> Markup:
        wording = self.wording
        who = source.publisher or source.author
        parts = [safe(f"<b>{wording.foreign(who)}</b>")] if who else []
        if source.publisher and source.author:
            parts.append(wording.foreign(source.author))
        kind = wording.term("source_kinds", source.kind)
        parts.append(escape(kind if not parts else kind[:1].lower() + kind[1:]))
        parts.append(wording.date(source.date) if source.date else wording.undated)
        name = safe(" · ".join(parts))
        if source.quoted_in in self.numbers:
            quoted = wording.t("witness.quoted_in_number", number=self.numbers[source.quoted_in])
            name = Markup("%s · %s") % (name, quoted)
        return name

    def lines(self, sources: list[str]) -> list[Markup]:
        """A line a source; one that says there is none, when there is none."""
        if not sources:
            return [self.wording.t("witness.no_citation")]
        lines = [self.name(source) for source in sources[:3]]
        if len(sources) > 3:
            lines.append(self.wording.locale.n("witness.both", len(sources)))
        return lines

    def values(self, thing: str, field: str) -> list[Citation]:
        """The citations that give a value for one field of a thing."""
        return [each for each in self.by_thing.get(thing, ()) if each.field == field and each.value]

    def language_of(self, sources: list[str]) -> str:
        """The language that all of these sources are in; "" when they differ or do not say."""
        found = {self.sources[source].language for source in sources}
        return found.pop() if len(found) == 1 else ""

    def dates(self, thing: str, date: str | None, printed: str) -> list[Markup]:
        """The thing's date with its precision; where sources give several, each with its source."""
        wording, given = self.wording, self.values(thing, "date")
        label = wording.t("date.label")
        if {each.value for each in given} - {date}:
            lines = []
            if date and date not in {each.value for each in given}:
                lines.append(_labelled(wording, label, wording.when(date)))
            for each in given:
                mark = f' <sup><a href="#{escape(each.source)}">{self.numbers[each.source]}</a></sup>'
                shown = _date(wording, each.value, self.sources[each.source].language, other=bool(lines))
                lines.append(_labelled(wording, label, safe(f"{shown}{mark}")))
            return lines
        language = self.language_of(self.cited(thing))
        shown = wording.when(date, printed, language=language) if date or printed else _none(wording)
        line = _labelled(wording, label, shown)
        if precision := wording.precision(date):
            line = safe(f"{line} ({precision})")
        lines = [line]
        if printed and date is not None:
            lines.append(wording.t("witness.as_printed", words=wording.quote(printed, language)))
        return lines


def _none(wording: Wording) -> Markup:
    """Beside the label "Date" the words "date not given" would say it twice."""
    return Markup('<span class="when none">%s</span>') % wording.t("not_given")


def _labelled(wording: Wording, label: str, value: Markup | str) -> Markup:
    return wording.t("colon", label=escape(label), value=escape(value))


def _date(wording: Wording, value: str, language: str, *, other: bool = False) -> Markup:
    """The date a source gives; its own words when they are no date."""
    try:
        return wording.when(value, other=other)
    except ValueError:
        return wording.quote(value, language)


def differences(record: Fact, told: Told, names: dict[str, Markup]) -> tuple[list[str], list[Difference]]:
    """What sources say differently: ids of the sources concerned, and a row for each thing and field."""
    given: dict[tuple[str, str], dict[str, list[Citation]]] = {}
    for citation in record.citations:
        if citation.value and citation.source in told.sources:
            given.setdefault((citation.of, citation.field), {}).setdefault(citation.source, []).append(citation)
    rows = {
        key: by_source
        for key, by_source in given.items()
        if len({each.value for found in by_source.values() for each in found}) > 1
    }
    concerned = {source for by_source in rows.values() for source in by_source}
    columns = [source for source in told.sources if source in concerned]
    return columns, [
        Difference(
            what=_what(told.wording, names.get(of, Markup("")), field),
            cells=[(told.numbers[source], _cell(told, by_source.get(source, []))) for source in columns],
        )
        for (of, field), by_source in rows.items()
    ]


_FIELDS = {
    "date": "date.label", "type": "field.act", "place": "field.place", "reason": "field.reason",
    "law_cited": "field.law_cited", "outcome": "field.outcome", "platform": "field.platform",
    "tool": "field.tool", "vendor": "field.vendor", "domain": "field.domain", "network": "field.network",
    "event": "field.event", "ordered_by": "field.ordered_by", "carried_out_by": "field.carried_out_by",
    "involved": "field.who", "quantity": "field.number", "unit": "field.unit", "counted": "field.counted",
    "as_of": "witness.as_of", "period": "field.period", "known_by": "field.known_by",
    "name": "field.who", "account": "table.account",
}  # fmt: skip


def _what(wording: Wording, thing: Markup, field: str) -> Markup:
    label = wording.t(_FIELDS[field]) if field in _FIELDS else escape(field.replace("_", " "))
    if not thing:
        return label if field else wording.t("table.account")
    return _labelled(wording, thing, label) if field else thing


def _cell(told: Told, found: list[Citation]) -> Markup:
    """What one source says: its words where they are kept, else the value it gives."""
    if not found:
        return told.wording.gone
    said = []
    for each in found:
        language = told.sources[each.source].language
        value = _date(told.wording, each.value, language) if each.field == "date" else None
        words = told.wording.quote(each.words, language) if each.words else None
        pieces = [piece for piece in (value, words) if piece]
        said.append(Markup(" ").join(pieces) if pieces else told.wording.quote(each.value, language))
    return Markup("<br>").join(said)


def quotations(record: Fact, told: Told) -> list[Quotation]:
    """The words of sources that are kept and stand in no table of differences, each once."""
    wording, seen, found = told.wording, set(), []
    for citation in record.citations:
        source = told.sources.get(citation.source)
        if source is None or not citation.words or citation.value or citation.words in seen:
            continue
        seen.add(citation.words)
        said = [told.name(source.id)]
        if citation.where:
            said.append(wording.t("witness.where", where=Markup('<bdi dir="auto">%s</bdi>') % citation.where))
        if citation.disputes:
            said.append(Markup("<b>%s</b>") % wording.t("witness.disputes"))
        found.append(Quotation(citation.words, source.language, said))
    return found


# What urlsplit would say the same of, at a tenth of its cost: most addresses are such.
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?")


def web(url: str) -> str:
    """The address if a page may link to it: http or https with a host; else ""."""
    if _PLAIN.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def sources(record: Fact, told: Told) -> list[SourceView]:
    """Every source, in the record's order."""
    wording = told.wording
    shown = []
    for source in record.sources:
        kind = wording.term("source_kinds", source.kind)
        title = wording.quote(source.title, source.language) if source.title else escape(kind)
        who = [wording.foreign(each) for each in (source.author, source.publisher) if each]
        meta = [escape(kind)] if source.title else []
        if source.occasion:
            meta.append(wording.foreign(source.occasion, source.language))
        said = [wording.dated("witness.published", source.date) if source.date else wording.undated]
        if source.seen:
            said.append(wording.dated("witness.seen_date", source.seen))
        if source.archived_sha256:
            said[-1] = Markup("%s · %s") % (said[-1], wording.t("witness.copy_kept"))
        if source.quoted_in in told.numbers:
            inner = wording.t("witness.source_number", number=told.numbers[source.quoted_in])
            said.append(wording.t("witness.quoted_in", source=inner))
        shown.append(
            SourceView(
                number=told.numbers[source.id],
                id=source.id,
                title=safe(" · ".join([title, *who])),
                url=web(source.url),
                meta=safe(" · ".join(meta)),
                said=said,
                hash=grouped(source.archived_sha256),
            )
        )
    return shown


def phrase(figure: Figure, wording: Wording) -> Markup:
    """Quantifier, number and unit as one phrase: as printed where it is the page's language, else in its words."""
    if figure.printed and figure.printed_language in ("", wording.language):
        lead = str(wording.t(f"quantity.{figure.quantity.quantifier}", low=Markup("\0"), high=Markup("\0")))
        lead = lead.partition("\0")[0] if "\0" in lead else ""
        if lead and figure.printed.casefold().startswith(lead.casefold()):
            return Markup("%s<b>%s</b>") % (figure.printed[: len(lead)], figure.printed[len(lead) :])
        return Markup("<b>%s</b>") % figure.printed
    quantity = figure.quantity
    if quantity.low is None and quantity.high is None:
        number = Markup("<b>%s</b>") % (wording.foreign(figure.printed, figure.printed_language) or wording.gone)
    else:
        low = quantity.low if quantity.low is not None else quantity.high
        high = quantity.high if quantity.high is not None else low
        number = wording.t(
            f"quantity.{quantity.quantifier}",
            low=Markup("<b>%s</b>") % wording.number(low or 0),
            high=Markup("<b>%s</b>") % wording.number(high or 0),
        )
    return wording.t("colon", label=escape(wording.term("units", figure.unit)), value=number)


def figure_view(figure: Figure, told: Told, original: str) -> FigureView:
    """A number with everything that makes it one. It is never added to another."""
    wording = told.wording
    cited = [figure.source] if figure.source in told.sources else told.cited(figure.id)
    said = told.lines(cited)
    as_of = wording.date(figure.as_of) if figure.as_of else wording.gone
    said.append(_labelled(wording, wording.t("witness.as_of"), as_of))
    facts: list[Pair] = []
    if figure.place:
        facts.append((wording.t("field.place"), wording.place(figure.place)))
    if figure.period:
        facts.append((wording.t("field.period"), wording.date(figure.period)))
    shown = phrase(figure, wording)
    counted = wording.any(figure.counted, original)
    return FigureView(figure.id, shown, counted, printed(figure, wording), facts, said)


def printed(figure: Figure, wording: Wording) -> Markup:
    """The source's own words, where the page says the number in another language; else ""."""
    if not figure.printed or figure.printed_language in ("", wording.language):
        return Markup("")
    return wording.t("witness.as_printed", words=wording.quote(figure.printed, figure.printed_language))
