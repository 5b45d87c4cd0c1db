"""Whether a record tells a part of a name that is not to be told: "Qanarzai" of the withheld "Nadia Qanarzai".

A part of a name may be a word like any other, or the name of somebody else ("Rose", "Noor"). So this is for a person
to decide: a part is refused until somebody accepts it for this record, and the decision says that they did.

Arabic writes "and", "by", "to", "like" and "the" as one with the word that follows. A word is looked at without them
too: it may be one that merely begins so, which is for a person to decide as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import cache
from html import unescape
from itertools import product
from typing import Literal, NamedTuple, get_origin
from urllib.parse import unquote

import msgspec

from gawah.core.folding import fold
from gawah.desk.withheld import MARKDOWN, WORD, nearly
from gawah.public import codes
from gawah.public.walk import strings
from gawah.record.model import Case, Record

SHORTEST = 4  # letters; a shorter word says too little of a person
SHORTEST_ALONE = 3  # of a name that has no other word

_ARTICLE = "ال"
_TO_THE = "لل"  # what "to" and the article become together
_AND = ("", "و", "ف")
# Conjunction, preposition, article, in this order, each of which may be missing.
_PARTICLES = tuple("".join(each) for each in product(_AND, ("", "ب", "ك", "ل", _ARTICLE, "بال", "كال", _TO_THE)))[1:]


def told(names: Collection[str], record: Record) -> dict[str, str]:
    """Which parts of these names the record tells, each with where it is first told.

    A part that belongs to the name of somebody who is named in the record is theirs to tell.
    """
    shown = {part for name in shown_names(record) for word in _words(name) for part in (word, without_article(word))}
    hidden = _Hidden.of(names, shown)
    found: dict[str, str] = {}
    for path, text in texts(record) if hidden else ():
        for part in sorted(hidden.told_in(text)):
            found.setdefault(part, path)
    return found


def told_in(text: str, names: Collection[str]) -> set[str]:
    """Which parts of these names a text tells."""
    return _Hidden.of(names).told_in(text)


class _Hidden(NamedTuple):
    """Parts of names not to be told, folded, without the article; and names of one word.

    ``withheld.tells`` looks for a name of one word by itself: here it is looked for where a particle is joined to it.
    """

    parts: set[str]
    alone: set[str]

    @classmethod
    def of(cls, names: Collection[str], shown: Set[str] = frozenset()) -> _Hidden:
        several = {name for name in names if len(WORD.findall(fold(name))) > 1}
        parts = {without_article(word) for name in several for word in _words(name) if _long(word, SHORTEST)}
        alone = {word for name in set(names) - several for word in _words(name) if _long(word, SHORTEST_ALONE)}
        return cls(parts - shown, alone - shown)

    def __bool__(self) -> bool:
        return bool(self.parts or self.alone)

    def told_in(self, text: str) -> set[str]:
        read = unquote(unescape(text))
        words = _words(read) | _words(MARKDOWN.sub("", read))
        bare = {each for word in words for each in without_particles(word)}
        return (self.parts & (words | bare)) | (self.alone & bare)


def _long(word: str, shortest: int) -> bool:
    return len(fold(word)) >= shortest and not word.isdigit()


def without_article(word: str) -> str:
    """A word of a name, unless too little is left of it."""
    rest = word.removeprefix(_ARTICLE)
    return rest if len(fold(rest)) >= SHORTEST else word


def without_particles(word: str) -> Iterator[str]:
    """What is left of the word if what it begins with are particles: every reading."""
    for particles in _PARTICLES:
        if word.startswith(particles):
            yield word[len(particles) :]
            if particles.endswith(_TO_THE):
                yield _ARTICLE + word[len(particles) :]


def accepted(words: Sequence[str]) -> set[str]:
    """The parts that a person means by these words."""
    return {part for given in words for word in _words(given) for part in (word, without_article(word))}


def reasons(unaccepted: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each part that nobody has accepted, with where it stands."""
    for part, path in unaccepted.items():
        yield (
            f"{path} holds “{part}”, a part of a name that is not to be told: reword it, or, if nobody is told by it, "
            f"release this case by its id with --accept-name-part {part}"
        )


def _words(text: str) -> set[str]:
    """Words in one form. Outside Latin script nearly as written, since folding makes different words the same."""
    latin = {word for word in WORD.findall(fold(text)) if word.isascii()}
    return latin | {word for word in WORD.findall(nearly(text)) if not fold(word).isascii()}


def shown_names(record: Record) -> Iterator[str]:
    if isinstance(record, Case):
        yield from (name.text for actor in record.actors for name in actor.names)


def texts(record: Record) -> Iterator[tuple[str, str]]:
    """Path and text of what is no code: a kind of source is called "article" whoever is called Article."""
    for said in strings(record):
        if said.text and (said.owner, said.field) not in codes.LISTS and said.field not in _literals(said.owner):
            yield said.path, said.text


@cache
def _literals(owner: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(each.name for each in msgspec.structs.fields(owner) if get_origin(each.type) is Literal)
