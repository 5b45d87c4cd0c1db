"""Build a public record from a case's document, by naming every field that may leave.

Nothing is copied as a whole: a field that is not named here stays on the desk. What hinders a release for
reasons only the desk knows (a name that must not be told stands in a text) is found here too; the gate has
its own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from gawah import vocabulary
from gawah.desk.documents import Document
from gawah.desk.withheld import tells
from gawah.record import model as record

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Identity:
    """What a record has and its case has not: id, chain of versions, licence, ids of related records."""

    record_id: str
    released: str
    versions: Sequence[record.Version]
    licence: str
    related: Sequence[str] = ()


class MissingPart(LookupError):
    """A measure without its measure, or a law without its law: the message says what to add."""


def build(document: Document, identity: Identity) -> record.Record:
    """The record of a case. Raises MissingPart for a measure or law whose own part is missing."""
    case = document["case"]
    common = _common(document, identity)
    kind = case.get("kind", "case")
    if kind == "measure":
        return _measure(document, common)
    if kind == "law":
        law = _own(document, "laws", "its jurisdiction")
        return record.Law(
            jurisdiction=law["jurisdiction"],
            name_printed=law.get("name_printed", ""),
            provisions=[_provision(each) for each in document.get("provisions", ())],
            stages=[_stage(each) for each in document.get("stages", ())],
            **common,
        )
    if kind == "figure":
        return record.FigureRecord(**common)
    places, events = _places(document), _events(document)
    shown = _shown_actors(document)
    return record.Case(
        actors=[_actor(each, document) for each in document.get("actors", ()) if each["key"] in shown],
        acts=[_act(each, document, places, events, shown) for each in document.get("acts", ())],
        updates=[_update(each) for each in document.get("status_updates", ())],
        **common,
    )


def _own(document: Document, section: str, what: str) -> Values:
    """The one part that a measure or a law is about."""
    parts = document.get(section, ())
    if not parts:
        raise MissingPart(f"the part that says what it is is missing: add {what} under “{section}”")
    own: Values = parts[0]
    return own


def names_not_to_be_told(document: Document) -> list[str]:
    """Names of everybody in the case who is not to be named."""
    hidden = {actor["key"] for actor in document.get("actors", ()) if actor.get("naming", "withheld") != "named"}
    return [name["text"] for name in document.get("actor_names", ()) if name.get("actor") in hidden]


def reasons_against(document: Document, built: record.Record) -> list[str]:
    """What hinders the release for reasons that only the desk knows."""
    return [*_told_names(document, built), *_named_without_basis(document, built)]


def _told_names(document: Document, built: record.Record) -> Iterator[str]:
    hidden = names_not_to_be_told(document)
    texts = list(_texts(msgspec.to_builtins(built))) if hidden else []
    for name in hidden:
        if any(tells(each, name) for each in texts):
            yield f"a text holds the name “{name}”, which is not to be told: reword it, or give a basis for naming"


def _named_without_basis(document: Document, built: record.Record) -> Iterator[str]:
    """A basis that is about one person says nothing for another."""
    bases = [each for each in document.get("bases", ()) if each["kind"] != "no_person"]
    if any(not each.get("actor") for each in bases) or not isinstance(built, record.Case):
        return
    based = {each["actor"] for each in bases}
    people = vocabulary.with_narrower("actor_kinds", "person")
    for actor in built.actors:
        if bases and actor.names and actor.kind in people and actor.id not in based:
            yield f"{actor.id} is named, and the basis given is for others: give one for naming them, or withhold it"


def _texts(value: object) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _common(document: Document, identity: Identity) -> dict[str, Any]:
    case = document["case"]
    places = _places(document)
    sources = [each for each in document.get("sources", ()) if not each.get("confidential")]
    known = {each["key"] for each in sources}
    verifications = document.get("verifications", ())
    return {
        "id": identity.record_id,
        "version": len(identity.versions),
        "versions": list(identity.versions),
        "released": identity.released,
        "licence": identity.licence,
        "title": case.get("title", {}),
        "original": case.get("original", ""),
        "summary": case.get("summary", {}),
        "narrative": case.get("narrative", {}),
        "invented": case.get("invented", False),
        "related": list(identity.related),
        "as_of": case.get("as_of") or "",
        "verification": _verification(verifications[-1]) if verifications else _NOT_VERIFIED,
        "basis": [_basis(each, known) for each in document.get("bases", ())],
        "sources": [_source(each, known) for each in sources],
        "citations": [
            _citation(each)
            for each in document.get("citations", ())
            if each.get("public", True) and each.get("source") in known
        ],
        "themes": case.get("tags", []),
        "place": places.get(case.get("place")),
        "unknown": case.get("unknown", []),
        "figures": [_figure(each, places) for each in document.get("figures", ())],
        "dataset": case.get("dataset", ""),
        "listed_in": case.get("listed_in", ""),
    }


# No state was set: the gate refuses it, since it has no reason.
_NOT_VERIFIED = record.Verification(state="unverified", reason={})


def _verification(values: Values) -> record.Verification:
    return record.Verification(state=values["state"], reason=values.get("reason", {}), day=values.get("day"))


def _basis(values: Values, known: set[str]) -> record.Basis:
    source = values.get("source", "")
    return record.Basis(kind=values["kind"], note=values.get("note", ""), source=source if source in known else "")


def _source(values: Values, known: set[str]) -> record.Source:
    quoted_in = values.get("quoted_in", "")
    return record.Source(
        id=values["key"],
        kind=values.get("kind", "document"),
        title=values.get("title", ""),
        language=values.get("language", ""),
        publisher=values.get("publisher", ""),
        author=values.get("author", ""),
        date=values.get("date"),
        url=values.get("url", ""),
        seen=values.get("seen"),
        archived_sha256=values.get("archived_sha256", ""),
        quoted_in=quoted_in if quoted_in in known else "",
        occasion=values.get("occasion", ""),
    )


def _citation(values: Values) -> record.Citation:
    return record.Citation(
        source=values["source"],
        of=values.get("of", ""),
        field=values.get("field", ""),
        where=values.get("where", ""),
        words=values.get("words", ""),
        value=values.get("value", ""),
        disputes=values.get("disputes", False),
    )


def public_place(values: Values) -> record.Place:
    """A place at its public precision, and no finer."""
    precision = values.get("precision", "country")
    if precision == "withheld":
        return record.Place(precision="withheld")
    finer = precision in ("subdivision", "city")
    in_city = precision == "city"
    return record.Place(
        precision=precision,
        country=values.get("country", ""),
        subdivision=values.get("subdivision", "") if finer else "",
        city=values.get("city", "") if in_city else "",
        latitude=_coarse(values.get("latitude")) if in_city else None,
        longitude=_coarse(values.get("longitude")) if in_city else None,
    )


def _coarse(degrees: float | None) -> float | None:
    """One decimal: about eleven kilometres."""
    return None if degrees is None else round(degrees, 1)


def _places(document: Document) -> dict[str | None, record.Place]:
    return {each["key"]: public_place(each) for each in document.get("places", ())}


def _events(document: Document) -> dict[str | None, record.Event]:
    places = _places(document)
    return {
        each["key"]: record.Event(name=each.get("name", {}), date=each.get("date"), place=places.get(each.get("place")))
        for each in document.get("events", ())
    }


def _shown_actors(document: Document) -> set[str]:
    """Actors with at least one involvement that may be public."""
    return {each["actor"] for each in document.get("involvements", ()) if each.get("public", True)}


def _actor(values: Values, document: Document) -> record.Actor:
    naming = values.get("naming", "withheld")
    names = [
        record.Name(text=each["text"], language=each.get("language", ""), pseudonym=each.get("pseudonym", False))
        for each in document.get("actor_names", ())
        if each["actor"] == values["key"] and naming == "named"
    ]
    size = None
    if values.get("size_quantifier"):
        size = record.Quantity(
            quantifier=values["size_quantifier"], low=values.get("size_low"), high=values.get("size_high")
        )
    return record.Actor(
        id=values["key"],
        kind=values.get("kind", "person"),
        naming=naming,
        names=names,
        description=values.get("description", {}),
        affiliation=values.get("affiliation", ""),
        country=values.get("country", ""),
        size=size,
    )


def _act(
    values: Values,
    document: Document,
    places: Mapping[str | None, record.Place],
    events: Mapping[str | None, record.Event],
    shown: set[str],
) -> record.Act:
    return record.Act(
        id=values["key"],
        type=values["type"],
        date=values.get("date"),
        date_printed=values.get("date_printed", ""),
        place=places.get(values.get("place")),
        account=values.get("account", {}),
        reason=values.get("reason", {}),
        law_cited=values.get("law_cited", ""),
        outcome=values.get("outcome", ""),
        platform=values.get("platform", ""),
        tool=values.get("tool", ""),
        vendor=values.get("vendor", ""),
        domain=values.get("domain", ""),
        network=values.get("network", ""),
        event=events.get(values.get("event")),
        involved=[
            record.Involvement(actor=each["actor"], role=each["role"], certainty=each.get("certainty", ""))
            for each in document.get("involvements", ())
            if each["act"] == values["key"] and each.get("public", True) and each["actor"] in shown
        ],
    )


def _update(values: Values) -> record.StatusUpdate:
    return record.StatusUpdate(
        id=values["key"],
        date=values.get("date"),
        date_printed=values.get("date_printed", ""),
        outcome=values.get("outcome", ""),
        note=values.get("note", {}),
    )


def _figure(values: Values, places: Mapping[str | None, record.Place]) -> record.Figure:
    return record.Figure(
        id=values["key"],
        quantity=record.Quantity(quantifier=values["quantifier"], low=values.get("low"), high=values.get("high")),
        unit=values["unit"],
        counted=values.get("counted", {}),
        printed=values.get("printed", ""),
        printed_language=values.get("printed_language", ""),
        place=places.get(values.get("place")),
        period=values.get("period"),
        as_of=values.get("as_of"),
        source=values.get("source", ""),
    )


def _measure(document: Document, common: dict[str, Any]) -> record.Measure:
    values = _own(document, "measures", "its type")
    places = _places(document)
    return record.Measure(
        type=values.get("type", "site_block"),
        targets=[record.Target(kind=each["kind"], value=each["value"]) for each in document.get("measure_targets", ())],
        ordered_by=values.get("ordered_by", ""),
        carried_out_by=values.get("carried_out_by", ""),
        law_cited=values.get("law_cited", ""),
        states=[_state(each, places) for each in document.get("measure_states", ())],
        **common,
    )


def _state(values: Values, places: Mapping[str | None, record.Place]) -> record.MeasureState:
    return record.MeasureState(
        id=values["key"],
        state=values["state"],
        date=values.get("date"),
        date_printed=values.get("date_printed", ""),
        place=places.get(values.get("place")),
        network=values.get("network", ""),
        known_by=values.get("known_by", ""),
        ordered_by=values.get("ordered_by", ""),
        reason=values.get("reason", {}),
        note=values.get("note", {}),
    )


def _provision(values: Values) -> record.Provision:
    return record.Provision(
        id=values["key"], number=values["number"], text=values["text"], language=values.get("language", "")
    )


def _stage(values: Values) -> record.Stage:
    return record.Stage(
        id=values["key"],
        step=values["step"],
        body=values.get("body", {}),
        date=values.get("date"),
        date_printed=values.get("date_printed", ""),
        note=values.get("note", {}),
    )
