"""What a promise says: each date and number once, in the page's digits, in every language, and what it must not say."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from promises import LANGUAGES, TERMS, in_languages, made, texts

import gawah.sealed.sentences
from gawah.sealed.moments import Moment, moment
from gawah.sealed.promise import USES, BadPromise, Part, Promise, Terms
from gawah.sealed.sentences import WORDS, make, new_version
from gawah.site.locale import DIGITS
from gawah.site.messages import languages, load

ISOLATES = re.compile("[\u2066-\u2069]")
GROUPED = re.compile(r"(?<=\d)[.,٬\u00a0\u202f](?=\d{3}(?!\d))")
ARABIC_WORDS = {1, 2}  # "one person", "two days" are said without a digit


def moments() -> st.SearchStrategy[Moment]:
    days = st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2060, 1, 1))
    clocks = st.sampled_from(["00:00", "00:01", "09:05", "18:30", "23:59"])
    zones = st.sampled_from(["Asia/Karachi", "Asia/Kathmandu", "America/Argentina/Buenos_Aires", "Pacific/Kiritimati"])
    return st.builds(lambda day, clock, zone: moment(f"{day:%Y-%m-%d}T{clock}", zone), days, clocks, zones)


NUMBERS: dict[str, st.SearchStrategy[Any]] = {
    "readers_at_most": st.integers(1, 999),
    "backup_days": st.integers(1, 3_650),
    "answer_days": st.none() | st.integers(1, 365),
    "closing": moments(),
    "discard": moments(),
    "without_script": st.booleans(),
}


def said(told: Promise, language: str) -> str:
    return "\n".join(line for part in told.sentences[language] for line in (part.text, *part.items))


def numbers_in(text: str) -> Counter[int]:
    """Every run of digits, as a number; "00" of a clock is one as well."""
    return Counter(int(run) for run in re.findall(r"\d+", GROUPED.sub("", ISOLATES.sub("", text))))


def numbers_of(terms: Terms, language: str) -> Counter[int]:
    counted = [terms.readers_at_most, terms.backup_days, *([terms.answer_days] if terms.answer_days else [])]
    numbers = [number for number in counted if not (language == "ar" and number in ARABIC_WORDS)]
    numbers += [terms.version] if terms.version > 1 else []
    told = [terms.discard] if terms.discard.at <= terms.closing.at else [terms.closing, terms.discard]
    for each in told:
        wall = each.wall
        if wall.time() == datetime.time(0, 0):
            wall -= datetime.timedelta(days=1)
        else:
            numbers += [wall.hour, wall.minute]
        numbers += [wall.day, wall.year]
    return Counter(numbers)


@given(st.fixed_dictionaries(NUMBERS), st.sampled_from(LANGUAGES), st.sampled_from(sorted(DIGITS)), st.integers(1, 9))
def test_every_number_is_said_once_and_no_other(fields: Any, language: str, digits: str, version: int) -> None:
    before = None if version == 1 else "0" * 64
    terms = in_languages(language, digits=digits, version=version, before=before, **fields)
    text = said(make(terms), language)
    assert numbers_in(text) == numbers_of(terms, language)
    assert {each for each in text if each.isdigit()} <= set(DIGITS[digits])


@given(st.fixed_dictionaries(NUMBERS), st.sampled_from(LANGUAGES))
def test_what_is_put_in_is_isolated_and_nothing_else_turns_the_text(fields: Any, language: str) -> None:
    for part in make(in_languages(language, **fields)).sentences[language]:
        for line in (part.text, *part.items):
            marks = ISOLATES.findall(line)
            assert marks == ["\u2068", "\u2069"] * (len(marks) // 2)
            assert not re.search("[\u202a-\u202e\u200e\u200f\u061c]", line)
            outside = re.sub("\u2068[^\u2069]*\u2069", "", line)
            assert "{" not in outside
            assert not any(each.isdigit() for each in outside)


def test_a_date_is_that_of_the_place_and_midnight_ends_the_day_before() -> None:
    told = {part.about: ISOLATES.sub("", part.text) for part in made().sentences["en"]}
    assert told["closing"] == "You can send until the end of 31 December 2026, local time in Karachi."
    assert told["discard"] == "At 18:30 on 31 March 2027, local time in Karachi, what you sent is destroyed."


@pytest.mark.parametrize(
    ("language", "zone", "city"),
    [
        ("en", "Asia/Karachi", "Karachi"),
        ("ur", "Asia/Karachi", "کراچی"),
        ("ar", "Asia/Karachi", "كراتشي"),
        ("bs", "Asia/Karachi", "Karači"),
        ("ur", "Asia/Kolkata", "کولکاتا"),  # CLDR has it under its former name
        ("en", "America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("es", "America/Mexico_City", "Ciudad de México"),
    ],
)
def test_the_zone_is_named_by_its_city(language: str, zone: str, city: str) -> None:
    terms = in_languages(language, closing=moment("2027-01-01T12:00", zone))
    assert f"\u2068{city}\u2069" in said(make(terms), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_that_is_set_is_told(language: str) -> None:
    terms = in_languages(language, uses=USES)
    text = said(make(terms), language)
    written = [terms.organisation, *terms.readers, *(kept.what for kept in terms.kept), terms.not_wanted]
    for each in [*(field[language] for field in written), *terms.asked[language].split("\n")]:
        assert each in text
    without = make(in_languages(language, uses=(), contact_for={}, kept=(), not_wanted={}, answer_days=None))
    assert {part.about for part in without.sentences[language]} == PARTS - {"not_wanted", "copies_elsewhere"}
    assert {part.about for part in make(terms).sentences[language]} == PARTS


PARTS = {
    "organisation", "readers", "readers_at_most", "asked", "not_wanted", "uses", "contact", "closing", "discard",
    "kept", "copies", "copies_elsewhere", "backups", "lost", "certificate", "answers", "without_script", "version",
}  # fmt: skip


@pytest.mark.parametrize("use", USES)
def test_each_use_is_asked_by_itself_and_only_if_it_is_one(use: Any) -> None:
    asked = made(uses=(use,), kept=(), contact_for=texts("To answer.") if use == "contact" else {})
    (part,) = [part for part in asked.sentences["en"] if part.about == "uses"]
    assert len(part.items) == 1
    everything = next(part for part in made(uses=USES).sentences["en"] if part.about == "uses")
    assert everything.items[USES.index(use)] == part.items[0]
    assert len(set(everything.items)) == len(USES)


@pytest.mark.parametrize(
    ("uses", "told"), [(("contact", "count"), False), (("share",), True), (("training",), True), ((), False)]
)
def test_copies_in_other_hands_are_told_of(uses: Any, told: bool) -> None:
    asked = made(uses=uses, kept=(), contact_for=texts("To answer.") if "contact" in uses else {})
    assert ("copies_elsewhere" in {part.about for part in asked.sentences["en"]}) == told


def test_a_discard_that_comes_first_is_when_sending_ends() -> None:
    told = {part.about: part.text for part in made(closing=TERMS.discard, discard=TERMS.closing).sentences["en"]}
    assert told["closing"] == "You can send until the moment of destruction, and not after it."
    assert "31 December 2026" in told["discard"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_name_no_software(language: str) -> None:
    text = said(make(in_languages(language, uses=USES)), language).casefold()
    for name in ("gawah", "گواہ", "age-encryption", "tuf"):
        assert name not in text


@pytest.mark.parametrize("language", sorted(languages(WORDS)))
def test_every_text_of_the_words_is_used(language: str) -> None:
    source = Path(gawah.sealed.sentences.__file__).read_text("utf-8")
    words = load(language, WORDS)
    keys = {*words.messages, *words.counted}
    unused = {key for key in keys if f'"{key}"' not in source}
    assert unused == {f"use.{use}" for use in USES} | {"closing_end", "discard_end"}


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(BadPromise, match=r"no promise sentences in 'sd'\. Choose among ar, bs, en, es, fr, ur"):
        make(in_languages("en", "sd"))


def test_html_and_places_in_a_text_stay_text() -> None:
    told = made(organisation=texts("{organisation} & 3 < 5 %s"))
    assert told.sentences["en"][0] == Part(
        about="organisation", text="What you send here goes to \u2068{organisation} & 3 < 5 %s (en)\u2069.", items=()
    )


def test_a_new_version_names_the_one_before() -> None:
    first = made()
    second = new_version(first, readers_at_most=2)
    assert (second.version, second.before) == (2, gawah.sealed.sentences.promise_hash(first))
    assert "This is version \u20682\u2069 of this promise." in said(second, "en")


def test_the_country_chooses_the_names_of_months() -> None:
    """Levantine ones in Jordan."""
    there = {country: said(make(in_languages("ar", country=country)), "ar") for country in ("pk", "jo")}
    assert "31 ديسمبر 2026" in there["pk"]
    assert "31 كانون الأول 2026" in there["jo"]
    assert unicodedata.is_normalized("NFC", there["jo"])
