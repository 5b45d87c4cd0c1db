"""Whether a column's values are countries, or terms of a list, and what is said of those that are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from gawah import vocabulary
from gawah.core.folding import fold
from gawah.imports.guess_parts import Guess, listed, of_values
from gawah.imports.near import Near, near
from gawah.imports.values import FieldSpec

SEPARATORS: Final = (";", "|", ",", "/")
_MOST: Final = 0.5  # of the values, each counted as often as it stands, have to be understood
_NEARLY_ALL: Final = 0.8  # of the different ones, where the header does not say what they are
_LISTED: Final = 60  # different values that are written out as terms
_HINTED: Final = 20  # that are written out, behind #
_CODE: Final = 3  # letters of a country's code, at most, and how many of them have to be there: "No" is no Norway

# A word for what was done that is no label of an act.
_ACT_OF: Final = {
    "killed": "killing", "murdered": "killing", "arrested": "arrest", "detained": "detention", "attacked": "assault",
    "assaulted": "assault", "beaten": "assault", "threatened": "threat", "abducted": "abduction",
    "kidnapped": "abduction", "imprisoned": "imprisonment", "tortured": "torture", "prosecuted": "prosecution",
    "questioned": "questioning", "deported": "deportation", "blocked": "site_block", "physical attack": "assault",
}  # fmt: skip


def guess_country(spec: FieldSpec, header: str, values: Sequence[str], *, said: bool) -> Guess | None:
    """``said``: the header speaks of a country. Under another one, most values have to be countries by name, or nearly
    all of them codes."""
    counts = Counter(values)
    unknown = [value for value in counts if vocabulary.find_country(value) is None]
    known = counts.keys() - set(unknown)
    names = [value for value in known if len(value) > _CODE]
    by_name = len(names) > 1 and _share(counts, names) > _MOST
    codes = not names and len(known) >= max(_CODE, _NEARLY_ALL * len(counts))
    if not (_share(counts, known) > _MOST if said else by_name or codes):
        return None
    return _taking(Guess(spec.path, header), spec, counts, unknown, "no country")


def guess_terms(spec: FieldSpec, header: str, values: Sequence[str], *, said: bool = True) -> Guess | None:
    """A column of terms. Acts are written out, each to be chosen; under a header that says acts, any words are some."""
    understood = _is_act if spec.path == "act.type" else lambda text: vocabulary.find(spec.list_name, text) is not None
    separator = _best_separator(values, understood)
    counts = Counter(_pieces(values, separator))
    unknown = [value for value in counts if vocabulary.find(spec.list_name, value) is None]
    found = Guess(spec.path, header, separator=separator)
    if spec.path == "act.type":
        share = _share(counts, [value for value in counts if _is_act(value)])
        if share < _MOST and (not said or len(unknown) > _LISTED):
            return None
        most = sorted(unknown, key=lambda value: -counts[value])[:_LISTED]
        found.terms = {value: _ACT_OF.get(fold(value), "other") for value in most}
        found.otherwise = "other"
        found.hints = _hints(spec, [value for value, code in found.terms.items() if code == "other"])
        return found
    few_words = len(unknown) <= (1 - _NEARLY_ALL) * len(counts)
    if not (few_words or _share(counts, counts.keys() - set(unknown)) > _MOST):
        return None
    return _taking(found, spec, counts, unknown, f"no term of {spec.list_name}")


def acts_of_outcome(outcome: Guess, values: Sequence[str]) -> Guess | None:
    """The acts that a column of outcomes names: a status "arrested" says what was done, too."""
    pieces = dict.fromkeys(_pieces(values, outcome.separator))
    if not any(fold(value) in _ACT_OF for value in pieces):
        return None
    terms = {value: _ACT_OF.get(fold(value), "unknown") for value in list(pieces)[:_LISTED]}
    return Guess("act.type", outcome.column, separator=outcome.separator, terms=terms, otherwise="unknown")


def separator_of(values: Sequence[str]) -> str:
    """The sign that takes cells apart into fewer different pieces than there are different cells."""
    for sign in SEPARATORS[:3]:
        pieces = {piece.strip() for value in values for piece in value.split(sign)}
        if any(sign in value for value in values) and len(pieces) < len(set(values)):
            return sign
    return ""


def _best_separator(values: Sequence[str], understood: Callable[[str], bool]) -> str:
    """The sign that takes cells apart into words that are understood, or else one that finds the same ones again."""
    used = [sign for sign in SEPARATORS if any(sign in value for value in values)]
    shares = {sign: _understood_share(_pieces(values, sign), understood) for sign in ("", *used)}
    best = max(shares, key=lambda sign: shares[sign])
    return best if shares[best] > shares[""] else separator_of(values)


def _understood_share(pieces: Sequence[str], understood: Callable[[str], bool]) -> float:
    counts = Counter(pieces)
    return _share(counts, filter(understood, counts))


def _pieces(values: Sequence[str], separator: str) -> list[str]:
    pieces = (piece.strip() for value in values for piece in (value.split(separator) if separator else [value]))
    return list(filter(None, pieces))


def _is_act(text: str) -> bool:
    return fold(text) in _ACT_OF or vocabulary.find("acts", text) is not None


def _taking(found: Guess, spec: FieldSpec, counts: Counter[str], unknown: list[str], what: str) -> Guess:
    """The rule, so that it takes what it does not understand, and says so."""
    if unknown:
        found.otherwise = "unknown"
        found.saw = (f"{of_values(counts, unknown)} {what}, and left unknown: {listed(counts, unknown)}.",)
        found.hints = _hints(spec, sorted(unknown, key=lambda value: -counts[value]))
    return found


def _hints(spec: FieldSpec, values: Sequence[str]) -> dict[str, Near]:
    close = {value: near(spec, value) for value in values[:_HINTED]}
    return {value: each for value, each in close.items() if each}


def _share(counts: Counter[str], some: Iterable[str]) -> float:
    return sum(counts[value] for value in some) / counts.total() if counts else 0.0
