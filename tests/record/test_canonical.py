"""One record, one text: the canonical form is the same for equal records, and takes nothing it does not know."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gawah.record import canonical
from gawah.record import model as m
from gawah.record.snapshot import shard_of

WORDS = st.text(max_size=20)
QUANTITIES = st.builds(m.Quantity, quantifier=st.sampled_from(("exactly", "at_least")), low=st.integers(0, 2**53 - 1))
RECORDS = st.builds(
    m.FigureRecord,
    id=st.text("0123456789abcdef", min_size=20, max_size=20),
    version=st.just(1),
    versions=st.just([m.Version(number=1, released="2026-11-22")]),
    title=st.dictionaries(st.sampled_from(("en", "ur")), WORDS, max_size=2),
    released=st.just("2026-11-22"),
    verification=st.just(m.Verification(state="unverified", reason={"en": "no"})),
    basis=st.just([m.Basis(kind="no_person")]),
    sources=st.lists(st.builds(m.Source, id=st.just("s1"), kind=st.just("article"), title=WORDS), max_size=2),
    figures=st.lists(
        st.builds(m.Figure, id=st.just("f1"), quantity=QUANTITIES, unit=WORDS, counted=st.just({}), printed=WORDS),
        max_size=2,
    ),
)


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_there_and_back(record: m.FigureRecord) -> None:
    text = canonical.encode(record)
    assert canonical.decode(text) == record
    assert canonical.encode(canonical.decode(text)) == text
    plain = json.loads(text)
    assert plain["kind"] == "figure"
    assert json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == text


@settings(max_examples=20, deadline=None)
@given(RECORDS)
def test_the_order_of_keys_is_no_difference(record: m.FigureRecord) -> None:
    turned = dict(reversed(json.loads(canonical.encode(record)).items()))
    assert canonical.digest(canonical.encode(canonical.decode(json.dumps(turned)))) == canonical.digest(
        canonical.encode(record)
    )


def test_what_holds_its_default_is_left_out() -> None:
    assert canonical.encode(m.Notice(id="a", withdrawn="2026-11-22")) == (
        b'{"id":"a","kind":"notice","withdrawn":"2026-11-22"}'
    )
    assert b"low" not in msgspec.json.encode(m.Quantity(quantifier="uncounted"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"kind":"notice","id":"a","withdrawn":"d","note":"n"}', "note"),
        (b'{"kind":"notice","id":"a"}', "withdrawn"),
        (b'{"kind":"notice","id":7,"withdrawn":"d"}', r"\$\.id"),
        (b'{"kind":"poem","id":"a"}', "poem"),
        (b"not json", "malformed"),
        (b"[" * 100_000, "nested|array|depth|recursion"),
    ],
)
def test_what_is_no_record_is_refused_with_its_field(data: bytes, words: str) -> None:
    with pytest.raises(canonical.MalformedRecord, match=words):
        canonical.decode(data)


def test_two_quantities_cannot_be_added() -> None:
    one: Any = m.Quantity(quantifier="exactly", low=9)
    with pytest.raises(TypeError):
        one + one
    with pytest.raises(TypeError):
        sum([one, one])


def test_the_schema_names_every_kind_and_forbids_the_rest() -> None:
    parts = canonical.schema()["$defs"]
    assert {"Case", "Measure", "Law", "FigureRecord", "Page", "Notice"} <= set(parts)
    assert all(part.get("additionalProperties") is False for part in parts.values())


def test_the_shard_of_a_record() -> None:
    assert shard_of("abcdef") == "abc"
