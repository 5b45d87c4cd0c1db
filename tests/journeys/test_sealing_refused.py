"""What a server or a sender could do to sealed things, and what the library would let through: refused, and why."""

from __future__ import annotations

import base64
import hashlib
import hmac
import random
from collections.abc import Iterator

import msgspec
import pytest
from playwright.sync_api import Browser
from sealing import REPORTER, TALK, TALK_JS, TEAM, VECTORS, Sealer, example, sealer

from gawah.envelope import (
    age,
    bech32,
    header,
    hybrid,
    mailbox,
    manifest,
    messages,
    padding,
    parts,
    stream,
)
from gawah.envelope.messages import Consents, Talk, Words

pytestmark = pytest.mark.browser

MALLORY = age.HybridIdentity(b"m" * 32)


@pytest.fixture(scope="module")
def seal(browser: Browser) -> Iterator[Sealer]:
    with sealer(browser) as ready:
        yield ready


# What a server could do, told by the browser as Python tells it


def _chain() -> list[bytes]:
    return [bytes.fromhex(each["written"]) for each in VECTORS["messages"]["chain"]]


def _mine(written: bytes) -> bytes:
    return messages.seal(written, (REPORTER.recipient, TEAM.recipient))[0]


def _signed(message: messages.Message, key: bytes) -> bytes:
    body = msgspec.json.Encoder(order="sorted").encode(message)
    return hmac.digest(key, body, "sha256") + body


def _attacks() -> dict[str, tuple[list[bytes], str]]:
    files = [_mine(written) for written in _chain()]
    box = messages.read(files, [REPORTER], TALK)
    words = messages.following(box, TALK, "team", Words("Come to the station.", more=False))
    consent = messages.following(box, TALK, "reporter", Consents({"publish": True}))
    unchained = msgspec.structs.replace(box.messages[1], before="a" * 64)
    turned = msgspec.structs.replace(messages.following(box, TALK, "reporter", words.content), sender="team")
    other = Talk("f" * 20, TALK.reporter, TALK.team)
    elsewhere = messages.write(messages.following(messages.EMPTY, other, "reporter", Consents({})), other)
    first = _chain()[1][messages.MAC :].replace(b'"number":2', b'"number":1')
    first = first.replace(messages.digest(_chain()[0]).encode(), b"0" * 64)
    by_team = _signed(consent, TALK.team)[32:].replace(b'"sender":"reporter"', b'"sender":"team"')
    begun = _chain()[0][messages.MAC :].replace(b"0" * 64, b"a" * 64)
    begun_again = _chain()[1][messages.MAC :].replace(messages.digest(_chain()[0]).encode(), b"0" * 64)
    altered = bytearray(files[1])
    altered[-1] ^= 1
    return {
        "reply": ([*files, _mine(_signed(words, bytes(32)))], "forged"),
        "consent": ([*files, _mine(_signed(consent, bytes(32)))], "forged"),
        "consent by the team": ([*files, _mine(hmac.digest(TALK.team, by_team, "sha256") + by_team)], "form"),
        "reflected": ([*files, _mine(_signed(turned, TALK.reporter))], "forged"),
        "of another report": ([_mine(elsewhere)], "other-report"),
        "reordered": ([files[1], files[0]], "order"),
        "repeated": ([files[0], files[0]], "order"),
        "missing": ([files[0], *files[2:]], "missing"),
        "earlier missing": ([*files[1:], mailbox.filler()], "missing"),
        "earlier and fillers missing": (files[1:], "missing"),
        "in the note's place": ([_mine(hmac.digest(TALK.team, first, "sha256") + first)], "form"),
        "another chain": ([files[0], _mine(_signed(unchained, TALK.team))], "chain"),
        "a first after another": ([_mine(hmac.digest(TALK.reporter, begun, "sha256") + begun)], "form"),
        "a second after none": ([files[0], _mine(hmac.digest(TALK.team, begun_again, "sha256") + begun_again)], "form"),
        "altered": ([files[0], bytes(altered), *files[2:]], "forged"),
        "cut": ([files[0][:-1]], "form"),
        "a vault": ([age.seal_vault(bytes(6000), "x")[:5755]], "form"),
        "not padded": ([age.seal(b"\xff" * 4096, REPORTER.recipient)], "form"),
    }


