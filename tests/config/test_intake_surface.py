"""The intake surface: addresses, bodies of published lengths, one set of headers, and nothing kept."""

from __future__ import annotations

import datetime
import hashlib
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from promises import TERMS
from sealed_room import KEY, NOW, Reporter, opened

from gawah.config.intake_surface import HEADERS
from gawah.envelope import age
from gawah.sealed import clock, collections, intake, promise, submission
from gawah.sealed.models import Collection, Epoch, Report, Withdrawal
from gawah.sealed.promise import Promise

pytestmark = pytest.mark.django_db(databases=["sealed"])

CODE, OTHER = (hashlib.sha256(name).digest()[:16] for name in (b"her paper", b"his paper"))
NOBODY = "f" * 20
BINARY = "application/octet-stream"


@pytest.fixture(autouse=True)
def _surface(settings: Any, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    settings.ROOT_URLCONF = "gawah.config.urls_intake"
    settings.MIDDLEWARE = ["gawah.config.intake_surface.IntakeSurface"]
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, now: datetime.datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def promised() -> Promise:
    return opened()


@pytest.fixture
def nadia(promised: Promise) -> Reporter:
    return Reporter(promised, code=CODE)


class Page:
    """What a reporter's browser sends."""

    def __init__(self, collection: str) -> None:
        self.collection = collection
        self.client = Client(raise_request_exception=False)

    def post(self, what: str, body: bytes, kind: str = BINARY, **headers: str) -> Any:
        return self.client.post(
            f"/f/{self.collection}/{what}", body, content_type=kind, headers={"Host": "testserver"} | headers
        )

    def get(self, what: str) -> Any:
        return self.client.get(f"/f/{self.collection}/{what}")


def answer(response: Any) -> tuple[int, bytes]:
    return response.status_code, response.content


# the addresses


def test_the_page_learns_what_to_seal_to(nadia: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(nadia.collection)
    shown = {"epoch": 1, "recipient": KEY.recipient, "promise": promise.promise_hash(nadia.promised), "open": True}
    assert page.get("key").json() == shown
    recipient = age.new_identity().recipient
    Epoch(collection_id=nadia.collection, number=2, recipient=recipient).save()
    assert page.get("key").json() == shown | {"epoch": 2, "recipient": recipient}
    at(monkeypatch, TERMS.closing.at)
    assert page.get("key").json()["open"] is False
    at(monkeypatch, TERMS.discard.at)
    assert page.get("key").status_code == 404


def test_a_report_is_taken_and_again(nadia: Reporter) -> None:
    page, body = Page(nadia.collection), nadia.body()
    assert answer(page.post("report", body)) == answer(page.post("report", body)) == (204, b"")
    assert answer(page.post("report", Reporter(nadia.promised, CODE).body())) == (204, b"")  # the locator is taken
    assert Report.objects.count() == 1


def test_each_refusal_has_its_status_and_says_which(nadia: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(nadia.collection)
    assert answer(page.post("report", nadia.body()[:-1])) == (400, b'{"refused": "form"}')
    assert answer(page.post("report", bytes(len(nadia.body())))) == (400, b'{"refused": "form"}')
    assert answer(page.post("report", replace(nadia, epoch=2).body())) == (409, b'{"refused": "epoch"}')
    at(monkeypatch, TERMS.closing.at)
    assert answer(page.post("report", nadia.body())) == (410, b'{"refused": "closed"}')
    assert Report.objects.count() == 0


def test_a_full_disk_is_told(nadia: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (OperationalError("database or disk is full"), OSError(28, "No space left on device")):

        def full(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(intake, "take", full)
        assert answer(Page(nadia.collection).post("report", nadia.body())) == (507, b'{"refused": "quota"}')


def test_a_return_is_the_same_for_everyone(nadia: Reporter) -> None:
    page = Page(nadia.collection)
    page.post("report", nadia.body())
    stranger = Reporter(nadia.promised, OTHER)
    for what, hers, his in (
        ("return", nadia.asks(), stranger.asks()),
        ("return", nadia.asks(32), stranger.asks(32)),
        ("withdraw", nadia.token("count"), stranger.token("count")),
        ("withdraw", nadia.token(), stranger.token()),
        ("return", nadia.asks(), stranger.asks()),
    ):
        responses = [page.post(what, hers), page.post(what, his), Page(NOBODY).post(what, hers)]
        assert len({(each.status_code, len(each.content), tuple(each.items())) for each in responses}) == 1
    assert Withdrawal.objects.exclude(day=None).count() == 2


def test_a_message_goes_and_comes(nadia: Reporter) -> None:
    page = Page(nadia.collection)
    page.post("report", nadia.body())
    box = nadia.reads(page.post("return", nadia.asks()).content)
    after = page.post("message", nadia.reply("One more thing.", box, 32))
    assert (after.status_code, len(after.content)) == (200, 32 * submission.MESSAGE)
    assert nadia.reads(after.content).newest == 2


@pytest.mark.parametrize("state", ["never", "due", "discarding", "discarded"])
def test_what_is_gone_looks_like_what_never_was(nadia: Reporter, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    collection = NOBODY if state == "never" else nadia.collection
    if state == "due":
        at(monkeypatch, TERMS.discard.at)
    elif state != "never":
        Collection.objects.get().move(state)  # type: ignore[arg-type]
    page = Page(collection)
    missing = [page.get("key"), page.post("report", nadia.body()), page.get("nothing-there"), page.client.get("/")]
    assert {answer(each) for each in missing} == {(404, b"Not found.\n")}
    assert len({tuple(each.items()) for each in missing}) == 1
    assert page.post("return", nadia.asks()).status_code == 200
    assert page.post("withdraw", nadia.token()).status_code == 204


@pytest.mark.parametrize("name", ["0" * 19, "0" * 21, "0" * 19 + "A", "0" * 19 + "%0a", "0" * 19 + "٠"])
def test_an_address_that_is_none(promised: Promise, name: str) -> None:
    assert answer(Page(name).get("key")) == (404, b"Not found.\n")


def test_each_address_has_its_method(nadia: Reporter) -> None:
    page = Page(nadia.collection)
    for what in ("report", "return", "message", "withdraw"):
        assert page.get(what).status_code == 405
        assert page.client.put(f"/f/{nadia.collection}/{what}", nadia.body(), content_type=BINARY).status_code == 405
    assert page.post("key", b"").status_code == 405
    assert page.client.options(f"/f/{nadia.collection}/report").status_code == 405
    assert page.client.head(f"/f/{nadia.collection}/key").content == b""


# bodies


@pytest.mark.parametrize("what", ["report", "return", "message", "withdraw"])
def test_another_length_is_refused_before_it_is_read(nadia: Reporter, what: str) -> None:
    class Unread:
        def read(self, *_: object) -> bytes:
            raise AssertionError

        readline = read

    for length in ("", "-1", "0", "1", "34", "78978", "99999999999", "٣٣", "3e1", "+33", "33, 33"):
        environ: Any = {"CONTENT_LENGTH": length, "CONTENT_TYPE": BINARY, "wsgi.input": Unread()}
        response = Client().generic("POST", f"/f/{nadia.collection}/{what}", **environ)
        assert answer(response) == (400, b'{"refused": "form"}'), length


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]
)
def test_what_a_form_of_another_site_could_send_is_refused(nadia: Reporter, kind: str) -> None:
    assert Page(nadia.collection).post("report", nadia.body(), kind).status_code == 400
    assert Report.objects.count() == 0


SITES = [
    ({}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Origin": "http://testserver"}, True),
    ({"Origin": "https://TESTSERVER", "Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "none"}, False),
    ({"Sec-Fetch-Site": ""}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
    ({"Origin": "http://testserver.example"}, False),
    ({"Origin": "http://testserver:8001"}, False),
    ({"Origin": "http://testserver@example.org"}, False),
    ({"Origin": "http://[testserver"}, False),
    ({"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"}, False),
    ({"Origin": "http://example.org", "Sec-Fetch-Site": "same-origin"}, False),
]


@pytest.mark.parametrize(("headers", "taken"), SITES)
def test_only_pages_of_this_host_post(nadia: Reporter, headers: dict[str, str], taken: bool) -> None:
    response = Page(nadia.collection).post("report", nadia.body(), **headers)
    assert response.status_code == (204 if taken else 403)
    assert Report.objects.count() == taken


# what is kept: nothing


def test_every_answer_has_the_headers_and_no_cookie(nadia: Reporter) -> None:
    page = Page(nadia.collection)
    for response in (
        page.get("key"),
        page.get("none"),
        page.get("report"),
        page.post("report", nadia.body()),
        page.post("report", b""),
        page.post("report", nadia.body(), Origin="null"),
        page.post("return", nadia.asks()),
        page.post("message", nadia.asks()),
        page.post("withdraw", nadia.token()),
    ):
        sent = dict(response.items())
        assert {name: sent[name] for name in HEADERS} == HEADERS
        assert sent["Content-Length"] == str(len(response.content))
        assert not response.cookies
        assert set(sent) - set(HEADERS) <= {"Content-Length", "Content-Type", "Allow"}


def test_an_error_tells_its_place_and_nothing_of_what_was_sent(
    nadia: Reporter, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    page = Page(nadia.collection)
    file = collections.shred_keys().folder / f"{nadia.collection}.key"
    file.rename(file.with_name("elsewhere"))
    assert answer(page.post("report", nadia.body())) == (500, b'{"refused": "failed"}')
    assert answer(page.post("return", nadia.asks())) == answer(
        page.post("return", Reporter(nadia.promised, OTHER).asks())
    )
    out, err = capfd.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert len(lines) == 3
    assert all(line.startswith("gawah: KeyMissing in ") and "keystore.py, line" in line for line in lines)
    assert nadia.collection not in err


def test_nothing_is_logged_of_a_request(nadia: Reporter, capfd: pytest.CaptureFixture[str]) -> None:
    page = Page(nadia.collection)
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []  # as in a server, where nobody has set any
    try:
        page.get("none")
        page.post("report", b"")
        page.post("report", nadia.body())
        page.post("return", nadia.asks())
    finally:
        root.handlers = handlers
    assert capfd.readouterr() == ("", "")
