"""Excel: the sheet, the names and the dates; and workbooks that are made to do harm."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Raw, Reject
from risalah.sources import documents, excel
from tests.sources.tables import read, reasons

openpyxl: Any = pytest.importorskip("openpyxl")


def made(path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    book.close()
    return path


def changed(path: Path, member: str, data: bytes, to: Path) -> Path:
    """A copy of a workbook with one part replaced."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == member else old.read(name))
        if member not in old.namelist():
            new.writestr(member, data)
    return to


def test_the_first_sheet_with_text_is_read(tmp_path: Path) -> None:
    path = made(
        tmp_path / "rows.xlsx",
        Catatan=[["tidak", "ada"], [1, 2]],
        Berita=[
            ["Berita 2022"],
            [],
            ["No", "Judul", "Isi", "Tanggal", None, "Sumber"],
            [1, "J", "satu\ndua", datetime(2022, 1, 10, 14, 5), "x", "Warta"],
            [],
            [2, 7, "y", date(2022, 1, 11), None, 3.5],
        ],
        Lain=[["text"], ["no"]],
    )
    found, rejects, told = read(path)
    assert rejects == []
    assert [(f.doc_id, f.title, f.text, f.published, f.outlet) for f in found] == [
        ("rows:4", "J", "satu\ndua", "2022-01-10T14:05:00", "Warta"),
        ("rows:6", "7", "y", "2022-01-11", "3.5"),
    ]
    assert told == ["rows.xlsx: text=Isi, title=Judul, published=Tanggal, outlet=Sumber"]


def test_rows_without_text_are_rejects(tmp_path: Path) -> None:
    found, rejects, _ = read(made(tmp_path / "a.xlsx", A=[["id", "text"], ["a", None], ["b", 5], ["c", "x"]]))
    assert [f.doc_id for f in found] == ["c"]
    assert [r.reason for r in rejects] == ["row 2: empty text", "row 3: the field 'text' is not text"]
    (reason,) = reasons(made(tmp_path / "b.xlsx", A=[["a", "b"], [1, 2]], B=[]))
    assert reason.startswith("no column 'text' (the columns are: a, b)")


def test_what_excel_cuts_and_escapes(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", A=[["text"], ["x" * 32_767], ["a_x000D_\nb"]])
    cut, lines = read(path)[0]
    assert cut.notes == ("The cell of 'text' is as long as Excel allows: it may be cut short.",)
    assert lines.text == "a\r\nb"


def test_standard_input_and_files_with_other_names(tmp_path: Path) -> None:
    data = made(tmp_path / "a.xlsx", A=[["text"], ["x"]]).read_bytes()
    assert [f.doc_id for f in documents(["-"], stdin=io.BytesIO(data))] == ["stdin:2"]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"kata", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_workbook_is_one_clear_reject(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    (reason,) = reasons(tmp_path / "a.xlsx")
    old = data.startswith(b"\xd0")
    assert reason.startswith("an old or encrypted Excel file" if old else "not an Excel file that can be read (")


def test_truncated_and_damaged_workbooks(tmp_path: Path) -> None:
    good = made(tmp_path / "a.xlsx", A=[["text"], *([f"baris {n}"] for n in range(200))])
    data = good.read_bytes()
    (tmp_path / "b.xlsx").write_bytes(data[: len(data) // 2])
    assert reasons(tmp_path / "b.xlsx")[0].startswith("not an Excel file")
    with zipfile.ZipFile(good) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    found, rejects, _ = read(changed(good, "xl/worksheets/sheet1.xml", sheet[: len(sheet) // 2], tmp_path / "c.xlsx"))
    assert found
    assert [f.text for f in found] == [f"baris {n}" for n in range(len(found))]
    assert [r.reason.startswith("not an Excel file that can be read (") for r in rejects] == [True]


def test_zip_bombs_and_entities_are_not_opened(tmp_path: Path) -> None:
    good = made(tmp_path / "a.xlsx", A=[["text"], ["x"]])
    bomb = changed(good, "xl/worksheets/sheet1.xml", b"<x>" + b" " * 100_000_000, tmp_path / "b.xlsx")
    assert bomb.stat().st_size < 200_000
    assert "times its size: not read further" in reasons(bomb)[0]
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    for data in (entities, entities.decode().encode("utf-16")):
        (reason,) = reasons(changed(good, "xl/sharedStrings.xml", data, tmp_path / "c.xlsx"))
        assert reason == "a workbook that declares a document type of its own is not opened"


def test_rows_and_columns_that_are_far_away_do_not_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "LONGEST", 2_000)
    good = made(tmp_path / "a.xlsx", A=[["text"], ["x"]])
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD9"/>'
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    rows = "".join(
        f'<row r="{n}">{cell.format(f"A{n}", text)}</row>' for n, text in ((1, "text"), (2, "x"), (10**12, "y"))
    )
    sheet = f"{head}<sheetData>{rows}</sheetData></worksheet>".encode()
    found, rejects, _ = read(changed(good, "xl/worksheets/sheet1.xml", sheet, tmp_path / "b.xlsx"))
    assert [f.text for f in found] == ["x"]
    assert [r.reason for r in rejects] == ["more than 2000 rows: not read further"]


def test_nothing_stays_open(tmp_path: Path) -> None:
    """Reading that stops early closes the workbook: what stays open is a warning, and warnings are errors here."""
    found = documents([made(tmp_path / "a.xlsx", A=[["text"], ["x"], ["y"]])])
    assert next(found).doc_id == "a:2"
    found.close()  # type: ignore[attr-defined]


SHEET = io.BytesIO()


@given(st.data())
def test_damaged_bytes_never_raise(data: st.DataObject) -> None:
    if not SHEET.getvalue():
        book = openpyxl.Workbook()
        book.active.append(["text"])
        book.active.append(["x"])
        book.save(SHEET)
    raw = bytearray(SHEET.getvalue())
    for _ in range(3):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    found = list(documents(["-"], stdin=io.BytesIO(bytes(raw)), kind="excel"))
    assert all(isinstance(f, Raw | Reject) for f in found)
