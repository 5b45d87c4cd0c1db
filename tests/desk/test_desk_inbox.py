"""What the inbox hands out: sealed things, to whoever has a key of the form, and to nobody else."""

from __future__ import annotations

import base64
import json
import os

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from sealed_desk import Desk, cast, opened_to, someone
from sealed_room import KEY, NOW, Reporter

from gawah.envelope import age, messages, padding, return_code
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.messages import Words
from gawah.people.models import Role
from gawah.sealed import intake, promise, reading

pytestmark = [pytest.mark.django_db(databases=["default", "sealed"]), pytest.mark.usefixtures("sealed_desk")]


def _sent(*readers: Desk, code: bytes | None = b"\7" * 16) -> tuple[Reporter, str]:
    """A report that has come by a form for these, and its row."""
    reporter = Reporter(opened_to(KEY, *readers), code)
    intake.take(reporter.collection, reporter.body(), NOW)
    return reporter, reading.waiting(reporter.collection)[0].id


def _reply(reporter: Reporter, text: str, number: int = 2) -> bytes:
    box = reporter.reads(intake.mailbox(reporter.collection, reporter.asks(), NOW))
    message = messages.following(box, reporter.talk, "team", Words(text, more=False))
    files = messages.seal(messages.write(message, reporter.talk), reporter.recipients())
    return number.to_bytes(4) + b"".join(files)


def test_a_member_finds_what_came_and_the_key_to_it() -> None:
    alice, _, _ = cast()
    reporter, row = _sent(alice)
    told = json.loads(alice.client.get("/inbox/waiting").content)
    assert told["forms"] == [
        {
            "collection": reporter.collection,
            "label": "What happened, and when.",
            "promises": [promise.promise_hash(reporter.promised)],
        }
    ]
    assert reporter.code
    (found,) = told["reports"]
    assert found == {
        "id": row,
        "collection": reporter.collection,
        "epoch": 1,
        "day": "2026-11-22",
        "locator": reading.waiting(reporter.collection)[0].locator,
        "withdrawn": [],
        "messages": 1,
    }
    (wrap,) = json.loads(alice.client.get("/inbox/wraps").content)
    assert (wrap["collection"], wrap["epoch"], wrap["recipient"]) == (reporter.collection, 1, KEY.recipient)
    inside = padding.unpadded(age.unseal(base64.b64decode(wrap["wrap"]), [alice.identity]), padding.MESSAGE_BUCKETS)
    assert HybridIdentity.parse(inside.decode()) == KEY
    got = alice.client.get(f"/inbox/{row}/report")
    assert got.content == reading.report_file(row)
    assert json.loads(got["Withdrawal-Hashes"]) == return_code.withdrawal_hashes(reporter.code, reporter.promised.uses)
    assert alice.client.get(f"/inbox/{row}/messages").content == b"".join(reading.messages(row))


def test_a_reply_is_added_once_under_its_number() -> None:
    alice, bob, _ = cast()
    reporter, row = _sent(alice, bob)
    body = _reply(reporter, "We read it.")
    assert alice.post(f"/inbox/{row}/messages", body).status_code == 204
    assert bob.post(f"/inbox/{row}/messages", body).status_code == 409
    found = reporter.reads(intake.mailbox(reporter.collection, reporter.asks(), NOW))
    assert [each.content.text for each in found.messages if isinstance(each.content, Words)] == ["We read it."]


@pytest.mark.parametrize("body", [b"", b"\0" * 11514, b"\0\0\0\2" + b"x" * 11510, b"\0" * 40000])
def test_what_is_no_message_is_not_taken(body: bytes) -> None:
    alice, _, _ = cast()
    _, row = _sent(alice)
    assert alice.post(f"/inbox/{row}/messages", body).status_code == 400
    assert len(reading.messages(row)) == 1


