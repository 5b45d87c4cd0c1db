"""Every term is whole, and is found by any of its names."""

import re
from collections import Counter
from typing import get_args, get_type_hints

import pytest

from gawah.core.folding import fold
from gawah.record.model import Basis, Precision, Quantifier, VerificationState
from gawah.vocabulary import LANGUAGES, Term, find, label, lists, term, terms

LISTS = (
    "actor_kinds",
    "acts",
    "basis_kinds",
    "certainties",
    "known_by",
    "law_steps",
    "measure_states",
    "outcomes",
    "place_types",
    "precisions",
    "quantifiers",
    "roles",
    "source_kinds",
    "tools",
    "units",
    "vendors",
    "verification_states",
)

# Arabic keyboards' letters that Urdu does not use, and the reverse (Unicode, chapter 9.2).
NOT_URDU = "يىكهةأإۀ"
NOT_ARABIC = "یکہھےںٹڈڑگچپژۂۃ"
TATWEEL = "ـ"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


def every_term() -> list[tuple[str, Term]]:
    return [(name, each) for name in lists() for each in terms(name).values()]


def every_label(language: str) -> list[tuple[str, str, str]]:
    return [(name, each.code, each.labels[language]) for name, each in every_term()]


def test_the_lists_are_the_ones_that_records_name() -> None:
    assert lists() == LISTS


def test_a_list_that_does_not_exist_is_refused_with_the_ones_that_do() -> None:
    with pytest.raises(KeyError, match=r"'colours'.*actor_kinds, acts"):
        terms("colours")


def test_every_term_has_a_label_in_every_language_and_a_definition_of_one_sentence() -> None:
    for name, each in every_term():
        assert tuple(each.labels) == LANGUAGES, (name, each.code)
        assert all(text == text.strip() and text for text in each.labels.values()), (name, each.code)
        definition = each.definition["en"]
        assert definition[0].isupper() and definition.endswith("."), (name, each.code)
        assert ". " not in definition, (name, each.code)


def test_codes_are_snake_case_and_once_only() -> None:
    for name in lists():
        raw = [each.code for each in terms(name).values()]
        assert raw == list(terms(name))
        assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code) for code in raw)


def test_no_file_repeats_a_code() -> None:
    from gawah.vocabulary.terms import DATA

    for name in lists():
        written = re.findall(r'"code": "(\w+)"', (DATA / f"{name}.json").read_text("utf-8"))
        assert len(written) == len(set(written)), name
        assert written == list(terms(name))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_terms_of_a_list_share_a_label(language: str) -> None:
    seen = Counter((name, fold(text)) for name, _, text in every_label(language))
    assert [each for each, count in seen.items() if count > 1] == []


def test_a_parent_is_a_term_of_the_same_list_and_has_no_parent_itself() -> None:
    for name, each in every_term():
        if each.parent:
            assert terms(name)[each.parent].parent == "", (name, each.code)


