"""The log of members: Python makes and reads the committed vectors, and refuses what they say is to be refused.

The browser's half is in ``journeys/test_log.py``.
"""

from __future__ import annotations

from collections.abc import Sequence

import log_vectors
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from logs import AMINA, BILAL, CIRO, CODE, DANA, EVA, FIRST, SECOND, history, loaded, recipient
from logs import VECTORS as FILE

from gawah.envelope import bip39, ed25519
from gawah.envelope.errors import EnvelopeError, LogRefused
from gawah.envelope.log import entries, reading, writing
from gawah.envelope.log.entries import Join
from gawah.envelope.log.state import EMPTY, Head

VECTORS = loaded()


def kind(log: Sequence[bytes], **given: object) -> str | None:
    try:
        reading.read(log, **given)  # type: ignore[arg-type]
    except LogRefused as refused:
        assert str(refused).endswith("."), refused
        return refused.kind
    return None


def test_the_committed_vectors_are_what_is_made() -> None:
    assert FILE.read_text(encoding="utf-8") == log_vectors.text()


def test_what_the_history_says() -> None:
    log = reading.read(history(), code=entries.code_hash(CODE), genesis=entries.hash_of(history()[0]))
    assert log.head == Head(12, entries.hash_of(history()[-1]))
    assert [(each.fingerprint, each.joined, each.left) for each in log.members.values()] == [
        (AMINA.fingerprint, 1, None),
        (BILAL.fingerprint, 2, 8),
        (CIRO.fingerprint, 4, 11),
        (DANA.fingerprint, 10, None),
    ]
    assert [each.fingerprint for each in log.present] == [AMINA.fingerprint, DANA.fingerprint]
    first, second = log.collections[FIRST], log.collections[SECOND]
    assert ([each.number for each in first.epochs], len(first.promises), first.discarded) == ([1, 2, 3], 2, 11)
    assert second.epoch.readers == sorted([AMINA.fingerprint, DANA.fingerprint])
    assert second.epoch.recipient == recipient("second 3")
    assert (second.promise.readers_at_most, second.opened, second.discarded) == (2, 6, None)
    assert second.form == msgspec.json.decode(history()[6])["entry"]["act"]["form"]


@pytest.mark.parametrize("number", range(len(VECTORS["refused"])))
def test_refused(number: int) -> None:
    told = VECTORS["refused"][number]
    then = [history()[each - 1] if isinstance(each, int) else each.encode() for each in told["then"]]
    assert kind([*history()[: told["keep"]], *then]) == told["kind"], told["why"]


def test_every_kind_is_shown_to_be_refused() -> None:
    shown = {each["kind"] for each in VECTORS["refused"]} | {each["kind"] for each in VECTORS["seen"]}
    assert shown - {None} == {
        *("malformed", "unknown", "start", "fork", "order", "missing", "rollback", "forged", "stranger", "left"),
        *("signatures", "joined", "used", "member", "last", "own", "leaver", "opened", "collection", "promise"),
        *("epoch", "ghost", "readers"),
    }


def test_what_was_seen_before() -> None:
    for each in VECTORS["seen"]:
        assert kind(history()[:5], seen=Head(each["number"], each["hash"])) == each["kind"], each


def test_another_beginning() -> None:
    assert kind(history(), code=entries.code_hash("another code")) == "code"
    assert kind(history(), genesis=entries.hash_of(history()[1])) == "genesis"


def test_the_code_as_it_was_typed() -> None:
    assert {entries.code_hash(typed) for typed in VECTORS["code"]["typed"]} == {VECTORS["code"]["hash"]}


def test_the_words_that_are_compared() -> None:
    assert list(entries.genesis_words(history()[0])) == VECTORS["words"]
    for person in VECTORS["people"]:
        words = bip39.fingerprint(bytes.fromhex(person["signing"]) + person["recipient"].encode())
        assert list(words) == person["words"]
    assert len({tuple(person["words"]) for person in VECTORS["people"]}) == 5


def test_what_is_no_text_is_refused() -> None:
    for noise in (b"\xff", history()[1][:-2] + b"\xed\xa0\x80", b"\xef\xbb\xbf" + history()[1], b"[" * 100_000):
        assert kind([history()[0], noise]) == "malformed"


def test_a_file_of_entries() -> None:
    file = b"".join(entry + b"\n" for entry in history())
    assert tuple(entries.lines(file)) == history()
    for wrong in (b"", file[:-1]):
        with pytest.raises(LogRefused):
            entries.lines(wrong)
    assert kind(entries.lines(file.replace(b"\n", b"\n\n", 1))) == "malformed"


def test_the_keys_that_are_served() -> None:
    log = reading.read(history())
    assert reading.check_member(log, AMINA.signing, AMINA.recipient).joined == 1
    served = [(AMINA.signing, EVA.recipient), (EVA.signing, EVA.recipient), (BILAL.signing, BILAL.recipient)]
    for (signing, given), expected in zip(served, ("substituted", "stranger", "left"), strict=True):
        with pytest.raises(LogRefused) as refused:
            reading.check_member(log, signing, given)
        assert refused.value.kind == expected
    reading.check_epoch(log, SECOND, 3, recipient("second 3"))
    keys = [(SECOND, 3, recipient("second 2")), (SECOND, 2, recipient("second 2")), (FIRST, 3, recipient("first 3"))]
    for key, expected in zip(keys, ("substituted", "epoch", "collection"), strict=True):
        with pytest.raises(LogRefused) as refused:
            reading.check_epoch(log, *key)
        assert refused.value.kind == expected


def test_nothing_is_written_that_would_be_refused() -> None:
    log = reading.read(history())
    with pytest.raises(LogRefused) as refused:
        writing.write(log, Join(EVA.signing, EVA.recipient, "voice"), [EVA.seed])
    assert refused.value.kind == "stranger"
    assert "Entry 13 " in str(refused.value)
    with pytest.raises(EnvelopeError):
        writing.write(EMPTY, Join(EVA.signing, EVA.recipient, "voice"), [EVA.seed])


# Signatures


def test_signatures_at_the_edge() -> None:
    for each in VECTORS["signatures"]:
        key, message, signature = (bytes.fromhex(each[name]) for name in ("key", "message", "signature"))
        assert ed25519.verify(key, message, signature) == each["holds"], each["why"]
    assert [each["why"] for each in VECTORS["signatures"] if each["holds"]] == ["speccheck 6", "honest"]


def test_the_library_alone_would_let_some_of_them_pass() -> None:
    passed = []
    for each in VECTORS["signatures"]:
        key, message, signature = (bytes.fromhex(each[name]) for name in ("key", "message", "signature"))
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
            passed.append(each["why"])
        except Exception:
            continue
    assert {"speccheck 1", "the key is the neutral point", "R is the neutral point"} < set(passed)
    assert "S + L" not in passed


def test_a_signature_is_the_one_of_the_standard() -> None:
    """RFC 8032, 7.1, test 2."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    assert ed25519.public(seed).hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    expected = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert ed25519.sign(seed, b"\x72").hex() == expected
