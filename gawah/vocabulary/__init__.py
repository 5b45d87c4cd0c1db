"""The field's terms in six languages: acts, roles, outcomes, places and the rest; countries and subdivisions.

A term is a code in ``snake_case``, a definition of one sentence, a label in every language and, where there
is a true match, the code of the HURIDOCS micro-thesauri. The data are JSON files in ``data/``, one a list.
"""

from gawah.vocabulary.languages import find_language, is_language
from gawah.vocabulary.places import (
    alpha3,
    countries,
    country_name,
    find_country,
    find_subdivision,
    subdivision_name,
    subdivisions,
)
from gawah.vocabulary.terms import LANGUAGES, Term, find, label, lists, term, terms, with_narrower

__all__ = [
    "LANGUAGES",
    "Term",
    "alpha3",
    "countries",
    "country_name",
    "find",
    "find_country",
    "find_language",
    "find_subdivision",
    "is_language",
    "label",
    "lists",
    "subdivision_name",
    "subdivisions",
    "term",
    "terms",
    "with_narrower",
]
