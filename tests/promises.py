"""A promise that is whole, for tests to change."""

from __future__ import annotations

from typing import Any

import msgspec

from gawah.sealed.moments import moment
from gawah.sealed.promise import Kept, Promise, Terms
from gawah.sealed.sentences import make

LANGUAGES = ("en", "es", "fr", "ar", "ur", "bs")


def texts(text: str, languages: tuple[str, ...] = ("en",)) -> dict[str, str]:
    return {language: f"{text} ({language})" for language in languages}


TERMS = Terms(
    collection="0123456789abcdef0123",
    version=1,
    before=None,
    languages=("en",),
    digits={"en": "latn"},
    country="pk",
    organisation=texts("Example Observatory"),
    readers=(texts("the director"), texts("caseworkers"), texts("a lawyer")),
    readers_at_most=3,
    asked=texts("What happened, and when.\nWhere, as exactly as you like."),
    not_wanted=texts("Identity papers."),
    uses=("contact", "publish", "count"),
    contact_for=texts("To ask what we did not understand."),
    closing=moment("2027-01-01T00:00", "Asia/Karachi"),
    discard=moment("2027-03-31T18:30", "Asia/Karachi"),
    kept=(Kept(what=texts("what happened, without names"), consent="publish"),),
    without_script=True,
    backup_days=30,
    answer_days=5,
)


def terms(**changes: Any) -> Terms:
    return msgspec.structs.replace(TERMS, **changes)


def made(**changes: Any) -> Promise:
    return make(terms(**changes))


def in_languages(*languages: str, digits: str = "latn", **changes: Any) -> Terms:
    """The terms in these languages, each text in each."""
    fields: dict[str, Any] = {name: dict.fromkeys(languages, TERMS_TEXTS[name]) for name in ("organisation", *PASSAGES)}
    fields["readers"] = tuple(dict.fromkeys(languages, reader["en"]) for reader in TERMS.readers)
    fields["kept"] = tuple(Kept(what=dict.fromkeys(languages, k.what["en"]), consent=k.consent) for k in TERMS.kept)
    return terms(languages=languages, digits=dict.fromkeys(languages, digits), **{**fields, **changes})


PASSAGES = ("asked", "not_wanted", "contact_for")
TERMS_TEXTS = {name: getattr(TERMS, name)["en"] for name in ("organisation", *PASSAGES)}
