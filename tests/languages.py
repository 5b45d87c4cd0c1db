"""Which texts of a record are known to be in which language, and which a page shows without saying so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

Record = Mapping[str, Any]
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
MARKS = " \u00a0\u202f“”«»„‟‹›‘’\"'()·:."  # around somebody's words
# In the record's own language, where it is written: no texts in languages, and no names.
OWN_WORDS = ("affiliation", "carried_out_by", "law_cited", "listed_in", "name_printed", "note", "ordered_by")

NAMES = ("author", "city", "network", "platform", "publisher", "tool", "vendor")


def known(record: Record) -> Iterator[tuple[str, str]]:
    """Every text of a record as its JSON has it, with its language, where that is known."""
    yield from _of(record, record.get("original", ""), {each["id"]: each for each in record.get("sources", ())})


def _of(part: Any, original: str, sources: Mapping[str, Record]) -> Iterator[tuple[str, str]]:
    if isinstance(part, list):
        for each in part:
            yield from _of(each, original, sources)
    if not isinstance(part, Mapping):
        return
    if part and all(len(key) in (2, 3) and isinstance(text, str) for key, text in part.items() if key != "id"):
        yield from ((text, language) for language, text in part.items())
        return
    for field, value in part.items():
        if field not in ("id", "related", "versions"):
            yield from _of(value, original, sources)
        if isinstance(value, str) and (language := _language(part, field, original, sources)):
            yield value, language


def _language(part: Record, field: str, original: str, sources: Mapping[str, Record]) -> str:
    """Of one string of a part."""
    if field in OWN_WORDS:
        return original
    if field in ("title", "occasion", "text"):  # of a source, a provision, a name
        return str(part.get("language", ""))
    if field == "printed":
        return str(part.get("printed_language", ""))
    if field in ("words", "value") and "source" in part:
        return str(sources.get(part["source"], {}).get("language", ""))
    if field == "date_printed" and len({each.get("language", "") for each in sources.values()}) == 1:
        return str(next(iter(sources.values())).get("language", ""))
    return ""


def languages(records: Iterator[Record] | list[Record]) -> dict[str, set[str]]:
    """Text -> the languages it is written in, of texts of two words or more that are no proper name elsewhere."""
    found: dict[str, set[str]] = defaultdict(set)
    names: set[str] = set()
    for record in records:
        names.update(_names(record))
        for text, language in known(record):
            said = _plain(text)
            if " " in said:
                found[said].add(language)
    return {text: spoken for text, spoken in found.items() if text not in names}


def _names(part: Any) -> Iterator[str]:
    """Proper names, which need no language (WCAG 2, 3.1.2)."""
    for key, value in part.items() if isinstance(part, Mapping) else enumerate(part):
        if key in NAMES:
            yield _plain(value)
        elif isinstance(value, Mapping | list):
            yield from _names(value)


def unsaid(page: str, written: Mapping[str, set[str]]) -> list[str]:
    """Texts that a page shows in another language than its own without saying which, or which way it runs."""
    reader = _Reader()
    reader.feed(page)
    wrong = []
    for text, language, directed in reader.runs:
        wanted = written.get(_plain(text))
        if wanted and reader.language not in wanted and (language not in wanted or not directed):
            wrong.append(f"{text!r} is {sorted(wanted)}, and marked {language!r}{'' if directed else ' without dir'}")
    return wrong


def shown(page: str, written: Mapping[str, set[str]]) -> int:
    """How many texts of another language than its own a page shows."""
    reader = _Reader()
    reader.feed(page)
    return sum(
        bool(wanted) and reader.language not in wanted
        for wanted in (written.get(_plain(text), set()) for text, _, _ in reader.runs)
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(MARKS)


class _Reader(HTMLParser):
    """Runs of text, each with the language it is marked with, and whether a direction was said with it or since."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[tuple[str, str, bool]] = []
        self.language = ""
        self._open: list[tuple[str, str, bool]] = [("", "", False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attrs)
        _, language, directed = self._open[-1]
        if own := given.get("lang"):
            self.language = self.language or own
            language, directed = own, False
        self._open.append((tag, language, directed or "dir" in given))

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language, directed = self._open[-1]
        if data.strip() and tag not in ("script", "style", "title"):
            self.runs.append((data, language, directed))
