"""The tables that both sides read: letters and scripts, formats and extensions, names that are imitated."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from pathlib import Path

import msgspec

DATA = Path(__file__).parent / "data"

Magic = tuple[tuple[int, str], ...]


class Format(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A format: its kind (program, picture …), its name for people, its first bytes, its extensions."""

    id: str
    kind: str
    name: str
    magic: tuple[Magic, ...]
    extensions: tuple[str, ...]


class Formats(msgspec.Struct, frozen=True, kw_only=True):
    """``formats.json``; what each list is for is said in it."""

    formats: tuple[Format, ...]
    text: dict[str, str]
    programs: tuple[str, ...]
    office: tuple[str, ...]
    ole: tuple[str, ...]
    unchecked: tuple[str, ...]
    addresses: tuple[str, ...]
    wrapping: tuple[str, ...]


class Letters(msgspec.Struct, frozen=True, kw_only=True):
    """``letters.json``; where each table is from is said in it."""

    scripts: dict[str, str]
    lookalikes: dict[str, str]
    resembling: dict[str, str]
    sequences: tuple[tuple[str, str], ...]
    european: frozenset[str]
    right_to_left: frozenset[str]
    together: frozenset[str]
    joining: frozenset[str]
    dots: str
    override: str
    isolate: str
    mark: str
    joiner: str
    variation: str
    invisible: str


class Imitated(msgspec.Struct, frozen=True, kw_only=True):
    """``imitated.json``: names that addresses imitate, and the endings they have."""

    names: frozenset[str]
    endings: frozenset[str]


@cache
def formats() -> Formats:
    """The formats and extensions that are known."""
    return msgspec.json.decode((DATA / "formats.json").read_bytes(), type=Formats)


@cache
def letters() -> Letters:
    """The letters that are known."""
    return msgspec.json.decode((DATA / "letters.json").read_bytes(), type=Letters)


@cache
def imitated() -> Imitated:
    """The names that are known to be imitated."""
    return msgspec.json.decode((DATA / "imitated.json").read_bytes(), type=Imitated)


def ranges(text: str) -> list[tuple[int, int]]:
    """Hexadecimal ranges, ``"AD 200B-200F"``, as pairs of code points, both ends inside."""
    pairs = (part.split("-") for part in text.split())
    return [(int(pair[0], 16), int(pair[-1], 16)) for pair in pairs]


class Classes:
    """Which class of characters a character is of; empty for none. The classes do not overlap."""

    def __init__(self, classes: dict[str, str]) -> None:
        rows = sorted((first, last, name) for name, text in classes.items() for first, last in ranges(text))
        self._firsts = [first for first, _, _ in rows]
        self._rows = rows

    def of(self, character: str) -> str:
        """The class of one character."""
        point = ord(character)
        at = bisect_right(self._firsts, point) - 1
        return self._rows[at][2] if at >= 0 and point <= self._rows[at][1] else ""


@cache
def scripts() -> Classes:
    """Which script a letter is of."""
    return Classes(letters().scripts)


@cache
def unseen() -> Classes:
    """Which kind of unseen character a character is: override, isolate, mark, joiner, variation, invisible."""
    table = letters()
    kinds = ("override", "isolate", "mark", "joiner", "variation", "invisible")
    return Classes({kind: getattr(table, kind) for kind in kinds})
