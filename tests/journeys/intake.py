"""A form in a real browser before an intake that behaves: it keeps what is sent, opens it with Python, and answers."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

from gawah.envelope import accepted, age, mailbox, messages, report, return_code
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.manifest import FORMAT, Manifest
from gawah.envelope.messages import Consents, Talk, Words
from gawah.sealed import promise as promises
from gawah.sealed.form import assets, page
from gawah.sealed.promise import Promise

ORIGIN = "https://form.test"  # answered by the test itself
MESSAGE = 5755
HASHES = ("", "contact", "share", "publish", "advocacy", "training", "count")
HEAD = 1 + 10 + 4 + 1 + 32 + 32 * len(HASHES)
PUBLISHED = {HEAD + 2 * MESSAGE + length for length in accepted.REPORT_LENGTHS} | {33, 32 + 1 + 4 + 2 * MESSAGE, 32}


@dataclass
class Kept:
    """What the intake holds of one report."""

    submission: bytes
    epoch: int
    hashes: dict[str, bytes]
    file: bytes
    for_reporter: list[bytes]
    for_collection: list[bytes]
    withdrawn: set[str] = field(default_factory=set)


class Intake:
    """One collection. ``before`` may answer a request itself: return True when it has."""

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self.keys = [age.new_identity()]
        self.open = True
        self.kept: dict[bytes, Kept] = {}  # by locator hash, or by submission without a code
        self.bodies: list[tuple[str, bytes]] = []
        self.requests: list[tuple[str, str, str]] = []  # method, address, headers and body as one text
        self.before: Callable[[str, Route], bool] = lambda path, route: False
        self.change: Callable[[str, bytes], bytes] = lambda name, content: content

    @property
    def collection(self) -> str:
        return self.promise.collection

    @property
    def key(self) -> HybridIdentity:
        return self.keys[-1]

    def new_epoch(self) -> None:
        self.keys.append(age.new_identity())

    # What the browser asks

    def answer(self, route: Route) -> None:
        request = route.request
        self.requests.append((request.method, request.url, str(request.all_headers()) + repr(request.post_data_buffer)))
        path = request.url.removeprefix(ORIGIN)
        if self.before(path, route):
            return
        if request.method == "GET":
            self._get(path, route)
        else:
            body = request.post_data_buffer or b""
            self.bodies.append((path, body))
            status, content = self._post(path.rsplit("/", 1)[-1], body)
            route.fulfill(status=status, body=content, content_type="application/octet-stream")

    def _get(self, path: str, route: Route) -> None:
        if path == "/before":
            route.fulfill(content_type="text/html", body="<!doctype html><title>Before</title><p>Another page")
        elif path.startswith("/f/assets/"):
            found = assets.all_()[name := path.removeprefix("/f/assets/")]
            route.fulfill(content_type=found.type, body=self.change(name, found.content))
        elif path == f"/f/{self.collection}/key":
            told = {
                "epoch": len(self.keys),
                "recipient": self.key.recipient,
                "promise": promises.promise_hash(self.promise),
                "open": self.open,
            }
            route.fulfill(content_type="application/json", body=json.dumps(told))
        elif found_language := re.fullmatch(rf"/f/{self.collection}/([a-z]*)", path):
            language = found_language[1] or self.promise.languages[0]
            content = self.change("page", page.make(self.promise, page.FORM, language))
            headers = {"Content-Security-Policy": page.POLICY + "; frame-ancestors 'none'", "Cache-Control": "no-store"}
            route.fulfill(content_type="text/html; charset=utf-8", body=content, headers=headers)
        else:
            route.fulfill(status=404, body="")

    def _post(self, what: str, body: bytes) -> tuple[int, bytes]:
        if what == "report":
            return self._report(body)
        if what == "withdraw":
            self._withdraw(hashlib.sha256(body).digest())
            return 204, b""
        held = self.kept.get(hashlib.sha256(body[:32]).digest())
        if what == "message" and held:
            number, files = int.from_bytes(body[33:37], "big"), body[37:]
            if number == len(held.for_reporter) + 1:
                held.for_reporter.append(files[:MESSAGE])
                held.for_collection.append(files[MESSAGE:])
        return 200, b"".join(mailbox.filled(held.for_reporter if held else [], body[32]))

    def _report(self, body: bytes) -> tuple[int, bytes]:
        if any(each.submission == body[1:11] for each in self.kept.values()):
            return 204, b""
        if not self.open:
            return 410, b'{"refused":"closed"}'
        epoch = int.from_bytes(body[11:15], "big")
        if epoch != len(self.keys):
            return 409, b'{"refused":"epoch"}'
        accepted.check_report(body[HEAD + 2 * MESSAGE :])
        accepted.check_message(body[HEAD : HEAD + MESSAGE])
        accepted.check_message(body[HEAD + MESSAGE : HEAD + 2 * MESSAGE])
        coded, locator = body[15] == 1, body[16:48]
        hashes = {use: body[48 + 32 * at : 80 + 32 * at] for at, use in enumerate(HASHES)}
        files = [body[HEAD : HEAD + MESSAGE]], [body[HEAD + MESSAGE : HEAD + 2 * MESSAGE]]
        kept = Kept(body[1:11], epoch, hashes, body[HEAD + 2 * MESSAGE :], *(files if coded else ([], [])))
        self.kept.setdefault(locator if coded else kept.submission, kept)
        return 204, b""

    def _withdraw(self, hashed: bytes) -> None:
        for locator, held in list(self.kept.items()):
            for use, mine in held.hashes.items():
                if hashed == mine:
                    held.withdrawn.add(use)
                    if not use:
                        del self.kept[locator]

    def arrived(self, consents: dict[str, bool]) -> str:
        """A report that came before, sealed with Python; its return code."""
        secret, uses = secrets.token_bytes(return_code.BYTES), self.promise.uses
        returning = return_code.returning(secret, uses)
        talk = Talk(
            secrets.token_hex(10), return_code.talk_key(secret, "reporter"), return_code.talk_key(secret, "team")
        )
        sealed = Manifest(
            format=FORMAT, form=1, collection=self.collection, epoch=len(self.keys), report=talk.report,
            promise=promises.promise_hash(self.promise), language="en", answers={"what": "Before."},
            consents=consents, returning=returning, sealed_by="reporter", attachments=(),
        )  # fmt: skip
        note = messages.following(messages.EMPTY, talk, "reporter", Consents(consents))
        pair = messages.seal(messages.write(note, talk), (returning.recipient, self.key.recipient))
        hashes = {use: bytes.fromhex(each) for use, each in return_code.withdrawal_hashes(secret, uses).items()}
        file = report.seal(sealed, self.key.recipient)
        kept = Kept(secret[:10], len(self.keys), hashes, file, [pair[0]], [pair[1]])
        self.kept[hashlib.sha256(return_code.locator(secret)).digest()] = kept
        return return_code.encode(secret)

    # What the team does

    def only(self) -> Kept:
        (kept,) = self.kept.values()
        return kept

    def opened(self) -> Manifest:
        kept = self.only()
        return report.unseal(kept.file, self.keys[kept.epoch - 1])

    def talk(self) -> Talk:
        sealed = self.opened()
        assert sealed.returning is not None
        talk_keys = bytes.fromhex(sealed.returning.talk_reporter), bytes.fromhex(sealed.returning.talk_team)
        return Talk(sealed.report, *talk_keys)

    def read(self) -> messages.Mailbox:
        return messages.read(self.only().for_collection, self.keys, self.talk())

    def reply(self, text: str) -> None:
        talk, sealed, kept = self.talk(), self.opened(), self.only()
        assert sealed.returning is not None
        written = messages.write(messages.following(self.read(), talk, "team", Words(text, more=False)), talk)
        for_reporter, for_collection = messages.seal(written, (sealed.returning.recipient, self.key.recipient))
        kept.for_reporter.append(for_reporter)
        kept.for_collection.append(for_collection)


def with_script(intake: Intake, name: str, first: str) -> None:
    """The script of this name does something else first; the page names it by its new hash."""
    real = assets.all_()[name]
    content = first.encode() + b"\n" + real.content
    integrity = f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"

    def change(asked: str, found: bytes) -> bytes:
        if asked == "page":
            return found.replace(real.integrity.encode(), integrity.encode())
        return content if asked == name else found

    intake.change = change


@contextmanager
def visited(browser: Browser, intake: Intake, language: str = "", *, path: str = "", **options: Any) -> Iterator[Page]:
    """A page of the form, in a browser that knows nothing; any error in the page's script fails the test."""
    options = {"viewport": {"width": 360, "height": 740}, "has_touch": True, **options}
    context: BrowserContext = browser.new_context(**options)
    context.route("**/*", intake.answer)
    opened = context.new_page()
    opened.goto(f"{ORIGIN}{path or f'/f/{intake.collection}/{language}'}")
    try:
        yield opened
    finally:
        context.close()
