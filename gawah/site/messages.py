"""The words of the site in one language, read from ``words/<language>.json``.

A file is one flat object. Keys that begin with ``_`` say something about the language; every other key is a
message, a text or, for counted things, an object of CLDR plural category to text. Named places are
``{name}``. Texts are plain: whatever stands in them is escaped, nothing in them is HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import msgspec
from markupsafe import Markup, escape

WORDS = Path(__file__).parent / "words"

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


class BadWords(ValueError):
    """A file of words, or a use of it, that cannot be right; the text says where and what to do."""


class Language(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="_{}".format):
    """What a file of words says of its language (the keys with ``_``)."""

    locale: str  # CLDR locale: "ur", "en-GB"
    name: str  # the language's name in itself
    quotes: tuple[str, str, str, str]  # opening, closing, inner opening, inner closing
    review: str = ""  # not empty while the file awaits a native reader
    first_of_month: str = ""  # how the first is written where it is not "1": "1er"
    minimum_grouping: int = 1  # CLDR minimumGroupingDigits: 2 leaves 1234 ungrouped
    letters: dict[str, list[str]] = {}  # letter -> letters that are sorted after it as letters of their own


@dataclass(frozen=True, slots=True)
class Message:
    """A text, cut at its named places: ``parts`` are (text before, name or "")."""

    parts: tuple[tuple[str, str], ...]
    escaped: tuple[tuple[str, str], ...]  # the same for markup

    @property
    def names(self) -> frozenset[str]:
        """The named places of the text."""
        return frozenset(name for _, name in self.parts if name)

    def markup(self, value: Callable[[str], Markup]) -> Markup:
        """The text escaped, with ``value(name)`` in its places."""
        pieces = [piece for text, name in self.escaped for piece in (text, value(name) if name else "")]
        return Markup("".join(pieces))  # noqa: S704 - the texts are escaped, and the values are Markup

    def plain(self, value: Callable[[str], str]) -> str:
        """The text as it is, with each value between a first-strong and a pop isolate (UAX #9, 2.4)."""
        return "".join(
            text + (f"{FIRST_STRONG_ISOLATE}{value(name)}{POP_ISOLATE}" if name else "") for text, name in self.parts
        )

    def bare(self, **named: str) -> str:
        """The text with its values and no isolates: for parts of what is isolated as one piece."""
        return "".join(text + (named[name] if name else "") for text, name in self.parts)


Counted = Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class Words:
    """A whole file: the language, its messages, its counted messages."""

    path: Path
    language: Language
    messages: Mapping[str, Message]
    counted: Mapping[str, Counted]

    def message(self, key: str) -> Message:
        """The message of this key, or BadWords."""
        try:
            return self.messages[key]
        except KeyError:
            raise BadWords(f"{self.path.name} has no text for {key!r}: add it") from None

    def plural(self, key: str, category: str) -> Message:
        """The counted message of this key in this plural category, or BadWords."""
        try:
            return self.counted[key][category]
        except KeyError:
            raise BadWords(f"{self.path.name} has no {category!r} form for {key!r}: add it") from None


def languages(folder: Path = WORDS) -> tuple[str, ...]:
    """The languages there are words for: one file each."""
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


def compile_message(text: str) -> Message:
    """Cut a text at its named places; only ``{name}`` is known, without a format or an attribute."""
    parts: list[tuple[str, str]] = []
    for literal, name, form, conversion in Formatter().parse(text):
        if name is not None and (not name.isidentifier() or form or conversion):
            raise ValueError(f"{{{name}}} is no named place")
        parts.append((literal, name or ""))
    return Message(tuple(parts), tuple((str(escape(literal)), name) for literal, name in parts))


@cache  # each language of a site names all the others
def load(language: str, folder: Path = WORDS) -> Words:
    """Read the words of one language, once. BadWords when there is no file, or one that cannot be used."""
    path = folder / f"{language}.json"
    try:
        raw = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
        about = {key: msgspec.json.decode(value) for key, value in raw.items() if key.startswith("_")}
        texts = {
            key: msgspec.json.decode(value, type=str | dict[str, str])
            for key, value in raw.items()
            if not key.startswith("_")
        }
        return Words(
            path=path,
            language=msgspec.convert(about, Language),
            messages={key: compile_message(text) for key, text in texts.items() if isinstance(text, str)},
            counted={
                key: {category: compile_message(text) for category, text in forms.items()}
                for key, forms in texts.items()
                if not isinstance(forms, str)
            },
        )
    except FileNotFoundError:
        raise BadWords(f"there are no words for the language {language!r}: add {path.name} to {folder}") from None
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadWords(f"{path.name} cannot be read: {error}") from error
