"""Whether a record tells somebody who is not to be named in another case.

Two people may bear one name, and who is not named there may have agreed to be named here. So it is for a person to
decide, as with a part of a name. Only a full name says enough to ask: one of two words or more, or of three letters
or more in a script that writes no space between words. Numbers and initials do not count: "Witness 2" is many people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from gawah.core.folding import fold
from gawah.desk.models import Actor, ActorName
from gawah.desk.name_parts import shown_names, texts, without_article, without_particles
from gawah.desk.withheld import JOINED, MARKDOWN, UNSPACED
from gawah.record.model import Record

# Each letter of a script without spaces is a word of its own.
_WORD = re.compile(rf"[^\W_{chr(UNSPACED)}-\U0010ffff]+|[{chr(UNSPACED)}-\U0010ffff](?<=[^\W_])")
_REMEMBERED = 4096  # texts, such as the title of a source that stands in every record


class NamesElsewhere:
    """Full names that are not to be told, by their words: a text costs the same whether they are few or many."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """``names``: pairs of a case's id and a name that is not to be told in it."""
        self._cases: dict[str, str] = {}  # name, as ``key`` has it -> the first case that withholds it
        self._names: dict[str, str] = {}  # words as they may be said -> name
        self._lengths: dict[str, set[int]] = {}  # the first of those words -> how many they are
        for case_id, text in names:
            name = key(text)
            if name and name not in self._cases:
                self._cases[name] = case_id
                for words in _orders(_words(text)):
                    self._names[" ".join(words)] = name
                    self._lengths.setdefault(words[0], set()).add(len(words))
        self.told_in = lru_cache(maxsize=_REMEMBERED)(self._told_in)

    def told(self, record: Record, own: Collection[str]) -> dict[str, str]:
        """Which of these names the record tells, each with where it is first told.

        ``own``: the names that are not to be told in its own case, which another rule looks for. Who is named in the
        record was decided to be.
        """
        if not self._cases:
            return {}
        others = {key(name) for name in own}
        for name in shown_names(record):
            others |= self.told_in(name)
        found: dict[str, str] = {}
        for path, text in texts(record):
            for name in sorted(self.told_in(text) - others):
                found.setdefault(name, path)
        return found

    def reasons(self, unaccepted: Mapping[str, str]) -> Iterator[str]:
        """A sentence for each name that nobody has accepted, with where it stands and where it is withheld."""
        for name, path in unaccepted.items():
            yield (
                f"{path} holds “{name}”, a name that is not to be told in case {self._cases[name]}: reword it, or, if "
                "it is somebody else's or may be told here, release this case by its id with "
                f'--accept-name-part "{name}"'
            )

    def _told_in(self, text: str) -> frozenset[str]:
        read = unquote(unescape(text))
        return frozenset(name for form in {read, MARKDOWN.sub("", read)} for name in self._said(_words(form)))

    def _said(self, words: list[str]) -> Iterator[str]:
        for at, word in enumerate(words):
            for first in (word,) if word.isascii() else (word, *map(_bare, without_particles(word))):
                for length in self._lengths.get(first, ()):
                    name = self._names.get(" ".join((first, *words[at + 1 : at + length])))
                    if name:
                        yield name


def on_desk() -> NamesElsewhere:
    """Those of every case on the desk. One query."""
    hidden = ActorName.objects.exclude(actor__naming=Actor.Naming.NAMED)
    return NamesElsewhere(hidden.order_by("case_id").values_list("case_id", "text").iterator())


def key(name: str) -> str:
    """One form for all spellings of a full name; "" for what is none."""
    words = _words(name)
    if any(ord(word[0]) >= UNSPACED for word in words):
        together = all(ord(word[0]) >= UNSPACED for word in words)
        return ("" if together else " ").join(words) if len(words) > 2 else ""
    return " ".join(words) if sum(len(word) > 1 and not word.isdigit() for word in words) > 1 else ""


def _orders(words: list[str]) -> Iterator[list[str]]:
    """How a name may be said: in its order or family name first, as words or, in an address, as one."""
    yield words
    if ord(words[0][0]) < UNSPACED:
        for order in (words, [words[-1], *words[:-1]]):
            yield order
            if len(joined := "".join(order)) >= JOINED:
                yield [joined]


def _words(text: str) -> list[str]:
    return [word if word.isascii() else _bare(word) for word in _WORD.findall(fold(text))]


def _bare(word: str) -> str:
    """Without the article, however often it is written: what is shown to a person has to mean the same again."""
    while (rest := without_article(word)) != word:
        word = rest
    return word
