"""Age files: round trips, every way to damage one, and the traps other libraries leave open."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from gawah.envelope import accepted, age, bech32, classic, header, hybrid, kdf, stream
from gawah.envelope.errors import (
    AgeError,
    HeaderFailure,
    HmacFailure,
    NoMatch,
    NotAccepted,
    PayloadFailure,
    WrongKey,
)

ALICE = age.HybridIdentity(b"a" * 32)
BOB = age.HybridIdentity(b"b" * 32)
CHUNK = stream.CHUNK + stream.TAG


@given(st.integers(0, 3 * stream.CHUNK), st.binary(max_size=40))
def test_what_is_sealed_opens(length: int, pattern: bytes) -> None:
    plaintext = (pattern * (length // max(1, len(pattern)) + 1))[:length]
    file = age.seal(plaintext, ALICE.recipient)
    assert age.unseal(file, [BOB, ALICE]) == plaintext
    assert len(file) == accepted.sealed_length(len(plaintext))
    assert header.parse(file).size == accepted.HEADER == 1627


def test_only_its_recipient_opens_it() -> None:
    with pytest.raises(NoMatch):
        age.unseal(age.seal(b"words", ALICE.recipient), [BOB])


def test_nothing_is_sealed_twice_alike() -> None:
    assert len({age.seal(b"words", ALICE.recipient) for _ in range(5)}) == 5


@pytest.mark.parametrize("chunks", [1, 2, 3])
@pytest.mark.parametrize("short", [0, 7])
def test_cut_off_at_every_chunk_boundary(chunks: int, short: int) -> None:
    file = age.seal(bytes(chunks * stream.CHUNK - short), ALICE.recipient)
    starts = [accepted.HEADER, *(accepted.HEADER + 16 + number * CHUNK for number in range(chunks))]
    for start in starts:
        for near in (-1, 0, 1, stream.TAG - 1, stream.TAG, stream.TAG + 1):
            with pytest.raises(AgeError):
                age.unseal(file[: start + near], [ALICE])


@pytest.mark.parametrize("order", ["10", "0", "1", "00", "011", "0101"])
def test_chunks_moved_dropped_or_doubled(order: str) -> None:
    file = age.seal(b"\1" * stream.CHUNK + b"\2" * stream.CHUNK, ALICE.recipient)
    begins = accepted.HEADER + stream.NONCE
    chunks = [file[begins : begins + CHUNK], file[begins + CHUNK :]]
    with pytest.raises(PayloadFailure):
        age.unseal(file[:begins] + b"".join(chunks[int(each)] for each in order), [ALICE])
    assert age.unseal(file[:begins] + b"".join(chunks), [ALICE])


def test_an_empty_last_chunk_after_others_is_refused() -> None:
    file_key, nonce = b"k" * 16, b"n" * 16
    cipher = ChaCha20Poly1305(kdf.derive(file_key, b"payload", nonce))
    full = cipher.encrypt(bytes(12), bytes(stream.CHUNK), None)
    empty = cipher.encrypt(bytes(10) + b"\1\1", b"", None)
    with pytest.raises(PayloadFailure):
        stream.decrypt(nonce + full + empty, file_key)
    last = cipher.encrypt(bytes(10) + b"\1\1", b"x", None)
    assert stream.decrypt(nonce + full + last, file_key)[-1:] == b"x"


@given(st.integers(0, 1627 + 16 + 5 + 16 - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(at: int, change: int) -> None:
    file = bytearray(age.seal(b"words", ALICE.recipient))
    file[at] ^= change
    with pytest.raises(AgeError):
        age.unseal(bytes(file), [ALICE])


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    identities = [ALICE, classic.X25519Identity(b"x" * 32), age.Passphrase("words", 1)]
    for file in (data, b"age-encryption.org/v1\n" + data, b"age-encryption.org/v1\n-> scrypt " + data):
        with pytest.raises(AgeError):
            age.unseal(file, identities)


def test_a_file_of_two_readers_or_of_one_with_grease_is_read_but_not_taken() -> None:
    file_key, nonce = b"k" * 16, b"n" * 16
    both = [hybrid.wrap(file_key, each.recipient) for each in (ALICE, BOB)]
    grease = [header.Stanza(("x-grease", "y"), b"z"), both[0]]
    for stanzas in (both, grease):
        file = header.encode(stanzas, file_key) + stream.encrypt(bytes(4096), file_key, nonce)
        assert age.unseal(file, [ALICE]) == bytes(4096)
        with pytest.raises(NotAccepted):
            accepted.check_report(file)


def test_a_header_whose_mac_is_anothers() -> None:
    mine, other = (age.seal(bytes(4096), ALICE.recipient) for _ in range(2))
    with pytest.raises(HmacFailure):
        age.unseal(mine[: accepted.HEADER - 44] + other[accepted.HEADER - 44 :], [ALICE])


NOT_RECIPIENTS = [
    "",
    "age1",
    "age1pq1",
    ALICE.recipient[:-1],
    ALICE.recipient.upper(),
    ALICE.recipient.replace("q", "p", 5),
    ALICE.encode(),
    bech32.encode("age", bytes(32)),
    bech32.encode("age1pq", bytes(32)),
    bech32.encode("age1tagpq", bytes(1249)),
    bech32.encode("age1pq", b"\xff" * 1216),  # no ML-KEM key: its numbers are too large
    bech32.encode("age1pq", bytes(1216)),  # X25519 of low order
]


@pytest.mark.parametrize("recipient", NOT_RECIPIENTS)
def test_nothing_is_sealed_to_what_is_no_hybrid_key(recipient: str) -> None:
    with pytest.raises(WrongKey):
        age.seal(b"words", recipient)


@pytest.mark.parametrize(
    "text", ["", ALICE.recipient, ALICE.encode().lower(), ALICE.encode() + "Q", "AGE-SECRET-KEY-1Q"]
)
def test_what_is_no_hybrid_identity(text: str) -> None:
    with pytest.raises(WrongKey):
        age.HybridIdentity.parse(text)


def test_keys_are_in_no_representation() -> None:
    keys = [ALICE, classic.X25519Identity(b"a" * 32), age.Passphrase("aaaa")]
    assert not [key for key in keys if "aaa" in repr(key) or "6161" in repr(key)]


def test_vault() -> None:
    file = age.seal_vault(b"keys", "seven words")
    assert age.unseal_vault(file, "seven words") == b"keys"
    with pytest.raises(NoMatch):
        age.unseal_vault(file, "seven word")
    for passphrase in ("", "seven \ud800 words"):
        with pytest.raises(WrongKey):
            age.seal_vault(b"keys", passphrase)
    with pytest.raises(WrongKey) as refused:
        age.unseal_vault(file, "seven \ud800 words")
    assert "seven" not in str(refused.value)


@pytest.mark.parametrize("work", [1, 14, 16])
def test_a_vault_of_another_cost_is_refused_before_it_is_paid(work: int, monkeypatch: pytest.MonkeyPatch) -> None:
    file_key = b"k" * 16
    stanza = classic.wrap(file_key, "words", bytes(16), 1)
    stanza = header.Stanza((*stanza.arguments[:2], str(work)), stanza.body)
    file = age.written(b"keys", stanza, file_key, bytes(16))
    monkeypatch.setattr(classic, "_stretched", lambda *_: pytest.fail("computed"))
    with pytest.raises(HeaderFailure, match=re.escape(f"2^{work}")):
        age.unseal_vault(file, "words")


def test_a_vault_is_opened_by_nothing_else_and_opens_nothing_else() -> None:
    with pytest.raises(NoMatch):
        age.unseal(age.seal_vault(b"keys", "words"), [ALICE])
    with pytest.raises(NoMatch):
        age.unseal_vault(age.seal(b"keys", ALICE.recipient), "words")


LOW_ORDER = ["00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "ed" + "ff" * 30 + "7f", "00" * 31 + "80"]


@pytest.mark.parametrize("point", LOW_ORDER)
def test_a_share_or_key_of_low_order_is_refused(point: str) -> None:
    file = age.seal(b"words", ALICE.recipient)
    stanza = header.parse(file).stanzas[0]
    share = header.unb64(stanza.arguments[1].encode())
    assert share
    weak = header.Stanza((stanza.kind, header.b64(share[:1088] + bytes.fromhex(point)).decode()), stanza.body)
    with pytest.raises(HeaderFailure):
        age.unseal(header.encode([weak], b"k" * 16) + file[accepted.HEADER :], [ALICE])
    recipient = bech32.encode("age1pq", hybrid.check_recipient(ALICE.recipient)[:1184] + bytes.fromhex(point))
    with pytest.raises(WrongKey):
        age.seal(b"words", recipient)


@pytest.mark.parametrize(("words", "data"), [("qq", b"\0"), ("qp", None), ("qr", None), ("qqq", None), ("q", None)])
def test_bech32_whose_last_bits_are_not_zero_or_too_many(words: str, data: bytes | None) -> None:
    """One byte is two letters, with two bits left over."""
    values = [bech32._VALUE[letter] for letter in words]
    check = bech32._polymod([*bech32._expanded("a"), *values, *[0] * 6]) ^ 1
    end = "".join(bech32._CHARSET[(check >> 5 * (5 - place)) & 31] for place in range(6))
    assert bech32.decode("a", f"a1{words}{end}") == data


@given(st.binary(max_size=60), st.sampled_from(["age", "age1pq", "a"]))
def test_bech32(data: bytes, prefix: str) -> None:
    text = bech32.encode(prefix, data)
    assert bech32.decode(prefix, text) == bech32.decode(prefix, text.upper()) == data
    assert bech32.decode(prefix + "x", text) is None
    assert bech32.decode(prefix, text[:-1] + ("q" if text[-1] != "q" else "p")) is None
    assert bech32.decode(prefix, text[:-1] + text[-1].upper()) == (data if text[-1].isdigit() else None)


def test_bech32_of_bip_173() -> None:
    assert bech32.decode("a", "A12UEL5L") == b""
    assert bech32.encode("a", b"") == "a12uel5l"
    assert bech32.decode("a", "a12uel5ſ") is None
