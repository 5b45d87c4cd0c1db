"""A collection opens once, with its key first, and only if somebody will be able to read and answer."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from promises import TERMS, made
from sealed_room import ALICE, BOB, KEY, NOW, WRAPS, opened

from gawah.envelope import age
from gawah.sealed import clock, collections, keystore, promise
from gawah.sealed.collections import NoCollection, NotOpened
from gawah.sealed.models import Collection, Epoch, PromiseVersion, Wrap

pytestmark = pytest.mark.django_db(databases=["sealed"])

FIRST = made()
CONTENT = promise.encode(FIRST)
ID = FIRST.collection
RECIPIENT = KEY.recipient


def test_it_is_open_with_its_promise_epoch_and_wraps(home: Path) -> None:
    opened()
    found = collections.get(ID)
    assert collections.all_() == [found]
    assert (found.id, found.state, found.form, found.epoch, found.recipient) == (ID, "open", 1, 1, RECIPIENT)
    assert (found.promise, found.promises) == (FIRST, (FIRST,))
    assert (found.closes, found.due) == (TERMS.closing.at, TERMS.discard.at)
    assert collections.wraps(ALICE) == {(ID, 1): WRAPS[ALICE]}
    assert collections.wraps(BOB) == {(ID, 1): WRAPS[BOB]}
    assert collections.wraps("f" * 64) == collections.wraps("") == {}
    assert bytes(PromiseVersion.objects.get().content) == CONTENT
    assert len(collections.shred_keys().read(ID)) == keystore.KEY


def test_after_it_is_due_nobody_gets_a_wrap(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened()
    monkeypatch.setattr(clock, "now", lambda: TERMS.discard.at)
    assert collections.wraps(ALICE) == {}


def test_a_printed_key_is_a_second_reader(home: Path) -> None:
    collections.open_(CONTENT, RECIPIENT, {ALICE: WRAPS[ALICE], "offline": WRAPS[BOB]}, 1, NOW)
    assert collections.wraps("offline") == {(ID, 1): WRAPS[BOB]}


def test_one_that_never_was_is_none(home: Path) -> None:
    for name in ("f" * 20, "", "x'"):
        with pytest.raises(NoCollection):
            collections.get(name)


OTHER = hashlib.sha256(b"Carol").hexdigest()
DAVID = hashlib.sha256(b"David").hexdigest()
WHOLE = WRAPS[ALICE]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"content": CONTENT + b" "}, "canonical"),
        ({"content": b"{}"}, "promise"),
        (
            {"content": promise.encode(msgspec.structs.replace(FIRST, sentences={"en": FIRST.sentences["en"][1:]}))},
            "sent",
        ),
        ({"now": TERMS.closing.at}, "closing is in the past"),
        ({"now": TERMS.discard.at}, "in the past"),
        ({"wraps": {}}, "at least two"),
        ({"wraps": {ALICE: WHOLE}}, "at least two"),
        ({"wraps": {"offline": WHOLE}}, "at least two"),
        ({"wraps": dict.fromkeys((ALICE, BOB, OTHER, DAVID), WHOLE)}, "at most 3"),
        ({"wraps": {ALICE: WHOLE, "Bob": WHOLE}}, "fingerprint"),
        ({"wraps": {ALICE: WHOLE, BOB.upper(): WHOLE}}, "fingerprint"),
        ({"wraps": {ALICE: WHOLE, BOB: WHOLE[:-1]}}, "not of its form"),
        ({"wraps": {ALICE: WHOLE, BOB: b"x" + WHOLE[1:]}}, "not of its form"),
        ({"wraps": {ALICE: WHOLE, BOB: age.seal(bytes(8192), RECIPIENT)}}, "not of its form"),
        ({"recipient": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"}, "hybrid"),
        ({"recipient": RECIPIENT.upper()}, "hybrid"),
        ({"recipient": ""}, "hybrid"),
        ({"form": 0}, "form"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_could_not_be_kept_does_not_open_and_leaves_no_key(home: Path, changes: dict[str, Any], why: str) -> None:
    whole: dict[str, Any] = {"content": CONTENT, "recipient": RECIPIENT, "wraps": WRAPS, "form": 1, "now": NOW}
    with pytest.raises(NotOpened, match=why):
        collections.open_(**(whole | changes))
    assert collections.shred_keys().state(ID) == "none"
    assert not Collection.objects.exists()


def test_the_last_second_before_the_closing_is_not_too_late(home: Path) -> None:
    collections.open_(CONTENT, RECIPIENT, WRAPS, 1, TERMS.closing.at - datetime.timedelta(seconds=1))
    assert collections.get(ID)


def test_it_opens_once(home: Path) -> None:
    opened()
    key = collections.shred_keys().read(ID)
    with pytest.raises(NotOpened, match="open already"):
        opened(readers_at_most=2)
    assert (PromiseVersion.objects.count(), Epoch.objects.count(), Wrap.objects.count()) == (1, 1, 2)
    assert collections.shred_keys().read(ID) == key


def test_one_that_was_discarded_does_not_open_again(home: Path) -> None:
    keys = collections.shred_keys()
    keys.make(ID)
    keys.destroy(ID)
    with pytest.raises(NotOpened, match="was discarded"):
        opened()
    assert not Collection.objects.exists()


def test_the_key_is_there_before_any_row_and_an_opening_that_stopped_goes_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Exception):
        pass

    def stop(*_: object) -> None:
        assert collections.shred_keys().state(ID) == "held"
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(collections, "_store", stop)
        with pytest.raises(Stopped):
            opened()
    assert not Collection.objects.exists()
    key = collections.shred_keys().read(ID)
    opened()
    assert collections.shred_keys().read(ID) == key


def test_a_promise_changed_in_the_file_is_not_read(home: Path) -> None:
    """Triggers hold off SQL; whoever writes into the file itself is found by the canonical form or the chain."""
    from django.db import connections

    opened()
    with connections["sealed"].cursor() as cursor:
        cursor.execute("DROP TRIGGER sealed_promiseversion_update")
        cursor.execute("UPDATE sealed_promiseversion SET content = %s", [promise.encode(made(readers_at_most=9))])
    with pytest.raises(ValueError, match="promise"):
        collections.get(ID)
