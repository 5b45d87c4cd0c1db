"""How one language of the site says what stands in records: labels, names, dates with their marks, places."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal
from unicodedata import bidirectional

from markupsafe import Markup
from markupsafe import escape as _escape

from gawah.record.model import Actor, Place, Text
from gawah.site.locale import Locale, direction_of
from gawah.site.terms import Terms

Mark = Literal["day", "stretch", "half", "half after", "none"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_direction = lru_cache(maxsize=256)(direction_of)


def mark_of(edtf: str | None) -> Mark:
    """The shape that says how exactly a date is known. A stretch is never drawn as a day."""
    if not edtf:
        return "none"
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        if end in ("", ".."):
            return "half after"
        return "half" if start in ("", "..") else "stretch"
    return "day" if _DAY.fullmatch(edtf) else "stretch"


def safe(html: str) -> Markup:
    """Marks as HTML what has been put together from escaped parts: here, so that there is one place to look.

    Made as ``Markup(html)`` makes it, without asking first whether ``html`` has markup of its own: six times faster.
    """
    return str.__new__(Markup, html)


def escape(text: str) -> Markup:
    """As markupsafe's, in half the time: most texts have nothing in them to escape."""
    if type(text) is Markup:
        return text
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return _escape(text)
    return safe(text)


def plain(text: Markup) -> str:
    """A short text without its markup."""
    return text.striptags() if "<" in text else text.unescape()