@pytest.mark.parametrize(("language", "foreign"), [("ur", NOT_URDU), ("ar", NOT_ARABIC)])
def test_each_script_has_its_own_letters(language: str, foreign: str) -> None:
    assert [text for _, _, text in every_label(language) if set(text) & set(foreign)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_have_no_tatweel_and_nothing_invisible(language: str) -> None:
    assert [text for _, _, text in every_label(language) if set(text) & set(TATWEEL + INVISIBLE)] == []


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_right_to_left_labels_use_their_own_punctuation(language: str) -> None:
    assert [text for _, _, text in every_label(language) if set(text) & set(",;?.")] == []


@pytest.mark.parametrize("language", ["en", "es", "fr", "bs"])
def test_latin_labels_have_no_other_script(language: str) -> None:
    assert [text for _, _, text in every_label(language) if re.search(r"[\u0370-\u1fff]", text)] == []


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_terms_that_are_no_proper_names_are_written_in_their_script(language: str) -> None:
    translated = [(n, c, text) for n, c, text in every_label(language) if n not in ("tools", "vendors")]
    assert [each for each in translated if not re.search(r"[\u0600-\u06ff]", each[2])] == []


def test_french_apostrophes_are_typographic() -> None:
    assert [text for _, _, text in every_label("fr") if "'" in text] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "victim|perpetrator|revenge|safe|clean|terrorist"),
        ("es", r"v[ií]ctima|perpetrador|porno|presunt"),
        ("fr", "victime|présumé|droits de l’homme|assassinat|revenge"),
        ("ar", "ضحية|الضحايا|الجاني|إباحي|فاضح"),
        ("ur", "شکار|مظلوم|مجرم|ملزم|مخبر|فحش|نازیبا|غدار|گستاخ"),
        ("bs", "žrtva|počinilac|osvetničk|uhićenj|odvjetnik|izvješće|tisuć|tjed"),
    ],
)
def test_no_word_that_judges_or_endangers(language: str, words: str) -> None:
    assert [text for _, _, text in every_label(language) if re.search(words, text, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found_by_its_label_in_each_language(language: str) -> None:
    missed = [(name, each.code) for name, each in every_term() if find(name, each.labels[language]) is not each]
    assert missed == []


@pytest.mark.parametrize(
    ("list_name", "text", "code"),
    [
        ("acts", "Arrest", "arrest"),
        ("acts", "  PHYSICAL   attack ", "assault"),
        ("acts", "site_block", "site_block"),
        ("acts", "Site Block", "site_block"),
        ("acts", "گرفتاري", "arrest"),  # typed on an Arabic keyboard
        ("acts", "اعتداء جسدى", "assault"),
        ("acts", "incautacion de dispositivos", "device_seizure"),  # no accent
        ("acts", "deepfake", "deepfake"),  # without the gloss
        ("acts", "zabrana putovanja", "travel_ban"),
        ("quantifiers", "au moins", "at_least"),
        ("source_kinds", "interview", "interview"),
    ],
)
def test_find_is_lenient_about_writing(list_name: str, text: str, code: str) -> None:
    found = find(list_name, text)
    assert found is not None and found.code == code


@pytest.mark.parametrize("text", ["", " ", "arr", "arrested and charged", "arrest, detention", "no act"])
def test_find_does_not_guess(text: str) -> None:
    assert find("acts", text) is None


def test_a_code_wins_over_a_label_of_another_term() -> None:
    for name, each in every_term():
        assert find(name, each.code) is each


def test_label_of_a_team_s_own_term_is_its_code_in_words() -> None:
    assert label("acts", "arrest", "fr") == "arrestation"
    assert label("acts", "water_cut_off", "fr") == "water cut off"
    assert term("acts", "water_cut_off") is None


def test_terms_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        terms("acts")["arrest"] = terms("acts")["killing"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        terms("acts")["arrest"].code = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("list_name", "codes"),
    [
        ("quantifiers", get_args(Quantifier)),
        ("precisions", get_args(Precision)),
        ("verification_states", get_args(VerificationState)),
        ("basis_kinds", get_args(get_type_hints(Basis)["kind"])),
    ],
)
def test_closed_lists_are_those_of_the_public_record(list_name: str, codes: tuple[str, ...]) -> None:
    assert set(terms(list_name)) == set(codes)


ACTS_OF_THE_FIELD = {
    *("killing", "assault", "abduction", "threat", "arrest", "detention", "imprisonment", "questioning"),
    *("prosecution", "leak_prosecution", "legal_order", "prior_restraint", "travel_ban", "border_stop"),
    *("device_seizure", "equipment_damage", "spyware", "interception", "device_hack", "account_takeover"),
    *("phishing", "doxxing", "harassment", "intimate_images", "deepfake", "impersonation"),
    *("site_block", "shutdown", "takedown", "filtering_bought", "event_obstructed", "materials_barred"),
    *("denial_of_access", "chilling_statement", "office_closed", "funds_frozen", "other"),
}


def test_the_acts_that_observatories_document_are_there() -> None:
    assert set(terms("acts")) >= ACTS_OF_THE_FIELD


def test_being_tested_is_a_state_and_no_act() -> None:
    assert term("measure_states", "tested") is not None
    assert not [code for code in terms("acts") if "test" in code.split("_")]
