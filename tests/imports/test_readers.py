"""Reading CSV, XLSX, JSON, GeoJSON and NDJSON as they are met."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import openpyxl
import pytest

from gawah.imports.problems import ImportProblem
from gawah.imports.readers import open_table
from gawah.imports.readers.table import FileOptions, RawRow

from .conftest import Write


def rows(path: Path, options: FileOptions = FileOptions()) -> list[RawRow]:  # noqa: B008
    return list(open_table(path, options).rows())


def cells(path: Path, options: FileOptions = FileOptions()) -> list[dict[str, object]]:  # noqa: B008
    return [dict(row.cells) for row in rows(path, options)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_found_with_and_without_mark(write: Write, encoding: str) -> None:
    table = open_table(write("name,city\nAmélie,لاہور\nZoë,Ünal\n".encode(encoding)))
    assert table.columns == ("name", "city")
    assert [row.cells["city"] for row in table.rows()] == ["لاہور", "Ünal"]
    assert table.notices == []


def test_other_encodings_are_taken_from_the_mapping_or_said_to_be_guessed(write: Write) -> None:
    arabic = write("name\nعلي\n".encode("windows-1256"))
    assert cells(arabic, FileOptions(encoding="windows-1256")) == [{"name": "علي"}]
    western = open_table(write("name\nAmélie\n".encode("windows-1252")))
    assert [row.cells["name"] for row in western.rows()] == ["Amélie"]
    assert "read as windows-1252" in western.notices[0] and "[file]" in western.notices[0]
    undefined = open_table(write(b"name\n\x81\x8d\n"))
    assert "read as windows-1256" in undefined.notices[0]


def test_an_encoding_that_is_none_or_does_not_fit_is_refused(write: Write) -> None:
    with pytest.raises(ImportProblem, match="“klingon” is none"):
        open_table(write("a\n1\n"), FileOptions(encoding="klingon"))
    with pytest.raises(ImportProblem, match="not utf-8; save it as UTF-8"):
        open_table(write(b"a\n\xff\n"), FileOptions(encoding="utf-8"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write: Write, delimiter: str) -> None:
    line = delimiter.join
    text = "\n".join([line(["name", "note"]), line(["Ann", '"a, b; c | d\te"']), line(["Bea", "plain"])])
    assert cells(write(text))[0] == {"name": "Ann", "note": "a, b; c | d\te"}


def test_a_file_of_one_column_has_no_delimiter(write: Write) -> None:
    assert cells(write("name\nAnn\nBea\n")) == [{"name": "Ann"}, {"name": "Bea"}]


def test_newlines_in_cells_keep_the_line_where_the_row_starts(write: Write) -> None:
    found = rows(write('name,note\r\nAnn,"two\r\nlines"\r\n\r\nBea,one\r\n'))
    assert [(row.number, row.line) for row in found] == [(1, 2), (2, 5)]
    assert found[0].cells["note"] == "two\r\nlines"


def test_header_cells_are_stripped_named_and_told_apart(write: Write) -> None:
    table = open_table(write("\ufeff  name , ,name\n1,2,3\n"))
    assert table.columns == ("name", "column 2", "name (2)")
    assert "more than once" in table.notices[0]


def test_ragged_rows(write: Write) -> None:
    short, empty_extra, long = rows(write("a,b\n1\n1,2,,\n1,2,3\n"))
    assert short.cells == {"a": "1", "b": ""} and short.fault is None
    assert empty_extra.fault is None
    assert long.fault and long.fault.reason == "the row has 3 cells where the header has 2"


def test_old_line_ends(write: Write) -> None:
    assert cells(write("a,b\r1,2\r3,4")) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def xlsx(path: Path, sheets: dict[str, list[list[object]]], merged: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
        if merged:
            sheet.merge_cells(merged)
    book.save(path)
    return path


def test_xlsx_cells_as_a_person_reads_them(tmp_path: Path) -> None:
    lines: list[list[object]] = [
        ["day", "time", "number", "flag", "none"],
        [datetime.date(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4), 5.0, True, None],
        [None, None, None, None, None],
        ["x", "y", 1.5, False, "z"],
    ]
    found = rows(xlsx(tmp_path / "a.xlsx", {"One": lines}))
    assert list(found[0].cells.values()) == ["2020-01-02", "2020-01-02 03:04:00", "5", "true", ""]
    assert (found[1].number, found[1].line) == (2, 4)
    assert found[1].cells["number"] == "1.5"


def test_merged_cells_are_filled_from_their_first(tmp_path: Path) -> None:
    lines: list[list[object]] = [["city", "name"], ["Lahore", "Ann"], [None, "Bea"], [None, "Cleo"]]
    found = cells(xlsx(tmp_path / "a.xlsx", {"One": lines}, merged="A2:A4"))
    assert [each["city"] for each in found] == ["Lahore", "Lahore", "Lahore"]


def test_sheets_are_named_or_all_taken_with_a_column(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"2020": [["n"], [1]], "2021": [["n"], [2]], "empty": []})
    with pytest.raises(ImportProblem, match=r"several sheets \(2020, 2021\).*sheet = "):
        open_table(path)
    assert cells(path, FileOptions(sheet="2021")) == [{"n": "2"}]
    every = FileOptions(sheet="*", sheet_column="year")
    assert cells(path, every) == [{"n": "1", "year": "2020"}, {"n": "2", "year": "2021"}]
    with pytest.raises(ImportProblem, match="no sheet “2022”; it has 2020, 2021, empty"):
        open_table(path, FileOptions(sheet="2022"))


def test_json_keeps_numbers_as_written_and_takes_objects_apart(write: Write) -> None:
    text = '[{"n": 1.50, "big": 123456789012345678901, "on": true, "no": null, "l": ["a", 2], "o": {"p": {"q": "r"}}}]'
    assert cells(write(text, "a.json")) == [
        {"n": "1.50", "big": "123456789012345678901", "on": "true", "no": "", "l": ["a", "2"], "o.p.q": "r"}
    ]


def test_geojson_points_and_other_shapes(write: Write) -> None:
    point = {"type": "Point", "coordinates": [74.3, 31.5]}
    line = {"type": "LineString", "coordinates": [[1.5, 2], [3, 4]]}
    features = [
        {"type": "Feature", "id": 7, "properties": {"t": "p"}, "geometry": point},
        {"type": "Feature", "properties": {"t": "l"}, "geometry": line},
        {"type": "Feature", "properties": None, "geometry": None},
    ]
    found = cells(write(json.dumps({"type": "FeatureCollection", "features": features}), "a.geojson"))
    assert found[0] == {"t": "p", "id": "7", "longitude": "74.3", "latitude": "31.5"}
    assert found[1] == {"t": "l", "geometry": '{"type": "LineString", "coordinates": [[1.5, 2], [3, 4]]}'}
    assert found[2] == {}


def test_ndjson_streams_and_a_bad_line_is_one_bad_row(write: Write) -> None:
    good, bad, last = rows(write('{"a": "1"}\n\n{"a": \n{"a": "3"}\n', "a.ndjson"))
    assert (good.cells, last.cells) == ({"a": "1"}, {"a": "3"})
    assert (bad.line, bad.number) == (3, 2)
    assert bad.fault and bad.fault.reason.startswith("the line is not JSON")
