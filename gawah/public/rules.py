"""What a record must be before the gate lets it out. Each rule is one function that gives its reasons.

A reason is a sentence for the person who pressed "release": what is missing, where, what to do. Deleting any
one of these makes a test fail.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from gawah.core import dates, figures, text
from gawah.core.ids import is_id
from gawah.public.addresses import page_has_an_address_of_its_own
from gawah.public.codes import codes_are_known, countries_are_known, languages_are_known
from gawah.public.walk import strings
from gawah.record.model import Case, Fact, FigureRecord, Law, Measure, Page, Place, Record

Rule = Callable[[Record], Iterator[str]]


def has_source(record: Record) -> Iterator[str]:
    if isinstance(record, Fact) and not record.sources:
        yield "it has no source: add where this is said"


def every_claim_is_cited(record: Record) -> Iterator[str]:
    """A claim is cited by itself or with the record as a whole."""
    if not isinstance(record, Fact) or any(citation.of == "" for citation in record.citations):
        return
    cited = {citation.of for citation in record.citations}
    for claim in _claims(record):
        if claim not in cited:
            yield f"{claim} has no citation: say which source says it"


def has_as_of(record: Record) -> Iterator[str]:
    if isinstance(record, Fact) and not record.as_of:
        yield "it has no as-of date: say on which date this was so"


def figures_have_source_and_date(record: Record) -> Iterator[str]:
    if not isinstance(record, Fact):
        return
    known = {source.id for source in record.sources}
    for figure in record.figures:
        if figure.source not in known:
            yield f"the figure “{figure.printed}” has no source: add whose count it is"
        if not figure.as_of:
            yield f"the figure “{figure.printed}” has no as-of date: add it"


def numbers_fit_their_quantifier(record: Record) -> Iterator[str]:
    if not isinstance(record, Fact):
        return
    given = [(figure.id, figure.quantity) for figure in record.figures]
    if isinstance(record, Case):
        given += [(actor.id, actor.size) for actor in record.actors if actor.size]
    for owner, quantity in given:
        try:
            figures.check(quantity.quantifier, quantity.low, quantity.high)
        except figures.NotAQuantity as error:
            yield f"{owner}: {error}"


def has_verification_reason(record: Record) -> Iterator[str]:
    if isinstance(record, Fact) and not record.verification.reason:
        yield "its verification state has no reason: say what was checked, or that nothing was"


def has_basis(record: Record) -> Iterator[str]:
    if isinstance(record, Fact) and not record.basis:
        yield "it has no basis: say why this may be public (consent, public role, already published, no person in it)"


def named_people_have_a_basis(record: Record) -> Iterator[str]:
    if not isinstance(record, Case) or not any(actor.naming == "named" for actor in record.actors):
        return
    if record.basis and all(basis.kind == "no_person" for basis in record.basis):
        yield "it names somebody, and its basis says that no person is in it: give the basis for naming them"


def basis_names_its_source(record: Record) -> Iterator[str]:
    if not isinstance(record, Fact):
        return
    known = {source.id for source in record.sources}
    for basis in record.basis:
        if basis.kind == "already_published" and basis.source not in known:
            yield "its basis is “already published”, by no source of this record: name the source"


def unnamed_stay_unnamed(record: Record) -> Iterator[str]:
    if isinstance(record, Case):
        for actor in record.actors:
            if actor.naming != "named" and actor.names:
                yield f"{actor.id} is not to be named, and a name is given: remove it"


def no_place_is_finer_than_allowed(record: Record) -> Iterator[str]:
    for place in places(record):
        given = {
            "country": place.country,
            "subdivision": place.subdivision,
            "city": place.city or place.latitude is not None or place.longitude is not None,
        }
        allowed = {"withheld": (), "country": ("country",), "subdivision": ("country", "subdivision")}
        for part, value in given.items():
            if value and part not in allowed.get(place.precision, given):
                yield (
                    f"a place shows its {part}, and its public precision is {place.precision}: "
                    f"remove the {part}, or set the place's precision"
                )


def coordinates_are_coarse(record: Record) -> Iterator[str]:
    for place in places(record):
        for value in (place.latitude, place.longitude):
            if value is not None and round(value, 1) != value:
                yield "a place has coordinates finer than one decimal: round them"


def dates_are_dates(record: Record) -> Iterator[str]:
    for said in strings(record):
        if said.field in _DATE_FIELDS and said.text:
            try:
                dates.parse(said.text)
            except dates.NotADate as error:
                instead = "write a date such as 2012-11, or leave it out and give the words as printed"
                yield f"{said.path}: {error}; {instead}"
        elif said.field in _DAY_FIELDS and not _is_day(said.text):
            shown = text.show_invisible(said.text[:30])
            yield f"{said.path}: {shown!r} is no day: write it as 2012-11-22"


def references_hold(record: Record) -> Iterator[str]:
    if not isinstance(record, Fact):
        return
    sources = {source.id for source in record.sources}
    things = set(_parts(record)) | {""}
    for citation in record.citations:
        if citation.source not in sources:
            yield f"a citation names the source {citation.source!r}, which is not in the record: add or correct it"
        if citation.of not in things:
            yield (
                f"a citation is of {citation.of!r}, which is no act, figure, state, stage, provision, update or actor "
                "of the record: say what it is of, or leave that empty for the whole record"
            )
    if isinstance(record, Case):
        actors = {actor.id for actor in record.actors}
        for act in record.acts:
            if any(involvement.actor not in actors for involvement in act.involved):
                yield f"{act.id} involves somebody who is not in the record: add the actor, or remove the involvement"


def addresses_are_web_addresses(record: Record) -> Iterator[str]:
    if isinstance(record, Fact):
        for source in record.sources:
            if source.url and not source.url.startswith(("https://", "http://")):
                shown = text.show_invisible(source.url[:60])
                yield f"the address of source {source.id} is not http or https ({shown}): correct or remove it"


def text_is_plain(record: Record) -> Iterator[str]:
    """Control and bidirectional characters can make a page say what its text does not."""
    for said in strings(record):
        if said.text and text.clean_cell(said.text) != said.text:
            shown = text.show_invisible(said.text[:60])
            yield f"{said.path} has invisible or control characters ({shown}): remove them"


def versions_are_a_chain(record: Record) -> Iterator[str]:
    numbers = [version.number for version in record.versions]
    if numbers != list(range(1, record.version + 1)):
        yield "its versions are not the numbers from one to this one: release it again from the desk"


def id_is_random(record: Record) -> Iterator[str]:
    if not is_id(record.id):
        yield f"{record.id!r} is no record id: leave drawing it to the first release"


def texts_say_their_original(record: Record) -> Iterator[str]:
    texts = [record.title]
    if isinstance(record, Fact):
        texts += [record.summary, record.narrative]
    if isinstance(record, Page):
        texts.append(record.body)
    if any(texts) and not any(record.original in each for each in texts):
        yield "it has text, and does not say which language is the original: set it to one of the text's languages"


def kind_holds_its_own(record: Record) -> Iterator[str]:
    if isinstance(record, FigureRecord) and len(record.figures) != 1:
        yield "a figure published by itself holds exactly one figure: make a case of it, or a record of each"
    if isinstance(record, Measure) and not record.targets and not record.title:
        yield "the measure says neither what it is aimed at nor what it is called: add a target or a title"
    if isinstance(record, Case) and not record.acts and not record.updates and not record.summary:
        yield "the case says nothing that happened: add an act, a status or a summary"


RULES: tuple[Rule, ...] = (
    has_source,
    every_claim_is_cited,
    has_as_of,
    figures_have_source_and_date,
    numbers_fit_their_quantifier,
    has_verification_reason,
    has_basis,
    named_people_have_a_basis,
    basis_names_its_source,
    unnamed_stay_unnamed,
    no_place_is_finer_than_allowed,
    coordinates_are_coarse,
    dates_are_dates,
    references_hold,
    addresses_are_web_addresses,
    text_is_plain,
    versions_are_a_chain,
    id_is_random,
    texts_say_their_original,
    kind_holds_its_own,
    codes_are_known,
    countries_are_known,
    languages_are_known,
    page_has_an_address_of_its_own,
)


def reasons_against(record: Record) -> list[str]:
    """Every reason why this record may not be public; empty when it may."""
    return [reason for rule in RULES for reason in rule(record)]


def _claims(record: Fact) -> Iterator[str]:
    """Ids of what a record states and a source must stand behind."""
    for figure in record.figures:
        yield figure.id
    if isinstance(record, Case):
        yield from (act.id for act in record.acts)
        yield from (update.id for update in record.updates)
    if isinstance(record, Measure):
        yield from (state.id for state in record.states)
    if isinstance(record, Law):
        yield from (provision.id for provision in record.provisions)
        yield from (stage.id for stage in record.stages)


def _parts(record: Fact) -> Iterator[str]:
    yield from _claims(record)
    if isinstance(record, Case):
        yield from (actor.id for actor in record.actors)


def places(record: Record | Fact) -> Iterator[Place]:
    """Every place of a record, of itself and of its parts."""
    if not isinstance(record, Fact):
        return
    owners: list[object] = [record, *record.figures]
    if isinstance(record, Case):
        owners += record.acts
        owners += [act.event for act in record.acts if act.event]
    if isinstance(record, Measure):
        owners += record.states
    for owner in owners:
        place = getattr(owner, "place", None)
        if place is not None:
            yield place


_DATE_FIELDS = {"date", "as_of", "period"}
_DAY_FIELDS = {"released", "seen", "day"}


def _is_day(value: str) -> bool:
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
