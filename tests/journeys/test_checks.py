"""The shared cases in a real Chromium: the browser finds what Python finds, value for value, and asks nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import check_cases as built
import pytest
from playwright.sync_api import Browser
from sealing import Sealer, sealer

from gawah.checks.findings import Report
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