def grouped(digest: str) -> str:
    """A hash in groups of eight, as people compare them."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def capital(text: str) -> str:
    """With a capital first letter, where the script has capitals."""
    return text[:1].upper() + text[1:]


def _runs(text: str) -> str:
    """The direction of a text in an unknown language: that of its first letter (UAX #9, P2)."""
    strong = next((kind for each in text if (kind := bidirectional(each)) in ("L", "R", "AL")), "L")
    return "ltr" if strong == "L" else "rtl"


def inner(label: str) -> str:
    """A label as it stands within a sentence: "Arrest" becomes "arrest", "DDoS attack" stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


class Wording:
    """Locale and terms of one language together. Dates, terms and places are remembered: records share many."""

    def __init__(self, locale: Locale, terms: Terms, languages: tuple[str, ...]) -> None:
        self.language = locale.language
        self.locale = locale
        self.languages = languages
        self._terms = terms
        self._cut: dict[str, list[tuple[str, str]]] = {}
        self.date: Callable[[str | None], Markup] = lru_cache(maxsize=8192)(locale.date)
        self.number: Callable[[int], str] = lru_cache(maxsize=1024)(locale.number)
        self.term: Callable[[str, str], str] = lru_cache(maxsize=4096)(self._term)
        self._listed: Callable[[tuple[Markup, ...]], Markup] = lru_cache(maxsize=1024)(locale.list)
        self.place: Callable[[Place | None], Markup] = lru_cache(maxsize=4096)(self._place)
        self.dated: Callable[[str, str | None], Markup] = lru_cache(maxsize=8192)(self._dated)
        self._marked: Callable[[str | None], Markup] = lru_cache(maxsize=8192)(self._with_mark)
        quoted = locale.quote("")
        self._opening, self._closing = quoted.partition("<bdi")[0], quoted.rpartition("</bdi>")[2]
        self.gone = self._hatched("not_given")
        self.withheld = self._hatched("place.withheld")
        self.undated = self._hatched("date.not_given")
        self._name_withheld = self._hatched("name_withheld")
        self._unnamed = self._hatched("unnamed")

    def t(self, key: str, **named: str) -> Markup:
        """As ``Locale.t``, faster: each text is cut at its named places once."""
        if not named:
            return self.locale.t(key)
        pieces = self._cut.get(key)
        if pieces is None:
            marked = self.locale.t(key, **{name: safe(f"\0{name}\0") for name in named})
            cut = str(marked).split("\0")
            pieces = self._cut[key] = list(zip(cut[::2], [*cut[1::2], ""], strict=True))
        parts = []
        for before, name in pieces:
            parts.append(before)
            if name:
                value = named[name]
                parts.append(value if isinstance(value, Markup) else f"<bdi>{escape(value)}</bdi>")
        return safe("".join(parts))

    def _term(self, list_name: str, code: str) -> str:
        return capital(self._terms.label(list_name, code, self.language))

    def _hatched(self, key: str) -> Markup:
        return Markup('<span class="gone">%s</span>') % self.t(key)

    def own(self, text: Text) -> str:
        """The text in the page's language, or ""."""
        return text.get(self.language, "")

    def any(self, text: Text, original: str = "") -> Markup:
        """The text in the page's language, else as it was written, marked with its own language; else ""."""
        if not text:
            return Markup("")
        if found := text.get(self.language):
            return escape(found)
        language = self.spoken(text, original)
        return self.foreign(text[language], language)

    def spoken(self, text: Text, original: str = "") -> str:
        """The language in which :meth:`any` gives the text; the page's own where there is none."""
        if not text or self.language in text:
            return self.language
        return original if original in text else next(iter(text))

    def foreign(self, text: str, language: str = "") -> Markup:
        """Somebody's own words, isolated in their language and direction."""
        if language == self.language:
            return safe(f"<bdi>{escape(text)}</bdi>")
        if not language:
            return safe(f'<bdi dir="auto">{escape(text)}</bdi>')
        return safe(f'<bdi lang="{escape(language)}" dir="{_direction(language)}">{escape(text)}</bdi>')

    def quote(self, text: str, language: str = "") -> Markup:
        """Somebody's own words in this language's quotation marks.

        Words that run the other way take the marks with them, so that on a second line none stands at the wrong end;
        guillemets mirror by themselves, other marks change places.
        """
        opening, closing = self._opening, self._closing
        direction = _direction(language) if language else _runs(text)
        if direction == self.locale.direction:
            return safe(f"{opening}{self.foreign(text, language)}{closing}")
        if opening not in "«‹":
            opening, closing = closing, opening
        inside = f"{opening}{escape(text)}{closing}"
        tongue = f'lang="{escape(language)}" ' if language else ""
        return safe(f'<bdi {tongue}dir="{direction}">{inside}</bdi>')

    def when(self, edtf: str | None, printed: str = "", *, language: str = "", other: bool = False) -> Markup:
        """A date with the mark of its precision; as printed, in ``language``, when what is printed is no date."""
        if edtf is None and printed:
            return safe(f'<span class="when none">{self.quote(printed, language)}</span>')
        if other and mark_of(edtf) == "day":
            return safe(f'<span class="when other">{self.date(edtf)}</span>')
        return self._marked(edtf)

    def _with_mark(self, edtf: str | None) -> Markup:
        return safe(f'<span class="when {mark_of(edtf)}">{self.date(edtf)}</span>')

    def _dated(self, key: str, edtf: str | None) -> Markup:
        """The text of this key, which says a date and nothing else of the record: remembered, as dates are."""
        return self.t(key, date=self.date(edtf))

    def precision(self, edtf: str | None) -> Markup:
        """Says of a bare year or month that the source gives no more; else ""."""
        length = len(edtf) if edtf and "/" not in edtf and "X" not in edtf else 0
        if length == 4:
            return self.t("date.year_only")
        return self.t("date.month_only") if length == 7 and edtf and edtf[5:7] <= "12" else Markup("")

    def country(self, code: str) -> str:
        return self.term("countries", code)

    def _place(self, place: Place | None) -> Markup:
        """A place at its public precision; hatched when withheld; "" when there is none."""
        if place is None:
            return Markup("")
        country = self.country(place.country) if place.country else ""
        if place.precision == "withheld":
            gone = self.withheld
            return self.t("colon", label=country, value=gone) if country else gone
        if place.precision == "city" and place.city:
            city = Markup('<bdi dir="auto">%s</bdi>') % place.city
            return self.t("place.within", place=city, country=country) if country else city
        if place.precision in ("city", "subdivision") and place.subdivision:
            area = self.term("subdivisions", place.subdivision)
            return self.t("place.within", place=area, country=country) if country else escape(area)
        return escape(country)

    def actor(self, actor: Actor) -> Markup:
        """A name in the page's language where there is one; who is not named stays so."""
        if actor.naming == "withheld":
            return self._name_withheld
        for name in actor.names:
            if name.language == self.language:
                return self.foreign(name.text, name.language)
        if actor.names:
            return self.foreign(actor.names[0].text, actor.names[0].language)
        who = self.any(actor.description) or escape(self.term("actor_kinds", actor.kind))
        return safe(f"{who} ({self._unnamed})")

    def items(self, items: list[Markup]) -> Markup:
        """ "A, B and C"."""
        return items[0] if len(items) == 1 else self._listed(tuple(items))
