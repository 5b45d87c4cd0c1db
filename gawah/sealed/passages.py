"""Texts that an organisation writes into a promise: one for each language, short, plain, nothing unseen in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

import msgspec

from gawah.core.text import clean_cell, show_invisible

LINE, PASSAGE = 120, 1_000  # characters at most of a name or role, and of a text in paragraphs
PARAGRAPHS = 10

Texts = dict[str, Annotated[str, msgspec.Meta(min_length=1, max_length=PASSAGE)]]

_JOINERS = "\u200c\u200d"  # spelling in Urdu and Persian
_BLANK = "\u034f\u115f\u1160\u2800\u3164\uffa0"  # letters and marks that show nothing
_blanks = re.compile(r"[^\S\n\u00a0\u202f]+")
_gaps = re.compile(r"[^\S\n \u00a0\u202f]|  | \n|\n |\n\n")  # odd spaces and several of them, empty lines
_tag = re.compile(r"<[/!?A-Za-z]|&#?\w+;")


def clean(text: str) -> str:
    """What somebody typed, with nothing unseen in it, in NFC, without odd spaces or empty lines; its words stay."""
    spaced = _blanks.sub(" ", clean_cell(text))
    seen = unicodedata.normalize("NFC", "".join(each for each in spaced if not _unseen(each)))
    lines = (_blanks.sub(" ", line).strip() for line in seen.split("\n"))
    return "\n".join(line for line in lines if line)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, one a line."""
    return text.split("\n")


def objections(
    field: str, texts: Mapping[str, str], languages: Collection[str], limit: int, none: bool = False
) -> Iterator[str]:
    """What is wrong with a field's texts, each in one sentence that names field and language.

    ``limit`` is in characters (code points); a text of at most LINE is on one line. ``none``: there may be no text.
    """
    if none and not texts:
        return
    for missing in [language for language in languages if language not in texts]:
        yield f"There is no text in {missing!r} for {field}. Write it in every language of the promise."
    for language, text in texts.items():
        if language not in languages:
            yield f"There is a text in {language!r} for {field}, which is no language of the promise."
        for what in _objections(text, limit):
            yield f"The text in {language!r} for {field} {what}"


def _objections(text: str, limit: int) -> Iterator[str]:
    if not text:
        yield "is empty. Write it, or leave the field out in all languages."
    if len(text) > limit:
        yield f"has {len(text)} characters. Shorten it to {limit}."
    if unseen := sorted({character for character in text if _unseen(character)}):
        yield f"holds what nobody can see: {show_invisible(''.join(unseen))}. Take it out."
    elif text != unicodedata.normalize("NFC", text):
        yield "has letters that are put together in another way than usual (not NFC). Type it again."
    if limit <= LINE and "\n" in text:
        yield "has several lines. Write it on one."
    if text.count("\n") >= PARAGRAPHS:
        yield f"has more than {PARAGRAPHS} paragraphs. Join some."
    if _gaps.search(text) or text != text.strip():
        yield "has spaces or empty lines that say nothing. Take them out."
    if _tag.search(text):
        yield "holds a tag or an entity, which would be shown as it stands. Write plain text."


def _unseen(character: str) -> bool:
    """Controls, format and direction characters, what is no character; newlines and joiners are spelling.

    Unassigned characters are let be: which they are depends on the Unicode version, and a promise must stay readable.
    """
    if character in "\n" + _JOINERS:
        return False
    odd = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or character in _BLANK
    return odd or clean_cell(character) == "\ufffd" != character
