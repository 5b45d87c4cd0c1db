"""The form of an entry: canonical JSON of what was done (``act``), after which entry, by whom, with signatures."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Annotated, Literal

import msgspec

from gawah.envelope import bip39, canonical, ed25519, hybrid
from gawah.envelope.canonical import Count, Hash, Id, Strict
from gawah.envelope.errors import LogRefused, Malformed

FORMAT: Literal["gawah/log/1"] = "gawah/log/1"
CONTEXT = b"gawah/log/1\n"  # before what is signed, so that a signature of a member's means nothing anywhere else

MOST_READERS = 999

Key = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]  # a public Ed25519 key
Signature = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{128}\Z")]
FileName = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")]
Instant = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")]
People = Annotated[int, msgspec.Meta(ge=1, le=MOST_READERS)]
#: SHA-256 of each page and script of a form, by the name it is fetched under.
Form = Annotated[dict[FileName, Hash], msgspec.Meta(min_length=1, max_length=200)]


class Promised(Strict, frozen=True):
    """A version of a promise by its hash, the hash of the version before, and what in it the log itself looks at.

    ``readers_at_most`` and ``discard`` (the written instant, in UTC) are those of the promise with that hash.
    """

    hash: Hash
    before: Hash | None
    readers_at_most: People
    discard: Instant


class Epoch(Strict, frozen=True):
    """A collection's key. ``readers``: fingerprints of the members it was wrapped to, ascending.

    ``offline``: the printed identity's recipient that it was wrapped to as well, or null.
    """

    collection: Id
    number: Count
    recipient: str
    readers: Annotated[list[Hash], msgspec.Meta(max_length=MOST_READERS)]
    offline: str | None

    def __post_init__(self) -> None:
        _check_recipient(self.recipient)
        if self.offline is not None:
            _check_recipient(self.offline)
        if self.readers != sorted(set(self.readers)):
            raise Malformed("The readers are named twice or not in order.")


class Genesis(Strict, frozen=True, tag_field="type", tag="genesis"):
    """The first member, by that member. ``code``: ``code_hash`` of the one-time code."""

    signing: Key
    recipient: str
    code: Hash

    def __post_init__(self) -> None:
        _check_keys(self.signing, self.recipient)


class Join(Strict, frozen=True, tag_field="type", tag="join"):
    """A new member, by one who vouches: the two compared the eight words of these keys."""

    signing: Key
    recipient: str
    compared: Literal["voice", "person"]

    def __post_init__(self) -> None:
        _check_keys(self.signing, self.recipient)


class Leave(Strict, frozen=True, tag_field="type", tag="leave"):
    """``member`` belongs no longer. ``epochs`` and ``discarded`` (ids) name each collection they could read, once.

    ``discarded``: those that need no new epoch, since they have been destroyed.
    """

    member: Hash
    epochs: list[Epoch]
    discarded: list[Id]


class Open(Strict, frozen=True, tag_field="type", tag="open"):
    """A collection opens under the first version of its promise, with its first epoch."""

    promise: Promised
    epoch: Epoch
    form: Form


class NewEpoch(Strict, frozen=True, tag_field="type", tag="epoch"):
    """Another key, and other readers, for a collection. ``form``: its pages and scripts if these changed, or null."""

    epoch: Epoch
    form: Form | None


class Stricter(Strict, frozen=True, tag_field="type", tag="stricter"):
    """The next version of a collection's promise."""

    collection: Id
    promise: Promised
    form: Form


Act = Genesis | Join | Leave | Open | NewEpoch | Stricter
_TYPES = ("genesis", "join", "leave", "open", "epoch", "stricter")


class Entry(Strict, frozen=True):
    """What is signed. ``before``: hash of the entry before, null for the first; ``by``: who signs, by fingerprint."""

    format: Literal["gawah/log/1"]
    before: Hash | None
    by: Annotated[list[Hash], msgspec.Meta(min_length=1, max_length=2)]
    act: Act

    def __post_init__(self) -> None:
        if (self.before is None) != isinstance(self.act, Genesis):
            raise Malformed("The first entry, and no other, has none before it.")
        if self.by != sorted(set(self.by)):
            raise Malformed("Who signs is named twice or not in order.")


class Signed(Strict, frozen=True):
    """An entry of the log: ``signatures`` are in the order of ``by``."""

    entry: Entry
    signatures: list[Signature]

    def __post_init__(self) -> None:
        if len(self.signatures) != len(self.entry.by):
            raise Malformed("There is not one signature for each who signs.")


class _Typed(msgspec.Struct):
    type: str


class _Acted(msgspec.Struct):
    act: _Typed


class _Outline(msgspec.Struct):
    entry: _Acted


_decoder = msgspec.json.Decoder(Signed)
_outline = msgspec.json.Decoder(_Outline)


def decode(data: bytes) -> Signed:
    """The entry of canonical bytes; LogRefused: ``unknown`` for a type it has not, else ``malformed``."""
    try:
        return canonical.decode(_decoder, data, "entry")
    except Malformed as error:
        if _type(data) not in (None, *_TYPES):
            raise LogRefused(
                "unknown", "It is of a kind that this version of Gawah does not know. Update it."
            ) from None
        raise LogRefused("malformed", f"{str(error).rstrip('.')}.") from None


def encode(signed: Signed) -> bytes:
    """Canonical bytes; LogRefused where the entry is not of its form."""
    data = canonical.encode(signed)
    decode(data)
    return data


def _type(data: bytes) -> str | None:
    try:
        data.decode("utf-8")  # also what the outline leaves out, as the browser does
        return _outline.decode(data).entry.act.type
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def to_sign(entry: Entry) -> bytes:
    """The bytes that a signature of ``entry`` is over."""
    return CONTEXT + canonical.encode(entry)


def hash_of(data: bytes) -> str:
    """By which the next entry names this one: over its signatures too."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(signing: str) -> str:
    """By which a member is known: SHA-256 of the public signing key (given in hex)."""
    return hashlib.sha256(bytes.fromhex(signing)).hexdigest()


def member_words(signing: str, recipient: str) -> tuple[str, ...]:
    """The eight words of a member's keys, which whoever vouches compares with whoever joins."""
    return bip39.fingerprint(bytes.fromhex(signing) + recipient.encode("ascii"))


def genesis_words(data: bytes) -> tuple[str, ...]:
    """The eight words of a log, of its first entry's bytes: to print, to read aloud, to publish."""
    return bip39.fingerprint(data)


def code_hash(typed: str) -> str:
    """Of the one-time code as it was typed: its words in small letters, whatever stood between them."""
    words = "".join(letter if "a" <= letter <= "z" else " " for letter in typed.lower()).split()
    return hashlib.sha256(" ".join(words).encode("ascii")).hexdigest()


def lines(file: bytes) -> list[bytes]:
    """The entries of a log's file, in which each ends with a line feed. LogRefused where the last one does not."""
    if not file.endswith(b"\n"):
        raise LogRefused("malformed", "The log is cut off.")
    return file[:-1].split(b"\n")


def _check_keys(signing: str, recipient: str) -> None:
    if not ed25519.is_point(bytes.fromhex(signing)):
        raise Malformed("The signing key is none that a browser makes.")
    _check_recipient(recipient)


@lru_cache(1024)  # a thousandth of a second each, and a log is read again whenever it grows
def _check_recipient(recipient: str) -> None:
    hybrid.check_recipient(recipient)
