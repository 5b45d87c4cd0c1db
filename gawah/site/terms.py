"""Labels of vocabulary terms, from the snapshot's ``terms.ndjson``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pycountry
from babel import Locale as BabelLocale

from gawah.record.snapshot import Term


class Terms:
    """What a site calls each vocabulary term. Pure: the same terms give the same labels."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._labels: dict[tuple[str, str, str], str] = {}
        self._definitions: dict[tuple[str, str, str], str] = {}
        for term in terms:
            for language, label in term.labels.items():
                self._labels[term.list, term.code, language] = label
            for language, text in term.definition.items():
                self._definitions[term.list, term.code, language] = text

    def label(self, list_name: str, code: str, language: str) -> str:
        """The term in ``language``, else in English, else the code itself: a name somebody wrote."""
        found = self._labels.get((list_name, code, language))
        if found is not None:
            return found
        if list_name == "countries" and (name := _country(code, language)):
            return name
        if list_name == "subdivisions" and (name := _subdivision(code)):
            return name
        return self._labels.get((list_name, code, "en"), code)

    def definition(self, list_name: str, code: str, language: str) -> str:
        """The term's definition in ``language``, else in English, else ""."""
        found = self._definitions.get((list_name, code, language))
        return found if found is not None else self._definitions.get((list_name, code, "en"), "")


@lru_cache(maxsize=2048)
def _subdivision(code: str) -> str:
    """A country's part by ISO 3166-2, as the standard writes it; "" for an unknown code."""
    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]
    return str(found.name) if found else ""


@lru_cache(maxsize=2048)
def _country(code: str, language: str) -> str:
    """A country's name by CLDR; "" when it has none."""
    name = BabelLocale.parse(language).territories.get(code.upper())
    return name or ""
