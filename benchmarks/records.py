"""Invented records, the same ones for the same number: cases and measures of about 300 words each.

Nobody and nothing in them exists. They have what a real record has: acts with dates of differing precision, places,
people who are not named, sources with citations, themes.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import structs

from gawah.record.canonical import encode
from gawah.record.model import (
    Act,
    Actor,
    Basis,
    Case,
    Citation,
    Involvement,
    Measure,
    MeasureState,
    Place,
    Record,
    Source,
    Target,
    Verification,
    Version,
)
from gawah.record.snapshot import shard_of

WORDS = 300
A_DAY = 20  # records released on one day

_COUNTRIES = ("pk", "in", "az", "tr", "eg", "ir", "bd", "lk", "np", "ke", "ng", "ug", "za", "mx", "co", "br")
_ACTS = ("arrest", "assault", "threat", "prosecution", "raid", "summons", "travel_ban", "device_seizure", "spyware")
_THEMES = ("elections", "press freedom", "protest", "land and water", "digital rights", "courts", "women", "unions")
_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ra", "se", "ti", "vo", "zu", "cha", "dor", "lin")
_FIRST_DAY = date(2010, 1, 1)


def record_id(number: int) -> str:
    """An id that looks random and is the same each time."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:20]


def record(number: int) -> Record:
    """The record of a number."""
    chance = random.Random(number)  # noqa: S311 - the same each time, which is the point
    return _measure(number, chance) if number % 10 == 0 else _case(number, chance)


def changed(number: int) -> Record:
    """Its second version: another title, summary and text. The facts, and so the lists it stands in, are the same."""
    before, chance = record(number), random.Random(f"{number} again")  # noqa: S311
    day = (date.fromisoformat(before.released) + timedelta(days=1)).isoformat()
    return structs.replace(
        before,
        version=2,
        versions=[*before.versions, Version(number=2, released=day, reason="Invented anew.")],
        title={"en": f"Invented record {number} again: {_sentence(chance, 6)}"},
        summary={"en": _sentence(chance, 14)},
        narrative={"en": narrative(chance)},
    )


def moved(number: int) -> Record:
    """Its second version, when it is a case: also its acts, their years and its theme are others, so its lists too."""
    after = changed(number)
    assert isinstance(after, Case)
    types = [each for each in _ACTS if each not in {act.type for act in after.acts}]
    acts = [
        structs.replace(act, type=types[each], date=f"{2005 + (number + 7 + 4 * each) % 20}-06")
        for each, act in enumerate(after.acts)
    ]
    theme = _THEMES[(_THEMES.index(after.themes[0]) + 1) % len(_THEMES)]
    return structs.replace(after, acts=acts, themes=[theme])


def lines_by_shard(count: int) -> Iterator[tuple[str, list[bytes]]]:
    """(shard, its lines in order) of records 0 to ``count`` - 1. Only one shard's records are held at a time."""
    numbers: dict[str, list[int]] = {}
    for number in range(count):
        numbers.setdefault(shard_of(record_id(number)), []).append(number)
    for prefix in sorted(numbers):
        yield prefix, [encode(record(number)) for number in sorted(numbers[prefix], key=record_id)]


def _common(number: int, chance: random.Random) -> dict[str, object]:
    released = _FIRST_DAY + timedelta(days=number // A_DAY)
    return {
        "id": record_id(number),
        "version": 1,
        "versions": [Version(number=1, released=released.isoformat(), reason="Invented.")],
        "released": released.isoformat(),
        "title": {"en": f"Invented record {number}: {_sentence(chance, 6)}"},
        "original": "en",
        "invented": True,
        "summary": {"en": _sentence(chance, 14)},
        "narrative": {"en": narrative(chance)},
        "as_of": released.isoformat(),
        "verification": Verification(state="unverified", reason={"en": "Invented for a measurement."}),
        "basis": [Basis(kind="no_person")],
        "sources": [_source(each, chance) for each in ("s1", "s2")],
        "themes": [chance.choice(_THEMES)],
    }


def _case(number: int, chance: random.Random) -> Case:
    place = Place(precision="country", country=_COUNTRIES[number % len(_COUNTRIES)])
    acts = [
        Act(
            id=f"a{each}",
            type=chance.choice(_ACTS),
            date=_date(number, chance),
            place=place,
            account={"en": _sentence(chance, 12)},
            involved=[Involvement(actor="p1", role="affected", certainty="probable")],
        )
        for each in (1, 2)
    ]
    citations = [
        Citation(source="s1", of="a1", field="date", value=acts[0].date or ""),
        Citation(source="s2", of="a2", words=_sentence(chance, 10)),
        Citation(source="s1"),
    ]
    actor = Actor(id="p1", kind="journalist", naming="withheld", description={"en": "an invented reporter"})
    return Case(**_common(number, chance), acts=acts, actors=[actor], citations=citations, place=place)  # type: ignore[arg-type]


def _measure(number: int, chance: random.Random) -> Measure:
    place = Place(precision="country", country=_COUNTRIES[number % len(_COUNTRIES)])
    states = [
        MeasureState(id="m1", state="blocked", date=_date(number, chance), place=place, known_by="report"),
        MeasureState(id="m2", state="lifted", place=place, known_by="report"),
    ]
    return Measure(
        **_common(number, chance),  # type: ignore[arg-type]
        type="site_block",
        targets=[Target(kind="domain", value=f"{_word(chance)}{number}.example")],
        states=states,
        citations=[Citation(source="s1", of="m1"), Citation(source="s2", of="m2")],
        place=place,
    )


def _source(name: str, chance: random.Random) -> Source:
    title = _sentence(chance, 8)
    return Source(
        id=name,
        kind="article",
        title=title,
        language="en",
        publisher=f"The Invented {_word(chance).title()}",
        date=f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}",
        url=f"https://{_word(chance)}.example/{_word(chance)}/{chance.randrange(10**6)}",
        seen="2026-01-02",
    )


def _date(number: int, chance: random.Random) -> str | None:
    """A day, a month, a year, or none: as known dates are."""
    year, month, day = 2005 + number % 20, chance.randrange(1, 13), chance.randrange(1, 29)
    return chance.choice((f"{year}-{month:02}-{day:02}", f"{year}-{month:02}", f"{year}", None))


def narrative(chance: random.Random) -> str:
    """Markdown of about ``WORDS`` words: paragraphs, a heading, a list, a link, emphasis."""
    share = WORDS // 6
    paragraphs = [" ".join(_sentence(chance, share // 4) for _ in range(4)) for _ in range(5)]
    paragraphs[0] += f" **{_sentence(chance, 4)}**"
    paragraphs[1] += f" See [{_word(chance)}](https://{_word(chance)}.example/)."
    points = "\n".join(f"- {_sentence(chance, share // 4)}" for _ in range(4))
    return "\n\n".join((paragraphs[0], "## " + _sentence(chance, 3), *paragraphs[1:], points))


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(_word(chance) for _ in range(words)).capitalize() + "."


_LEXICON = [
    "".join(pair) for length in (1, 2, 3) for pair in random.Random(length).choices(  # noqa: S311
        [(a, b, c)[:length] for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES[:3]], k=400
    )
]  # fmt: skip


def _word(chance: random.Random) -> str:
    return _LEXICON[int(chance.random() * len(_LEXICON))]
