import operator
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.core.figures import LARGEST, QUANTIFIERS, NotAQuantity, Quantity, check, read_quantity
from gawah.record import model


@pytest.mark.parametrize(
    "combine",
    [operator.add, operator.sub, operator.mul, operator.truediv, operator.lt, operator.ge, lambda a, b: sum([a, b])],
)
def test_two_figures_cannot_be_added_or_ordered(combine: object) -> None:
    with pytest.raises(TypeError):
        combine(Quantity("at_least", 8), Quantity("exactly", 9))  # type: ignore[operator]


def test_a_figure_is_no_number() -> None:
    with pytest.raises(TypeError):
        int(Quantity("exactly", 9))  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        Quantity("exactly", 9) + 1  # type: ignore[operator]


def test_the_public_record_has_the_same_quantifiers() -> None:
    assert get_args(model.Quantifier) == QUANTIFIERS


@pytest.mark.parametrize(
    ("quantifier", "low", "high"),
    [
        ("exactly", 0, None),
        ("exactly", LARGEST, None),
        ("at_least", 8, None),
        ("more_than", 200, None),
        ("about", 36, None),
        ("at_most", 5, None),
        ("fewer_than", 1, None),
        ("between", 5, 8),
        ("uncounted", None, None),
    ],
)
def test_what_fits_together(quantifier: str, low: int | None, high: int | None) -> None:
    check(quantifier, low, high)


@pytest.mark.parametrize(
    ("quantifier", "low", "high", "says"),
    [
        ("", 8, None, "no quantifier"),
        ("many", 8, None, "no quantifier"),
        ("uncounted", 12, None, "no number"),
        ("uncounted", None, 12, "no number"),
        ("exactly", None, None, "needs a number"),
        ("at_least", None, 8, "needs a number"),
        ("at_least", 8, 9, "takes one number"),
        ("between", 5, None, "a lower and a higher"),
        ("between", None, 8, "a lower and a higher"),
        ("between", 8, 5, "does not go up"),
        ("between", 5, 5, "does not go up"),
        ("fewer_than", 0, None, "fewer than 0"),
        ("exactly", -1, None, "between 0 and"),
        ("exactly", LARGEST + 1, None, "between 0 and"),
        ("exactly", True, None, "whole number"),
        ("exactly", 8.0, None, "whole number"),
        ("exactly", "8", None, "whole number"),
    ],
)
def test_what_does_not(quantifier: str, low: int | None, high: int | None, says: str) -> None:
    with pytest.raises(NotAQuantity, match=says):
        check(quantifier, low, high)
    with pytest.raises(NotAQuantity, match=says):
        Quantity(quantifier, low, high)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("at least eight", Quantity("at_least", 8)),
        ("At least eight journalists", Quantity("at_least", 8)),
        ("nine journalists", Quantity("exactly", 9)),
        ("five bloggers and activists", Quantity("exactly", 5)),
        ("more than 200 attacks", Quantity("more_than", 200)),
        ("around 36 countries", Quantity("about", 36)),
        ("nine", Quantity("exactly", 9)),
        ("9", Quantity("exactly", 9)),
        ("0", Quantity("exactly", 0)),
        ("1,200 people", Quantity("exactly", 1200)),
        ("1,234,567", Quantity("exactly", 1_234_567)),
        ("۲۰۰ people", Quantity("exactly", 200)),
        ("2 million", Quantity("exactly", 2_000_000)),
        ("twenty-five", Quantity("exactly", 25)),
        ("twenty five people", Quantity("exactly", 25)),
        ("two hundred and five", Quantity("exactly", 205)),
        ("three thousand two hundred", Quantity("exactly", 3200)),
        ("a hundred", Quantity("exactly", 100)),
        ("some 200 posts", Quantity("about", 200)),
        ("no fewer than 12", Quantity("at_least", 12)),
        ("200 or more", Quantity("at_least", 200)),
        ("200+ attacks", Quantity("at_least", 200)),
        ("≥ 200", Quantity("at_least", 200)),
        (">= 200", Quantity("at_least", 200)),
        (">200", Quantity("more_than", 200)),
        ("<200", Quantity("fewer_than", 200)),
        ("~200", Quantity("about", 200)),
        ("up to 40", Quantity("at_most", 40)),
        ("no more than 40", Quantity("at_most", 40)),
        ("fewer than 40", Quantity("fewer_than", 40)),
        ("between five and eight journalists", Quantity("between", 5, 8)),
        ("5–8 people", Quantity("between", 5, 8)),
        ("5-8", Quantity("between", 5, 8)),
        ("from 5 to 8", Quantity("between", 5, 8)),
        ("dozens", Quantity("uncounted")),
        ("dozens of journalists", Quantity("uncounted")),
        ("several hundred", Quantity("uncounted")),
        ("hundreds of thousands of posts", Quantity("uncounted")),
        ("more than a dozen people", Quantity("uncounted")),
        ("a few", Quantity("uncounted")),
        ("some journalists", Quantity("uncounted")),
    ],
)
def test_a_phrase_of_one_figure(phrase: str, expected: Quantity) -> None:
    assert read_quantity(phrase) == expected


@pytest.mark.parametrize(
    "phrase",
    [
        "at least eight journalists and three human rights defenders",  # two figures
        "nine journalists and several bloggers",
        "dozens of journalists and hundreds of activists",
        "dozens of journalists and three bloggers",
        "eight of the nine",
        "nine out of ten",
        "200 attacks since 2019",
        "nearly 200",
        "half of them",
        "one and a half",
        "eight percent",
        "8%",
        "8.5",
        "1.200",
        "1,00",
        "12,34,567",
        "1.5 million",
        "-5",
        "007",
        "8½",
        "5²",
        "५ people",
        "16-year-old",
        "COVID-19",
        "twice as many",
        "two dozen",
        "about 5-8",
        "at least five to eight",
        "between 5",
        "from five",
        "eight to five",
        "five or six",
        "at least more than five",
        "at least",
        "journalists",
        "no journalists",
        "unknown",
        "",
        " ",
        "n/a",
        "eighteen hundred thousand million",
        "9" * 100,
        "9" * 10_000_000,
        "one " * 1_000,
        "<script>8</script>",
        "8\n9",
    ],
)
def test_a_phrase_that_is_refused(phrase: str) -> None:
    with pytest.raises(NotAQuantity) as caught:
        read_quantity(phrase)
    assert len(str(caught.value)) < 250
    assert "\n" not in str(caught.value)


@given(st.integers(0, LARGEST))
def test_every_number_is_read_plain_and_grouped(number: int) -> None:
    assert read_quantity(str(number)) == read_quantity(f"{number:,} people") == Quantity("exactly", number)


@given(st.integers(0, 999_999))
def test_numbers_in_words_are_the_numbers(number: int) -> None:
    assert read_quantity(in_words(number)) == Quantity("exactly", number)


@given(st.text(max_size=40))
def test_any_text_is_a_figure_or_refused(text: str) -> None:
    try:
        read_quantity(text)
    except NotAQuantity as error:
        assert str(error).endswith(".")


# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on


def in_words(number: int) -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    unit, name = (1_000, "thousand") if number >= 1_000 else (100, "hundred")
    return f"{in_words(number // unit)} {name}" + (f" and {in_words(number % unit)}" if number % unit else "")
