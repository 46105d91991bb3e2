"""Files as people send them: every encoding and delimiter is found out, and what is no table is refused in a line."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from warrantor.adapters.importing import sheets
from warrantor.adapters.importing.sheets import SheetError, read_sheet

TEXT = "serial;product;note\r\nA-1;board;Büro\r\n\r\n;;\r\nA-2;board;x\r\n"
ROWS = [(2, ["A-1", "board", "Büro"]), (5, ["A-2", "board", "x"])]
HEADS = ["serial", "product", "note"]


def written(folder: Path, data: bytes, name: str = "f.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("latin-1"),
        b"\xef\xbb\xbf" + TEXT.encode("latin-1"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace("\r\n", "\n").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "latin-1", "latin-1 with mark", "commas", "tabs", "newlines"],
)
def test_a_csv_is_read_however_it_was_saved(tmp_path, data: bytes) -> None:
    sheet = read_sheet(written(tmp_path, data))
    assert (sheet.heads, list(sheet.rows)) == (HEADS, ROWS)


def test_quoted_cells_hold_delimiters_and_an_apostrophe_for_spreadsheets_is_taken_away(tmp_path) -> None:
    sheet = read_sheet(written(tmp_path, b"serial,note\n'-1,\"a, b\"\n'=1+1,\n"))
    assert list(sheet.rows) == [(2, ["-1", "a, b"]), (3, ["=1+1", ""])]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b"\n;;\n\n", "holds no row"),
        (b"serial,product,serial\nA,b,c\n", "column `serial` is there twice"),
        (b"\x89PNG\r\n\x00\x00\x00\rIHDR", "neither a text nor an XLSX"),
        (b"\xff\xfea", "marked as UTF-16 and is not"),
        (b'serial,product\nA-1,"board' + b"\nA-2,board" * 60, "row 2 .* quotation mark"),
        (b'serial\n"' + b"x" * 200_000 + b'"\n', "row 2 .* quotation mark"),
        (",".join(f"c{n}" for n in range(300)).encode() + b"\n", "300 columns"),
    ],
    ids=["empty", "blank", "twice", "picture", "half utf-16", "unclosed", "endless", "wide"],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path, data: bytes, said: str) -> None:
    with pytest.raises(SheetError, match=said):
        list(read_sheet(written(tmp_path, data)).rows)


def test_too_many_rows_are_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(SheetError, match="more than 2 rows"):
        list(read_sheet(written(tmp_path, b"a\n1\n2\n3\n")).rows)


def xlsx(folder: Path, *rows: list) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "f.xlsx")
    return folder / "f.xlsx"


def test_an_xlsx_is_read_as_text_its_formulas_too(tmp_path) -> None:
    path = xlsx(
        tmp_path,
        ["serial", "on", "count"],
        ["A-1", date(2024, 5, 9), 12.0],
        [None, None, None],
        ["=HYPERLINK(1)", datetime(2024, 5, 9, 8, 30), True],  # noqa: DTZ001
    )
    sheet = read_sheet(path)
    assert sheet.heads == ["serial", "on", "count"]
    assert list(sheet.rows) == [(2, ["A-1", "2024-05-09", "12"]), (4, ["=HYPERLINK(1)", "2024-05-09T08:30:00", "true"])]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path) -> None:
    path = xlsx(tmp_path, ["serial"], ["A-1"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts, parts.open("xl/worksheets/x.xml", "w") as part:
        for _ in range(64):
            part.write(b" " * 2**20)
    with pytest.raises(SheetError, match=r"would unpack to 64 MB, [0-9]{3} times its size; expected at most 200 times"):
        read_sheet(path)


def test_a_name_that_promises_another_kind_is_told(tmp_path) -> None:
    path = tmp_path / "kept"
    path.write_text("serial,product\nA-1,board\n")
    assert read_sheet(path, "f.csv").heads == ["serial", "product"]
    with pytest.raises(SheetError, match=r"named .xlsx and is no XLSX; save it anew"):
        read_sheet(path, "f.XLSX")


def test_entities_are_refused(tmp_path) -> None:
    path = tmp_path / "f.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("[Content_Types].xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(SheetError, match="declares XML entities"):
        read_sheet(path)


@pytest.mark.parametrize("part", ["x.txt", "xl/workbook.xml"])
def test_a_zip_that_is_no_xlsx_is_refused(tmp_path, part: str) -> None:
    path = tmp_path / "f.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr(part, "nothing")
    with pytest.raises(SheetError, match="no XLSX that can be read"):
        read_sheet(path)


def test_a_cut_xlsx_is_refused(tmp_path) -> None:
    whole = xlsx(tmp_path, ["serial"], ["A-1"]).read_bytes()
    with pytest.raises(SheetError):
        list(read_sheet(written(tmp_path, whole[: len(whole) // 2], "cut.xlsx")).rows)
