"""Countries and subdivisions are found by the names people write, and by no other."""

import re
import subprocess
import sys

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.vocabulary import (
    LANGUAGES,
    alpha3,
    countries,
    country_name,
    find_country,
    find_subdivision,
    subdivision_name,
    subdivisions,
)


def test_the_countries_are_iso_s_and_kosovo() -> None:
    iso = {each.alpha_2.lower() for each in pycountry.countries}
    assert set(countries()) == iso | {"xk"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_of_its_own_in_every_language(language: str) -> None:
    names = [names[language] for names in countries().values()]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_found_by_the_name_we_show(language: str) -> None:
    missed = [code for code in countries() if find_country(country_name(code, language)) != code]
    assert missed == []


def test_every_country_is_found_by_its_codes() -> None:
    for code in countries():
        assert find_country(code) == code
        assert find_country(code.upper()) == code
        assert find_country(alpha3(code) or code) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("russia", "ru"),
        ("Russian Federation", "ru"),
        ("afghanistan", "af"),
        ("vietnam", "vn"),
        ("Viet Nam", "vn"),
        ("United States", "us"),
        ("united_states", "us"),
        ("USA", "us"),
        ("U.S.A.", "us"),
        ("UK", "gb"),
        ("Cote d'Ivoire", "ci"),
        ("Côte d’Ivoire", "ci"),
        ("Türkiye", "tr"),
        ("TURKEY", "tr"),
        ("Bosnia & Herzegovina", "ba"),
        ("Bosnia-Herzegovina", "ba"),
        ("Palestinian Territories", "ps"),
        ("Burma", "mm"),
        ("DRC", "cd"),
        ("السعودية", "sa"),
        ("المملكة العربية السعودية", "sa"),
        ("مصر", "eg"),
        ("باكستان", "pk"),
        ("پاکستان", "pk"),
        ("پاكستان", "pk"),
        ("بھارت", "in"),
        ("انڈیا", "in"),
        ("امریکہ", "us"),
        ("برطانیہ", "gb"),
        ("Espagne", "es"),
        ("Países Bajos", "nl"),
        ("paises bajos", "nl"),
        ("Njemačka", "de"),
        ("kosovo", "xk"),
    ],
)
def test_a_country_is_found_by_names_in_use(text: str, code: str) -> None:
    assert find_country(text) == code


@pytest.mark.parametrize("text", ["", "   ", "Atlantis", "EU", "ZZ", "X", "United", "Peru, Cuba", "Korea"])
def test_what_is_no_country_is_not_guessed(text: str) -> None:
    assert find_country(text) is None


@given(st.text())
def test_any_text_is_a_country_we_know_or_none(text: str) -> None:
    assert find_country(text) in {None, *countries()}


@given(st.sampled_from(sorted(countries())), st.sampled_from(LANGUAGES), st.sampled_from([" {} ", "{}.", "\u200f{}"]))
def test_what_surrounds_a_name_does_not_matter(code: str, language: str, around: str) -> None:
    assert find_country(around.format(country_name(code, language).upper())) == code


def test_an_unknown_code_is_shown_as_itself() -> None:
    assert country_name("zz", "en") == "ZZ"
    assert country_name("eu", "ur") == "EU"
    assert alpha3("xk") == ""


@pytest.mark.parametrize(("language", "foreign"), [("ur", "يىكهةأإ"), ("ar", "یکہھےںٹڈڑگچپ")])
def test_country_names_are_in_the_letters_of_their_language(language: str, foreign: str) -> None:
    assert [each[language] for each in countries().values() if set(each[language]) & set(foreign)] == []
    assert [each[language] for each in countries().values() if not re.search(r"[\u0600-\u06ff]", each[language])] == []


@pytest.mark.parametrize(
    ("country", "text", "code"),
    [
        ("us", "CA", "US-CA"),
        ("us", "US-CA", "US-CA"),
        ("US", "california", "US-CA"),
        ("us", "Washington, D.C.", "US-DC"),
        ("pk", "Sindh", "PK-SD"),
        ("pk", "سندھ", "PK-SD"),
        ("pk", "Khyber-Pakhtunkhwa", "PK-KP"),
        ("in", "Punjab", "IN-PB"),
        ("az", "Baku", "AZ-BA"),
        ("tr", "Istanbul", "TR-34"),
        ("ba", "Republika Srpska", "BA-SRP"),
    ],
)
def test_a_subdivision_is_found_by_code_or_name(country: str, text: str, code: str) -> None:
    assert find_subdivision(country, text) == code


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("us", ""),
        ("us", "Sindh"),
        ("pk", "CA"),
        ("pk", "US-CA"),
        ("zz", "CA"),
        ("", "CA"),
        ("az", "Lənkəran"),  # a city and a district of one rank
    ],
)
def test_a_subdivision_of_another_country_or_of_two_is_not_guessed(country: str, text: str) -> None:
    assert find_subdivision(country, text) is None


def test_subdivision_names() -> None:
    assert subdivision_name("PK-SD", "ur") == "سندھ"
    assert subdivision_name("PK-SD", "fr") == "Sindh"
    assert subdivision_name("US-CA", "ar") == "California"
    assert subdivision_name("US-QQ", "en") == "US-QQ"
    assert len(subdivisions("pk")) == 7
    assert subdivisions("zz") == {}


def test_names_alone_do_not_load_the_slow_library() -> None:
    code = (
        "import sys; from gawah.vocabulary import country_name, label;"
        "country_name('pk', 'ur'); label('acts', 'arrest', 'ur'); sys.exit('pycountry' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
