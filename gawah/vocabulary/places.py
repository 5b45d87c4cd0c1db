"""Countries (ISO 3166-1) and subdivisions (ISO 3166-2): names in our languages, and finding one by name.

Country names are CLDR's (through babel); ``country_names.json`` holds the few that readers know by another
name, and further spellings that are found but never shown. Codes and subdivisions are pycountry's, whose data
is slow to load and so is loaded on first need. Kosovo has the user-assigned code ``xk``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
from babel import Locale

from gawah.vocabulary.terms import LANGUAGES, folded

_HERE: Final = Path(__file__).parent
# CLDR's territories that are no countries of ISO's
_NOT_COUNTRIES: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_KOSOVO: Final = "xk"
_DROPPED: Final = str.maketrans({"'": None, ".": None, "`": None, "-": " "})


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names shown in place of the library's, and ``also``: spellings that are only found."""

    en: str = ""
    es: str = ""
    fr: str = ""
    ar: str = ""
    ur: str = ""
    bs: str = ""
    also: tuple[str, ...] = ()

    def shown(self, language: str) -> str:
        return str(getattr(self, language)) if language in LANGUAGES else ""

    def spellings(self) -> list[str]:
        return [name for name in map(self.shown, LANGUAGES) if name] + list(self.also)


@cache
def countries() -> Mapping[str, Mapping[str, str]]:
    """Every country's names: ISO alpha-2 in lower case -> language -> name."""
    return MappingProxyType(
        {code: MappingProxyType({lang: country_name(code, lang) for lang in LANGUAGES}) for code in _codes()}
    )


@cache
def country_name(code: str, language: str) -> str:
    """The country's name in a language; the code in upper case where there is no such country."""
    if code not in _codes():
        return code.upper()
    ours = _country_overrides().get(code)
    return (ours.shown(language) if ours else "") or Locale(language).territories[code.upper()]


@cache
def alpha3(code: str) -> str:
    """ISO alpha-3, upper case, of an alpha-2 code; ``""`` where there is none."""
    import pycountry

    found = pycountry.countries.get(alpha_2=code.upper())
    return str(found.alpha_3) if found else ""


def find_country(text: str) -> str | None:
    """The alpha-2 code, lower case, of a country given by its name in any language, alpha-2 or alpha-3.

    Case, accents, letter forms, spacing and ``_`` for a space do not matter. A name that two countries share
    finds none.
    """
    return _countries_by_key().get(_key(text))


@cache
def subdivisions(country: str) -> Mapping[str, str]:
    """A country's subdivisions: ISO 3166-2 code -> name as ISO has it; empty for an unknown country."""
    import pycountry

    found = [each for each in pycountry.subdivisions if each.country_code == country.upper()]
    return MappingProxyType({each.code: each.name for each in sorted(found, key=lambda each: str(each.code))})


def subdivision_name(code: str, language: str) -> str:
    """The subdivision's name in a language where we have it, else as ISO has it, else the code."""
    ours = _subdivision_overrides().get(code)
    return (ours.shown(language) if ours else "") or subdivisions(code[:2]).get(code, code)


def find_subdivision(country: str, text: str) -> str | None:
    """The ISO 3166-2 code of a country's subdivision given by code (``"US-CA"``, ``"CA"``) or by name.

    ``country`` is an alpha-2 code. Where a smaller unit has the name of a larger one, the larger is meant; a
    name that is shared otherwise finds none.
    """
    return _subdivisions_by_key(country.lower()).get(_key(text))


@cache
def _codes() -> tuple[str, ...]:
    letters = (key for key in map(str, Locale("en").territories) if len(key) == 2 and key.isalpha())
    return tuple(sorted(key.lower() for key in letters if key not in _NOT_COUNTRIES))


@cache
def _country_overrides() -> Mapping[str, _Names]:
    return msgspec.json.decode((_HERE / "country_names.json").read_bytes(), type=dict[str, _Names])


@cache
def _subdivision_overrides() -> Mapping[str, _Names]:
    return msgspec.json.decode((_HERE / "subdivision_names.json").read_bytes(), type=dict[str, _Names])


@cache
def _countries_by_key() -> Mapping[str, str]:
    spellings = {code: _country_spellings(code) for code in _codes()}
    index = _unshared(spellings)
    index |= {_key(alpha3(code)): code for code in _codes() if code != _KOSOVO}
    index |= {_key(code): code for code in _codes()}
    return MappingProxyType(index)


def _country_spellings(code: str) -> list[str]:
    ours = _country_overrides().get(code)
    theirs = [Locale(language).territories[code.upper()] for language in LANGUAGES]
    return theirs + (ours.spellings() if ours else [])


@cache
def _subdivisions_by_key(country: str) -> Mapping[str, str]:
    import pycountry

    found = [each for each in pycountry.subdivisions if each.country_code == country.upper()]
    smaller = {each.code: _subdivision_spellings(each.code) for each in found if each.parent_code}
    larger = {each.code: _subdivision_spellings(each.code) for each in found if not each.parent_code}
    index = _unshared(smaller)
    for key in {_key(name) for names in larger.values() for name in names}:
        index.pop(key, None)
    index |= _unshared(larger)
    codes = [*smaller, *larger]
    index |= {_key(code.partition("-")[2]): code for code in codes}
    index |= {_key(code): code for code in codes}
    return MappingProxyType(index)


def _subdivision_spellings(code: str) -> list[str]:
    ours = _subdivision_overrides().get(code)
    return [subdivisions(code[:2])[code], *(ours.spellings() if ours else [])]


def _unshared(spellings: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Compared spelling -> code, without those that two codes share."""
    claims: dict[str, set[str]] = {}
    for code, names in spellings.items():
        for name in names:
            claims.setdefault(_key(name), set()).add(code)
    return {key: codes.pop() for key, codes in claims.items() if len(codes) == 1}


def _key(text: str) -> str:
    """How names are compared: also without apostrophes, full stops and hyphens, and with "&" as "and"."""
    plain = folded(text.replace("&", " and ")).translate(_DROPPED)
    return " ".join(plain.split())
