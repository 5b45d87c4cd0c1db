"""Each rule of the gate, by a record that breaks this one and no other; and all of them together."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gawah.public import codes, rules
from gawah.record import model as m
from gawah.site.locale import LANGUAGES

SOURCE = m.Source(id="s1", kind="article", title="The Invented Gazette", url="https://example.org/1")
PLACE = m.Place(precision="city", country="pk", subdivision="PK-SD", city="Karachi", latitude=24.9, longitude=67.0)
NAMED = m.Actor(id="p1", kind="person", naming="named", names=[m.Name(text="Zubaida Invented")])
HIDDEN = m.Actor(id="p2", kind="person", naming="withheld")
ACT = m.Act(
    id="a1",
    type="arrest",
    date="2012-11?",
    place=PLACE,
    event=m.Event(name={"en": "The Invented Forum"}, place=PLACE),
    involved=[m.Involvement(actor="p1", role="affected"), m.Involvement(actor="p2", role="witness")],
)
FIGURE = m.Figure(
    id="f1",
    quantity=m.Quantity(quantifier="at_least", low=8),
    unit="journalists",
    counted={"en": "journalists serving prison terms"},
    printed="at least eight journalists",
    as_of="2012-11",
    source="s1",
)
COMMON: dict[str, Any] = {
    "id": "0123456789abcdef0123",
    "version": 2,
    "versions": [m.Version(number=1, released="2026-11-20"), m.Version(number=2, released="2026-11-22")],
    "title": {"en": "Something happened"},
    "original": "en",
    "released": "2026-11-20",
}
FACT: dict[str, Any] = {
    **COMMON,
    "as_of": "2026-11",
    "verification": m.Verification(state="unverified", reason={"en": "Nothing was checked."}, day="2026-11-20"),
    "basis": [m.Basis(kind="already_published", source="s1")],
    "sources": [SOURCE],
    "citations": [m.Citation(source="s1", of="")],
    "place": PLACE,
    "figures": [FIGURE],
}
CASE = m.Case(actors=[NAMED, HIDDEN], acts=[ACT], updates=[m.StatusUpdate(id="u1", outcome="released")], **FACT)
MEASURE = m.Measure(
    type="site_block",
    targets=[m.Target(kind="domain", value="invented.example")],
    states=[m.MeasureState(id="m1", state="blocked", place=PLACE)],
    **FACT,
)
LAW = m.Law(
    jurisdiction="pk",
    provisions=[m.Provision(id="v1", number="2.(1).(c)", text="Whatever is invented.")],
    stages=[m.Stage(id="g1", step="introduced")],
    **FACT,
)
FIGURE_RECORD = m.FigureRecord(**FACT)
PAGE = m.Page(slug="about", body={"en": "About us."}, **COMMON)
VALID: dict[str, m.Record] = {"case": CASE, "measure": MEASURE, "law": LAW, "figure": FIGURE_RECORD, "page": PAGE}


def placed(**finer: Any) -> m.Place:
    return m.Place(precision="country", country="pk", **finer)


UNSOURCED = replace(
    CASE,
    summary={"en": "Something is said to have happened."},
    sources=[],
    citations=[],
    basis=[m.Basis(kind="consent")],
    acts=[],
    updates=[],
    figures=[],
)


def cited(of: str) -> list[m.Citation]:
    return [m.Citation(source="s1", of=of)]


def coded(record: m.Record, code: str, *path: str | int) -> m.Record:
    """The record with another code at this path."""
    plain = thing = msgspec.to_builtins(record)
    for step in path[:-1]:
        thing = thing[step]
    thing[path[-1]] = code
    return msgspec.convert(plain, type(record))


# Rule, a record that breaks it alone, and words of what it tells a person to do.
BROKEN: list[tuple[rules.Rule, m.Record, str]] = [
    (rules.has_source, UNSOURCED, "add where this is said"),
    (rules.every_claim_is_cited, replace(CASE, citations=[m.Citation(source="s1", of="a1")], figures=[]), "u1"),
    (rules.every_claim_is_cited, replace(CASE, citations=cited("u1"), figures=[]), "a1 has no citation: say which"),
    (rules.every_claim_is_cited, replace(MEASURE, citations=[], figures=[]), "m1"),
    (rules.every_claim_is_cited, replace(LAW, citations=cited("v1"), figures=[]), "g1"),
    (rules.every_claim_is_cited, replace(LAW, citations=cited("g1"), figures=[]), "v1"),
    (rules.every_claim_is_cited, replace(FIGURE_RECORD, citations=[]), "f1"),
    (rules.has_as_of, replace(CASE, as_of=""), "say on which date"),
    (rules.has_as_of, replace(MEASURE, as_of=""), "say on which date"),
    (rules.figures_have_source_and_date, replace(CASE, figures=[replace(FIGURE, source="")]), "add whose count"),
    (rules.figures_have_source_and_date, replace(CASE, figures=[replace(FIGURE, source="s9")]), "add whose count"),
    (rules.figures_have_source_and_date, replace(CASE, figures=[replace(FIGURE, as_of=None)]), "as-of date: add"),
    (
        rules.numbers_fit_their_quantifier,
        replace(CASE, figures=[replace(FIGURE, quantity=m.Quantity(quantifier="uncounted", low=8))]),
        "leave the number out",
    ),
    (
        rules.numbers_fit_their_quantifier,
        replace(CASE, actors=[NAMED, replace(HIDDEN, size=m.Quantity(quantifier="between", low=8))]),
        "needs a lower and a higher number",
    ),
    (
        rules.has_verification_reason,
        replace(CASE, verification=m.Verification(state="verified", reason={})),
        "say what was checked",
    ),
    (rules.has_basis, replace(CASE, basis=[]), "say why"),
    (rules.has_basis, replace(LAW, basis=[]), "say why"),
    (rules.named_people_have_a_basis, replace(CASE, basis=[m.Basis(kind="no_person")]), "give the basis"),
    (
        rules.basis_names_its_source,
        replace(CASE, basis=[m.Basis(kind="already_published", source="s2")]),
        "name the source",
    ),
    (rules.basis_names_its_source, replace(LAW, basis=[m.Basis(kind="already_published")]), "name the source"),
    (rules.unnamed_stay_unnamed, replace(CASE, actors=[NAMED, replace(HIDDEN, names=NAMED.names)]), "p2"),
    (
        rules.unnamed_stay_unnamed,
        replace(CASE, actors=[NAMED, replace(HIDDEN, naming="unnamed", names=NAMED.names)]),
        "remove it",
    ),
    (rules.no_place_is_finer_than_allowed, replace(CASE, place=placed(city="Karachi")), "remove the city"),
    (rules.no_place_is_finer_than_allowed, replace(CASE, place=placed(latitude=24.9)), "remove the city"),
    (
        rules.no_place_is_finer_than_allowed,
        replace(MEASURE, place=m.Place(precision="withheld", country="pk")),
        "remove the country",
    ),
    (
        rules.no_place_is_finer_than_allowed,
        replace(CASE, acts=[replace(ACT, place=placed(subdivision="PK-SD"))]),
        "remove the subdivision",
    ),
    (
        rules.no_place_is_finer_than_allowed,
        replace(CASE, acts=[replace(ACT, event=m.Event(name={}, place=placed(city="Karachi")))]),
        "remove the city",
    ),
    (
        rules.no_place_is_finer_than_allowed,
        replace(LAW, figures=[replace(FIGURE, place=placed(city="Karachi"))]),
        "remove the city",
    ),
    (
        rules.no_place_is_finer_than_allowed,
        replace(MEASURE, states=[m.MeasureState(id="m1", state="blocked", place=placed(city="Karachi"))]),
        "remove the city",
    ),
    (rules.coordinates_are_coarse, replace(CASE, place=replace(PLACE, latitude=24.8607)), "round them"),
    (rules.coordinates_are_coarse, replace(CASE, place=replace(PLACE, longitude=67.0011)), "round them"),
    (rules.dates_are_dates, replace(CASE, acts=[replace(ACT, date="12.11.2012")]), "acts[0].date"),
    (rules.dates_are_dates, replace(CASE, as_of="soon"), "write a date such as"),
    (rules.dates_are_dates, replace(CASE, figures=[replace(FIGURE, period="2012/soon")]), "figures[0].period"),
    (rules.dates_are_dates, replace(CASE, released="2026-11"), "released: '2026-11' is no day"),
    (rules.dates_are_dates, replace(CASE, sources=[replace(SOURCE, seen="yesterday")]), "sources[0].seen"),
    (rules.references_hold, replace(CASE, citations=[*CASE.citations, m.Citation(source="s9")]), "add or correct it"),
    (rules.references_hold, replace(CASE, citations=[*CASE.citations, *cited("a9")]), "say what it is of"),
    (
        rules.references_hold,
        replace(CASE, acts=[replace(ACT, involved=[m.Involvement(actor="p9", role="affected")])]),
        "a1 involves somebody",
    ),
    (
        rules.addresses_are_web_addresses,
        replace(CASE, sources=[replace(SOURCE, url="javascript:alert(1)")]),
        "correct or remove it",
    ),
    (rules.text_is_plain, replace(CASE, title={"en": "Some\u202ething"}), "title.en has invisible"),
    (rules.text_is_plain, replace(LAW, name_printed="The\x00Act"), "remove them"),
    (rules.text_is_plain, replace(PAGE, body={"en": "About\u2066us"}), "body.en"),
    (rules.versions_are_a_chain, replace(CASE, version=3), "release it again"),
    (rules.versions_are_a_chain, replace(CASE, versions=CASE.versions[1:], version=1), "from one to this one"),
    (rules.id_is_random, replace(CASE, id="case-2012-7"), "'case-2012-7' is no record id"),
    (rules.id_is_random, replace(PAGE, id="../../etc/passwd"), "is no record id"),
    (rules.texts_say_their_original, replace(CASE, original=""), "set it"),
    (rules.texts_say_their_original, replace(CASE, title={}, narrative={"ur": "متن"}), "set it"),
    (rules.texts_say_their_original, replace(PAGE, title={}, original="ur"), "set it"),
    (rules.kind_holds_its_own, replace(FIGURE_RECORD, figures=[]), "exactly one figure"),
    (rules.kind_holds_its_own, replace(FIGURE_RECORD, figures=[FIGURE, replace(FIGURE, id="f2")]), "record of each"),
    (rules.kind_holds_its_own, replace(MEASURE, targets=[], title={}, original=""), "add a target or a title"),
    (rules.kind_holds_its_own, replace(CASE, acts=[], updates=[], summary={}), "add an act"),
    (rules.codes_are_known, coded(CASE, "articel", "sources", 0, "kind"), "sources[0].kind: “articel” is no code"),
    (rules.codes_are_known, coded(CASE, "", "sources", 0, "kind"), "it has article, document"),
    (rules.codes_are_known, coded(CASE, "Journalists", "actors", 0, "kind"), "the nearest is “journalist”: correct it"),
    (rules.codes_are_known, coded(CASE, "afected", "acts", 0, "involved", 0, "role"), "the nearest is “affected”"),
    (
        rules.codes_are_known,
        coded(CASE, "sure", "acts", 0, "involved", 0, "certainty"),
        "acts[0].involved[0].certainty",
    ),
    (
        rules.codes_are_known,
        coded(CASE, "arest", "acts", 0, "type"),
        "acts[0].type: “arest” is no code of the list acts",
    ),
    (rules.codes_are_known, coded(CASE, "گرفتاری", "acts", 0, "type"), "the nearest is “arrest”"),
    (rules.codes_are_known, coded(CASE, "freed?", "acts", 0, "outcome"), "acts[0].outcome"),
    (rules.codes_are_known, coded(CASE, "Released", "updates", 0, "outcome"), "the nearest is “released”"),
    (rules.codes_are_known, coded(MEASURE, "siteblock", "type"), "type: “siteblock”"),
    (rules.codes_are_known, coded(MEASURE, "bloked", "states", 0, "state"), "the nearest is “blocked”"),
    (rules.codes_are_known, coded(MEASURE, "rumour", "states", 0, "known_by"), "it has order, measurement, report"),
    (rules.codes_are_known, coded(LAW, "signd", "stages", 0, "step"), "the nearest is “signed”"),
    (rules.countries_are_known, replace(CASE, place=m.Place(precision="country", country="PK")), "nearest is “pk”"),
    (rules.countries_are_known, replace(LAW, jurisdiction="zz"), "jurisdiction: “zz” is no country's code; write its"),
    (rules.countries_are_known, replace(LAW, jurisdiction=""), "such as pk"),
    (rules.countries_are_known, replace(CASE, actors=[replace(NAMED, country="Iran"), HIDDEN]), "nearest is “ir”"),
    (rules.countries_are_known, replace(CASE, place=replace(PLACE, subdivision="PK-XX")), "write one such as PK-SD"),
    (rules.languages_are_known, replace(CASE, title={"English": "So it was"}, original="English"), "nearest is “en”"),
    (rules.languages_are_known, replace(CASE, summary={"xx": "?"}), "summary.xx: “xx” is no language's code; write"),
    (rules.languages_are_known, replace(CASE, summary={"en.ur": "?"}), "is no language's code"),
    (rules.languages_are_known, replace(CASE, unknown=[{"": "?"}]), "unknown[0]."),
    (rules.languages_are_known, replace(CASE, title={}, original="EN"), "original: “EN”"),
    (rules.languages_are_known, replace(CASE, sources=[replace(SOURCE, language="pt_BR")]), "nearest is “pt-BR”"),
    (rules.languages_are_known, replace(FIGURE_RECORD, figures=[replace(FIGURE, printed_language="e")]), "“e”"),
    (rules.languages_are_known, replace(PAGE, body={"en": "Us.", "اردو": "ہم"}), "the nearest is “ur”"),
    (rules.page_has_an_address_of_its_own, replace(PAGE, slug="case"), "give the page another, such as our-case"),
    (rules.page_has_an_address_of_its_own, replace(PAGE, slug="../r"), "write small letters"),
    (rules.page_has_an_address_of_its_own, replace(PAGE, slug=""), "is no part of an address"),
]


def reasons(record: m.Record, by: Sequence[rules.Rule]) -> list[str]:
    return [reason for rule in by for reason in rule(record)]


@pytest.mark.parametrize("kind", VALID)
def test_a_whole_record_is_taken(kind: str) -> None:
    assert rules.reasons_against(VALID[kind]) == []


@pytest.mark.parametrize("number", range(len(BROKEN)), ids=lambda number: f"{BROKEN[number][0].__name__}-{number}")
def test_a_record_that_breaks_one_rule_is_refused_by_it_alone(number: int) -> None:
    rule, record, words = BROKEN[number]
    found = rules.reasons_against(record)
    assert found
    assert words in found[0]
    assert found == reasons(record, [rule])


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_without_a_rule_something_would_get_out(rule: rules.Rule) -> None:
    others = [each for each in rules.RULES if each is not rule]
    broken = [record for broken_rule, record, _ in BROKEN if broken_rule is rule]
    assert broken, "a rule that no example breaks"
    assert all(reasons(record, others) == [] for record in broken)


@pytest.mark.parametrize("number", range(len(BROKEN)))
def test_a_reason_is_a_sentence_that_shows_no_hidden_character(number: int) -> None:
    for reason in rules.reasons_against(BROKEN[number][1]):
        assert reason == reason.strip()
        assert reason.isprintable()
        assert len(reason) > 30


def test_coarse_places_may_show_what_they_may() -> None:
    shown = {
        "withheld": m.Place(precision="withheld"),
        "country": m.Place(precision="country", country="pk"),
        "subdivision": m.Place(precision="subdivision", country="pk", subdivision="PK-SD"),
        "city": PLACE,
    }
    assert all(rules.reasons_against(replace(CASE, place=place)) == [] for place in shown.values())


def test_a_claim_may_be_cited_by_itself_or_with_the_whole() -> None:
    each = [*cited("a1"), *cited("u1"), *cited("f1")]
    assert rules.reasons_against(replace(CASE, citations=each)) == []
    assert rules.reasons_against(replace(CASE, citations=cited(""))) == []


def test_every_code_of_the_record_s_own_vocabulary_is_checked() -> None:
    """The model says of each field which list its code is of; one that may be a word of the team's own says so."""
    source = inspect.getsource(m)
    described = re.findall(r"^class (\w+)\(|^    (\w+): str.*# vocabulary: (\w+)(, or)?", source, re.MULTILINE)
    found, owner = {}, ""
    for name, field, vocabulary, own_words in described:
        owner = name or owner
        if field and not own_words:
            found[getattr(m, owner), field] = vocabulary
    assert found == codes.LISTS
    countries = {(each, name) for each in (m.Place, m.Actor) for name in each.__struct_fields__ if name == "country"}
    assert countries | {(m.Law, "jurisdiction")} == codes.COUNTRIES


@pytest.mark.parametrize(
    "language", ["en", "ur", "sd", "skr", "pnb", "ur-Latn", "pt-BR", "zh-Hant-TW", "und", "es-419"]
)
def test_a_language_that_there_is_may_be_used(language: str) -> None:
    texts = replace(CASE, title={language: "?"}, original=language, sources=[replace(SOURCE, language=language)])
    assert rules.reasons_against(texts) == []


@pytest.mark.parametrize("slug", ["about", "how", "our-work", "2026"])
def test_a_page_may_lie_where_nothing_else_does(slug: str) -> None:
    assert rules.reasons_against(replace(PAGE, slug=slug)) == []


@given(st.text(max_size=12))
def test_no_slug_leads_out_of_its_language(slug: str) -> None:
    if not rules.reasons_against(replace(PAGE, slug=slug)):
        assert Path("/en", slug).parent == Path("/en")
        assert slug not in LANGUAGES and slug.isascii()
