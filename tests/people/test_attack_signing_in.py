"""What somebody tries who has half of what it takes: a password, an old session, a code that was seen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from cast import PASSWORD, browser, factors, member, recovery_code, shown, sign_in, signed_in, totp
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gawah.people.middleware import _HEADERS
from gawah.people.models import Member
from gawah.people.sessions import disable

pytestmark = pytest.mark.django_db

OTHER = "quiet harbour seven lamps"


def with_password(name: str) -> Client:
    page = browser()
    page.post("/sign-in/", {"login": name, "password": PASSWORD})
    return page


def test_a_session_by_password_alone_ends_when_a_second_factor_is_set_up(
    django_capture_on_commit_callbacks: Any,
) -> None:
    member("Alice", second_factor=False)
    thief, alice = with_password("Alice"), with_password("Alice")
    alice.post("/again/", {"password": PASSWORD})
    secret = shown(alice.get("/account/app/").content.decode(), r'id="secret">([A-Z2-7 ]+)<')
    with django_capture_on_commit_callbacks(execute=True):
        alice.post("/account/app/", {"code": totp(secret)})
    assert factors("Alice") == ["recovery_codes", "totp"]
    assert alice.get("/").status_code == 200
    assert thief.get("/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("typed", ["{}", " {} ", "-"])
def test_a_code_of_the_app_works_once_for_as_long_as_it_is_taken(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    member("Alice")
    code, now = totp(step=1), time.time()
    again = f"{code[:3]}-{code[3:]}" if "-" in typed else typed.format(code)
    page = sign_in("Alice", code)
    monkeypatch.setattr("time.time", lambda: now + 31)
    assert "This code is not right" in with_password("Alice").post("/sign-in/second/", {"code": again}).content.decode()
    assert page.post("/again/code/", {"code": again}).status_code == 200
    assert page.post("/again/code/", {"code": totp(step=1)}).status_code == 302


def test_a_code_of_one_member_is_another_ones_too() -> None:
    for name in ("Alice", "Bob"):  # the same secret, so the same code
        member(name)
    code = totp()
    assert sign_in("Alice", code).get("/").status_code == sign_in("Bob", code).get("/").status_code == 200


def test_what_was_begun_with_a_password_ends_with_it() -> None:
    alice = member("Alice")
    page = with_password("Alice")
    alice.set_password(OTHER)
    alice.save()
    assert page.post("/sign-in/second/", {"code": recovery_code("Alice")})["Location"] == "/sign-in/"
    assert page.get("/")["Location"] == "/sign-in/"
    assert Session.objects.count() == 0


def test_what_was_begun_by_somebody_disabled_ends_too() -> None:
    alice = member("Alice")
    page, code = with_password("Alice"), recovery_code("Alice")
    disable(alice)
    assert page.post("/sign-in/second/", {"code": code})["Location"] == "/sign-in/"
    Member.objects.update(is_active=True)
    assert page.get("/")["Location"] == "/sign-in/"


def test_a_wrong_host_gets_every_header() -> None:
    answer = browser(HTTP_HOST="evil.example").get("/")
    assert answer.status_code == 400
    assert {name: answer[name] for name in _HEADERS} == _HEADERS


@pytest.mark.parametrize("size", [1000, 3_000_000])
def test_a_file_that_nobody_asked_for_is_never_on_disk(
    size: int, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    def written(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", written)
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "none")
    page = browser()
    page.raise_request_exception = False
    assert page.post("/sign-in/", {"login": "x", "file": SimpleUploadedFile("x", bytes(size))}).status_code == 200


@pytest.mark.parametrize(
    "to", ["//evil.example", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil"]
)
def test_nobody_is_led_away(to: str) -> None:
    member("Alice", second_factor=False)
    assert browser().post("/sign-in/", {"login": "Alice", "password": PASSWORD, "next": to})["Location"] == "/"
    page = signed_in("Bob")
    assert page.post("/again/", {"password": PASSWORD, "next": to})["Location"] == "/"
    assert page.post("/sign-out/", {"next": to})["Location"] == "/sign-in/"


def test_nothing_of_the_servers_environment_is_kept_with_a_form_that_waits() -> None:
    """granian puts the environment of its process into each request, and allauth the request into the session."""
    signed_in("Alice")
    planted = {
        "GAWAH_SECRET_KEY": "planted key",
        "SSH_CONNECTION": "203.0.113.99",
        "HTTP_FLY_CLIENT_IP": "203.0.113.99",
    }
    page = browser(**planted)
    page.post("/sign-in/", {"login": "Alice", "password": PASSWORD})
    page.post("/sign-in/second/", {"code": recovery_code("Alice")})
    assert page.post("/account/codes/new/")["Location"].startswith("/again/")
    kept = [str(each.get_decoded()) for each in Session.objects.all()]
    assert any("account_reauthentication_state" in each for each in kept)
    assert not any(value in each for each in kept for value in planted.values())
    # and the form goes on where it waited
    done = page.post("/again/?next=/account/codes/new/", {"password": PASSWORD})
    assert done["Location"] == "/account/codes/"
