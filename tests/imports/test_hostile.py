"""Cells are data, and files are not trusted: each of these does no harm and gets a clear message."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from gawah.imports import mapping
from gawah.imports.models import Row
from gawah.imports.problems import ImportProblem
from gawah.imports.readers import open_table, table
from gawah.imports.readers.table import RawRow

from .conftest import KEYED, PLAIN, Import, Write
from .fake_loader import FakeLoader, text_of

database = pytest.mark.django_db(databases=["default"])
HUGE = "x" * 10_000_000


def reasons(path: Path) -> list[str]:
    return [row.fault.reason for row in open_table(path).rows() if row.fault]


def titles(loader: FakeLoader) -> list[str]:
    return [text_of(subject.values["title"]) for subject in loader.subjects.values()]


# Files that are no table.


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "is empty; nothing was imported"),
        ("a.csv", b"\n \n\n", "is empty; nothing was imported"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel file.*save it as plain XLSX, or as CSV"),
        ("a.csv", b"%PDF-1.7 ...", "is a PDF; copy its table"),
        ("a.csv", b"\x1f\x8b\x08abc", "compressed with gzip; unpack it first"),
        ("a.csv", b"SQLite format 3\x00", "is a database; export its table as CSV"),
        ("a.exe", b"MZ", "the ending .exe is not known; use .csv"),
        ("a.xlsx", b"this is no zip", "is not a whole XLSX file"),
        ("a.xlsx", b"PK\x03\x04 truncated", "is not a whole XLSX file"),
        ("a.json", b'[{"a": 1},', "a.json, line 1, column 11: this is not JSON"),
        ("a.json", b'{"a": 1}', "is not a list of rows"),
        ("a.json", b'"text"', "is not a list of rows"),
        ("a.json", b"\xff\xfe\x00", "is not|UTF-8"),
        ("a.json", b"[" * 10_000 + b"]" * 10_000, "nested too deep to be a table"),
        ("a.json", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deep to be a table"),
    ],
)
def test_a_file_that_is_no_table(write: Write, name: str, content: bytes, message: str) -> None:
    with pytest.raises(ImportProblem, match=message):
        open_table(write(content, name))


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match=r"There is no file .*; check its name"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(ImportProblem, match="is a folder; name one file"):
        open_table(tmp_path)


def test_a_json_file_over_50_mb_says_to_save_as_csv(write: Write) -> None:
    path = write(b"[", "big.json")
    os.truncate(path, 51 * 1024 * 1024)
    with pytest.raises(ImportProblem, match="has 53 MB, and JSON is read up to 50 MB; save it as CSV"):
        open_table(path)


def test_a_line_that_never_ends(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gawah.imports.readers.csv_table.MAX_LINE", 1000)
    with pytest.raises(ImportProblem, match=r"line 2: the line is longer than 1,000 characters.*not a table"):
        list(open_table(write("a,b\n" + "x" * 5000)).rows())
    monkeypatch.setattr("gawah.imports.readers.ndjson_table.MAX_LINE", 1000)
    with pytest.raises(ImportProblem, match="NDJSON has one row a line"):
        list(open_table(write('{"a": "' + "x" * 5000, "a.ndjson")).rows())


# XLSX: archives that are not what they say.

PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" '
    'r:id="r1"/></sheets></workbook>',
}


def book(path: Path, cells: str, **more: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
        sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        archive.writestr("xl/worksheets/sheet1.xml", f"{sheet}{cells}</sheetData></worksheet>")
        for name, content in more.items():
            archive.writestr(name, content)
    return path


def cell(reference: str, text: str) -> str:
    row = "".join(filter(str.isdigit, reference))
    return f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def test_the_small_book_itself_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", cell("A1", "name") + cell("A2", "Ann"))
    assert [dict(row.cells) for row in open_table(path).rows()] == [{"name": "Ann"}]


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", cell("A1", "name"), bomb=bytes(60_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(ImportProblem, match="unpacks to 60 MB, and at most 50 MB are read; save the sheet as CSV"):
        open_table(path)


def test_a_zip_bomb_whose_directory_lies_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", cell("A1", "name"), bomb=bytes(60_000_000))
    content = path.read_bytes().replace(struct.pack("<I", 60_000_000), struct.pack("<I", 1000))
    path.write_bytes(content)
    with pytest.raises(ImportProblem, match="unpacks to more than it says of itself"):
        open_table(path)


def test_one_far_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", cell("A1", "name") + cell("XFD1048576", "far"))
    with pytest.raises(ImportProblem, match="a cell so far out that its sheet would have 17,179,869,184 cells"):
        open_table(path)


def test_a_zip_that_is_no_spreadsheet(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ImportProblem, match="a zip archive but no XLSX"):
        open_table(tmp_path / "a.xlsx")


def test_a_spreadsheet_with_broken_parts(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook><sheets><sheet")
    with pytest.raises(ImportProblem, match=r"cannot be read as XLSX .*save it as CSV"):
        open_table(tmp_path / "a.xlsx")


def test_an_archive_with_broken_compression(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", cell("A1", "name"))
    content = bytearray(path.read_bytes())
    start = content.find(zlib.compress(PARTS["_rels/.rels"].encode())[2:12])
    assert start > 0
    content[start : start + 10] = b"\xff" * 10
    path.write_bytes(bytes(content))
    with pytest.raises(ImportProblem, match="is not a whole XLSX file"):
        open_table(path)


# Cells.


@database
def test_a_cell_of_10_mb_rejects_its_row_alone(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    result = bring_in(write(f"title,date\nOne,2020\n{HUGE},2020\nThree,2020\n"))
    assert (result.created, result.rejected) == (2, 1)
    assert titles(loader) == ["One", "Three"]
    assert result.rejects_file and result.rejects_file.stat().st_size < 2000
    assert "10,000,000 characters, and at most 1,000,000 are taken; shorten it" in result.rejects_file.read_text()


def test_a_huge_cell_of_ndjson_json_and_in_quotes(write: Write) -> None:
    for name, text in (
        ("a.ndjson", f'{{"a": "{HUGE}"}}\n{{"a": "1"}}\n'),
        ("a.json", f'[{{"a": "{HUGE}"}}, {{"a": "1"}}]'),
        ("a.csv", f'a,b\n"{HUGE}",1\n2,2\n'),
    ):
        rows = list(open_table(write(text, name)).rows())
        assert [row.fault is not None for row in rows] == [True, False]
        assert len(str(rows[0].cells["a"])) < 300


def test_a_quotation_mark_that_is_never_closed_is_said_and_not_taken_for_a_cell(write: Write) -> None:
    path = write('a,b\n1,2\n"3,4\n5,6\n7,8\n')
    good, bad = open_table(path).rows()
    assert good.cells == {"a": "1", "b": "2"}
    assert bad.fault and "opened on line 3 or after is never closed, so the 2 lines after it" in bad.fault.reason


@database
@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=HYPERLINK(A1)", "=HYPERLINK(A1)"),
        ("a\x00b", "a\ufffdb"),
        ("a\x07b\x1b[31m", "ab[31m"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("Robert'); DROP TABLE imports_row;--", "Robert'); DROP TABLE imports_row;--"),
        ("%s %(name)s {0}", "%s %(name)s {0}"),
        ("\U0010ffff\ufeff\u200d", "\ufffd\u200d"),
    ],
)
def test_cells_are_data(write: Write, bring_in: Import, loader: FakeLoader, cell: str, kept: str) -> None:
    file = write(f"title,date\n{cell},2020\n")
    assert bring_in(file).created == 1
    assert titles(loader) == [kept]
    assert bring_in(file).unchanged == 1


@database
def test_what_cannot_be_seen_is_noticed(write: Write, bring_in: Import) -> None:
    notices = bring_in(write("title,date\nfine,2020\na\u202eb,2020\nc\u202ed,2020\ne\x07f,2020\n")).notices
    assert "line 3 and 1 more: direction controls are dropped; letters show in their natural order." in notices
    assert "line 5: control characters are dropped." in notices


@database
@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_lone_surrogates(write: Write, bring_in: Import, loader: FakeLoader, name: str) -> None:
    row = '{"title": "a\\ud800b", "date": "2020"}'
    assert bring_in(write(f"[{row}]" if name == "a.json" else row, name)).created == 1
    assert titles(loader) == ["a\ufffdb"]


def test_ndjson_that_is_deep_not_utf8_or_no_object(write: Write) -> None:
    lines = [b"[" * 100_000, b'{"a": "\xff"}', b"[1, 2]", b'"text"', b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}"]
    found = reasons(write(b"\n".join(lines), "a.ndjson"))
    assert found[0] == "the line is not JSON: it is nested too deep to be a table"
    assert found[1] == "the line is not UTF-8"
    assert found[2:4] == ["this is not an object with named values"] * 2


def test_json_rows_that_are_no_objects(write: Write) -> None:
    assert reasons(write('[1, null, "x", [2], {"a": 1}]', "a.json")) == ["this is not an object with named values"] * 4


def test_a_number_of_a_million_digits(write: Write) -> None:
    (row,) = open_table(write('[{"a": ' + "9" * 999_999 + "}]", "a.json")).rows()
    assert row.fault is None and len(row.cells["a"]) == 999_999


def test_geojson_with_no_features_or_odd_points(write: Write) -> None:
    with pytest.raises(ImportProblem, match="not a list of rows"):
        open_table(write('{"type": "FeatureCollection", "features": 1}', "a.geojson"))
    odd = '{"type": "Feature", "geometry": {"type": "Point", "coordinates": %s}, "properties": {}}'
    text = ",".join(odd % each for each in ("[]", "null", '["a", "b"]', "[[1], [2]]"))
    rows: list[RawRow] = list(
        open_table(write(f'{{"type": "FeatureCollection", "features": [{text}]}}', "a.geojson")).rows()
    )
    assert len(rows) == 4


@database
def test_ten_thousand_columns_and_repeated_names(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    header = "title,date," + ",".join(["same"] * 300)
    assert bring_in(write(f"{header}\nOne,2020,{',' * 299}\n")).created == 1
    assert titles(loader) == ["One"]


@database
def test_dates_that_cannot_be_are_rejected_or_kept_as_printed(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    lines = "\n".join(f"t{n},{day}" for n, day in enumerate(["00/00/0000", "30/02/2020", "01/01/2918", "31/12/2020"]))
    file = write(f"title,date\n{lines}\n")
    rejecting = PLAIN + 'dates = ["%d/%m/%Y"]\n'
    assert (bring_in(file, rejecting).created, bring_in(file, rejecting).rejected) == (1, 3)
    keeping = bring_in(file, rejecting + 'impossible = "keep_as_printed"\n')
    assert (keeping.created, keeping.rejected, keeping.gone) == (3, 0, 0)
    dates = [subject.values["act.date"][0] for subject in loader.subjects.values()]
    assert [(day.edtf, day.printed) for day in dates] == [  # type: ignore[union-attr]
        ("2020-12-31", "31/12/2020"),
        (None, "00/00/0000"),
        (None, "30/02/2020"),
        (None, "01/01/2918"),
    ]


@database
def test_no_key_a_repeated_key_and_an_empty_row(write: Write, bring_in: Import) -> None:
    result = bring_in(write("id,title,date\n1,One,2020\n,Two,2020\n1,Three,2020\n2,,\n"), KEYED)
    assert (result.created, result.rejected) == (1, 3)
    assert result.rejects_file
    text = result.rejects_file.read_text()
    assert "the row has no key" in text and "an earlier row of the file has the same key" in text
    assert "every mapped column of the row is empty" in text


@database
def test_a_formula_in_the_rejects_file_is_harmless_and_comes_back_as_it_was(
    write: Write, bring_in: Import, loader: FakeLoader
) -> None:
    formula = "=cmd|' /C calc'!A0"
    result = bring_in(write(f"title,date\n{formula},never\n"))
    assert result.rejects_file and f"\n'{formula},never,2,act.date," in result.rejects_file.read_text()
    corrected = result.rejects_file.read_text(encoding="utf-8-sig").replace("never,", "2020,")
    assert bring_in(write(corrected, "corrected.csv")).created == 1
    assert titles(loader) == [formula]


@database
def test_what_a_loader_refuses_is_rejected_with_its_reason(write: Write, bring_in: Import, loader: FakeLoader) -> None:
    loader.refuse = frozenset({"Two"})
    result = bring_in(write("title,date\nOne,2020\nTwo,2020\n"))
    assert (result.created, result.rejected, Row.objects.count()) == (1, 1, 1)
    assert result.rejects_file and "Two,2020,3,title,the title is refused" in result.rejects_file.read_text()


def test_a_mapping_that_is_no_mapping(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    for content, message in (
        (b"\xff\xfe", "is not UTF-8; save the mapping as UTF-8"),
        (b"\x00", "is not TOML"),
        (b"a = " + b"[" * 100_000, "is nested too deep|is not TOML"),
    ):
        path.write_bytes(content)
        with pytest.raises(ImportProblem, match=message):
            mapping.load(path)
    with pytest.raises(ImportProblem, match="is a folder"):
        mapping.load(tmp_path)


def test_limits_are_as_documented() -> None:
    assert (table.MAX_CELL, table.MAX_WHOLE) == (1_000_000, 50 * 1024 * 1024)
