"""One language of the site: its words, plurals, dates, numbers, quotation marks and order of letters.

Whatever comes from a record or a source is isolated (``<bdi>``), so that it cannot turn the text around it.
Plurals, months, lists and number forms are CLDR's, through babel.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale as Cldr
from babel.core import UnknownLocaleError, get_global
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from gawah.record.snapshot import SiteSettings
from gawah.site.dates import DateWords, as_day
from gawah.site.messages import WORDS, BadWords, languages, load

LANGUAGES = languages()

# By CLDR's names of numbering systems.
DIGITS = {"latn": "0123456789", "arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}

Value = str | int
Direction = Literal["ltr", "rtl"]


class Locale:
    """A language as the site writes it. Texts come from ``<words>/<language>.json``.

    ``settings.digits`` chooses the digits; ``settings.country`` chooses CLDR's regional form where it has one
    (Arabic month names, the marks in Spanish numbers), unless the file itself names a region.
    Dates are remembered, since records share many.
    """

    def __init__(self, language: str, settings: SiteSettings, words: Path = WORDS) -> None:
        self.language = language
        self.settings = settings
        self._folder = words
        self._words = load(language, words)
        self._about = self._words.language
        self._cldr = _cldr(self._about.locale, settings.country)
        self.direction: Direction = "rtl" if self._cldr.text_direction == "rtl" else "ltr"
        self.numbering = settings.digits.get(language, "latn")
        if self.numbering not in DIGITS:
            raise BadWords(f"digits of {language} are set to {self.numbering!r}: choose one of {', '.join(DIGITS)}")
        self._digits = str.maketrans(DIGITS["latn"], DIGITS[self.numbering])
        self._dates = DateWords(self._words, self._cldr)
        self._fixed = {
            key: message.markup(Markup) for key, message in self._words.messages.items() if not message.names
        }
        self._dates_marked: dict[str, Markup] = {}

    # Words

    def t(self, key: str, /, **named: Value) -> Markup:
        """The text of this key; each named value escaped and isolated, Markup taken as it is."""
        if not named and key in self._fixed:
            return self._fixed[key]
        return self._words.message(key).markup(lambda name: self._isolated(_value(key, named, name)))

    def n(self, key: str, count: int, /, **named: Value) -> Markup:
        """The counted text of this key in the plural category of ``count``, which stands at ``{count}``."""
        message = self._words.plural(key, self._cldr.plural_form(count))
        named = {"count": count, **named}
        return message.markup(lambda name: self._isolated(_value(key, named, name)))

    def plain(self, key: str, /, **named: Value) -> str:
        """As ``t``, for places without markup (titles, attributes, feeds): isolates are characters."""
        return self._words.message(key).plain(lambda name: self._bare(_value(key, named, name)))

    def plain_n(self, key: str, count: int, /, **named: Value) -> str:
        """As ``n``, for places without markup."""
        message = self._words.plural(key, self._cldr.plural_form(count))
        named = {"count": count, **named}
        return message.plain(lambda name: self._bare(_value(key, named, name)))

    def forms(self, key: str, /) -> dict[str, str]:
        """Every plural form of a key, ``{count}`` left in place: for a script that counts by itself."""
        counted = self._words.counted[key]
        return {category: message.bare(count="{count}") for category, message in counted.items()}

    # Dates and numbers

    def date(self, edtf: str | None) -> Markup:
        """An EDTF date at its own precision, isolated; the words for "date not given" for None."""
        if edtf is None:
            return self.t("date.not_given")
        if edtf not in self._dates_marked:
            text, day = escape(self.date_text(edtf)), as_day(edtf)
            timed = f'<time datetime="{day.isoformat()}">{text}</time>' if day else text
            self._dates_marked[edtf] = Markup(f"<bdi>{timed}</bdi>")  # noqa: S704 - escaped above
        return self._dates_marked[edtf]

    def date_text(self, edtf: str | None) -> str:
        """As ``date``, without markup or isolates. Raises ``NotADate``."""
        if edtf is None:
            return self.plain("date.not_given")
        return self._dates.text(edtf).translate(self._digits)

    def day(self, iso: str) -> Markup:
        """A day of ours ("2026-11-22"), as ``date``; ValueError for anything else."""
        return self.date(datetime.date.fromisoformat(iso).isoformat())

    def time(self, clock: datetime.time) -> str:
        """A time of day, on the 24-hour clock of every language: "18:00"."""
        return f"{clock:%H:%M}".translate(self._digits)

    def city(self, zone: str) -> str:
        """The city a time zone is named after ("Asia/Karachi"): CLDR's name in this language, else the zone's own."""
        former = (old for old, new in get_global("zone_aliases").items() if new == zone)
        names = (self._cldr.time_zones.get(each, {}).get("city") for each in (zone, *former))
        return str(next(filter(None, names), "")) or zone.rsplit("/", 1)[-1].replace("_", " ")

    def year(self, year: int | str) -> str:
        """A year: never grouped, in the site's digits."""
        return self._dates.year(str(year)).translate(self._digits)

    def number(self, number: int) -> str:
        """A count, grouped as the language does, in the site's digits."""
        grouped = abs(number) >= 10 ** (2 + self._about.minimum_grouping)
        text = format_decimal(number, locale=self._cldr, group_separator=grouped, numbering_system=self.numbering)
        return text.translate(self._digits)

    # Pieces of text

    def list(self, items: Iterable[Value]) -> Markup:
        """The items as one enumeration ("A, B and C"), each isolated."""
        pieces = [self._isolated(item) for item in items]
        text = format_list([str(piece) for piece in pieces], locale=self._cldr)
        if self.language == "es" and len(pieces) > 1 and _sounds_as_i(pieces[-1].striptags()):
            text = f"{text.removesuffix(f' y {pieces[-1]}')} e {pieces[-1]}"  # CLDR's patterns know no sounds
        return Markup(text)  # noqa: S704 - items are escaped, CLDR's patterns hold no markup

    def quote(self, text: str, language: str = "") -> Markup:
        """Somebody's words in this language's quotation marks, isolated in their own language."""
        opening, closing = self._about.quotes[:2]
        return Markup("%s%s%s") % (opening, self.foreign(text, language), closing)

    def foreign(self, text: str, language: str = "") -> Markup:
        """A text in its own language and direction; with no language given, the text decides."""
        if not language:
            return Markup('<bdi dir="auto">%s</bdi>') % _level(text)
        return Markup('<bdi lang="%s" dir="%s">%s</bdi>') % (language, direction_of(language), _level(text))

    def ltr(self, text: str) -> Markup:
        """What is left-to-right everywhere: clause numbers, addresses, hashes, codes."""
        return Markup('<bdi dir="ltr">%s</bdi>') % _level(text)

    # Languages and order

    def language_name(self, language: str) -> str:
        """The name of a language, in this language: "anglais"."""
        return str(self._cldr.languages.get(language.replace("-", "_")) or self.own_name(language))

    def own_name(self, language: str) -> str:
        """The name of a language in itself: "اردو"."""
        if language in languages(self._folder):
            return load(language, self._folder).language.name
        try:
            return str(Cldr.parse(language, sep="-").get_display_name() or language)
        except (ValueError, UnknownLocaleError):
            return language

    def sort_key(self, text: str) -> tuple[int, ...]:
        """A key that sorts by the Unicode Collation Algorithm and this language's own letters."""
        tailored = text.lower()
        for letter, after in self._about.letters.items():
            for place, own in enumerate(after, start=1):
                tailored = tailored.replace(own, letter + _AFTER * place)
        return _collation()(tailored)

    def _bare(self, value: Value) -> str:
        return self.number(value) if isinstance(value, int) else _level(value)

    def _isolated(self, value: Value) -> Markup:
        if isinstance(value, Markup):
            return value
        return Markup(f"<bdi>{escape(self._bare(value))}</bdi>")  # noqa: S704 - just escaped


