"""The return code as people type it, and what follows from it."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.envelope import hybrid, return_code
from gawah.envelope.errors import CodeWrong

codes = st.binary(min_size=16, max_size=16)
SCRIPTS = [str.maketrans("0123456789", digits) for digits in ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")]


@given(codes, st.lists(st.sampled_from(SCRIPTS), min_size=48, max_size=48), st.sampled_from(["", " ", "-", "\u202f"]))
def test_typed_in_any_digits_even_mixed(code: bytes, scripts: list[dict[int, int]], between: str) -> None:
    shown = return_code.encode(code)
    assert re.fullmatch("([0-9]{6} ){6}[0-9]{6}", shown)
    typed = "".join(letter.translate(script) for letter, script in zip(shown, scripts, strict=True))
    assert return_code.decode(typed.replace(" ", between)) == code


@given(codes, st.integers(0, 41), st.integers(1, 9))
def test_one_wrong_digit_is_seen(code: bytes, at: int, change: int) -> None:
    digits = [*return_code.encode(code).replace(" ", "")]
    digits[at] = str((int(digits[at]) + change) % 10)
    with pytest.raises(CodeWrong) as refused:
        return_code.decode("".join(digits))
    assert refused.value.kind == "check"


@given(codes, st.integers(0, 40))
def test_two_digits_exchanged_are_seen(code: bytes, at: int) -> None:
    digits = return_code.encode(code).replace(" ", "")
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    if swapped != digits:
        with pytest.raises(CodeWrong):
            return_code.decode(swapped)


@given(st.text(max_size=60))
def test_no_text_crashes_it(typed: str) -> None:
    with pytest.raises(CodeWrong):
        return_code.decode(typed)


def test_no_sentence_repeats_what_was_typed() -> None:
    for typed in ("1234567", "secret", return_code.encode(bytes(16))[:-1] + "1"):
        with pytest.raises(CodeWrong) as refused:
            return_code.decode(typed)
        assert typed not in str(refused.value)


@given(codes)
def test_everything_derived_is_different(code: bytes) -> None:
    uses = ["all", "contact", "publish"]
    made = [
        return_code.locator(code),
        return_code.withdrawal_token(code),
        *(return_code.withdrawal_token(code, use) for use in uses),
        return_code.identity(code).seed,
        return_code.talk_key(code, "reporter"),
        return_code.talk_key(code, "team"),
    ]
    assert len(set(made)) == 8
    assert {len(each) for each in made} == {32}
    told = return_code.returning(code, uses)
    assert told.locator == hashlib.sha256(return_code.locator(code)).hexdigest()
    assert len(hybrid.check_recipient(told.recipient)) == 1216


def test_hashes_that_a_server_hands_over_are_checked() -> None:
    uses = ["contact", "publish"]
    sealed = return_code.returning(b"r" * 16, uses).withdrawal
    right = return_code.withdrawal_hashes(b"r" * 16, uses)
    theirs = return_code.withdrawal_hashes(b"s" * 16, uses)
    assert return_code.withdrawal_digest(dict(reversed(right.items()))) == sealed
    for wrong in ({**right, "publish": theirs["publish"]}, {**right, "": theirs[""]}, {"": right[""]}):
        assert return_code.withdrawal_digest(wrong) != sealed
