"""A member's browser at the desk: every request is answered by Django itself, in this process, and remembered."""

from __future__ import annotations

import contextvars
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Route
from sealed_desk import PASSPHRASE, Desk
from sealed_room import NOW, Reporter

from gawah.sealed import intake
from gawah.sealed.promise import Promise

SAID = "They took the printer, and the list of names."

# Playwright has a loop in this thread; what is asked of the database here waits for nothing.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ORIGIN = "https://localhost"  # answered by the test itself; crypto needs a secure context
_HANDED_ON = ("accept", "content-type", "x-csrftoken", "origin", "referer", "sec-fetch-site")


@dataclass
class Window:
    """A page, what it sent, and what went wrong in it."""

    page: Page
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(ORIGIN + path)
        return self.page

    def unlock(self, passphrase: str = PASSPHRASE) -> Page:
        self.page.get_by_label("The seven words of your key").fill(passphrase)
        self.page.get_by_role("button", name="Unlock your key").click()
        return self.page


@contextmanager
def window(browser: Browser, desk: Desk, **options: Any) -> Iterator[Window]:
    """A window of this member's, signed in. Any request elsewhere fails."""
    desk.client.handler.enforce_csrf_checks = True
    context = browser.new_context(base_url=ORIGIN, **{"viewport": {"width": 1280, "height": 900}, **options})
    found = Window(context.new_page())
    found.page.set_default_timeout(10_000)  # ms
    here = contextvars.copy_context()  # in which the test's connection to the database is found

    def answer(route: Route) -> None:
        request = route.request
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
            found.errors.append(f"asked {request.url}")
            route.abort()
            return
        body = request.post_data_buffer or b""
        if request.method == "POST":
            found.sent.append((parts.path, body))
        headers = {name: value for name, value in request.headers.items() if name in _HANDED_ON}
        kind = headers.pop("content-type", "application/octet-stream")
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        ask = partial(desk.client.generic, request.method, path, body, kind, secure=True, headers=headers)
        got = here.copy().run(ask)
        if got.status_code in (301, 302):
            target = got["Location"]
            route.fulfill(status=302, headers={"location": target})
            return
        route.fulfill(status=got.status_code, headers=dict(got.items()), body=got.content)

    context.route("**/*", answer)
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    found.page.on("console", lambda said: found.errors.append(said.text) if said.type == "error" else None)
    try:
        yield found
    finally:
        context.unroute_all(behavior="ignoreErrors")  # a request that comes late finds no test's database
        context.close()


def take(promised: Promise, code: bytes | None = b"\7" * 16, said: str = SAID) -> Reporter:
    """A report that has come by this form."""
    sender = Reporter(promised, code, said)
    intake.take(sender.collection, sender.body(), NOW)
    return sender


def rows(page: Page) -> Locator:
    """The reports in the list."""
    return page.locator(".row-button")
