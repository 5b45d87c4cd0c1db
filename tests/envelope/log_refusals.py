"""Logs that must be refused, each with its kind: the vectors' history up to an entry, and what comes then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from logs import (
    AMINA,
    BILAL,
    CIRO,
    DANA,
    EVA,
    FIRST,
    SECOND,
    Person,
    epoch,
    form,
    history,
    offline,
    promised,
    recipient,
)

from gawah.envelope import ed25519
from gawah.envelope.log import entries, writing
from gawah.envelope.log.entries import Act, Entry, Genesis, Join, Leave, NewEpoch, Open, Stricter

THIRD = "c" * 20


@dataclass(frozen=True)
class Refusal:
    """``keep``: how many entries of the history come first; ``then``: what comes after them."""

    why: str
    kind: str
    keep: int
    then: list[bytes]


def signed(before: str | None, act: Act, *people: Person) -> bytes:
    """An entry that nobody looked at before it was signed."""
    entry = Entry(entries.FORMAT, before, sorted(each.fingerprint for each in people), act)
    return writing.signed(entry, [each.seed for each in people])


def unchecked(entry: dict[str, Any], *people: Person) -> bytes:
    """Signed rightly, though no entry has this form."""
    encode = msgspec.json.Encoder(order="sorted").encode
    message = entries.CONTEXT + encode(entry)
    return encode({"entry": entry, "signatures": [ed25519.sign(each.seed, message).hex() for each in people]})


def refusals() -> list[Refusal]:
    made = history()
    hashes = [entries.hash_of(each) for each in made]

    def after(why: str, kind: str, keep: int, act: Act, *people: Person) -> Refusal:
        return Refusal(why, kind, keep, [signed(hashes[keep - 1], act, *people)])

    by_bytes = [*_order(made), *_forms(made), *_bytes(made)]
    return [*by_bytes, *_who(after), *_epochs(after), *_promises(after), *_leaving(after)]


After = Callable[..., Refusal]


def _order(made: Sequence[bytes]) -> Iterator[Refusal]:
    hashes = [entries.hash_of(each) for each in made]
    yield Refusal("an entry is left out", "missing", 2, [made[3]])
    yield Refusal("the first is left out", "start", 0, [made[1]])
    yield Refusal("two have changed places", "order", 2, [made[3], made[2]])
    yield Refusal("an entry comes twice", "fork", 3, [made[2]])
    yield Refusal("it begins twice", "start", 1, [made[0]])
    yield Refusal("nothing is there", "start", 0, [])
    other = signed(hashes[1], Join(EVA.signing, EVA.recipient, "voice"), AMINA)
    yield Refusal("two entries follow the same one", "fork", 3, [other])
    yield Refusal("the last but one is another, signed by a member", "missing", 2, [other, made[3]])
    second = signed(None, Genesis(EVA.signing, EVA.recipient, "a" * 64), EVA)
    yield Refusal("a stranger begins it again", "start", 1, [second])


def _changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    value = msgspec.json.decode(data)
    change(value)
    return msgspec.json.Encoder(order="sorted").encode(value)


def _forms(made: Sequence[bytes]) -> Iterator[Refusal]:
    """What somebody who belongs signed, and is no entry."""
    first, ninth = (msgspec.json.decode(made[place])["entry"] for place in (0, 8))
    again = unchecked({**first, "before": entries.hash_of(made[4])}, AMINA)
    yield Refusal("a member begins it again in the middle", "malformed", 5, [again])
    alone = unchecked({**first, "before": "0" * 64}, AMINA)
    yield Refusal("the first follows another", "malformed", 0, [alone])
    joining = msgspec.json.decode(made[1])["entry"]
    yield Refusal("somebody joins before the first", "malformed", 0, [unchecked({**joining, "before": None}, AMINA)])
    twice = unchecked({**ninth, "by": [AMINA.fingerprint] * 2}, AMINA, AMINA)
    yield Refusal("an earlier discard, signed twice by one", "malformed", 8, [twice])
    people = sorted([AMINA, CIRO], key=lambda each: each.fingerprint, reverse=True)
    turned = unchecked({**ninth, "by": [each.fingerprint for each in people]}, *people)
    yield Refusal("who signs is not in order", "malformed", 8, [turned])
    three = sorted([AMINA, CIRO, BILAL], key=lambda each: each.fingerprint)
    more = unchecked({**ninth, "by": [each.fingerprint for each in three]}, *three)
    yield Refusal("three sign", "malformed", 8, [more])
    other = unchecked(ninth, CIRO, AMINA) if ninth["by"][0] == AMINA.fingerprint else unchecked(ninth, AMINA, CIRO)
    yield Refusal("the signatures have changed places", "forged", 8, [other])


def _bytes(made: Sequence[bytes]) -> Iterator[Refusal]:
    third = made[2]

    def changed(why: str, kind: str, change: Callable[[dict[str, Any]], object]) -> Refusal:
        return Refusal(why, kind, 2, [_changed(third, change)])

    yield changed("something in it was changed", "forged", lambda v: v["entry"]["act"]["promise"].update(hash="0" * 64))
    other = msgspec.json.decode(made[1])["signatures"]
    yield changed("it has another entry's signature", "forged", lambda v: v.update(signatures=other))
    order = 2**252 + 27742317777372353535851937790883648493
    signature = bytes.fromhex(msgspec.json.decode(third)["signatures"][0])
    larger = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    yield changed("its signature has S + L", "forged", lambda v: v.update(signatures=[larger.hex()]))
    plain = ed25519.sign(AMINA.seed, third)
    yield changed("it is signed for something else", "forged", lambda v: v.update(signatures=[plain.hex()]))
    yield changed("an unknown type", "unknown", lambda v: v["entry"]["act"].update(type="pause"))
    yield changed("an unknown field", "malformed", lambda v: v["entry"].update(at="2026-01-01"))
    yield changed("a field is missing", "malformed", lambda v: v["entry"]["act"].pop("form"))
    yield changed("another format", "malformed", lambda v: v["entry"].update(format="gawah/log/2"))
    yield changed("nobody signs", "malformed", lambda v: (v.update(signatures=[]), v["entry"].update(by=[])))
    yield changed("a signature too many", "malformed", lambda v: v["signatures"].append(v["signatures"][0]))
    yield changed("a hash in capitals", "malformed", lambda v: v["entry"].update(before=v["entry"]["before"].upper()))
    readers = sorted([AMINA.fingerprint, BILAL.fingerprint], reverse=True)
    yield changed("readers out of order", "malformed", lambda v: v["entry"]["act"]["epoch"].update(readers=readers))
    old = "age1" + "q" * 58
    yield changed(
        "a recipient of the old kind", "malformed", lambda v: v["entry"]["act"]["epoch"].update(recipient=old)
    )
    yield changed("no page", "malformed", lambda v: v["entry"]["act"].update(form={}))
    yield changed("a list of pages", "malformed", lambda v: v["entry"]["act"].update(form=["a" * 64]))
    yield changed("no form", "malformed", lambda v: v["entry"]["act"].update(form=None))
    up = {"../seal.js": "a" * 64}
    yield changed("a path for a file", "malformed", lambda v: v["entry"]["act"].update(form=up))
    for why, text in {
        "a space": third.replace(b":", b": ", 1),
        "a line feed": third + b"\n",
        "a doubled key": third.replace(b'{"entry":', b'{"signatures":[],"entry":', 1),
        "a number with a point": third.replace(b'"number":1,', b'"number":1.0,'),
        "no JSON": b"",
        "a list": b"[]",
    }.items():
        yield Refusal(why, "malformed", 2, [text])
    small = _changed(made[1], lambda v: v["entry"]["act"].update(signing="01" + "00" * 31))
    yield Refusal("a signing key of small order", "malformed", 1, [small])


def _who(after: After) -> Iterator[Refusal]:
    eva = Join(EVA.signing, EVA.recipient, "voice")
    yield after("a stranger lets themselves in", "stranger", 5, eva, EVA)
    yield after("who joins later signs", "stranger", 2, eva, CIRO)
    yield after("who has left lets somebody in", "left", 8, eva, BILAL)
    yield after("two sign where one does", "signatures", 5, eva, AMINA, CIRO)
    yield after("somebody joins twice", "joined", 5, Join(BILAL.signing, EVA.recipient, "person"), AMINA)
    yield after("who has left comes back", "joined", 8, Join(BILAL.signing, EVA.recipient, "person"), AMINA)
    yield after("somebody joins with another's key", "used", 5, Join(EVA.signing, CIRO.recipient, "voice"), AMINA)
    yield after("with the key of an epoch", "used", 5, Join(EVA.signing, recipient("first 1"), "voice"), AMINA)
    yield after("with the printed identity", "used", 5, Join(EVA.signing, offline(), "voice"), AMINA)
    begun = Genesis(AMINA.signing, AMINA.recipient, "a" * 64)
    yield Refusal("the first is signed by another", "stranger", 0, [signed(None, begun, BILAL)])
    yield Refusal("the first is signed by two", "stranger", 0, [signed(None, begun, AMINA, BILAL)])


def _epochs(after: After) -> Iterator[Refusal]:
    def renewed(why: str, kind: str, **changed: Any) -> Refusal:
        base = epoch(FIRST, 3, "another", [AMINA, CIRO])
        return after(why, kind, 5, NewEpoch(msgspec.structs.replace(base, **changed), None), AMINA)

    yield renewed("an epoch number is skipped", "epoch", number=4)
    yield renewed("an epoch comes again", "epoch", number=2)
    yield renewed("of a collection that is not there", "collection", collection=THIRD)
    yield renewed("a ghost reads", "ghost", readers=sorted([AMINA.fingerprint, EVA.fingerprint]))
    gone = epoch(FIRST, 4, "another", [AMINA, BILAL])
    yield after("who has left reads", "ghost", 8, NewEpoch(gone, None), AMINA)
    yield renewed("a single reader", "readers", readers=[AMINA.fingerprint])
    yield renewed("only the printed identity", "readers", readers=[], offline=offline())
    yield renewed("the key of the epoch before", "used", recipient=recipient("first 2"))
    yield renewed("the key of another collection's epoch", "epoch", number=1, recipient=recipient("first 1"))
    yield renewed("a member's key", "used", recipient=CIRO.recipient)
    yield renewed("the printed identity as the key", "used", recipient=offline())
    yield renewed("a printed identity that is a reader's key", "used", offline=CIRO.recipient)
    yield renewed("a printed identity that is the epoch's key", "used", offline=recipient("another"))
    one = Open(promised("third", most=1), epoch(THIRD, 1, "third", [AMINA, CIRO]), form("third"))
    yield after("more readers than the promise says", "readers", 5, one, AMINA)
    again = Open(promised("third"), epoch(FIRST, 1, "third", [AMINA, CIRO]), form("third"))
    yield after("a collection is opened twice", "opened", 5, again, AMINA)
    second = Open(promised("third"), epoch(THIRD, 2, "third", [AMINA, CIRO]), form("third"))
    yield after("a collection opens with epoch 2", "epoch", 5, second, AMINA)
    late = NewEpoch(epoch(FIRST, 4, "another", [AMINA, DANA]), None)
    yield after("an epoch of a discarded collection", "collection", 11, late, AMINA)


def _promises(after: After) -> Iterator[Refusal]:
    third = epoch(THIRD, 1, "third", [AMINA, CIRO])
    later = Open(promised("third", before="second"), third, form("third"))
    yield after("a collection opens with a later version", "promise", 5, later, AMINA)

    def stricter(why: str, kind: str, signers: list[Person], **changed: Any) -> Refusal:
        base = promised("first, later", before="first", most=3)
        return after(why, kind, 5, Stricter(FIRST, msgspec.structs.replace(base, **changed), form("new")), *signers)

    yield stricter("a promise names another before it", "promise", [AMINA], before="0" * 64)
    yield stricter("a promise names none before it", "promise", [AMINA], before=None)
    yield stricter("a promise comes again", "promise", [AMINA], hash=promised("first").hash)
    yield stricter("more readers than before", "promise", [AMINA], readers_at_most=6)
    yield stricter("fewer readers than there are", "readers", [AMINA], readers_at_most=2)
    yield stricter("a later discard", "promise", [AMINA], discard="2027-05-01T00:00:00Z")
    earlier = "2027-03-01T00:00:00Z"
    yield stricter("an earlier discard, signed by one of three", "signatures", [AMINA], discard=earlier)
    yield stricter("an earlier discard, signed by a stranger too", "stranger", [AMINA, EVA], discard=earlier)
    yield stricter("the same discard, signed by two", "signatures", [AMINA, CIRO])
    nowhere = Stricter(THIRD, promised("x", before="first"), form("new"))
    yield after("of a collection that is not there", "collection", 5, nowhere, AMINA)


def _leaving(after: After) -> Iterator[Refusal]:
    first = epoch(FIRST, 3, "first 3", [AMINA, CIRO], printed=True)
    second = epoch(SECOND, 2, "second 2", [AMINA], printed=True)

    def leave(why: str, kind: str, *epochs: entries.Epoch, by: Person = AMINA, gone: Sequence[str] = ()) -> Refusal:
        return after(why, kind, 7, Leave(BILAL.fingerprint, list(epochs), list(gone)), by)

    yield leave("who leaves can read one of the collections", "leaver", first)
    yield leave("no collection has a new epoch", "leaver")
    yield leave("a collection is named twice", "leaver", first, second, gone=[SECOND])
    yield leave("who leaves can read the new epoch", "leaver", first, epoch(SECOND, 2, "s", [AMINA, BILAL]))
    yield leave("a ghost can read the new epoch", "ghost", first, epoch(SECOND, 2, "s", [AMINA, EVA]))
    yield leave("a new epoch has a single reader", "readers", first, epoch(SECOND, 2, "s", [AMINA]))
    yield leave("a new epoch is skipped", "epoch", first, epoch(SECOND, 3, "s", [AMINA, CIRO]))
    same = epoch(SECOND, 2, "first 3", [AMINA, CIRO])
    yield leave("two new epochs have one key", "used", first, same)
    yield leave("the new epoch has the old key", "used", first, epoch(SECOND, 2, "second 1", [AMINA, CIRO]))
    yield leave("who leaves has signed it", "own", first, second, by=BILAL)
    third = epoch(THIRD, 1, "third", [AMINA, CIRO])
    yield leave("a collection that is not there", "leaver", first, second, third)
    yield after("a stranger leaves", "member", 7, Leave(EVA.fingerprint, [], []), AMINA)
    yield after("somebody leaves twice", "member", 8, Leave(BILAL.fingerprint, [], []), AMINA)
    yield after("the last member leaves", "last", 1, Leave(AMINA.fingerprint, [], []), AMINA)
    unread = Leave(DANA.fingerprint, [epoch(FIRST, 4, "x", [AMINA, CIRO])], [])
    yield after("a new epoch for what who leaves cannot read", "leaver", 10, unread, AMINA)
