"""A member's key on the server: kept once, changed only by whoever holds it, never in the clear."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from sealed_desk import PASSPHRASE, Desk, someone, vault_file, vault_text

from gawah.envelope import accepted, age
from gawah.people.models import Member, Role

pytestmark = pytest.mark.django_db


def _new(desk: Desk, **changes: Any) -> dict[str, Any]:
    file = vault_file(desk.number)
    asked = {
        "vault": base64.b64encode(file).decode(),
        "signing_key": desk.signing_key,
        "recipient": desk.identity.recipient,
        "signature": desk.signed(file),
    }
    return {**asked, **changes}


def test_a_key_is_kept_and_handed_back() -> None:
    alice = someone("Alice", Role.OWNER, 0, key=False)
    assert json.loads(alice.client.get("/key/vault").content) == {"vault": None, "fingerprint": ""}
    assert alice.post("/key/", _new(alice)).status_code == 204
    kept = json.loads(alice.client.get("/key/vault").content)
    member = Member.objects.get()
    assert kept == {"vault": base64.b64encode(vault_file(0)).decode(), "fingerprint": member.fingerprint}
    assert age.unseal_vault(base64.b64decode(kept["vault"]), PASSPHRASE).decode() == vault_text(0)
    assert (member.signing_key, member.recipient) == (alice.signing_key, alice.identity.recipient)


def test_it_lies_nowhere_in_the_clear() -> None:
    alice = someone("Alice", Role.OWNER, 0, key=False)
    alice.post("/key/", _new(alice))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_member")
        stored = b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in cursor.fetchone())
    for secret in (alice.identity.encode(), alice.signing.private_bytes_raw().hex(), PASSPHRASE.split()[0]):
        assert secret.encode() not in stored
    assert alice.signing_key.encode() in stored


def test_a_key_is_not_replaced_by_another() -> None:
    alice = someone("Alice", Role.OWNER, 0)
    bob = someone("Bob", Role.CASEWORKER, 1, key=False)
    again = alice.post("/key/", _new(bob))
    assert again.status_code == 409
    assert json.loads(again.content)["refused"].startswith("You have a key already")
    assert Member.objects.get(name="Alice").signing_key == alice.signing_key


def test_nobody_takes_the_key_of_another() -> None:
    """Even with the file and its signature, as somebody who saw them pass might have."""
    alice = someone("Alice", Role.OWNER, 0)
    bob = someone("Bob", Role.CASEWORKER, 1, key=False)
    assert bob.post("/key/", _new(alice)).status_code == 409
    with_her_recipient = bob.post("/key/", _new(bob, recipient=alice.identity.recipient))
    assert with_her_recipient.status_code == 409
    assert not Member.objects.get(name="Bob").signing_key


def _changed(file: bytes) -> str:
    return base64.b64encode(file).decode()


@pytest.mark.parametrize(
    "change",
    [
        {"vault": ""},
        {"vault": "no base64"},
        {"vault": _changed(b"not a vault")},
        {"vault": _changed(vault_text(0).encode())},  # in the clear
        {"vault": _changed(vault_file(0)[:150])},
        {"vault": _changed(vault_file(0).replace(b" 15\n", b" 16\n", 1))},
        {"vault": _changed(vault_file(0) + bytes(4096))},
        {"signing_key": "0" * 63},
        {"signing_key": "02" + "0" * 62},
        {"recipient": "age1" + "q" * 58},
        {"recipient": ""},
        {"signature": ""},
        {"signature": _changed(bytes(64))},
        {"more": "x"},
    ],
)
def test_what_is_no_vault_is_refused(change: dict[str, str]) -> None:
    alice = someone("Alice", Role.OWNER, 0, key=False)
    answer = alice.post("/key/", _new(alice, **change))
    assert answer.status_code == 400
    assert json.loads(answer.content)["refused"]
    assert not Member.objects.get().vault


def test_a_key_that_anybody_could_sign_with_is_refused() -> None:
    """Of small order: to many libraries this signature is good over every eighth message."""
    alice = someone("Alice", Role.OWNER, 0, key=False)
    nobody = (1).to_bytes(32, "little")
    signature = base64.b64encode(nobody + bytes(32)).decode()
    assert alice.post("/key/", _new(alice, signing_key=nobody.hex(), signature=signature)).status_code == 400
    assert Member.objects.get().signing_key == ""


def test_a_long_body_is_not_read() -> None:
    alice = someone("Alice", Role.OWNER, 0, key=False)
    assert alice.post("/key/", _new(alice, vault="A" * 20_000)).status_code == 413


def test_a_vault_sealed_to_a_key_is_no_vault() -> None:
    alice = someone("Alice", Role.OWNER, 0, key=False)
    file = age.seal(vault_text(0).encode(), alice.identity.recipient)
    assert len(file) <= accepted.LARGEST_VAULT
    sent = _new(alice, vault=_changed(file), signature=alice.signed(file))
    assert alice.post("/key/", sent).status_code == 400


def test_another_passphrase_needs_the_key() -> None:
    alice = someone("Alice", Role.OWNER, 0)
    before = vault_file(0)
    after = age.seal_vault(vault_text(0).encode(), "seven other words")
    sent = {"vault": _changed(after), "signature": alice.signed(after, before)}

    stranger = Ed25519PrivateKey.generate()
    for wrong in (
        alice.signed(after),
        alice.signed(before, before),
        _changed(stranger.sign(after)),
        _changed(os.urandom(64)),
    ):
        answer = alice.post("/key/change", {**sent, "signature": wrong})
        assert answer.status_code == 400
        assert bytes(Member.objects.get().vault) == before
    assert alice.post("/key/change", sent).status_code == 204
    assert bytes(Member.objects.get().vault) == after
    assert alice.post("/key/change", sent).status_code == 400  # the same again: it names the file before
    back = {"vault": _changed(before), "signature": alice.signed(before)}
    assert alice.post("/key/change", back).status_code == 400


def test_nothing_to_change_before_there_is_a_key() -> None:
    alice = someone("Alice", Role.OWNER, 0, key=False)
    sent = {"vault": _changed(vault_file(0)), "signature": alice.signed(vault_file(0))}
    assert alice.post("/key/change", sent).status_code == 400
    assert not Member.objects.get().vault


def test_a_page_from_elsewhere_stores_nothing() -> None:
    """Without the token of the desk's own page, as a form on another site would send it."""
    alice = someone("Alice", Role.OWNER, 0, key=False)
    alice.client.handler.enforce_csrf_checks = True
    assert alice.post("/key/", _new(alice)).status_code == 403
    assert not Member.objects.get().vault
