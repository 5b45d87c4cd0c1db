"""The log of members in a real Chromium: it makes and reads the vectors, and refuses what Python refuses."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from logs import AMINA, BILAL, EVA, FIRST, SECOND, history, loaded, recipient, told
from playwright.sync_api import Browser
from sealing import SCRIPTS, Sealer, sealer

from gawah.envelope import ed25519
from gawah.envelope.errors import LogRefused
from gawah.envelope.log import entries, reading
from gawah.envelope.log.state import EMPTY
from gawah.sealed import promise
from gawah.sealed.log import promised

pytestmark = pytest.mark.browser

VECTORS = loaded()
FRONTEND = Path(__file__).parents[2] / "frontend"
# What a refusal is told by: the member's script has its own class of it.
KIND = "const kind = (work) => { try { work(); return null } catch (error) { return error.kind ?? `${error}` } };"


@pytest.fixture(scope="module")
def seal(browser: Browser) -> Iterator[Sealer]:
    with sealer(browser) as ready:
        yield ready


def in_member(seal: Sealer, body: str, **given: Any) -> Any:
    """What ``body`` returns, with the member's script as ``m`` and ``utf8``."""
    names = 'const m = await import("/member.js"); const { utf8, text, unhex } = seal.bytes;'
    return seal(f"{names} {KIND} {body}", **given)


def test_the_history_is_made_and_read(seal: Sealer) -> None:
    made = in_member(
        seal,
        """let log = m.log.EMPTY;
        const made = [], states = [];
        for (const { entry, by } of history) {
          const act = Object.fromEntries(Object.entries(JSON.parse(entry).entry.act).reverse());
          const data = m.signing.write(log, act, by.map((each) => unhex(people[each].seed)));
          log = m.log.append(log, data);
          made.push({ entry: text(data), hash: m.log.head(log).hash, by });
          if (states.length === 0 || [5, 12].includes(made.length)) states.push(log);
        }
        return { made, states, read: m.log.read(made.map(({ entry }) => utf8(entry))) };""",
        history=VECTORS["history"],
        people=VECTORS["people"],
    )
    assert made["made"] == VECTORS["history"]
    assert made["states"] == VECTORS["states"]
    assert made["read"] == VECTORS["states"][-1]


def test_refused_as_python_refuses(seal: Sealer) -> None:
    kinds = in_member(
        seal,
        """const entry = (each) => typeof each === "number" ? history[each - 1] : utf8(each);
        return refused.map(({ keep, then }) =>
          kind(() => m.log.read([...history.slice(0, keep), ...then.map(entry)])));""",
        history=list(history()),
        refused=VECTORS["refused"],
    )
    found = [(each["why"], kind) for each, kind in zip(VECTORS["refused"], kinds, strict=True)]
    assert found == [(each["why"], each["kind"]) for each in VECTORS["refused"]]
    noise = [b"\xff", history()[1][:-2] + b"\xed\xa0\x80", b"\xef\xbb\xbf" + history()[1]]
    read = "return noise.map((each) => kind(() => m.log.read([first, each])))"
    assert set(in_member(seal, read, first=history()[0], noise=noise)) == {"malformed"}


def _values(value: Any) -> list[Any]:
    """Every value in there that is no object, and every list."""
    if isinstance(value, dict):
        return [found for each in value.values() for found in _values(each)]
    return [value, *(found for each in value for found in _values(each))] if isinstance(value, list) else [value]


def _altered(draw: random.Random, value: Any, others: list[Any]) -> Any:
    """A copy in which one value, somewhere, is one of ``others``, most often one that looks alike."""
    if isinstance(value, dict):
        key = draw.choice(sorted(set(value) - {"type", "form"} or set(value)))
        return {**value, key: _altered(draw, value[key], others)}
    if isinstance(value, list) and value and draw.random() < 0.7:
        at = draw.randrange(len(value))
        return [*value[:at], _altered(draw, value[at], others), *value[at + 1 :]]

    def look(each: Any) -> tuple[type, int]:
        return type(each), len(each) if isinstance(each, str) else 0

    alike = [each for each in others if look(each) == look(value) and each != value]
    return draw.choice(alike if alike and draw.random() < 0.95 else others)


def _signed(entry: dict[str, Any]) -> bytes:
    """By those of ``by`` whose seeds are known."""
    encode = msgspec.json.Encoder(order="sorted").encode
    seeds = {each["fingerprint"]: bytes.fromhex(each["seed"]) for each in VECTORS["people"]}
    signers = [seeds.get(by, bytes(32)) for by in entry["by"]] if isinstance(entry["by"], list) else []
    message = entries.CONTEXT + encode(entry)
    return encode({"entry": entry, "signatures": [ed25519.sign(seed, message).hex() for seed in signers]})


