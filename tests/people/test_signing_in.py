import re

import pytest
from cast import PASSWORD, browser, totp
from django.utils import timezone

from gawah.people.models import Member, OneTimeCode, Role

pytestmark = pytest.mark.django_db


def test_from_a_code_to_the_desk() -> None:
    alice = Member.objects.create(name="Alice", role=Role.OWNER)
    code = OneTimeCode.make(alice, timezone.now())
    page = browser()
    first = page.get("/", follow=False)
    assert first["Location"] == "/sign-in/"
    assert page.get("/sign-in/").status_code == 200
    assert page.get("/start/").status_code == 200
    done = page.post("/start/", {"code": code, "password1": PASSWORD, "password2": PASSWORD})
    assert done.status_code == 302, done.content.decode()
    led = page.get("/", follow=True)
    assert led.redirect_chain == [("/account/second-factor/", 302)]
    shown = page.get("/account/app/").content.decode()
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', shown)[1]
    done = page.post("/account/app/", {"code": totp(secret)})
    assert done["Location"] == "/account/codes/", done.content.decode()
    for path in (
        "/account/codes/",
        "/",
        "/account/",
        "/account/sessions/",
        "/account/passkeys/add/",
        "/account/codes/new/",
        "/again/",
        "/again/code/",
        "/account/password/",
        "/account/app/remove/",
        "/nothing/",
    ):
        got = page.get(path)
        print(path, got.status_code)
    page.post("/sign-out/")
    again = browser()
    print(again.get("/again/passkey/").status_code)
    got = again.post("/sign-in/", {"login": "alice", "password": PASSWORD})
    assert got["Location"] == "/sign-in/second/", got.content.decode()
