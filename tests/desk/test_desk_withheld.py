"""Who is not to be named is named nowhere; a place is no finer than it may be; a basis is for whom it says."""

from __future__ import annotations

from typing import Any

import pytest
from documents_strategy import documents as generated
from hypothesis import HealthCheck, given, settings
from observatory import document

from gawah.desk import public_record
from gawah.record import model as m

IDENTITY = public_record.Identity("0" * 20, "2026-11-22", [m.Version(number=1, released="2026-11-22")], "CC-BY-4.0")


def reasons(made: dict[str, Any]) -> list[str]:
    return public_record.reasons_against(made, public_record.build(made, IDENTITY))


def with_person(name: str, text: str, naming: str = "withheld", **sections: Any) -> dict[str, Any]:
    made = document(
        case={"summary": {"en": text}},
        actors=[{"key": "p1", "naming": naming}],
        actor_names=[{"actor": "p1", "text": name}],
        involvements=[{"act": "a1", "actor": "p1", "role": "affected"}],
    )
    return made | sections


TOLD = [
    ("Zubaida Invented", "They took Zubaida Invented, a journalist."),
    ("Zubaida Invented", "ZUBAIDA  INVENTED was taken"),
    ("Zubaida Invented", "Zubaida\nInvented’s phone was taken"),
    ("Zubaïda", "(Zubaida) was taken"),
    ("زبیدہ مثالی", "کہا گیا کہ زبيده مثالي کو لے گئے"),
    ("زبیدہ", "زبیدہ، صحافی"),
    ("李明", "据说李明被带走"),
]
NOT_TOLD = [
    ("Zubaida Invented", "They took a journalist, Zubaida Otherwise."),
    ("Ali", "Alison was taken"),
    ("علي", "وضع على القائمة"),  # "on the list"
    ("", "Somebody was taken"),
]


@pytest.mark.parametrize(("name", "text"), TOLD)
def test_a_name_that_is_not_to_be_told_blocks_the_release(name: str, text: str) -> None:
    found = reasons(with_person(name, text))
    assert found == [f"a text holds the name “{name}”, which is not to be told: reword it, or give a basis for naming"]
    assert reasons(with_person(name, text, naming="unnamed")) == found
    assert reasons(with_person(name, text, naming="named")) == []


@pytest.mark.parametrize(("name", "text"), NOT_TOLD)
def test_another_word_does_not(name: str, text: str) -> None:
    assert reasons(with_person(name, text)) == []


@pytest.mark.parametrize(
    "sections",
    [
        {"case": {"title": {"en": "The case of Zubaida Invented"}}},
        {"acts": [{"key": "a1", "type": "arrest", "account": {"en": "Zubaida Invented was taken."}}]},
        {"sources": [{"key": "s1", "title": "Who is Zubaida Invented?"}]},
        {"citations": [{"source": "s1", "words": "Zubaida Invented was taken"}]},
        {"places": [{"key": "l1", "city": "Zubaida Invented", "precision": "city"}], "case": {"place": "l1"}},
    ],
)
def test_wherever_it_stands(sections: dict[str, Any]) -> None:
    assert len(reasons(with_person("Zubaida Invented", "Somebody was taken.", **sections))) == 1


def test_in_what_does_not_leave_it_may_stand() -> None:
    made = with_person("Zubaida Invented", "Somebody was taken.")
    made["case"]["note"] = "Zubaida Invented is the cousin"
    made["sources"].append({"key": "s2", "title": "Zubaida Invented, in person", "confidential": True})
    assert reasons(made) == []


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(generated("case"))
def test_a_record_names_only_who_is_named(made: dict[str, Any]) -> None:
    built = public_record.build(made, IDENTITY)
    assert isinstance(built, m.Case)
    naming = {actor["key"]: actor["naming"] for actor in made.get("actors", ())}
    public = {each["actor"] for each in made["involvements"] if each["public"]}
    assert {actor.id for actor in built.actors} == public
    assert all(naming[actor.id] == "named" for actor in built.actors if actor.names)


def test_a_basis_for_one_person_is_none_for_another() -> None:
    made = with_person("Zubaida Invented", "Somebody was taken.", naming="named")
    made["actors"].append({"key": "p2", "naming": "withheld"})
    made["bases"] = [{"key": "b1", "kind": "consent", "actor": "p2"}]
    assert reasons(made) == ["p1 is named, and the basis given is for others: give one for naming them, or withhold it"]
    for bases in ([{"kind": "consent", "actor": "p1"}], [{"kind": "public_role"}]):
        assert reasons(made | {"bases": bases}) == []
    made["actors"][0]["kind"] = "company"
    assert reasons(made) == []


PLACE = {
    "country": "pk",
    "subdivision": "PK-SD",
    "city": "Karachi",
    "latitude": 24.8607,
    "longitude": 67.0011,
    "printed": "Street 5",
}


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        ("withheld", m.Place(precision="withheld")),
        ("country", m.Place(precision="country", country="pk")),
        ("subdivision", m.Place(precision="subdivision", country="pk", subdivision="PK-SD")),
        (
            "city",
            m.Place(precision="city", country="pk", subdivision="PK-SD", city="Karachi", latitude=24.9, longitude=67.0),
        ),
    ],
)
def test_a_place_shows_no_more_than_it_may(precision: str, shown: m.Place) -> None:
    assert public_record.public_place({**PLACE, "precision": precision}) == shown


def test_a_place_is_a_country_unless_somebody_said_otherwise() -> None:
    assert public_record.public_place(PLACE) == m.Place(precision="country", country="pk")
