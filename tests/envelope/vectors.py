"""The test vectors of the sealed formats, made by Python from stated randomness: ``python tests/envelope/vectors.py``.

``vectors.json`` is what both sides must make and open. Random bytes are listed in the order in which they are drawn.
Where a file is long only its SHA-256 is given; ``fill`` is a byte string repeated to a length.
"""

from __future__ import annotations

import base64
import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import reference_kem

from gawah.envelope import age, bip39, classic, counts, manifest, messages, padding, parts, return_code, work
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.manifest import Attachment, Manifest
from gawah.envelope.messages import Consents, Talk, Words

FILE = Path(__file__).with_name("vectors.json")

TEAM = HybridIdentity(hashlib.sha256(b"gawah vectors: collection").digest())
CODE = bytes.fromhex("00f1e2d3c4b5a69788796a5b4c3d2e1f")
USES = ["contact", "partners", "publish"]
REPORT = "0123456789abcdef0123"
TALK = Talk(REPORT, return_code.talk_key(CODE, "reporter"), return_code.talk_key(CODE, "team"))


def drawn(name: str, *sizes: int) -> list[bytes]:
    """Bytes that stand for random ones: SHAKE-256 of a name."""
    whole = hashlib.shake_256(f"gawah vectors: {name}".encode()).digest(sum(sizes))
    ends = [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    return [whole[start:end] for start, end in pairwise(ends)]


def sealed(plaintext: bytes, recipient: str, name: str) -> tuple[bytes, list[str]]:
    """The age file, and what was drawn for it: file key, encapsulation, nonce."""
    file_key, encapsulation, nonce = draws = drawn(name, 16, 64, 16)
    stanza = reference_kem.stanza(file_key, recipient, encapsulation)
    return age.written(plaintext, stanza, file_key, nonce), [each.hex() for each in draws]


def fill(pattern: str, length: int) -> bytes:
    return (bytes.fromhex(pattern) * (length // (len(pattern) // 2) + 1))[:length]


def file_of(data: bytes) -> dict[str, Any]:
    short = {"base64": base64.b64encode(data).decode()} if len(data) < 8192 else {}
    return {"length": len(data), "sha256": hashlib.sha256(data).hexdigest(), **short}


def example() -> Manifest:
    attachment = Attachment("عکس.jpg", "image/jpeg", 5, "a" * 64, ["b" * 64])
    answers: dict[str, str | list[str]] = {
        "what": 'گواہ said "no"\n\t\u2028\U0001f600\x7f',
        "tools": ["phone", "پیغام"],
    }
    consents = {"publish": False, "contact": True, "partners": False}
    returning = return_code.returning(CODE, USES)
    return Manifest(
        manifest.FORMAT, 3, "c" * 20, 2, REPORT, "d" * 64, "ur", answers, consents, returning, "reporter", [attachment]
    )


def _keys() -> dict[str, Any]:
    return {"seed": TEAM.seed.hex(), "identity": TEAM.encode(), "recipient": TEAM.recipient}


def _ages() -> list[dict[str, Any]]:
    made = []
    for length in (0, 1, 65535, 65536, 65537, 131072, 200000):
        file, draws = sealed(fill("00ff10", length), TEAM.recipient, f"age {length}")
        made.append({"fill": "00ff10", "plaintext_length": length, "draws": draws, "file": file_of(file)})
    return made


def _vault() -> dict[str, Any]:
    file_key, salt, nonce = draws = drawn("vault", 16, 16, 16)
    passphrase = "seven words that nobody else can know"
    stanza = classic.wrap(file_key, passphrase, salt, age.VAULT_WORK)
    file = age.written(b"identity and signing key", stanza, file_key, nonce)
    return {
        "passphrase": passphrase,
        "plaintext": "identity and signing key",
        "draws": [each.hex() for each in draws],
        "file": file_of(file),
    }


def _codes() -> dict[str, Any]:
    valid = []
    for code in (bytes(16), b"\xff" * 16, CODE, drawn("code", 16)[0]):
        returning = msgspec.to_builtins(return_code.returning(code, USES))
        valid.append(
            {
                "bytes": code.hex(),
                "digits": return_code.encode(code),
                "uses": USES,
                "locator": return_code.locator(code).hex(),
                "withdraw_all": return_code.withdrawal_token(code).hex(),
                "withdraw": {use: return_code.withdrawal_token(code, use).hex() for use in USES},
                "identity": return_code.identity(code).encode(),
                "returning": returning,
            }
        )
    right = return_code.encode(CODE)
    eastern, urdu = (str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"))
    plain = right.replace(" ", "")
    typed = [plain, right.translate(eastern), right.translate(urdu), f" \u200e{right.replace(' ', '-')}\u202c\n"]
    typed += [plain.translate(urdu)[:20] + "\u00a0\u2013" + plain[20:], "\u3000".join(plain)]
    wrong = [
        ("", "length"),
        (plain[:-1], "length"),
        (plain + "0", "length"),
        ("O" + plain[1:], "letter"),
        (plain[:-1] + "１", "letter"),
        (plain[:5] + "+" + plain[6:], "letter"),
        (plain[:7] + plain[8] + plain[7] + plain[9:], "check"),
        (plain[:-1] + str((int(plain[-1]) + 1) % 10), "check"),
        (f"{1 << 128}".zfill(40) + f"{98 - (1 << 128) * 100 % 97:02}", "check"),
        ("0" * 40 + "01", "check"),
    ]
    return {
        "valid": valid,
        "typed": typed,
        "typed_bytes": CODE.hex(),
        "wrong": [list(each) for each in wrong],
        "withdrawal": _withdrawal(),
    }


def _withdrawal() -> dict[str, Any]:
    """Hashes that a server hands over; those refused would all be the same bytes to a careless reader."""
    right = return_code.withdrawal_hashes(CODE, USES)
    whole = bytes.fromhex(right[""]) + b"".join(f"{use}\n".encode() + bytes.fromhex(right[use]) for use in sorted(USES))
    short = {use: hash for use, hash in right.items() if use}
    refused = [
        {"": whole.hex()},
        {**right, "": right[""].upper()},
        {**right, "": right[""] + "\n"},
        {**right, "": f"{right[''][:2]} {right[''][2:]}"},
        {**right, "": right[""] + "g"},
        {**right, "": "zz" * 32},
        {**right, "": ""},
        {**short, "Publish": right[""]},
        {**short, "a\n": right[""]},
        {**right, "": None},
    ]
    return {"hashes": right, "digest": return_code.withdrawal_digest(right), "refused": refused}


def _reports() -> dict[str, Any]:
    report = example()
    plain = manifest.encode(report)
    files = []
    for extra in (0, 4000, 20000, 60000):
        longer = msgspec.structs.replace(report, answers={**report.answers, "more": "x" * extra})
        draws = f"report {extra}"
        file, listed = sealed(padding.padded(manifest.encode(longer), padding.REPORT_BUCKETS), TEAM.recipient, draws)
        files.append({"more": extra, "draws": listed, "file": file_of(file)})
    bare = msgspec.structs.replace(report, returning=None, attachments=[], answers={}, consents={})
    return {
        "manifest": msgspec.to_builtins(report),
        "canonical": plain.decode(),
        "without_code": manifest.encode(bare).decode(),
        "files": files,
        "refused": _refused_manifests(plain.decode()),
        "taken": [_listing(plain.decode(), files) for files in (_listed(2, 100_000_000), _listed(10, 5))],
    }


def _refused_manifests(plain: str) -> dict[str, Any]:
    """JSON that is nearly the example's: in ``changes`` the first piece of its text is replaced by the second."""
    changes = [
        ('"sealed_by":"reporter"}', '"sealed_by":"reporter"}\n'),
        ('"sealed_by":"reporter"}', '"sealed_by":"reporter"'),
        ('"form":3', '"form": 3'),
        ('"form":3', '"form":3.0'),
        ('"form":3', '"form":3,"form":3'),
        ('"form":3', '"form":0'),
        ('"form":3', '"form":true'),
        ('"form":3', '"form":"3"'),
        ('"form":3,', ""),
        ('"form":3', '"form":3,"forms":3'),
        ('"epoch":2', '"epoch":4294967296'),
        ("gawah/report/1", "gawah/report/2"),
        ('"contact":true', '"contact":1'),
        ('"contact":true', '"contact":null'),
        ('"contact":true', '"Contact":true'),
        ('"language":"ur"', '"language":"ur\\n"'),
        (f'"report":"{REPORT}"', f'"report":"{REPORT}\\n"'),
        (f'"report":"{REPORT}"', f'"report":"{REPORT[:-1]}"'),
        (f'"report":"{REPORT}"', f'"report":"{REPORT[:-1]}A"'),
        ('"sealed_by":"reporter"', '"sealed_by":"nobody"'),
        ('"size":5', '"size":4194305'),
        ('"size":5', '"size":-1'),
        ('"size":5', '"size":100000001'),
        (f'"parts":["{"b" * 64}"]', f'"parts":["{"b" * 64}","{"b" * 64}"]'),
        (f'"parts":["{"b" * 64}"]', '"parts":[]'),
        ('"type":"image/jpeg"', '"type":"image/jpeg; x"'),
        ('"name":"عکس.jpg"', '"name":""'),
        ('"name":"عکس.jpg"', f'"name":"{"n" * 256}"'),
        ('"recipient":"age1pq1', '"recipient":"age1pq1q'),
        ('"recipient":"age1pq1', '"recipient":"AGE1PQ1'),
        ("گواہ", "\\u06af\\u0648\\u0627\\u06c1"),
        ("گواہ", "\\ud800"),
        ('{"answers"', ' {"answers"'),
    ]
    assert all(old in plain for old, _ in changes)
    whole = ["", "null", "[]", "[" * 500, '"text"', "{}"]
    whole += [_listing(plain, files) for files in (_listed(3, 100_000_000), _listed(11, 5), _listed(1, 5) * 2)]
    return {"changes": [list(each) for each in changes], "whole": whole}


def _listing(plain: str, files: list[dict[str, Any]]) -> str:
    start = plain.index('"attachments":') + len('"attachments":')
    end = plain.index(',"collection"')
    return plain[:start] + json.dumps(files, separators=(",", ":")) + plain[end:]


def _listed(count: int, size: int) -> list[dict[str, Any]]:
    each = parts.count(size)
    return [
        {
            "name": "a",
            "parts": [f"{each * file + part:064x}" for part in range(each)],
            "sha256": "a" * 64,
            "size": size,
            "type": "",
        }
        for file in range(count)
    ]


def _parts() -> list[dict[str, Any]]:
    made = []
    for length in (0, 10, 65536, 65537, 262145, 1048577, padding.PART, padding.PART + 1):
        data = fill("a1b2c3d4e5", length)
        files = []
        for number, piece in enumerate(parts.cut(data)):
            plaintext = piece.ljust(padding.bucket(len(piece), padding.PART_BUCKETS), b"\0")
            file, draws = sealed(plaintext, TEAM.recipient, f"part {length} {number}")
            files.append({"draws": draws, "file": file_of(file)})
        entry = Attachment(
            "film.mp4",
            "video/mp4",
            length,
            hashlib.sha256(data).hexdigest(),
            [each["file"]["sha256"] for each in files],
        )
        made.append({"fill": "a1b2c3d4e5", "attachment": msgspec.to_builtins(entry), "files": files})
    return made


def _messages() -> dict[str, Any]:
    contents: list[tuple[messages.Sender, Words | Consents]] = [
        ("reporter", Consents({"contact": True, "partners": False, "publish": True})),
        ("team", Words("شکریہ، we have read it.\n", more=False)),
        ("reporter", Words("One detail more", more=True)),
        ("reporter", Consents({"contact": True, "partners": False, "publish": False})),
    ]
    box = messages.EMPTY
    chain = []
    for sender, content in contents:
        message = messages.following(box, TALK, sender, content)
        written = messages.write(message, TALK)
        box = messages.Mailbox((*box.messages, message), message.number, messages.digest(written), 0)
        chain.append(
            {"message": msgspec.to_builtins(message), "written": written.hex(), "digest": messages.digest(written)}
        )
    plaintext = padding.padded(bytes.fromhex(chain[0]["written"]), padding.MESSAGE_BUCKETS)
    files = []
    for name, recipient in (("reporter", return_code.identity(CODE).recipient), ("collection", TEAM.recipient)):
        file, draws = sealed(plaintext, recipient, f"message {name}")
        files.append({"to": name, "draws": draws, "file": file_of(file)})
    long = 'گواہی \\ "x"\n' * 900 + "y" * 5000
    return {
        "code": CODE.hex(),
        "report": REPORT,
        "chain": chain,
        "files": files,
        "split": {"text": long, "pieces": [each.text for each in messages.split(long)]},
    }


def _words() -> dict[str, Any]:
    return {
        "eight": {text: list(bip39.fingerprint(text.encode())) for text in ("", "gawah", "genesis گواہ")},
        "rounded": {str(count): counts.rounded(count) for count in (0, 1, 4, 5, 9, 10, 2024)},
    }


def _work() -> dict[str, Any]:
    ciphertext, challenge = drawn("work", 32, 32)
    nonce = work.found(ciphertext, challenge, 8)
    assert nonce is not None
    return {
        "ciphertext": ciphertext.hex(),
        "challenge": challenge.hex(),
        "wanted": 8,
        "nonce": nonce.hex(),
        "bits": work.bits(ciphertext, challenge, nonce),
        "zero": work.bits(ciphertext, challenge, bytes(8)),
    }


def made() -> dict[str, Any]:
    return {
        "keys": _keys(),
        "age": _ages(),
        "vault": _vault(),
        "codes": _codes(),
        "reports": _reports(),
        "parts": _parts(),
        "messages": _messages(),
        "words": _words(),
        "work": _work(),
    }


def text() -> str:
    return json.dumps(made(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
