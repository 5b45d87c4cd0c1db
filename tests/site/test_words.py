"""The words of site, desk, promise and checks: whole in every language, and written by that language's rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale as Cldr

import gawah.site
from gawah.checks.words import WORDS as CHECKS
from gawah.desk.inbox import WORDS as SEALED
from gawah.people.shell import WORDS as DESK
from gawah.people.vault import WORDS as KEYS
from gawah.sealed.form.page import WORDS as FORMS
from gawah.sealed.sentences import WORDS as PROMISES
from gawah.site.messages import WORDS, compile_message, languages

SITE = Path(gawah.site.__file__).parent
OTHERS = tuple(language for language in languages() if language != "en")

RAW = {language: json.loads((WORDS / f"{language}.json").read_bytes()) for language in languages()}
FOLDERS = {  # beside the site's own
    "promise": PROMISES, "form": FORMS, "desk": DESK, "sealed": SEALED, "keys": KEYS, "check": CHECKS,
}  # fmt: skip
RAWS = {
    folder: {language: json.loads((path / f"{language}.json").read_bytes()) for language in languages(path)}
    for folder, path in FOLDERS.items()
}
WORDS_OF = {
    language: {key: text for key, text in raw.items() if not key.startswith("_")}
    | {
        f"{folder}:{key}": text
        for folder, raws in RAWS.items()
        for key, text in raws.get(language, {}).items()
        if not key.startswith("_")
    }
    for language, raw in RAW.items()
}
ENGLISH = WORDS_OF["en"]

# Nothing but places and marks, or the same word in both languages.
SAME_AS_ENGLISH = {
    "site.title", "colon", "date.range", "quantity.exactly", "record.label", "place.within", "footer.naskh",
    "change.from_to", "desk:sessions.moment",
}  # fmt: skip
ALSO_SAME = {
    "es": {"translation.original", "form:yes_no.no", "form:talk.off", "check:kind.script"},
    "fr": {
        "kind.page", "date.label", "record.sources", "field.service", "witness.source_number",
        "witness.sources", "translation.original", "about.contact", "change.licence", "change.note",
        "change.description", "change.source", "desk:field.code", "form:label.copies", "form:said.message",
        "check:kind.script", "check:kind.archive", "check:kind.document",
        "sealed:report.version", "sealed:talk.head",
    },
    "bs": {"check:kind.program", "check:kind.video"},
}  # fmt: skip

# Words that judge or endanger (the glossary's notes), and what promises too much.
NEVER = {
    "en": r"\b(safe|clean|victims?|tracking|perpetrators?)\b",
    "es": r"\b(segur[oa]s?|limpi[oa]s?|víctimas?|perpetrador\w*|evidencias?|presunt[oa]s?)\b",
    "fr": r"\b(sûrs?|sains?|victimes?|auteur\w*|présumé\w*|droits de l.homme)\b",
    "ar": r"ضحية|ضحايا|الجاني|\bآمنة?\b|\bنظيفة?\b|\bسليمة?\b",
    "ur": r"شکار|مظلوم|مخبر|ملزم|مجرم|محفوظ|غدار|گستاخ|\bتم\b|\bتیر[اےی]\b",
    "bs": r"\b(žrtv\w+|počini\w+|sigurn[oa]|čist[oa])\b",
}


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every text of a language, each plural form by itself, with its key."""
    for key, value in WORDS_OF[language].items():
        for text in [value] if isinstance(value, str) else value.values():
            yield key, text


def wrong(language: str, pattern: str) -> list[tuple[str, str]]:
    return [(key, text) for key, text in texts(language) if re.search(pattern, text, re.IGNORECASE)]


def places(value: str | dict[str, str]) -> set[str]:
    forms = [value] if isinstance(value, str) else value.values()
    return {name for text in forms for name in compile_message(text).names}


