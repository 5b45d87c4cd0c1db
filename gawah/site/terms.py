"""Labels of vocabulary terms, from the snapshot's ``terms.ndjson``; of countries and their parts, from ISO and CLDR."""

from __future__ import annotations

from collections.abc import Iterable

from gawah import vocabulary
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
        if list_name == "countries":
            return vocabulary.country_name(code, language)
        if list_name == "subdivisions":
            return vocabulary.subdivision_name(code, language)
        return self._labels.get((list_name, code, "en"), code)

    def definition(self, list_name: str, code: str, language: str) -> str:
        """The term's definition in ``language``, else in English, else ""."""
        found = self._definitions.get((list_name, code, language))
        return found if found is not None else self._definitions.get((list_name, code, "en"), "")
