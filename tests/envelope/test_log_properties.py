"""Of any valid history: it is read, every prefix is valid and older, and nothing else made of its bytes is taken."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import FIRST, Person, history, offline, recipient

from gawah.envelope.errors import LogRefused
from gawah.envelope.log import entries, reading, writing
from gawah.envelope.log.entries import Act, Epoch, Genesis, Join, Leave, NewEpoch, Open, Promised, Stricter
from gawah.envelope.log.state import EMPTY, Collection, Log

FORM = {"en": "e" * 64}
DAYS = [f"2027-01-{day:02}T00:00:00Z" for day in range(1, 32)]


@cache
def person(number: int) -> Person:
    return Person(f"number {number}")


class Team:
    """Draws what may be done next, and does it."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.log: Log = EMPTY
        self.made: list[bytes] = []
        self.people: dict[str, Person] = {}
        self.keys = 0

    def new(self) -> Person:
        found = person(len(self.people))
        self.people[found.fingerprint] = found
        return found

    def key(self) -> str:
        self.keys += 1
        return recipient(f"key {self.keys}")

    def do(self, act: Act, *by: str) -> None:
        self.made.append(writing.write(self.log, act, [self.people[each].seed for each in by]))
        self.log = reading.append(self.log, self.made[-1])

    def here(self, least: int = 1, *, most: int = 999, without: str = "") -> list[str]:
        """Some of those who belong, in order."""
        present = sorted(each.fingerprint for each in self.log.present if each.fingerprint != without)
        return sorted(self.draw(st.sets(st.sampled_from(present), min_size=least, max_size=min(most, len(present)))))

    def epoch(self, collection: str, number: int, *, most: int = 999, without: str = "") -> Epoch:
        readers = self.here(most=most, without=without)
        printed = offline() if len(readers) == 1 or self.draw(st.booleans()) else None
        return Epoch(collection, number, self.key(), readers, printed)

    def opened(self) -> list[Collection]:
        return [each for each in self.log.collections.values() if each.discarded is None]


def _join(team: Team) -> None:
    [voucher] = team.here(most=1)
    new = team.new()
    team.do(Join(new.signing, team.key(), team.draw(st.sampled_from(("voice", "person")))), voucher)


def _open(team: Team) -> None:
    name = f"{len(team.log.collections):020x}"
    epoch = team.epoch(name, 1)
    most = len(epoch.readers) + team.draw(st.integers(0, 2))
    promise = Promised(f"{len(team.made):064x}", None, most, team.draw(st.sampled_from(DAYS)))
    team.do(Open(promise, epoch, FORM), *team.here(most=1))


def _renew(team: Team) -> None:
    if held := team.opened():
        each = team.draw(st.sampled_from(held))
        epoch = team.epoch(each.id, each.epoch.number + 1, most=each.promise.readers_at_most)
        team.do(NewEpoch(epoch, team.draw(st.sampled_from((None, FORM)))), *team.here(most=1))


def _restrict(team: Team) -> None:
    if held := team.opened():
        each = team.draw(st.sampled_from(held))
        most = team.draw(st.integers(len(each.epoch.readers), each.promise.readers_at_most))
        day = team.draw(st.sampled_from(DAYS[: DAYS.index(each.promise.discard) + 1]))
        act = Stricter(each.id, Promised(f"{len(team.made):064x}", each.promise.hash, most, day), FORM)
        signers = 2 if day < each.promise.discard and len(team.log.present) > 1 else 1
        team.do(act, *team.here(signers, most=signers))


def _leave(team: Team) -> None:
    if len(team.log.present) < 2:
        return
    [leaver] = team.here(most=1)
    readable = team.draw(st.permutations(sorted(team.log.readable(leaver))))
    over = team.draw(st.integers(0, len(readable)))
    held = [team.log.collections[name] for name in readable[over:]]
    epochs = [
        team.epoch(each.id, each.epoch.number + 1, most=each.promise.readers_at_most, without=leaver) for each in held
    ]
    team.do(Leave(leaver, epochs, readable[:over]), *team.here(most=1, without=leaver))


