"""EDTF: what the short path reads, where it must agree with the library, and what no calendar has."""

from datetime import date
from functools import cache

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from gawah.core import dates
from gawah.core.dates import NotADate, When, parse

marks = st.sampled_from(["", "?", "~", "%"])
days = st.dates(min_value=date(1, 1, 1))


@st.composite
def singles(draw: st.DrawFn) -> str:
    day = draw(days).isoformat()
    return day[: draw(st.sampled_from([4, 7, 10]))] + draw(marks)


@st.composite
def coarse(draw: st.DrawFn) -> str:
    year = f"{draw(st.integers(100, 9999)):04d}"
    month = f"{draw(st.integers(1, 12)):02d}"
    season = str(draw(st.integers(21, 24)))
    forms = [
        f"{year[:3]}X",
        f"{year[:2]}XX",
        f"{year}-XX",
        f"{year}-XX-XX",
        f"{year}-{month}-XX",
        f"{year}-{season}",
    ]
    return draw(st.sampled_from(forms)) + draw(marks)


@st.composite
def intervals(draw: st.DrawFn) -> str:
    first, second = draw(st.tuples(singles(), singles()))
    form = draw(st.sampled_from(["{0}/{1}", "{0}/", "/{0}", "{0}/..", "../{0}"]))
    return form.format(*sorted((first, second)))


@cache
def library(text: str) -> tuple[date, date, bool, bool] | None:
    """What the ``edtf`` library makes of a date, where it takes it and its days exist."""
    try:
        parsed = dates._library()(text)
        lower, upper = date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
    except Exception:
        return None
    both = parsed.is_uncertain_and_approximate
    return lower, upper, parsed.is_approximate or both, parsed.is_uncertain or both


@settings(max_examples=50)
@given(singles())
@example("2000-02-29")
@example("0001-01-01")
@example("9999-12-31%")
def test_the_short_path_agrees_with_the_library(text: str) -> None:
    when = parse(text)
    assert library(text) == (when.earliest, when.latest, when.approximate, when.uncertain)


@settings(max_examples=20)
@given(singles(), singles())
def test_closed_intervals_agree_with_the_library(first: str, second: str) -> None:
    text = f"{first}/{second}"
    theirs = library(text)
    assume(theirs is not None and first[:4] < second[:4])
    when = parse(text)
    assert theirs == (when.earliest, when.latest, when.approximate, when.uncertain)


@given(st.from_regex(r"[0-9X]{4}(-[0-9X]{2}(-[0-9X]{2})?)?[?~%]?", fullmatch=True))
@example("1900-02-29")
@example("0000")
def test_what_we_take_the_library_takes(text: str) -> None:
    try:
        parse(text)
    except NotADate:
        return
    assert library(text.rstrip("?~%")) is not None


@given(st.one_of(singles(), coarse(), intervals()))
def test_a_date_read_again_is_the_same(text: str) -> None:
    try:
        when = parse(text)
    except NotADate as error:
        assert "/" in text and "before it begins" in str(error)
        return
    assert when.edtf == text
    parse.cache_clear()
    assert parse(when.edtf) == when


@given(st.one_of(singles(), coarse(), intervals()))
def test_a_stretch_runs_forward_and_its_year_holds_all_of_it(text: str) -> None:
    try:
        when = parse(text)
    except NotADate:
        return
    if when.earliest and when.latest:
        assert when.earliest <= when.latest
    if when.year is not None:
        assert when.earliest and when.latest
        assert when.earliest.year == when.year == when.latest.year


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_refused_with_a_sentence(text: str) -> None:
    try:
        parse(text)
    except NotADate as error:
        assert str(error).endswith(".")
        assert "\n" not in str(error)


