"""CSV and TSV: how a file is written is told from its head; quotation marks of the text are not lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Raw, Reject
from risalah.sources import documents, parse_columns
from tests.sources.tables import peak, read, reasons

SAID = '"Kami menolak," kata Budi; dia pergi.'


def made(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def written(rows: list[list[str]], **options: object) -> str:
    out = io.StringIO()
    csv.writer(out, **options).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_all_ways_of_writing(tmp_path: Path, delimiter: str, quoting: int, end: str) -> None:
    texts = [SAID, "Alinea satu.\n\nAlinea dua, tiga; empat | lima\tenam.", "x"]
    rows = [["judul", "isi", "tanggal"], *(["J", t, "2022-01-10"] for t in texts)]
    data = written(rows, delimiter=delimiter, quoting=quoting, lineterminator=end)
    found, rejects, told = read(made(tmp_path / "rows.csv", data))
    assert rejects == []
    assert [f.text for f in found] == texts
    assert {(f.title, f.published) for f in found} == {("J", "2022-01-10")}
    assert told == ["rows.csv: text=isi, title=judul, published=tanggal"]


def test_rows_are_called_by_their_lines(tmp_path: Path) -> None:
    found, _, _ = read(made(tmp_path / "rows.csv", 'title,text\n"a\nb",x\n\n"c",y\n'))
    assert [(f.doc_id, f.title) for f in found] == [("rows:2", "a\nb"), ("rows:5", "c")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    data = "id;text\r\n1;“Kami” é\r\n2;y\r\n".encode(encoding)
    found, rejects, _ = read(made(tmp_path / "rows.csv", data))
    assert rejects == []
    assert [(f.doc_id, f.text) for f in found] == [("1", "“Kami” é"), ("2", "y")]
    assert any("cp1252" in n for n in found[0].notes) == (encoding == "cp1252")
    assert found[1].notes == ()


def test_quotation_marks_of_the_text_stay(tmp_path: Path) -> None:
    found, rejects, _ = read(made(tmp_path / "rows.tsv", f'id\ttext\n1\t{SAID}\n2\t“x"\n3\t"y\n4\tz\n'))
    assert rejects == []
    assert [f.text for f in found] == [SAID, '“x"', '"y', "z"]
    found, rejects, _ = read(made(tmp_path / "rows.csv", 'id,text\n1,x\n"2","Kata "siap" tadi"\n3,"""a"" b"\n'))
    assert rejects == []
    assert [f.text for f in found] == ["x", 'Kata "siap" tadi', '"a" b']


def test_backslashes_before_quotation_marks(tmp_path: Path) -> None:
    data = "id,title,text\n" + "".join(f'{n},"J","\\"Kami, ya,\\" kata {n}, \\"siap\\"."\n' for n in range(5))
    found, rejects, _ = read(made(tmp_path / "rows.csv", data))
    assert rejects == []
    assert [f.text for f in found] == [f'"Kami, ya," kata {n}, "siap".' for n in range(5)]


def test_ragged_rows_are_rejects_with_their_lines(tmp_path: Path) -> None:
    data = "id,title,text\n1,J,x\n2,x\n3,J,x,y\n4,J,z,,\n,,\n5,J,\n6,J,w\n"
    found, rejects, _ = read(made(tmp_path / "rows.csv", data))
    assert [f.text for f in found] == ["x", "z", "w"]
    assert [r.reason for r in rejects] == [
        "line 3: 2 fields where the first row names 3",
        "line 4: 4 fields where the first row names 3",
        "line 7: empty text",
    ]
    assert [r.doc_id for r in rejects] == ["rows:3", "rows:4", "rows:7"]


def test_marks_that_do_not_fit_or_close(tmp_path: Path) -> None:
    data = 'id,title,text\n1,J,x\n2,"a" b, c,y\n3,J,z\n4,J,"tak ditutup\nbaris, lain\n'
    found, rejects, _ = read(made(tmp_path / "rows.csv", data))
    assert [f.text for f in found] == ["x", "z"]
    assert rejects[0].reason.startswith("line 3: quotation marks that do not fit or are not closed (")
    assert rejects[1].reason.startswith("line 5: ")
    assert rejects[2].reason.startswith("line 6: 2 fields")  # what stands behind the open mark counts by itself
    assert len(rejects) == 3


def test_the_file_that_ends_inside_a_field(tmp_path: Path) -> None:
    found, rejects, _ = read(made(tmp_path / "rows.csv", 'id,text\n1,x\n2,"Kalimat yang'))
    assert [f.text for f in found] == ["x"]
    assert [r.reason.split(": ")[0] for r in rejects] == ["line 3"]
    assert "quotation mark" in rejects[0].reason


