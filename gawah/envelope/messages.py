"""Messages between a reporter and the team, ``gawah/message/1``: one numbered chain for both, each in two files.

Inside stands an HMAC under the sender's talk key over the message's JSON, so the server can write, change, renumber or
turn round nothing. It can keep back the newest; then its number is missing. Both sides have both keys: a message proves
to either that it came from one of the two, and nothing to anybody else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from gawah.envelope import accepted, age, canonical, mailbox, padding
from gawah.envelope.canonical import Count, Hash, Id, Name, Strict
from gawah.envelope.errors import AgeError, Malformed, MessageRefused, NoMatch, NotAccepted
from gawah.envelope.hybrid import HybridIdentity

FORMAT: Literal["gawah/message/1"] = "gawah/message/1"
MAC = 32  # bytes
NONE_BEFORE = "0" * 64
#: Bytes that the text of one message may take in JSON, beside everything else; a longer text is several messages.
ROOM = 3800
_NEAR = 200  # characters before the end of a piece in which a space is looked for to cut at

Sender = Literal["reporter", "team"]


class Words(Strict, frozen=True, tag_field="kind", tag="words"):
    """Something said. ``more``: the next message of this sender goes on with the same text."""

    text: Annotated[str, msgspec.Meta(min_length=1)]
    more: bool


class Consents(Strict, frozen=True, tag_field="kind", tag="consents"):
    """How every consent stands from now on. The first message of a report is this, as a note of what was given."""

    consents: dict[Name, bool]


class Message(Strict, frozen=True):
    """``number``: 1, 2, … over both senders; ``before``: ``digest`` of the message before, zeros for the first."""

    format: Literal["gawah/message/1"]
    report: Id
    number: Count
    before: Hash
    sender: Sender
    content: Words | Consents

    def __post_init__(self) -> None:
        if isinstance(self.content, Consents) and self.sender != "reporter":
            raise Malformed("Consents are the reporter's to give.")
        if self.number == 1 and not isinstance(self.content, Consents):
            raise Malformed("The first message is the reporter's note of the consents given.")
        if (self.number == 1) != (self.before == NONE_BEFORE):
            raise Malformed("Only the first message has none before it.")


@dataclass(frozen=True)
class Talk:
    """What one conversation is known by, on either side: the report's id and the two talk keys (32 bytes each)."""

    report: str
    reporter: bytes
    team: bytes

    def __repr__(self) -> str:
        return f"Talk({self.report}, …)"

    def key(self, sender: Sender) -> bytes:
        return self.reporter if sender == "reporter" else self.team


@dataclass(frozen=True)
class Mailbox:
    """What a return found. ``newest``: number of the last message, 0 for none; ``digest``: its digest.

    ``earlier``: how many messages came before the first one here; they were not asked for or no longer fit.
    """

    messages: tuple[Message, ...]
    newest: int
    digest: str
    earlier: int


#: A mailbox that nothing has come to yet.
EMPTY = Mailbox((), 0, NONE_BEFORE, 0)

_decoder = msgspec.json.Decoder(Message)


def write(message: Message, talk: Talk) -> bytes:
    """HMAC and canonical JSON: the same content for both files. Malformed, or ``padding.TooLong``."""
    if message.report != talk.report:
        raise Malformed("The message is of another report.")
    body = canonical.checked(_decoder, message, "message")
    padding.bucket(padding.LENGTH + MAC + len(body), padding.MESSAGE_BUCKETS)
    return hmac.digest(talk.key(message.sender), body, "sha256") + body


def digest(written: bytes) -> str:
    """What the next message names as the one before."""
    return hashlib.sha256(written).hexdigest()


