"""The member's side of sealing in a real Chromium, against Python: vault, wraps, opening, answering."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from playwright.sync_api import Browser
from sealing import CODE, REPORTER, TALK, TALK_JS, TEAM, Sealer, example, sealer

from gawah.envelope import accepted, age, manifest, messages, padding, report, return_code
from gawah.envelope.hybrid import HybridIdentity
from gawah.envelope.messages import Consents, Words

pytestmark = pytest.mark.browser

SCRIPTS = Path(__file__).parents[2] / "gawah" / "desk" / "assets"
USES = ["contact", "publish"]


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Sealer]:
    with sealer(browser, SCRIPTS, "desk.js") as ready:
        yield ready


# The vault


def test_a_vault_is_opened_by_python_and_signs_its_successor(desk: Sealer) -> None:
    made = desk("""
        const made = await seal.vault.create();
        const passphrase = seal.vault.newPassphrase();
        const file = await seal.vault.seal(made, passphrase);
        const next = await seal.vault.seal(made, "another passphrase");
        const shown = await seal.vault.publicOf(made);
        return {
          made, passphrase, file, next, shown, fingerprint: seal.vault.fingerprint(shown),
          again: await seal.vault.open(file, "  " + passphrase.toUpperCase().replaceAll(" ", "  ") + " "),
          signature: seal.vault.signChange(made, file, next),
        };""")
    inside = json.loads(age.unseal_vault(made["file"], made["passphrase"]))
    assert inside == made["made"] == made["again"]
    assert len(made["passphrase"].split()) == 7
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(inside["signing"])).public_key()
    assert key.public_bytes_raw().hex() == made["shown"]["signing_key"]
    assert made["fingerprint"] == hashlib.sha256(key.public_bytes_raw()).hexdigest()
    signed = b"gawah/1/vault\n" + hashlib.sha256(made["file"]).digest() + made["next"]
    Ed25519PublicKey.from_public_bytes(key.public_bytes_raw()).verify(made["signature"], signed)
    identity = HybridIdentity.parse(inside["identity"])
    assert identity.recipient == made["shown"]["recipient"]
    accepted.check_vault(made["file"])


@pytest.mark.parametrize(
    ("plaintext", "passphrase", "kind"),
    [
        (None, "another one", "age"),
        (b"{}", "right", "malformed"),
        (
            b'{"format":"gawah/vault/1","identity":"AGE-SECRET-KEY-1X","signing":"' + b"0" * 64 + b'"}',
            "right",
            "malformed",
        ),
        (None, "", "age"),
    ],
)
def test_what_is_no_vault_is_refused(desk: Sealer, plaintext: bytes | None, passphrase: str, kind: str) -> None:
    whole = {"format": "gawah/vault/1", "identity": TEAM.encode(), "signing": "ab" * 32}
    file = age.seal_vault(plaintext or json.dumps(whole, separators=(",", ":")).encode(), "right")
    opened = "return seal.vault.open(file, passphrase)"
    assert desk(opened, file=file, passphrase=passphrase) == {"refused": kind}
    if plaintext is None:
        assert desk(opened, file=file, passphrase="right") == whole
        other = file.replace(b" 15\n", b" 16\n", 1)
        assert desk(opened, file=other, passphrase="right") == {"refused": "not-accepted"}


# The form's key


def test_a_forms_key_goes_to_its_readers_and_to_nobody_else(desk: Sealer) -> None:
    alice, paper = age.new_identity(), age.new_identity()
    made = desk("return seal.wraps.openTo(readers)", readers={"a" * 64: alice.recipient, "offline": paper.recipient})
    assert set(made["wraps"]) == {"a" * 64, "offline"}
    assert {len(file) for file in made["wraps"].values()} == {5755}
    for reader, key in (("a" * 64, alice), ("offline", paper)):
        inside = padding.unpadded(age.unseal(made["wraps"][reader], [key]), padding.MESSAGE_BUCKETS)
        assert HybridIdentity.parse(inside.decode()).recipient == made["recipient"]
    unwrap = "return seal.wraps.unwrap(file, key, recipient)"
    file = made["wraps"]["offline"]
    assert desk(unwrap, file=file, key=alice.encode(), recipient=made["recipient"]) == {"refused": "age"}
    assert desk(unwrap, file=file, key=paper.encode(), recipient=alice.recipient) == {"refused": "wrong-key"}
    noise = age.seal(padding.padded(b"\xff", padding.MESSAGE_BUCKETS), paper.recipient)
    assert desk(unwrap, file=noise, key=paper.encode(), recipient=alice.recipient) == {"refused": "malformed"}


# Opening, and what is wrong


def _report(**changes: Any) -> manifest.Manifest:
    back = return_code.returning(CODE, USES)
    return msgspec.structs.replace(example(), returning=back, attachments=[], report=TALK.report, **changes)


def _row(of: manifest.Manifest, **changes: Any) -> dict[str, Any]:
    locator = of.returning.locator if of.returning else None
    row = {"id": "1" * 20, "collection": of.collection, "epoch": of.epoch, "day": "2026-11-22", "locator": locator}
    return {**row, "withdrawn": [], "messages": 1, **changes}


def _opened(desk: Sealer, of: manifest.Manifest, **given: Any) -> Any:
    hashes = return_code.withdrawal_hashes(CODE, USES) if of.returning else {}
    asked = {
        "row": _row(of),
        "file": report.seal(of, TEAM.recipient),
        "hashes": hashes,
        "keys": [[of.epoch, TEAM.encode()]],
        "promises": [of.promise],
    }
    return desk(
        """const form = {keys: new Map(keys), promises: new Set(promises)};
        const {report, flags} = await seal.reading.open(row, file, hashes, form);
        return [report, flags];""",
        **{**asked, **given},
    )


def test_a_report_as_it_was_sent_has_no_flag(desk: Sealer) -> None:
    for of in (_report(), msgspec.structs.replace(_report(), returning=None)):
        assert _opened(desk, of) == [msgspec.to_builtins(of), []]


@pytest.mark.parametrize(
    ("flag", "change"),
    [
        ("unopened", lambda of: {"file": report.seal(of, age.new_identity().recipient)}),
        ("unopened", lambda of: {"file": report.seal(of, TEAM.recipient)[:-1]}),
        ("unopened", lambda of: {"file": age.seal(padding.padded(b"{}", padding.REPORT_BUCKETS), TEAM.recipient)}),
        ("unopened", lambda of: {"keys": []}),
        ("locator", lambda of: {"row": _row(of, locator="0" * 64)}),
        ("locator", lambda of: {"row": _row(of, locator=None)}),
        ("collection", lambda of: {"row": _row(of, collection="f" * 20)}),
        ("epoch", lambda of: {"row": _row(of, epoch=of.epoch + 1), "keys": [[of.epoch + 1, TEAM.encode()]]}),
        ("promise", lambda of: {"promises": ["0" * 64]}),
        ("withdrawal", lambda of: {"hashes": {}}),
        ("withdrawal", lambda of: {"hashes": return_code.withdrawal_hashes(CODE, USES) | {"publish": "0" * 64}}),
        ("withdrawal", lambda of: {"hashes": return_code.withdrawal_hashes(CODE, USES) | {"publish": "no hash"}}),
        ("withdrawal", lambda of: {"hashes": return_code.withdrawal_hashes(CODE, [*USES, "count"])}),
    ],
)
def test_each_wrong_has_its_flag(desk: Sealer, flag: str, change: Any) -> None:
    assert _opened(desk, _report(), **change(_report()))[1] == [flag]


def test_sealed_by_the_server_or_with_hashes_for_nobody(desk: Sealer) -> None:
    assert _opened(desk, _report(sealed_by="server"))[1] == ["server"]
    assert _opened(desk, _report(sealed_by="member"))[1] == []
    alone = msgspec.structs.replace(_report(), returning=None)
    assert _opened(desk, alone, hashes={"": "0" * 64})[1] == ["withdrawal"]


def test_how_the_uses_stand(desk: Sealer) -> None:
    stand = "return seal.reading.standing(report, box, withdrawn)"
    given = msgspec.to_builtins(_report(consents={"contact": True, "publish": True, "count": False}))
    now = {
        "messages": [{"content": {"kind": "consents", "consents": {"contact": False, "publish": True, "count": True}}}]
    }
    assert desk(stand, report=given, box=None, withdrawn=[]) == {
        "contact": "given",
        "publish": "given",
        "count": "not-given",
    }
    assert desk(stand, report=given, box=now, withdrawn=["publish"]) == {
        "contact": "taken-back",
        "publish": "taken-back",
        "count": "given",
    }


# The conversation


def _chain(*said: tuple[str, Words | Consents]) -> list[bytes]:
    box, files = messages.EMPTY, []
    for sender, content in said:
        message = messages.following(box, TALK, sender, content)
        written = messages.write(message, TALK)
        files.append(messages.seal(written, (REPORTER.recipient, TEAM.recipient))[1])
        box = messages.Mailbox((*box.messages, message), message.number, messages.digest(written), 0)
    return files


NOTE = ("reporter", Consents({"publish": True}))
READ = """try {
    const {box, flags} = await seal.reading.conversation(files, [key], talk, said);
    return [box.newest, flags];
  } catch (error) { return [null, [seal.reading.flagOf(error)]]; }"""


def test_a_conversation_and_all_that_can_be_wrong_with_it(desk: Sealer) -> None:
    one, two, three = _chain(NOTE, ("team", Words("شکریہ", False)), ("reporter", Words("hello", False)))
    other = _chain(NOTE, ("team", Words("no", False)))[1]
    filler = age.seal(bytes(4096), age.new_identity().recipient)
    talk = messages.Talk("f" * 20, TALK.reporter, TALK.team)
    strange = messages.write(messages.following(messages.EMPTY, talk, *NOTE), talk)
    stranger = messages.seal(strange, (REPORTER.recipient, TEAM.recipient))[1]
    forged = age.seal(padding.padded(bytes(32) + strange[32:], padding.MESSAGE_BUCKETS), TEAM.recipient)

    def told(files: list[bytes], said: int) -> Any:
        return desk(READ, files=files, key=TEAM.encode(), talk=TALK_JS, said=said)

    assert told([one, two, three], 3) == [3, []]
    assert told([one], 1) == [1, []]
    assert told([one, two], 3) == [2, ["withheld"]]
    assert told([one, two, filler], 2) == [2, ["withheld"]]
    assert told([], 0) == [0, ["withheld"]]  # whoever has a code has left a note
    assert told([one, other, three], 3) == [None, ["message-chain"]]
    assert told([one, three], 3) == [None, ["message-missing"]]
    assert told([two, three], 3) == [None, ["message-missing"]]
    assert told([one, two, two], 3) == [None, ["message-order"]]
    assert told([one, forged], 2) == [None, ["message-forged"]]
    assert told([stranger], 1) == [None, ["message-other-report"]]
    assert told([one, two[:-1] + bytes([two[-1] ^ 1])], 2) == [None, ["message-forged"]]
    assert told([one, bytes(5755)], 2) == [None, ["message-form"]]


REPLY = """
  const server = [...files];                       // the collection's files, as a server holds them
  const mine = [];                                 // what the reporter would get
  const read = async () => (await seal.reading.conversation(server, [key], talk, 0)).box;
  const box = await read();
  const others = [...waiting];
  let calls = 0;
  const post = async (number, one, other) => {
    calls += 1;
    if (others.length) server.push(others.shift());  // somebody else was quicker
    if (number !== server.length + 1) return false;
    if (lost === calls - 1) { server.push(other); mine.push(one); throw new Error("the answer was lost"); }
    if (broken) throw new Error("no connection");
    server.push(other); mine.push(one);
    return true;
  };
  const wire = {recipients: [recipient, team], read, post};
  let left = null;
  let now;
  try { now = await seal.replies.reply(text, talk, box, wire); } catch (error) {
    if (!(error instanceof seal.replies.Unsent)) throw error;
    left = error.left;
    if (!broken) now = await seal.replies.reply(left, talk, error.box, {...wire, post: async (n, one, other) => {
      if (n !== server.length + 1) return false;
      server.push(other); mine.push(one); return true;
    }});
  }
  return {server, mine, calls, left, newest: now ? now.newest : null};"""


def _replied(desk: Sealer, text: str, **given: Any) -> Any:
    asked = {"files": _chain(NOTE), "waiting": [], "lost": -1, "broken": False}
    return desk(
        REPLY,
        text=text,
        key=TEAM.encode(),
        talk=TALK_JS,
        recipient=REPORTER.recipient,
        team=TEAM.recipient,
        **{**asked, **given},
    )


def _said(files: list[bytes]) -> list[str]:
    box = messages.read(files, [TEAM], TALK)
    return [each.content.text for each in box.messages if isinstance(each.content, Words)]


def test_a_reply_reaches_the_reporter(desk: Sealer) -> None:
    done = _replied(desk, "We read it. شکریہ")
    assert _said(done["server"]) == ["We read it. شکریہ"]
    files = messages.seal(
        messages.write(messages.following(messages.EMPTY, TALK, *NOTE), TALK), (REPORTER.recipient,) * 2
    )
    assert messages.read([files[0], *done["mine"]], [REPORTER], TALK).newest == 2
    assert done["newest"] == 2


def test_a_long_reply_is_several_messages(desk: Sealer) -> None:
    text = "word " * 2000
    done = _replied(desk, text)
    assert done["newest"] == len(done["server"]) > 2
    assert "".join(_said(done["server"])) == text


def test_a_number_that_is_taken_is_not_taken_twice(desk: Sealer) -> None:
    chain = _chain(NOTE, ("reporter", Words("one more thing", False)), ("team", Words("a colleague", False)))
    done = _replied(desk, "mine", waiting=chain[1:])
    assert _said(done["server"]) == ["one more thing", "a colleague", "mine"]
    assert done["calls"] == 3


def test_an_answer_that_was_lost_is_not_said_twice(desk: Sealer) -> None:
    text = "word " * 2000
    for lost in (0, 1):
        done = _replied(desk, text, lost=lost)
        assert "".join(_said(done["server"])) == text
        assert text.endswith(done["left"])


def test_what_could_not_be_sent_is_handed_back(desk: Sealer) -> None:
    done = _replied(desk, "all of it", broken=True)
    assert done["left"] == "all of it"
    assert _said(done["server"]) == []


def test_pieces_of_one_text_are_shown_as_one(desk: Sealer) -> None:
    said = [("team", Words("first ", True)), ("reporter", Words("between", False)), ("team", Words("second", False))]
    box = messages.read(_chain(NOTE, *said), [TEAM], TALK)
    shown = desk("return seal.talking.whole(messages).map((each) => [each.first.number, each.last, each.text])",
                 messages=[msgspec.to_builtins(each) for each in box.messages])  # fmt: skip
    assert shown == [[1, 1, ""], [2, 4, "first second"], [3, 3, "between"]]
