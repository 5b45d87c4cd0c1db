"""Words, counts and proof of work."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.envelope import bip39, counts, work


def test_the_list_is_that_of_bip_39() -> None:
    assert (len(set(bip39.listed())), bip39.listed()[0], bip39.listed()[-1]) == (2048, "abandon", "zoo")
    file = "".join(f"{word}\n" for word in bip39.listed()).encode()
    assert hashlib.sha256(file).hexdigest() == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"


@given(st.binary())
def test_eight_words_are_the_first_88_bits(data: bytes) -> None:
    places = [bip39.listed().index(word) for word in bip39.fingerprint(data)]
    bits = "".join(f"{place:011b}" for place in places)
    assert len(places) == 8
    assert int(bits, 2).to_bytes(11) == hashlib.sha256(data).digest()[:11]


def test_a_passphrase_has_seven_of_them() -> None:
    drawn = {bip39.new_passphrase() for _ in range(20)}
    assert len(drawn) == 20
    assert all(len(each.split()) == 7 and set(each.split()) <= set(bip39.listed()) for each in drawn)


@given(st.integers(0, 100_000))
def test_rounded_counts(count: int) -> None:
    told = counts.rounded(count)
    assert told == "under 5" if 0 < count < 5 else (int(told) % 5 == 0 and 0 <= count - int(told) < 5)


def test_a_negative_count_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        counts.rounded(-1)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(0, 7))
def test_work(ciphertext: bytes, challenge: bytes, wanted: int) -> None:
    nonce = work.found(ciphertext, challenge, wanted)
    assert nonce is not None
    whole = f"{int.from_bytes(hashlib.sha256(ciphertext + challenge + nonce).digest()):0256b}"
    assert work.bits(ciphertext, challenge, nonce) == len(whole) - len(whole.lstrip("0")) >= wanted


def test_work_is_bound_to_its_pieces() -> None:
    assert work.found(bytes(32), bytes(32), 64, tries=10) is None
    nonce = work.found(bytes(32), bytes(32), 8)
    assert nonce
    assert work.bits(bytes(32), bytes(32), nonce) >= 8
    assert work.bits(bytes(31), bytes(33), nonce) == 0  # the same 72 bytes
    assert work.bits(bytes(33), bytes(31), nonce) == 0
    assert work.bits(bytes(32), bytes(32) + nonce[:1], nonce[1:]) == 0
    assert work.bits(bytes(32), bytes(31), b"\0" + nonce) == 0
