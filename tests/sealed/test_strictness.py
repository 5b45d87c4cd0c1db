"""What is stricter: an order of every field. Wider, other or the same is refused in words; narrower is taken."""

from __future__ import annotations

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from promises import TERMS, in_languages, made, terms, texts

from gawah.sealed.moments import moment
from gawah.sealed.opening import refusals
from gawah.sealed.promise import Kept, Promise
from gawah.sealed.sentences import make, new_version, terms_of
from gawah.sealed.strictness import MOVING, RULES, signatures_needed, stricter

FIRST = made()
SOONER = moment("2027-02-01T00:00", "Asia/Karachi")
NOTHING = "Nothing in it is stricter."


def unruled(struct: type[msgspec.Struct]) -> set[str]:
    return set(struct.__struct_fields__) ^ set(RULES)


def test_every_field_has_its_rule() -> None:
    assert unruled(Promise) == set()
    assert set(MOVING) < set(RULES)


def test_a_field_without_a_rule_would_be_found() -> None:
    class Wider(Promise, frozen=True):
        sold_to: str

    assert unruled(Wider) == {"sold_to"}


NARROWER: list[dict[str, Any]] = [
    {"readers": TERMS.readers[:2]},
    {"readers": TERMS.readers[1:]},
    {"readers": (TERMS.readers[0], TERMS.readers[2])},
    {"readers_at_most": 2},
    {"uses": ("contact", "publish")},
    {"uses": ("contact", "count"), "kept": ()},
    {"uses": ("publish", "count"), "contact_for": {}},
    {"uses": (), "contact_for": {}, "kept": ()},
    {"discard": SOONER},
    {"discard": moment("2026-12-01T00:00", "Asia/Karachi")},  # before the closing
    {"readers": TERMS.readers[:1], "readers_at_most": 1, "discard": SOONER},
]


@pytest.mark.parametrize("changes", NARROWER)
def test_fewer_and_earlier_is_stricter_and_the_way_back_is_not(changes: dict[str, Any]) -> None:
    second = new_version(FIRST, **changes)
    assert stricter(FIRST, second) == ()
    assert refusals(second, FIRST) == ()
    assert second.sentences == make(terms_of(second)).sentences  # by today's words; those moved, that ought to
    back = make(msgspec.structs.replace(terms_of(FIRST), version=3, before="0" * 64))
    assert stricter(second, back) != ()


OTHER: dict[str, dict[str, Any]] = {
    "collection": {"collection": "f" * 20},
    "digits": {"digits": {"en": "arabext"}},
    "country": {"country": "in"},
    "organisation": {"organisation": texts("Another Observatory")},
    "readers": {"readers": (*TERMS.readers[:2], texts("a partner"))},
    "readers_at_most": {"readers_at_most": 4},
    "asked": {"asked": texts("Your neighbours' names.")},
    "not_wanted": {"not_wanted": {}},
    "uses": {"uses": (*TERMS.uses[:2], "training", "count")},
    "contact_for": {"contact_for": texts("To sell you something.")},
    "closing": {"closing": moment("2026-12-31T00:00", "Asia/Karachi")},
    "discard": {"discard": moment("2027-03-31T18:31", "Asia/Karachi")},
    "kept": {"kept": (*TERMS.kept, Kept(what=texts("your name"), consent="publish"))},
    "without_script": {"without_script": False},
    "backup_days": {"backup_days": 29},
    "answer_days": {"answer_days": 4},
}


@pytest.mark.parametrize(("field", "changes"), OTHER.items())
def test_a_field_that_moves_otherwise_is_named_even_beside_what_is_stricter(field: str, changes: Any) -> None:
    stricter_too = {"readers_at_most": 2} if field != "readers_at_most" else {"uses": ("contact", "publish")}
    (reason,) = stricter(FIRST, new_version(FIRST, **{**stricter_too, **changes}))
    assert reason.startswith(f"The field {field} has changed. ")
    assert reason.endswith(".")


def test_no_field_is_left_out_of_the_refusals() -> None:
    elsewhere = {"format", "version", "before", "languages", "sentences"}
    assert set(OTHER) | elsewhere == set(RULES)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("readers", {"readers": TERMS.readers[::-1]}),
        ("readers", {"readers": (TERMS.readers[0], texts("Caseworkers and friends"))}),
        ("discard", {"discard": moment("2027-02-01T00:00", "Asia/Tashkent")}),  # the same hour elsewhere
        ("discard", {"discard": moment("2027-02-01T00:00", "Asia/Karachi"), "closing": SOONER}),
        ("kept", {"kept": ()}),  # less is kept, but its use is still asked for
        ("kept", {"kept": (Kept(what=texts("everything"), consent="publish"),)}),
        ("not_wanted", {"not_wanted": texts("Nothing.")}),
        ("answer_days", {"answer_days": None}),
    ],
)
def test_what_only_looks_stricter_is_refused(field: str, changes: Any) -> None:
    reasons = stricter(FIRST, new_version(FIRST, **{"readers_at_most": 2, **changes}))
    assert reasons
    if "closing" in changes:
        field = "closing"
    assert any(reason.startswith(f"The field {field} has changed.") for reason in reasons)