def test_the_six_languages_are_there() -> None:
    assert set(languages()) >= {"en", "es", "fr", "ar", "ur", "bs"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_promises_forms_and_desk_speak_the_six_languages(folder: str) -> None:
    assert set(RAWS[folder]) >= {"en", "es", "fr", "ar", "ur", "bs"}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("language", ["en", "es", "fr", "ar", "ur", "bs"])
def test_a_language_is_one_language_in_every_folder(language: str, folder: str) -> None:
    about = {key: value for key, value in RAWS[folder][language].items() if key.startswith("_")}
    assert about == {key: RAW[language][key] for key in about}
    assert ("_review" in about) == (language != "en")


@pytest.mark.parametrize("folder", [WORDS, *FOLDERS.values()])
@pytest.mark.parametrize("language", languages())
def test_no_key_is_written_twice(language: str, folder: Path) -> None:
    pairs = json.loads((folder / f"{language}.json").read_bytes(), object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_exactly_the_english_keys(language: str) -> None:
    assert WORDS_OF[language].keys() ^ ENGLISH.keys() == set()
    kinds = {key: type(value) for key, value in ENGLISH.items()}
    assert {key: type(value) for key, value in WORDS_OF[language].items()} == kinds


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_the_english_places(language: str) -> None:
    differing = {key for key in ENGLISH if places(ENGLISH[key]) != places(WORDS_OF[language][key])}
    assert differing == set()


@pytest.mark.parametrize("language", languages())
def test_every_plural_category_of_cldr_is_written_and_no_other(language: str) -> None:
    categories = {*Cldr.parse(RAW[language]["_locale"], sep="-").plural_form.tags, "other"}
    counted = {key: set(forms) for key, forms in WORDS_OF[language].items() if isinstance(forms, dict)}
    assert counted
    assert {key: forms for key, forms in counted.items() if forms != categories} == {}


@pytest.mark.parametrize("language", languages())
def test_the_count_is_left_out_only_where_the_form_says_it(language: str) -> None:
    """Arabic says none, one and two in the word; everywhere else the number must be shown."""
    said = {"zero", "one", "two"} if language == "ar" else set()
    hidden = {
        (key, category)
        for key, forms in WORDS_OF[language].items()
        if isinstance(forms, dict)
        for category, text in forms.items()
        if category not in said and "count" not in compile_message(text).names
    }
    assert hidden == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_other_language_is_translated_and_marked_for_review(language: str) -> None:
    allowed = SAME_AS_ENGLISH | ALSO_SAME.get(language, set())
    same = {key for key, text in WORDS_OF[language].items() if text == ENGLISH[key]}
    assert same - allowed == set()
    assert RAW[language]["_review"] == "awaiting a native reader"


@pytest.mark.parametrize("language", languages())
def test_no_text_is_empty_or_holds_markup_or_typewriter_marks(language: str) -> None:
    assert wrong(language, r"^\s*$|^\s|\s$") == []
    assert wrong(language, r"[<>&]") == []
    assert wrong(language, r"[\"'`]") == []
    assert wrong(language, r"…|\.\.\.|۔۔") == []
    assert wrong(language, r"\s\s|\t|\n") == []
    assert wrong(language, "[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0640]") == []


@pytest.mark.parametrize("language", languages())
def test_no_word_that_judges_or_endangers(language: str) -> None:
    assert wrong(language, NEVER[language]) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_stays_a_sentence(language: str) -> None:
    """What ends with a full stop or a question in English does so everywhere; a date in Bosnian brings its own."""
    ends = {".": (".", "۔"), "?": ("?", "؟"), ":": (":",)}
    stops = tuple(stop for group in ends.values() for stop in group)
    cut = []
    for key, value in ENGLISH.items():
        text = value if isinstance(value, str) else value["other"]
        other = WORDS_OF[language][key]
        other = other if isinstance(other, str) else other["other"]
        allowed = (*ends.get(text[-1], ()), *(("{date}",) if language == "bs" else ()))
        if text[-1] in ends and not other.endswith(allowed):
            cut.append((key, other))
        if text[-1] not in ends and other.endswith(stops):
            cut.append((key, other))
    assert cut == []


@pytest.mark.parametrize("language", languages())
def test_quotation_marks_are_the_languages_own_and_come_in_pairs(language: str) -> None:
    opening, closing = (mark.strip() for mark in RAW[language]["_quotes"][:2])
    foreign = set("“”„«»‟‹›") - {opening, closing}
    for key, text in texts(language):
        assert not foreign & set(text), key
        marks = [mark for mark in text if mark in (opening, closing)]
        assert marks == [opening, closing] * (len(marks) // 2), key


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_arabic_script_has_its_own_punctuation(language: str) -> None:
    assert wrong(language, r"[,;?]") == []
    assert wrong(language, r"\s[،؛؟۔]") == []
    assert wrong(language, r"[٠-٩۰-۹]") == []


def test_urdu_letters_and_stops() -> None:
    assert wrong("ur", r"\.") == []
    assert wrong("ur", r"[يىكهةۀ]") == []
    assert wrong("ur", r"هٔ|أ|إ") == []


def test_arabic_letters_and_tanwin() -> None:
    assert wrong("ar", r"[یکہھےۓگپچٹڈڑژںۂۃ۔]") == []
    assert wrong("ar", r"اً") == []


def test_french_spaces() -> None:
    assert wrong("fr", "(?<!\u202f)[;!?»]|«(?!\u202f)") == []
    assert wrong("fr", "(?<!\u00a0):") == []
    assert wrong("fr", r"\b(tu|ton|tes|digital|supporter)\b") == []
    assert wrong("fr", r"\b[A-E]́") == []


def test_spanish_opening_marks_and_address() -> None:
    for key, text in texts("es"):
        assert text.count("?") == text.count("¿"), key
        assert text.count("!") == text.count("¡"), key
    assert wrong("es", r"\b(tú|tu|tus|vosotros|vuestr\w+|vos|remover|aplicar)\b|\w@\b") == []


def test_bosnian_is_neither_ekavian_nor_croatian() -> None:
    assert wrong("bs", r"\b(vreme|mesto|reč|reči|uvek|poslednj\w*|takođe|istorija|prevod|prevoda)\b") == []
    assert wrong("bs", r"\b(osobni|uhićen\w*|odvjetnik|izvješć\w+|tko|tisuć\w+|siječ\w+|svib\w+|tjed\w+)\b") == []
    small = re.compile(r"\b(vi|vas|vam|vaš\w*|ti|tebi|tvoj\w*)\b")
    assert [key for key, text in texts("bs") if small.search(text)] == []


def keys_used() -> Iterator[tuple[str, str]]:
    """Every key that a template or a view names in full, with the file."""
    for path in sorted(SITE.rglob("*.jinja")):
        for found in re.finditer(r"\[\[([a-z_]+(?:\.[a-z_0-9]+)*)\]\]", path.read_text("utf-8")):
            yield path.name, found[1]
    for path in sorted(SITE.rglob("*.py")):
        for found in re.finditer(r"\b(?:t|n|plain)\(\"([a-z_.]+)\"", path.read_text("utf-8")):
            yield path.name, found[1]


def test_every_key_that_is_used_has_words() -> None:
    used = set(keys_used())
    assert used
    assert {(name, key) for name, key in used if key not in ENGLISH} == set()


# Keys whose last part is put in where they are used, and those of the map's script.
COMPOSED = ("kind.", "states.", "quantity.", "date.", "record.missing_", "map.zoom_", "map.reset")


def test_every_key_is_used() -> None:
    sources = [path.read_text("utf-8") for ending in ("py", "jinja") for path in SITE.rglob(f"*.{ending}")]
    others = tuple(f"{folder}:" for folder in FOLDERS)
    whole = {key for key in ENGLISH if not key.startswith((*COMPOSED, *others))}
    named = {key for key in whole if any(f'"{key}"' in text or f"[[{key}]]" in text for text in sources)}
    assert whole - named == set()
