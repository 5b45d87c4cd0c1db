"""Lists of indicators as others publish them: STIX 2, CSV and plain text, made into ``Indicators``.

What cannot be used is refused by itself, with a sentence; the rest of the list is taken.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from gawah.checks.hosts import read_host
from gawah.checks.indicators import FORMAT, NONE, Indicators
from gawah.checks.links import read_link, refang
from gawah.checks.suffixes import is_known, is_public
from gawah.core.text import one_line, show_invisible

LARGEST = 64 * 1024 * 1024  # bytes of a list
MOST_SENTENCES = 100  # further refusals are counted

_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}")
_COMPARISON = re.compile(
    r"([a-z0-9-]{1,40}):([^=<>!\s\[\]]{1,100})\s*((?:NOT\s{1,9})?(?:=|IN|LIKE|MATCHES|!=|>=?|<=?))\s*(\([^()]{0,65536}\)|'(?:[^'\\]|\\.){0,8192}')"
)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_RANGE = re.compile(r"[0-9a-fA-F.:]+/[0-9]{1,3}")
_NO_RANGE = "is a range of addresses, which is not compared: name each, or take it out"
_OBJECTS = {
    "domain-name": "host", "url": "address", "ipv4-addr": "host", "ipv6-addr": "host",
    "email-addr": "email", "file": "hash",
}  # fmt: skip


class BadIndicators(ValueError):
    """A list that cannot be read at all; the text says which, and what to do."""


@dataclass(slots=True)
class Loaded:
    """What was taken from a list: the indicators, sentences of what was refused, and how many there were besides.

    ``other``: how many entries were of kinds that are not looked for (package names, processes, paths).
    """

    indicators: Indicators = NONE
    refused: list[str] = field(default_factory=list)
    unsaid: int = 0
    other: int = 0


class _Basket:
    """Gathers indicators while a list is read."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.parts: dict[str, set[str]] = {"hosts": set(), "addresses": set(), "emails": set(), "hashes": set()}
        self.loaded = Loaded()

    def refuse(self, place: str, text: str, why: str) -> None:
        shown = one_line(show_invisible(text), 80)
        if len(self.loaded.refused) < MOST_SENTENCES:
            self.loaded.refused.append(f"{self.where}, {place}: “{shown}” {why}")
        else:
            self.loaded.unsaid += 1

    def add(self, text: str, place: str, kind: str = "") -> None:
        """One entry, of a kind that is known or of the kind it looks like."""
        text = text.strip()
        kind = kind or kind_of(text)
        if kind == "hash":
            self._hash(text, place)
        elif kind == "email":
            self._email(text, place)
        elif kind == "address":
            self._address(text, place)
        elif kind == "host":
            self._host(text, place)
        else:
            self.refuse(
                place, text, "is no domain that can exist, link, IP address, email address or hash: take it out"
            )

    def _hash(self, text: str, place: str) -> None:
        if _HASH.fullmatch(text.lower()):
            self.parts["hashes"].add(text.lower())
        else:
            self.refuse(place, text, "is no MD5, SHA-1, SHA-256 or SHA-512 in hexadecimal: correct it")

    def _email(self, text: str, place: str) -> None:
        if email := read_link(text).email:
            self.parts["emails"].add(email)
        else:
            self.refuse(place, text, "is no email address: correct it")

    def _address(self, text: str, place: str) -> None:
        if _RANGE.fullmatch(text):
            self.refuse(place, text, _NO_RANGE)
            return
        link = read_link(text)
        if link.host is None:
            self.refuse(place, text, "is no address that can be read: correct it")
        elif link.rest == "/" and not link.port:
            self._host(link.host.given, place, text)
        else:
            self.parts["addresses"].add(link.address)

    def _host(self, text: str, place: str, given: str = "") -> None:
        if _RANGE.fullmatch(text):
            self.refuse(place, given or text, _NO_RANGE)
            return
        plain = refang(text).removeprefix("*.").lstrip(".")
        host = read_host(f"[{plain}]" if plain.count(":") > 1 and not plain.startswith("[") else plain)
        if host is None:
            self.refuse(place, given or text, "is no domain or IP address: correct it")
        elif not host.number and is_public(host.name):
            self.refuse(
                place,
                given or text,
                "is a name under which anybody can register others, and would match them all: give the whole domain",
            )
        else:
            self.parts["hosts"].add(host.name)

    def done(self) -> Loaded:
        held = {name: frozenset(entries) for name, entries in self.parts.items()}
        self.loaded.indicators = msgspec.convert(held, Indicators)
        return self.loaded


