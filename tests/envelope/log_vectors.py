"""The test vectors of the log of members; ``PYTHONPATH=tests python tests/envelope/log_vectors.py`` writes the file.

Both sides must make the entries again from their acts, read the same from them, and refuse the refusals by the same
kind. An entry in a refusal that is a number is that entry of the history. A recipient has two thousand letters: each
stands in the file once, and as ``@number@`` elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from log_refusals import refusals
from logs import CODE, PEOPLE, VECTORS, acts, hashed, history, told

from gawah.envelope import ed25519
from gawah.envelope.log import entries, reading

EDGES = Path(__file__).with_name("ed25519_edges.json")


def _people() -> list[dict[str, Any]]:
    return [
        {
            "seed": each.seed.hex(),
            "signing": each.signing,
            "recipient": each.recipient,
            "fingerprint": each.fingerprint,
            "words": entries.member_words(each.signing, each.recipient),
        }
        for each in PEOPLE
    ]


def _history() -> list[dict[str, Any]]:
    made = zip(acts(), history(), strict=True)
    return [
        {
            "by": [PEOPLE.index(each) for each in people],
            "entry": data.decode(),
            "hash": entries.hash_of(data),
        }
        for (_, people), data in made
    ]


def _refused() -> list[dict[str, Any]]:
    at = {data: number for number, data in enumerate(history(), 1)}
    return [
        {"why": each.why, "kind": each.kind, "keep": each.keep, "then": [at.get(d) or d.decode() for d in each.then]}
        for each in refusals()
    ]


def _seen() -> list[dict[str, Any]]:
    """Of the first five entries: a head that was seen, and what is said of it; null where it is taken."""
    hashes = [entries.hash_of(data) for data in history()]
    at = [(5, hashes[4], None), (1, hashes[0], None), (3, hashes[2], None), (6, hashes[5], "rollback")]
    others = [(12, hashes[11], "rollback"), (5, hashes[5], "fork"), (2, hashed("another"), "fork")]
    return [{"number": number, "hash": held, "kind": kind} for number, held, kind in at + others]


def _signatures() -> list[dict[str, Any]]:
    """Edge cases of Ed25519 with what our rule says of each: the known ones, and some from an honest key."""
    known = json.loads(EDGES.read_text(encoding="utf-8"))["cases"]
    seed = bytes.fromhex(hashed("seed of edges"))
    key, message = ed25519.public(seed), b"gawah"
    signature = ed25519.sign(seed, message)
    order = 2**252 + 27742317777372353535851937790883648493
    more = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    scalar = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & (1 << 254) - 8 | 1 << 254
    zero = bytes([1]) + bytes(31)
    challenge = int.from_bytes(hashlib.sha512(zero + key + message).digest(), "little")
    small_r = zero + (challenge * scalar % order).to_bytes(32, "little")
    own = [
        ("honest", key, signature),
        ("cut off", key, signature[:63]),
        ("longer", key, signature + b"\0"),
        ("S + L", key, signature[:32] + more),
        ("R is the neutral point", key, small_r),
        ("the key is the neutral point", zero, zero + bytes(32)),
        ("the key is the neutral point, x = -0", zero[:31] + b"\x80", zero + bytes(32)),
        ("the key is the neutral point, y = p + 1", b"\xee" + b"\xff" * 30 + b"\x7f", zero + bytes(32)),
        ("the key is not on the curve", bytes([2]) + bytes(31), signature),
        ("the key is cut off", key[:31], signature),
        ("another key", ed25519.public(bytes(32)), signature),
    ]
    cases = [(f"speccheck {number}", *map(bytes.fromhex, each)) for number, each in enumerate(known)]
    cases += [(why, key, message, signature) for why, key, signature in own]
    return [
        {
            "why": why,
            "key": key.hex(),
            "message": message.hex(),
            "signature": signature.hex(),
            "holds": ed25519.verify(key, message, signature),
        }
        for why, key, message, signature in cases
    ]


def made() -> dict[str, Any]:
    return {
        "people": _people(),
        "code": {"typed": [CODE, f" {CODE.upper()}\n", CODE.replace(" ", "-")], "hash": entries.code_hash(CODE)},
        "words": entries.genesis_words(history()[0]),
        "history": _history(),
        "states": [told(reading.read(history()[:number])) for number in (1, 5, len(history()))],
        "seen": _seen(),
        "refused": _refused(),
        "signatures": _signatures(),
    }


def text() -> str:
    whole = json.dumps(made(), ensure_ascii=False, indent=1, sort_keys=True)
    recipients = sorted(set(re.findall("age1pq1[a-z0-9]{1900,}", whole)))
    for number, recipient in enumerate(recipients):
        whole = whole.replace(recipient, f"@{number}@")
    return json.dumps({"recipients": recipients, "vectors": json.loads(whole)}, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    VECTORS.write_text(text(), encoding="utf-8")
