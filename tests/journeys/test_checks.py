"""The shared cases in a real Chromium: the browser finds what Python finds, value for value, and asks nobody."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import check_cases as built
import pytest
from playwright.sync_api import Browser
from sealing import Sealer, sealer

from gawah.checks.content import Piece, in_content
from gawah.checks.findings import Notes, Report
from gawah.checks.indicators import Indicators
from gawah.checks.names import in_name
from gawah.checks.passages import check_link, check_text
from gawah.checks.words import WORDS, sentence

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "gawah" / "checks" / "scripts"
CASES = [case for case in built.CASES if case["side"] == "both"]
ONE = """
  const listed = list === null ? seal.NONE : seal.indicatorsOf(JSON.parse(list));
  if (kind === "link") return seal.checkLink(given, listed);
  if (kind === "text") return seal.checkText(given, listed);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return seal.checkFile(new Blob([bytes]), given, [hash], listed);
"""


@pytest.fixture(scope="module")
def checks(browser: Browser) -> Iterator[Sealer]:
    with sealer(browser, SCRIPTS, "checks.js", origin="https://checks.test") as ready:
        yield ready


def asked(case: dict[str, Any]) -> dict[str, Any]:
    kind = next(kind for kind in ("file", "link", "text") if kind in case)
    given = {"kind": kind, "given": case[kind], "bytes": b"", "list": None}
    if kind == "file":
        given["bytes"] = built.content(case["content"])
    if "list" in case:
        given["list"] = built.listed(case).canonical().decode()
    return given


def plain(report: Report) -> list[dict[str, Any]]:
    return [{"code": each.code, "where": each.where, "values": dict(each.values)} for each in report.findings]


def test_the_browser_finds_what_python_finds(checks: Sealer) -> None:
    assert len(CASES) > 130
    different = {}
    for case in CASES:
        told = checks(ONE, **asked(case))
        expected = built.report(case)
        if sorted({each["code"] for each in told["findings"]}) != case["finds"] or told["findings"] != plain(expected):
            different[case["id"]] = (told["findings"], plain(expected))
        assert told["kind"] == expected.kind and told["what"] == expected.what
    assert different == {}


WRITTEN = """http:// https:// hxxp:// // \\ @ : :80 :8080 / ? # . .. [.] (dot) [at] %41 %zz %d8%a7 [ ] ( ) , www. com
org exe jpg pdf zip tar gz html txt google goog1e gооgle rnicrosoft аррӏе paypal xn--80ak6aa92e xn--pple-43d xn--a xn--
bad 192.0.2.7 0xc0 0300 3221225991 1e3 [2001:db8::7] [::ffff:192.0.2.7] [:: ß İ ς ﬁ Ａ é ❤ 👩 می تقرير שלום 日本 mailto:
data: javascript: tel: a:b constructor: __proto__ toString"""
PIECES = [*WRITTEN.split(), " ", "   ", "\n", "\u00a0", "e\u0301"]
PIECES += list("\u202e\u2068\u2069\u200b\u200c\u200d\u200f\ufe0f\u00ad")


def test_so_it_does_with_what_nobody_writes(checks: Sealer) -> None:
    chance = random.Random(20260101)
    texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 9))) for _ in range(1500)]
    starts = [built.content({"is": name}) for name in built.FILE["contents"]]
    files = [b"".join(chance.choices(starts, k=chance.randint(0, 3))) for _ in texts]
    against = Indicators(hosts=frozenset({"bad.com", "192.0.2.7"}), emails=frozenset({"bad@google.com"}))
    told = checks(
        """const listed = seal.indicatorsOf(JSON.parse(list));
        return Promise.all(texts.map(async (text, at) => [
          seal.checkLink(text, listed), seal.checkText(text, listed), await seal.checkFile(new Blob([files[at]]), text),
        ].map((report) => report.findings)));""",
        texts=texts,
        files=files,
        list=against.canonical().decode(),
    )
    for text, file, (link, whole, named) in zip(texts, files, told, strict=True):
        assert link == plain(check_link(text, against)), text
        assert whole == plain(check_text(text, against)), text
        piece = Piece.of(text, file)
        notes = Notes()
        notes.add([*in_name(text, text), *in_content(piece, text)])
        assert named == plain(notes.report(text, "file")), (text, file)
    assert len({finding["code"] for reports in told for findings in reports for finding in findings}) > 15


def test_the_sentences_are_the_same(checks: Sealer) -> None:
    words = {path.stem: json.loads(path.read_bytes()) for path in WORDS.glob("*.json")}
    for case in CASES[::7]:
        findings = built.report(case).findings
        for language, texts in words.items():
            given = [{"code": each.code, "where": each.where, "values": dict(each.values)} for each in findings]
            told = checks("return findings.map((each) => seal.sentence(each, texts))", findings=given, texts=texts)
            assert told == [sentence(each, language) for each in findings]


def test_a_list_that_is_none_is_refused(checks: Sealer) -> None:
    said = "try { seal.indicatorsOf(given); return ''; } catch (error) { return error.message; }"
    for given in [{}, {"format": "gawah/indicators/1", "hosts": "bad.com"}, {"format": "other"}, []]:
        assert checks(said, given=given) == "This is no list of indicators that can be read."


def test_a_large_file_is_read_at_its_ends_alone(checks: Sealer) -> None:
    read = """
      const data = new Blob([new Uint8Array([0xff, 0xd8, 0xff]), new Uint8Array(40_000_000)]);
      let bytes = 0;
      const counted = {size: data.size, slice: (from, to) => { bytes += to - from; return data.slice(from, to); }};
      return [(await seal.checkFile(counted, "photo.jpg")).findings, bytes];
    """
    assert checks(read) == [[], 65_536 + 65_557]
