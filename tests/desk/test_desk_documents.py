"""A case as one document: nothing is lost on the way there and back, and what cannot be is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from documents_strategy import documents as generated
from hypothesis import HealthCheck, given, settings
from observatory import document

from gawah.desk import documents
from gawah.desk.documents import DocumentError
from gawah.desk.models import Case

CASE = "0123456789abcdef0123"


def there_and_back(given_document: dict[str, Any]) -> dict[str, Any]:
    case = Case(id=CASE)
    documents.assign_case(case, given_document["case"])
    parts = documents.build_parts(case, given_document)
    documents.check(case, parts)
    return documents.of(case, parts)


def refused(**sections: Any) -> str:
    with pytest.raises(DocumentError) as caught:
        there_and_back({"case": {}, **sections})
    return str(caught.value)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(generated())
def test_nothing_is_lost_there_and_back(made: dict[str, Any]) -> None:
    once = there_and_back(made)
    assert there_and_back(once) == once
    text = documents.canonical(once)
    assert documents.canonical(there_and_back(documents.load(text))) == text
    for name in documents.SECTIONS:
        given_parts = [
            {field: value for field, value in part.items() if value is not None} for part in made.get(name, ())
        ]
        for got, want in zip(once.get(name, ()), given_parts, strict=True):
            assert got.items() <= want.items()  # what is missing held the field's default


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated(whole=True))
def test_nothing_is_lost_of_a_document_with_every_section(made: dict[str, Any]) -> None:
    once = there_and_back(made)
    assert set(once) == {"case", *documents.SECTIONS}
    assert there_and_back(once) == once


def test_key_order_does_not_change_the_canonical_text() -> None:
    one = {"case": {"note": "n", "as_of": "2012"}, "acts": [{"key": "a1", "type": "arrest"}]}
    other = {"acts": [{"type": "arrest", "key": "a1"}], "case": {"as_of": "2012", "note": "n"}}
    assert documents.canonical(one) == documents.canonical(other)
    assert documents.sha256(documents.canonical(one)) == documents.sha256(documents.canonical(other))


def test_parts_without_a_key_are_given_theirs() -> None:
    made = there_and_back({"case": {}, "acts": [{"type": "arrest"}, {"key": "a9", "type": "killing"}]})
    assert [act["key"] for act in made["acts"]] == ["a1", "a9"]


def test_a_list_starts_where_the_document_is_silent() -> None:
    """What a document does not name goes back to its default."""
    case = Case(id=CASE, note="old", as_of="2012")
    documents.assign_case(case, {"as_of": "2013"})
    assert (case.note, case.as_of) == ("", "2013")


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"actz": []}, "unknown section 'actz'; there are case, places"),
        ({"case": {"titel": {}}}, "case.titel: there is no such field"),
        ({"case": {"record_id": "x"}}, "case.record_id: there is no such field"),
        ({"acts": [{"type": "arrest", "year": 2012}]}, "acts[0].year: there is no such field"),
        ({"acts": ["arrest"]}, "acts[0]: it must be fields with their values, not 'arrest'"),
        ({"acts": [{"type": "arrest", "place": "l7"}]}, "acts.a1.place: there is no 'l7' among the places"),
        ({"case": {"place": "l7"}}, "case.place: there is no 'l7' among the places"),
        (
            {"sources": [{"key": "s1"}], "acts": [{"type": "arrest", "place": "s1"}]},
            "acts.a1.place: there is no 's1' among the places of this case",
        ),
        ({"citations": [{"source": "s1"}]}, "citations.c1.source: there is no 's1'"),
        (
            {"sources": [{"key": "s1"}], "citations": [{"source": "s1", "of": "a4"}]},
            "citations.c1.of: there is no 'a4' in this case",
        ),
        ({"acts": [{"type": "arrest", "date": "12.11.2012"}]}, "acts[0].date: "),
        ({"status_updates": [{"date": "2012-13"}]}, "status_updates.u1.date: "),
        ({"verifications": [{"state": "verified", "day": "2012-02-30"}]}, "verifications[0].day: "),
        ({"verifications": [{"state": "true"}]}, "verifications.k1.state: "),
        ({"figures": [{"low": "many"}]}, "figures[0].low: "),
        ({"acts": [{}]}, "acts.a1.type: This field cannot be blank."),
        ({"acts": [{"type": "arrest", "account": {"en": " "}}]}, "acts.a1.account: a text in 'en' is empty"),
        ({"acts": [{"type": "arrest", "account": "bare"}]}, "acts.a1.account: a text names its language"),
        ({"case": {"title": {"en": 5}}}, "case.title: a text in 'en' is empty"),
        ({"case": {"kind": "poem"}}, "case.kind: "),
        (
            {"acts": [{"key": "a1", "type": "arrest"}, {"key": "a1", "type": "killing"}]},
            "acts[1].key: 'a1' is the key of acts[0] already",
        ),
        (
            {"sources": [{"key": "a1"}], "acts": [{"key": "a1", "type": "arrest"}]},
            "acts[0].key: 'a1' is the key of sources[0] already",
        ),
        ({"acts": [{"key": "a" * 60, "type": "arrest"}]}, ".id: Ensure this value has at most 40 characters"),
    ],
)
def test_what_cannot_be_is_refused_by_part_and_field(sections: dict[str, Any], message: str) -> None:
    assert message in refused(**sections)


def test_a_whole_document_is_taken() -> None:
    for kind in ("case", "measure", "law", "figure"):
        made = document(kind)
        assert there_and_back(made) == made
