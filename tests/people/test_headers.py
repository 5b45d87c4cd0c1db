"""What every answer of the desk bears, and which requests it takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cast import PASSWORD, browser, member, signed_in
from django.test import Client

from gawah.people import assets

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(settings) -> Client:  # type: ignore[no-untyped-def]
    """A browser that opens the desk by its name in the world, over HTTPS that ends before this process."""
    settings.ALLOWED_HOSTS = ["desk.example.org"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]
    return browser(HTTP_HOST="desk.example.org")


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/start/", "/nothing/", "/account/"])
def test_every_page_is_shut_tight(path: str) -> None:
    answer = signed_in("Alice").get(path)
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert (policy["require-trusted-types-for"], policy["trusted-types"]) == ("'script'", "'none'")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "data:" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "server" not in {name.lower() for name in answer.headers}


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/account/", "/account/app/", "/account/codes/"])
def test_no_page_names_another_site_or_holds_script_or_style(path: str) -> None:
    text = signed_in("Alice").get(path, follow=True).content.decode()
    assert not re.search(
        r"https?://|src=.//|<style|\sstyle=|\son[a-z]+=|javascript:|data:",
        text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", ""),
    )
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or 'type="application/json"' in script


def test_assets_are_kept_and_all_there_is_of_files() -> None:
    page = browser()
    for name in ("site.css", "desk.css", "desk.svg", "passkey.js", "webauthn.js", "seal.js", "member.js"):
        answer = page.get(assets.url(name))
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
        assert "s" not in answer.cookies
    for path in (
        "/assets/desk.css",
        "/assets/../models.py",
        "/assets/%2e%2e/models.py",
        "/assets/",
        "/static/desk.css",
    ):
        assert page.get(path).status_code == 404, path
    assert page.post(assets.url("site.css")).status_code in (403, 405)


def test_the_sheet_names_only_what_is_served() -> None:
    page = browser()
    for name in ("site.css", "desk.css"):
        sheet = page.get(assets.url(name)).content.decode()
        for found in re.findall(r"url\(([^)]+)\)", sheet):
            assert page.get(found).status_code == 200, found


def test_cookies_are_for_this_host_this_site_and_no_script() -> None:
    member("Alice")
    page = browser()
    page.get("/sign-in/")
    page.post("/sign-in/", {"login": "Alice", "password": PASSWORD})
    assert set(page.cookies) == {"s", "f"}
    for cookie in page.cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["domain"], cookie["path"]) == (True, "Strict", "", "/")
        assert not cookie["secure"]  # on this machine there is no HTTPS


def test_off_this_machine_cookies_travel_by_https_alone(elsewhere: Client) -> None:
    member("Alice")
    elsewhere.get("/sign-in/")
    elsewhere.post("/sign-in/", {"login": "Alice", "password": PASSWORD})
    assert [bool(cookie["secure"]) for cookie in elsewhere.cookies.values()] == [True, True]


def test_a_stranger_who_only_looks_leaves_no_session() -> None:
    from django.contrib.sessions.models import Session

    for path in ("/sign-in/", "/start/", "/", "/nothing/"):
        assert "s" not in browser().get(path).cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "desk.example.org"]
)
def test_another_host_name_is_refused(host: str) -> None:
    answer = browser(HTTP_HOST=host).get("/sign-in/")
    assert answer.status_code == 400
    assert host not in answer.content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/start/", "/sign-out/", "/account/sessions/", "/account/language/"])
def test_a_form_from_elsewhere_is_not_taken(path: str) -> None:
    member("Alice")
    page = Client(enforce_csrf_checks=True, HTTP_HOST="localhost", HTTP_ACCEPT="text/html")
    page.force_login(member("Bob"))
    answer = page.post(path, {"login": "Alice", "password": PASSWORD})
    assert answer.status_code == 403
    assert "This form was not taken" in answer.content.decode()
    token = page.get("/sign-out/").context  # a Jinja page has none
    assert token is None


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://localhost", "http://desk.example.org"])
def test_a_form_that_says_it_comes_from_elsewhere_is_not_taken(origin: str) -> None:
    page = Client(enforce_csrf_checks=True, HTTP_HOST="localhost", HTTP_ACCEPT="text/html")
    text = page.get("/start/").content.decode()
    found = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', text)
    assert found
    fields = {"csrfmiddlewaretoken": found[1], "code": "x"}
    assert page.post("/start/", fields, HTTP_ORIGIN="http://localhost").status_code == 422
    assert page.post("/start/", fields, HTTP_ORIGIN=origin).status_code == 403


def test_every_template_of_allauth_that_is_drawn_is_ours() -> None:
    from django.template import engines

    assert [each.name for each in engines.all()] == ["jinja2"]
    folder = Path(assets.__file__).parent / "templates"
    assert "{{" in (folder / "account" / "login.jinja").read_text("utf-8")
