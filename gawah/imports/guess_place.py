"""A column that holds both coordinates of a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gawah.imports.guess_parts import Guess, header_key

_PAIR: Final = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*([|,; ])\s*([+-]?\d{1,3}(?:\.\d+)?)\s*", re.ASCII)
_FIRST_LATITUDE: Final = re.compile(r"\blat\w*\W*(?:lon|lng)")
_FIRST_LONGITUDE: Final = re.compile(r"\b(?:lon|lng)\w*\W*lat")
_LATITUDE, _LONGITUDE = 90, 180  # degrees, at most


def guess_pair(header: str, values: Sequence[str]) -> list[Guess]:
    """Rules for latitude and longitude; left to a person where nothing says which of the two is first."""
    pairs = [match for value in values if (match := _PAIR.fullmatch(value))]
    if not pairs or len(pairs) < len(values) or not all("." in pair[0] for pair in pairs):
        return []
    separators = {pair[2] for pair in pairs}
    first, second = (max(abs(float(pair[group])) for pair in pairs) for group in (1, 3))
    if len(separators) > 1 or max(first, second) > _LONGITUDE or min(first, second) > _LATITUDE:
        return []
    key = header_key(header)
    reverse = first > _LATITUDE or bool(_FIRST_LONGITUDE.search(key))
    sure = reverse or second > _LATITUDE or bool(_FIRST_LATITUDE.search(key))
    doubt = "" if sure else "Is latitude first, or longitude? Nothing says; swap the two parts if it is longitude"
    (separator,) = separators
    return [
        Guess("place.latitude", header, separator=separator, part=2 if reverse else 1, doubt=doubt),
        Guess("place.longitude", header, separator=separator, part=1 if reverse else 2, doubt=doubt),
    ]
