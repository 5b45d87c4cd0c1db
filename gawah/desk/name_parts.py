"""Whether a record tells a part of a name that is not to be told: "Qanarzai" of the withheld "Nadia Qanarzai".

A part of a name may be a word like any other, or the name of somebody else ("Rose", "Noor"). So this is for a person
to decide: a part is refused until somebody accepts it for this record, and the decision says that they did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from html import unescape
from typing import Literal, get_origin
from urllib.parse import unquote

import msgspec

from gawah.core.folding import fold
from gawah.desk.withheld import MARKDOWN, WORD, nearly
from gawah.public import codes
from gawah.public.walk import strings
from gawah.record.model import Case, Record

SHORTEST = 4  # letters; a shorter word says too little of a person


def told(names: Collection[str], record: Record) -> dict[str, str]:
    """Which parts of these names the record tells, each with where it is first told.

    A part that belongs to the name of somebody who is named in the record is theirs to tell. Parts are folded, and are
    looked for as whole words. A name of one word has no parts: ``withheld.tells`` looks for the whole.
    """
    shown = {part for name in _shown_names(record) for part in _words(name)}
    hidden = {part for name in names for part in parts(name)} - shown
    found: dict[str, str] = {}
    for path, text in _texts(record) if hidden else ():
        for part in sorted(hidden & in_text(text)):
            found.setdefault(part, path)
    return found


def in_text(text: str) -> set[str]:
    """Every word of a text, as readers see it and behind the signs of Markdown and of addresses."""
    read = unquote(unescape(text))
    return _words(read) | _words(MARKDOWN.sub("", read))


def accepted(words: Sequence[str]) -> set[str]:
    """The parts that a person means by these words."""
    return {part for word in words for part in _words(word)}


def reasons(unaccepted: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each part that nobody has accepted, with where it stands."""
    for part, path in unaccepted.items():
        yield (
            f"{path} holds “{part}”, a part of a name that is not to be told: reword it, or, if nobody is told by it, "
            f"release this case by its id with --accept-name-part {part}"
        )


def parts(name: str) -> set[str]:
    """The words of a name that say something of a person by themselves."""
    words = _words(name)
    if len(WORD.findall(fold(name))) < 2:
        return set()
    return {word for word in words if len(fold(word)) >= SHORTEST and not word.isdigit()}


def _words(text: str) -> set[str]:
    """Words in one form. Outside Latin script nearly as written, since folding makes different words the same."""
    latin = {word for word in WORD.findall(fold(text)) if word.isascii()}
    return latin | {word for word in WORD.findall(nearly(text)) if not fold(word).isascii()}


def _shown_names(record: Record) -> Iterator[str]:
    if isinstance(record, Case):
        yield from (name.text for actor in record.actors for name in actor.names)


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    """Path and text of what is no code: a kind of source is called "article" whoever is called Article."""
    for said in strings(record):
        if said.text and (said.owner, said.field) not in codes.LISTS and said.field not in _literals(said.owner):
            yield said.path, said.text


@cache
def _literals(owner: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(each.name for each in msgspec.structs.fields(owner) if get_origin(each.type) is Literal)
