"""The form's page: the same bytes for everyone who asks for one promise in one language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gawah.record.snapshot import SiteSettings
from gawah.sealed import promise as promises
from gawah.sealed.form import assets
from gawah.sealed.promise import Part, Promise
from gawah.site.locale import DIGITS, Locale, direction_of
from gawah.site.messages import load

FORM = 1  # the version of the form: which questions it asks, and under which names the answers are sealed
WORDS = Path(__file__).parent / "words"

POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
))  # fmt: skip

# The parts of a promise under their labels, in the promise's own order.
_LABELS = {
    "who": ("organisation", "readers", "readers_at_most"),
    "asked": ("asked", "not_wanted"),
    "uses": ("uses", "contact"),
    "time": ("closing", "discard", "kept"),
    "copies": ("copies", "copies_elsewhere", "backups", "lost"),
    "after": ("certificate", "answers"),
    "page": ("without_script", "version"),
}

# The choices of each question, in order; behind a colon the question that asks for the reporter's own words.
_WHEN = ("day:day", "month:month", "year:year", "relative:relative", "unknown")
_WHERE = ("country:place", "region:place", "town:place", "place:place", "online:online", "unsaid")
_CHECKS = ("names", "looks", "places", "age", "work", "others")
_OUTSIDE = ("screen", "phone", "line", "server", "yourself", "team", "code")


class Group(NamedTuple):
    """Parts that stand under one label."""

    label: str
    parts: tuple[Part, ...]


class Choice(NamedTuple):
    """One answer of a question, and which label asks for own words with it ("" for none)."""

    value: str
    own: str


def make(promise: Promise, form: int, language: str) -> bytes:
    """The page of this promise in one of its languages.

    Equal arguments give equal bytes, as long as the form's files are the same. KeyError for a language the promise
    does not have; ValueError for a form version that is not this one.
    """
    if form != FORM:
        raise ValueError(f"there is no version {form} of the form: this is version {FORM}")
    sentences = promise.sentences[language]
    locale = _locale(promise, language)
    uses = [use for use in promise.uses if use != "contact"]
    contact = next((part for part in sentences if part.about == "contact"), None)
    questions = ["who", "what", "when", "where", *(["contact"] if "contact" in promise.uses else []), "check"]
    questions += [f"use-{use}" for use in uses]
    return (
        _environment()
        .get_template("form.jinja")
        .render(
            t=locale.t,
            number=locale.number,
            language=language,
            direction=locale.direction,
            tongues=[(each, locale.own_name(each), direction_of(each)) for each in promise.languages],
            organisation=promise.organisation[language],
            collection=promise.collection,
            form=form,
            policy=POLICY,
            assets=assets.all_(),
            groups=_groups(sentences),
            answers=next((part.text for part in sentences if part.about == "answers"), ""),
            contact=contact,
            named_uses=list(zip(promise.uses, _named_uses(sentences), strict=True)),
            uses=uses,
            questions=questions,
            digits=DIGITS[locale.numbering],
            when=_choices(_WHEN),
            where=_choices(_WHERE),
            checks=_CHECKS,
            outside=_OUTSIDE,
            said=_json(_said(language)),
            promise=_json(json.loads(promises.encode(promise))),
        )
        .encode()
    )


def _groups(sentences: tuple[Part, ...]) -> list[Group]:
    found = []
    for label, about in _LABELS.items():
        if parts := tuple(part for part in sentences if part.about in about):
            found.append(Group(label, parts))
    return found


def _named_uses(sentences: tuple[Part, ...]) -> tuple[str, ...]:
    return next((part.items for part in sentences if part.about == "uses"), ())


def _choices(values: tuple[str, ...]) -> list[Choice]:
    return [Choice(value, own) for value, _, own in (each.partition(":") for each in values)]


def _said(language: str) -> Mapping[str, str]:
    """What the script says by itself; its places are left for it to fill."""
    texts = load(language, WORDS).messages
    return {
        key.removeprefix("said."): text.bare(**{name: f"{{{name}}}" for name in text.names})
        for key, text in texts.items()
        if key.startswith("said.")
    }


def _json(value: object) -> Markup:
    """Canonical JSON for a script element that is data: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704 - no letter is left that HTML would read


def _locale(promise: Promise, language: str) -> Locale:
    settings = SiteSettings(
        name={}, languages=list(promise.languages), country=promise.country, digits=dict(promise.digits)
    )
    return Locale(language, settings, WORDS)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
