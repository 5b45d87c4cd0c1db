import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gawah.core.text import clean_cell, has_bidi, normal_digits, one_line, show_invisible, slug

anything = st.text(st.characters(exclude_categories=()))
nasty = st.text(
    st.sampled_from("a\r\n\t\x00\x0b\x0c\x1b\x85\u2028\u202e\u2066\u061c\ufeff\ud800\udc00\uffff\u200ce\u0301")
)

# The characters of Unicode's property Bidi_Control (PropList.txt).
DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
URL_PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@given(anything | nasty)
@example("\r\x00\n")
@example("e\u202e\u0301")
def test_a_clean_cell_holds_nothing_harmful_and_stays_as_it_is(text: str) -> None:
    clean = clean_cell(text)
    assert clean_cell(clean) == clean
    assert not set(clean) & set(DIRECTION)
    assert unicodedata.is_normalized("NFC", clean)
    kinds = {unicodedata.category(character) for character in clean if character not in "\n\t"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(clean) & {"\ufeff", "\uffff", "\ufdd0"}
    clean.encode("utf-8")


@given(anything | nasty, st.sampled_from("\x00\x7f\ufeff\u202e"))
def test_a_dropped_character_leaves_no_trace(text: str, dropped: str) -> None:
    assert clean_cell(text + dropped) == clean_cell(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_letters_of_every_script_survive_cleaning(text: str) -> None:
    assert clean_cell(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\ufeffname", "name"),
        ("a\x00b", "ab"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\tb", "a\tb"),
        ("\u202eevil\u202c", "evil"),
        ("\ud800", "\ufffd"),
        ("\U0001fffe", "\ufffd"),
        ("e\u0301", "é"),
        ("می‌خواهم", "می‌خواهم"),  # the joiner is spelling
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),  # a formula is text here
        ("<b>x</b>", "<b>x</b>"),
        (" x ", " x "),
    ],
)
def test_cleaning(text: str, clean: str) -> None:
    assert clean_cell(text) == clean


@pytest.mark.parametrize("control", DIRECTION)
def test_every_direction_control_is_seen_dropped_and_shown(control: str) -> None:
    assert has_bidi(f"a{control}b")
    assert clean_cell(f"a{control}b") == "ab"
    assert show_invisible(f"a{control}b") == f"a⟨U+{ord(control):04X}⟩b"


def test_right_to_left_text_by_itself_is_no_control() -> None:
    assert not has_bidi("گواہ می‌خواهم")


@given(anything | nasty)
def test_what_is_shown_can_be_printed_on_one_line(text: str) -> None:
    shown = show_invisible(text)
    assert shown.isprintable()
    shown.encode("utf-8")


def test_invisible_characters_are_named() -> None:
    assert show_invisible("a\n\tb\x00\u200b\ud800é گ") == "a↵⇥b⟨U+0000⟩⟨U+200B⟩⟨U+D800⟩é گ"


@given(anything | st.text("abcdef 0123456789-_ABC"))
def test_a_slug_is_one_safe_part_of_an_address(text: str) -> None:
    assert URL_PART.fullmatch(slug(text))
    assert len(slug(text)) <= 55


@given(st.sets(st.text("abc012- _ABCéگ", max_size=12), max_size=40))
@example({"press freedom", "press-freedom", "Press freedom", "press  freedom", "press freedom ", "press_freedom"})
def test_different_texts_have_different_slugs(texts: set[str]) -> None:
    assert len({slug(text) for text in texts}) == len(texts)


def test_a_text_that_looks_like_another_s_slug_gets_its_own() -> None:
    hashed = slug("Press freedom")
    assert slug(hashed) != hashed
    assert slug(hashed.replace("-", " ")) != hashed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spyware", r"spyware"),
        ("press freedom", r"press-freedom"),
        ("Press freedom", r"press-freedom-[0-9a-f]{6}"),
        ("آزادی", r"azdy-[0-9a-f]{6}"),
        ("Đorđe", r"dorde-[0-9a-f]{6}"),
        ("../../etc", r"etc-[0-9a-f]{6}"),
        ("facade", r"facade-[0-9a-f]{6}"),  # six hex digits, as a hash would be
        ("", r"[0-9a-f]{6}"),
        ("\u200c", r"[0-9a-f]{6}"),
        ("\ud800", r"[0-9a-f]{6}"),
        ("a" * 500, r"a{48}-[0-9a-f]{6}"),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert re.fullmatch(expected, slug(text))


@given(anything, st.integers(0, 60))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1


def test_one_line_cuts_between_letters() -> None:
    assert one_line("a  b\nc", 10) == "a b c"
    assert one_line("abcdef", 6) == "abcdef"
    assert one_line("abcdefg", 6) == "abcde…"
    assert one_line("abcd e\u0301f", 7) == "abcd…"
    assert one_line("ab👩\u200d🚒cd", 5) == "ab…"
    assert one_line("abc", 1) == "…"
    assert one_line("abc", 0) == ""


def test_digits() -> None:
    assert normal_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0123456789 ²५ گ") == "0123456789 0123456789 0123456789 ²५ گ"
