"""The cast at the desk: members signed in with a second factor, with keys as their browsers would make them."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from promises import made
from sealed_room import NOW, wrapped

from gawah.envelope import age
from gawah.envelope.hybrid import HybridIdentity
from gawah.people.models import Member, Role
from gawah.record.snapshot import SiteSettings
from gawah.sealed import clock, collections, promise
from gawah.sealed.promise import Promise

ORGANISATION = SiteSettings(
    name={"en": "Invented Observatory", "ur": "فرضی رصدگاہ"},
    languages=["en", "ur"],
    country="pk",
    timezone="Asia/Karachi",
)
PASSPHRASE = "abandon ability able about above absent absorb"  # seven words of the list


@pytest.fixture
def sealed_desk(home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An organisation in two languages, an empty keystore, a clock that stands still. For conftest files to import."""
    settings.SITE_SETTINGS = lambda: ORGANISATION
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: NOW)


# Made once: a key, and a vault, take longer than most tests.
_IDENTITIES = [age.new_identity() for _ in range(4)]
_SEEDS = [bytes([number]) * 32 for number in range(1, 5)]
_VAULTS: dict[int, bytes] = {}


def vault_text(number: int) -> str:
    identity, signing = _IDENTITIES[number].encode(), _SEEDS[number].hex()
    return json.dumps({"format": "gawah/vault/1", "identity": identity, "signing": signing}, separators=(",", ":"))


def vault_file(number: int) -> bytes:
    if number not in _VAULTS:
        _VAULTS[number] = age.seal_vault(vault_text(number).encode(), PASSPHRASE)
    return _VAULTS[number]


@dataclass(frozen=True)
class Desk:
    """A member and their browser."""

    member: Member
    client: Client
    number: int

    @property
    def identity(self) -> HybridIdentity:
        return _IDENTITIES[self.number]

    @property
    def signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(_SEEDS[self.number])

    @property
    def signing_key(self) -> str:
        return self.signing.public_key().public_bytes_raw().hex()

    def signed(self, file: bytes, before: bytes = b"") -> str:
        signed = b"gawah/1/vault\n" + hashlib.sha256(before).digest() + file
        return base64.b64encode(self.signing.sign(signed)).decode()

    def post(self, path: str, body: object) -> Any:
        """JSON, or bytes as they are."""
        if isinstance(body, bytes):
            return self.client.post(path, body, content_type="application/octet-stream")
        return self.client.post(path, json.dumps(body), content_type="application/json")


def someone(name: str, role: Role, number: int, *, key: bool = True) -> Desk:
    """A member who is signed in. ``number`` (0 to 3): whose key it is, if they have made it."""
    member = Member(name=name, role=role, language="en")
    member.set_unusable_password()
    member.save()
    Authenticator.objects.create(user=member, type=Authenticator.Type.TOTP, data={"secret": ""})
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT="text/html")
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    desk = Desk(member, client, number)
    if key:
        member.vault = vault_file(number)
        member.signing_key, member.recipient = desk.signing_key, desk.identity.recipient
        member.save()
    return desk


def cast() -> tuple[Desk, Desk, Desk]:
    """Alice owns, Bob is a caseworker, Carol may only read what is public."""
    return (
        someone("Alice", Role.OWNER, 0),
        someone("Bob", Role.CASEWORKER, 1),
        someone("Carol", Role.READER, 2),
    )


def opened_to(key: HybridIdentity, *readers: Desk, **changes: Any) -> Promise:
    """A form whose key is sealed to these, and to a printed one."""
    promised = made(**changes)
    paper = wrapped(key, age.new_identity())
    wraps = {each.member.fingerprint: wrapped(key, each.identity) for each in readers} | {"offline": paper}
    collections.open_(promise.encode(promised), key.recipient, wraps, 1, NOW)
    return promised