def test_whatever_a_member_signs_both_sides_say_the_same_of_it(seal: Sealer) -> None:
    """Entries with values from elsewhere in them, signed again: five hundred, drawn the same each time."""
    draw = random.Random(3)
    known = [msgspec.json.decode(data)["entry"] for data in history()]
    others = [*_values(known), 2, 3, 999, 1000, "", "0" * 64, [], {}, None, True]
    states = [EMPTY, *(reading.read(history()[:number]) for number in range(1, 12))]
    given, told = [], []
    for _ in range(500):
        place = draw.randrange(12)
        altered = {**known[place], "act": _altered(draw, known[place]["act"], others)}
        given.append({"place": place, "data": _signed(altered)})
        try:
            reading.append(states[place], given[-1]["data"])
            told.append(None)
        except LogRefused as refused:
            told.append(refused.kind)
    found = in_member(
        seal,
        """const states = [m.log.EMPTY];
        for (const data of history) states.push(m.log.append(states[states.length - 1], data));
        return given.map(({ place, data }) => kind(() => m.log.append(states[place], data)));""",
        given=given,
        history=list(history()),
    )
    assert found == told
    assert len(set(told)) > 12


def test_what_was_seen_before_and_another_beginning(seal: Sealer) -> None:
    kinds = in_member(
        seal,
        "return seen.map(({ number, hash }) => kind(() => m.log.read(history, { seen: { number, hash } })))",
        history=list(history()[:5]),
        seen=VECTORS["seen"],
    )
    assert kinds == [each["kind"] for each in VECTORS["seen"]]
    begun = """return [{ genesis, code }, { code: m.log.codeHash("another") }, { genesis: other }].map((expected) =>
        kind(() => m.log.read(history, expected)))"""
    hashes = [entries.hash_of(entry) for entry in history()]
    given = {"code": VECTORS["code"]["hash"], "genesis": hashes[0], "other": hashes[1]}
    assert in_member(seal, begun, history=list(history()), **given) == [None, "code", "genesis"]


def test_signatures_at_the_edge(seal: Sealer) -> None:
    """Through entries, as they would come: each edge as somebody's key and signature, and the rule itself."""
    held = in_member(
        seal,
        "return all.map(({ key, message, signature }) => m.signing.verify(...[key, message, signature].map(unhex)))",
        all=VECTORS["signatures"],
    )
    found = [(each["why"], holds) for each, holds in zip(VECTORS["signatures"], held, strict=True)]
    assert found == [(each["why"], each["holds"]) for each in VECTORS["signatures"]]


def test_words_codes_and_files(seal: Sealer) -> None:
    made = in_member(
        seal,
        """return {
          words: people.map(({ signing, recipient }) => m.memberWords(signing, recipient)),
          genesis: m.genesisWords(history[0]),
          codes: typed.map(m.log.codeHash),
          people: people.map(({ seed }) => m.signing.publicKey(unhex(seed))),
          fingerprints: people.map(({ signing }) => m.log.fingerprint(signing)),
          lines: m.log.lines(file),
          cut: [new Uint8Array(0), file.slice(0, -1)].map((each) => kind(() => m.log.lines(each))),
          seed: m.signing.newSeed().length,
        }""",
        people=VECTORS["people"],
        history=list(history()),
        typed=VECTORS["code"]["typed"],
        file=b"".join(entry + b"\n" for entry in history()),
    )
    assert made["words"] == [each["words"] for each in VECTORS["people"]]
    assert made["genesis"] == VECTORS["words"]
    assert set(made["codes"]) == {VECTORS["code"]["hash"]}
    assert made["people"] == [each["signing"] for each in VECTORS["people"]]
    assert made["fingerprints"] == [each["fingerprint"] for each in VECTORS["people"]]
    assert (made["lines"], made["cut"], made["seed"]) == (list(history()), ["malformed"] * 2, 32)


def test_the_keys_that_are_served(seal: Sealer) -> None:
    kinds = in_member(
        seal,
        """const log = m.log.read(history);
        return [members.map((each) => kind(() => m.log.checkMember(log, ...each))),
          epochs.map((each) => kind(() => m.log.checkEpoch(log, ...each)))];""",
        history=list(history()),
        members=[[AMINA.signing, key.recipient] for key in (AMINA, EVA)]
        + [[each.signing, each.recipient] for each in (EVA, BILAL)],
        epochs=[
            [SECOND, 3, recipient("second 3")],
            [SECOND, 3, recipient("second 2")],
            [SECOND, 2, recipient("second 2")],
            [FIRST, 3, recipient("first 3")],
        ],
    )
    assert kinds == [[None, "substituted", "stranger", "left"], [None, "substituted", "epoch", "collection"]]


