"""A collection's promise: what the organisation sets (``Terms``), and that with its sentences (``Promise``).

The canonical form is the one of everything sealed: JSON, UTF-8, keys sorted, no spaces, every field there, whole
numbers only. The promise hash is its SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from gawah.envelope import canonical
from gawah.envelope.canonical import Hash, Id, Language, Name, Strict
from gawah.envelope.errors import Malformed
from gawah.sealed import passages
from gawah.sealed.moments import Moment
from gawah.sealed.passages import LINE, PASSAGE, Texts

FORMAT: Literal["gawah/promise/1"] = "gawah/promise/1"

# In the order in which they are asked for.
USES = ("contact", "share", "publish", "advocacy", "training", "count")

Use = Literal["contact", "share", "publish", "advocacy", "training", "count"]
KeptUse = Literal["share", "publish", "advocacy", "training", "count"]
Digits = Literal["latn", "arab", "arabext"]
Version = Annotated[int, msgspec.Meta(ge=1, le=1_000)]
People = Annotated[int, msgspec.Meta(ge=1, le=999)]
BackupDays = Annotated[int, msgspec.Meta(ge=1, le=3_650)]
AnswerDays = Annotated[int, msgspec.Meta(ge=1, le=365)]
Sentence = Annotated[str, msgspec.Meta(min_length=1, max_length=PASSAGE + 200)]


class BadPromise(ValueError):
    """No promise; the text says what is wrong and what to do."""


class Kept(Strict, frozen=True, kw_only=True):
    """Something that stays after the discard, for those who said yes to ``consent``."""

    what: Texts
    consent: KeptUse


class Terms(Strict, frozen=True, kw_only=True):
    """What an organisation sets of a promise. A text is in each of ``languages``, or, where it may be none, in none.

    Raises BadPromise where the fields do not fit together; types, patterns and limits are ``encode``'s to check.
    """

    collection: Id
    version: Version
    before: Hash | None  # the hash of the version before; none has the first
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1, max_length=20)]  # the first is the default
    digits: dict[Language, Digits]  # for each language
    country: Annotated[str, msgspec.Meta(pattern=r"\A([a-z]{2})?\Z")]  # for names of months; "" is none
    organisation: Texts
    readers: Annotated[tuple[Texts, ...], msgspec.Meta(min_length=1, max_length=12)]  # roles or names, as stated
    readers_at_most: People
    asked: Texts
    not_wanted: Texts  # or none
    uses: Annotated[tuple[Use, ...], msgspec.Meta(max_length=len(USES))]  # that are asked for, each off until ticked
    contact_for: Texts  # what contact details are used for; none where no contact is asked for
    closing: Moment
    discard: Moment
    kept: Annotated[tuple[Kept, ...], msgspec.Meta(max_length=12)]
    without_script: bool  # whether there is a page that needs no JavaScript
    backup_days: BackupDays  # how long a backup of the organisation's holds
    answer_days: AnswerDays | None  # how soon the team usually answers; None says nothing of it

    def __post_init__(self) -> None:
        if objections := list(self._objections()):
            raise BadPromise(" ".join(objections))

    def _objections(self) -> Iterator[str]:
        yield from passages.objections("organisation", self.organisation, self.languages, LINE)
        for number, reader in enumerate(self.readers, start=1):
            yield from passages.objections(f"readers, number {number}", reader, self.languages, LINE)
        yield from passages.objections("asked", self.asked, self.languages, PASSAGE)
        yield from passages.objections("not_wanted", self.not_wanted, self.languages, PASSAGE, none=True)
        yield from passages.objections("contact_for", self.contact_for, self.languages, PASSAGE, none=True)
        for number, kept in enumerate(self.kept, start=1):
            yield from passages.objections(f"kept, number {number}", kept.what, self.languages, LINE)
        yield from self._repeated()
        yield from self._not_fitting()

    def _repeated(self) -> Iterator[str]:
        if len(set(self.languages)) < len(self.languages):
            yield "A language is named twice in languages. Name each once."
        if any(reader in self.readers[:number] for number, reader in enumerate(self.readers)):
            yield "The same reader is named twice in readers. Name each once."
        if list(self.uses) != [use for use in USES if use in self.uses]:
            yield f"The uses are named twice or in another order than this: {', '.join(USES)}. Name each once, so."
        if any(kept in self.kept[:number] for number, kept in enumerate(self.kept)):
            yield "The same is named twice in kept. Name each once."

    def _not_fitting(self) -> Iterator[str]:
        if (self.version == 1) != (self.before is None):
            yield "The first version has none before it, and every later one names the hash of the one before."
        if set(self.digits) != set(self.languages):
            yield "The field digits must name every language of the promise and no other."
        if ("contact" in self.uses) != bool(self.contact_for):
            yield "The field contact_for says what contact details are for: fill it if, and only if, contact is a use."
        for kept in self.kept:
            if kept.consent not in self.uses:
                yield f"Something is kept for those who said yes to {kept.consent!r}, which is not among the uses."


class Part(Strict, frozen=True, kw_only=True):
    """One part of the page that tells the promise: a sentence and, below it, lines (none for most)."""

    about: Name
    text: Sentence
    items: Annotated[tuple[Sentence, ...], msgspec.Meta(max_length=20)]


class Promise(Terms, frozen=True, kw_only=True):
    """The promise that is hashed: terms, and what is said of them in each language."""

    format: Literal["gawah/promise/1"]
    sentences: dict[Language, tuple[Part, ...]]

    def _not_fitting(self) -> Iterator[str]:
        yield from super()._not_fitting()
        if set(self.sentences) != set(self.languages) or not all(self.sentences.values()):
            yield "There must be sentences in every language of the promise and in no other."


_decoder = msgspec.json.Decoder(Promise)


def encode(promise: Promise) -> bytes:
    """Canonical bytes of a promise that ``decode`` would take; BadPromise otherwise."""
    try:
        return canonical.checked(_decoder, promise, "promise")
    except Malformed as error:
        raise BadPromise(str(error)) from None


def decode(data: bytes) -> Promise:
    """The promise of canonical bytes. BadPromise for any other bytes, also for another form of the same."""
    try:
        return canonical.decode(_decoder, data, "promise")
    except Malformed as error:
        raise BadPromise(str(error)) from None


def promise_hash(promise: Promise) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(encode(promise)).hexdigest()
