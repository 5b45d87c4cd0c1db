"""Messages: both sides read what both wrote, and nothing that a server makes of it."""

from __future__ import annotations

import hashlib
import hmac

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vectors import CODE, REPORT, TALK, TEAM

from gawah.envelope import accepted, age, mailbox, messages, padding, return_code
from gawah.envelope.errors import Malformed, MessageRefused
from gawah.envelope.messages import EMPTY, Consents, Mailbox, Message, Sender, Talk, Words
from gawah.envelope.padding import TooLong

REPORTER = return_code.identity(CODE)
KEYS = (REPORTER.recipient, TEAM.recipient)
MALLORY = Talk(REPORT, b"m" * 32, b"n" * 32)

ALL_ON: dict[str, bool] = {"publish": True}
ALL_OFF: dict[str, bool] = {"publish": False}


def conversation(*said: tuple[Sender, Words | Consents], talk: Talk = TALK) -> list[bytes]:
    """What each message is written as, in a chain."""
    box = EMPTY
    chain = []
    for sender, content in said:
        message = messages.following(box, talk, sender, content)
        chain.append(messages.write(message, talk))
        box = Mailbox((*box.messages, message), message.number, messages.digest(chain[-1]), 0)
    return chain


def words(text: str) -> Words:
    return Words(text, more=False)


NOTE: tuple[Sender, Consents] = ("reporter", Consents(ALL_ON))
CHAIN = conversation(
    NOTE,
    ("team", words("Thank you.")),
    ("reporter", words("One thing more.")),
    ("reporter", Consents(ALL_OFF)),
    ("team", words("It is done.")),
)


def sealed(chain: list[bytes]) -> list[bytes]:
    """The reporter's copies."""
    return [messages.seal(written, KEYS)[0] for written in chain]


def read(files: list[bytes]) -> Mailbox:
    return messages.read(files, [REPORTER], TALK)


def refused(files: list[bytes]) -> str:
    with pytest.raises(MessageRefused) as caught:
        read(files)
    return caught.value.kind


def forged(message: Message, key: bytes) -> bytes:
    body = msgspec.json.Encoder(order="sorted").encode(message)
    return hmac.digest(key, body, "sha256") + body


def test_both_sides_read_the_same() -> None:
    files = [messages.seal(written, KEYS) for written in CHAIN]
    assert {len(file) for pair in files for file in pair} == {4096 + 1659}
    mine = messages.read([pair[0] for pair in files], [REPORTER], TALK)
    theirs = messages.read([pair[1] for pair in files], [TEAM], TALK)
    assert mine == theirs
    assert (mine.newest, mine.earlier) == (5, 0)
    assert [each.sender for each in mine.messages] == ["reporter", "team", "reporter", "reporter", "team"]
    assert messages.consents(mine) == ALL_OFF


def test_a_member_reads_over_a_change_of_epoch() -> None:
    before, after = TEAM, age.new_identity()
    files = [messages.seal(written, (KEYS[0], before.recipient))[1] for written in CHAIN[:2]]
    files += [messages.seal(written, (KEYS[0], after.recipient))[1] for written in CHAIN[2:]]
    assert messages.read(files, [before, after], TALK).newest == 5
    with pytest.raises(MessageRefused) as caught:  # without the older key the first look like fillers
        messages.read(files, [after], TALK)
    assert caught.value.kind == "missing"


def test_a_mailbox_has_its_places_and_fillers_nobody_can_open() -> None:
    files = mailbox.filled(sealed(CHAIN), 8)
    assert len(files) == len(set(files)) == 8
    for file in files:
        accepted.check_message(file)
    assert read(files) == read(sealed(CHAIN))
    assert read(mailbox.filled([], 8)) == EMPTY
    assert len(mailbox.filled(sealed(CHAIN), 32)) == 32
    with pytest.raises(ValueError, match="8 or 32"):
        mailbox.filled([], 9)


def test_the_newest_fit_and_the_earlier_are_counted() -> None:
    chain = conversation(NOTE, *[("team", words(f"message {number}")) for number in range(2, 12)])
    box = read(mailbox.filled(sealed(chain), 8))
    assert ([each.number for each in box.messages], box.newest, box.earlier) == ([*range(4, 12)], 11, 3)


