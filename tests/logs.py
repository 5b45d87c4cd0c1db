"""Who is in the logs of the tests, and one whole history: begun, joined, opened, renewed, made stricter, left.

``loaded`` are the vectors of that history, ``envelope/log_vectors.json``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from gawah.envelope import bech32, ed25519
from gawah.envelope.log import entries, reading, writing
from gawah.envelope.log.entries import Act, Epoch, Genesis, Join, Leave, NewEpoch, Open, Promised, Stricter
from gawah.envelope.log.state import EMPTY, Log

VECTORS = Path(__file__).with_name("envelope") / "log_vectors.json"

FIRST = "a" * 20
SECOND = "b" * 20
CODE = "wander umbrella copy siege violin lucky taxi"


def hashed(name: str) -> str:
    return hashlib.sha256(f"gawah log vectors: {name}".encode()).hexdigest()


@cache
def recipient(name: str) -> str:
    """Written as a hybrid recipient is; nobody has its key, and a log does not ask for it."""
    return bech32.encode("age1pq", hashlib.shake_256(f"gawah log vectors: {name}".encode()).digest(1216))


def offline() -> str:
    return recipient("printed")


@dataclass(frozen=True)
class Person:
    """A member, or somebody who is none."""

    name: str

    @cached_property
    def seed(self) -> bytes:
        return bytes.fromhex(hashed(f"seed of {self.name}"))

    @cached_property
    def signing(self) -> str:
        return ed25519.public(self.seed).hex()

    @cached_property
    def fingerprint(self) -> str:
        return entries.fingerprint(self.signing)

    @property
    def recipient(self) -> str:
        return recipient(self.name)


AMINA, BILAL, CIRO, DANA, EVA = PEOPLE = [Person(name) for name in ("amina", "bilal", "ciro", "dana", "eva")]


def epoch(collection: str, number: int, name: str, readers: list[Person], *, printed: bool = False) -> Epoch:
    found = sorted(reader.fingerprint for reader in readers)
    return Epoch(collection, number, recipient(name), found, offline() if printed else None)


def promised(name: str, *, before: str | None = None, most: int = 5, discard: str = "2027-03-31T13:30:00Z") -> Promised:
    return Promised(hashed(f"promise {name}"), hashed(f"promise {before}") if before else None, most, discard)


def form(name: str) -> dict[str, str]:
    return {file: hashed(f"{name}: {file}") for file in ("en", "ur", "form.css", "seal.js")}


def acts() -> list[tuple[Act, list[Person]]]:
    """What is done, and by whom."""
    earlier = promised("first, stricter", before="first", discard="2027-03-01T00:00:00Z")
    leaving = [
        epoch(FIRST, 3, "first 3", [AMINA, CIRO], printed=True),
        epoch(SECOND, 2, "second 2", [AMINA], printed=True),
    ]
    return [
        (Genesis(AMINA.signing, AMINA.recipient, entries.code_hash(CODE)), [AMINA]),
        (Join(BILAL.signing, BILAL.recipient, "voice"), [AMINA]),
        (Open(promised("first"), epoch(FIRST, 1, "first 1", [AMINA, BILAL]), form("first")), [AMINA]),
        (Join(CIRO.signing, CIRO.recipient, "person"), [BILAL]),
        (NewEpoch(epoch(FIRST, 2, "first 2", [AMINA, BILAL, CIRO], printed=True), form("mended")), [BILAL]),
        (Open(promised("second"), epoch(SECOND, 1, "second 1", [BILAL], printed=True), form("second")), [CIRO]),
        (Stricter(SECOND, promised("second, stricter", before="second", most=2), form("less")), [BILAL]),
        (Leave(BILAL.fingerprint, leaving, []), [AMINA]),
        (Stricter(FIRST, earlier, form("sooner")), [AMINA, CIRO]),
        (Join(DANA.signing, DANA.recipient, "voice"), [CIRO]),
        (Leave(CIRO.fingerprint, [], [FIRST]), [DANA]),
        (NewEpoch(epoch(SECOND, 3, "second 3", [AMINA, DANA]), None), [DANA]),
    ]


@cache
def history() -> tuple[bytes, ...]:
    """The entries of ``acts``."""
    log, made = EMPTY, []
    for act, people in acts():
        made.append(writing.write(log, act, [each.seed for each in people]))
        log = reading.append(log, made[-1])
    return tuple(made)


def told(log: Log) -> dict[str, Any]:
    """What a log says, as the browser holds it."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(log))
    return plain | {"members": list(plain["members"].values()), "collections": list(plain["collections"].values())}


def loaded() -> dict[str, Any]:
    """The committed vectors, with the recipients where they belong."""
    file = json.loads(VECTORS.read_text(encoding="utf-8"))
    whole = json.dumps(file["vectors"])
    for number, key in enumerate(file["recipients"]):
        whole = whole.replace(f"@{number}@", key)
    vectors: dict[str, Any] = json.loads(whole)
    return vectors
