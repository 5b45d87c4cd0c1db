"""All files of the age test kit in a real Chromium: what the library makes of each, armored ones too."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest
from age_kit import KNOWN, cases
from playwright.sync_api import Browser
from sealing import sealer

pytestmark = [pytest.mark.real, pytest.mark.enable_socket]

FRONTEND = Path(__file__).parents[2] / "frontend"

#: Headers whose MAC is malformed: the library reads them and says that the MAC is wrong. They fail, as they must.
OTHER_CLASS = dict.fromkeys(("hmac_garbage", "hmac_missing", "hmac_truncated"), "HMAC failure")


def test_the_kit_gives_what_it_says(browser: Browser, tmp_path: Path) -> None:
    program = FRONTEND / "node_modules" / ".bin" / "esbuild"
    line = [str(program), "seal/kit.ts", "--bundle", "--format=esm", f"--outfile={tmp_path / 'kit.js'}"]
    subprocess.run(line, cwd=FRONTEND, check=True, timeout=60, capture_output=True)
    kit = cases()
    assert Counter(case.expect for case in kit) == KNOWN
    wrong = {}
    with sealer(browser, tmp_path, "kit.js", {case.name: case.file for case in kit}) as ask:
        for case in kit:
            got = ask(
                """const file = new Uint8Array(await (await fetch("/" + name)).arrayBuffer());
                return seal.outcome({file, armored, identities, passphrases});""",
                name=case.name,
                armored=case.armored,
                identities=case.identities,
                passphrases=case.passphrases,
            )
            expected = f"success {case.payload}" if case.expect == "success" else case.expect
            if got != OTHER_CLASS.get(case.name, expected):
                wrong[case.name] = (got, expected)
    assert wrong == {}
