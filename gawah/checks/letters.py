"""Characters that are not seen, that turn the order of what is seen, or that look like others.

The same as frontend/checks/letters.ts. What is spelling stays unmentioned: joiners in Persian and Urdu words,
direction marks in a name that has right-to-left letters, joiners and selectors of emoji.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from gawah.checks.findings import Finding, found
from gawah.checks.tables import letters, ranges, scripts, unseen

_SYMBOLS = 0x2190  # from here on, what is no letter may be part of an emoji
_KEYCAPS = "0123456789#*\u00a9\u00ae\u203c\u2049"
_SHOWN = 40  # characters of a word in a finding


def script(character: str) -> str:
    """The script of a letter; empty for what is none, or of a script in which nobody writes domains."""
    return "" if "0" <= character <= "9" else scripts().of(character)


def in_letters(text: str, where: str, *, isolates: bool = False) -> Iterator[Finding]:
    """Everything about the letters of ``text``: unseen ones, and words of several scripts.

    ``isolates``: whether the text may hold direction isolates beside its right-to-left letters, as texts do that a
    program put together. Nothing else of that kind is let through, and none in names and links.
    """
    if text.isascii() and text.isprintable():
        return
    direction, invisible = _unseen(text, isolates)
    if direction:
        yield found("letters.direction", where, characters=_points(direction))
    if invisible:
        yield found("letters.invisible", where, characters=_points(invisible))
    for word, names in mixed_words(text):
        yield found("letters.mixed", where, scripts=", ".join(names), word=word[:_SHOWN])


def _unseen(text: str, isolates: bool) -> tuple[list[str], list[str]]:
    """The characters that direct what is seen, and those that show nothing, each once."""
    direction, invisible = list[str](), list[str]()
    if not _patterns()["unseen"].search(text):
        return direction, invisible
    right_to_left = _patterns()["right_to_left"].search(text) is not None
    for at, character in enumerate(text):
        match unseen().of(character):
            case "override":
                direction.append(character)
            case "isolate" if not (isolates and right_to_left):
                direction.append(character)
            case "mark" if not right_to_left:
                direction.append(character)
            case "joiner" if not _joins(text, at):
                invisible.append(character)
            case "variation" if not _varies(text, at):
                invisible.append(character)
            case "invisible":
                invisible.append(character)
    return list(dict.fromkeys(direction)), list(dict.fromkeys(invisible))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Patterns of single characters, which see in a long text at once that there is nothing to see."""
    table = letters()
    unseen_ = " ".join((table.override, table.isolate, table.mark, table.joiner, table.variation, table.invisible))
    return {
        "unseen": _pattern(unseen_),
        "right_to_left": _pattern(" ".join(table.scripts[name] for name in table.right_to_left)),
    }


@cache
def _european() -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(letters().scripts[name]) for name in sorted(letters().european))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile("[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges(text)) + "]")


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands where spelling or an emoji has one."""
    before = at - 1
    while before >= 0 and unicodedata.category(text[before]) == "Mn" and unseen().of(text[before]) != "variation":
        before -= 1
    if before < 0:
        return False
    if script(text[before]) in letters().joining:
        return True
    return text[at] == "\u200d" and _symbol(text[before]) and at + 1 < len(text) and _symbol(text[at + 1])


def _varies(text: str, at: int) -> bool:
    return at > 0 and (_symbol(text[at - 1]) or text[at - 1] in _KEYCAPS)


def _symbol(character: str) -> bool:
    return ord(character) >= _SYMBOLS and not script(character)


def mixed_words(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Words with letters of two European scripts, which look alike; with the names of the scripts, by name."""
    if sum(pattern.search(text) is not None for pattern in _european()) < 2:
        return
    for word, names in _words(text):
        european = sorted(names & letters().european)
        if len(european) > 1:
            yield word, tuple(european)


def _words(text: str) -> Iterator[tuple[str, set[str]]]:
    word, names = "", set[str]()
    for character in text + " ":
        if of := script(character):
            word += character
            names.add(of)
        elif word and unicodedata.category(character) == "Mn":
            word += character
        elif word:
            yield word, names
            word, names = "", set()


def scripts_of(text: str) -> set[str]:
    """The scripts of the letters of a text."""
    return {of for each in text if (of := script(each))}


@cache
def _alike() -> dict[str, str]:
    return {**letters().resembling, **letters().lookalikes}


def skeleton(text: str) -> str:
    """``text`` with each letter as the Latin one it can be taken for (after UTS 39): for comparing, not for showing."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    return "".join(_alike().get(each, each) for each in apart if unicodedata.category(each) != "Mn")


def taken_for(text: str) -> str:
    """The Latin letters a word can be taken for that has none itself; empty when it cannot."""
    table = letters()
    of = scripts_of(text)
    if len(of) != 1 or not of < table.european or of == {"Latin"}:
        return ""
    shown = "".join(table.lookalikes.get(each, each) for each in text)
    return shown if shown.isascii() else ""


def imitation_of(text: str) -> str:
    """``skeleton`` with the digits and pairs that imitate letters (1 for l, rn for m) as those letters."""
    bones = skeleton(text)
    for pair, letter in letters().sequences:
        bones = bones.replace(pair, letter)
    return bones


def _points(characters: list[str]) -> str:
    return " ".join(f"U+{ord(each):04X}" for each in characters[:8])