def split(text: str) -> list[Words]:
    """``text`` in as many messages as it needs, cut after a space if one is near. Malformed for no text."""
    canonical.encode(Words(text, more=False))
    pieces: list[str] = []
    start = used = 0
    for at, letter in enumerate(text):
        used += len(msgspec.json.encode(letter)) - 2
        if used > ROOM:
            space = max(text.rfind(each, max(start, at - _NEAR), at) for each in " \n")
            end = at if space < 0 else space + 1
            pieces.append(text[start:end])
            used = len(msgspec.json.encode(text[end : at + 1])) - 2
            start = end
    pieces.append(text[start:])
    return [Words(piece, number < len(pieces)) for number, piece in enumerate(pieces, 1)]


def following(box: Mailbox, talk: Talk, sender: Sender, content: Words | Consents) -> Message:
    """The message that comes after all that is in ``box``."""
    return Message(FORMAT, talk.report, box.newest + 1, box.digest, sender, content)


def seal(written: bytes, recipients: tuple[str, str]) -> tuple[bytes, bytes]:
    """The two files: for the reporter's recipient and for the collection's."""
    plaintext = padding.padded(written, padding.MESSAGE_BUCKETS)
    return age.seal(plaintext, recipients[0]), age.seal(plaintext, recipients[1])


def read(files: Sequence[bytes], keys: Sequence[HybridIdentity], talk: Talk) -> Mailbox:
    """All messages of a mailbox, oldest first; files that are for none of ``keys`` are its fillers.

    A reporter has one key; a member one for each epoch in which a message may have been sealed.

    MessageRefused at the first thing that is not as the two sides wrote it. Only a mailbox with a message in each of
    its places may begin after number 1: in any other there was room for every message.
    """
    messages: list[Message] = []
    before = NONE_BEFORE
    for file in files:
        written = _opened(file, keys)
        if written is None:
            continue
        message = _verified(written, talk)
        _check_order(messages, message, before)
        messages.append(message)
        before = digest(written)
    first = messages[0].number if messages else 1
    if first > 1 and not (len(messages) == len(files) and len(files) in mailbox.PLACES):
        raise MessageRefused("missing", f"Messages 1 to {first - 1} are missing, though there is room for them.")
    return Mailbox(tuple(messages), messages[-1].number if messages else 0, before, first - 1)


def consents(box: Mailbox) -> dict[str, bool] | None:
    """How the consents stand by the newest message that says so; None where no message here does."""
    said = [each.content.consents for each in box.messages if isinstance(each.content, Consents)]
    return said[-1] if said else None


def _opened(file: bytes, keys: Sequence[HybridIdentity]) -> bytes | None:
    try:
        accepted.check_message(file)
        return padding.unpadded(age.unseal(file, keys), padding.MESSAGE_BUCKETS)
    except NoMatch:
        return None
    except (NotAccepted, Malformed) as error:
        raise MessageRefused("form", "Something in the mailbox is not a message.") from error
    except AgeError as error:
        raise MessageRefused("forged", "A message was changed on its way.") from error


def _verified(written: bytes, talk: Talk) -> Message:
    mac, body = written[:MAC], written[MAC:]
    senders: tuple[Sender, ...] = ("reporter", "team")
    signed = [each for each in senders if hmac.compare_digest(hmac.digest(talk.key(each), body, "sha256"), mac)]
    if not signed:
        raise MessageRefused("forged", "A message was written by neither side: whoever did has not the keys.")
    try:
        message = canonical.decode(_decoder, body, "message")
    except Malformed as error:
        raise MessageRefused("form", "A message is not of its form.") from error
    if message.sender not in signed:
        raise MessageRefused("forged", "A message claims to be from the other side.")
    if message.report != talk.report:
        raise MessageRefused("other-report", "A message belongs to another report.")
    return message


def _check_order(messages: list[Message], message: Message, before: str) -> None:
    """Numbers rise by one and each names the one before; the first here may name one that is no longer here."""
    if not messages:
        return
    expected = messages[-1].number + 1
    if message.number < expected:
        raise MessageRefused("order", f"Message {message.number} stands where message {expected} should.")
    if message.number > expected:
        raise MessageRefused("missing", f"Message {expected} is missing.")
    if message.before != before:
        raise MessageRefused("chain", f"Message {message.number} does not follow the one before it.")
