"""A small, plainly invented observatory: a valid document of each kind, who decides, and when."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from gawah.desk import documents, release, store
from gawah.desk.models import Case
from gawah.public import gate
from gawah.record import model as m
from gawah.releases.decisions import Reasoned

AT = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)
DAY = AT.date()
ALICE = Reasoned(by="alice", at=AT, day=DAY)
BOB = Reasoned(by="bob", at=AT, day=DAY + datetime.timedelta(days=1), reason="asked by the family")
LICENCE = "CC-BY-4.0"

Document = dict[str, Any]

_COMMON: Document = {
    "sources": [{"key": "s1", "title": "The Invented Gazette", "url": "https://example.org/1"}],
    "citations": [{"key": "c1", "source": "s1"}],
    "bases": [{"key": "b1", "kind": "already_published", "source": "s1"}],
    "verifications": [{"key": "k1", "state": "unverified", "reason": {"en": "Nothing was checked."}}],
}

_OWN: dict[str, Document] = {
    "case": {
        "case": {"title": {"en": "A summons in Inventia"}, "original": "en", "as_of": "2026-11"},
        "acts": [{"key": "a1", "type": "arrest", "account": {"en": "Somebody was arrested."}}],
    },
    "measure": {
        "case": {"kind": "measure", "as_of": "2026-11"},
        "measures": [{"key": "x1"}],
        "measure_targets": [{"key": "t1", "kind": "domain", "value": "invented.example"}],
        "measure_states": [{"key": "m1", "state": "blocked"}],
    },
    "law": {
        "case": {"kind": "law", "as_of": "2026-11", "title": {"en": "The Invented Act"}, "original": "en"},
        "laws": [{"key": "w1", "jurisdiction": "pk", "name_printed": "Invented Act"}],
        "provisions": [{"key": "v1", "number": "2.(1).(c)", "text": "Whatever is invented."}],
        "stages": [{"key": "g1", "step": "introduced"}],
    },
    "figure": {
        "case": {"kind": "figure", "as_of": "2026-11"},
        "figures": [
            {
                "key": "f1",
                "quantifier": "at_least",
                "low": 8,
                "unit": "journalists",
                "printed": "at least eight journalists",
                "as_of": "2026-11",
                "source": "s1",
            }
        ],
    },
}
KINDS = tuple(_OWN)


def document(kind: str = "case", **sections: Any) -> Document:
    """A document that may be released; ``sections`` replace its own, and ``case`` is merged into it."""
    made = copy.deepcopy({**_COMMON, **_OWN[kind]})
    made["case"] |= sections.pop("case", {})
    return made | sections


def stored(kind: str = "case", **sections: Any) -> Case:
    """A case on the desk."""
    return store.create(document(kind, **sections), by="alice", at=AT)


def edited(case: Case, /, **sections: Any) -> Case:
    """The case after a person's edit of some sections; ``case`` is merged into its own."""
    found = store.document_of(case)
    found["case"] |= sections.pop("case", {})
    store.update(case, found | sections, by="alice", at=AT)
    return case


def released(kind: str = "case", **sections: Any) -> Case:
    """A case on the desk that is public."""
    case = stored(kind, **sections)
    outcome = release.release([case.id], ALICE, licence=LICENCE)
    assert outcome.refused == []
    case.refresh_from_db()
    return case


def everything(case: Case) -> Document:
    """The case as it stands in the database."""
    return documents.documents([Case.objects.get(id=case.id)])[case.id]


def let_out(*cases: Case, why: Reasoned = ALICE, dry_run: bool = False) -> release.Outcome:
    outcome = release.release([case.id for case in cases], why, licence=LICENCE, dry_run=dry_run)
    for case in cases:
        case.refresh_from_db()
    return outcome


def public(case: Case) -> m.Case:
    record = gate.current([str(case.record_id)])[str(case.record_id)]
    assert isinstance(record, m.Case)
    return record
