"""The cast of the desk: who they are, how they sign in, and a client for each that behaves as a browser does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from gawah.people.models import Member, Role

PASSWORD = "marble otter lantern forty"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# What no table, session or memory may hold afterwards.
ADDRESS, AGENT = "203.0.113.77", "Planted/7.31"


def browser(**more: str) -> Client:
    """A client that asks for pages, and whose requests tell whose they are."""
    headers = {
        "HTTP_ACCEPT": "text/html",
        "HTTP_HOST": "localhost",
        "HTTP_USER_AGENT": AGENT,
        "HTTP_X_FORWARDED_FOR": ADDRESS,
        "REMOTE_ADDR": ADDRESS,
    }
    return Client(**headers | more)


def totp(secret: str = SECRET, step: int = 0) -> str:
    """The six digits of RFC 6238 for a secret in base 32, some half minutes from now."""
    counter = struct.pack(">Q", int(time.time() // 30) + step)
    digest = hmac.digest(base64.b32decode(secret.replace(" ", "")), counter, hashlib.sha1)
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def member(name: str, role: Role = Role.CASEWORKER, *, second_factor: bool = True) -> Member:
    """Somebody with a password, and an authenticator app whose secret is SECRET."""
    made = Member(name=name, role=role)
    made.set_password(PASSWORD)
    made.save()
    if second_factor:
        TOTP.activate(made, SECRET)
        RecoveryCodes.activate(made)
    return made


def signed_in(name: str, role: Role = Role.CASEWORKER) -> Client:
    """A new member's browser, signed in by name, password and second factor."""
    member(name, role)
    return sign_in(name)


def sign_in(name: str, code: str = "") -> Client:
    """A browser of somebody who is there, signed in. A code works once: ``code`` is another one."""
    page = browser()
    asked = page.post("/sign-in/", {"login": name, "password": PASSWORD})
    assert asked["Location"] == "/sign-in/second/"
    done = page.post("/sign-in/second/", {"code": code or recovery_code(name)})
    assert done["Location"] == "/", done.content.decode()
    return page


def recovery_code(name: str) -> str:
    """An unused recovery code of somebody."""
    return str(RecoveryCodes.activate(Member.objects.get(name=name)).get_unused_codes()[0])


def shown(text: str, pattern: str) -> str:
    """What a page shows at a place."""
    found = re.search(pattern, text)
    assert found, text
    return found[1]


def factors(name: str) -> list[str]:
    """The kinds of second factor of somebody."""
    return sorted(Authenticator.objects.filter(user__name=name).values_list("type", flat=True))
