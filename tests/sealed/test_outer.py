"""What is stored opens in its place under its key, and nowhere else."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.sealed import outer
from gawah.sealed.outer import NONCE, PIECE, TAG, OuterRefused, Place, unwrap, wrap

KEY = bytes(range(32))
HERE = Place("0" * 20, "1" * 20, "report")
OTHERS = [replace(HERE, collection="2" * 20), replace(HERE, row="3" * 20), replace(HERE, column="talk")]


@given(st.binary(max_size=300))
def test_it_comes_back_and_shows_nothing(data: bytes) -> None:
    stored = wrap(data, KEY, HERE)
    assert unwrap(stored, KEY, HERE) == data
    assert len(stored) == len(data) + NONCE + TAG
    assert len(data) < 8 or data not in stored


@given(st.binary(max_size=64), st.data())
def test_a_changed_bit_or_length_is_refused(data: bytes, draw: st.DataObject) -> None:
    stored = bytearray(wrap(data, KEY, HERE))
    at = draw.draw(st.integers(0, len(stored) - 1))
    changed = bytes(stored[:at]) + bytes([stored[at] ^ 1 << draw.draw(st.integers(0, 7))]) + bytes(stored[at + 1 :])
    for wrong in (changed, bytes(stored[:at]), bytes(stored) + b"\0", b""):
        with pytest.raises(OuterRefused):
            unwrap(wrong, KEY, HERE)


@pytest.mark.parametrize("place", OTHERS)
def test_it_opens_in_no_other_place(place: Place) -> None:
    stored = wrap(b"sealed", KEY, HERE)
    with pytest.raises(OuterRefused):
        unwrap(stored, KEY, place)
    with pytest.raises(OuterRefused):
        unwrap(stored, bytes(32), HERE)


def test_two_writes_of_the_same_are_not_the_same() -> None:
    assert wrap(b"sealed", KEY, HERE) != wrap(b"sealed", KEY, HERE)


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_pieces_are_bound_to_their_number_and_to_how_many_there_are(size: int) -> None:
    data = os.urandom(size)
    stored = wrap(data, KEY, HERE)
    pieces = [stored[start : start + outer._WRAPPED] for start in range(0, len(stored), outer._WRAPPED)]
    assert unwrap(stored, KEY, HERE) == data
    assert len(pieces) == -(-size // PIECE)
    for wrong in ([*pieces[:-1]], [*reversed(pieces)], [*pieces, pieces[-1]], [pieces[0]]):
        if wrong != pieces:
            with pytest.raises(OuterRefused):
                unwrap(b"".join(wrong), KEY, HERE)


@pytest.mark.parametrize(("row", "column"), [("1" * 19, "report"), ("1" * 20, "Report"), ("1" * 20, "a/b"), ("", "")])
def test_a_place_has_a_form(row: str, column: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        Place("0" * 20, row, column)
