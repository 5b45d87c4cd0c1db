"""What a promise says, in plain words, in each of its languages: made from its terms and nothing else.

The words are in ``words/<language>.json``, in the manner of the site's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from gawah.record.snapshot import SiteSettings
from gawah.sealed.moments import Moment
from gawah.sealed.passages import paragraphs
from gawah.sealed.promise import FORMAT, BadPromise, Part, Promise, Terms, promise_hash
from gawah.site.locale import Locale
from gawah.site.messages import languages

WORDS = Path(__file__).parent / "words"

LEAVING = frozenset(("share", "publish", "advocacy", "training"))  # uses that put something into other hands


# Which parts tell of the fields that a later version may move. What is kept, and contact, go with the uses.
TOLD_IN: Mapping[str, frozenset[str]] = {
    "readers": frozenset(("readers",)),
    "readers_at_most": frozenset(("readers_at_most",)),
    "uses": frozenset(("uses", "contact", "kept", "copies", "copies_elsewhere")),
    "discard": frozenset(("discard", "closing")),
}


def make(terms: Terms) -> Promise:
    """The promise of these terms. BadPromise for a language there are no words for."""
    for language in terms.languages:
        if language not in languages(WORDS):
            known = ", ".join(languages(WORDS))
            raise BadPromise(f"There are no promise sentences in {language!r}. Choose among {known}.")
    said = {language: tuple(_parts(terms, _locale(terms, language), language)) for language in terms.languages}
    return _with(terms, said)


def make_next(before: Promise, terms: Terms) -> Promise:
    """The promise of ``terms`` as the version after ``before``: what has not moved is told in the same words."""
    new, moved = make(terms), retold(before, terms)
    said = dict(new.sentences)
    for language in terms.languages:
        if former := before.sentences.get(language):
            parts = {part.about: part for part in new.sentences[language]}
            now = (parts.get(part.about) if part.about in moved else part for part in former)
            said[language] = tuple(part for part in now if part)
    return _with(terms, said)


def new_version(before: Promise, **changes: object) -> Promise:
    """The next version, with some terms changed. Whether it may be signed is for ``opening.refusals`` to say."""
    terms = terms_of(before)
    new = msgspec.structs.replace(terms, version=before.version + 1, before=promise_hash(before), **changes)
    return make_next(before, new)


def retold(old: Terms, new: Terms) -> frozenset[str]:
    """The parts in which ``new`` may be told in other words than ``old``: those of moving fields that have moved."""
    moved = (parts for field, parts in TOLD_IN.items() if getattr(old, field) != getattr(new, field))
    return frozenset(("version",)).union(*moved)


def terms_of(promised: Promise) -> Terms:
    """The terms of a promise, without what is said of them."""
    return Terms(**{name: getattr(promised, name) for name in Terms.__struct_fields__})


def _with(terms: Terms, sentences: dict[str, tuple[Part, ...]]) -> Promise:
    fields = {name: getattr(terms, name) for name in Terms.__struct_fields__}
    return Promise(format=FORMAT, sentences=sentences, **fields)


def _locale(terms: Terms, language: str) -> Locale:
    settings = SiteSettings(name={}, languages=list(terms.languages), country=terms.country, digits=dict(terms.digits))
    return Locale(language, settings, WORDS)


def _parts(terms: Terms, words: Locale, language: str) -> Iterator[Part]:
    yield _part("organisation", words.plain("organisation", organisation=terms.organisation[language]))
    yield _part("readers", words.plain("readers"), *(reader[language] for reader in terms.readers))
    yield _part("readers_at_most", words.plain_n("readers_at_most", terms.readers_at_most))
    yield _part("asked", words.plain("asked"), *paragraphs(terms.asked[language]))
    if terms.not_wanted:
        yield _part("not_wanted", words.plain("not_wanted"), *paragraphs(terms.not_wanted[language]))
    yield from _uses(terms, words, language)
    yield from _times(terms, words)
    yield from _after(terms, words, language)
    yield _part("answers", _answers(terms, words))
    yield _part("without_script", words.plain("without_script" if terms.without_script else "without_script_none"))
    first = terms.version == 1
    yield _part("version", words.plain("version_first") if first else words.plain("version", number=terms.version))


def _uses(terms: Terms, words: Locale, language: str) -> Iterator[Part]:
    if terms.uses:
        yield _part("uses", words.plain("uses"), *(words.plain(f"use.{use}") for use in terms.uses))
    else:
        yield _part("uses", words.plain("uses_none"))
    if terms.contact_for:
        yield _part("contact", words.plain("contact"), *paragraphs(terms.contact_for[language]))
    else:
        yield _part("contact", words.plain("contact_none"))


def _times(terms: Terms, words: Locale) -> Iterator[Part]:
    if terms.discard.at <= terms.closing.at:  # only a later version, made in need, should
        yield _part("closing", words.plain("closing_with_discard"))
    else:
        yield _part("closing", _moment("closing", terms.closing, words))
    yield _part("discard", _moment("discard", terms.discard, words), words.plain("discard_how"))


def _after(terms: Terms, words: Locale, language: str) -> Iterator[Part]:
    """What is kept, and what happens to copies."""
    if terms.kept:
        items = (
            words.plain("kept_item", what=kept.what[language], use=words.plain(f"use.{kept.consent}"))
            for kept in terms.kept
        )
        yield _part("kept", words.plain("kept"), *items)
    else:
        yield _part("kept", words.plain("kept_none"))
    yield _part("copies", words.plain("copies_kept" if terms.kept else "copies"))
    if LEAVING.intersection(terms.uses):
        yield _part("copies_elsewhere", words.plain("copies_elsewhere"))
    yield _part("backups", words.plain_n("backups", terms.backup_days))
    yield _part("lost", words.plain("lost"))
    yield _part("certificate", words.plain("certificate"))


def _answers(terms: Terms, words: Locale) -> str:
    if terms.answer_days is None:
        return words.plain("answers_unsaid")
    return words.plain_n("answers", terms.answer_days)


def _moment(key: str, moment: Moment, words: Locale) -> str:
    """The sentence of a moment. Midnight belongs to the day that ends: nobody agrees which night "00:00" is."""
    place, clock = words.city(moment.zone), moment.wall
    if clock.time() == datetime.time(0, 0):
        day = clock.date() - datetime.timedelta(days=1)
        return words.plain(f"{key}_end", date=words.date_text(day.isoformat()), place=place)
    date = words.date_text(clock.date().isoformat())
    return words.plain(key, time=words.time(clock.time()), date=date, place=place)


def _part(about: str, text: str, *items: str) -> Part:
    return Part(about=about, text=text, items=items)