def test_large_fields_and_lines_over_the_limit(tmp_path: Path) -> None:
    data = f'id,text\n1,{"x" * 200_000}\n2,{"y" * 400_000}\n3,"{"z" * 1000}\n{"z" * 400_000}\n"\n4,w\n'
    found, rejects, _ = read(made(tmp_path / "rows.csv", data), limit=300_000)
    assert [f.doc_id for f in found] == ["1", "4"]
    assert rejects[0].reason.startswith("line 3: larger than the limit")
    assert rejects[1].reason.startswith("line 4: larger than the limit")


def test_nul_bytes(tmp_path: Path) -> None:
    (raw,), rejects, _ = read(made(tmp_path / "a.csv", b"id,text\n1,a\0b\n"))
    assert (raw.text, raw.notes, rejects) == ("a\0b", ("1 NUL character",), [])
    (reason,) = reasons(made(tmp_path / "b.csv", "id,text\n1,é\n".encode("utf-16-le")))
    assert reason == "not text: NUL bytes and no known encoding"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("a,b\n1,2\n", "no column 'text' (the columns are: a, b); --columns text=NAME says which one it is"),
        ("Kalimat biasa saja.\nDua.\n", "no column 'text' (the columns are: Kalimat biasa saja.)"),
    ],
)
def test_what_is_no_table_is_one_clear_reject(tmp_path: Path, data: str, reason: str) -> None:
    (found,) = reasons(made(tmp_path / "rows.csv", data))
    assert reason in found


def test_named_columns(tmp_path: Path) -> None:
    path = made(tmp_path / "rows.csv", "sep=;\nkode;kalimat;text\n1;x, y;no\n")
    found, _, told = read(path, columns=parse_columns("text=kalimat,id=kode,title=kepala"))
    assert [(f.doc_id, f.text) for f in found] == [("1", "x, y")]
    assert told == ["rows.csv: no column 'kepala' for title"]
    assert "no column 'isi'" in reasons(path, columns=parse_columns("text=isi"))[0]


def test_of_two_columns_with_one_name_the_first_is_taken(tmp_path: Path) -> None:
    assert read(made(tmp_path / "rows.csv", "text,text\na,b\n"))[0][0].text == "a"


def test_a_large_table_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    row = written([["t", 'kata "kami", dan\n' * 300]])
    with path.open("w", newline="") as out:
        out.write("title,text\r\n")
        for _ in range(2000):
            out.write(row)
    count, held = peak(path)
    assert count == 2000
    assert held < 3_000_000
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"id,text\n" + b"x" * 20_000_000 + b'\n1,y\n2,"' + b"kata\n" * 200_000 + b'"\n3,z\n')
    count, held = peak(bad, limit=100_000)
    assert count == 2
    assert held < 4_000_000


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x85\u2028\u2029"), max_size=30)


@given(st.lists(TEXT.filter(str.strip), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_what_is_written_well_comes_back(texts: list[str], delimiter: str) -> None:
    data = written(
        [["id", "text"], *([str(n), t] for n, t in enumerate(texts))], delimiter=delimiter, quoting=csv.QUOTE_ALL
    )
    found = list(documents(["-"], stdin=io.BytesIO(data.encode()), kind="csv"))
    assert [f.text for f in found if isinstance(f, Raw)] == texts


@given(st.binary(max_size=200) | st.text('text,;"\n\r\t\\a', max_size=60).map(lambda t: b"id,text\n" + t.encode()))
def test_no_bytes_raise_or_hang(data: bytes) -> None:
    found = list(documents(["-"], stdin=io.BytesIO(data), kind="csv", limit=100))
    assert all(isinstance(f, Raw) or f.reason for f in found)


def test_a_second_line_that_is_too_large_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\na," + "x" * 5000 + "\nb,Kapal itu kembali.\n")
    found = list(documents([path], limit=1000))
    assert [type(f).__name__ for f in found] == ["Reject", "Raw"]
    assert isinstance(found[0], Reject)
    assert "--max-size" in found[0].reason


def test_a_stray_mark_takes_no_other_row_along(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{n},Kapal {n} kembali" for n in range(200)]
    rows[5] = '5,"Menlu, kata dia, menolak'
    path.write_text("id,text\n" + "\n".join(rows) + "\n")
    found = list(documents([path]))
    assert [f.doc_id for f in found if isinstance(f, Raw)] == [str(n) for n in range(200) if n != 5]
    assert [f.doc_id for f in found if isinstance(f, Reject)] == ["a:7"]