D = date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024", When("2024", "year", D(2024, 1, 1), D(2024, 12, 31))),
        ("2024-02", When("2024-02", "month", D(2024, 2, 1), D(2024, 2, 29))),
        ("2024-02-29", When("2024-02-29", "day", D(2024, 2, 29), D(2024, 2, 29))),
        ("2024~", When("2024~", "year", D(2024, 1, 1), D(2024, 12, 31), approximate=True)),
        ("2024?", When("2024?", "year", D(2024, 1, 1), D(2024, 12, 31), uncertain=True)),
        ("2024%", When("2024%", "year", D(2024, 1, 1), D(2024, 12, 31), approximate=True, uncertain=True)),
        ("201X", When("201X", "decade", D(2010, 1, 1), D(2019, 12, 31))),
        ("19XX~", When("19XX~", "century", D(1900, 1, 1), D(1999, 12, 31), approximate=True)),
        ("2024-XX", When("2024-XX", "year", D(2024, 1, 1), D(2024, 12, 31))),
        ("2024-02-XX", When("2024-02-XX", "month", D(2024, 2, 1), D(2024, 2, 29))),
        ("2023/2024-05", When("2023/2024-05", "interval", D(2023, 1, 1), D(2024, 5, 31))),
        ("2024-05-02/2024-05", When("2024-05-02/2024-05", "interval", D(2024, 5, 2), D(2024, 5, 31))),
        ("2023/..", When("2023/..", "interval", D(2023, 1, 1), None)),
        ("2023/", When("2023/", "interval", D(2023, 1, 1), None)),
        ("../2023", When("../2023", "interval", None, D(2023, 12, 31))),
        ("/2023", When("/2023", "interval", None, D(2023, 12, 31))),
        ("2023?/2024~", When("2023?/2024~", "interval", D(2023, 1, 1), D(2024, 12, 31), True, True)),
    ],
)
def test_forms_of_level_1(text: str, expected: When) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize("season", ["2024-21", "2024-22", "2024-23", "2024-24?"])
def test_a_season_is_not_given_a_hemisphere(season: str) -> None:
    when = parse(season)
    assert (when.precision, when.earliest, when.latest) == ("season", D(2024, 1, 1), D(2024, 12, 31))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024-05", 2024),
        ("2024-02/2024-11", 2024),
        ("2023/2024", None),
        ("2024/..", None),
        ("/2024", None),
        ("202X", None),
    ],
)
def test_the_year_of_a_date(text: str, year: int | None) -> None:
    assert parse(text).year == year


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not EDTF level 1"),
        (" 2024", "not EDTF level 1"),
        ("2024\n", "not EDTF level 1"),
        ("24", "not EDTF level 1"),
        ("2024-5", "not EDTF level 1"),
        ("05/2024", "not EDTF level 1"),
        ("2024-00", "no month 00"),
        ("2024-13", "no month 13"),
        ("2024-25", "no month 25"),
        ("2024-05-00", "May 2024 has no day 00"),
        ("2023-02-29", "February 2023 has no day 29"),
        ("1900-02-29", "February 1900 has no day 29"),
        ("2024-02-30", "February 2024 has no day 30"),
        ("2024-04-31", "April 2024 has no day 31"),
        ("0000", "no year 0000"),
        ("0000-00-00", "no year 0000"),
        ("000X", "no such date"),
        ("00XX", "no such date"),
        ("2024-13-XX", "no such date"),
        ("-0044", "not EDTF level 1"),
        ("Y17000002", "not EDTF level 1"),
        ("2024-21-05", "no month 21"),
        ("٢٠٢٤", "not EDTF level 1"),
        ("۲۰۲۴-۰۵", "not EDTF level 1"),
        ("2024-05-06T10:00:00", "not EDTF level 1"),
        ("[2023,2024]", "not EDTF level 1"),
        ("{2023,2024}", "not EDTF level 1"),
        ("2024-?05", "not EDTF level 1"),
        ("156X-12-25", "not EDTF level 1"),
        ("unknown", "not EDTF level 1"),
        ("2024/2023", "ends before it begins"),
        ("2024-05-02/2024-05-01", "ends before it begins"),
        ("2024-02-30/2024-03", "no day 30"),
        ("2023/2024/2025", "not EDTF level 1"),
        ("/", "neither end"),
        ("../..", "neither end"),
        ("..", "not EDTF level 1"),
        ("2024" * 1_000_000, "too long"),
        ("\u202e2024", "⟨U+202E⟩2024"),
        ("\ud800", "⟨U+D800⟩"),
    ],
)
def test_what_is_no_date(text: str, says: str) -> None:
    with pytest.raises(NotADate) as caught:
        parse(text)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 200
    str(caught.value).encode()


def test_a_date_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        parse("2024").earliest = None  # type: ignore[misc]
