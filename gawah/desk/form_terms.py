"""What an owner fills in for a new form, and the terms of a promise made of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from django.http import QueryDict

from gawah.core.ids import is_id, random_id
from gawah.core.text import normal_digits
from gawah.record.snapshot import SiteSettings
from gawah.sealed import passages, promise, sentences
from gawah.sealed.moments import BadMoment, Moment, moment
from gawah.sealed.opening import Plans
from gawah.sealed.promise import USES, BadPromise, Kept, Promise, Terms
from gawah.site.locale import Locale
from gawah.site.messages import languages

#: Texts of each language; what is not ``NEEDED`` may be left empty in all of them.
TEXTS = ("organisation", "readers", "asked", "not_wanted", "contact_for", "kept")
NEEDED = ("organisation", "readers", "asked")
LONGEST_REVIEWER = 200  # characters
_WEEKS_OPEN, _WEEKS_TO_READ = 4, 12


class Wrong(NamedTuple):
    """Something that has to be filled in otherwise. ``field``: its name in the page; ``key``: of the sentence."""

    field: str
    key: str


@dataclass(frozen=True)
class Read:
    """What was filled in. Without ``wrong`` and ``told`` there is a ``promise``; ``told`` are sentences in English.

    ``reviewers``: language -> who read its sentences.
    """

    promise: Promise | None
    reviewers: Mapping[str, str]
    plans: Plans
    wrong: tuple[Wrong, ...]
    told: tuple[str, ...]


def offered(site: SiteSettings) -> tuple[str, ...]:
    """The organisation's languages that there are promise sentences in, its own order."""
    known = languages(sentences.WORDS)
    return tuple(language for language in site.languages if language in known)


def defaults(site: SiteSettings, words: Mapping[str, Locale], now: datetime.datetime, readers: int) -> QueryDict:
    """A form that could be opened after its reviewers are entered, unless it is to be about something else.

    ``words``: by language, with the texts to begin with. ``readers``: how many members have a key.
    """
    closing = (now + datetime.timedelta(weeks=_WEEKS_OPEN)).date()
    data = QueryDict(mutable=True)
    data["collection"] = random_id()
    data.setlist("languages", list(words))
    for language, locale in words.items():
        data[f"organisation_{language}"] = site.name.get(language) or next(iter(site.name.values()), "")
        for name in TEXTS[1:]:
            data[f"{name}_{language}"] = locale.plain(f"default.{name}")
    data.setlist("uses", ["contact", "publish"])
    data["readers_at_most"] = str(max(readers, 2))
    data["closing"] = f"{closing}T00:00"
    data["discard"] = f"{closing + datetime.timedelta(weeks=_WEEKS_TO_READ)}T00:00"
    data["zone"] = site.timezone
    data["backup_days"], data["answer_days"] = "30", "7"
    return data


def read(data: QueryDict, site: SiteSettings) -> Read:
    """The promise of these fields, or what is wrong with them."""
    chosen = [language for language in offered(site) if language in data.getlist("languages")]
    reviewers = {language: _text(data, "reviewer", language) for language in chosen}
    plans = Plans(event=_day(data, "event"), selection=_day(data, "selection"))
    wrong = tuple(_missing(data, chosen))
    if wrong:
        return Read(None, reviewers, plans, wrong, ())
    try:
        made = sentences.make(_terms(data, chosen, site))
        promise.encode(made)
    except (BadPromise, BadMoment, msgspec.ValidationError) as error:
        return Read(None, reviewers, plans, (), (str(error),))
    return Read(made, reviewers, plans, (), ())


def _missing(data: QueryDict, chosen: list[str]) -> Iterator[Wrong]:
    if not is_id(data.get("collection", "")):
        yield Wrong("collection", "wrong.form")
    if not chosen:
        yield Wrong("languages", "wrong.languages")
    yield from _wrong_texts(data, chosen)
    for name in ("readers_at_most", "backup_days", "answer_days"):
        said_nothing = name == "answer_days" and not data.get(name, "").strip()
        if _number(data, name) is None and not said_nothing:
            yield Wrong(name, "wrong.number")


def _wrong_texts(data: QueryDict, chosen: list[str]) -> Iterator[Wrong]:
    uses = data.getlist("uses")
    needed = [*NEEDED, *(["contact_for"] if "contact" in uses else [])]
    optional = ["not_wanted", *(["kept"] if "publish" in uses else [])]
    optional = [name for name in optional if any(_text(data, name, language) for language in chosen)]
    for language in chosen:
        yield from (Wrong(f"{name}_{language}", "wrong.empty") for name in needed if not _text(data, name, language))
        yield from (Wrong(f"{name}_{language}", "wrong.in_all") for name in optional if not _text(data, name, language))
        if len(_text(data, "reviewer", language)) > LONGEST_REVIEWER:
            yield Wrong(f"reviewer_{language}", "wrong.too_long")
    if len({len(_lines(data, "readers", language)) for language in chosen}) > 1:
        yield Wrong(f"readers_{chosen[0]}", "wrong.readers")


def _terms(data: QueryDict, chosen: list[str], site: SiteSettings) -> Terms:
    uses = tuple(use for use in USES if use in data.getlist("uses"))
    kept = _texts(data, "kept", chosen) if "publish" in uses else {}
    readers = {language: _lines(data, "readers", language) for language in chosen}
    fields = {
        "collection": data["collection"],
        "version": 1,
        "before": None,
        "languages": tuple(chosen),
        "digits": {language: site.digits.get(language, "latn") for language in chosen},
        "country": site.country,
        "organisation": _texts(data, "organisation", chosen),
        "readers": tuple(
            {language: readers[language][number] for language in chosen} for number in range(len(readers[chosen[0]]))
        ),
        "readers_at_most": _number(data, "readers_at_most"),
        "asked": _texts(data, "asked", chosen),
        "not_wanted": _texts(data, "not_wanted", chosen),
        "uses": uses,
        "contact_for": _texts(data, "contact_for", chosen) if "contact" in uses else {},
        "closing": _moment(data, "closing"),
        "discard": _moment(data, "discard"),
        "kept": (Kept(what=kept, consent="publish"),) if kept else (),
        "without_script": False,
        "backup_days": _number(data, "backup_days"),
        "answer_days": _number(data, "answer_days"),
    }
    return msgspec.convert(fields, Terms)


def _moment(data: QueryDict, name: str) -> Moment:
    return moment(data.get(name, "")[:16], data.get("zone", "").strip())


def _texts(data: QueryDict, name: str, chosen: list[str]) -> dict[str, str]:
    return {language: text for language in chosen if (text := _text(data, name, language))}


def _text(data: QueryDict, name: str, language: str) -> str:
    return passages.clean(data.get(f"{name}_{language}", ""))


def _lines(data: QueryDict, name: str, language: str) -> list[str]:
    return passages.paragraphs(_text(data, name, language))


def _number(data: QueryDict, name: str) -> int | None:
    typed = normal_digits(data.get(name, "").strip())
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None


def _day(data: QueryDict, name: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(data.get(name, ""))
    except ValueError:
        return None
