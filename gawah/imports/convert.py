"""One cell to typed values, by the type of its target. Nothing is guessed: what does not fit is a CellProblem."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Named
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple
from urllib.parse import urlsplit

from gawah import vocabulary
from gawah.core.dates import NotADate, read
from gawah.core.figures import NotAQuantity, read_quantity
from gawah.core.folding import fold
from gawah.core.text import clean_cell, normal_digits, one_line, show_invisible
from gawah.imports.mapping import REJECT, UNKNOWN, FieldRule
from gawah.imports.problems import CellProblem, ImportProblem
from gawah.imports.readers.table import Cell
from gawah.imports.values import Amount, Atom, Coded, Day, FieldSpec, FieldType, Number, Value, Words


class Part(NamedTuple):
    """One value of a cell, cleaned, with the row's country where that is known."""

    text: str
    country: str = ""


@dataclass(frozen=True)
class Target:
    """Where a value goes and how its rule wants it read."""

    rule: FieldRule
    spec: FieldSpec
    language: str
    latest_year: int | None
    terms: Named[str, str]  # folded text -> code


_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_SPACE = re.compile(r"\s")
_LARGEST = 2**53 - 1
# In the languages of the site, folded.
YES_NO = {
    fold(word): code
    for code, words in (
        ("yes", ("yes", "y", "true", "1", "sí", "oui", "da", "نعم", "ہاں", "جی ہاں")),
        ("no", ("no", "n", "false", "0", "non", "ne", "لا", "نہیں", "جی نہیں")),
    )
    for word in words
}
_LIMITS = {"latitude": 90.0, "longitude": 180.0}
_CACHED = 4096  # cells of a column that are remembered
_SHORT = 64  # characters of a cell that may be remembered


def make_target(rule: FieldRule, spec: FieldSpec, language: str, latest_year: int | None) -> Target:
    """A rule and the field it names. Raises ImportProblem when the two do not fit together."""
    if spec.type == "date":
        _check_dates(rule)
    if spec.type == "term":
        _check_terms(rule, spec)
    if spec.type == "country":
        _check_countries(rule)
    if spec.type == "yes_no":
        _check_yes_no(rule)
    terms = {fold(clean_cell(text).strip()): code for text, code in rule.terms.items()}
    return Target(rule, spec, language, latest_year, terms)


def reader(target: Target, empties: frozenset[str]) -> Callable[[Cell, str], Value]:
    """From a cell and its row's country to values; short cells, which repeat themselves, are remembered.

    The reader raises CellProblem for a cell that does not fit.
    """
    direct = partial(_read_cell, target, empties)
    remembered = lru_cache(maxsize=_CACHED)(direct)

    def read_cell(cell: Cell, country: str) -> Value:
        if isinstance(cell, str) and len(cell) <= _SHORT:
            return remembered(cell, country)
        return direct(cell, country)

    return read_cell


def misser(target: Target, empties: frozenset[str]) -> Callable[[Cell, str], tuple[str, ...]] | None:
    """From a cell and its row's country to the values in it that are not understood, where the rule takes such.

    None where it does not: they are rejected.
    """
    rule, understood = target.rule, _UNDERSTOOD.get(target.spec.type)
    takes = rule.impossible == "keep_as_printed" if target.spec.type == "date" else rule.otherwise != REJECT
    if understood is None or not takes:
        return None
    direct = partial(_missed, target, empties, understood)
    remembered = lru_cache(maxsize=_CACHED)(direct)

    def missed(cell: Cell, country: str) -> tuple[str, ...]:
        if isinstance(cell, str) and len(cell) <= _SHORT:
            return remembered(cell, country)
        return direct(cell, country)

    return missed


def _missed(
    target: Target, empties: frozenset[str], understood: Callable[[Target, Part], object], cell: Cell, country: str
) -> tuple[str, ...]:
    texts = _parts(target, empties, cell)
    if target.rule.otherwise == UNKNOWN:  # a cell that says "unknown" has been understood
        texts = [text for text in texts if fold(text) != UNKNOWN]
    return tuple(dict.fromkeys(text for text in texts if understood(target, Part(text, country)) is None))


