"""What is said of a finding, in each of the six languages: ``words/<language>.json``, in the manner of the site's.

Keys that begin with ``_`` tell of the language. A value whose name ends in ``_kind`` is a code, said by ``kind.…``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from gawah.checks.findings import Finding
from gawah.core.text import one_line, show_invisible

WORDS = Path(__file__).parent / "words"
LONGEST = 200  # characters of a value that are shown

_ISOLATE, _POP = "\u2068", "\u2069"
_PLACE = re.compile(r"\{([a-z_]+)\}")


def languages() -> tuple[str, ...]:
    """The languages there are words for."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.json")))


@cache
def words(language: str) -> dict[str, str]:
    """Every text of a language by its key. KeyError for a language there are no words for."""
    if language not in languages():
        raise KeyError(language)
    raw = msgspec.json.decode((WORDS / f"{language}.json").read_bytes(), type=dict[str, object])
    return {key: text for key, text in raw.items() if isinstance(text, str)}


def sentence(finding: Finding, language: str) -> str:
    """The sentence of a finding. What was in the file is isolated (UAX #9) and has its unseen characters shown."""
    texts, values = words(language), dict(finding.values)

    def place(match: re.Match[str]) -> str:
        value = values[match[1]]
        if match[1].endswith("_kind"):
            return texts[f"kind.{value}"]
        return f"{_ISOLATE}{shown(value)}{_POP}"

    return _PLACE.sub(place, texts[finding.code])


def phrase(code: str, language: str) -> str:
    """What is said of something that was looked for, or was not looked at."""
    return words(language)[code]


def shown(text: str) -> str:
    """Text from a file for people: on one line, not too long, nothing unseen in it, but joiners that are spelling."""
    kept = "".join(each if each in "\u200c\u200d" else show_invisible(each) for each in text)
    return one_line(kept, LONGEST)
