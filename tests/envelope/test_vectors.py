"""Python makes the committed vectors to the byte, and opens them; the browser's half is in journeys/test_sealing.py."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import vectors

from gawah.envelope import accepted, age, manifest, messages, report, return_code
from gawah.envelope.errors import CodeWrong, Malformed

VECTORS: dict[str, Any] = json.loads(vectors.FILE.read_text(encoding="utf-8"))


def test_the_committed_vectors_are_what_is_made() -> None:
    assert vectors.FILE.read_text(encoding="utf-8") == vectors.text()


def _files(value: Any) -> list[bytes]:
    if isinstance(value, list):
        return [file for each in value for file in _files(each)]
    if isinstance(value, dict):
        here = [base64.b64decode(value["base64"])] if "base64" in value else []
        return here + [file for each in value.values() for file in _files(each)]
    return []


def test_files_of_the_vectors_open() -> None:
    hybrid = [file for file in _files(VECTORS) if b"scrypt" not in file[:40]]
    keys = [vectors.TEAM, return_code.identity(vectors.CODE)]
    assert len(hybrid) == 5
    for file in hybrid:
        age.unseal(file, keys)
        assert len(file) == len(age.unseal(file, keys)) + 1659
    vault = base64.b64decode(VECTORS["vault"]["file"]["base64"])
    assert age.unseal_vault(vault, VECTORS["vault"]["passphrase"]).decode() == VECTORS["vault"]["plaintext"]


def test_reports_of_the_vectors() -> None:
    plain = VECTORS["reports"]["canonical"]
    assert manifest.decode(plain.encode()) == vectors.example()
    first = VECTORS["reports"]["files"][0]["file"]
    opened = report.unseal(base64.b64decode(first["base64"]), vectors.TEAM)
    assert opened.answers == {**vectors.example().answers, "more": ""}
    assert opened.returning == vectors.example().returning
    assert {each["file"]["length"] for each in VECTORS["reports"]["files"]} < accepted.REPORT_LENGTHS


def _refused() -> list[str]:
    told = VECTORS["reports"]["refused"]
    return [VECTORS["reports"]["canonical"].replace(old, new, 1) for old, new in told["changes"]] + told["whole"]


@pytest.mark.parametrize("number", range(len(_refused())))
def test_what_is_nearly_a_manifest_is_refused(number: int) -> None:
    with pytest.raises(Malformed):
        manifest.decode(_refused()[number].encode())


def test_the_largest_manifests_are_taken() -> None:
    for plain in VECTORS["reports"]["taken"]:
        assert manifest.encode(manifest.decode(plain.encode())).decode() == plain


def test_codes_of_the_vectors() -> None:
    for each in VECTORS["codes"]["valid"]:
        assert return_code.decode(each["digits"]).hex() == each["bytes"]
    for typed in VECTORS["codes"]["typed"]:
        assert return_code.decode(typed).hex() == VECTORS["codes"]["typed_bytes"]
    for typed, kind in VECTORS["codes"]["wrong"]:
        with pytest.raises(CodeWrong) as refused:
            return_code.decode(typed)
        assert refused.value.kind == kind, typed


def test_withdrawal_hashes_of_the_vectors() -> None:
    told = VECTORS["codes"]["withdrawal"]
    assert return_code.withdrawal_digest(told["hashes"]) == told["digest"]
    for wrong in told["refused"]:
        with pytest.raises(Malformed):
            return_code.withdrawal_digest(wrong)


def test_the_pieces_of_a_long_text_are_the_text() -> None:
    told = VECTORS["messages"]["split"]
    assert "".join(told["pieces"]) == told["text"]
    assert len(told["pieces"]) > 5
    for number, piece in enumerate(messages.split(told["text"]), 2):
        message = messages.Message(messages.FORMAT, vectors.REPORT, 2**31 - number, "e" * 64, "reporter", piece)
        messages.write(message, vectors.TALK)
