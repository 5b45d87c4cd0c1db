"""Promise 5: no network address and no browser's name, in any table, session or memory of the desk."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from cast import ADDRESS, AGENT, PASSWORD, browser, member, recovery_code, sign_in, totp
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connections

pytestmark = pytest.mark.django_db

# What the tables of libraries may hold. A column that an upgrade adds is looked at before it is kept.
COLUMNS = {
    "account.EmailAddress": {"id", "user", "email", "verified", "primary"},  # nobody has one
    "account.EmailConfirmation": {"id", "email_address", "created", "sent", "key"},
    "auth.Group": {"id", "name"},
    "auth.Permission": {"id", "name", "content_type", "codename"},
    "contenttypes.ContentType": {"id", "app_label", "model"},
    "mfa.Authenticator": {"id", "user", "type", "data", "created_at", "last_used_at"},
    "sessions.Session": {"session_key", "session_data", "expire_date"},
    # ip and user_agent hold the same for everybody: see below
    "usersessions.UserSession": {
        "id", "user", "created_at", "ip", "last_seen_at", "session_key", "user_agent", "data",
    },
}  # fmt: skip


def everything() -> str:
    """All that the desk's database and the cache hold, sessions unpacked."""
    found = []
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    found += [str(each.get_decoded()) for each in Session.objects.all()]
    found.append(str(cache._cache))  # type: ignore[attr-defined]
    return "\n".join(found)


def journey() -> None:
    """Sign in by a wrong and a right password, change things, be asked for the password in the middle of a form."""
    member("Alice")
    page = browser()
    page.post("/sign-in/", {"login": "Alice", "password": "not it at all"})
    page.post("/sign-in/", {"login": "Alice", "password": PASSWORD})
    page.post("/sign-in/second/", {"code": "000000"})
    page.post("/sign-in/second/", {"code": totp()})
    page.post("/account/codes/new/")  # kept whole in the session until the password is given again
    sign_in("Alice", recovery_code("Alice"))
    browser().get("/nothing/")


def test_no_address_and_no_browser_is_kept(settings: Any) -> None:
    journey()
    kept = everything()
    assert "account_reauthentication_state" in kept  # the form that waits is there
    assert ADDRESS not in kept
    assert AGENT not in kept
    assert set(UserSession.objects.values_list("ip", "user_agent")) == {("0.0.0.0", "")}


def test_the_search_finds_what_would_be_kept(settings: Any) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.endswith("Nameless")]
    journey()
    kept = everything()
    assert ADDRESS in kept
    assert AGENT in kept


def test_the_tables_of_libraries_hold_what_was_looked_at() -> None:
    ours = ("gawah.",)
    found = {
        model._meta.label: {field.name for field in model._meta.concrete_fields}
        for model in apps.get_models()
        if not model.__module__.startswith(ours)
    }
    assert found == COLUMNS


def test_no_line_is_written(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    import logging

    handler = logging.getLogger("django").handlers
    assert any(isinstance(each, logging.NullHandler) for each in handler)
    journey()
    assert capfd.readouterr() == ("", "")


def test_a_fault_says_where_and_nothing_of_the_request(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from gawah.people import views

    page = sign_in(member("Alice").name)
    page.raise_request_exception = False

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError(" ".join(("planted", "words")))  # a trace shows lines of code, and may

    monkeypatch.setattr(views, "open_sessions", broken)
    answer = page.get("/account/sessions/")
    said = capfd.readouterr().err
    assert (answer.status_code, answer["Cache-Control"]) == (500, "no-store")
    assert "ValueError" in said
    assert "in sessions" in said
    for secret in ("planted words", ADDRESS, AGENT, "Alice"):
        assert secret not in said + answer.content.decode()
