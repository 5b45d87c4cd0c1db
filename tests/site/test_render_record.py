"""What stands on the page of one record."""

from __future__ import annotations

import re

import msgspec
import pytest
import render_samples as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from render_samples import RENDERER, Reader

from gawah.record.model import Figure
from gawah.site.entry import entry_of

LANGUAGES = ("en", "ur", "ar")


def test_two_sources_with_two_dates_both_stand() -> None:
    text = Reader(RENDERER.record(samples.case(), "en")).text
    assert "Arrest: Date" in text
    differ = text.partition("Where accounts differ")[2].partition("What is not known")[0]
    assert "2009" in differ and "8 July 2009" in differ and "donkeys" in differ and "mules" in differ
    witness = text.partition("What is known")[2].partition("Status")[0]
    assert witness.count("Date:") == 3 and "8 July 2009" in witness  # two of the first act, one of the second


def test_sources_that_agree_make_no_table_of_differences() -> None:
    case = samples.case()
    same = [msgspec.structs.replace(each, value="2009") for each in case.citations[:2]]
    html = RENDERER.record(msgspec.structs.replace(case, citations=same), "en")
    assert "Where accounts differ" not in html


def test_what_has_no_date_is_said_to_have_none() -> None:
    text = Reader(RENDERER.record(samples.case(), "en")).text
    assert "Date: “ahead of the forum”" in text
    assert "The date: smear campaign" in text
    html = RENDERER.record(samples.law(), "en")
    assert "The date: signed (President)" in Reader(html).text
    assert "No date" in html


def test_a_year_is_never_turned_into_a_day() -> None:
    html = RENDERER.record(samples.case(), "en")
    assert "1 January" not in html and 'datetime="2009-01-01"' not in html
    assert "The month and day: arrest" in Reader(html).text


def test_what_is_not_known_is_listed() -> None:
    text = Reader(RENDERER.record(samples.measure(), "en")).text.partition("What is not known")[2]
    assert "The date: blocked and block lifted" in text and "The day: blocked again" in text
    case = Reader(RENDERER.record(samples.case(), "en")).text.partition("What is not known")[2]
    assert "Which court tried him" in case and "Who was affected: smear campaign" in case
    assert "Under which law: arrest" not in case  # it is given


def test_names_that_are_withheld_stay_withheld() -> None:
    text = Reader(RENDERER.record(samples.case(), "en")).text
    assert "name withheld" in text and "not named" in text
    assert "عادل تستوف" in Reader(RENDERER.record(samples.case(), "ar")).text


def test_a_missing_translation_is_said_and_leads_to_the_original() -> None:
    html = RENDERER.record(samples.case(), "ur")
    assert f'href="/en/case/{samples.case().id}/" hreflang="en"' in html
    assert "He was arrested" not in html and "He <strong>" not in html
    assert "گرفتاری" in html  # the fact, by the vocabulary
    assert "translation" not in RENDERER.record(samples.case(), "en")


def test_an_account_in_a_language_the_site_has_not_stands_as_it_is() -> None:
    case = msgspec.structs.replace(samples.case(), original="az", narrative={"az": "Belə **dedi**."}, summary={})
    acts = [msgspec.structs.replace(act, account={"az": "Tutuldu."}) for act in case.acts]
    html = RENDERER.record(msgspec.structs.replace(case, acts=acts), "en")
    assert '<div lang="az" dir="auto">' in html and '<bdi lang="az" dir="ltr">Tutuldu.</bdi>' in html


def test_a_record_without_title_has_a_label_made_of_facts() -> None:
    case = msgspec.structs.replace(samples.case(), title={})
    assert "Arrest · Inventabad, Azerbaijan · 2009" in Reader(RENDERER.record(case, "en")).text
    assert "گرفتاری" in RENDERER.label(entry_of(case), "ur")
    assert RENDERER.label(entry_of(samples.law()), "en") == "Law · Pakistan · 20 December 2012"


def test_clauses_and_addresses_are_isolated() -> None:
    assert '<bdi dir="ltr">2.(1).(c)</bdi>' in RENDERER.record(samples.law(), "ur")
    assert '<bdi dir="ltr">video.example</bdi>' in RENDERER.record(samples.measure(), "ur")


