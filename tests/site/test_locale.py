"""Locale: whatever is put into a text is escaped and isolated; plurals, numbers, lists and order are the language's."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from gawah.record.snapshot import SiteSettings
from gawah.site.locale import LANGUAGES, Locale, direction_of
from gawah.site.messages import WORDS, BadWords, compile_message, languages, load

TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def settings(country: str = "", digits: dict[str, str] | None = None) -> SiteSettings:
    return SiteSettings(name={"en": "Example Observatory"}, languages=["en"], country=country, digits=digits or {})


def locale(language: str, country: str = "", digits: str = "latn") -> Locale:
    return Locale(language, settings(country, {language: digits}))


ALL = {language: locale(language) for language in LANGUAGES}


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_value_is_escaped_and_isolated(value: str, language: str) -> None:
    text = str(ALL[language].t("witness.as_printed", words=value))
    inner = re.fullmatch(r"[^<>]*<bdi>([^<>\"']*)</bdi>[^<>]*", text, re.DOTALL)
    assert inner
    assert html.unescape(inner[1]) == TURNING.sub("", value)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_a_plain_text_holds_each_value_in_one_isolate(value: str, language: str) -> None:
    text = ALL[language].plain("witness.as_printed", words=value)
    assert TURNING.findall(text) == ["\u2068", "\u2069"]
    assert text[text.index("\u2068") + 1 : text.index("\u2069")] == TURNING.sub("", value)


@given(st.text(), st.sampled_from(["", "ur", "en", "sd", '"><b>']))
def test_foreign_words_are_escaped_and_carry_their_own_direction(words: str, language: str) -> None:
    text = str(ALL["ar"].quote(words, language))
    assert re.fullmatch(r"«<bdi (lang=\"[^\"<>]*\" )?dir=\"(ltr|rtl|auto)\">[^<>]*</bdi>»", text, re.DOTALL)


def test_markup_is_taken_as_it_is() -> None:
    assert "<a href='/x'>there</a>" in ALL["en"].t("witness.as_printed", words=Markup("<a href='/x'>there</a>"))
    assert "&lt;a" in ALL["en"].t("witness.as_printed", words="<a href='/x'>there</a>")


def test_the_text_itself_is_escaped_too(tmp_path: Path) -> None:
    other(tmp_path, "en", {"skip": "<script>", "nav.main": {"other": "<b>{count}"}})
    english = Locale("en", settings(), tmp_path)
    assert english.t("skip") == "&lt;script&gt;"
    assert english.n("nav.main", 2) == "&lt;b&gt;<bdi>2</bdi>"


def test_a_number_among_the_values_is_written_as_a_number() -> None:
    assert ALL["en"].t("version.former", number=1200) == "This is a former version, number <bdi>1,200</bdi>."


def test_a_place_may_have_any_name(tmp_path: Path) -> None:
    other(tmp_path, "en", {"skip": "Signed by {key}"})
    english = Locale("en", settings(), tmp_path)
    assert english.t("skip", key="9f3c") == "Signed by <bdi>9f3c</bdi>"
    assert TURNING.sub("", english.plain("skip", key="9f3c")) == "Signed by 9f3c"


def test_a_place_without_a_value_is_an_error_that_names_both() -> None:
    with pytest.raises(BadWords, match=r"witness\.as_printed.*\{words\}"):
        ALL["en"].t("witness.as_printed")
    with pytest.raises(BadWords, match=r"witness\.as_printed.*\{words\}"):
        ALL["en"].plain("witness.as_printed", who="x")


def test_an_unknown_key_is_an_error_that_names_the_file() -> None:
    with pytest.raises(BadWords, match=r"ur\.json has no text for 'nav\.nowhere'"):
        ALL["ur"].t("nav.nowhere")
    with pytest.raises(BadWords, match=r"ur\.json has no 'other' form for 'nav\.nowhere'"):
        ALL["ur"].n("nav.nowhere", 5)


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("en", 1, "1 record published"),
        ("en", 0, "0 records published"),
        ("es", 1_000_000, "1.000.000 de registros publicados"),
        ("fr", 0, "0 fiche publiée"),
        ("fr", 2, "2 fiches publiées"),
        ("ar", 0, "لا سجلات منشورة"),
        ("ar", 1, "سجل واحد منشور"),
        ("ar", 2, "سجلان منشوران"),
        ("ar", 3, "3 سجلات منشورة"),
        ("ar", 11, "11 سجلًا منشورًا"),
        ("ar", 100, "100 سجل منشور"),
        ("ur", 1, "1 ریکارڈ شائع ہوا ہے"),
        ("bs", 1, "1 objavljen zapis"),
        ("bs", 2, "2 objavljena zapisa"),
        ("bs", 11, "11 objavljenih zapisa"),
        ("bs", 21, "21 objavljen zapis"),
    ],
)
def test_counted_words_follow_the_language(language: str, count: int, expected: str) -> None:
    assert re.sub("</?bdi>", "", ALL[language].n("home.records", count)) == expected


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "", "1,234 12,345"),
        ("es", "", "1234 12.345"),
        ("es", "mx", "1234 12,345"),
        ("fr", "", "1\u202f234 12\u202f345"),
        ("ar", "", "1,234 12,345"),
        ("ur", "", "1,234 12,345"),
        ("bs", "", "1.234 12.345"),
    ],
)
def test_numbers_are_grouped_as_the_language_does(language: str, country: str, expected: str) -> None:
    written = locale(language, country)
    assert f"{written.number(1234)} {written.number(12345)}" == expected


def test_digits_are_a_setting_and_western_without_it() -> None:
    assert locale("ar", "eg").number(1234567890) == "1,234,567,890"
    assert locale("ar", digits="arab").number(1234567890) == "١٬٢٣٤٬٥٦٧٬٨٩٠"
    assert locale("ur", digits="arabext").number(456) == "۴۵۶"
    assert locale("ur", digits="arabext").year(2012) == "۲۰۱۲"
    assert locale("ur", digits="arabext").date_text("2012-11-06/2012-11-09") == "۶–۹ نومبر، ۲۰۱۲"
    with pytest.raises(BadWords, match="digits of ur are set to 'roman'"):
        locale("ur", digits="roman")


def test_a_list_isolates_its_items_and_joins_them_as_the_language_does() -> None:
    assert ALL["en"].list(["a", "<b>", "c"]) == "<bdi>a</bdi>, <bdi>&lt;b&gt;</bdi> and <bdi>c</bdi>"
    assert ALL["ur"].list(["a", "b"]) == "<bdi>a</bdi> اور <bdi>b</bdi>"
    assert ALL["ar"].list(["a", "b", "c"]) == "<bdi>a</bdi> و<bdi>b</bdi> و<bdi>c</bdi>"
    assert ALL["en"].list([]) == ""
    assert ALL["en"].list(["a"]) == "<bdi>a</bdi>"


@pytest.mark.parametrize(
    ("last", "word"), [("India", "e"), ("Íñigo", "e"), ("Hilda", "e"), ("hierro", "y"), ("Perú", "y"), ("i y o", "e")]
)
def test_spanish_and_becomes_e_before_the_sound_of_i(last: str, word: str) -> None:
    assert ALL["es"].list(["Bakú", last]) == f"<bdi>Bakú</bdi> {word} <bdi>{last}</bdi>"


def test_quotation_marks_are_the_pages_and_the_words_their_own() -> None:
    assert ALL["en"].quote("گواہ", "ur") == '“<bdi lang="ur" dir="rtl">گواہ</bdi>”'
    assert ALL["ur"].quote("gr8", "en") == '”<bdi lang="en" dir="ltr">gr8</bdi>“'
    assert ALL["fr"].quote("x") == '«\u202f<bdi dir="auto">x</bdi>\u202f»'
    assert ALL["bs"].quote("x") == '„<bdi dir="auto">x</bdi>”'
    assert ALL["ar"].ltr("2.(1).(c)") == '<bdi dir="ltr">2.(1).(c)</bdi>'


def test_directions() -> None:
    assert [language for language in LANGUAGES if ALL[language].direction == "rtl"] == ["ar", "ur"]
    assert direction_of("ps") == direction_of("pa-Arab") == "rtl"
    assert direction_of("pt-BR") == "ltr"
    assert direction_of("zz-nothing") == "auto"


def test_names_of_languages() -> None:
    assert [ALL["en"].own_name(each) for each in ("ar", "bs", "en", "es", "fr", "ur")] == [
        "العربية", "Bosanski", "English", "Español", "Français", "اردو",
    ]  # fmt: skip
    assert ALL["fr"].language_name("ur") == "ourdou"
    assert ALL["en"].own_name("de") == "Deutsch"
    assert ALL["en"].language_name("zz") == "zz"


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("es", ["nube", "Núñez", "nzz", "ñandú", "oca"]),
        ("bs", ["cvet", "čas", "ćup", "dan", "džem", "đak", "lov", "ljubav", "sud", "šuma", "zakon", "život"]),
        ("ur", ["اب", "آم", "بس", "بھول", "پل", "تل", "تھل", "ٹل"]),
        ("en", ["Apple", "Éclair", "fig"]),
    ],
)
def test_sorting_follows_the_language(language: str, order: list[str]) -> None:
    assert sorted(set(order), key=ALL[language].sort_key) == order


# A further language is one file and no code


def other(folder: Path, language: str, changes: dict[str, object]) -> None:
    words = json.loads((WORDS / "en.json").read_bytes())
    (folder / f"{language}.json").write_text(json.dumps({**words, **changes}), "utf-8")


def test_a_further_language_is_one_file(tmp_path: Path) -> None:
    changes = {"_locale": "cs", "_name": "Čeština", "_quotes": ["„", "“", "‚", "‘"], "skip": "Na obsah"}
    forms = {"one": "{count} záznam", "few": "{count} záznamy", "many": "{count} záznamu", "other": "{count} záznamů"}
    other(tmp_path, "cs", {**changes, "home.records": forms})
    czech = Locale("cs", settings(), tmp_path)
    assert languages(tmp_path) == ("cs",)
    assert czech.t("skip") == "Na obsah"
    assert czech.n("home.records", 3) == "<bdi>3</bdi> záznamy"
    assert czech.date_text("2013-05-03") == "3. května 2013"
    assert czech.quote("x") == '„<bdi dir="auto">x</bdi>“'
    assert czech.own_name("cs") == "Čeština"
    assert czech.direction == "ltr"


def test_a_right_to_left_language_needs_no_more(tmp_path: Path) -> None:
    other(tmp_path, "fa", {"_locale": "fa", "_name": "فارسی"})
    assert Locale("fa", settings(), tmp_path).direction == "rtl"


def test_a_form_that_a_language_lacks_is_an_error(tmp_path: Path) -> None:
    other(tmp_path, "ar", {"_locale": "ar", "home.records": {"other": "{count}"}})
    with pytest.raises(BadWords, match=r"ar\.json has no 'few' form for 'home\.records'"):
        Locale("ar", settings(), tmp_path).n("home.records", 3)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "cannot be read"),
        ('{"_locale": "en"}', "_name"),
        ('{"_locale": "en", "_name": "x", "_quotes": ["a"]}', "_quotes"),
        ('{"_locale": "en", "_name": "x", "_quotes": ["a","b","c","d"], "_other": 1}', "_other"),
        ('{"_locale": "en", "_name": "x", "_quotes": ["a","b","c","d"], "skip": 3}', "cannot be read"),
        ('{"_locale": "en", "_name": "x", "_quotes": ["a","b","c","d"], "skip": "{a.b}"}', "no named place"),
        ('{"_locale": "en", "_name": "x", "_quotes": ["a","b","c","d"], "skip": "{a"}', "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "xx.json").write_text(content, "utf-8")
    with pytest.raises(BadWords, match=r"^xx\.json cannot be read: ") as caught:
        load("xx", tmp_path)
    assert told in str(caught.value)


def test_a_language_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadWords, match=r"no words for the language 'tlh': add tlh\.json"):
        Locale("tlh", settings(), tmp_path)


@pytest.mark.parametrize("text", ["{}", "{0}", "{a!r}", "{a:>9}", "{a[0]}", "{a.__class__}"])
def test_only_named_places_are_known(text: str) -> None:
    with pytest.raises(ValueError, match="named place"):
        compile_message(text)