def test_a_promise_as_python_names_it(seal: Sealer) -> None:
    content = (Path(__file__).parents[1] / "sealed" / "promise.json").read_bytes()
    named = msgspec.to_builtins(promised(promise.decode(content)))
    others = [{**named, key: value} for key, value in (("readers_at_most", 1), ("discard", ""), ("before", "0" * 64))]
    made = in_member(
        seal,
        """const log = { collections: [{ id: "a", promises: [named] }] };
        const checks = [["a", m.log.promised(content)], ["b", named], ...others.map((each) => ["a", each])];
        const none = ["", "{}", "null"].map((each) => kind(() => m.log.promised(utf8(each))));
        return [m.log.promised(content), checks.map((each) => kind(() => m.log.checkPromise(log, ...each))), none];""",
        content=content,
        named=named,
        others=others,
    )
    assert made == [named, [None, "collection", "promise", "promise", "promise"], ["promise"] * 3]


def test_what_the_browser_signs_python_reads(seal: Sealer) -> None:
    """A team whose keys the browser draws: begun, joined, opened, left; Python tells the same of it."""
    made = in_member(
        seal,
        """const person = () => {
          const seed = m.signing.newSeed();
          return { seed, signing: m.signing.publicKey(seed) };
        };
        const [one, two, three] = [person(), person(), person()];
        const prints = (...all) => all.map(({ signing }) => m.log.fingerprint(signing)).sort();
        const [collection, hash] = ["d".repeat(20), "1".repeat(64)];
        const epoch = (number, recipient, readers, offline) =>
          ({ collection, number, recipient, readers: prints(...readers), offline });
        const first = { hash, before: null, readers_at_most: 3, discard: "2027-01-01T00:00:00Z" };
        const second = { ...first, hash: "4".repeat(64), before: hash, discard: "2026-12-01T00:00:00Z" };
        const form = { en: "2".repeat(64), "pt-BR": "3".repeat(64) };
        const opened = epoch(1, keys[3], [one, two, three], null);
        const renewed = epoch(2, keys[4], [one, three], keys[5]);
        const acts = [
          [{ type: "genesis", signing: one.signing, recipient: keys[0], code: m.log.codeHash("a b c") }, one],
          [{ type: "join", signing: two.signing, recipient: keys[1], compared: "voice" }, one],
          [{ type: "join", signing: three.signing, recipient: keys[2], compared: "person" }, two],
          [{ type: "open", promise: first, epoch: opened, form }, two],
          [{ type: "stricter", collection, form, promise: second }, one, three],
          [{ type: "leave", member: prints(two)[0], epochs: [renewed], discarded: [] }, one],
        ];
        let log = m.log.EMPTY;
        const made = [];
        for (const [act, ...people] of acts) {
          made.push(m.signing.write(log, act, people.map(({ seed }) => seed)));
          log = m.log.append(log, made[made.length - 1]);
        }
        return [made, log];""",
        keys=[recipient(f"browser {number}") for number in range(6)],
    )
    assert told(reading.read(made[0], code=entries.code_hash("a b c"))) == made[1]


# What is shipped


def test_the_reporters_script_cannot_sign(tmp_path: Path) -> None:
    """Verifying alone adds under 7 kB to the reporter's script, compressed; what signs is not in it."""
    build = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["scripts"]["build:seal"].split()
    source = tmp_path / "reporter.ts"
    source.write_text(f'export * from "{FRONTEND}/seal/seal";\nexport * as log from "{FRONTEND}/seal/log";\n')
    options = [each for each in build[1:] if each.startswith("--") and not each.startswith("--outdir")]
    made = tmp_path / "reporter.js"
    command = [str(FRONTEND / "node_modules/.bin/esbuild"), str(source), *options, f"--outfile={made}"]
    subprocess.run(command, cwd=FRONTEND, check=True, timeout=60, capture_output=True)

    def weight(script: Path) -> int:
        return len(gzip.compress(script.read_bytes(), 9))

    assert weight(made) - weight(SCRIPTS / "seal.js") < 7_000
    assert b"newSeed" not in made.read_bytes()
    assert b"newSeed" in (SCRIPTS / "member.js").read_bytes()