@st.composite
def teams(draw: st.DrawFn) -> Team:
    team = Team(draw)
    first = team.new()
    team.do(Genesis(first.signing, team.key(), "c" * 64), first.fingerprint)
    for step in draw(st.lists(st.sampled_from((_join, _join, _open, _renew, _restrict, _leave)), max_size=10)):
        step(team)
    return team


@given(teams(), st.data())
def test_any_history_is_read_and_any_prefix_is_older(team: Team, data: st.DataObject) -> None:
    assert reading.read(team.made, seen=team.log.head) == team.log
    prefix = team.made[: data.draw(st.integers(1, len(team.made)))]
    older = reading.read(prefix)
    assert reading.read(team.made, seen=older.head) == team.log
    if len(prefix) < len(team.made):
        with pytest.raises(LogRefused) as refused:
            reading.read(prefix, seen=team.log.head)
        assert refused.value.kind == "rollback"


@given(teams())
def test_what_a_history_says_holds(team: Team) -> None:
    present = {each.fingerprint for each in team.log.present}
    assert present
    for each in team.opened():
        assert set(each.epoch.readers) <= present
        assert len(each.epoch.readers) + bool(each.epoch.offline) >= 2
        assert len(each.epoch.readers) <= each.promise.readers_at_most
    for each in team.log.collections.values():
        assert [epoch.number for epoch in each.epochs] == list(range(1, len(each.epochs) + 1))
    assert len(set(team.log.keys())) == len(list(team.log.keys()))


@given(teams(), st.data())
def test_a_flipped_bit_is_refused(team: Team, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(team.made) - 1))
    changed = bytearray(team.made[number])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(LogRefused):
        reading.read([*team.made[:number], bytes(changed), *team.made[number + 1 :]])


def test_no_byte_of_an_entry_can_be_another() -> None:
    log, entry = reading.read(history()[:8]), history()[8]
    for place in range(len(entry)):
        changed = bytearray(entry)
        changed[place] ^= 1
        with pytest.raises(LogRefused):
            reading.append(log, bytes(changed))


@given(teams(), st.data())
def test_a_dropped_doubled_or_swapped_entry_is_refused(team: Team, data: st.DataObject) -> None:
    made, last = team.made, len(team.made) - 1
    number = data.draw(st.integers(0, last))
    doubled = [*made[: number + 1], *made[number:]]
    wrong = [(doubled, {"fork", "start"})]
    if number < last:
        wrong.append(([*made[:number], *made[number + 1 :]], {"missing", "start"}))
        swapped = [*made[:number], made[number + 1], made[number], *made[number + 2 :]]
        wrong.append((swapped, {"order", "start"}))
    for log, kinds in wrong:
        with pytest.raises(LogRefused) as refused:
            reading.read(log)
        assert refused.value.kind in kinds


@given(teams(), st.data())
def test_an_entry_of_another_team_is_refused(team: Team, data: st.DataObject) -> None:
    """Also one signed rightly for where it stands, since nobody here vouched for its signer."""
    place = data.draw(st.integers(1, len(team.made)))
    before = entries.hash_of(team.made[place - 1])
    stranger = Person("stranger")
    act = Leave(team.log.present[0].fingerprint, [], [])
    entry = entries.Entry(entries.FORMAT, before, [stranger.fingerprint], act)
    with pytest.raises(LogRefused) as refused:
        reading.read([*team.made[:place], writing.signed(entry, [stranger.seed])])
    assert refused.value.kind == "stranger"


def test_the_members_keys_of_an_old_epoch_open_nothing_new() -> None:
    """What a leaver could open by the log: the epochs whose readers they were, and none after they left."""
    log = reading.read(history())
    leaver = next(each for each in log.members.values() if each.left == 8)
    could = [(each.id, epoch.number) for each in log.collections.values() for epoch in each.epochs]
    held = [(name, number) for name, number in could if leaver.fingerprint in _readers(log, name, number)]
    assert held == [(FIRST, 1), (FIRST, 2), ("b" * 20, 1)]


def _readers(log: Log, name: str, number: int) -> list[str]:
    return log.collections[name].epochs[number - 1].readers
