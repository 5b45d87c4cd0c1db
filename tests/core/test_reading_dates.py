"""Dates in other people's cells: read at the precision of the format, or refused, never guessed."""

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gawah.core.dates import NotADate, WrongFormat, check_format, month_names, parse, read

EVERYTHING = ["edtf", "iso", "%d/%m/%Y", "%B %d, %Y", "%b %d, %Y", "%Y", "%m/%Y", "%d.%m.%Y %H:%M", "%B %Y"]


@pytest.mark.parametrize(
    ("cell", "form", "edtf"),
    [
        ("31/12/2020", "%d/%m/%Y", "2020-12-31"),
        ("1/2/2020", "%d/%m/%Y", "2020-02-01"),
        ("1/2/2020", "%m/%d/%Y", "2020-01-02"),
        ("29/02/2020", "%d/%m/%Y", "2020-02-29"),
        ("November 28, 2016", "%B %d, %Y", "2016-11-28"),
        ("Nov 28, 2016", "%B %d, %Y", "2016-11-28"),
        ("NOVEMBER 28, 2016", "%b %d, %Y", "2016-11-28"),
        ("Sept. 3, 2016", "%b %d, %Y", "2016-09-03"),
        ("3 May 2016", "%d %B %Y", "2016-05-03"),
        ("May 2016", "%B %Y", "2016-05"),
        ("05/2016", "%m/%Y", "2016-05"),
        ("2016", "%Y", "2016"),
        ("20160503", "%Y%m%d", "2016-05-03"),
        ("03.05.2016 23:59", "%d.%m.%Y %H:%M", "2016-05-03"),
        ("5/3/2016 11:59:01 PM", "%m/%d/%Y %I:%M:%S %p", "2016-05-03"),
        ("2016-05-03T23:30:00-05:00", "iso", "2016-05-03"),
        ("2016-05-03T23:30:00.123Z", "iso", "2016-05-03"),
        ("2016-05-03 23:30", "iso", "2016-05-03"),
        ("2016-05-03 23:30:00 UTC", "iso", "2016-05-03"),
        ("2016-05", "iso", "2016-05"),
        ("2016", "iso", "2016"),
        ("2016-05~", "edtf", "2016-05~"),
        ("2016-21", "edtf", "2016-21"),
        ("201X", "edtf", "201X"),
        ("2016/..", "edtf", "2016/.."),
        ("۰۳/۰۵/۲۰۱۶", "%d/%m/%Y", "2016-05-03"),
        ("٠٣/٠٥/٢٠١٦", "%d/%m/%Y", "2016-05-03"),
        ("۲۰۱۶-۰۵", "edtf", "2016-05"),
        ("\u200f03/05/2016\u200e", "%d/%m/%Y", "2016-05-03"),
        ("  3   May\u00a02016 \n", "%d %B  %Y", "2016-05-03"),
        ("on 3 May 2016", "on %d %B %Y", "2016-05-03"),
        ("3 [May] 2016 (100%)", "%d [%B] %Y (100%%)", "2016-05-03"),
    ],
)
def test_a_cell_is_read_at_the_precision_of_its_format(cell: str, form: str, edtf: str) -> None:
    assert read(cell, [form], latest_year=2027) == parse(edtf)


@pytest.mark.parametrize(
    ("cell", "forms", "says"),
    [
        ("", EVERYTHING, "the cell is empty"),
        (" \u200f\n", EVERYTHING, "the cell is empty"),
        ("00/00/0000", EVERYTHING, "no year 0000"),
        ("0000-00-00", EVERYTHING, "no year 0000"),
        ("00/05/2020", EVERYTHING, "May 2020 has no day 00"),
        ("05/00/2020", EVERYTHING, "no month 00"),
        ("30/02/2020", EVERYTHING, "February 2020 has no day 30"),
        ("February 30, 2020", EVERYTHING, "February 2020 has no day 30"),
        ("29/02/2019", EVERYTHING, "February 2019 has no day 29"),
        ("31/04/2020", EVERYTHING, "April 2020 has no day 31"),
        ("12/31/2020", ["%d/%m/%Y"], "no month 31"),
        ("05/2918", EVERYTHING, "its year, 2918, is not between 1700 and 2027"),
        ("2918", EVERYTHING, "its year, 2918"),
        ("2020/2918", EVERYTHING, "its year, 2918"),
        ("01/02/0020", EVERYTHING, "its year, 0020"),
        (
            "۱۳۹۸/۰۵/۱۲",
            ["%Y/%m/%d"],
            "its year, 1398",
        ),  # a Persian year is not converted, and not taken for ours
        ("12/05/1441", EVERYTHING, "its year, 1441"),
        ("01/02/20", EVERYTHING, "none of the forms"),
        ("May 3, '20", EVERYTHING, "none of the forms"),
        ("May 3, 20", EVERYTHING, "none of the forms"),
        ("3/5/20166", EVERYTHING, "none of the forms"),
        ("May 2020", ["%d %B %Y"], "none of the forms %d %B %Y"),
        ("Mai 3, 2020", EVERYTHING, "none of the forms"),
        ("5² May 2020", ["%d %B %Y"], "none of the forms"),
        ("5 May 2020¹", ["%d %B %Y"], "none of the forms"),
        ("about 2020", EVERYTHING, "none of the forms"),
        ("n/a", EVERYTHING, "none of the forms"),
        ("2020111", ["%Y%m%d"], "none of the forms"),  # 1 November or 11 January
        ("03.05.2020 24:00", EVERYTHING, "none of the forms"),
        ("43889", EVERYTHING, "none of the forms"),  # a spreadsheet's number of days
        ("2016-05-03T", EVERYTHING, "none of the forms"),
        ("2016/2015", EVERYTHING, "ends before it begins"),
        ("1/1/2020" * 200_000, EVERYTHING, "too long"),
        ("2020", [], "none of the forms"),
    ],
)
def test_what_is_not_read(cell: str, forms: list[str], says: str) -> None:
    with pytest.raises(NotADate) as caught:
        read(cell, forms, latest_year=2027)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300


