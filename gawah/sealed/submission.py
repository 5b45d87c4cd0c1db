"""What goes over the wire between a reporter's page and intake, ``docs/formats/sealed.md``: bytes of published lengths.

Only lengths, headers and fields are looked at. What is sealed stays sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gawah.envelope import accepted
from gawah.envelope.errors import NotAccepted
from gawah.envelope.mailbox import PLACES
from gawah.sealed.promise import USES

FORMAT = 1
HASH = 32  # bytes
NUMBER = 4  # bytes, big endian
ID = 10  # bytes
LARGEST = 2**31 - 1
SLOTS = ("", *USES)  # the order of the hashes; "" is the token for all

_FIXED = 1 + ID + NUMBER + 1 + HASH + len(SLOTS) * HASH
(MESSAGE,) = accepted.MESSAGE_LENGTHS
LENGTHS = frozenset(_FIXED + 2 * MESSAGE + length for length in accepted.REPORT_LENGTHS)
RETURN_LENGTH = HASH + 1
MESSAGE_LENGTH = RETURN_LENGTH + NUMBER + 2 * MESSAGE
TOKEN_LENGTH = HASH
_NONE = bytes(HASH)


class NotOfForm(ValueError):
    """Bytes that no page of ours sends."""


@dataclass(frozen=True)
class Returning:
    """What stays with the server of somebody who took a return code.

    ``locator``: its SHA-256 in hex. ``withdrawal``: by use, ``""`` for all, the SHA-256 of the token, in hex.
    ``for_reporter``, ``for_collection``: the first message, the note of consents, in its two files.
    """

    locator: str
    withdrawal: Mapping[str, str]
    for_reporter: bytes
    for_collection: bytes

    def __repr__(self) -> str:
        return "Returning(…)"


@dataclass(frozen=True)
class Submission:
    """A report as it is sent. ``submission``: an id drawn by the page, the same when it asks again."""

    submission: str
    epoch: int
    returning: Returning | None
    report: bytes

    def __repr__(self) -> str:
        return f"Submission({self.submission}, …)"


@dataclass(frozen=True)
class Reply:
    """A message of the reporter's, ``number`` in the one sequence of both sides."""

    locator: bytes
    places: int
    number: int
    for_reporter: bytes
    for_collection: bytes

    def __repr__(self) -> str:
        return "Reply(…)"


def encode(sent: Submission, fillers: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """The body. ``fillers``: two files in place of the first message, for somebody without a return code."""
    back = sent.returning
    head = bytes([FORMAT]) + bytes.fromhex(sent.submission) + sent.epoch.to_bytes(NUMBER)
    if back is None:
        return head + bytes(1 + HASH + len(SLOTS) * HASH) + b"".join(fillers) + sent.report
    hashes = b"".join(bytes.fromhex(back.withdrawal.get(use, "")) or _NONE for use in SLOTS)
    return head + b"\1" + bytes.fromhex(back.locator) + hashes + back.for_reporter + back.for_collection + sent.report


def decode(body: bytes) -> Submission:
    """NotOfForm for anything but what ``encode`` makes of sealed files. Hashes of zeros stand for no such use."""
    if len(body) not in LENGTHS or body[0] != FORMAT or body[1 + ID + NUMBER] > 1:
        raise NotOfForm
    take = _Reader(body, 1)
    submission, epoch, has_code = take(ID).hex(), int.from_bytes(take(NUMBER)), take(1) == b"\1"
    locator = take(HASH)
    hashes = [take(HASH) for _ in SLOTS]
    messages = take(MESSAGE), take(MESSAGE)
    report = take.rest()
    _check_files(report, messages)
    given = [each for each in hashes if each != _NONE]
    if not 1 <= epoch <= LARGEST or len(set(given)) < len(given):
        raise NotOfForm
    if not has_code:
        if locator != _NONE or given:
            raise NotOfForm
        return Submission(submission, epoch, None, report)
    if locator == _NONE or hashes[0] == _NONE:
        raise NotOfForm
    withdrawal = {use: each.hex() for use, each in zip(SLOTS, hashes, strict=True) if each != _NONE}
    return Submission(submission, epoch, Returning(locator.hex(), withdrawal, *messages), report)


def _check_files(report: bytes, messages: tuple[bytes, bytes]) -> None:
    try:
        accepted.check_report(report)
        for each in messages:
            accepted.check_message(each)
    except NotAccepted:
        raise NotOfForm from None


def encode_return(locator: bytes, places: int) -> bytes:
    return locator + bytes([places])


def decode_return(body: bytes) -> tuple[bytes, int]:
    """Locator (32 bytes, not its hash) and places; NotOfForm."""
    if len(body) != RETURN_LENGTH or body[HASH] not in PLACES:
        raise NotOfForm
    return body[:HASH], body[HASH]


def encode_reply(sent: Reply) -> bytes:
    files = sent.for_reporter + sent.for_collection
    return encode_return(sent.locator, sent.places) + sent.number.to_bytes(NUMBER) + files


def decode_reply(body: bytes) -> Reply:
    if len(body) != MESSAGE_LENGTH:
        raise NotOfForm
    take = _Reader(body, 0)
    locator, places = decode_return(take(RETURN_LENGTH))
    number, files = int.from_bytes(take(NUMBER)), (take(MESSAGE), take(MESSAGE))
    try:
        for each in files:
            accepted.check_message(each)
    except NotAccepted:
        raise NotOfForm from None
    if not 1 <= number <= LARGEST:
        raise NotOfForm
    return Reply(locator, places, number, *files)


def decode_token(body: bytes) -> bytes:
    if len(body) != TOKEN_LENGTH:
        raise NotOfForm
    return body


class _Reader:
    """Hands out the bytes one piece after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    def __call__(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def rest(self) -> bytes:
        return self._data[self._at :]
