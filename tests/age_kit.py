"""The age test kit (C2SP/CCTV): each file says what must happen. It is read where it lies, and is no part of Gawah."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from real_sets import DATA

FOLDER = DATA / "age-testkit"
#: How many files of each class the kit has, by data/README.md.
KNOWN = Counter(
    {
        "header failure": 62,
        "success": 26,
        "armor failure": 22,
        "payload failure": 19,
        "no match": 13,
        "HMAC failure": 1,
    }
)


@dataclass(frozen=True)
class Case:
    """``expect``: the class; ``payload``: SHA-256 of the plaintext where there is one."""

    name: str
    expect: str
    payload: str
    file: bytes
    armored: bool
    identities: list[str]
    passphrases: list[str]


def read(path: Path) -> Case:
    head, _, body = path.read_bytes().partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.decode().splitlines():
        key, _, value = line.partition(": ")
        fields.setdefault(key, []).append(value)
    return Case(
        name=path.name,
        expect=fields["expect"][0],
        payload=fields.get("payload", [""])[0],
        file=zlib.decompress(body) if "compressed" in fields else body,
        armored="armored" in fields,
        identities=fields.get("identity", []),
        passphrases=fields.get("passphrase", []),
    )


def cases() -> list[Case]:
    return [read(path) for path in sorted(FOLDER.iterdir())]
