"""Release cases: build each public record, refuse with reasons, decide, and put into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from gawah.core.ids import random_id
from gawah.desk import documents, public_record
from gawah.desk.documents import Document
from gawah.desk.models import Case
from gawah.public import rules
from gawah.record import canonical
from gawah.record.model import Record, Version
from gawah.releases import decisions, outbox
from gawah.releases.decisions import Reasoned
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


class NoSuchRecord(LookupError):
    """No case or record has this id."""


def find(ids: Sequence[str]) -> list[Case]:
    """Cases by their own ids or by their records'; raises NoSuchRecord for the first that is neither."""
    found = {case.id: case for case in Case.objects.filter(id__in=ids)}
    found |= {str(case.record_id): case for case in Case.objects.filter(record_id__in=ids)}
    for each in ids:
        if each not in found:
            raise NoSuchRecord(f"there is no case or record {each!r}; `gawah count --of cases` says what there is")
    return [found[each] for each in ids]


def release(case_ids: Sequence[str], why: Reasoned, *, licence: str, dry_run: bool = False) -> Outcome:
    """Release cases, each as its next version. Nothing is delivered in a dry run."""
    outcome = Outcome()
    for start in range(0, len(case_ids), CHUNK):
        _release_chunk(case_ids[start : start + CHUNK], why, licence, dry_run, outcome)
    if not dry_run:
        outbox.deliver()
    return outcome


def _release_chunk(case_ids: Sequence[str], why: Reasoned, licence: str, dry_run: bool, outcome: Outcome) -> None:
    cases = list(Case.objects.filter(id__in=case_ids).order_by("id"))
    found = documents.documents(cases)
    names = _record_ids(cases, found)
    ready: list[tuple[Record, str]] = []
    for case in cases:
        built, reasons = _build(case, found[case.id], names, why, licence)
        if reasons or built is None:
            outcome.refused.append(Refusal(case.id, tuple(reasons)))
        elif _same(built):
            outcome.unchanged.append(built.id)
        else:
            ready.append((built, case.id))
            outcome.released.append(built.id)
    if ready and not dry_run:
        with atomic("desk"):
            for record, case_id in ready:
                Case.objects.filter(id=case_id, record_id=None).update(record_id=record.id)
            decisions.release(ready, why)


def _record_ids(cases: Sequence[Case], found: dict[str, Document]) -> dict[str, str]:
    """Case id -> record id, for the cases and what they are related to. New ones are drawn here."""
    related = {each for document in found.values() for each in document["case"].get("related", ())}
    names = dict(Case.objects.filter(id__in=related, record_id__isnull=False).values_list("id", "record_id"))
    names |= {case.id: case.record_id or random_id() for case in cases}
    return {case_id: str(record_id) for case_id, record_id in names.items()}


def _build(
    case: Case, document: Document, names: dict[str, str], why: Reasoned, licence: str
) -> tuple[Record | None, list[str]]:
    """The record to release, and every reason against it."""
    record_id = names[case.id]
    chain = next_chain(decisions.newest(record_id) if case.record_id else None, why)
    related = [names[each] for each in document["case"].get("related", ()) if each in names]
    identity = public_record.Identity(record_id, chain[0].released, chain, licence, related)
    try:
        built = public_record.build(document, identity)
    except (KeyError, IndexError) as error:
        return None, [f"its {document['case'].get('kind', 'case')} part is missing ({error}): add it"]
    return built, [*public_record.reasons_against(document, built), *rules.reasons_against(built)]


def next_chain(before: Record | None, why: Reasoned) -> list[Version]:
    """The chain of versions with one more."""
    chain = list(before.versions) if before else []
    return [*chain, Version(number=len(chain) + 1, released=why.day.isoformat(), reason=why.reason)]


def _same(built: Record) -> bool:
    """Whether nothing but the version differs from what is out already."""
    if built.version == 1:
        return False
    before = decisions.newest(built.id)
    return before is not None and _content(before) == _content(built)


def _content(record: Record) -> bytes:
    return canonical.encode(msgspec.structs.replace(record, version=0, versions=[]))


def all_releasable() -> list[str]:
    """Ids of every case on the desk."""
    return list(Case.objects.order_by("id").values_list("id", flat=True))
