"""A sealed room for tests: a collection, its readers, and reporters with and without a return code."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from promises import made

from gawah.core.ids import random_id
from gawah.envelope import age, mailbox, manifest, messages, padding, report, return_code
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.manifest import Manifest
from gawah.envelope.messages import Consents, Talk, Words
from gawah.sealed import collections, promise, submission
from gawah.sealed.moments import moment
from gawah.sealed.promise import Promise
from gawah.sealed.submission import Reply, Returning, Submission

NOW = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)
ALICE, BOB = (hashlib.sha256(name).hexdigest() for name in (b"Alice's signing key", b"Bob's signing key"))
# Of a promise, long after any day on which a test runs by the machine's own clock.
FAR = {"closing": moment("2998-01-01T00:00", "Asia/Karachi"), "discard": moment("2999-01-01T00:00", "Asia/Karachi")}

# Made once: a key takes longer than most tests.
KEY, ALICES, BOBS = age.new_identity(), age.new_identity(), age.new_identity()


def wrapped(key: HybridIdentity, reader: HybridIdentity) -> bytes:
    return age.seal(padding.padded(key.encode().encode(), padding.MESSAGE_BUCKETS), reader.recipient)


WRAPS = {ALICE: wrapped(KEY, ALICES), BOB: wrapped(KEY, BOBS)}


def opened(key: HybridIdentity = KEY, **changes: Any) -> Promise:
    """Open a collection; its promise."""
    promised = made(**changes)
    collections.open_(promise.encode(promised), key.recipient, WRAPS, 1, NOW)
    return promised


@dataclass
class Reporter:
    """Somebody on a reporter's page. ``code``: None goes without."""

    promised: Promise
    code: bytes | None = None
    said: str = "They came at night."
    epoch: int = 1
    key: HybridIdentity = KEY
    report: str = field(default_factory=random_id)
    submission: str = field(default_factory=random_id)

    @property
    def collection(self) -> str:
        return self.promised.collection

    def manifest(self) -> Manifest:
        return Manifest(
            format=manifest.FORMAT,
            form=1,
            collection=self.collection,
            epoch=self.epoch,
            report=self.report,
            promise=promise.promise_hash(self.promised),
            language="en",
            answers={"what": self.said},
            consents=dict.fromkeys(self.promised.uses, False),
            returning=return_code.returning(self.code, self.promised.uses) if self.code else None,
            sealed_by="reporter",
            attachments=[],
        )

    @property
    def talk(self) -> Talk:
        assert self.code
        keys = (return_code.talk_key(self.code, sender) for sender in ("reporter", "team"))
        return Talk(self.report, *keys)

    def note(self) -> bytes:
        given = Consents(dict.fromkeys(self.promised.uses, False))
        return messages.write(messages.following(messages.EMPTY, self.talk, "reporter", given), self.talk)

    def recipients(self) -> tuple[str, str]:
        assert self.code
        return return_code.identity(self.code).recipient, self.key.recipient

    def sent(self) -> Submission:
        file = report.seal(self.manifest(), self.key.recipient)
        if self.code is None:
            return Submission(self.submission, self.epoch, None, file)
        returning = Returning(
            hashlib.sha256(return_code.locator(self.code)).hexdigest(),
            return_code.withdrawal_hashes(self.code, self.promised.uses),
            *messages.seal(self.note(), self.recipients()),
        )
        return Submission(self.submission, self.epoch, returning, file)

    def body(self) -> bytes:
        fillers = (mailbox.filler(), mailbox.filler()) if self.code is None else (b"", b"")
        return submission.encode(self.sent(), fillers)

    def asks(self, places: int = 8) -> bytes:
        assert self.code
        return submission.encode_return(return_code.locator(self.code), places)

    def reply(self, text: str, before: messages.Mailbox, places: int = 8) -> bytes:
        assert self.code
        message = messages.following(before, self.talk, "reporter", Words(text, more=False))
        files = messages.seal(messages.write(message, self.talk), self.recipients())
        return submission.encode_reply(Reply(return_code.locator(self.code), places, message.number, *files))

    def reads(self, answered: bytes) -> messages.Mailbox:
        """With the code alone."""
        assert self.code
        return messages.read(cut(answered), [return_code.identity(self.code)], self.talk)

    def token(self, use: str | None = None) -> bytes:
        assert self.code
        return return_code.withdrawal_token(self.code, use)


def cut(answered: bytes) -> list[bytes]:
    return [answered[at : at + submission.MESSAGE] for at in range(0, len(answered), submission.MESSAGE)]
