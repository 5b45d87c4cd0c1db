"""Figures as a source gives them: a quantifier and at most one number or one range. They cannot be added.

``read_quantity`` reads a phrase that holds a single figure. "At least eight journalists and three human
rights defenders" holds two: it is refused, for a person to enter as two figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from gawah.core.text import normal_digits, one_line, show_invisible

Quantifier = Literal["exactly", "at_least", "more_than", "about", "at_most", "fewer_than", "between", "uncounted"]
QUANTIFIERS: tuple[Quantifier, ...] = get_args(Quantifier)

LARGEST = 2**53 - 1  # the largest whole number that every JSON reader keeps exactly


class NotAQuantity(ValueError):
    """A sentence that says what is wrong with a figure."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many, with its quantifier. Two of them can be compared for being equal, and nothing else."""

    quantifier: Quantifier
    low: int | None = None  # the number, or the lower end of "between"
    high: int | None = None  # the upper end of "between"

    def __post_init__(self) -> None:
        check(self.quantifier, self.low, self.high)


def check(quantifier: str, low: int | None, high: int | None) -> None:
    """Raise NotAQuantity unless quantifier and numbers fit together.

    "uncounted" has no number, "between" a lower and a higher one, every other quantifier exactly one.
    """
    if quantifier not in QUANTIFIERS:
        raise NotAQuantity(f"“{quantifier}” is no quantifier; use one of {', '.join(QUANTIFIERS)}.")
    for number in (low, high):
        _check_number(number)
    if quantifier == "uncounted":
        if low is not None or high is not None:
            raise NotAQuantity("An uncounted figure has no number; choose another quantifier or leave the number out.")
    elif quantifier == "between":
        _check_range(low, high)
    elif low is None:
        raise NotAQuantity(f"The quantifier “{quantifier}” needs a number.")
    elif high is not None:
        raise NotAQuantity(f"The quantifier “{quantifier}” takes one number; for a range use “between”.")
    elif quantifier == "fewer_than" and low == 0:
        raise NotAQuantity("Nothing can be fewer than 0.")


def _check_number(number: int | None) -> None:
    if number is None:
        return
    if not isinstance(number, int) or isinstance(number, bool):
        raise NotAQuantity(f"A figure's number is a whole number, not {number!r}.")
    if not 0 <= number <= LARGEST:
        raise NotAQuantity(f"A figure's number lies between 0 and {LARGEST}.")


def _check_range(low: int | None, high: int | None) -> None:
    if low is None or high is None:
        raise NotAQuantity("The quantifier “between” needs a lower and a higher number.")
    if low >= high:
        raise NotAQuantity(f"The range from {low} to {high} does not go up; give the lower number first.")


# fmt: off
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VAGUE = frozenset((
    "dozen", "dozens", "tens", "scores", "hundreds", "thousands", "millions", "several", "many", "numerous",
    "countless", "few", "some", "various", "multiple", "uncounted",
))
# Words that, standing after a number, make it another number than the one read.
_UNREADABLE = frozenset((
    "percent", "percentage", "per", "half", "quarter", "third", "thirds", "twice", "times", "fold", "least",
    "most", "more", "fewer", "less", "than", "about", "around", "over", "under", "nearly", "almost",
    "approximately", "roughly", "point", "minus", "plus", "or", "not", "each", "every", "another",
    "hundred", "thousand", "million", "billion", "trillion", "first", "second", "a", "an", "to", "year",
    "years", "old",
))
# fmt: on
_WORDS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
}
_LARGE = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

# Each quantifier's words, as they stand before the number.
_BEFORE: tuple[tuple[str, Quantifier], ...] = (
    ("at least", "at_least"),
    ("a minimum of", "at_least"),
    ("no fewer than", "at_least"),
    ("no less than", "at_least"),
    ("not fewer than", "at_least"),
    ("not less than", "at_least"),
    ("more than", "more_than"),
    ("over", "more_than"),
    ("above", "more_than"),
    ("upwards of", "more_than"),
    ("at most", "at_most"),
    ("a maximum of", "at_most"),
    ("no more than", "at_most"),
    ("not more than", "at_most"),
    ("up to", "at_most"),
    ("as many as", "at_most"),
    ("fewer than", "fewer_than"),
    ("less than", "fewer_than"),
    ("under", "fewer_than"),
    ("below", "fewer_than"),
    ("about", "about"),
    ("around", "about"),
    ("approximately", "about"),
    ("approx", "about"),
    ("roughly", "about"),
    ("circa", "about"),
    ("some", "about"),
    ("~", "about"),
    ("> =", "at_least"),
    ("≥", "at_least"),
    (">", "more_than"),
    ("< =", "at_most"),
    ("≤", "at_most"),
    ("<", "fewer_than"),
    ("an estimated", "about"),
    ("exactly", "exactly"),
    ("a total of", "exactly"),
    ("between", "between"),
    ("from", "between"),
)
_AFTER: tuple[tuple[str, Quantifier], ...] = (
    ("or more", "at_least"),
    ("or above", "at_least"),
    ("or fewer", "at_most"),
    ("or less", "at_most"),
    ("at least", "at_least"),
    ("at most", "at_most"),
    ("+", "at_least"),
)
_TOKEN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|\S")
_DIGITS = re.compile(r"0|[1-9][0-9,]*")


