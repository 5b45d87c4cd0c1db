"""Records about people and places that are plainly invented, one of each kind, and readers of drawn pages."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from msgspec import structs

from gawah.record.model import (
    Act,
    Actor,
    Basis,
    Case,
    Citation,
    Event,
    Figure,
    FigureRecord,
    Involvement,
    Law,
    Measure,
    MeasureState,
    Name,
    Page,
    Place,
    Provision,
    Quantity,
    Source,
    Stage,
    StatusUpdate,
    Target,
    Verification,
    Version,
)
from gawah.record.snapshot import SiteSettings, Term
from gawah.site.drawer import HomeData
from gawah.site.drawing.places import PlaceTally
from gawah.site.entry import entry_of
from gawah.site.render import Renderer
from gawah.site.terms import Terms
from gawah.vocabulary import lists, terms

VERSIONS = [
    Version(number=1, released="2026-11-03", reason="First release"),
    Version(number=2, released="2026-11-15", reason="Second source added"),
]
FACT = {
    "version": 2,
    "versions": VERSIONS,
    "released": "2026-11-03",
    "original": "en",
    "as_of": "2012-11-22",
    "verification": Verification(state="disputed", reason={"en": "Two sources differ."}, day="2026-11-15"),
    "basis": [Basis(kind="already_published", source="s1", note="in a newspaper")],
}
SOURCES = [
    Source(
        id="s1",
        kind="interview",
        title="A talk with Adil Testov",
        language="en",
        publisher="Invented Desk",
        author="Mara Muster",
        date="2012-11-11",
        url="https://example.org/a?x=1&y=2",
        seen="2026-11-14",
        archived_sha256="ab" * 32,
        occasion="the invented forum",
    ),
    Source(id="s2", kind="article", publisher="Made-up House", date="2012-11-22", quoted_in="s1"),
]
TOWN = Place(precision="city", country="az", city="Inventabad", latitude=40.4, longitude=49.9)


def case() -> Case:
    """Two acts, of which one has two dates by two sources and one has none."""
    return Case(
        id="3f" + "a" * 18,
        title={"en": "Adil Testov"},
        summary={"en": "Arrested after a satirical video."},
        narrative={"en": "He **said** so."},
        sources=SOURCES,
        citations=[
            Citation(source="s1", of="a1", field="date", value="2009", where="page 3"),
            Citation(source="s2", of="a1", field="date", value="2009-07-08", words="on 8 July"),
            Citation(source="s1", of="a2", words="It is not free.", disputes=True),
            Citation(source="s1", of="a1", field="reason", value="donkeys"),
            Citation(source="s2", of="a1", field="reason", value="mules"),
        ],
        themes=["prison for speech"],
        unknown=[{"en": "Which court tried him"}],
        actors=[
            Actor(
                id="p1",
                kind="person",
                naming="named",
                names=[Name(text="Adil Testov", language="en"), Name(text="عادل تستوف", language="ar")],
                description={"en": "blogger"},
                affiliation="nobody",
                country="az",
                size=Quantity(quantifier="about", low=3),
            ),
            Actor(id="p2", kind="person", naming="withheld"),
            Actor(id="p3", kind="person", naming="unnamed"),
        ],
        acts=[
            Act(
                id="a1",
                type="arrest",
                date="2009",
                place=TOWN,
                account={"en": "He was arrested."},
                reason={"en": "hooliganism"},
                law_cited="art. 221.(2)",
                outcome="released",
                platform="VideoSite",
                tool="some tool",
                vendor="some vendor",
                domain="news.example",
                network="AS1",
                event=Event(name={"en": "The invented forum"}, date="2012-11-06/2012-11-09"),
                involved=[
                    Involvement(actor="p1", role="affected", certainty="certain"),
                    Involvement(actor="p2", role="affected"),
                    Involvement(actor="p3", role="witness"),
                ],
            ),
            Act(id="a2", type="smear", date_printed="ahead of the forum"),
        ],
        updates=[
            StatusUpdate(id="u1", date="2009", outcome="released", note={"en": "Let go"}),
            StatusUpdate(id="u2", date_printed="later"),
        ],
        **FACT,
    )


def first_case() -> Case:
    """The version of the case before: an exact day, another title, one source and no second act."""
    now = case()
    first = structs.replace(now.acts[0], date="2009-07-08", platform="")
    return structs.replace(
        now,
        version=1,
        versions=VERSIONS[:1],
        title={"en": "A. T."},
        sources=SOURCES[:1],
        acts=[first],
        themes=["other"],
    )


def measure() -> Measure:
    """Blocked, lifted, blocked again; no date but one."""
    return Measure(
        id="4f" + "b" * 18,
        title={"en": "VideoSite: blocked, lifted, blocked again"},
        sources=SOURCES,
        type="site_block",
        targets=[Target(kind="domain", value="video.example"), Target(kind="service", value="VideoSite")],
        ordered_by="the minister",
        carried_out_by="the office",
        law_cited="art. 9",
        listed_in="List A",
        states=[
            MeasureState(id="m0", state="unknown", note={"en": "Not the first."}),
            MeasureState(id="m1", state="blocked", network="AS1", reason={"en": "a film"}, ordered_by="him"),
            MeasureState(
                id="m2", state="lifted", date_printed="briefly", place=Place(precision="country", country="pk")
            ),
            MeasureState(id="m3", state="blocked_again", date="2013-01", known_by="report"),
        ],
        **FACT,
    )


def law() -> Law:
    """Two stages, of which one has no date."""
    return Law(
        id="6e" + "d" * 18,
        sources=SOURCES,
        jurisdiction="pk",
        name_printed="INVENTED ACT, 2012",
        provisions=[Provision(id="v1", number="2.(1).(c)", text="“device” means a device", language="en")],
        stages=[
            Stage(id="g1", step="passed", body={"en": "Assembly"}, date="2012-12-20"),
            Stage(id="g2", step="signed", body={"en": "President"}, note={"en": "by hand"}, date_printed="soon"),
        ],
        **FACT,
    )


def figure(printed: str = "at least eight journalists", low: int | None = 8) -> FigureRecord:
    """A number as printed."""
    return FigureRecord(
        id="7a" + "e" * 18,
        sources=SOURCES,
        figures=[
            Figure(
                id="f1",
                quantity=Quantity(quantifier="at_least" if low else "uncounted", low=low),
                unit="journalists",
                counted={"en": "serving prison terms"},
                printed=printed,
                printed_language="en",
                place=TOWN,
                period="2005/2012",
                source="s2",
            )
        ],
        **FACT,
    )


def page() -> Page:
    return Page(
        id="8a" + "f" * 18,
        version=1,
        versions=VERSIONS[:1],
        released="2026-11-03",
        title={"en": "Who we are"},
        original="en",
        slug="who",
        body={"en": "# We\n\nare [here](https://example.org)."},
    )


def records() -> list[Case | Measure | Law | FigureRecord]:
    return [case(), measure(), law(), figure()]


def settings(languages: tuple[str, ...] = ("en", "ur", "ar")) -> SiteSettings:
    return SiteSettings(name={"en": "Invented Observatory"}, languages=list(languages), country="pk")


def renderer(languages: tuple[str, ...] = ("en", "ur", "ar")) -> Renderer:
    found = [
        Term(list=name, code=term.code, labels=dict(term.labels), definition=dict(term.definition))
        for name in lists()
        for term in terms(name).values()
    ]
    return Renderer(settings(languages), Terms(found))


RENDERER = renderer()


def home() -> HomeData:
    """Home, with counts that are no sums of what stands there."""
    entries = [entry_of(record) for record in records()]
    return HomeData(
        kinds={"case": 1, "figure": 1},
        countries={"pk": 1},
        years={"2009": 1, "undated": 3},
        acts={"arrest": 1},
        new=entries,
        figures=[entry for entry in entries if entry.figure],
        themes=[("satire", "satire & more")],
        places=[PlaceTally(1, "pk"), PlaceTally(1, "az", "", "Inventabad", 40.4, 49.9), PlaceTally(2)],
        published="2026-11-22",
    )


def home_page(renderer: Renderer, language: str, data: HomeData | None = None) -> str:
    """Home as the builder asks for it."""
    data = data or home()
    return renderer.home(data, language, renderer.map(data.places, language))


VOID = {"meta", "link", "input", "br", "hr", "path", "rect", "circle"}


class Reader(HTMLParser):
    """Reads a page: every tag with its attributes, the visible text, and whether all tags are closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len({name for name, _ in attrs}), f"<{tag}> has an attribute twice: {attrs}"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def values(self, attribute: str) -> Iterator[str]:
        yield from (attrs[attribute] or "" for _, attrs in self.tags if attribute in attrs)