def _read_cell(target: Target, empties: frozenset[str], cell: Cell, country: str) -> Value:
    convert = _BY_TYPE[target.spec.type]
    texts = _parts(target, empties, cell)
    if len(texts) == 1:
        atom = convert(target, Part(texts[0], country))
        return () if atom is None else (atom,)
    if texts and not target.spec.many:
        raise CellProblem(target.rule.to, f"the cell has {len(texts)} values, and {target.spec.path} takes one")
    found = (convert(target, Part(text, country)) for text in texts)
    return tuple(dict.fromkeys(atom for atom in found if atom is not None))


def _parts(target: Target, empties: frozenset[str], cell: Cell) -> list[str]:
    """A cell's values: cleaned, split where the rule says so, without empties and literal empties."""
    rule = target.rule
    texts: list[str] = cell if isinstance(cell, list) else [cell]
    separator = rule.separator or ("," if target.spec.type == "tags" else "")
    if separator:
        texts = [piece for text in texts for piece in text.split(separator)]
    if rule.part:
        texts = texts[rule.part - 1 : rule.part]
    cleaned = (clean_cell(text).strip() for text in texts)
    return [text for text in cleaned if text and text.casefold() not in empties]


def shown(text: str) -> str:
    """A cell's text for a message."""
    return f"“{one_line(show_invisible(text), 60)}”"


def _words(at: Target, part: Part) -> Atom:
    return Words(part.text, at.language)


def _plain(at: Target, part: Part) -> Atom:
    assert at.spec.type == "tags"
    return Words(" ".join(part.text.split()))


def _date(at: Target, part: Part) -> Atom:
    try:
        return Day(read(part.text, at.rule.dates, latest_year=at.latest_year).edtf, part.text)
    except NotADate as error:
        if at.rule.impossible == "keep_as_printed":
            return Day(None, part.text)
        raise CellProblem(at.rule.to, str(error)) from None


def _day(at: Target, part: Part) -> str | None:
    found = _date(at, part)
    return found.edtf if isinstance(found, Day) else None


def _term(at: Target, part: Part) -> Atom | None:
    code = _term_code(at, part) or at.rule.otherwise
    if code == REJECT:
        raise CellProblem(
            at.rule.to,
            f"{shown(part.text)} is no term of {at.spec.list_name}; add it under [field.terms] in the mapping",
        )
    return None if code == UNKNOWN else Coded(code, part.text)


def _term_code(at: Target, part: Part) -> str | None:
    code = at.terms.get(fold(part.text))
    found = vocabulary.find(at.spec.list_name, part.text) if code is None else None
    return found.code if found else code


def _country(at: Target, part: Part) -> Atom | None:
    code = _country_code(at, part)
    if code and code != UNKNOWN:
        return Coded(code, part.text)
    if UNKNOWN in (code, at.rule.otherwise):
        return None
    raise CellProblem(
        at.rule.to,
        f'{shown(part.text)} is no country that is known; say under [field.terms] which it is, such as "…" = "pk"',
    )


def _country_code(at: Target, part: Part) -> str | None:
    wished = at.terms.get(fold(part.text), part.text)
    return UNKNOWN if wished == UNKNOWN else vocabulary.find_country(wished.replace("_", " "))


def _subdivision(at: Target, part: Part) -> Atom | None:
    code = _subdivision_code(at, part)
    if code and code != UNKNOWN:
        return Coded(code, part.text)
    if UNKNOWN in (code, at.rule.otherwise):
        return None
    where = f"of the country “{part.country}”" if part.country else "while the row has no country"
    raise CellProblem(
        at.rule.to,
        f'{shown(part.text)} is no subdivision {where}; add it under [field.terms], or say otherwise = "unknown"',
    )


def _subdivision_code(at: Target, part: Part) -> str | None:
    wished = at.terms.get(fold(part.text), part.text)
    if wished == UNKNOWN:
        return UNKNOWN
    return vocabulary.find_subdivision(part.country, wished) if part.country else None


def _number(at: Target, part: Part) -> Atom:
    return Number(_read_number(at.rule.to, part.text))