def read_quantity(text: str) -> Quantity:
    """The figure in an English phrase such as "at least eight journalists", "5–8", "200+", "dozens of posts".

    The phrase is an optional quantifier, one number (or one range), and words that say what is counted. A
    phrase with a second number, a fraction, a percentage, an ordinal, a decimal point or "nearly" raises
    NotAQuantity: such words say something that a quantifier and a whole number do not. Words for many
    ("dozens", "several hundred") give an uncounted figure; no number is made of them.
    """
    tokens = _tokens(text)
    if tokens and _is_vague(tokens):
        return Quantity("uncounted")
    quantifier, rest = _quantifier_before(tokens)
    low, rest = _number(rest)
    high: int | None = None
    if low is not None and rest and rest[0] in ("-", "–", "—", "to", "and"):
        high, after = _number(rest[1:])
        rest = after if high is not None else rest
    if low is None:
        raise _refused(text, "it does not begin with one number")
    if quantifier is None and high is None:
        quantifier, rest = _quantifier_after(rest)
    if not _only_words(rest):
        raise _refused(text, "more than one number, or words that change it, stand in it; enter each figure by itself")
    return _made(text, quantifier, low, high)


def _made(text: str, quantifier: Quantifier | None, low: int, high: int | None) -> Quantity:
    if high is not None and quantifier in (None, "between"):
        return Quantity("between", low, high)
    if high is not None or quantifier == "between":
        raise _refused(text, "a range and a quantifier do not go together")
    return Quantity(quantifier or "exactly", low)


def _refused(text: str, reason: str) -> NotAQuantity:
    return NotAQuantity(f"“{one_line(show_invisible(text), 60)}” was not read as a figure: {reason}.")


def _tokens(text: str) -> list[str]:
    if len(text) > 200:
        raise _refused(text, "it is longer than a phrase")
    return _TOKEN.findall(normal_digits(text).casefold().replace("’", "'"))


def _is_vague(tokens: list[str]) -> bool:
    """Whether the phrase only says that there were many: no number stands in it anywhere."""
    start = next((index for index, token in enumerate(tokens[:4]) if token in _VAGUE), None)
    if start is None or any(token in _WORDS or token[0].isdecimal() for token in tokens):
        return False
    _, before = _stripped(tokens[:start], _BEFORE)
    after = tokens[start + 1 :]
    second = next((index for index, token in enumerate(after) if token in ("and", ",", ";")), len(after))
    return before in ([], ["a"], ["the"]) and _only_words(after[second:])


def _quantifier_before(tokens: list[str]) -> tuple[Quantifier | None, list[str]]:
    return _stripped(tokens, _BEFORE)


def _quantifier_after(tokens: list[str]) -> tuple[Quantifier | None, list[str]]:
    return _stripped(tokens, _AFTER)


def _stripped(tokens: list[str], table: tuple[tuple[str, Quantifier], ...]) -> tuple[Quantifier | None, list[str]]:
    for words, quantifier in table:
        expected = words.split()
        if tokens[: len(expected)] == expected:
            return quantifier, tokens[len(expected) :]
    return None, tokens


def _number(tokens: list[str]) -> tuple[int | None, list[str]]:
    """The number that ``tokens`` begin with, in digits or words, and what follows it."""
    if not tokens:
        return None, tokens
    if _DIGITS.fullmatch(tokens[0]):
        value = int(tokens[0].replace(",", ""))
        if len(tokens) > 1 and tokens[1] in _LARGE:
            return value * _LARGE[tokens[1]], tokens[2:]
        return value, tokens[1:]
    return _number_in_words(tokens)


def _number_in_words(tokens: list[str]) -> tuple[int | None, list[str]]:
    """ "Two hundred and five", "twenty-five", "a thousand": thousands, then hundreds, then what is below."""
    value, rest = _below_thousand(tokens)
    if value is None or not rest or rest[0] not in _LARGE:
        return value, rest
    scaled, after = value * _LARGE[rest[0]], rest[1:]
    more, remaining = _below_thousand(after[1:] if after[:1] == ["and"] else after)
    return (scaled, after) if more is None else (scaled + more, remaining)


def _below_thousand(tokens: list[str]) -> tuple[int | None, list[str]]:
    if tokens[:1] == ["a"] and len(tokens) > 1 and tokens[1] in ("hundred", *_LARGE):
        value, rest = 1, tokens[1:]
    else:
        first, rest = _below_hundred(tokens)
        if first is None:
            return None, tokens
        value = first
    if rest[:1] != ["hundred"]:
        return value, rest
    after = rest[1:]
    more, remaining = _below_hundred(after[1:] if after[:1] == ["and"] else after)
    return (value * 100, after) if more is None else (value * 100 + more, remaining)


def _below_hundred(tokens: list[str]) -> tuple[int | None, list[str]]:
    if not tokens or tokens[0] not in _WORDS:
        return None, tokens
    value, rest = _WORDS[tokens[0]], tokens[1:]
    ones = rest[1:] if rest[:1] == ["-"] else rest
    if value >= 20 and ones and 1 <= _WORDS.get(ones[0], 0) <= 9:
        return value + _WORDS[ones[0]], ones[1:]
    return value, rest


def _only_words(tokens: list[str]) -> bool:
    """Whether what follows a number says only what is counted."""
    return all(
        token[0].isalpha() and token not in _UNREADABLE and token not in _VAGUE and token not in _WORDS
        for token in tokens
        if token not in (",", ".", ";")
    )