def test_the_refusal_names_the_cell_as_it_stands() -> None:
    with pytest.raises(NotADate, match="“30/02/2020” is not a date: February 2020 has no day 30"):
        read("30/02/2020", ["%d/%m/%Y"])


def test_a_cell_of_two_meanings_is_refused_and_one_of_one_is_read() -> None:
    both = ["%d/%m/%Y", "%m/%d/%Y"]
    with pytest.raises(NotADate, match="as 2020-04-03 and as 2020-03-04"):
        read("03/04/2020", both)
    assert read("13/04/2020", both) == parse("2020-04-13")
    assert read("04/04/2020", both) == parse("2020-04-04")


def test_the_order_of_formats_does_not_matter() -> None:
    for cell in ("2020", "2020-05", "05/2020", "May 2020", "03/04/2020"):
        assert read(cell, EVERYTHING) == read(cell, EVERYTHING[::-1])


def test_next_year_is_the_last_when_none_is_given() -> None:
    year = datetime.now(UTC).year
    assert read(str(year), ["%Y"]).year == year
    with pytest.raises(NotADate, match="is not between"):
        read(str(year + 2), ["%Y"])
    assert read("2030", ["%Y"], latest_year=2030).year == 2030


def test_this_decade_is_not_in_the_future() -> None:
    assert read("202X", ["edtf"], latest_year=2024).precision == "decade"
    assert read("20XX", ["edtf"], latest_year=2024).precision == "century"


@given(
    st.dates(date(1700, 1, 1), date(2027, 12, 31)),
    st.sampled_from(["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"]),
)
def test_every_day_is_read_back(day: date, digits: str) -> None:
    table = str.maketrans("0123456789", digits)
    for form in ("%d/%m/%Y", "%Y%m%d", "%m.%d.%Y", "%Y-%m-%dT%H:%M"):
        assert read(day.strftime(form).translate(table), [form], latest_year=2027) == parse(day.isoformat())


@given(st.text(max_size=70))
def test_any_cell_is_read_or_refused(cell: str) -> None:
    try:
        read(cell, EVERYTHING)
    except NotADate as error:
        assert str(error).endswith(".")


SPANISH = month_names({"enero": 1, "Marzo": 3, "setiembre": 9, "septiembre": 9})


def test_months_in_another_language() -> None:
    assert read("12 de marzo de 2020", ["%d de %B de %Y"], months=SPANISH) == parse("2020-03-12")
    assert read("SETIEMBRE 2020", ["%B %Y"], months=SPANISH) == parse("2020-09")
    levant = month_names({"كانون الثاني": 1, "كانون الأول": 12})
    assert read("٣ كانون الاول ٢٠٢٠", ["%d %B %Y"], months=levant) == parse("2020-12-03")
    with pytest.raises(NotADate):
        read("12 de march de 2020", ["%d de %B de %Y"], months=SPANISH)


def test_month_names_refuse_what_cannot_be_told_apart() -> None:
    with pytest.raises(ValueError, match="name of two months"):
        month_names({"جنوري": 1, "جنوری": 2})
    with pytest.raises(ValueError, match="run from 1 to 12"):
        month_names({"smarch": 13})


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("%d/%m/%y", "do not say which century"),
        ("%d/%m", "must have %Y once"),
        ("%Y %Y", "must have %Y once"),
        ("%d %d %m %Y", "must have %Y once"),
        ("%m %B %Y", "must have %Y once"),
        ("%d %Y", "a day but no month"),
        ("%A %Y", "known are %Y"),
        ("%Y %", "lone %"),
        ("", "must have %Y once"),
        ("excel", "must have %Y once"),
    ],
)
def test_a_wrong_format_is_refused_whatever_the_cell(form: str, says: str) -> None:
    with pytest.raises(WrongFormat, match=says):
        check_format(form)
    with pytest.raises(WrongFormat, match=says):
        read("2020", [form])


@pytest.mark.parametrize("form", EVERYTHING)
def test_a_good_format_is_taken(form: str) -> None:
    check_format(form)


def test_the_locale_changes_nothing_and_the_library_is_not_loaded_for_plain_dates() -> None:
    script = (
        "import locale, sys\n"
        "from gawah.core.dates import read\n"
        "locale.setlocale(locale.LC_ALL, '')\n"
        "print(read('March 3, 2020', ['%B %d, %Y']).edtf, 'edtf' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C.UTF-8", "PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "2020-03-03 False"
