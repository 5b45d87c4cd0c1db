"""What machines read: Atom and JSON feeds for each language, the sitemap, robots.txt.

Nothing here holds the time of the build: a feed changes when a record does. A record's day has no hour, and
Atom (RFC 4287, 3.3) wants one: midnight, UTC.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from gawah.record.snapshot import SiteSettings
from gawah.site.around import STATIC, Surroundings
from gawah.site.cache import Cache
from gawah.site.entry import DIMENSIONS, KINDS, Entry, ListKey
from gawah.site.locale import Locale

NEWEST = 50
ONE_SITEMAP = 10_000  # addresses; the protocol allows 50,000 a file (sitemaps.org)
EPOCH = "1970-01-01"

_ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw_feeds(site: Surroundings) -> None:
    """``feed.atom`` and ``feed.json`` of each language: what came or changed last, and what was withdrawn."""
    latest = site.cache.latest(NEWEST)
    withdrawn = site.cache.notices()[:NEWEST]
    for language in site.settings.languages:
        feed = _Feed(site, language)
        site.output.put(f"{language}/feed.atom", feed.atom(latest, withdrawn).encode())
        site.output.put(f"{language}/feed.json", feed.json(latest, withdrawn))


def urn(record_id: str) -> str:
    """A name for a record that stays when the site moves."""
    return f"urn:gawah:{record_id}"


@lru_cache(maxsize=64)
def _title(language: str, site: str) -> str:
    """The feed's title. Remembered: a language's words take longer to read than a feed to write."""
    locale = Locale(language, SiteSettings(name={language: site}, languages=[language]))
    return locale.plain("feed.title", site=site).translate(_ISOLATES)


class _Feed:
    def __init__(self, site: Surroundings, language: str) -> None:
        self.settings = site.settings
        self.language = language
        self.label = site.drawer.label
        self.base = _base(site.settings)
        self.name = self.settings.name.get(language) or next(iter(self.settings.name.values()))
        self.title = _title(language, self.name)

    def atom(self, entries: list[Entry], withdrawn: list[tuple[str, str]]) -> str:
        days = [each.updated for each in entries] + [day for _, day in withdrawn]
        address = f"{self.base}/{self.language}/"
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
            f" xml:lang={quoteattr(self.language)}>",
            f"<id>{escape((self.base and address) or f'urn:gawah:feed:{self.language}')}</id>",
            f"<title>{_text(self.title)}</title>",
            f"<updated>{_midnight(max(days, default=EPOCH))}</updated>",
            f"<author><name>{_text(self.name)}</name></author>",
            f'<link rel="self" type="application/atom+xml" href={quoteattr(address + "feed.atom")}/>',
            f'<link rel="alternate" type="text/html" href={quoteattr(address)}/>',
            *(line for entry in entries for line in self._entry(entry)),
            *(f'<at:deleted-entry ref="{urn(each)}" when="{_midnight(day)}"/>' for each, day in withdrawn),
            "</feed>",
        ]
        return "\n".join(lines) + "\n"

    def json(self, entries: list[Entry], withdrawn: list[tuple[str, str]]) -> bytes:
        """JSON Feed 1.1; what was withdrawn stands under a name of ours, as its "Extensions" asks."""
        address = f"{self.base}/{self.language}/"
        feed: dict[str, Any] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": address,
            "feed_url": f"{address}feed.json",
            "language": self.language,
            "authors": [{"name": self.name}],
            "items": [self._item(entry) for entry in entries],
            "_gawah": {"withdrawn": [{"id": urn(each), "day": day} for each, day in withdrawn]},
        }
        return msgspec.json.encode(feed) + b"\n"

    def _entry(self, entry: Entry) -> Iterator[str]:
        title, summary = self._said(entry)
        yield "<entry>"
        yield f"<id>{urn(entry.id)}</id>"
        yield f"<title{self._tongue(entry)}>{_text(title)}</title>"
        yield f"<published>{_midnight(entry.released)}</published>"
        yield f"<updated>{_midnight(entry.updated)}</updated>"
        yield f'<link rel="alternate" type="text/html" href={quoteattr(self._address(entry))}/>'
        yield f'<link rel="alternate" type="application/json" href={quoteattr(f"{self.base}/r/{entry.id}.json")}/>'
        yield f"<category term={quoteattr(entry.kind)}/>"
        if summary:
            yield f"<summary>{_text(summary)}</summary>"
        yield "</entry>"

    def _item(self, entry: Entry) -> dict[str, Any]:
        title, summary = self._said(entry)
        return {
            "id": urn(entry.id),
            "url": self._address(entry),
            "title": title,
            "content_text": summary or title,
            "date_published": _midnight(entry.released),
            "date_modified": _midnight(entry.updated),
            "tags": [entry.kind, *entry.themes],
        }

    def _said(self, entry: Entry) -> tuple[str, str]:
        return self.label(entry, self.language).translate(_ISOLATES), entry.summary.get(self.language, "")

    def _tongue(self, entry: Entry) -> str:
        """The language of a title that is shown as it was written, for want of a translation."""
        foreign = entry.title and self.language not in entry.title and entry.original in entry.title
        return f" xml:lang={quoteattr(entry.original)}" if foreign else ""

    def _address(self, entry: Entry) -> str:
        return f"{self.base}/{entry.folder(self.language)}/"


# Sitemap


def draw_sitemap(site: Surroundings, changed: Iterable[str]) -> None:
    """``sitemap.xml``, where the site knows its own address; and ``robots.txt``.

    A large site has one file for the lists and one for each beginning of an id, so that a changed record
    changes one of them. ``changed``: ids of records that came, went or changed since the last publish.
    """
    base = _base(site.settings)
    robots = "User-agent: *\nAllow: /\n" + (f"Sitemap: {base}/sitemap.xml\n" if base else "")
    site.output.put("robots.txt", robots.encode())
    if not base:
        return
    digits = _digits(site.cache.count() * len(site.settings.languages))
    before = site.cache.noted("sitemap")
    prefixes = {each[:digits] for each in changed}
    if not site.cache.warm or before != str(digits):
        prefixes = set(_prefixes(digits))
        for prefix in _prefixes(int(before or 0)) - prefixes:
            site.output.remove(_file(prefix))
    site.cache.note("sitemap", str(digits))
    if digits == 0:
        site.output.put("sitemap.xml", _urls([*_list_addresses(site), *_record_addresses(site, "")]))
        site.output.remove(_file("lists"))
        return
    for prefix in sorted(prefixes):
        site.output.put(_file(prefix), _urls(_record_addresses(site, prefix)))
    site.output.put(_file("lists"), _urls(_list_addresses(site)))
    names = ["lists", *sorted(_prefixes(digits))]
    maps = "".join(f"<sitemap><loc>{escape(base)}/{_file(name)}</loc></sitemap>\n" for name in names)
    site.output.put("sitemap.xml", _xml("sitemapindex", maps))


def _digits(addresses: int) -> int:
    """How many digits of the id name a file: so many that none holds near 50,000 addresses."""
    digits = 0
    while addresses > ONE_SITEMAP * 16**digits * (2 if digits else 1):
        digits += 1
    return digits


def _prefixes(digits: int) -> set[str]:
    return {f"{number:0{digits}x}" for number in range(16**digits)} if digits else {""}


def _file(prefix: str) -> str:
    return f"sitemap/{prefix}.xml" if prefix else "sitemap.xml"


def _record_addresses(site: Surroundings, prefix: str) -> Iterator[tuple[str, str]]:
    base, languages = _base(site.settings), site.settings.languages
    for entry in site.cache.entries(prefix):
        for language in entry.spoken_in(languages):
            yield f"{base}/{entry.folder(language)}/", entry.updated


def _list_addresses(site: Surroundings) -> Iterator[tuple[str, str]]:
    base = _base(site.settings)
    for language in site.settings.languages:
        for name in ("", "browse/", *(f"{each}/" for each in STATIC)):
            yield f"{base}/{language}/{name}", ""
        for key in _lists(site.cache):
            yield f"{base}/{language}/{key.folder}/", ""


def _lists(cache: Cache) -> Iterator[ListKey]:
    for dimension in DIMENSIONS:
        values = KINDS if dimension == "kind" else cache.sizes(dimension)
        yield from (ListKey(dimension, value) for value in values)


def _urls(addresses: Iterable[tuple[str, str]]) -> bytes:
    lines = (
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for address, day in addresses
    )
    return _xml("urlset", "".join(lines))


def _xml(root: str, inside: str) -> bytes:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">\n{inside}</{root}>\n'.encode()


def _base(settings: SiteSettings) -> str:
    return settings.base_url.rstrip("/")


def _midnight(day: str) -> str:
    return f"{day}T00:00:00Z"


def _text(text: str) -> str:
    """Text as XML 1.0 may hold it."""
    return escape(_NO_XML.sub("\ufffd", text))


def escape(text: str) -> str:
    """Text of an element. The library's own loads a web client to do it, at every start."""
    return html.escape(text, quote=False)


def quoteattr(text: str) -> str:
    return f'"{html.escape(text)}"'