def kind_of(text: str) -> str:
    """What an entry of a plain list looks like: hash, email, address or host; empty for none of them."""
    if _HASH.fullmatch(text.lower()):
        return "hash"
    plain = refang(text)
    if not plain or len(plain) > 2048 or re.search(r"\s", plain):
        return ""
    if _RANGE.fullmatch(plain):
        return "address"
    if plain.count(":") > 1 and "/" not in plain:
        return "host" if read_host(f"[{plain.strip('[]')}]") else ""
    link = read_link(plain)
    if link.email:
        return "email"
    if link.host is None or plain.startswith(("/", "\\")):
        return ""
    if "//" not in plain and not link.host.number and not ("." in link.host.name and is_known(link.host.name)):
        return ""
    return "host" if "//" not in plain and link.rest == "/" and not link.port else "address"


def read_list(path: Path) -> Loaded:
    """Read a list: JSON is STIX 2 or our own, ``.csv`` has a line of headings, anything else has one entry a line."""
    size = path.stat().st_size
    if size > LARGEST:
        raise BadIndicators(f"{path} has {size} bytes; a list may have {LARGEST}: split it")
    return parse(path.read_bytes(), path.name)


def parse(data: bytes, name: str) -> Loaded:
    """The same for bytes in memory; ``name`` says where they are from, and its ending what they are."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadIndicators(f"{name} is no UTF-8 text (byte {error.start}): save it as UTF-8") from None
    basket = _Basket(name)
    if text.lstrip()[:1] in ("{", "["):
        return _parse_json(text, name, basket)
    if name.lower().endswith(".csv"):
        _csv(text, basket)
    else:
        _lines(text, basket)
    return basket.done()


def _parse_json(text: str, name: str, basket: _Basket) -> Loaded:
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        said = "its parts are nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadIndicators(f"{name} is no JSON that can be read: {said}") from None
    if isinstance(content, dict) and content.get("format") == FORMAT:
        for part, kind in (("hosts", "host"), ("addresses", "address"), ("emails", "email"), ("hashes", "hash")):
            entries = content.get(part)
            for at, each in enumerate(entries if isinstance(entries, list) else [], 1):
                basket.add(str(each), f"{part} {at}", kind)
        return basket.done()
    objects = content.get("objects") if isinstance(content, dict) else content
    if not isinstance(objects, list):
        raise BadIndicators(f"{name} is JSON, but no STIX 2 bundle: it has no list of objects")
    for at, each in enumerate(objects, 1):
        if isinstance(each, dict):
            _object(each, f"object {at}", basket)
    return basket.done()


def _object(each: dict[str, Any], place: str, basket: _Basket) -> None:
    """One STIX object: an indicator's pattern, or an observable by itself."""
    kind = each.get("type")
    if kind == "indicator":
        pattern = each.get("pattern")
        if each.get("revoked") is not True and each.get("pattern_type", "stix") == "stix" and isinstance(pattern, str):
            _pattern(pattern, place, basket)
        else:
            basket.loaded.other += 1
    elif isinstance(kind, str) and kind in _OBJECTS and kind != "file" and isinstance(each.get("value"), str):
        basket.add(each["value"], place, _OBJECTS[kind])


def _pattern(pattern: str, place: str, basket: _Basket) -> None:
    """Every comparison of a STIX pattern that says "is", or "is one of", of a kind that is looked for."""
    comparisons = list(_COMPARISON.finditer(pattern[:65_536]))
    if not comparisons:
        basket.refuse(place, pattern, "is no STIX pattern that can be read: correct it")
    for match in comparisons:
        of, property_, operator, text = match.groups()
        fits = property_ == "value" if of != "file" else property_.startswith("hashes.")
        if of not in _OBJECTS or operator not in ("=", "IN") or not fits:
            basket.loaded.other += 1
            continue
        for value in _QUOTED.findall(text):
            basket.add(re.sub(r"\\(.)", r"\1", value), place, _OBJECTS[of])


def _csv(text: str, basket: _Basket) -> None:
    """A table: every cell of a column that holds indicators; other columns, headings and notes are passed by."""
    columns: set[int] | None = None
    for number, row in _rows(text, basket):
        cells = [cell.strip() for cell in row]
        if columns is None:
            kinds = {at for at, cell in enumerate(cells) if kind_of(cell)}
            columns = kinds or {at for at, cell in enumerate(cells) if _HEADING.search(cell)} or {0}
            if not kinds:
                continue
        for at in sorted(columns):
            if at < len(cells) and cells[at]:
                basket.add(cells[at], f"line {number}")


_HEADING = re.compile(r"domain|host|url|address|\bip|_ip|ipv[46]|hash|md5|sha|mail|indicator|value|ioc", re.I)


def _rows(text: str, basket: _Basket) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text))
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            basket.refuse(f"line {reader.line_num}", str(error), "is why this line cannot be read: correct it")
            continue
        if any(cell.strip() for cell in row) and not row[0].lstrip().startswith("#"):
            yield reader.line_num, row


def _lines(text: str, basket: _Basket) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        entry = re.split(r"\s#|\s//", line)[0].strip()
        if entry and not entry.startswith(("#", "//", ";")):
            basket.add(entry.split()[0] if kind_of(entry.split()[0]) else entry, f"line {number}")
