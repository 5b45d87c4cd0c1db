"""What lists, browse and home say around their entries."""

from __future__ import annotations

from markupsafe import Markup

from gawah.record.snapshot import SiteSettings
from gawah.site.drawer import BrowseData, HomeData, ListPage
from gawah.site.drawing.places import PlaceTally
from gawah.site.entry import UNDATED, ListKey
from gawah.site.lists import NEWEST
from gawah.site.views import entry as entries
from gawah.site.views.wording import Wording, escape, plain

Link = tuple[str, Markup | str, Markup | str]  # address, text, how many

_KINDS = {"case": "nav.cases", "measure": "nav.measures", "law": "nav.laws", "figure": "figure.title"}
OTHER = "other"  # an act that is of no kind there is: it stands after all that are
FEW = 10  # rows of the map's table that stand open
STATES = ("unverified", "corroborated", "verified", "disputed", "retracted")


def heads(page: ListPage, wording: Wording) -> tuple[Markup, Markup, Markup]:
    """Heading, lead and note of a list's page."""
    key, t = page.key, wording.t
    lead, note = Markup(""), Markup("")
    if key.dimension == "kind":
        heading = t(_KINDS[key.value])
        if key.value == "figure":
            lead, note = t("figure.lead"), t("figure.not_added")
        elif key.value == "measure":
            note = t("measure.tested")
    elif key.dimension == "country":
        heading = t("list.country", country=wording.country(key.value))
    elif key.dimension == "act":
        heading = t("list.act", act=wording.term("acts", key.value))
    elif key.dimension == "theme":
        heading = t("list.theme", theme=page.label or key.value)
    elif page.law is not None:
        title = entries.title_of(page.law, wording)
        heading, note = t("list.law", law=title), t("law.referring_note")
        lead = Markup('<a href="%s">%s</a>') % (entries.href(page.law, wording.language), t("list.to_law"))
    elif key.value == UNDATED:
        heading, note = t("list.undated"), t("list.undated_note")
    else:
        heading = t("list.year", year=wording.locale.year(key.value))
    if page.end != NEWEST:
        heading = Markup("%s · %s") % (heading, _up_to(page, wording))
    return heading, lead, note


def _up_to(page: ListPage, wording: Wording) -> Markup:
    """What tells an older page from the others, whatever becomes of them: the day it ends with.

    Of several that end with one day, at most one began before it: the others say where in its ids they end.
    """
    day, record_id = page.end
    found = wording.t("list.up_to", date=wording.date(day))
    return Markup("%s · %s") % (found, wording.locale.ltr(record_id[:8])) if page.since == day else found


def groups(data: BrowseData, wording: Wording) -> list[tuple[Markup, list[Link]]]:
    """The headings of the browse page, each with its links; none without links."""
    t, order = wording.t, wording.locale.sort_key
    countries = sorted((wording.country(each), each) for each in data.countries)
    acts = [(wording.term("acts", each), each) for each in data.acts]
    found = [
        (t("browse.by_kind"), [_link(ListKey("kind", each), t(_KINDS[each]), wording) for each in data.kinds]),
        (t("browse.by_country"), _sorted(countries, "country", wording)),
        (t("browse.by_year"), [_year(each, wording) for each in data.years]),
        (t("browse.by_act"), _sorted(acts, "act", wording)),
        (
            t("browse.by_theme"),
            [
                _link(ListKey("theme", slug), Markup('<bdi dir="auto">%s</bdi>') % name, wording)
                for slug, name in sorted(data.themes, key=lambda theme: order(theme[1]))
            ],
        ),
        (t("browse.by_law"), _laws(data, wording)),
    ]
    return [(heading, links) for heading, links in found if links]


def _laws(data: BrowseData, wording: Wording) -> list[Link]:
    """Laws that records refer to, each with how many do."""
    titles = [(entries.title_of(law, wording), law, count) for law, count in data.laws]
    return [
        (entries.href(law, wording.language), title, wording.locale.n("browse.referring", count))
        for title, law, count in sorted(titles, key=lambda each: wording.locale.sort_key(plain(each[0])))
    ]


def _sorted(values: list[tuple[str, str]], dimension: str, wording: Wording) -> list[Link]:
    ordered = sorted(values, key=lambda pair: (pair[1] == OTHER, wording.locale.sort_key(pair[0])))
    return [_link(ListKey(dimension, code), text, wording) for text, code in ordered]


def _link(key: ListKey, text: Markup | str, wording: Wording) -> Link:
    return (f"/{wording.language}/{key.folder}/", text, "")


def _year(year: str, wording: Wording) -> Link:
    text = wording.t("date.undated") if year == UNDATED else wording.locale.year(year)
    return _link(ListKey("year", year), text, wording)


def home_heading(settings: SiteSettings, wording: Wording) -> Markup:
    """The one sentence that says what this place does."""
    if found := wording.own(settings.tagline):
        return escape(found)
    if settings.country:
        return wording.t("home.title_country", country=wording.country(settings.country))
    return wording.t("home.title")


def home_counts(data: HomeData, wording: Wording) -> dict[str, object]:
    """Totals, and what the chart's and the map's tables say. Counts of records: of numbers there are none."""
    locale = wording.locale
    records, undated = sum(data.kinds.values()), data.years.get(UNDATED, 0)
    places = [(place_name(place, wording), wording.number(place.count)) for place in data.places]
    acts = sorted(data.acts.items(), key=lambda pair: (pair[0] == OTHER, -pair[1], pair[0]))[:7]
    return {
        "records": locale.n("home.records", records),
        "undated": locale.n("home.records_undated", undated) if undated else "",
        "published": wording.t("home.last_publish", date=wording.date(data.published)) if data.published else "",
        "all_figures": locale.n("home.all_figures", data.kinds.get("figure", 0)),
        "years": [(*_year(year, wording)[:2], wording.number(count)) for year, count in sorted(data.years.items())],
        "acts": [
            (f"/{wording.language}/act/{code}/", wording.term("acts", code), wording.number(count))
            for code, count in acts
        ],
        "themes": [(f"/{wording.language}/theme/{slug}/", name) for slug, name in data.themes],
        "places": places[:FEW],
        "more_places": places[FEW:],
    }


def place_name(place: PlaceTally, wording: Wording) -> Markup:
    """A row of the map's table."""
    if not place.country and place.withheld:
        return wording.withheld
    if not place.country:
        return Markup('<span class="gone">%s</span>') % wording.t("place.not_given")
    country = wording.country(place.country)
    if place.withheld:
        return wording.t("colon", label=country, value=wording.withheld)
    if place.city:
        city = Markup('<bdi dir="auto">%s</bdi>') % place.city
        return wording.t("place.within", place=city, country=country)
    if place.subdivision:
        area = wording.term("subdivisions", place.subdivision)
        return wording.t("place.within", place=area, country=country)
    return escape(country)


def states(wording: Wording) -> list[tuple[str, str, Markup]]:
    """The five states: code, word, meaning."""
    return [(code, wording.term("verification_states", code), wording.t(f"states.{code}")) for code in STATES]
