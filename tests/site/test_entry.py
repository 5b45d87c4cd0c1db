"""What lists need of a record: nothing guessed, nothing lost."""

from __future__ import annotations

import msgspec
import pytest
from build_support import case, number_id

from gawah.core.text import slug
from gawah.record.model import (
    Act,
    Actor,
    Basis,
    Figure,
    FigureRecord,
    Law,
    Measure,
    MeasureState,
    Name,
    Page,
    Place,
    Quantity,
    Source,
    Stage,
    Verification,
)
from gawah.site.entry import Entry, ListKey, entry_of, memberships

FACTS = {
    "id": number_id(1),
    "version": 1,
    "versions": [],
    "released": "2026-01-02",
    "verification": Verification(state="unverified", reason={"en": "invented"}),
    "basis": [Basis(kind="no_person")],
    "sources": [Source(id="s1", kind="article")],
}


def lists(entry: Entry, dimension: str) -> list[str]:
    return [key.value for key in memberships(entry) if key.dimension == dimension]


@pytest.mark.parametrize(
    ("dates", "years"),
    [
        ([None], ["undated"]),
        ([], ["undated"]),
        (["2012-05-01"], ["2012"]),
        (["2012", "2012-07", None], ["2012"]),
        (["2012-05/2014-01"], ["2012", "2013", "2014"]),
        (["201X"], ["undated"]),
        (["2012/.."], ["undated"]),
        (["0900/1999"], ["0900", "1999"]),
    ],
)
def test_a_year_is_known_or_it_is_undated(dates: list[str | None], years: list[str]) -> None:
    acts = [Act(id=f"a{number}", type="arrest", date=date) for number, date in enumerate(dates)]
    assert lists(entry_of(case(1, acts=acts)), "year") == years


def test_a_case_is_in_the_list_of_each_of_its_acts_places_and_themes_once() -> None:
    at = [("arrest", "pk"), ("threat", "az"), ("arrest", "pk")]
    acts = [
        Act(id=f"a{number}", type=kind, place=Place(precision="country", country=country))
        for number, (kind, country) in enumerate(at)
    ]
    keys = memberships(entry_of(case(1, acts=acts, themes=["elections", "Wahl 2012", "elections"])))
    assert len(keys) == len(set(keys))
    assert set(keys) == {
        ListKey("kind", "case"),
        ListKey("country", "pk"),
        ListKey("country", "az"),
        ListKey("year", "undated"),
        ListKey("act", "arrest"),
        ListKey("act", "threat"),
        ListKey("theme", slug("elections")),
        ListKey("theme", slug("Wahl 2012")),
    }


def test_a_measure_is_told_by_its_targets_and_its_last_state() -> None:
    states = [
        MeasureState(id="m1", state="blocked", date="2012-09"),
        MeasureState(id="m2", state="lifted", place=Place(precision="country", country="pk")),
    ]
    entry = entry_of(Measure(**FACTS, type="site_block", states=states))  # type: ignore[arg-type]
    assert (entry.kind, entry.state, entry.acts) == ("measure", "lifted", ("site_block",))
    assert lists(entry, "year") == ["2012"]
    assert lists(entry, "country") == ["pk"]


def test_a_law_is_in_its_country_and_in_the_years_of_its_stages() -> None:
    stages = [Stage(id="g1", step="introduced", date="2012-12"), Stage(id="g2", step="signed")]
    entry = entry_of(Law(**FACTS, jurisdiction="pk", stages=stages))  # type: ignore[arg-type]
    assert lists(entry, "country") == ["pk"]
    assert lists(entry, "year") == ["2012"]


def test_a_figure_is_kept_whole_with_its_quantifier() -> None:
    figure = Figure(
        id="f1",
        quantity=Quantity(quantifier="at_least", low=8),
        unit="people",
        counted={"en": "journalists"},
        printed="at least eight",
        as_of="2012-11",
    )
    entry = entry_of(FigureRecord(**FACTS, figures=[figure]))  # type: ignore[arg-type]
    assert entry.figure == figure
    assert lists(entry, "year") == ["2012"]


def test_only_who_may_be_named_is_named() -> None:
    named = Actor(id="p1", kind="person", naming="named", names=[Name(text="Invented Name")])
    withheld = Actor(id="p2", kind="person", naming="withheld")
    assert entry_of(case(1, actors=[named, withheld])).names == ("Invented Name",)


def test_a_page_of_the_organisation_is_in_no_list() -> None:
    page = Page(id=number_id(1), version=1, versions=[], released="2026-01-02", slug="us", body={"en": "We"})
    entry = entry_of(page)
    assert memberships(entry) == []
    assert entry.files(["en", "ur"]) == ["en/us/index.html", f"r/{page.id}.json"]


def test_an_entry_survives_the_cache() -> None:
    entry = entry_of(case(1, version=3), former=[1, 2])
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(entry), type=Entry) == entry
    assert entry.former == (1, 2)
