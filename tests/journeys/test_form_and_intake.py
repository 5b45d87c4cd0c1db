"""The form's page before the real intake: the whole way, and what is kept of it."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from form_steps import at, come_back, press, sent
from intake import ORIGIN
from playwright.sync_api import Browser, Page, Route, expect
from promises import in_languages
from sealed_room import KEY, WRAPS

from gawah.envelope import messages, report
from gawah.envelope.messages import Talk, Words
from gawah.sealed import clock, collections, reading
from gawah.sealed.promise import Promise, encode
from gawah.sealed.sentences import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["sealed"])]

TEXT = "They took the phone at the gate."


@pytest.fixture
def promised(settings: Any, home: Path) -> Promise:
    settings.ROOT_URLCONF = "gawah.config.urls_intake"
    settings.MIDDLEWARE = ["gawah.config.intake_surface.IntakeSurface"]
    made = make(in_languages("en", "ur"))
    collections.open_(encode(made), KEY.recipient, WRAPS, 1, clock.now())
    return made


@contextmanager
def visited(browser: Browser, promised: Promise) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    here = contextvars.copy_context()  # with the test's own connection in it: the browser's driver calls from another

    def answer(route: Route) -> None:
        request, client = route.request, Client(raise_request_exception=False)
        headers = {name: value for name, value in request.all_headers().items() if name != "accept-encoding"}
        headers |= {"host": "testserver"} | ({"origin": "https://testserver"} if request.method == "POST" else {})
        kind = headers.pop("content-type", "")
        path, body = request.url.removeprefix(ORIGIN), request.post_data_buffer or b""
        given = {"headers": headers, "data": body, "content_type": kind} if kind else {"headers": headers}
        answered = here.run(client.post if request.method == "POST" else client.get, path, **given)
        route.fulfill(status=answered.status_code, body=answered.content, headers=dict(answered.items()))

    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{ORIGIN}/f/{promised.collection}/en")
    try:
        yield page
    finally:
        context.close()


def test_sent_read_answered_and_withdrawn(browser: Browser, promised: Promise) -> None:
    with visited(browser, promised) as page:
        code = sent(page, TEXT, yes=("publish",))
    (row,) = reading.waiting(promised.collection)
    opened = report.unseal(reading.report_file(row.id), KEY)
    assert opened.answers["what"] == TEXT
    assert opened.returning
    talk = Talk(opened.report, *map(bytes.fromhex, (opened.returning.talk_reporter, opened.returning.talk_team)))
    box = messages.read(reading.messages(row.id), [KEY], talk)
    written = messages.write(messages.following(box, talk, "team", Words("We have read it.", more=False)), talk)
    files = messages.seal(written, (opened.returning.recipient, KEY.recipient))
    assert reading.answer(row.id, 2, *files, clock.now())
    with visited(browser, promised) as page:
        come_back(page, code)
        at(page, "talk")
        expect(page.locator("#messages .team .text")).to_have_text("We have read it.")
        page.locator("#more").fill("Thank you.")
        press(page, "say")
        expect(page.locator("#talking")).to_contain_text("\u20683\u2069")
        page.locator("#allowed [data-use='publish'] button").click()
        expect(page.locator("#taking")).to_contain_text("Taken back")
        now = messages.read(reading.messages(row.id), [KEY], talk)
        assert (now.newest, messages.consents(now)) == (4, dict.fromkeys(promised.uses, False))
        assert reading.waiting(promised.collection)[0].withdrawn == ("publish",)
        press(page, "withdraw")
        press(page, "withdraw-all")
        at(page, "withdrawn")
    (row,) = reading.waiting(promised.collection)
    assert "" in row.withdrawn
    assert (row.locator, row.messages) == (None, 0)
