"""A file of rejects fed in again."""

from __future__ import annotations

import json
from pathlib import Path

from risalah.exports import encode
from risalah.model import Raw, Reject
from risalah.sources import documents


def saved(folder: Path, *found: Raw | Reject) -> Path:
    path = folder / "bad.jsonl"
    path.write_bytes(b"".join(encode(r) for r in found if isinstance(r, Reject)))
    return path


def test_what_was_mended_is_read_and_nothing_else(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "text": "x"}\n{"id": "b", "tex\n{"id": "c", "text": ""}\n')
    page = tmp_path / "empty.txt"
    page.write_text("")
    bad = saved(tmp_path, *documents([rows, page]))
    assert len(bad.read_text().splitlines()) == 3
    assert [type(d).__name__ for d in documents([bad])] == ["Reject"] * 3
    rows.write_text('{"id": "a", "text": "x"}\n{"text": "mended"}\n{"id": "c", "text": ""}\n')
    page.write_text("Isi")
    found = list(documents([bad]))
    assert [(d.doc_id, d.text) for d in found if isinstance(d, Raw)] == [("rows:2", "mended"), ("empty", "Isi")]
    assert [d.doc_id for d in found if isinstance(d, Reject)] == ["rows:3"]


def test_what_is_gone_is_said(tmp_path: Path) -> None:
    page = tmp_path / "gone.txt"
    page.write_text("")
    bad = saved(tmp_path, *documents([page]), Reject("s", "decode", "odd", "-"), Reject("n", "acts", "odd", None))
    page.unlink()
    found = [d for d in documents([bad]) if isinstance(d, Reject)]
    assert {d.doc_id: d.reason for d in found} == {
        "gone": "the file is not there any more",
        "s": "cannot be read again: it came from a stream (odd)",
        "n": "cannot be read again: it came from no file (odd)",
    }


def test_rows_that_only_look_like_rejects_are_articles(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    row = {"doc_id": "a", "stage": "x", "reason": "y", "file": "z", "text": "Isi"}
    path.write_text(json.dumps(row) + "\n")
    (found,) = documents([path])
    assert isinstance(found, Raw)
    assert found.text == "Isi"


def test_rejects_that_name_themselves_end(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(encode(Reject("a", "source", "odd", str(path))) + encode(Reject("b", "source", "odd", str(path))))
    assert {(d.doc_id, d.reason) for d in documents([path]) if isinstance(d, Reject)} == {
        ("a", "is not there any more"),
        ("b", "is not there any more"),
    }


def test_a_mended_row_is_found_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "a", "text": "x"}\n{"id": "b", "txt": 1}\n{broken\n')
    bad = saved(tmp_path, *documents([path]))
    path.write_text('{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}\n{"id": "c", "text": "z"}\n')
    assert [(type(d).__name__, d.doc_id) for d in documents([bad])] == [("Raw", "b"), ("Raw", "c")]