def test_withheld_earlier_ones_show_where_there_is_room() -> None:
    for start in (1, 4):
        assert refused(mailbox.filled(FILES[start:], 8)) == "missing"
        assert refused(FILES[start:]) == "missing"  # fillers left out too, as if there were no room
    chain = sealed(conversation(NOTE, *[("team", words(f"message {number}")) for number in range(2, 34)]))
    for count in (8, 32):
        assert read(chain[-count:]).earlier == 33 - count
        assert refused(chain[-count + 1 :]) == "missing"


def test_a_mailbox_takes_as_long_to_make_whatever_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    monkeypatch.setattr(mailbox, "filler", lambda: made.append(b"") or b"")
    for files in ([], FILES, [*FILES, *FILES]):
        made.clear()
        assert len(mailbox.filled(files, 8)) == len(made) == 8


def test_a_withheld_newest_shows_in_the_number_and_stops_the_chain() -> None:
    assert read(sealed(CHAIN[:4])).newest == 4
    # The team, not shown message 5, writes its own fifth; whoever sees both, or the sixth after it, is told.
    told = read(sealed(CHAIN[:4]))
    other = messages.write(messages.following(told, TALK, "team", words("Anybody there?")), TALK)
    assert refused(sealed([*CHAIN, other])) == "order"


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        ([1, 0, 2, 3, 4], "order"),
        ([0, 1, 2, 4, 3], "missing"),
        ([0, 1, 1, 2], "order"),
        ([4, 0], "order"),
        ([0, 2, 3], "missing"),
        ([0, 1, 2, 4], "missing"),
    ],
)
def test_reordered_repeated_or_missing(order: list[int], kind: str) -> None:
    assert refused(sealed([CHAIN[at] for at in order])) == kind


@given(st.permutations(range(5)), st.integers(1, 5))
def test_no_other_order_reads(order: list[int], count: int) -> None:
    shown = order[:count]
    files = [FILES[at] for at in shown]
    if shown == list(range(count)):
        assert [each.number - 1 for each in read(files).messages] == shown
    else:
        assert refused(files) in ("order", "missing")


FILES = sealed(CHAIN)
BOX = read(FILES)


@pytest.mark.parametrize("sender", ["reporter", "team"])
@pytest.mark.parametrize("content", [words("Publish it all."), Consents(ALL_ON)])
def test_a_message_written_by_the_server(sender: Sender, content: Words | Consents) -> None:
    if sender == "team" and isinstance(content, Consents):
        content = words("Come to the station.")
    box = read(FILES)
    message = messages.following(box, TALK, sender, content)
    for key in (MALLORY.reporter, bytes(32), b"", TALK.reporter[:31], hashlib.sha256(TALK.team).digest()):
        assert refused([*FILES, *sealed([forged(message, key)])]) == "forged"
    assert read([*FILES, *sealed([forged(message, TALK.key(sender))])]).newest == 6  # the key is all that it wants


def test_a_message_turned_round() -> None:
    """The reporter's own words, shown as the team's: their HMAC is of the other key."""
    box = read(FILES[:3])
    body = messages.following(box, TALK, "reporter", words("Can you help me?"))
    reflected = msgspec.structs.replace(body, sender="team")
    assert refused([*FILES[:3], *sealed([forged(reflected, TALK.reporter)])]) == "forged"
    mac = forged(body, TALK.reporter)[:32]
    changed = mac + forged(reflected, TALK.reporter)[32:]
    assert refused([*FILES[:3], *sealed([changed])]) == "forged"
    assert refused([*FILES[:3], *sealed([CHAIN[2]])]) == "order"  # the same message once more


def test_the_team_gives_no_consent_for_the_reporter() -> None:
    message = messages.following(read(FILES), TALK, "reporter", Consents(ALL_ON))
    assert refused([*FILES, *sealed([forged(message, TALK.team)])]) == "forged"
    with pytest.raises(Malformed, match="reporter's to give"):
        msgspec.structs.replace(message, sender="team")
    body = forged(message, TALK.team)[32:].replace(b'"sender":"reporter"', b'"sender":"team"')
    assert refused([*FILES, *sealed([hmac.digest(TALK.team, body, "sha256") + body])]) == "form"


