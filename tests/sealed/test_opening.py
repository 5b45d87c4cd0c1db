"""Before a promise is signed: what refuses it, and what its owner is warned of."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
import pytest
from promises import TERMS, in_languages, made, texts

from gawah.sealed.moments import moment
from gawah.sealed.opening import Plans, offered, refusals, warnings
from gawah.sealed.promise import Promise
from gawah.sealed.sentences import make, new_version

FIRST = made()
NOW = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
READ = {"en": "Alice, Lahore"}
SOONER = moment("2027-02-01T00:00", "Asia/Karachi")


def at(local: str) -> Any:
    return moment(local, "Asia/Karachi")


def warned(made: Promise, plans: Plans | None = None, now: datetime.datetime = NOW) -> list[str]:
    return list(warnings(made, now, READ, plans))


def test_a_closing_after_the_discard_is_refused_at_first_and_may_come_about_later() -> None:
    (reason,) = refusals(made(closing=TERMS.discard, discard=TERMS.closing))
    assert reason.startswith("The closing is after the discard")
    assert refusals(made(closing=TERMS.closing, discard=TERMS.closing)) == ()
    first = made()
    earlier = moment("2026-12-20T00:00", "Asia/Karachi")
    assert refusals(new_version(first, discard=earlier), first) == ()


def test_a_promise_made_from_its_terms_may_be_signed() -> None:
    assert refusals(FIRST) == ()
    assert refusals(new_version(FIRST, readers_at_most=2), FIRST) == ()
    assert refusals(new_version(FIRST, discard=SOONER), FIRST) == ()


def test_sentences_of_ones_own_are_refused() -> None:
    said = FIRST.sentences["en"]
    kind = msgspec.structs.replace(said[0], text="Nobody will ever know.")
    for sentences in ((kind, *said[1:]), said[:-1], (*said, kind), said[::-1]):
        (reason,) = refusals(msgspec.structs.replace(FIRST, sentences={"en": sentences}))
        assert reason == "Its sentences are not the ones made from its terms. Make them again."


def test_a_wider_version_is_refused_with_its_reasons() -> None:
    (reason,) = refusals(new_version(FIRST, readers_at_most=4), FIRST)
    assert reason == "The field readers_at_most has changed. The number of people can only become lower."


def test_a_later_version_needs_the_one_it_follows() -> None:
    assert refusals(new_version(FIRST, readers_at_most=2))[0].startswith("It is not the first version.")
    assert refusals(FIRST, FIRST) != ()


def test_an_instant_that_is_not_the_clocks_is_refused() -> None:
    early = msgspec.structs.replace(TERMS.discard, instant="2027-03-31T13:00:00Z")
    (reason,) = refusals(made(discard=early))
    assert reason == (
        "The field discard has the instant 2027-03-31T13:00:00Z. By its time zone it is 2027-03-31T13:30:00Z: put that."
    )


def test_a_zone_that_is_no_place_is_refused() -> None:
    nowhere = msgspec.structs.replace(TERMS.closing, zone="Etc/Zulu", instant="2027-01-01T00:00:00Z")
    (reason,) = refusals(made(closing=nowhere))
    assert reason.startswith("The field closing cannot be promised. 'Etc/Zulu' is not the time of a place.")


def test_a_moment_that_stays_is_not_asked_of_again() -> None:
    """The zone's rules have changed since; what was promised stays written as it was."""
    new = new_version(FIRST, readers_at_most=2)

    def zones(zone: str) -> datetime.tzinfo:
        return datetime.timezone(datetime.timedelta(hours=6))

    assert refusals(FIRST, zones=zones) != ()
    assert refusals(new, FIRST, zones=zones) == ()


def test_a_good_promise_has_no_warning() -> None:
    assert warned(FIRST, Plans(event=datetime.date(2027, 3, 30), selection=datetime.date(2027, 1, 20))) == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"closing": at("2026-11-01T00:00"), "discard": at("2026-11-20T00:00")}, "The discard is in the past"),
        ({"closing": at("2026-11-22T05:00")}, "The closing is in the past"),
        ({"closing": TERMS.discard}, "The discard is not after the closing"),
        ({"closing": TERMS.discard, "discard": TERMS.closing}, "The discard is not after the closing"),
        ({"discard": at("2027-01-05T23:00")}, "may have no answer before the discard"),
        ({"closing": at("2026-12-31T23:59")}, "The field closing is at 23:59"),
        ({"discard": at("2027-03-31T23:59")}, "The field discard is at 23:59"),
        ({"readers_at_most": 1}, "Only one person may read"),
        ({"kept": ()}, "Publishing is a use, and nothing is kept for it"),
        ({"readers_at_most": 2}, "More readers are named than people may read"),
    ],
)
def test_what_cannot_be_kept_or_undoes_its_purpose(changes: dict[str, Any], why: str) -> None:
    (warning,) = warned(made(**changes))
    assert why in warning


@pytest.mark.parametrize(
    "changes",
    [
        {"closing": at("2026-11-22T05:01")},
        {"discard": at("2027-01-06T00:00")},
        {"closing": at("2027-01-01T00:00"), "discard": at("2027-01-01T00:01"), "answer_days": None},
        {"closing": at("2026-12-31T23:58")},
        {"readers": TERMS.readers[:2], "readers_at_most": 2},
    ],
)
def test_what_is_just_good_enough_has_none(changes: dict[str, Any]) -> None:
    assert warned(made(**changes)) == []


@pytest.mark.parametrize(
    ("discard", "event", "too_early"),
    [
        ("2027-03-31T00:00", datetime.date(2027, 4, 10), True),
        ("2027-03-31T00:00", datetime.date(2027, 3, 31), True),
        ("2027-03-31T23:00", datetime.date(2027, 3, 31), True),
        ("2027-04-01T00:00", datetime.date(2027, 3, 31), False),
    ],
)
def test_contact_details_and_what_they_are_for(discard: str, event: datetime.date, too_early: bool) -> None:
    with_contact = made(discard=at(discard))
    without = made(discard=at(discard), uses=("count",), contact_for={}, kept=())
    assert (
        any("before what they are for is over" in each for each in warned(with_contact, Plans(event=event)))
        == too_early
    )
    assert warned(without, Plans(event=event)) == []


@pytest.mark.parametrize(("day", "too_early"), [(1, False), (31, True)])
def test_a_selection_needs_what_it_selects_from(day: int, too_early: bool) -> None:
    plans = Plans(selection=datetime.date(2027, 3, day))
    assert any("before the selection" in each for each in warned(FIRST, plans)) == too_early


def test_a_language_is_offered_once_somebody_is_entered_who_reviewed_it() -> None:
    three = make(in_languages("en", "ur", "ar"))
    assert offered(three, {}) == ()
    assert offered(three, {"ur": "Bob, Karachi", "ar": "  ", "fr": "Carol"}) == ("ur",)
    assert offered(three, dict.fromkeys(("ar", "en", "ur"), "Bob")) == ("en", "ur", "ar")
    missing = [each for each in warnings(three, NOW, {"en": "Alice"}) if "reviewer" in each]
    assert [each[:38] for each in missing] == [f"Nobody is entered as reviewer for '{code}'" for code in ("ur", "ar")]


def test_no_warning_or_refusal_tells_a_text_of_the_promise() -> None:
    """They may be shown in lists and logs."""
    secret = made(readers_at_most=1, asked=texts("Names of the disappeared."), closing=TERMS.discard)
    assert not any("disappeared" in each for each in (*warned(secret), *refusals(secret, FIRST)))