def test_forged_reordered_altered_and_reflected_messages_are_refused(seal: Sealer) -> None:
    read = "return (await seal.messages.read(files, [key], talk)).newest"
    for name, (files, kind) in _attacks().items():
        assert seal(read, files=files, key=REPORTER.encode(), talk=TALK_JS) == {"refused": kind}, name
        with pytest.raises(messages.MessageRefused) as told:
            messages.read(files, [REPORTER], TALK)
        assert told.value.kind == kind, name


def test_a_withheld_newest_shows_in_the_number_and_fillers_do_not(seal: Sealer) -> None:
    files = [_mine(written) for written in _chain()]
    fillers = [mailbox.filler() for _ in range(4)]
    read = "return (await seal.messages.read(files, [key], talk)).newest"
    for count in (0, 1, 3, 4):
        shown = [*files[:count], *fillers]
        assert seal(read, files=shown, key=REPORTER.encode(), talk=TALK_JS) == count


def test_cut_off_at_every_chunk_boundary(seal: Sealer) -> None:
    file = age.seal(bytes(3 * stream.CHUNK), TEAM.recipient)
    ends = [1627, *(1643 + number * (stream.CHUNK + 16) for number in range(3))]
    kinds = seal(
        """const kinds = [];
        for (const end of ends) for (const near of [-1, 0, 1, 15, 16, 17]) {
          try { await seal.age.unseal(file.subarray(0, end + near), key); kinds.push("taken") }
          catch (e) { kinds.push(e.kind) }
        }
        return kinds""",
        file=file,
        ends=ends,
        key=TEAM.encode(),
    )
    assert set(kinds) <= {"age", "not-accepted"}


def test_what_hides_in_the_padding_is_refused(seal: Sealer) -> None:
    """Anybody can seal, so what was listed and sealed well can still be wrong."""
    read = "return seal.report.unseal(file, key)"
    plain = padding.padded(manifest.encode(example()), padding.REPORT_BUCKETS)
    wider = padding.padded(manifest.encode(example()), (8192,))
    for wrong in (plain[:-1] + b"\1", wider, bytes(4096), b"\xff" * 4096):
        file = age.seal(wrong, TEAM.recipient)
        assert seal(read, file=file, key=TEAM.encode()) == {"refused": "malformed"}
    unseal = """return new Uint8Array(await (await seal.parts.unseal([file], entry, key)).arrayBuffer())"""
    whole = hashlib.sha256(b"abc").hexdigest()
    cases = {
        b"abc" + bytes(65533): b"abc",
        b"abd" + bytes(65533): {"refused": "parts"},
        b"abc" + bytes(65532) + b"\1": {"refused": "parts"},
        b"abc" + bytes(262141): {"refused": "parts"},
        b"abc": {"refused": "not-accepted"},
    }
    for plaintext, told in cases.items():
        file = age.seal(plaintext, TEAM.recipient)
        entry = manifest.Attachment("a", "", 3, whole, [hashlib.sha256(file).hexdigest()])
        assert seal(unseal, file=file, entry=msgspec.to_builtins(entry), key=TEAM.encode()) == told


def test_noise_in_a_message_is_refused_or_a_filler(seal: Sealer) -> None:
    """Two hundred changes of one byte anywhere: none is read, and none makes the script fail otherwise."""
    draw = random.Random(8)
    changes = [[draw.randrange(5755), draw.randrange(1, 256)] for _ in range(200)]
    kinds = seal(
        """const kinds = [];
        for (const [at, change] of changes) {
          const noisy = file.slice();
          noisy[at] ^= change;
          kinds.push(await seal.messages.read([noisy], [key], talk).then((box) => box.newest, (e) => e.kind));
        }
        return kinds""",
        file=_mine(_chain()[0]),
        changes=changes,
        key=REPORTER.encode(),
        talk=TALK_JS,
    )
    assert set(kinds) <= {0, "form", "forged"}


def test_a_row_under_another_reports_ciphertext(seal: Sealer) -> None:
    given = example()
    assert given.returning
    row = {"collection": given.collection, "epoch": given.epoch, "locator": given.returning.locator}
    rows = [row, {**row, "locator": None}, {**row, "epoch": 1, "collection": "0" * 20}]
    told = seal("return rows.map((row) => seal.report.differences(m, row))", rows=rows, m=msgspec.to_builtins(given))
    assert told == [[], ["locator"], ["collection", "epoch"]]


