"""What the browser seals Python opens, and the other way round, in a real Chromium; both make the same vectors."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser
from sealing import SCRIPTS, Sealer, sealer

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
    report,
    return_code,
    stream,
)
from gawah.envelope.messages import Consents, Talk, Words

pytestmark = pytest.mark.browser

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "envelope" / "vectors.json").read_text(encoding="utf-8")
)
FRONTEND = Path(__file__).parents[2] / "frontend"
TEAM = age.HybridIdentity(bytes.fromhex(VECTORS["keys"]["seed"]))
MALLORY = age.HybridIdentity(b"m" * 32)
CODE = bytes.fromhex(VECTORS["messages"]["code"])
TALK = Talk(VECTORS["messages"]["report"], return_code.talk_key(CODE, "reporter"), return_code.talk_key(CODE, "team"))
REPORTER = return_code.identity(CODE)
TALK_JS = {"report": TALK.report, "reporter": TALK.reporter, "team": TALK.team}


@pytest.fixture(scope="module")
def seal(browser: Browser) -> Iterator[Sealer]:
    with sealer(browser) as ready:
        yield ready


def example() -> manifest.Manifest:
    return msgspec.convert(VECTORS["reports"]["manifest"], manifest.Manifest)


# The vectors


def test_age_files_of_the_vectors(seal: Sealer) -> None:
    keys = VECTORS["keys"]
    assert seal("return seal.age.recipientOf(key)", key=keys["identity"]) == keys["recipient"]
    for each in VECTORS["age"]:
        made, opened = seal(
            """const plain = fill(pattern, length);
            const file = await drawing(draws, () => seal.age.seal(plain, keys.recipient));
            const again = await seal.age.unseal(file, keys.identity);
            return [file, seal.bytes.same(plain, again) && file.length === seal.age.sealedLength(length)];""",
            pattern=bytes.fromhex(each["fill"]),
            length=each["plaintext_length"],
            draws=each["draws"],
            keys=keys,
        )
        assert hashlib.sha256(made).hexdigest() == each["file"]["sha256"]
        assert opened


def test_the_vault_of_the_vectors(seal: Sealer) -> None:
    vault = VECTORS["vault"]
    file = seal(
        "return drawing(v.draws, () => seal.age.sealVault(seal.bytes.utf8(v.plaintext), v.passphrase))", v=vault
    )
    assert base64.b64encode(file).decode() == vault["file"]["base64"]
    opened = "return seal.bytes.text(await seal.age.unsealVault(file, passphrase))"
    assert seal(opened, file=file, passphrase=vault["passphrase"]) == vault["plaintext"]


def test_codes_of_the_vectors(seal: Sealer) -> None:
    for each in VECTORS["codes"]["valid"]:
        made = seal(
            """const { code, bytes: { hex } } = seal;
            return {
              bytes: hex(code.decode(v.digits)), digits: code.encode(seal.bytes.unhex(v.bytes)), uses: v.uses,
              locator: hex(code.locator(b)), withdraw_all: hex(code.withdrawalToken(b)), identity: code.identity(b),
              withdraw: Object.fromEntries(v.uses.map((use) => [use, hex(code.withdrawalToken(b, use))])),
              returning: await code.returning(b, v.uses),
            };""",
            v=each,
            b=bytes.fromhex(each["bytes"]),
        )
        assert made == each
    told = VECTORS["codes"]
    read = "return typed.map((t) => { try { return seal.bytes.hex(seal.code.decode(t)) } catch (e) { return e.kind } })"
    assert set(seal(read, typed=told["typed"])) == {told["typed_bytes"]}
    assert seal(read, typed=[typed for typed, _ in told["wrong"]]) == [kind for _, kind in told["wrong"]]


def test_reports_of_the_vectors(seal: Sealer) -> None:
    told = VECTORS["reports"]
    shuffled = dict(reversed(told["manifest"].items()))
    assert seal("return seal.bytes.text(seal.manifest.encode(m))", m=shuffled) == told["canonical"]
    for each in told["files"]:
        longer = {**told["manifest"], "answers": {**told["manifest"]["answers"], "more": "x" * each["more"]}}
        file, again = seal(
            """const file = await drawing(draws, () => seal.report.seal(m, keys.recipient));
            return [file, await seal.report.unseal(file, keys.identity)];""",
            draws=each["draws"],
            m=longer,
            keys=VECTORS["keys"],
        )
        assert hashlib.sha256(file).hexdigest() == each["file"]["sha256"]
        assert again == longer


def test_what_is_nearly_a_manifest_is_refused(seal: Sealer) -> None:
    told = VECTORS["reports"]["refused"]
    plain = VECTORS["reports"]["canonical"]
    wrong = [plain.replace(old, new, 1) for old, new in told["changes"]] + told["whole"]
    kinds = seal(
        """return wrong.map((each) => {
          try { seal.manifest.decode(seal.bytes.utf8(each)); return "taken: " + each } catch (e) { return e.kind }
        })""",
        wrong=wrong,
    )
    assert set(kinds) == {"malformed"}
    for noise in (b"\xff", plain.encode()[:-3] + b"\xed\xa0\x80", b"\xef\xbb\xbf" + plain.encode()):
        assert seal("return seal.manifest.decode(noise)", noise=noise) == {"refused": "malformed"}


def test_parts_of_the_vectors(seal: Sealer) -> None:
    for each in VECTORS["parts"]:
        made, same = seal(
            """const draws = v.files.flatMap((file) => file.draws);
            const blob = new Blob([fill(pattern, v.attachment.size)]);
            const files = [];
            const entry = await drawing(draws, () => seal.parts.sealAttachment(
              blob, v.attachment.name, v.attachment.type, keys.recipient,
              async (sealed) => { const part = await sealed(); files.push(part.file); return part.sha256; }));
            const whole = await seal.parts.unseal(files, entry, keys.identity);
            const again = new Uint8Array(await whole.arrayBuffer());
            return [entry, seal.bytes.same(again, fill(pattern, v.attachment.size))];""",
            v=each,
            pattern=bytes.fromhex(each["fill"]),
            keys=VECTORS["keys"],
        )
        assert made == each["attachment"]
        assert same


def test_messages_of_the_vectors(seal: Sealer) -> None:
    told = VECTORS["messages"]
    chain = seal(
        """let box = seal.messages.EMPTY;
        return said.map(({sender, content}) => {
          const message = seal.messages.following(box, talk, sender, content);
          const written = seal.messages.write(message, talk);
          box = {messages: [], newest: message.number, digest: seal.messages.digest(written), earlier: 0};
          return {message, written: seal.bytes.hex(written), digest: box.digest};
        })""",
        said=[each["message"] for each in told["chain"]],
        talk=TALK_JS,
    )
    assert chain == told["chain"]
    files = seal(
        "return drawing(draws, () => seal.messages.seal(written, recipients))",
        draws=[draw for each in told["files"] for draw in each["draws"]],
        written=bytes.fromhex(told["chain"][0]["written"]),
        recipients=[REPORTER.recipient, TEAM.recipient],
    )
    assert [base64.b64encode(file).decode() for file in files] == [each["file"]["base64"] for each in told["files"]]
    split = told["split"]
    assert [each["text"] for each in seal("return seal.messages.split(text)", text=split["text"])] == split["pieces"]


def test_words_counts_and_work_of_the_vectors(seal: Sealer) -> None:
    told = VECTORS["words"]
    made = seal(
        """const member = await import("/member.js");
        return [
          Object.fromEntries(texts.map((t) => [t, member.fingerprint(seal.bytes.utf8(t))])),
          Object.fromEntries(counts.map((c) => [c, member.rounded(Number(c))])),
          member.newPassphrase().split(" ").length,
        ]""",
        texts=list(told["eight"]),
        counts=list(told["rounded"]),
    )
    assert made == [told["eight"], told["rounded"], 7]
    work = VECTORS["work"]
    found = seal(
        """const [c, h] = [seal.bytes.unhex(w.ciphertext), seal.bytes.unhex(w.challenge)];
        const nonce = seal.work.find(c, h, w.wanted, 0, 100000);
        return [seal.bytes.hex(nonce), seal.work.bits(c, h, nonce), seal.work.bits(c, h, new Uint8Array(8)),
          seal.work.find(c, h, 60, 0, 10), seal.work.bits(c, h, new Uint8Array(9))];""",
        w=work,
    )
    assert found == [work["nonce"], work["bits"], work["zero"], None, 0]


# Browser → Python → browser


def test_whatever_is_written_has_one_canonical_form(seal: Sealer) -> None:
    """Three hundred reports of odd characters: each side writes what it read as the other wrote it."""
    draw = random.Random(20)
    odd = [*map(chr, range(32)), *"\"\\/\x7f\x80\u2028\u2029\ufeff\ufffe\U0001f600\U0010ffff aگ\u200f\u0301<&'"]
    written = []
    for _ in range(300):
        answers: dict[str, str | list[str]] = {}
        for _ in range(draw.randrange(5)):
            texts = ["".join(draw.choices(odd, k=draw.randrange(12))) for _ in range(draw.randrange(3))]
            name = "x" + "".join(draw.choices("abz019_", k=6))
            answers[name] = texts if draw.random() < 0.5 else "".join(texts)
        written.append(manifest.encode(msgspec.structs.replace(example(), answers=answers, returning=None)))
    assert (
        seal("return files.map((file) => seal.manifest.encode(seal.manifest.decode(file)))", files=written) == written
    )


def test_a_report_goes_round(seal: Sealer) -> None:
    given = msgspec.to_builtins(example())
    file = seal("return seal.report.seal(m, to)", m=given, to=TEAM.recipient)
    read = report.unseal(file, TEAM)
    assert read == example()
    assert (
        seal("return seal.report.unseal(file, key)", file=report.seal(read, TEAM.recipient), key=TEAM.encode()) == given
    )


def test_text_that_is_no_text_is_made_whole_before_it_is_sealed(seal: Sealer) -> None:
    file = seal(
        """m.answers = {what: "a\\ud800b\\udc00c\\ud83d\\ude00"};
        return seal.report.seal(m, to)""",
        m=msgspec.to_builtins(example()),
        to=TEAM.recipient,
    )
    assert report.unseal(file, TEAM).answers == {"what": "a\ufffdb\ufffdc\U0001f600"}


def test_an_attachment_goes_round(seal: Sealer) -> None:
    data = hashlib.shake_256(b"a film").digest(padding.PART + 70_000)
    made = seal(
        """const files = [];
        const entry = await seal.parts.sealAttachment(new Blob([data]), "فلم", "video/mp4", to, async (sealed, n) => {
          let part = await sealed();
          if (n === 1) part = await sealed();  // again, as after a dropped connection
          files.push(part.file);
          return part.sha256;
        });
        return {entry, files};""",
        data=data,
        to=TEAM.recipient,
    )
    entry = msgspec.convert(made["entry"], manifest.Attachment)
    assert parts.unseal(made["files"], entry.parts, entry.size, entry.sha256, TEAM) == data
    entry, files = report.seal_attachment(data, "b.mp4", "", TEAM.recipient)
    again = parts.seal(data[padding.PART :], TEAM.recipient)
    orders = [[0, 1], [1, 0], [0], [0, None], [0, 0], [0, 2], [0, 3], [0, 1, 1]]
    told = seal(
        """const told = [];
        for (const order of orders) {
          const chosen = order.map((at) => at === null ? null : files[at]);
          told.push(await seal.parts.unseal(chosen, entry, key).then(
            async (whole) => seal.bytes.hex(new Uint8Array(
              await crypto.subtle.digest("SHA-256", await whole.arrayBuffer()))),
            (error) => error.kind));
        }
        return told;""",
        files=[*files, again, files[1][:-1]],
        orders=orders,
        entry=msgspec.to_builtins(entry),
        key=TEAM.encode(),
    )
    assert told == [entry.sha256] + ["parts"] * 7


def test_messages_go_round(seal: Sealer) -> None:
    """The reporter's first in the browser, the team's answer in Python, the reporter's next in the browser."""
    recipients = [REPORTER.recipient, TEAM.recipient]
    following = """const box = await seal.messages.read(files, key, talk);
        const message = seal.messages.following(box, talk, "reporter", content);
        return [box, await seal.messages.seal(seal.messages.write(message, talk), recipients)];"""
    given: dict[str, Any] = {"talk": TALK_JS, "recipients": recipients, "key": REPORTER.encode()}
    _, first = seal(following, files=[], content={"kind": "consents", "consents": {"publish": True}}, **given)
    box = messages.read([first[1]], TEAM, TALK)
    assert messages.consents(box) == {"publish": True}
    answer = messages.seal(
        messages.write(messages.following(box, TALK, "team", Words("شکریہ", more=False)), TALK),
        (REPORTER.recipient, TEAM.recipient),
    )
    seen, third = seal(
        following, files=[first[0], answer[0]], content={"kind": "consents", "consents": {"publish": False}}, **given
    )
    assert [each["content"].get("text") for each in seen["messages"]] == [None, "شکریہ"]
    assert seen["newest"] == 2
    whole = messages.read([first[1], answer[1], third[1]], TEAM, TALK)
    assert (whole.newest, messages.consents(whole)) == (3, {"publish": False})


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
    box = messages.read(files, REPORTER, TALK)
    words = messages.following(box, TALK, "team", Words("Come to the station.", more=False))
    consent = messages.following(box, TALK, "reporter", Consents({"publish": True}))
    unchained = msgspec.structs.replace(box.messages[1], before="a" * 64)
    turned = msgspec.structs.replace(messages.following(box, TALK, "reporter", words.content), sender="team")
    other = Talk("f" * 20, TALK.reporter, TALK.team)
    elsewhere = messages.write(messages.following(messages.EMPTY, other, "team", words.content), other)
    by_team = _signed(consent, TALK.team)[32:].replace(b'"sender":"reporter"', b'"sender":"team"')
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
        "another chain": ([files[0], _mine(_signed(unchained, TALK.team))], "chain"),
        "altered": ([files[0], bytes(altered), *files[2:]], "forged"),
        "cut": ([files[0][:-1]], "form"),
        "a vault": ([age.seal_vault(bytes(6000), "x")[:5755]], "form"),
        "not padded": ([age.seal(b"\xff" * 4096, REPORTER.recipient)], "form"),
    }


