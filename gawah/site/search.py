"""Search: Pagefind bundles made from records, a partition at a time.

A partition is every record whose id begins with the same bits, in one language: ``/search/{lang}/{part}/``. Ids are
random, so partitions are alike in size, and a changed record rebuilds one of them. Pagefind cannot take a page out
of a bundle and its bytes differ from run to run, so a partition is replaced whole. It needs about 0.8 kB of memory
for each word, so a partition is bounded by its text as well as by its records.

What is indexed is folded (``core.folding``), as a query must be before it is asked. What a result shows is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from gawah.core.folding import fold
from gawah.record.model import Case, Fact, FigureRecord, Law, Measure, Page, Record
from gawah.record.paths import COMPRESSED, SEARCH
from gawah.site.around import Surroundings
from gawah.site.entry import Entry, entry_of
from gawah.site.output import files_below
from gawah.site.pagefind import Indexer
from gawah.site.terms import Terms

MOST_RECORDS = 5_000  # in one partition
MOST_TEXT = 1_700_000  # characters: about 300,000 words, 260 MB of memory
PARTS = "parts.json"
# What a page that brings its own form, and asks for no worker, has no use for
_LEFT_OUT = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight", "pagefind-worker")

RecordsOf = Callable[[str], Iterable[Record]]  # all records whose id begins with these hex digits


class Parts(msgspec.Struct, frozen=True):
    """``/search/{lang}/parts.json``: how the script finds the bundles."""

    bits: int  # of the id that name a partition
    parts: list[str]


def draw_search(site: Surroundings, terms: Terms, records: RecordsOf, changed: set[str]) -> int:
    """Make the bundles whose records changed (all, without a cache); how many.

    Raises :class:`gawah.site.pagefind.SearchFailed`.
    """
    count, size = site.cache.amount()
    built = 0
    for language in site.settings.languages:
        before = _parts_before(site, language)
        bits = _bits(count, size, before.bits if before else None)
        again = {_part(each, bits) for each in changed}
        if before is None or before.bits != bits:
            again = {f"{number:x}" for number in range(2**bits)}
            _remove(site, f"{SEARCH}/{language}/")
        parts = set(before.parts) if before and before.bits == bits else set()
        for part in sorted(again):
            made = _bundle(site, terms, language, (part, bits), records)
            parts = parts | {part} if made else parts - {part}
            built += made
        found = Parts(bits, sorted(parts, key=lambda part: int(part, 16)))
        site.output.put(f"{SEARCH}/{language}/{PARTS}", msgspec.json.encode(found))
    return built


def remove(site: Surroundings) -> None:
    """Take every bundle off the site."""
    for language in site.settings.languages:
        _remove(site, f"{SEARCH}/{language}/")


def _bits(count: int, size: int, before: int | None) -> int:
    """Bits of the id that name a partition. Kept while it fits, so that one record more or less moves nothing."""
    if before is not None and _fits(count, size, before) and (before == 0 or not _fits(count * 4, size * 4, before)):
        return before
    bits = 0
    while not _fits(count, size, bits):
        bits += 1
    return bits


def _fits(count: int, size: int, bits: int) -> bool:
    parts = 1 << bits
    return count <= MOST_RECORDS * parts and size <= MOST_TEXT * parts


def _part(record_id: str, bits: int) -> str:
    return f"{int(record_id[:4], 16) >> (16 - bits):x}"


def _prefixes(part: str, bits: int) -> list[str]:
    """Beginnings of ids, in whole hex digits, that together are the partition."""
    digits = -(-bits // 4)
    first = int(part, 16) << (4 * digits - bits)
    return [f"{first + each:0{digits}x}" for each in range(2 ** (4 * digits - bits))] if digits else [""]


def _parts_before(site: Surroundings, language: str) -> Parts | None:
    try:
        data = (site.output.tree / SEARCH / language / PARTS).read_bytes()
        return msgspec.json.decode(data, type=Parts) if site.cache.warm else None
    except (OSError, msgspec.MsgspecError):
        return None


def _remove(site: Surroundings, folder: str, keep: Iterable[str] = ()) -> None:
    if (site.output.tree / folder).is_dir():
        held = [f"{folder}{path}" for path in files_below(site.output.tree / folder)]
        for path in set(held) - set(keep):
            if not path.endswith(COMPRESSED):
                site.output.remove(path)


def _bundle(site: Surroundings, terms: Terms, language: str, place: tuple[str, int], records: RecordsOf) -> bool:
    """Make one bundle; False when it has no record, and so no files."""
    folder = f"{SEARCH}/{language}/{place[0]}/"
    any_record = False
    with Indexer() as indexer:
        for record in (record for prefix in _prefixes(*place) for record in records(prefix)):
            entry = entry_of(record)
            if language in entry.spoken_in([language]):
                any_record = True
                _add(indexer, site, terms, language, record, entry)
        files = indexer.files() if any_record else {}
    made = {folder + path: data for path, data in files.items() if not path.startswith(_LEFT_OUT)}
    for path, data in made.items():
        site.output.put(path, data)
    _remove(site, folder, keep=made)
    return any_record


def _add(indexer: Indexer, site: Surroundings, terms: Terms, language: str, record: Record, entry: Entry) -> None:
    label = site.drawer.label(entry, language)
    meta = {"title": label, "kind": entry.kind, "summary": entry.summary.get(language, "")}
    if entry.dates:
        meta["date"] = entry.dates[0]
    filters = {
        "kind": [entry.kind],
        "country": list(entry.countries),
        "year": list(entry.years),
        "verification": [entry.verification],
    }
    said = [label, *(terms.label("acts", act, language) for act in entry.acts), *words_of(record, language)]
    indexer.add(
        f"/{entry.folder(language)}/",
        fold("\n".join(each for each in said if each)),
        language,
        {name: value for name, value in meta.items() if value},
        {name: values for name, values in filters.items() if any(values)},
    )


def words_of(record: Record, language: str) -> Iterator[str]:
    """What a record can be found by: titles in every language, its text in this one (else as it was written),
    names, places, addresses, provisions, and what its sources are called.
    """
    yield from record.title.values()
    if isinstance(record, Page):
        yield record.body.get(language, "")
        return
    for text in (record.summary, record.narrative):
        yield text.get(language) or text.get(record.original, "")
    yield from (each for source in record.sources for each in (source.title, source.publisher, source.author))
    yield from record.themes
    yield from (figure.printed for figure in record.figures)
    yield from _own_words(record, language)


def _own_words(record: Fact, language: str) -> Iterator[str]:
    if isinstance(record, Case):
        yield from (name.text for actor in record.actors for name in actor.names)
        for act in record.acts:
            yield act.account.get(language) or act.account.get(record.original, "")
            yield from (act.platform, act.tool, act.vendor, act.domain, act.place.city if act.place else "")
    elif isinstance(record, Measure):
        yield from (target.value for target in record.targets)
    elif isinstance(record, Law):
        yield record.name_printed
        yield from (f"{provision.number} {provision.text}" for provision in record.provisions)
    elif isinstance(record, FigureRecord):
        yield from (text for figure in record.figures for text in figure.counted.values())