def test_an_instant_that_is_later_is_refused_though_the_clock_shows_less() -> None:
    """A zone's rules may have changed between two versions."""
    earlier_by_the_clock = msgspec.structs.replace(
        TERMS.discard, local="2027-03-31T18:00", instant="2027-03-31T14:00:00Z"
    )
    assert earlier_by_the_clock.at > TERMS.discard.at
    (reason,) = stricter(FIRST, new_version(FIRST, readers_at_most=2, discard=earlier_by_the_clock))
    assert reason.startswith("The field discard")


def test_languages_stay() -> None:
    two = make(in_languages("en", "ur"))
    one = make(msgspec.structs.replace(in_languages("en"), version=2, before="0" * 64, readers_at_most=2))
    assert any(reason.startswith("The field languages") for reason in stricter(two, one))


def test_the_same_is_not_stricter() -> None:
    assert stricter(FIRST, FIRST) == (
        "The field version has changed. It must be higher than the version before.",
        *_one(),
    )
    (reason,) = stricter(FIRST, new_version(FIRST))
    assert reason.startswith(NOTHING)


def _one() -> tuple[str, ...]:
    return (f"{NOTHING} Leave out a reader or a use, lower the number, or discard earlier.",)


def retold(told: Promise, about: str, text: str) -> Promise:
    parts = tuple(
        msgspec.structs.replace(part, text=text) if part.about == about else part for part in told.sentences["en"]
    )
    return msgspec.structs.replace(told, sentences={"en": parts})


@pytest.mark.parametrize("about", [part.about for part in FIRST.sentences["en"]])
def test_what_has_not_moved_is_told_word_for_word(about: str) -> None:
    second = retold(new_version(FIRST, readers_at_most=2), about, "These people, among others, can open it.")
    moved = about in ("readers_at_most", "version")  # refused when it is signed, since it is not made from the terms
    reason = "The field sentences has changed. What is said of anything that has not moved must stay word for word."
    assert stricter(FIRST, second) == (() if moved else (reason,))
    assert refusals(second, FIRST)


@pytest.mark.parametrize("change", [lambda said: said[1:], lambda said: said[::-1], lambda said: (*said, said[0])])
def test_parts_are_not_left_out_moved_or_doubled(change: Any) -> None:
    second = new_version(FIRST, readers_at_most=2)
    (reason,) = stricter(FIRST, msgspec.structs.replace(second, sentences={"en": change(second.sentences["en"])}))
    assert reason.startswith("The field sentences has changed.")


@st.composite
def promises(draw: st.DrawFn) -> Promise:
    """Any of a small world of promises, so that many pairs are ordered."""
    readers = tuple(reader for reader in TERMS.readers if draw(st.booleans())) or TERMS.readers[:1]
    uses = tuple(use for use in TERMS.uses if draw(st.booleans()))
    version = draw(st.integers(1, 4))
    return made(
        version=version,
        before=None if version == 1 else f"{draw(st.integers(0, 1)):064}",
        readers=readers,
        readers_at_most=draw(st.integers(1, 3)),
        uses=uses,
        contact_for=TERMS.contact_for if "contact" in uses else {},
        kept=TERMS.kept if "publish" in uses and draw(st.integers(0, 3)) else (),
        discard=draw(st.sampled_from([TERMS.discard, SOONER])),
        backup_days=draw(st.sampled_from([30, 30, 30, 31])),
    )


@given(promises(), promises())
def test_never_both_ways(one: Promise, other: Promise) -> None:
    assert stricter(one, one) != ()
    assert stricter(one, other) != () or stricter(other, one) != ()


def test_stricter_than_a_stricter_one_is_stricter() -> None:
    """Over every pair and every third of a small world."""
    world = [
        made(
            version=version,
            before=None if version == 1 else "0" * 64,
            readers=TERMS.readers[:readers],
            uses=uses,
            kept=kept if "publish" in uses else (),
            contact_for={},
            discard=discard,
        )
        for version, readers, uses, kept, discard in product(
            (1, 2, 3), (1, 2), ((), ("publish",), ("publish", "count")), ((), TERMS.kept), (SOONER, TERMS.discard)
        )
        if kept == () or "publish" in uses
    ]
    after = {
        one: [other for other in range(len(world)) if stricter(world[one], world[other]) == ()]
        for one in range(len(world))
    }
    pairs = [(one, other) for one, others in after.items() for other in others]
    assert len(pairs) > 50
    thirds = [(one, third) for one, other in pairs for third in after[other]]
    assert len(thirds) > 50
    assert [pair for pair in thirds if pair not in set(pairs)] == []
    assert [one for one, others in after.items() if one in others] == []


@pytest.mark.parametrize(("members", "needed"), [(1, 1), (2, 2), (7, 2)])
def test_an_earlier_discard_takes_two_where_there_are_two(members: int, needed: int) -> None:
    assert signatures_needed(FIRST, new_version(FIRST, discard=SOONER), members) == needed
    assert signatures_needed(FIRST, new_version(FIRST, discard=SOONER, readers_at_most=1), members) == needed
    assert signatures_needed(FIRST, new_version(FIRST, readers_at_most=1), members) == 1


def test_the_terms_used_here_are_whole() -> None:
    assert made() == make(terms())
