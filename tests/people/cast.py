"""The cast of the desk: who they are, how they sign in, and a client for each that behaves as a browser does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from django.test import Client

from gawah.people.models import Member, Role

PASSWORD = "marble otter lantern forty"
BROWSER = {
    "HTTP_ACCEPT": "text/html",
    "HTTP_HOST": "localhost",
    "HTTP_USER_AGENT": "Planted/7",
    "REMOTE_ADDR": "203.0.113.7",
}


def browser(**more: str) -> Client:
    """A client that asks for pages, and says by its headers who it is."""
    return Client(**BROWSER | more)


def totp(secret: str, at: float | None = None) -> str:
    """The six digits of RFC 6238 for a secret in base 32."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.digest(base64.b32decode(secret.replace(" ", "")), counter, hashlib.sha1)
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def member(name: str, role: Role) -> Member:
    """A member with a password, and no second factor yet."""
    made = Member(name=name, role=role)
    made.set_password(PASSWORD)
    made.save()
    return made