def test_it_seals_over_plain_http_too(browser: Browser) -> None:
    """Where there is no ``crypto.subtle``: an onion service seen by a browser that does not know what that is."""
    with sealer(browser, origin="http://sealing.test") as plain:
        assert plain("return crypto.subtle === undefined")
        made = plain(
            """const files = [];
            const entry = await seal.parts.sealAttachment(new Blob([data]), "a", "", to, async (sealed) => {
              const part = await sealed(); files.push(part.file); return part.sha256; });
            return {entry, files};""",
            data=b"a photograph",
            to=TEAM.recipient,
        )
    entry = msgspec.convert(made["entry"], manifest.Attachment)
    assert parts.unseal(made["files"], entry.parts, entry.size, entry.sha256, TEAM) == b"a photograph"


# What the library would let through


def test_traps_of_the_library_are_shut(seal: Sealer) -> None:
    classic = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
    no_keys = [bech32.encode("age1pq", each * 1216) for each in (b"\xff", b"\0")]
    for recipient in (*no_keys, "", "age1pq1", classic, TEAM.encode(), TEAM.recipient[:-1]):
        made = seal("return seal.age.seal(new Uint8Array(1), to)", to=recipient)
        assert made == {"refused": "wrong-key"}, recipient
    for passphrase in ("''", "'\\ud800'"):
        assert seal(f"return seal.age.sealVault(new Uint8Array(1), {passphrase})") == {"refused": "wrong-key"}
    classic_key = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    file = age.seal(bytes(10), TEAM.recipient)
    mistyped = TEAM.encode()[:-1] + ("P" if TEAM.encode()[-1] == "Q" else "Q")
    longer = bech32.encode("age-secret-key-pq-", bytes(33)).upper()
    for key in (classic_key, mistyped, longer, TEAM.encode().lower()):  # the library's errors repeat a mistyped key
        assert seal("return seal.age.unseal(file, key)", file=file, key=key) == {"refused": "wrong-key"}
        assert seal("return seal.age.recipientOf(key)", key=key) == {"refused": "wrong-key"}


@pytest.mark.parametrize("place", [0, 1, 766, 767])
def test_a_number_of_the_recipients_key_that_is_out_of_range(seal: Sealer, place: int) -> None:
    """Twelve bits each, the low half of a byte or the high one."""
    public = hybrid.check_recipient(TEAM.recipient)
    numbers = int.from_bytes(public[:1152], "little")
    for number, refused in ((3328, False), (3329, True), (4095, True)):
        changed = numbers & ~(4095 << 12 * place) | number << 12 * place
        to = bech32.encode("age1pq", changed.to_bytes(1152, "little") + public[1152:])
        made = seal("return seal.age.seal(new Uint8Array(1), to)", to=to)
        assert (made == {"refused": "wrong-key"}) == refused


def test_files_of_another_form_are_refused(seal: Sealer) -> None:
    file_key, nonce = b"k" * 16, b"n" * 16
    wraps = [hybrid.wrap(file_key, key.recipient) for key in (TEAM, MALLORY)]
    body = stream.encrypt(bytes(4096), file_key, nonce)
    both = header.encode(wraps, file_key) + body
    grease = header.encode([header.Stanza(("x-grease",), b""), wraps[0]], file_key) + body
    for file in (both, grease, age.seal_vault(bytes(4096), "words"), b"", bytes(5755)):
        assert seal("return seal.age.unseal(file, key)", file=file, key=TEAM.encode()) == {"refused": "not-accepted"}


def test_a_vault_of_another_cost_is_refused_before_it_is_paid(seal: Sealer) -> None:
    vault = base64.b64decode(VECTORS["vault"]["file"]["base64"])
    for work in (b"1", b"14", b"16", b"18", b"20", b"015"):
        file = vault.replace(b" 15\n", b" " + work + b"\n", 1)
        refused = {"refused": "not-accepted"}
        assert seal("return seal.age.unsealVault(file, 'words')", file=file) == refused
    assert seal("return seal.age.unsealVault(file, 'words')", file=vault) == {"refused": "age"}