@given(st.integers(0, len(CHAIN[2]) - 1), st.integers(1, 255))
def test_any_changed_byte_of_the_content_is_refused(at: int, change: int) -> None:
    changed = bytearray(CHAIN[2])
    changed[at] ^= change
    assert refused([*FILES[:2], *sealed([bytes(changed)])]) in ("forged", "form")


def test_a_changed_file_is_refused_or_is_missing() -> None:
    for at in (-1, -3000, 1500, 1600, 50):
        changed = bytearray(FILES[2])
        changed[at] ^= 1
        assert refused([*FILES[:2], bytes(changed), *FILES[3:]]) in ("forged", "missing", "form")
    for file in (b"", FILES[2][:-1], FILES[2] + b"\0", age.seal(bytes(8192), REPORTER.recipient)):
        assert refused([*FILES[:2], file]) == "form"
    for plaintext in (bytes(4096), b"\xff" * 4096, padding.padded(b"short", (4096,))):
        assert refused([age.seal(plaintext, REPORTER.recipient)]) in ("form", "forged")


def test_a_message_of_another_report_or_conversation() -> None:
    other = Talk("f" * 20, TALK.reporter, TALK.team)  # whoever uses a code twice has the same keys
    assert refused(sealed(conversation(NOTE, talk=other))) == "other-report"
    assert refused(sealed(conversation(NOTE, talk=MALLORY))) == "forged"
    with pytest.raises(Malformed, match="another report"):
        messages.write(messages.following(EMPTY, other, *NOTE), TALK)


@pytest.mark.parametrize("sender", ["reporter", "team"])
def test_nothing_stands_in_the_place_of_the_note_of_consents(sender: Sender) -> None:
    """The server shows a member an empty mailbox; an answer from there would hide the note from the reporter."""
    with pytest.raises(Malformed, match="note of the consents"):
        messages.following(read([]), TALK, sender, words("Anybody there?"))
    body = CHAIN[1][messages.MAC :].replace(b'"number":2', b'"number":1').replace(b'"team"', f'"{sender}"'.encode())
    body = body.replace(messages.digest(CHAIN[0]).encode(), b"0" * 64)
    assert refused(sealed([hmac.digest(TALK.key(sender), body, "sha256") + body])) == "form"


def test_a_chain_of_the_right_numbers_that_is_not_one() -> None:
    """Both have the keys: the one thing that they alone can do wrong is told too."""
    other = conversation(("reporter", Consents(ALL_OFF)), ("team", words("Thank you.")))
    assert refused(sealed([CHAIN[0], other[1]])) == "chain"


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 0},
        {"number": 2},
        {"number": 2**31, "before": "a" * 64},
        {"before": "a" * 64},
        {"number": 2, "before": "a" * 64, "content": Words("", more=False)},
        {"number": 2, "before": "a" * 64, "content": Words("\ud800", more=False)},
        {"content": Words("x", more=False)},
        {"content": Consents({"Publish": True})},
        {"report": "f" * 20},
        {"sender": "server"},
        {"format": "gawah/message/2"},
    ],
)
def test_no_message_breaks_a_rule(fields: dict[str, object]) -> None:
    message = messages.following(EMPTY, TALK, *NOTE)
    with pytest.raises(Malformed):
        messages.write(msgspec.structs.replace(message, **fields), TALK)


def test_a_message_that_is_too_long() -> None:
    with pytest.raises(TooLong):
        messages.write(messages.following(read(FILES), TALK, "reporter", words("x" * 4000)), TALK)


@given(st.text(max_size=30).map(lambda text: text * 400))
def test_split_loses_nothing_and_every_piece_fits(text: str) -> None:
    pieces = messages.split(text)
    assert "".join(each.text for each in pieces) == text
    assert [each.more for each in pieces] == [True] * (len(pieces) - 1) + [False]
    if not text:
        return
    for piece in pieces:
        assert len(messages.write(messages.following(BOX, TALK, "team", piece), TALK)) <= 4092


def test_split_refuses_what_is_no_text() -> None:
    with pytest.raises(Malformed):
        messages.split("\ud800")


def test_keys_are_in_no_representation() -> None:
    assert repr(TALK) == f"Talk({REPORT}, …)"
    assert repr(BOX.messages[1]) == "Message(…)"
    assert "Thank you" not in repr(BOX)
