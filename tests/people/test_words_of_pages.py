"""Which language a page speaks, and that every word a page names is there and every one there is named."""

from __future__ import annotations

import json
import re

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as second_factor_adapter
from cast import browser, member, signed_in
from hypothesis import given
from hypothesis import strategies as st

from gawah.people import shell
from gawah.people.models import Member, Role

pytestmark = pytest.mark.django_db

WORDS = {key for key in json.loads((shell.WORDS / "en.json").read_bytes()) if not key.startswith("_")}
FOLDER = shell.WORDS.parent
SOURCES = {path.name: path.read_text("utf-8") for ending in ("py", "jinja") for path in FOLDER.rglob(f"*.{ending}")}
COMPOSED = ("role.", "error.", "again.", "refused.", "nav.", "home.", "field.")


@pytest.mark.parametrize(
    ("header", "language", "direction"),
    [
        ("", "en", "ltr"),
        ("ur", "ur", "rtl"),
        ("ar-EG,ar;q=0.9,en;q=0.5", "ar", "rtl"),
        ("de, fr;q=0.8, es;q=0.9", "es", "ltr"),
        ("fr;q=0, bs", "bs", "ltr"),
        ("xx,*;q=0.1", "en", "ltr"),
        ("ur;q=high, fr", "fr", "ltr"),
    ],
)
def test_a_stranger_is_met_in_the_language_of_the_browser(header: str, language: str, direction: str) -> None:
    answer = browser(HTTP_ACCEPT_LANGUAGE=header).get("/sign-in/")
    assert f'<html lang="{language}" dir="{direction}">' in answer.content.decode()


@given(st.text(max_size=80))
def test_any_header_is_read(header: str) -> None:
    assert all(isinstance(tag, str) for tag in shell._accepted(header))


def test_a_member_chooses_and_keeps_a_language() -> None:
    page = signed_in("Alice")
    assert page.post("/account/language/", {"language": "ur"})["Location"] == "/account/"
    text = page.get("/account/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert '<html lang="ur" dir="rtl">' in text
    assert "ڈیسک اب اس زبان میں ہے۔" in text
    assert "فرضی رصدگاہ" in text  # the organisation's name in it
    assert page.post("/account/language/", {"language": "xx"}).status_code == 404
    assert Member.objects.get().language == "ur"


@pytest.mark.parametrize("language", shell.LANGUAGES)
def test_every_page_is_drawn_in_every_language(language: str) -> None:
    alice = member("Alice", Role.OWNER)
    alice.language = language
    alice.save()
    page = browser(HTTP_ACCEPT_LANGUAGE=language)
    for path in ("/sign-in/", "/start/", "/sign-in/disabled/", "/nothing/"):
        assert f'lang="{language}"' in page.get(path).content.decode()
    page.post("/sign-in/", {"login": "Alice", "password": "marble otter lantern forty"})
    assert page.get("/sign-in/second/").status_code == 200
    page.force_login(alice)
    paths = ["/", "/again/", "/again/code/", "/account/", "/account/password/", "/account/sessions/"]
    for path in (*paths, "/account/second-factor/", "/sign-out/"):
        assert page.get(path).status_code == 200, path
    page.post("/again/", {"password": "marble otter lantern forty"})
    for path in ("/account/codes/", "/account/codes/", "/account/codes/new/", "/account/passkeys/add/"):
        assert page.get(path).status_code == 200, path
    assert page.get("/account/app/remove/").status_code == 200


def test_every_word_that_a_page_names_is_there() -> None:
    named = {
        (name, key)
        for name, text in SOURCES.items()
        for key in re.findall(r"desk\.(?:t|plain|locale\.n)\('([a-z_.0-9]+)'[,)]", text)
    }
    assert len(named) > 100
    assert {(name, key) for name, key in named if key not in WORDS} == set()


def test_every_word_that_is_there_is_named() -> None:
    whole = {key for key in WORDS if not key.startswith(COMPOSED)}
    named = {key for key in whole if any(f"'{key}'" in text or f'"{key}"' in text for text in SOURCES.values())}
    assert whole - named == set()


def test_every_error_has_words() -> None:
    assert {key for key in WORDS if key.startswith("error.")} == shell.KNOWN_ERRORS | {"error.other", "error.passkey"}


def test_errors_of_the_library_that_can_happen_here_have_words() -> None:
    """The rest are of sign-up, mail and telephones, which there are none of."""
    said = set(get_adapter().error_messages) | set(second_factor_adapter().error_messages)
    here = {
        "incorrect_code", "incorrect_password", "enter_current_password", "username_password_mismatch",
        "too_many_login_attempts", "rate_limited",
    }  # fmt: skip
    assert here <= said
    assert {f"error.{code}" for code in here} <= shell.KNOWN_ERRORS


def test_a_name_cannot_turn_the_page_around() -> None:
    page = signed_in("</title><script>alert(1)</script>")
    for path in ("/", "/account/"):
        assert "<script>alert" not in page.get(path).content.decode()
