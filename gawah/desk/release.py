"""Release cases: build each public record, refuse with reasons, decide, and put into the outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from gawah.core.ids import derived_id
from gawah.desk import documents, name_parts, names_elsewhere, public_record
from gawah.desk.documents import Document
from gawah.desk.models import Case
from gawah.desk.names_elsewhere import NamesElsewhere
from gawah.public import rules
from gawah.record import canonical
from gawah.record.model import Record, Version
from gawah.releases import decisions, outbox
from gawah.releases.decisions import Reasoned
from gawah.releases.models import Decision
from gawah.rooms import atomic

CHUNK = 200


@dataclass(frozen=True)
class Refusal:
    """Why a case was not released, in sentences for a person."""

    id: str
    reasons: tuple[str, ...]


@dataclass
class Outcome:
    """What a release did. ``released`` holds record ids, ``refused`` case ids with reasons."""

    released: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def release(
    case_ids: Sequence[str],
    why: Reasoned,
    *,
    licence: str,
    dry_run: bool = False,
    accepted_name_parts: Sequence[str] = (),
) -> Outcome:
    """Release cases, each as its next version. Nothing is decided or delivered in a dry run.

    ``accepted_name_parts``: words that may stand in these records though they are part of a name not to be told, and
    names that may though they are not to be told in another case.
    """
    outcome = Outcome()
    decided: list[Decision] = []
    accepted = name_parts.accepted(accepted_name_parts) | set(map(names_elsewhere.key, accepted_name_parts))
    asked = _Asked(why, licence, accepted, names_elsewhere.on_desk())
    for start in range(0, len(case_ids), CHUNK):
        decided += _release_chunk(case_ids[start : start + CHUNK], asked, dry_run, outcome)
    if not dry_run:
        outbox.deliver()
        _tell_refusals(decided, outcome)
    return outcome


def record_id_of(case: Case) -> str:
    """The id a case has in public, also before it is out: a desk restored from before its release finds it again."""
    return case.record_id or derived_id(case.id)


@dataclass(frozen=True)
class _Asked:
    """What a person asked for: why, under which licence, and which names and parts of names they accept.

    ``elsewhere``: the names that are not to be told in any case.
    """

    why: Reasoned
    licence: str
    accepted: set[str]
    elsewhere: NamesElsewhere


@dataclass(frozen=True)
class _Before:
    """A record as it was released last, and which names and parts somebody accepted in it."""

    record: Record | None
    accepted: Collection[str]


def _release_chunk(case_ids: Sequence[str], asked: _Asked, dry_run: bool, outcome: Outcome) -> list[Decision]:
    """Build and decide, in one transaction."""
    with atomic("desk"):
        cases = list(Case.objects.filter(id__in=case_ids).order_by("id"))
        before = decisions.newest([record_id_of(case) for case in cases])
        accepted: dict[str, Collection[str]] = {}
        ready = []
        for case, record in _build_all(cases, before, asked, accepted, outcome):
            if _same(record, before.get(record.id)):
                outcome.unchanged.append(record.id)
            else:
                ready.append((case, record))
                outcome.released.append(record.id)
        if dry_run:
            return []
        first = [case for case, _ in ready if not case.record_id]
        for case, record in ready:
            case.record_id = record.id
        Case.objects.bulk_update(first, ["record_id"])
        return decisions.release([(record, case.id) for case, record in ready], asked.why, accepted)


def _build_all(
    cases: Sequence[Case],
    before: Mapping[str, Record],
    asked: _Asked,
    accepted: dict[str, Collection[str]],
    outcome: Outcome,
) -> list[tuple[Case, Record]]:
    """The records of those cases that nothing speaks against; the others are noted as refused.

    Notes in ``accepted`` which parts of names stand in a record because a person lets them.
    """
    found = documents.documents(cases)
    ids = [record_id_of(case) for case in cases]
    withdrawn, earlier = decisions.withdrawn(ids), decisions.accepted_name_parts(ids)
    built: list[tuple[Case, Record]] = []
    for case, record_id in zip(cases, ids, strict=True):
        if record_id in withdrawn:
            outcome.refused.append(Refusal(case.id, (_WITHDRAWN,)))
            continue
        last = _Before(before.get(record_id), earlier.get(record_id, ()))
        record, reasons, accepted[record_id] = _build(case, found[case.id], last, asked)
        if reasons or record is None:
            outcome.refused.append(Refusal(case.id, tuple(reasons)))
        else:
            built.append((case, record))
    names = _public_names(found, built)
    return [
        (case, msgspec.structs.replace(record, related=[names[each] for each in case.related if each in names]))
        for case, record in built
    ]


_WITHDRAWN = "it was withdrawn, and what was withdrawn does not come back: document it as a new case if it has to"


def _public_names(found: Mapping[str, Document], built: Sequence[tuple[Case, Record]]) -> dict[str, str]:
    """Case id -> record id of every related case that is public, or is being released with these."""
    related = {each for document in found.values() for each in document["case"].get("related", ())}
    out = Case.objects.filter(id__in=related, record_id__isnull=False).values_list("id", "record_id")
    names = {case_id: str(record_id) for case_id, record_id in out}
    gone = decisions.withdrawn(list(names.values()))
    names = {case_id: record_id for case_id, record_id in names.items() if record_id not in gone}
    return names | {case.id: record.id for case, record in built}


def _build(
    case: Case, document: Document, before: _Before, asked: _Asked
) -> tuple[Record | None, list[str], Collection[str]]:
    """The record to release, every reason against it, and the parts of names in it that somebody accepts."""
    chain = next_chain(before.record, asked.why)
    identity = public_record.Identity(record_id_of(case), chain[0].released, chain, asked.licence)
    try:
        built = public_record.build(document, identity)
    except public_record.MissingPart as error:
        return None, [str(error)], ()
    own = public_record.names_not_to_be_told(document)
    parts, names = name_parts.told(own, built), asked.elsewhere.told(built, own)
    told = parts | names
    # What was accepted holds for the text it was accepted in, and for no other.
    accepted = asked.accepted | (set(before.accepted) if told and _same_text(built, before.record) else set())
    reasons = [
        *public_record.reasons_against(document, built),
        *name_parts.reasons({part: path for part, path in parts.items() if part not in accepted}),
        *asked.elsewhere.reasons({name: path for name, path in names.items() if name not in accepted}),
        *rules.reasons_against(built),
    ]
    return built, reasons, told.keys() & accepted


def _tell_refusals(decided: Sequence[Decision], outcome: Outcome) -> None:
    """What the gate refused in the end was not released."""
    refused = decisions.refusals(decided)
    for decision in decided:
        if decision.record_id in refused:
            outcome.released.remove(decision.record_id)
            outcome.refused.append(Refusal(decision.case_id, (refused[decision.record_id],)))


def next_chain(before: Record | None, why: Reasoned) -> list[Version]:
    """The chain of versions with one more."""
    chain = list(before.versions) if before else []
    return [*chain, Version(number=len(chain) + 1, released=why.day.isoformat(), reason=why.reason)]


def _same(built: Record, before: Record | None) -> bool:
    """Whether nothing but the version differs from what is out already."""
    return before is not None and _content(before) == _content(built)


def _same_text(built: Record, before: Record | None) -> bool:
    """As ``_same``, whatever other records it is related to."""
    return before is not None and _same(built, msgspec.structs.replace(before, related=built.related))


def _content(record: Record) -> bytes:
    return canonical.encode(msgspec.structs.replace(record, version=0, versions=[]))


def all_releasable() -> list[str]:
    """Ids of every case on the desk."""
    return list(Case.objects.order_by("id").values_list("id", flat=True))
