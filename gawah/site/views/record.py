"""What the page of one record shows, whatever its kind, in one language."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup
from msgspec import Struct

from gawah.core.text import slug
from gawah.record.model import Case, Fact, Law, Measure, Place, Text
from gawah.site.drawing import ribbon
from gawah.site.markdown import to_html
from gawah.site.views import parts
from gawah.site.views.case import Missing, claims, people, unknown_of_case
from gawah.site.views.law import Provided, provisions, unknown_of_law
from gawah.site.views.measure import restricted, unknown_of_measure
from gawah.site.views.steps import Step, stages, updates
from gawah.site.views.versions import Former, VersionView, versions
from gawah.site.views.wording import Wording, capital, escape, inner, plain, safe

Link = tuple[str, Markup | str]  # address, text


class RecordView(Struct, frozen=True, gc=False):
    """Everything the template needs, in the order of the page."""

    id: str
    kind: str
    crumbs: list[Link]
    title: Markup
    page_title: str
    lede: Markup
    state: str
    state_label: str
    reason: Markup
    under_title: list[Markup]  # the rest of the witness of the whole
    invented: bool
    missing: Link | None  # where the original can be read
    ribbon: Markup
    ribbon_key: Markup
    pairs: list[parts.Pair]
    pairs_said: list[Markup]
    provisions: list[Provided]
    claims: list[parts.Claim]
    figures: list[parts.FigureView]
    narrative: Markup
    steps: list[Step]
    differ_heads: list[tuple[str, Markup]]
    differ: list[parts.Difference]
    quotations: list[parts.Quotation]
    unknown: list[Markup]
    sources: list[parts.SourceView]
    versions: list[VersionView]
    basis: list[Markup]
    themes: list[Link]
    related: list[Link]
    cite: Markup
    json: str
    referring: list[Link] = []  # records that name this law, newest first
    all_referring: str = ""  # address of the list of them all; "" = they all stand here


def record_view(
    record: Fact, wording: Wording, site_name: str, link: Callable[[str], Link | None], former: Former
) -> RecordView:
    """The view of a record. ``link`` gives address and title of another record of the site by its id.

    Of a former version it leads to no list: the record as it is now may stand in others.
    """
    now = record is former.latest
    told = parts.Told(record, wording)
    title = title_of(record, wording)
    named = _things(record, wording)
    heads, differ = parts.differences(record, told, named)
    kind = _kind(record)
    return RecordView(
        id=record.id,
        kind=kind,
        crumbs=_crumbs(record, kind, wording)[: None if now else 1],
        title=title,
        page_title=plain(title),
        lede=escape(wording.own(record.summary)) or (label_of(record, wording) if record.title else Markup("")),
        state=record.verification.state,
        state_label=wording.term("verification_states", record.verification.state),
        reason=wording.any(record.verification.reason, record.original),
        under_title=_under_title(record, wording),
        invented=record.invented,
        missing=_missing(record, former, wording),
        ribbon=ribbon.ribbon(record, wording) if isinstance(record, Measure) else Markup(""),
        ribbon_key=ribbon.key(record, wording) if isinstance(record, Measure) else Markup(""),
        pairs=restricted(record, wording) if isinstance(record, Measure) else _law_pairs(record, wording),
        pairs_said=told.lines(told.cited("") or list(told.sources)),
        provisions=provisions(record, told) if isinstance(record, Law) else [],
        claims=[*claims(record, told), *people(record, told)] if isinstance(record, Case) else [],
        figures=[parts.figure_view(figure, told, record.original) for figure in record.figures],
        narrative=_narrative(record, wording),
        steps=_steps(record, told),
        differ_heads=[(told.numbers[source], told.name(source)) for source in heads],
        differ=differ,
        quotations=parts.quotations(record, told),
        unknown=_unknown(record, wording),
        sources=parts.sources(record, told),
        versions=versions(record, former, wording),
        basis=_basis(record, wording),
        themes=[(f"/{wording.language}/theme/{slug(theme)}/" if now else "", theme) for theme in record.themes],
        related=[found for other in record.related if (found := link(other))],
        cite=_cite(record, title, wording, site_name),
        json=f"/r/{record.id}.json" if now else f"/r/{record.id}.{record.version}.json",
    )


def _kind(record: Fact) -> str:
    return str(record.__struct_config__.tag)


def title_of(record: Fact, wording: Wording) -> Markup:
    """The title in the page's language, else as it was written, else a label made from the facts."""
    return wording.any(record.title, record.original) or label_of(record, wording)


def label_of(record: Fact, wording: Wording) -> Markup:
    """What the facts alone say: kind of act, place, date. Made for each language, never stored."""
    place = record.place
    if isinstance(record, Case):
        act = record.acts[0] if record.acts else None
        code, date = (act.type, act.date) if act else ("", None)
        place = (act.place if act else None) or place
        return label(wording, "case", code, place, date)
    if isinstance(record, Measure):
        state = record.states[0] if record.states else None
        target = record.targets[0].value if record.targets else ""
        place = (state.place if state else None) or place
        return label(wording, "measure", record.type, place, state.date if state else None, target)
    if isinstance(record, Law):
        name = wording.foreign(record.name_printed, record.original) if record.name_printed else None
        return name or label(wording, "law", "", Place(precision="country", country=record.jurisdiction), None)
    figure = record.figures[0] if record.figures else None
    return parts.phrase(figure, wording) if figure else escape(wording.t("kind.figure"))


