import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gawah.core.folding import REPLACED, fold

anything = st.text(st.characters(exclude_categories=()))
arabic = st.text(st.characters(min_codepoint=0x0600, max_codepoint=0x06FF) | st.sampled_from("\u200c\u200d ﷺﷲ\ufb50"))


@given(anything | arabic)
@example("İstanbul")
@example("ﬀ Ǆ ẞ ϓ̈")
@example("ا\u0640\u0654")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(anything)
def test_case_and_form_do_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == fold(text)


@given(arabic)
def test_no_letter_that_stands_for_another_is_left(text: str) -> None:
    assert not set(fold(text)) & set(REPLACED)


@given(st.text(st.characters(codec="ascii")))
def test_plain_text_takes_the_short_path_to_the_same_place(text: str) -> None:
    assert fold(text) == fold(text + "\u200c")


def test_letters_that_normalisation_took_apart_are_put_together_again() -> None:
    assert fold("가나다 がぎぐ") == "가나다 がぎぐ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علی", "علي"),
        ("على", "علی"),
        ("کتاب", "كتاب"),
        ("ہے", "هے"),
        ("بھائی", "بهايي"),
        ("أحمد", "احمد"),
        ("إسلام", "اسلام"),
        ("آزادی", "ازادی"),
        ("مؤمن", "مومن"),
        ("ٱلله", "الله"),
        ("ابتداء", "ابتدا"),
        ("صحافة", "صحافه"),
        ("صحافۃ", "صحافه"),
        ("مُحَمَّد", "محمد"),
        ("صحـــافة", "صحافة"),
        ("کتاب‌خانه", "کتابخانه"),
        ("خانۀ", "خانه"),
        ("۲۰۱۲", "2012"),
        ("٢٠١٢", "۲۰۱۲"),
        ("ﻻ", "لا"),
        ("Café", "cafe"),
        ("STRASSE", "Straße"),
        ("Đorđe Šišić", "dorde sisic"),
        ("Ilqar", "İlqar"),
        ("Quzı", "quzi"),
        ("ＡＢＣ", "abc"),
        ("\u202babc\u202c", "abc"),
        ("so\u00adcial", "social"),
        (" a \u00a0 b\n", "a b"),
        ("People’s", "people's"),
    ],
)
def test_spellings_of_one_word(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("گل", "کل"),
        ("پر", "بر"),
        ("ڈر", "در"),
        ("ٹی", "تی"),
        ("ے", "ی"),
        ("ع", "ا"),
        ("کتاب خانه", "کتابخانه"),
        ("कि", "का"),
        ("abc", "abd"),
        ("əli", "eli"),
    ],
)
def test_words_that_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)