def test_nobody_is_answered_who_took_no_code() -> None:
    alice, _, _ = cast()
    _, row = _sent(alice, code=None)
    assert json.loads(alice.client.get(f"/inbox/{row}/report")["Withdrawal-Hashes"]) == {}
    other = Reporter(opened_to(KEY, alice, collection="f" * 20), os.urandom(16))
    intake.take(other.collection, other.body(), NOW)
    assert alice.post(f"/inbox/{row}/messages", _reply(other, "to nobody")).status_code == 404


def test_who_has_no_key_of_the_form_finds_nothing() -> None:
    """Bob may read forms, but not this one; Carol may read none; a stranger is not signed in."""
    alice, bob, carol = cast()
    reporter, row = _sent(alice)
    assert json.loads(bob.client.get("/inbox/waiting").content) == {"forms": [], "reports": []}
    assert json.loads(bob.client.get("/inbox/wraps").content) == []
    for path in (f"/inbox/{row}/report", f"/inbox/{row}/messages"):
        assert bob.client.get(path).status_code == 404
    assert bob.post(f"/inbox/{row}/messages", _reply(reporter, "no")).status_code == 404
    for path in ("/inbox/", "/inbox/waiting", "/inbox/wraps", f"/inbox/{row}/report", f"/inbox/{row}/messages"):
        assert carol.client.get(path).status_code == 404
    assert alice.client.get("/inbox/" + "0" * 20 + "/report").status_code == 404


def test_a_stranger_is_not_let_in() -> None:
    alice, _, _ = cast()
    _, row = _sent(alice)
    alice.client.logout()
    for path in ("/inbox/", "/forms/", "/forms/new", "/key/"):
        assert alice.client.get(path)["Location"].startswith("/sign-in/")
    for path in ("/inbox/waiting", "/inbox/wraps", f"/inbox/{row}/report", "/key/vault"):
        assert alice.client.get(path, HTTP_ACCEPT="*/*").status_code == 404
    assert alice.post(f"/inbox/{row}/messages", b"").status_code == 404


def test_a_member_without_a_key_reads_nothing() -> None:
    alice, _, _ = cast()
    dan = someone("Dan", Role.RELEASER, 3, key=False)
    _, row = _sent(alice)
    assert json.loads(dan.client.get("/inbox/waiting").content) == {"forms": [], "reports": []}
    assert dan.client.get(f"/inbox/{row}/report").status_code == 404


def test_what_was_withdrawn_is_told_and_gone() -> None:
    alice, _, _ = cast()
    reporter, row = _sent(alice)
    intake.withdraw(reporter.collection, reporter.token("publish"), NOW)
    assert json.loads(alice.client.get("/inbox/waiting").content)["reports"][0]["withdrawn"] == ["publish"]
    assert alice.client.get(f"/inbox/{row}/report").status_code == 200
    intake.withdraw(reporter.collection, reporter.token(), NOW)
    assert alice.client.get(f"/inbox/{row}/report").status_code == 404
    assert alice.client.get(f"/inbox/{row}/messages").status_code == 404
    assert alice.post(f"/inbox/{row}/messages", b"\0\0\0\3" + bytes(11510)).status_code in (400, 404)


def test_the_page_lets_in_nothing_from_elsewhere() -> None:
    alice, _, _ = cast()
    for path in ("/inbox/", "/key/"):
        page = alice.client.get(path)
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "trusted-types 'none'" in policy
        assert "unsafe" not in policy
        assert page["Cache-Control"] == "no-store"
        assert b"htmx" not in page.content


def test_the_list_asks_as_little_for_many_as_for_few() -> None:
    alice, _, _ = cast()
    promised = opened_to(KEY, alice)

    def asked() -> int:
        with CaptureQueriesContext(connections["sealed"]) as queries:
            assert alice.client.get("/inbox/waiting").status_code == 200
        return len(queries)

    few = [Reporter(promised) for _ in range(2)]
    for each in few:
        intake.take(each.collection, each.body(), NOW)
    before = asked()
    for each in [Reporter(promised) for _ in range(10)]:
        intake.take(each.collection, each.body(), NOW)
    assert asked() == before
