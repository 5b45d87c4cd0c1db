"""A member's key: made and opened in their browser alone. Here lies the vault, which only their passphrase opens.

It is stored once, and replaced only by a file that the member's present signing key has signed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import msgspec
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gawah.envelope import accepted, ed25519, hybrid
from gawah.envelope.canonical import Hash
from gawah.envelope.errors import NotAccepted, WrongKey
from gawah.people.access import member_of, signed_in
from gawah.people.models import Member
from gawah.people.page_data import page_data
from gawah.people.shell import locale, render
from gawah.rooms import atomic

WORDS = Path(__file__).parent / "vault_words"
LARGEST_BODY = 16 * 1024  # bytes
_SIGNED = b"gawah/1/vault\n"


class Refused(ValueError):
    """What was sent is not taken. ``key``: of the sentence that says why."""

    def __init__(self, key: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(key)
        self.key = key
        self.status = status


class New(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``signature``: by the signing key over the file, which shows that whoever sends it holds the key.

    Bytes are sent in base64, here and below.
    """

    vault: bytes
    signing_key: Hash
    recipient: str
    signature: bytes


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``signature``: by the present signing key over the hash of the file as it is, and the new file."""

    vault: bytes
    signature: bytes


@signed_in
@require_http_methods(["GET", "POST"])
def key(request: HttpRequest) -> HttpResponse:
    """The page of one's own key; sent to, it stores a key that there was none of before."""
    if request.method == "POST":
        return _answered(request, lambda: store(member_of(request), _sent(request, New)))
    return render(request, "key.jinja", WORDS, data=page_data(request, WORDS))


@signed_in
@require_GET
def vault(request: HttpRequest) -> HttpResponse:
    """The vault as it lies here, and the fingerprint of the key that it should hold."""
    member = member_of(request)
    file = base64.b64encode(member.vault).decode() or None
    return JsonResponse({"vault": file, "fingerprint": member.fingerprint})


@signed_in
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """The same key under another passphrase."""
    return _answered(request, lambda: replace(member_of(request), _sent(request, Change)))


def store(member: Member, new: New) -> None:
    """Give a member a key. Refused where there is one already, or any of it is not as a browser makes it."""
    _check_file(new.vault)
    try:
        hybrid.wrap(bytes(16), new.recipient)  # looks at the key itself, not only at how it is written
    except WrongKey:
        raise Refused("refused.vault") from None
    _check(new.signing_key, new.signature, b"", new.vault)
    with atomic("desk"):
        taken = Q(signing_key=new.signing_key) | Q(recipient=new.recipient)
        if Member.objects.filter(taken).exclude(pk=member.pk).exists():
            raise Refused("refused.key_taken", HTTPStatus.CONFLICT)
        stored = Member.objects.filter(pk=member.pk, signing_key="").update(
            vault=new.vault, signing_key=new.signing_key, recipient=new.recipient
        )
    if not stored:
        raise Refused("refused.key_there", HTTPStatus.CONFLICT)


def replace(member: Member, changed: Change) -> None:
    """Put another file in the vault's place. Refused unless the member's signing key has signed it, for this vault."""
    _check_file(changed.vault)
    before = bytes(member.vault)
    if not member.signing_key:
        raise Refused("refused.vault")
    _check(member.signing_key, changed.signature, before, changed.vault)
    if not Member.objects.filter(pk=member.pk, vault=before).update(vault=changed.vault):
        raise Refused("refused.signature", HTTPStatus.CONFLICT)


def _check(signing_key: str, signature: bytes, before: bytes, file: bytes) -> None:
    signed = _SIGNED + hashlib.sha256(before).digest() + file
    if not ed25519.verify(bytes.fromhex(signing_key), signed, signature):
        raise Refused("refused.signature")


def _check_file(file: bytes) -> None:
    try:
        accepted.check_vault(file)
    except NotAccepted:
        raise Refused("refused.vault") from None


Sent = TypeVar("Sent", bound=msgspec.Struct)


def _sent(request: HttpRequest, kind: type[Sent]) -> Sent:
    if len(request.body) > LARGEST_BODY:
        raise Refused("refused.vault", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return msgspec.json.decode(request.body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refused("refused.vault") from None


def _answered(request: HttpRequest, action: Callable[[], None]) -> HttpResponse:
    try:
        action()
    except Refused as error:
        return JsonResponse({"refused": locale(request, WORDS).plain(error.key)}, status=error.status)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
