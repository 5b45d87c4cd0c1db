"""Every file of the age test kit that is not armored gives what it says, with its class."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from age_kit import KNOWN, Case, cases

from gawah.envelope import age, classic
from gawah.envelope.errors import AgeError, HeaderFailure, HmacFailure, NoMatch, PayloadFailure

pytestmark = pytest.mark.real

CLASSES: dict[type[AgeError], str] = {
    HeaderFailure: "header failure",
    HmacFailure: "HMAC failure",
    NoMatch: "no match",
    PayloadFailure: "payload failure",
}


def identity(text: str) -> age.Identity:
    hybrid = text.startswith("AGE-SECRET-KEY-PQ-")
    return age.HybridIdentity.parse(text) if hybrid else classic.X25519Identity.parse(text)


def outcome(case: Case) -> tuple[str, str]:
    """The class, and for a success the SHA-256 of the plaintext."""
    keys = [*map(identity, case.identities), *map(age.Passphrase, case.passphrases)]
    try:
        return "success", hashlib.sha256(age.unseal(case.file, keys)).hexdigest()
    except AgeError as error:
        return CLASSES[type(error)], ""


def test_the_kit_gives_what_it_says() -> None:
    kit = cases()
    assert Counter(case.expect for case in kit) == KNOWN
    plain = [case for case in kit if not case.armored]
    assert len(plain) == 110
    wrong = {}
    for case in plain:
        expected = (case.expect, case.payload if case.expect == "success" else "")
        if (got := outcome(case)) != expected:
            wrong[case.name] = got
    assert wrong == {}
