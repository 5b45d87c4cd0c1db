"""What is not public leaves by no way: canaries in every such field, looked for in all that goes out."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import brotli
import pytest
from canaries import DATE, TRACES, WORD, covered, fill_the_rest, with_canaries
from documents_strategy import documents as generated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observatory import AT, KINDS, LICENCE, document

from gawah.desk import documents, public_record, release, store
from gawah.desk.models import Case
from gawah.feed import keys
from gawah.feed.repository import Repository
from gawah.public import publish, snapshot
from gawah.public.models import Published
from gawah.record import canonical
from gawah.record import model as m
from gawah.record.snapshot import SiteSettings
from gawah.releases.decisions import Reasoned

RECORD_ID = "0123456789abcdef0123"
IDENTITY = public_record.Identity(RECORD_ID, "2026-11-22", [m.Version(number=1, released="2026-11-22")], LICENCE)
FOLDED = (WORD.lower().encode(), b"canari", DATE.encode(), DATE.replace("-", "").encode())  # folded, and as stems
SITE = SiteSettings(name={"en": "Invented Observatory"}, languages=["en"])


def canonical_of(made: dict[str, Any], case_id: str = "ca5e0fca5e0fca5e0fca") -> str:
    """The record of a document, by way of a case as the desk stores it."""
    case = Case(id=case_id)
    documents.assign_case(case, made["case"])
    parts = documents.build_parts(case, made)
    documents.check(case, parts)
    return canonical.encode(public_record.build(documents.of(case, parts), IDENTITY)).decode()


def traces_in(text: str) -> list[str]:
    return [trace for trace in (*TRACES, "ca5e0fca5e0fca5e0fca") if trace in text]


def whole(made: dict[str, Any], kind: str) -> dict[str, Any]:
    """With the part that a measure or law is about."""
    made.setdefault("measures", [{"key": "x1"}])
    made.setdefault("laws", [{"key": "w1", "jurisdiction": "pk"}])
    made["case"]["kind"] = kind
    return made


def test_every_private_field_carries_a_canary() -> None:
    """The walk finds what is known to be private; a new such field joins by being classed."""
    assert {
        "Case.note",
        "Case.owner",
        "Place.latitude",
        "Place.longitude",
        "Place.printed",
        "Place.kind",
        "StatusUpdate.next_date",
        "StatusUpdate.watched_by",
        "Actor.parentage",
        "Actor.contact",
        "Actor.note",
        "Source.reliability",
        "Source.note",
        "Verification.checked_by",
        "Verification.how",
    } <= covered()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(KINDS), generated())
def test_no_canary_is_in_a_record(kind: str, made: dict[str, Any]) -> None:
    found = canonical_of(with_canaries(whole(made, kind)))
    assert traces_in(found) == []


def test_the_search_would_find_one() -> None:
    """Each trace is seen where it is public: the property above can fail."""
    made = document(case={"as_of": DATE, "title": {"en": WORD}})
    assert traces_in(canonical_of(made)) == [WORD, DATE]


@pytest.mark.django_db(databases=["default", "public"])
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(KINDS), generated())
def test_no_canary_is_in_a_snapshot(tmp_path_factory: Any, kind: str, made: dict[str, Any]) -> None:
    content = canonical_of(with_canaries(whole(made, kind)))
    Published.objects.update_or_create(
        record_id=RECORD_ID,
        defaults={"kind": kind, "version": 1, "canonical": content, "released": AT.date(), "changed": 1},
    )
    repository = Repository(tmp_path_factory.mktemp("feed"))
    snapshot.write(repository, SITE, None)
    lines = {name: repository.read(name).decode() for name in repository.names()}
    assert RECORD_ID in lines[f"shards/{RECORD_ID[:3]}.ndjson"]
    assert [trace for name, text in lines.items() if name != "terms.ndjson" for trace in traces_in(text)] == []


@pytest.mark.django_db(databases=["default", "public"])
def test_no_canary_is_in_anything_that_is_published(
    home: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    cases = [
        store.create(with_canaries(_releasable(kind)), by=WORD, at=AT, reason=WORD) for kind in KINDS for _ in range(2)
    ]
    assert {"Dataset", "Batch", "Row", "Change"} <= set(fill_the_rest(cases[0].id))
    why = Reasoned(by=WORD, at=AT, day=AT.date())
    outcome = release.release([case.id for case in cases], why, licence=LICENCE)
    assert outcome.refused == []
    keys.create(home / "keys", AT)
    places = publish.Places(site=home / "site", cache=home / "cache", keys=home / "keys")
    result = publish.publish(places, SITE, AT)
    assert result.written > 50
    found = dict(everything_in(home))
    assert len(found) > 100
    assert (result.partitions, result.unsearched) == (1, "")
    assert searched_in(found) == dict.fromkeys(outcome.released, 2)  # in both trees
    assert folded_traces(found, b"inventia") == {".pf_fragment", ".pf_index"}
    assert folded_traces(found, *FOLDED) == set()
    assert any(RECORD.encode() in text for text in found.values() for RECORD in outcome.released)
    secrets = [trace.encode() for trace in TRACES if not trace[0].isdigit()] + [DATE.encode()]
    secrets += [case.id.encode() for case in cases]
    secrets += [b'"latitude":12.34', b"12.3456"]
    for path, text in found.items():
        assert [secret for secret in secrets if secret in text] == [], path
    logged = "".join((*capfd.readouterr(), caplog.text))
    assert WORD not in logged


@pytest.mark.django_db(databases=["default", "public"])
def test_a_canary_in_search_would_be_found(home: Path) -> None:
    """In a bundle words are folded, stemmed and compressed; the look at it above can fail."""
    case = store.create(document(case={"summary": {"en": WORD}}), by=WORD, at=AT, reason=WORD)
    assert release.release([case.id], Reasoned(by=WORD, at=AT, day=AT.date()), licence=LICENCE).refused == []
    keys.create(home / "keys", AT)
    publish.publish(publish.Places(site=home / "site", cache=home / "cache", keys=home / "keys"), SITE, AT)
    assert folded_traces(dict(everything_in(home)), *FOLDED) == {".pf_fragment", ".pf_index"}


def searched_in(found: dict[str, bytes]) -> dict[str, int]:
    """Id of a record -> how many bundles a search finds it in."""
    shown = [
        json.loads(data.removeprefix(b"pagefind_dcd")) for path, data in found.items() if path.endswith("fragment")
    ]
    return dict(Counter(each["url"].rstrip("/").rpartition("/")[2] for each in shown))


def folded_traces(found: dict[str, bytes], *words: bytes) -> set[str]:
    """Endings of the files of search that have one of these words, as a bundle writes words."""
    bundles = {path: data.lower() for path, data in found.items() if "/search/en/0/" in path}
    return {Path(path).suffix for path, data in bundles.items() if any(word in data for word in words)}


def _releasable(kind: str) -> dict[str, Any]:
    made = document(kind, places=[{"key": "l1", "country": "pk", "city": "Karachi", "precision": "city"}])
    made["case"]["place"] = "l1"
    return made


def everything_in(folder: Path) -> Any:
    """Path and content of every file, compressed ones unpacked."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if data.startswith(b"\x1f\x8b"):  # also what search is made of, whose names do not tell
                data = gzip.decompress(data)
            elif path.suffix == ".br":
                data = brotli.decompress(data)
            yield path.relative_to(folder).as_posix(), data
            yield f"{path.name} (its name)", path.name.encode()
