"""What the site calls terms, countries and their parts."""

from __future__ import annotations

import pytest

from gawah.record.snapshot import Term
from gawah.site.terms import Terms

TERMS = Terms(
    [Term(list="acts", code="arrest", labels={"en": "arrest", "es": "detención"}, definition={"en": "Held."})]
)


@pytest.mark.parametrize(
    ("name", "code", "language", "expected"),
    [
        ("acts", "arrest", "es", "detención"),
        ("acts", "arrest", "ur", "arrest"),
        ("acts", "a word of theirs", "en", "a word of theirs"),
        ("countries", "pk", "ur", "پاکستان"),
        ("countries", "cd", "en", "DR Congo"),  # ours, in place of CLDR's "Congo - Kinshasa"
        ("countries", "cd", "cs", "Kongo – Kinshasa"),  # a language we have no names of our own in
        ("countries", "zz", "en", "ZZ"),
        ("subdivisions", "PK-SD", "en", "Sindh"),
        ("subdivisions", "PK-SD", "ur", "سندھ"),
        ("subdivisions", "PK-SD", "cs", "Sindh"),
        ("subdivisions", "ZZ-ZZ", "en", "ZZ-ZZ"),
    ],
)
def test_labels(name: str, code: str, language: str, expected: str) -> None:
    assert TERMS.label(name, code, language) == expected


def test_a_definition_is_given_in_english_where_there_is_no_other() -> None:
    assert TERMS.definition("acts", "arrest", "ur") == "Held."
    assert TERMS.definition("acts", "unknown", "ur") == ""
