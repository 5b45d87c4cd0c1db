"""Wrong tries are counted by name, not by address: nobody is shut out for what others try, and nobody is counted."""

from __future__ import annotations

import pytest
from cast import ADDRESS, PASSWORD, browser, member, signed_in, totp
from django.core.cache import cache
from django.test import Client

pytestmark = pytest.mark.django_db

WRONG = "not it at all"


def attempt(name: str, password: str) -> str:
    """What the sign-in page answers: where it leads, or its text."""
    done = browser().post("/sign-in/", {"login": name, "password": password})
    return done["Location"] if done.status_code == 302 else done.content.decode()


def test_after_five_wrong_passwords_the_right_one_waits_too() -> None:
    member("Alice")
    for typed in ("Alice", "alice", " ALICE", "Alice ", "aLice"):
        assert "do not belong together" in attempt(typed, WRONG)
    assert "Wait five minutes" in attempt("Alice", PASSWORD)


def test_nobody_else_is_shut_out_by_it() -> None:
    member("Bob")
    for at in range(40):  # allauth's own limit by address is 30 a minute
        attempt("Alice" if at % 2 else f"Nobody {at}", WRONG)
    assert attempt("Bob", PASSWORD) == "/sign-in/second/"


def test_right_passwords_count_for_nothing() -> None:
    member("Alice")
    for _ in range(8):
        assert attempt("Alice", PASSWORD) == "/sign-in/second/"


def waits_for_a_code(name: str) -> Client:
    page = browser()
    page.post("/sign-in/", {"login": name, "password": PASSWORD})
    return page


def test_after_five_wrong_codes_the_right_one_waits_too() -> None:
    member("Alice")
    for _ in range(5):  # in a new browser each time
        assert (
            "This code is not right"
            in waits_for_a_code("Alice").post("/sign-in/second/", {"code": "000000"}).content.decode()
        )
    page = waits_for_a_code("Alice")
    assert "Wait five minutes" in page.post("/sign-in/second/", {"code": totp()}).content.decode()
    assert page.get("/")["Location"] == "/sign-in/"


def test_asking_again_is_limited_too() -> None:
    page = signed_in("Alice")
    answers = [page.post("/again/", {"password": WRONG}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_what_is_counted_is_counted_without_an_address() -> None:
    member("Alice")
    attempt("Alice", WRONG)
    kept = str(cache._cache)  # type: ignore[attr-defined]
    assert "login_failed" in kept
    assert ":ip:" not in kept
    assert ADDRESS not in kept
    assert "0.0.0.0" not in kept
    assert "Alice" not in kept
