"""Every HTML file of the site is valid. One rule of the validator is off:

``long-title`` (70 characters at most): a record's title is its source's or its editors' and is not cut;
only search engines cut it.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import MODULES
from published import LANGUAGES, Site

pytestmark = pytest.mark.browser

RULES = Path(__file__).with_name("htmlvalidate.json")


def problems(files: list[Path]) -> list[str]:
    """What the validator says of these files, a line each."""
    program = MODULES / ".bin" / "html-validate"
    assert program.exists(), f"{program} is missing: run `npm ci` in frontend/"
    done = subprocess.run(
        [program, "--config", RULES, "--formatter", "json", *files], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    return [
        f"{Path(file['filePath']).parent.name}:{message['line']}: {message['ruleId']}: {message['message']}"
        for file in json.loads(done.stdout)
        for message in file["messages"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_valid(site: Site, language: str) -> None:
    files = sorted((site.live / language).resolve().rglob("*.html"))
    assert len(files) > 100
    assert problems(files) == []


def test_the_pages_of_no_language_are_valid(site: Site) -> None:
    assert problems([site.live / "index.html", site.live / "404.html"]) == []


def test_the_validator_sees_what_is_wrong(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!DOCTYPE html><html lang=en><title>x</title><p id=a><p id=a><div></html>", encoding="utf-8")
    assert any("no-dup-id" in each for each in problems([bad]))