def label(wording: Wording, kind: str, act: str, place: Place | None, date: str | None, target: str = "") -> Markup:
    """ "Arrest · Baku, Azerbaijan · 2009", with what is not given said so."""
    what: Markup = escape(wording.term("acts", act)) if act else wording.t(f"kind.{kind}")
    if target:
        what = wording.t("colon", label=what, value=wording.locale.ltr(target))
    where = wording.place(place) or wording.t("place.not_given")
    return wording.t("record.label", act=what, place=where, date=wording.date(date))


def _crumbs(record: Fact, kind: str, wording: Wording) -> list[Link]:
    base = f"/{wording.language}"
    found: list[Link] = [(f"{base}/{kind}/", wording.t(_NAV[kind]))]
    if isinstance(record, Case):
        codes = dict.fromkeys(act.type for act in record.acts)
        found += [(f"{base}/act/{code}/", wording.term("acts", code)) for code in list(codes)[:2]]
    elif isinstance(record, Measure):
        found.append((f"{base}/act/{record.type}/", wording.term("acts", record.type)))
    elif isinstance(record, Law) and record.jurisdiction:
        found.append((f"{base}/country/{record.jurisdiction}/", wording.country(record.jurisdiction)))
    return found


_NAV = {"case": "nav.cases", "measure": "nav.measures", "law": "nav.laws", "figure": "nav.figures"}


def _under_title(record: Fact, wording: Wording) -> list[Markup]:
    found = []
    if record.as_of:
        found.append(wording.dated("witness.as_of_date", record.as_of))
    if record.verification.day:
        found.append(wording.dated("witness.state_since", record.verification.day))
    return found


def _missing(record: Fact, former: Former, wording: Wording) -> Link | None:
    """Where the account can be read, when it is not in the page's language; None when nothing is missing."""
    language = record.original
    if not language or language == wording.language or language not in wording.languages:
        return None
    accounts: list[Text] = [record.narrative, record.summary]
    if isinstance(record, Case):
        accounts += [act.account for act in record.acts]
    if all(not text or wording.language in text for text in accounts):
        return None
    return (former.address(language, None if record is former.latest else record.version), language)


def _narrative(record: Fact, wording: Wording) -> Markup:
    """The account in the page's language. In a language the site has no page in, it stands as it is."""
    if found := wording.own(record.narrative):
        return to_html(found)
    if record.narrative and record.original not in wording.languages:
        language, text = next(iter(record.narrative.items()))
        return Markup('<div lang="%s" dir="auto">%s</div>') % (language, to_html(text))
    return Markup("")


def _law_pairs(record: Fact, wording: Wording) -> list[parts.Pair]:
    if not isinstance(record, Law):
        return []
    name = wording.foreign(record.name_printed, record.original) if record.name_printed else wording.gone
    country = wording.country(record.jurisdiction) if record.jurisdiction else wording.gone
    return [(wording.t("field.name_printed"), name), (wording.t("field.jurisdiction"), country)]


def _steps(record: Fact, told: parts.Told) -> list[Step]:
    if isinstance(record, Case):
        return updates(record, told)
    return stages(record, told) if isinstance(record, Law) else []


def _things(record: Fact, wording: Wording) -> dict[str, Markup]:
    """What each thing in the record is called where sources differ about it."""
    if isinstance(record, Case):
        found = {act.id: escape(wording.term("acts", act.type)) for act in record.acts}
        found.update({each.id: escape(wording.term("outcomes", each.outcome)) for each in record.updates})
    elif isinstance(record, Measure):
        found = {each.id: escape(wording.term("measure_states", each.state)) for each in record.states}
    elif isinstance(record, Law):
        found = {each.id: escape(wording.term("law_steps", each.step)) for each in record.stages}
        found.update({each.id: wording.locale.ltr(each.number) for each in record.provisions})
    else:
        found = {}
    found.update({each.id: wording.any(each.counted, record.original) for each in record.figures})
    return found


def _unknown(record: Fact, wording: Wording) -> list[Markup]:
    """What no source says: noted by a person, and what empty fields say. Each once."""
    missing = Missing(wording)
    if isinstance(record, Case):
        unknown_of_case(record, missing)
    elif isinstance(record, Measure):
        unknown_of_measure(record, missing)
    elif isinstance(record, Law):
        unknown_of_law(record, missing)
    for figure in record.figures:
        what = wording.any(figure.counted, record.original)
        if figure.as_of is None:
            missing.add("as_of", what)
        if figure.quantity.quantifier == "uncounted":
            missing.add("number", what)
    noted = [wording.any(each, record.original) for each in record.unknown]
    return list(dict.fromkeys([*noted, *missing.lines()]))


def _basis(record: Fact, wording: Wording) -> list[Markup]:
    found = []
    for each in record.basis:
        kind = wording.term("basis_kinds", each.kind)
        text = wording.t("witness.basis", basis=escape(inner(kind)))
        found.append(safe(f"{text} ({wording.foreign(each.note, record.original)})") if each.note else text)
    return list(dict.fromkeys(found))


def _cite(record: Fact, title: Markup, wording: Wording, site_name: str) -> Markup:
    newest = record.versions[-1].released if record.versions else record.released
    language = wording.spoken(record.title, record.original)
    return wording.t(
        "cite.text",
        site=capital(site_name),
        title=wording.quote(record.title.get(language) or title, language),
        number=wording.number(record.version),
        date=wording.date(newest),
        record="",
        id=safe(f"<code>{escape(record.id)}</code>"),
    )
