"""The form's page over the intake surface: who gets it, in which language, under which headers."""

from __future__ import annotations

import datetime
import gzip
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from promises import in_languages
from sealed_room import KEY, NOW, WRAPS

from gawah.sealed import clock, collections
from gawah.sealed.form import assets, page, views
from gawah.sealed.promise import Promise, encode
from gawah.sealed.sentences import make

pytestmark = pytest.mark.django_db(databases=["sealed"])


@pytest.fixture(autouse=True)
def _surface(settings: Any, home: Path) -> None:
    settings.ROOT_URLCONF = "gawah.config.urls_intake"
    settings.MIDDLEWARE = ["gawah.config.intake_surface.IntakeSurface"]


@pytest.fixture
def promised() -> Promise:
    made = make(in_languages("ur", "en"))
    collections.open_(encode(made), KEY.recipient, WRAPS, page.FORM, NOW)
    return made


def asked(address: str, **headers: str) -> Any:
    return Client(raise_request_exception=False).get(address, headers=headers)


def test_an_address_without_its_last_sign_leads_on_whether_there_is_a_form_or_not(promised: Promise) -> None:
    for collection in (promised.collection, "0" * 20):
        answer = asked(f"/f/{collection}")
        assert (answer.status_code, answer["Location"]) == (301, f"/f/{collection}/")
    assert asked("/f/").status_code == asked("/f/x").status_code == 404


def test_each_language_has_its_page_and_the_first_is_the_default(promised: Promise) -> None:
    for address, language in (("", "ur"), ("ur", "ur"), ("en", "en")):
        answer = asked(f"/f/{promised.collection}/{address}")
        assert (answer.status_code, answer.content) == (200, page.make(promised, page.FORM, language))
        assert answer["Content-Security-Policy"] == views.POLICY
        assert answer["Cache-Control"].startswith("no-store")
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Content-Language"] == language
        assert not answer.cookies


def test_everybody_gets_the_same_bytes(promised: Promise) -> None:
    one = asked(f"/f/{promised.collection}/")
    other = asked(
        f"/f/{promised.collection}/", **{"User-Agent": "Opera Mini", "Accept-Language": "en", "Cookie": "a=b"}
    )
    assert one.content == other.content
    packed = asked(f"/f/{promised.collection}/", **{"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == one.content


def test_what_is_not_there_is_not_there(promised: Promise) -> None:
    for address in (
        f"/f/{'f' * 20}/",
        f"/f/{promised.collection}/fr",
        f"/f/{promised.collection}/EN",
        "/f/assets/a.js",
    ):
        assert asked(address).status_code == 404, address
    for address in (f"/f/{promised.collection}/", "/f/assets/form.js"):
        assert Client().post(address, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 405


def test_the_key_is_no_language(promised: Promise) -> None:
    assert asked(f"/f/{promised.collection}/key").json()["epoch"] == 1


def test_a_closed_form_has_its_page_and_a_destroyed_one_has_none(
    promised: Promise, monkeypatch: pytest.MonkeyPatch
) -> None:
    for moment, status in ((promised.closing.at, 200), (promised.discard.at, 404)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment + datetime.timedelta(seconds=1))
        assert asked(f"/f/{promised.collection}/").status_code == status


def test_every_file_of_the_page_is_given_out() -> None:
    for name, found in assets.all_().items():
        answer = asked(f"/f/assets/{name}")
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, found.content, found.type)
        packed = asked(f"/f/assets/{name}", **{"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.content) == found.content
