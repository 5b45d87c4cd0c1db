"""The gate: the one door through which a fact becomes public. Only ``releases`` may call it.

A delivery is taken in one transaction, keyed by record and version: the same again is a no-op, other content
under the same key is an error, versions only rise, and what was withdrawn never comes back.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Max

from gawah.public import ledger
from gawah.public.models import Accepted, Delivery, Published, Withdrawn
from gawah.public.rules import reasons_against
from gawah.record import canonical
from gawah.record.model import Notice, Page, Record
from gawah.rooms import atomic


class Refused(Exception):
    """The gate does not let it out; ``reasons`` are sentences for a person."""

    def __init__(self, record_id: str, reasons: list[str]) -> None:
        super().__init__(f"{record_id}: {'; '.join(reasons)}")
        self.record_id = record_id
        self.reasons = reasons


def accept(decision: int, content: bytes) -> None:
    """Take one version of a record. ``content`` is its canonical form; raises Refused."""
    record = canonical.decode(content)
    if isinstance(record, Notice) or canonical.encode(record) != content:
        raise Refused("", ["it is not in canonical form"])
    reasons = reasons_against(record)
    if reasons:
        raise Refused(record.id, reasons)
    digest = canonical.digest(content)
    with atomic("public"):
        if _taken(record.id, record.version, digest):
            _note(decision)
            return
        if isinstance(record, Page):
            _refuse_a_taken_address(record)
        Accepted.objects.create(record_id=record.id, version=record.version, canonical=content.decode(), sha256=digest)
        for version in record.versions:
            if version.redacted:
                ledger.add_redaction(record.id, version.number)
                redact(record.id, version.number)
        Published.objects.update_or_create(
            record_id=record.id,
            defaults={
                "kind": str(record.__struct_config__.tag),
                "version": record.version,
                "canonical": content.decode(),
                "sha256": digest,
                "released": datetime.date.fromisoformat(record.released),
                "changed": _next_change(),
            },
        )
        _note(decision)


def withdraw(decision: int, record_id: str, day: datetime.date) -> None:
    """Take a record back for good. Text and former versions go; id and day stay.

    ``decision``: 0 when earlier ones have not been taken yet.
    """
    # The ledger first: whatever happens now, and whatever backup comes back, this id is out.
    ledger.add(record_id, day)
    with atomic("public"):
        remove(record_id, day)
        _note(decision)


def remove(record_id: str, day: datetime.date) -> None:
    """Carry out a withdrawal in the public room; again is a no-op. The caller holds the transaction."""
    # Drawn while the record is still there: were it the newest, its own number would be drawn again, and no
    # publish would take the withdrawal for something new.
    change = _next_change()
    gone, _ = Published.objects.filter(record_id=record_id).delete()
    Accepted.objects.filter(record_id=record_id).update(canonical="", redacted=True)
    if gone or not Withdrawn.objects.filter(record_id=record_id).exists():
        Withdrawn.objects.update_or_create(
            record_id=record_id, defaults={"changed": change}, create_defaults={"day": day, "changed": change}
        )


def redact(record_id: str, version: int) -> None:
    """Empty the text of a version that is no longer the newest; again is a no-op."""
    Accepted.objects.filter(record_id=record_id, version=version).update(canonical="", redacted=True)


def last_decision() -> int:
    """The number of the newest decision taken; 0 when none was."""
    return Delivery.objects.values_list("decision", flat=True).first() or 0


def current(record_ids: Collection[str]) -> dict[str, Record]:
    """Records as they are public now, by id; those that are not public are absent."""
    found = Published.objects.filter(record_id__in=record_ids).values_list("canonical", flat=True)
    records = (canonical.decode(content) for content in found)
    return {record.id: record for record in records if not isinstance(record, Notice)}


def versions(record_ids: Collection[str]) -> dict[str, int]:
    """Record id -> its public version; those that are not public are absent."""
    return dict(Published.objects.filter(record_id__in=record_ids).values_list("record_id", "version"))


def withdrawn(record_ids: Collection[str], *, damaged_too: bool = False) -> set[str]:
    """Those of these ids that were withdrawn, as the ledger or the public room remembers it.

    ``damaged_too``: as far as a damaged ledger can be read. To be shown; nothing may be let out by it.
    """
    known = Withdrawn.objects.filter(record_id__in=record_ids).values_list("record_id", flat=True)
    gone = ledger.withdrawn(damaged_too=damaged_too)
    return {*known, *(each for each in record_ids if each in gone)}


def _taken(record_id: str, version: int, digest: str) -> bool:
    if withdrawn([record_id]):
        raise Refused(record_id, ["it was withdrawn, and what was withdrawn does not come back"])
    known = dict(Accepted.objects.filter(record_id=record_id).values_list("version", "sha256"))
    if known.get(version) == digest:
        return True
    if version in known:
        raise Refused(record_id, [f"version {version} was released with other content"])
    if (record_id, version) in ledger.redacted():
        raise Refused(record_id, [f"the text of version {version} was redacted: release a corrected one"])
    if known and version < max(known):
        raise Refused(record_id, [f"version {version} is older than the one that is public, {max(known)}"])
    return False


def _refuse_a_taken_address(page: Page) -> None:
    """Two pages at one address would overwrite each other. An organisation has few pages."""
    others = Published.objects.filter(kind="page").exclude(record_id=page.id).values_list("canonical", flat=True)
    for other in map(canonical.decode, others.iterator()):
        if isinstance(other, Page) and other.slug == page.slug:
            raise Refused(
                page.id,
                [f"the page {other.id} has its slug “{page.slug}” already: give it another, or withdraw that one"],
            )


def _next_change() -> int:
    newest = [model.objects.aggregate(top=Max("changed"))["top"] or 0 for model in (Published, Withdrawn)]
    return int(max(newest)) + 1


def _note(decision: int) -> None:
    if decision > last_decision():
        Delivery.objects.update_or_create(id=1, defaults={"decision": decision})
