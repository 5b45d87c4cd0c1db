"""What the browser seals Python opens, and the other way round, in a real Chromium; both make the same vectors."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser
from sealing import REPORTER, SCRIPTS, TALK, TALK_JS, TEAM, VECTORS, Sealer, example, sealer

from gawah.envelope import (
    manifest,
    messages,
    padding,
    parts,
    report,
)
from gawah.envelope.messages import Words

pytestmark = pytest.mark.browser

FRONTEND = Path(__file__).parents[2] / "frontend"


@pytest.fixture(scope="module")
def seal(browser: Browser) -> Iterator[Sealer]:
    with sealer(browser) as ready:
        yield ready


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
    handed = told["withdrawal"]
    digests = """return all.map((each) => {
      try { return seal.code.withdrawalDigest(each) } catch (e) { return e.kind }
    })"""
    made = seal(digests, all=[handed["hashes"], *handed["refused"]])
    assert made == [handed["digest"]] + ["malformed"] * len(handed["refused"])


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
    again = """const { manifest: m, bytes: { text, utf8 } } = seal;
        return taken.map((each) => text(m.encode(m.decode(utf8(each)))))"""
    taken = VECTORS["reports"]["taken"]
    assert seal(again, taken=taken) == taken
    for inside in (b"\xff", b"\xed\xa0\x80", b"\xc0\xaf"):  # no UTF-8, where a careless decoder puts U+FFFD
        assert seal("return seal.manifest.decode(noise)", noise=plain.encode().replace(b"said", inside)) == {
            "refused": "malformed"
        }
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
    following = """const box = await seal.messages.read(files, [key], talk);
        const message = seal.messages.following(box, talk, "reporter", content);
        return [box, await seal.messages.seal(seal.messages.write(message, talk), recipients)];"""
    given: dict[str, Any] = {"talk": TALK_JS, "recipients": recipients, "key": REPORTER.encode()}
    _, first = seal(following, files=[], content={"kind": "consents", "consents": {"publish": True}}, **given)
    box = messages.read([first[1]], [TEAM], TALK)
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
    whole = messages.read([first[1], answer[1], third[1]], [TEAM], TALK)
    assert (whole.newest, messages.consents(whole)) == (3, {"publish": False})


# What is shipped


def test_its_weight_and_that_it_is_what_is_built(tmp_path: Path) -> None:
    for script in ("seal.js", "member.js"):
        assert len(gzip.compress((SCRIPTS / script).read_bytes(), 9)) < 60_000
    built = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["scripts"]["build:seal"]
    line = built.replace("../gawah/envelope/scripts", str(tmp_path)).split()
    subprocess.run([str(FRONTEND / "node_modules/.bin" / line[0]), *line[1:]], cwd=FRONTEND, check=True, timeout=60)
    for script in ("seal.js", "member.js"):
        assert (tmp_path / script).read_bytes() == (SCRIPTS / script).read_bytes()
