"""A promise in the log of members: what an entry says of it is what the promise says."""

from __future__ import annotations

import msgspec
import pytest
from logs import AMINA, CODE, EVA, epoch, form
from promises import TERMS, made

from gawah.envelope.errors import LogRefused
from gawah.envelope.log import entries, reading, writing
from gawah.envelope.log.entries import Genesis, Join, Open, Stricter
from gawah.envelope.log.state import EMPTY, Log
from gawah.sealed.log import promised
from gawah.sealed.moments import moment
from gawah.sealed.promise import promise_hash
from gawah.sealed.sentences import new_version

FIRST = made()
SECOND = new_version(FIRST, readers_at_most=2, discard=moment("2027-03-01T00:00", "Asia/Karachi"))


def opened() -> Log:
    log = EMPTY
    for act in (
        Genesis(AMINA.signing, AMINA.recipient, entries.code_hash(CODE)),
        Join(EVA.signing, EVA.recipient, "person"),
        Open(promised(FIRST), epoch(TERMS.collection, 1, "promised", [AMINA, EVA]), form("promised")),
    ):
        log = reading.append(log, writing.write(log, act, [AMINA.seed]))
    return log


def test_a_promise_is_signed_with_what_it_says() -> None:
    log = opened()
    told = promised(FIRST)
    assert (told.hash, told.before) == (promise_hash(FIRST), None)
    assert (told.readers_at_most, told.discard) == (3, "2027-03-31T13:30:00Z")
    reading.check_promise(log, TERMS.collection, told)
    act = Stricter(TERMS.collection, promised(SECOND), form("sooner"))
    with pytest.raises(LogRefused, match="2 are needed"):
        writing.write(log, act, [AMINA.seed])
    log = reading.append(log, writing.write(log, act, [AMINA.seed, EVA.seed]))
    reading.check_promise(log, TERMS.collection, promised(SECOND))
    reading.check_promise(log, TERMS.collection, told)


def test_a_promise_that_nobody_signed_is_refused() -> None:
    log = opened()
    told = promised(FIRST)
    for wrong in (promised(SECOND), msgspec.structs.replace(told, readers_at_most=4)):
        with pytest.raises(LogRefused) as refused:
            reading.check_promise(log, TERMS.collection, wrong)
        assert refused.value.kind == "promise"
    with pytest.raises(LogRefused) as refused:
        reading.check_promise(log, "0" * 20, told)
    assert refused.value.kind == "collection"
