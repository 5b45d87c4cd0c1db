"""What a sealed report says, ``gawah/report/1``. Anybody can seal one: it proves nothing about who sent it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from gawah.envelope import canonical, hybrid, parts
from gawah.envelope.canonical import Count, Hash, Id, Language, Name, Strict
from gawah.envelope.errors import Malformed

FORMAT = "gawah/report/1"

MOST_ATTACHMENTS = 10
LARGEST_ATTACHMENT = 100_000_000  # bytes
LARGEST_TOTAL = 250_000_000  # bytes

FileName = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
ClaimedType = Annotated[str, msgspec.Meta(pattern=r"\A([a-z0-9.+-]{1,64}/[a-z0-9.+-]{1,64})?\Z")]
Size = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ATTACHMENT)]


class Returning(Strict, frozen=True):
    """For somebody who took a return code: what the team needs to answer and to know their hand.

    ``locator``: SHA-256 of the locator. ``recipient``: the reporter's, ``age1pq1…``. ``talk_reporter``, ``talk_team``:
    the keys of the two directions, in hex. ``withdrawal``: ``return_code.withdrawal_digest`` of the tokens' hashes.
    """

    locator: Hash
    recipient: str
    talk_reporter: Hash
    talk_team: Hash
    withdrawal: Hash

    def __post_init__(self) -> None:
        hybrid.check_recipient(self.recipient)


class Attachment(Strict, frozen=True):
    """``size``: bytes; ``sha256``: of the whole; ``parts``: SHA-256 of each sealed part as it was sent, in order."""

    name: FileName
    type: ClaimedType
    size: Size
    sha256: Hash
    parts: list[Hash]

    def __post_init__(self) -> None:
        if len(self.parts) != parts.count(self.size):
            raise Malformed(f"{self.size} bytes are {parts.count(self.size)} parts, not {len(self.parts)}.")


class Manifest(Strict, frozen=True):
    """``form``: version of the form; ``promise``: hash of the promise shown; ``consents``: by use, all of them named.

    ``returning`` is null for somebody who went without a return code. ``sealed_by``: whose machine saw the text.
    """

    format: Literal["gawah/report/1"]
    form: Count
    collection: Id
    epoch: Count
    report: Id
    promise: Hash
    language: Language
    answers: dict[Name, str | list[str]]
    consents: dict[Name, bool]
    returning: Returning | None
    sealed_by: Literal["reporter", "member", "server"]
    attachments: Annotated[list[Attachment], msgspec.Meta(max_length=MOST_ATTACHMENTS)]

    def __post_init__(self) -> None:
        if sum(each.size for each in self.attachments) > LARGEST_TOTAL:
            raise Malformed(f"The attachments are larger than {LARGEST_TOTAL} bytes together.")
        listed = [each for attachment in self.attachments for each in attachment.parts]
        if len(set(listed)) != len(listed):
            raise Malformed("A part is listed twice.")


_decoder = msgspec.json.Decoder(Manifest)


def encode(manifest: Manifest) -> bytes:
    """Canonical JSON; Malformed where the manifest breaks a rule."""
    return canonical.checked(_decoder, manifest, "report")


def decode(data: bytes) -> Manifest:
    return canonical.decode(_decoder, data, "report")
