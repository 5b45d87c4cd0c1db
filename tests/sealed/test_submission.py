"""The bodies that a reporter's page sends, to the byte."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from promises import made
from sealed_room import Reporter

from gawah.envelope import age, mailbox
from gawah.sealed import submission
from gawah.sealed.submission import LENGTHS, MESSAGE, NotOfForm, Reply, Returning, Submission

CODE = os.urandom(16)
WITH, WITHOUT = Reporter(made(), code=CODE), Reporter(made())
BODY, BARE = WITH.body(), WITHOUT.body()
FILLER, FILE = mailbox.filler(), age.seal(bytes(8192), age.new_identity().recipient)
LOCATOR, HASHES = slice(16, 48), slice(48, 272)

ids, hashes = st.binary(min_size=10, max_size=10), st.binary(min_size=32, max_size=32).filter(any)


def changed(body: bytes, at: int, to: bytes) -> bytes:
    return body[:at] + to + body[at + len(to) :]


def test_lengths_are_the_five_published_ones() -> None:
    assert sorted(LENGTHS) == [17537, 21633, 29825, 46209, 78977]
    assert (submission.RETURN_LENGTH, submission.MESSAGE_LENGTH, submission.TOKEN_LENGTH) == (33, 11547, 32)


def test_what_was_sent_is_read_and_without_a_code_it_has_the_same_length() -> None:
    sent = WITH.sent()
    assert submission.decode(submission.encode(sent)) == sent
    assert submission.decode(BARE).returning is None
    assert len(BARE) == len(submission.encode(replace(sent, report=submission.decode(BARE).report)))
    assert len(BARE) in LENGTHS


@given(
    ids,
    st.integers(1, 2**31 - 1),
    hashes,
    st.lists(hashes, min_size=7, max_size=7, unique=True),
    st.sets(st.integers(1, 6)),
)
def test_every_submission_comes_back(
    drawn: bytes, epoch: int, locator: bytes, tokens: list[bytes], unused: set[int]
) -> None:
    kept = {
        use: each.hex() for at, (use, each) in enumerate(zip(submission.SLOTS, tokens, strict=True)) if at not in unused
    }
    for returning in (Returning(locator.hex(), kept, FILLER, FILLER), None):
        sent = Submission(drawn.hex(), epoch, returning, FILE)
        assert submission.decode(submission.encode(sent, (FILLER, FILLER))) == sent


@pytest.mark.parametrize(
    "body",
    [
        b"",
        BODY[:-1],
        BODY + b"\0",
        bytes(len(BODY)),
        changed(BODY, 0, b"\2"),
        changed(BODY, 11, bytes(4)),  # epoch 0
        changed(BODY, 11, b"\x80\0\0\0"),
        changed(BODY, 15, b"\2"),
        changed(BODY, 15, b"\0"),  # no code, and yet a locator
        changed(BARE, 15, b"\1"),  # a code, and no locator
        changed(BARE, 16, b"\1"),
        changed(BARE, 271, b"\1"),
        changed(BODY, LOCATOR.start, bytes(32)),
        changed(BODY, HASHES.start, bytes(32)),  # no token for all
        changed(BODY, HASHES.start + 32, BODY[HASHES.start : HASHES.start + 32]),  # two uses, one token
        changed(BODY, HASHES.stop, b"x"),  # the first file's header
        changed(BODY, HASHES.stop + MESSAGE, b"x"),
        changed(BODY, HASHES.stop + 2 * MESSAGE, b"x"),
        changed(BODY, HASHES.stop + 2 * MESSAGE + 22, b"X25519 "),
        changed(BARE, HASHES.stop, bytes(MESSAGE)),  # fillers are real files too
        BODY[: HASHES.stop] + BODY[HASHES.stop + MESSAGE :],
    ],
    ids=lambda body: str(len(body)),
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(NotOfForm):
        submission.decode(body)


@given(st.sampled_from(sorted(LENGTHS)).flatmap(lambda size: st.integers(0, 2**64).map(lambda n: (size, n))))
def test_noise_of_the_right_length_is_refused(drawn: tuple[int, int]) -> None:
    size, seed = drawn
    noise = b"\1" + seed.to_bytes(9) * (size // 9 + 1)
    with pytest.raises(NotOfForm):
        submission.decode(noise[:size])


def test_a_return_names_eight_or_thirty_two_places() -> None:
    for places in (8, 32):
        assert submission.decode_return(submission.encode_return(bytes(32), places)) == (bytes(32), places)
    for body in (b"", bytes(33), bytes(32) + b"\x09", bytes(32) + b"\x20\0", bytes(31) + b"\x08"):
        with pytest.raises(NotOfForm):
            submission.decode_return(body)


def test_a_reply_has_a_number_and_two_files() -> None:
    sent = Reply(os.urandom(32), 32, 7, FILLER, FILLER)
    body = submission.encode_reply(sent)
    assert submission.decode_reply(body) == sent
    for wrong in (
        body[:-1],
        body + b"\0",
        changed(body, 32, b"\x09"),
        changed(body, 33, bytes(4)),
        changed(body, 33, b"\xff" * 4),
        changed(body, 37, b"x"),
        changed(body, 37 + MESSAGE, b"x"),
    ):
        with pytest.raises(NotOfForm):
            submission.decode_reply(wrong)


def test_nothing_that_was_sent_is_in_a_repr() -> None:
    sent = WITH.sent()
    shown = repr((sent, sent.returning, Reply(b"secret", 8, 1, b"secret", b"secret")))
    assert "age-encryption" not in shown
    assert "secret" not in shown
    assert sent.returning is not None
    assert sent.returning.locator not in shown