def test_only_web_addresses_become_links() -> None:
    source = msgspec.structs.replace(samples.SOURCES[0], url="javascript:alert(1)")
    html = RENDERER.record(msgspec.structs.replace(samples.case(), sources=[source]), "en")
    assert "javascript:" not in html
    assert "https://example.org/a?x=1&amp;y=2" in RENDERER.record(samples.case(), "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_records_with_nothing_filled_in_are_drawn(language: str) -> None:
    """What is empty is said to be empty; nothing is required of a record but that it is one."""
    bare = {"sources": [], "title": {}, "original": "", "as_of": "", "citations": [], "unknown": [], "figures": []}
    for record in samples.records()[:3]:
        lists = {
            field: []
            for field in ("acts", "actors", "updates", "states", "targets", "provisions", "stages")
            if hasattr(record, field)
        }
        kept = {field: value for field, value in bare.items() if hasattr(record, field)}
        empty = msgspec.structs.replace(record, **kept, **lists)
        html = RENDERER.record(empty, language)
        assert Reader(html).open == []
        assert RENDERER.record(record, language) != html
        assert RENDERER.label(entry_of(empty), language)


def test_a_date_only_sources_give_is_shown_and_not_called_unknown() -> None:
    case = samples.case()
    acts = [msgspec.structs.replace(case.acts[0], date=None)]
    text = Reader(RENDERER.record(msgspec.structs.replace(case, acts=acts), "en")).text
    known = text.partition("What is known")[2].partition("Status")[0]
    assert "2009" in known and "8 July 2009" in known and "date not given" not in known
    assert "The date: Arrest" not in text


# Numbers


def test_a_number_keeps_its_quantifier_and_its_words() -> None:
    assert "at least <b>eight journalists</b>" in RENDERER.record(samples.figure(), "en")
    arabic = RENDERER.record(samples.figure(), "ar")
    assert "ما لا يقل عن <b>8</b>" in arabic and "at least eight journalists" in arabic


def test_a_number_that_was_never_counted_stays_in_words() -> None:
    text = Reader(RENDERER.record(samples.figure("dozens", None), "en")).text
    assert "dozens" in text and "The number itself: serving prison terms" in text


@given(st.lists(st.integers(2, 900), min_size=2, max_size=5, unique=True))
@settings(max_examples=20, deadline=None)
def test_numbers_are_never_added(lows: list[int]) -> None:
    """No page shows the sum of the numbers it shows."""
    base = samples.figure().figures[0]
    several: list[Figure] = [
        msgspec.structs.replace(
            base, id=f"f{index}", quantity=msgspec.structs.replace(base.quantity, low=low), printed=""
        )
        for index, low in enumerate(lows)
    ]
    record = msgspec.structs.replace(samples.case(), figures=several)
    shown = set(re.findall(r"<b>([\d,]+)</b>", RENDERER.record(record, "en")))
    assert shown >= {str(low) for low in lows}
    assert f"{sum(lows):,}" not in shown - {str(low) for low in lows}


def test_what_a_source_gives_is_not_said_to_be_missing() -> None:
    case = samples.case()
    bare = msgspec.structs.replace(case.acts[0], reason={}, law_cited="")
    silent = [each for each in case.citations if each.field != "reason"]
    empty = msgspec.structs.replace(case, acts=[bare, *case.acts[1:]], citations=silent)
    unknown = Reader(RENDERER.record(empty, "en")).text.partition("What is not known")[2]
    assert "The stated reason: arrest" in unknown and "Under which law: arrest" in unknown
    said = msgspec.structs.replace(case.citations[0], of=bare.id, field="reason", value="a video", words="")
    told = msgspec.structs.replace(empty, citations=[*silent, said])
    unknown = Reader(RENDERER.record(told, "en")).text.partition("What is not known")[2]
    assert "The stated reason" not in unknown and "Under which law: arrest" in unknown


def test_words_that_run_the_other_way_take_their_marks_with_them() -> None:
    arabic, urdu = RENDERER._languages["ar"].wording, RENDERER._languages["ur"].wording
    assert arabic.quote("spyware", "en") == '<bdi lang="en" dir="ltr">«spyware»</bdi>'
    assert urdu.quote("spyware", "en") == '<bdi lang="en" dir="ltr">“spyware”</bdi>'
    assert urdu.quote("ahead of it") == '<bdi dir="ltr">“ahead of it”</bdi>'
    assert urdu.quote("جاسوس", "ur") == "”<bdi>جاسوس</bdi>“"
