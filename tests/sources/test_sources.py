"""Sources: what documents are found where, and what becomes a reject."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.errors import UsageError
from risalah.model import Raw, Reject
from risalah.sources import Columns, documents, parse_columns, parse_size
from risalah.sources.formats import base as stem
from risalah.sources.limits import shown


def raws(*paths: Path | str, **options: object) -> list[Raw | Reject]:
    return list(documents(paths, **options))  # type: ignore[arg-type]


def only(path: Path, **options: object) -> Raw | Reject:
    found = raws(path, **options)
    assert len(found) == 1
    return found[0]


def row(**fields: object) -> str:
    return json.dumps(fields) + "\n"


def test_a_text_file_is_one_document_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "berita.satu.txt"
    path.write_bytes(b"Judul\r\n\r\nIsi \xe2\x80\x9ckami\xe2\x80\x9d.\r\n")
    found = only(path)
    assert isinstance(found, Raw)
    assert (found.doc_id, found.file) == ("berita.satu", str(path))
    assert found.text == "Judul\r\n\r\nIsi “kami”.\r\n"


def test_rows_of_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        row(id="a", url="u", outlet="o", title="t", published="2022-01-01", text="x")
        + "\n"
        + row(id=7, text="y", extra=[1])
        + row(text="z")
        + row(doc_id="d", text="w", title=None)
    )
    a, b, c, d = raws(path)
    assert a == Raw(doc_id="a", text="x", file=str(path), url="u", outlet="o", title="t", published="2022-01-01")
    assert [x.doc_id for x in (b, c, d)] == ["7", "rows:4", "d"]


def test_other_column_names(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(row(no="1", judul="J", isi="I", text="not this"))
    found = only(path, columns=parse_columns("id=no, title=judul,text=isi"))
    assert isinstance(found, Raw)
    assert (found.doc_id, found.title, found.text) == ("1", "J", "I")


def test_broken_rows_are_rejects_with_their_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [
        b'{"id": "a", "text": "x"}',
        b'{"id": "b", "text": ',
        b"[1, 2]",
        b'{"id": "c"}',
        b'{"id": "d", "text": 5}',
        b'{"id": "e", "text": "  "}',
        b"[" * 100_000,
        b"\x00\x01\x02",
        b'{"id": "z", "text": "y"}',
    ]
    path.write_bytes(b"\n".join(lines))
    found = raws(path)
    assert [x.doc_id for x in found if isinstance(x, Raw)] == ["a", "z"]
    rejects = [x for x in found if isinstance(x, Reject)]
    assert [x.doc_id for x in rejects] == [f"rows:{n}" for n in range(2, 9)]
    for n, reject in enumerate(rejects, 2):
        assert reject.reason.startswith(f"line {n}: ")
    assert rejects[0].reason == "line 2: not JSON (input data was truncated)"
    assert "not a JSON object" in rejects[1].reason
    assert "no field 'text' (the row has: id)" in rejects[2].reason
    assert "not text" in rejects[3].reason
    assert "empty" in rejects[4].reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken", "not JSON (object keys must be strings (byte 1))"),
        (b'{"a": 1} x', "not JSON (trailing characters (byte 10))"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_in_words(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(line)
    found = only(path)
    assert isinstance(found, Reject)
    assert found.reason == f"line 1: {reason}"


def test_halves_of_surrogate_pairs_are_kept_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"id": "a", "text": "x \\ud83d y \\ud83d\\ude00"}\n')
    found = only(path)
    assert isinstance(found, Raw)
    assert found.text == "x \ud83d y 😀"
    assert any("surrogate" in note for note in found.notes)


def test_a_row_in_another_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"id": "a", "text": "\x93kami\x94"}\n{"id": "b", "text": "y"}\n')
    first, second = raws(path)
    assert isinstance(first, Raw)
    assert first.text == "“kami”"
    assert isinstance(second, Raw)


def test_a_byte_order_mark_before_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + row(id="a", text="x").encode())
    assert only(path).doc_id == "a"


def test_gzip_is_read_and_a_broken_one_is_a_reject(tmp_path: Path) -> None:
    data = gzip.compress("".join(row(id=str(n), text="x" * 50) for n in range(500)).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    (tmp_path / "b.jsonl.gz").write_bytes(data[: len(data) // 2])
    (tmp_path / "c.txt.gz").write_bytes(data[1:])
    (tmp_path / "d.txt.gz").write_bytes(b"Unpacked on its way here.")
    found = raws(tmp_path)
    assert sum(isinstance(x, Raw) for x in found) > 500
    rejects = [x for x in found if isinstance(x, Reject)]
    assert [x.doc_id for x in rejects] == ["b", "c"]
    assert "cut short" in rejects[0].reason
    assert "compressed" in rejects[1].reason
    assert found[-1].doc_id == "d"
    assert isinstance(found[-1], Raw)


def test_a_folder_is_read_by_name_and_other_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub/.hidden.txt", "picture.png", "readme"):
        (tmp_path / name).write_text(name)
    assert [x.doc_id for x in raws(tmp_path)] == ["a", "b", "c"]


def test_wrong_paths_are_errors_of_use(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no such file"):
        raws(tmp_path / "none.txt")
    with pytest.raises(UsageError, match="nothing to read"):
        raws(tmp_path / "empty")
    with pytest.raises(UsageError, match="not a path"):
        raws("x" * 5000)
    with pytest.raises(UsageError, match="input format"):
        raws(tmp_path, kind="pdf")


def test_standard_input_is_rows_or_a_text() -> None:
    def read(data: bytes, kind: str = "auto") -> list[Raw | Reject]:
        return list(documents(["-"], stdin=io.BytesIO(data), kind=kind))

    assert [x.doc_id for x in read((row(id="a", text="x") + row(id="b", text="y")).encode())] == ["a", "b"]
    (text,) = read(b"{ bukan baris }\nIsi.")
    assert isinstance(text, Raw)
    assert (text.doc_id, text.text) == ("stdin", "{ bukan baris }\nIsi.")
    (forced,) = read(row(id="a", text="x").encode(), kind="text")
    assert forced.doc_id == "stdin"
    assert isinstance(read(b"")[0], Reject)


def test_a_file_with_an_unknown_ending_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_text(row(id="r", text="x"))
    (tmp_path / "b.dat").write_text("Isi.")
    assert [x.doc_id for x in raws(tmp_path / "a.dat", tmp_path / "b.dat")] == ["r", "b"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_reject(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    found = only(path)
    assert isinstance(found, Reject)
    assert "cannot be read" in found.reason


def test_empty_and_binary_files_are_rejects(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_bytes(b" \n\t\r\n")
    (tmp_path / "c.txt").write_bytes(bytes(range(256)) * 64)
    (tmp_path / "d.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    found = raws(tmp_path)
    assert all(isinstance(x, Reject) and x.reason for x in found)
    assert len(found) == 4


def test_a_document_over_the_limit_is_a_reject_and_its_rest_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 101)
    (tmp_path / "b.txt").write_bytes(b"x" * 100)
    (tmp_path / "c.jsonl").write_text(row(id="1", text="x" * 200) + row(id="2", text="y"))
    found = raws(tmp_path, limit=100)
    assert [type(x) for x in found] == [Reject, Raw, Reject, Raw]
    assert isinstance(found[0], Reject)
    assert "larger than the limit of 100 bytes" in found[0].reason
    assert isinstance(found[2], Reject)
    assert found[2].reason.startswith("line 1: larger")


def test_fifty_megabytes_on_one_line_are_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"kata " * 10_000_000)
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "' + b"kata " * 10_000_000 + b'"}\n' + row(id="2", text="y").encode())
    a, b, c = raws(tmp_path)
    assert isinstance(a, Reject)
    assert isinstance(b, Reject)
    assert c.doc_id == "2"


@given(st.binary(max_size=400), st.sampled_from(["auto", "jsonl", "text"]))
def test_no_bytes_raise(data: bytes, kind: str) -> None:
    found = list(documents(["-"], stdin=io.BytesIO(data), kind=kind, limit=200))
    assert found == list(documents(["-"], stdin=io.BytesIO(data), kind=kind, limit=200))


def test_the_option_for_columns() -> None:
    assert parse_columns(None) == Columns()
    for wrong in ("title", "title=", "=x", "titel=judul", "title=a,title=b"):
        with pytest.raises(UsageError):
            parse_columns(wrong)
    with pytest.raises(UsageError, match="did you mean 'title'"):
        parse_columns("titel=judul")


def test_the_option_for_sizes() -> None:
    assert [parse_size(x) for x in ("16M", "2k", "1 GiB", "7", "3mb")] == [16 << 20, 2048, 1 << 30, 7, 3 << 20]
    for wrong in ("", "x", "1.5M", "-1", "0"):
        with pytest.raises(UsageError):
            parse_size(wrong)
    assert [shown(x) for x in (7, 1536, 16 << 20)] == ["7 bytes", "1.5 KiB", "16 MiB"]


def test_the_stem_is_the_id() -> None:
    assert [stem(x) for x in ("a/b.txt", "b.jsonl.gz", "b.c.txt", "b")] == ["b", "b", "b.c", "b"]
