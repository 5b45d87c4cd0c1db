"""The versions of a promise together: which rules, when nothing more is taken, when all must be gone."""

from __future__ import annotations

import datetime

import msgspec
import pytest
from promises import TERMS, made

from gawah.sealed.chain import BrokenChain, closes, due, follows, ruling, strictest, takes
from gawah.sealed.moments import moment
from gawah.sealed.opening import refusals
from gawah.sealed.promise import Promise, promise_hash
from gawah.sealed.sentences import new_version

FIRST = made()
SECOND = new_version(FIRST, readers_at_most=2)
THIRD = new_version(SECOND, discard=moment("2027-03-01T00:00", "Asia/Karachi"))
CHAIN = (FIRST, SECOND, THIRD)

SECONDS = datetime.timedelta(seconds=1)


def karachi(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{text}+05:00")


def shifted(hours: int) -> datetime.timezone:
    return datetime.timezone(datetime.timedelta(hours=hours))


def test_a_submission_is_taken_at_23_59_59_and_refused_at_midnight() -> None:
    assert takes(karachi("2026-12-31T23:59:59"), FIRST)
    assert takes(karachi("2026-12-31T23:59:59.999999"), FIRST)
    assert not takes(karachi("2027-01-01T00:00:00"), FIRST)
    assert not takes(karachi("2027-01-01T00:00:01"), FIRST)


@pytest.mark.parametrize("hours", [-11, 0, 5, 14])
def test_the_zone_in_which_now_is_told_changes_nothing(hours: int) -> None:
    last = karachi("2026-12-31T23:59:59").astimezone(shifted(hours))
    assert takes(last, FIRST)
    assert not takes(last + SECONDS, FIRST)


def test_a_clock_without_a_zone_is_an_error() -> None:
    with pytest.raises(TypeError):
        takes(datetime.datetime(2026, 12, 31), FIRST)


def test_rules_of_the_zone_that_change_close_and_discard_earlier() -> None:
    assert closes(FIRST, zones=lambda zone: shifted(6)) == karachi("2026-12-31T23:00:00")
    assert closes(FIRST, zones=lambda zone: shifted(4)) == karachi("2027-01-01T00:00:00")
    assert due(FIRST, zones=lambda zone: shifted(6)) == karachi("2027-03-31T17:30:00")
    assert due(FIRST, zones=lambda zone: shifted(4)) == karachi("2027-03-31T18:30:00")


def test_the_strictest_rules_whichever_a_report_carries() -> None:
    assert strictest(CHAIN) == THIRD
    for carried in CHAIN:
        assert ruling(CHAIN, promise_hash(carried)) == THIRD
    assert due(*CHAIN) == karachi("2027-03-01T00:00:00")
    assert due(FIRST) == due(FIRST, SECOND) == karachi("2027-03-31T18:30:00")


def test_a_promise_that_was_never_made_rules_nothing() -> None:
    wider = made(readers_at_most=9)
    for unknown in (promise_hash(wider), "0" * 64, ""):
        with pytest.raises(BrokenChain, match="never made here"):
            ruling(CHAIN, unknown)


def test_an_earlier_discard_closes_too() -> None:
    raided = new_version(FIRST, discard=moment("2026-11-30T12:00", "Asia/Karachi"))
    assert follows(FIRST, raided) == ()
    assert closes(FIRST, raided) == due(FIRST, raided) == karachi("2026-11-30T12:00:00")


FORK = new_version(FIRST, readers_at_most=1)
WIDER = new_version(SECOND, readers_at_most=3, uses=("contact", "publish"))


@pytest.mark.parametrize(
    ("chain", "why"),
    [
        ((), "no version"),
        ((SECOND, THIRD), "begins with version 2"),
        ((FIRST, THIRD), "leaves some out.*does not name version 1 by its hash"),
        ((FIRST, SECOND, SECOND), "Version 2 may not follow version 2"),
        ((FIRST, THIRD, SECOND), "Version 3 may not follow version 1"),
        ((FIRST, SECOND, FORK), "Version 2 may not follow version 2"),
        ((FIRST, FORK, THIRD), "does not name version 2 by its hash"),
        ((FIRST, SECOND, WIDER), "readers_at_most has changed"),
        ((FIRST, msgspec.structs.replace(SECOND, before="0" * 64)), "does not name version 1 by its hash"),
        ((made(backup_days=29), SECOND), "backup_days has changed"),
    ],
)
def test_what_is_no_chain(chain: tuple[Promise, ...], why: str) -> None:
    with pytest.raises(BrokenChain, match=why):
        strictest(chain)


def test_former_words_do_not_break_a_chain_and_stay() -> None:
    """A promise keeps the words it was signed with, in later versions too, though they have been put better since."""
    said = FIRST.sentences["en"]
    former = msgspec.structs.replace(
        FIRST,
        sentences={"en": tuple(msgspec.structs.replace(part, text="As it was once put.") for part in said)},
    )
    new = new_version(former, readers_at_most=2)
    assert strictest((former, new)) == new
    assert refusals(new, former) == ()
    as_now = {part.about for part in new.sentences["en"] if part.text != "As it was once put."}
    assert as_now == {"readers_at_most", "version"}


def test_parts_that_came_or_went_with_the_words_change_nothing() -> None:
    """Words of today have a part that the promise has not, and have lost one that it has."""
    said = FIRST.sentences["en"]
    own = msgspec.structs.replace(said[0], about="weather")
    former = msgspec.structs.replace(FIRST, sentences={"en": (own, *said[2:])})
    new = new_version(former, uses=("contact", "publish"))
    assert strictest((former, new)) == new
    assert refusals(new, former) == ()
    assert [part.about for part in new.sentences["en"]] == ["weather", *(part.about for part in said[2:])]


def test_the_first_is_a_chain_by_itself() -> None:
    assert strictest([FIRST]) == FIRST
    assert TERMS.version == 1
