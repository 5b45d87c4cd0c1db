"""A rule to be, and the words in which a first mapping tells what was seen in a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from gawah.core.folding import fold
from gawah.imports.convert import shown
from gawah.imports.near import Near
from gawah.imports.readers.table import Cell

EMPTIES: Final = ("None", "n/a", "N/A", "null", "-")
_LISTED: Final = 5  # values in a comment
_EMPTY: Final = frozenset(map(str.casefold, EMPTIES))
_SPACES: Final = str.maketrans(dict.fromkeys("_-.:?", " "))


@dataclass
class Guess:
    """One rule to be: where a column goes and how it is read. ``doubt`` keeps the rule out until a person decides.

    ``saw`` are sentences for its comment; ``hints`` terms that it may want, with what they may mean, to be taken by a
    person."""

    to: str
    column: str
    separator: str = ""
    part: int = 0
    dates: tuple[str, ...] = ()
    impossible: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    otherwise: str = ""
    doubt: str = ""
    saw: tuple[str, ...] = ()
    hints: dict[str, Near] = field(default_factory=dict)


def header_key(header: str) -> str:
    """A header as it is compared: folded, without signs."""
    return " ".join(fold(header.translate(_SPACES)).split())


def texts(cells: Sequence[Cell]) -> list[str]:
    """The values of a column, lists taken apart, empties left out."""
    found: list[str] = []
    for cell in cells:
        found += [cell] if isinstance(cell, str) else cell
    stripped = (text.strip() for text in found)
    return [text for text in stripped if text and text.casefold() not in _EMPTY]


def of_values(counts: Counter[str], some: Iterable[str]) -> str:
    """As in “2 of 40 values are”: how many values of a column, the same one counted as often as it stands."""
    few = sum(counts[value] for value in some)
    return f"{few:,} of {counts.total():,} values {'is' if few == 1 else 'are'}"


def listed(counts: Counter[str], some: Iterable[str]) -> str:
    """The most frequent of some values, the rest as an ellipsis."""
    most = sorted(some, key=lambda value: -counts[value])
    return ", ".join([*map(shown, most[:_LISTED]), *(["…"] if len(most) > _LISTED else [])])