def _coordinate(at: Target, part: Part) -> Atom:
    limit = _LIMITS.get(at.spec.path.rpartition(".")[2], 180.0)
    number = float(_read_number(at.rule.to, part.text))
    if not -limit <= number <= limit:
        raise CellProblem(at.rule.to, f"{shown(part.text)} is not between -{limit:.0f} and {limit:.0f} degrees")
    return Number(number)


def _read_number(to: str, text: str) -> int | float:
    digits = normal_digits(text).replace("−", "-")
    match = _NUMBER.fullmatch(digits)
    if match is None or len(digits) > 40:
        raise CellProblem(to, f"{shown(text)} is no number; write it with digits, and a point before decimals")
    number: int | float = float(digits) if match[1] or match[2] else int(digits)
    if abs(number) > _LARGEST:
        raise CellProblem(to, f"{shown(text)} is too large a number; at most {_LARGEST} is kept exactly")
    return number


def _url(at: Target, part: Part) -> Atom:
    try:
        split = urlsplit(part.text)
        good = split.scheme.lower() in ("http", "https") and bool(split.hostname) and not _SPACE.search(part.text)
    except ValueError:
        good = False
    if not good:
        raise CellProblem(at.rule.to, f"{shown(part.text)} is no web address; it begins with https:// or http://")
    return Words(part.text)


def _quantity(at: Target, part: Part) -> Atom:
    try:
        found = read_quantity(part.text)
    except NotAQuantity as error:
        raise CellProblem(at.rule.to, str(error)) from None
    return Amount(found.quantifier, found.low, found.high, part.text)


def _yes_no(at: Target, part: Part) -> Atom:
    said = fold(part.text)
    code = at.terms.get(said) or YES_NO.get(said)
    if code is None:
        raise CellProblem(
            at.rule.to, f'{shown(part.text)} is neither yes nor no; say under [field.terms] which, such as "…" = "no"'
        )
    return Coded(code, part.text)


_BY_TYPE: dict[FieldType, Callable[[Target, Part], Atom | None]] = {
    "text": _words,
    "long_text": _words,
    "names": _words,
    "tags": _plain,
    "url": _url,
    "date": _date,
    "term": _term,
    "country": _country,
    "subdivision": _subdivision,
    "number": _number,
    "coordinate": _coordinate,
    "quantity": _quantity,
    "yes_no": _yes_no,
}
# What a value is read as, or None where it is not understood.
_UNDERSTOOD: dict[FieldType, Callable[[Target, Part], str | None]] = {
    "date": _day,
    "term": _term_code,
    "country": _country_code,
    "subdivision": _subdivision_code,
}


def _check_dates(rule: FieldRule) -> None:
    try:
        read("2020-02-02", rule.dates)
    except NotADate:
        return
    except ValueError as error:
        raise ImportProblem(f"{rule.where}: dates: {error}") from None


def _check_terms(rule: FieldRule, spec: FieldSpec) -> None:
    known = vocabulary.terms(spec.list_name)
    for text, code in [*rule.terms.items(), ("otherwise", rule.otherwise)]:
        if code not in known and code not in (REJECT, UNKNOWN):
            raise ImportProblem(
                f"{rule.where}: {shown(text)} is mapped to “{code}”, which is no term of {spec.list_name}; there are "
                f"{', '.join(known)}."
            )


def _check_countries(rule: FieldRule) -> None:
    for text, code in rule.terms.items():
        if code != UNKNOWN and vocabulary.find_country(code) is None:
            raise ImportProblem(
                f"{rule.where}: {shown(text)} is mapped to “{code}”, which is no country; use its code of two letters, "
                "such as pk, or unknown."
            )


def _check_yes_no(rule: FieldRule) -> None:
    for text, code in rule.terms.items():
        if code not in ("yes", "no"):
            raise ImportProblem(f"{rule.where}: {shown(text)} is mapped to “{code}”; it is yes or no.")
    if rule.otherwise != REJECT:
        raise ImportProblem(f"{rule.where}: otherwise: what a word means is not guessed; name it under [field.terms].")