_AFTER = "\ufffd"  # sorts after every letter

_turning = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would end an isolate from within (UAX #9, 3.3.2)


def _level(text: str) -> str:
    """The text without the characters that open or close embeddings, overrides and isolates."""
    return _turning.sub("", text)


def direction_of(language: str) -> Literal["ltr", "rtl", "auto"]:
    """The direction a language is written in; "auto" for a language CLDR does not know."""
    try:
        return "rtl" if Cldr.parse(language, sep="-").text_direction == "rtl" else "ltr"
    except (ValueError, UnknownLocaleError):
        return "auto"


def _cldr(name: str, country: str) -> Cldr:
    """CLDR's data for a language, in the form of the site's country where there is one."""
    if country and "-" not in name:
        try:
            return Cldr.parse(f"{name}-{country.upper()}", sep="-")
        except (ValueError, UnknownLocaleError):
            pass  # no form of its own: the language's
    return Cldr.parse(name, sep="-")


def _value(key: str, named: dict[str, Value], name: str) -> Value:
    try:
        return named[name]
    except KeyError:
        raise BadWords(f"the text {key!r} has a place {{{name}}} and was given nothing for it") from None


def _sounds_as_i(word: str) -> bool:
    """Spanish "y" becomes "e" before i- and hi-, but not before hie- and hia-."""
    start = word.lstrip().lower()[:3]
    return start.startswith(("i", "í", "hi", "hí")) and start not in ("hie", "hia")


@cache
def _collation() -> Callable[[str], tuple[int, ...]]:
    from pyuca import Collator  # reads the whole table: only when something is sorted

    sort_key: Callable[[str], tuple[int, ...]] = Collator().sort_key
    return sort_key
