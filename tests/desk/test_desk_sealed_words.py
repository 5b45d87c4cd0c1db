"""The words of keys, forms and inbox: every one that a page or its script uses is there, and none for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import gawah
from gawah.desk.inbox import WORDS
from gawah.people.vault import WORDS as KEYS
from gawah.site.messages import load

ROOT = Path(gawah.__file__).parent
SCRIPT = ROOT.parent / "frontend" / "desk"
PAGES = [ROOT / "desk" / "templates", ROOT / "people" / "templates" / "key.jinja"]

# Keys whose last part is put in by what they are about.
COMPOSED = re.compile(
    r"(field|choice|flag|consent|sealed_by|sender|default|wrong|refused)\.|key\.locked_|new\.(organisation|readers"
    r"|asked|not_wanted|contact_for|kept|languages|reviewer|collection|readers_at_most|backup_days|answer_days)"
)


def _sources() -> str:
    templates = [file for page in PAGES for file in ([page] if page.is_file() else sorted(page.glob("*.jinja")))]
    files = [*sorted(SCRIPT.glob("*.ts")), *templates, *sorted((ROOT / "desk").glob("form*.py"))]
    return "\n".join(file.read_text("utf-8") for file in files)


def _known() -> set[str]:
    found = [load("en", folder) for folder in (WORDS, KEYS)]
    return {key for words in found for key in (*words.messages, *words.counted)}


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    used = set(re.findall(r"""["']((?:[a-z]+)\.[a-z_-]+(?:\.[a-z_]+)*)["']""", _sources()))
    prefixes = {key.split(".")[0] for key in _known()}
    named = {key for key in used if key.split(".")[0] in prefixes and not key.endswith((".jinja", ".js", ".css"))}
    assert named - _known() == set()
    assert {key for key in _known() if not COMPOSED.match(key)} - used == set()


def test_each_kind_of_wrong_has_a_sentence_and_what_to_do() -> None:
    kinds = re.search(r"export type Flag =(.*?);", (SCRIPT / "reading.ts").read_text("utf-8"), re.DOTALL)
    assert kinds
    flags = set(re.findall(r'^  \| "([a-z]+)"', kinds[1], re.MULTILINE))
    messages = re.search(r"`message-\$\{(.*?)\}`", kinds[1])
    assert messages
    flags |= {f"message-{kind}" for kind in re.findall(r'"([a-z-]+)"', messages[1])}
    assert len(flags) == 15
    known = _known()
    assert {key for flag in flags for key in (f"flag.{flag}", f"flag.{flag}.what")} - known == set()
