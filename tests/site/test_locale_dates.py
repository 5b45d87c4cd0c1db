"""Dates in words: at their own precision, never finer, in the form of each language."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.core.dates import NotADate
from gawah.record.snapshot import SiteSettings
from gawah.site.locale import LANGUAGES, Locale


def locale(language: str, country: str = "") -> Locale:
    return Locale(language, SiteSettings(name={"en": "Example"}, languages=["en"], country=country))


ALL = {language: locale(language) for language in LANGUAGES}

SAMPLES = {
    "2013": ("2013", "2013", "2013", "2013", "2013", "2013."),
    "2013-05": ("May 2013", "mayo de 2013", "mai 2013", "مايو 2013", "مئی 2013", "maj 2013."),
    "2013-05-03": ("3 May 2013", "3 de mayo de 2013", "3 mai 2013", "3 مايو 2013", "3 مئی، 2013", "3. maj 2013."),
    "2013-05-01": ("1 May 2013", "1 de mayo de 2013", "1er mai 2013", "1 مايو 2013", "1 مئی، 2013", "1. maj 2013."),
    "2013-05~": (
        "about May 2013", "hacia mayo de 2013", "vers mai 2013", "حوالي مايو 2013", "مئی 2013 کے آس پاس",
        "maj 2013. (približno)",
    ),
    "2013-05-03~": (
        "about 3 May 2013", "hacia el 3 de mayo de 2013", "vers le 3 mai 2013", "حوالي 3 مايو 2013",
        "3 مئی، 2013 کے آس پاس", "3. maj 2013. (približno)",
    ),
    "2013?": (
        "2013 (uncertain)", "2013 (fecha incierta)", "2013 (date incertaine)", "2013 (غير مؤكّد)",
        "2013 (یقینی نہیں)", "2013. (nije pouzdano)",
    ),
    "2012-11-06/2012-11-09": (
        "6–9 November 2012", "6–9 de noviembre de 2012", "6–9 novembre 2012", "6–9 نوفمبر 2012",
        "6–9 نومبر، 2012", "6–9. novembar 2012.",
    ),
    "2005/2012": ("2005 – 2012", "2005 – 2012", "2005 – 2012", "2005 – 2012", "2005 – 2012", "2005. – 2012."),
    "2013-01-18/..": (
        "from 18 January 2013 on", "desde el 18 de enero de 2013 en adelante", "à partir du 18 janvier 2013",
        "من 18 يناير 2013 فصاعدًا", "18 جنوری، 2013 سے آگے", "početak: 18. januar 2013.",
    ),
    "../2013-01": (
        "up to January 2013", "hasta enero de 2013", "jusqu’en janvier 2013", "إلى يناير 2013",
        "جنوری 2013 تک", "kraj: januar 2013.",
    ),
    "2013/": (
        "2013 – end not known", "2013 – final desconocido", "2013 – fin inconnue", "2013 – النهاية غير معروفة",
        "2013 – اختتام معلوم نہیں", "2013. – kraj nije poznat",
    ),
    "2012-21": (
        "spring 2012", "primavera de 2012", "printemps 2012", "ربيع 2012", "بہار 2012", "proljeće 2012.",
    ),
    "201X": (
        "2010s", "década de 2010", "années 2010", "العقد الذي يبدأ سنة 2010", "2010 کی دہائی", "2010-e",
    ),
    "20XX": (
        "between 2000 and 2099", "entre 2000 y 2099", "entre 2000 et 2099", "بين 2000 و2099",
        "2000 اور 2099 کے درمیان", "između 2000. i 2099.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("edtf", SAMPLES)
def test_each_precision_in_each_language(edtf: str) -> None:
    written = tuple(ALL[language].date_text(edtf) for language in ("en", "es", "fr", "ar", "ur", "bs"))
    assert written == SAMPLES[edtf]


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2013-05-03%", "about 3 May 2013 (uncertain)"),
        ("2012-11-06/2012-12-09", "6 November 2012 – 9 December 2012"),
        ("2012-11-06/2012-11-06", "6 November 2012"),
        ("2012-11/2012-11-09", "November 2012 – 9 November 2012"),
        ("2012-11-06~/2012-11-09", "about 6 November 2012 – 9 November 2012"),
        ("2004-06~/2004-08?", "about June 2004 – August 2004 (uncertain)"),
        ("/2013-05-03", "start not known – 3 May 2013"),
        ("2013-05-XX", "May 2013"),
        ("2013-XX-XX", "2013"),
        ("2012-24", "winter 2012"),
    ],
)
def test_marks_of_doubt_and_unspecified_parts(edtf: str, expected: str) -> None:
    assert ALL["en"].date_text(edtf) == expected


def test_french_firsts_in_a_stretch() -> None:
    assert ALL["fr"].date_text("2012-11-01/2012-11-09") == "1er–9 novembre 2012"
    assert ALL["fr"].date_text("2012-11-11") == "11 novembre 2012"


@given(st.integers(1, 9999), st.integers(1, 12), st.sampled_from(LANGUAGES))
def test_a_month_never_becomes_a_day_and_a_year_never_a_month(year: int, month: int, language: str) -> None:
    assert re.findall(r"\d+", ALL[language].date_text(f"{year:04}-{month:02}")) == [str(year)]
    assert re.fullmatch(r"\d+\.?", ALL[language].date_text(f"{year:04}"))


@given(st.dates(), st.sampled_from(LANGUAGES))
def test_a_day_is_isolated_and_marked_up_as_that_day(day: object, language: str) -> None:
    iso = str(day)
    assert re.fullmatch(rf'<bdi><time datetime="{iso}">[^<>]+</time></bdi>', ALL[language].date(iso))
    assert ALL[language].day(iso) == ALL[language].date(iso)


def test_what_is_no_full_day_is_isolated_without_a_time() -> None:
    assert ALL["en"].date("2013-05") == "<bdi>May 2013</bdi>"
    assert ALL["en"].date("2013-05-03~") == "<bdi>about 3 May 2013</bdi>"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_date_is_said_to_be_not_given(language: str) -> None:
    assert ALL[language].date(None) == ALL[language].t("date.not_given")
    assert ALL[language].date_text(None) == ALL[language].t("date.not_given")


@pytest.mark.parametrize("text", ["", "yesterday", "2013-02-30", "2013-13", "03/05/2013", "<b>", "2013/2012", "/.."])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NotADate):
        ALL["en"].date(text)


@pytest.mark.parametrize("text", ["2013-05", "2013", "2013-02-30", ""])
def test_a_day_of_ours_is_a_full_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|day"):
        ALL["en"].day(text)


@pytest.mark.parametrize(
    ("country", "expected"),
    [("", "أغسطس"), ("eg", "أغسطس"), ("lb", "آب"), ("tn", "أوت"), ("ma", "غشت"), ("mr", "أغشت"), ("pk", "أغسطس")],
)
def test_arabic_months_follow_the_sites_country(country: str, expected: str) -> None:
    assert locale("ar", country).date_text("2013-08") == f"{expected} 2013"


def test_english_dates_do_not_follow_the_country() -> None:
    assert locale("en", "us").date_text("2013-05-03") == "3 May 2013"