def test_forged_reordered_altered_and_reflected_messages_are_refused(seal: Sealer) -> None:
    read = "return (await seal.messages.read(files, key, talk)).newest"
    for name, (files, kind) in _attacks().items():
        assert seal(read, files=files, key=REPORTER.encode(), talk=TALK_JS) == {"refused": kind}, name
        with pytest.raises(messages.MessageRefused) as told:
            messages.read(files, REPORTER, TALK)
        assert told.value.kind == kind, name


def test_a_withheld_newest_shows_in_the_number_and_fillers_do_not(seal: Sealer) -> None:
    files = [_mine(written) for written in _chain()]
    fillers = [mailbox.filler() for _ in range(4)]
    read = "return (await seal.messages.read(files, key, talk)).newest"
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
          kinds.push(await seal.messages.read([noisy], key, talk).then((box) => box.newest, (e) => e.kind));
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
    assert seal("return seal.age.sealVault(new Uint8Array(1), '')") == {"refused": "wrong-key"}
    classic_key = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    file = age.seal(bytes(10), TEAM.recipient)
    assert seal("return seal.age.unseal(file, key)", file=file, key=classic_key) == {"refused": "wrong-key"}


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


# What is shipped


def test_its_weight_and_that_it_is_what_is_built(tmp_path: Path) -> None:
    for script in ("seal.js", "member.js"):
        assert len(gzip.compress((SCRIPTS / script).read_bytes(), 9)) < 60_000
    built = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["scripts"]["build:seal"]
    line = built.replace("../gawah/envelope/scripts", str(tmp_path)).split()
    subprocess.run([str(FRONTEND / "node_modules/.bin" / line[0]), *line[1:]], cwd=FRONTEND, check=True, timeout=60)
    for script in ("seal.js", "member.js"):
        assert (tmp_path / script).read_bytes() == (SCRIPTS / script).read_bytes()
