"""Parquet: columns of any type, few rows at a time, and files that are made to do harm."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Raw, Reject
from risalah.model.document import Run
from risalah.sources import documents
from tests.sources.tables import read, reasons

pa: Any = pytest.importorskip("pyarrow")
pq: Any = pytest.importorskip("pyarrow.parquet")


def made(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_rows_and_their_columns(tmp_path: Path) -> None:
    path = made(
        tmp_path / "rows.parquet",
        {
            "No": [1, 2],
            "Judul": ["J", None],
            "Isi": ["satu", "dua"],
            "tanggal": pa.array([datetime(2022, 1, 10, 14, 5), None], pa.timestamp("ns")),
            "penulis": [["A", "B"], None],
            "vektor": [[0.1] * 10, None],
        },
    )
    (one, two), rejects, told = read(path)
    assert (one.doc_id, one.title, one.text, one.author) == ("rows:1", "J", "satu", "A, B")
    assert (one.published, two.published) == ("2022-01-10T14:05:00", None)
    assert (two.doc_id, two.title, rejects) == ("rows:2", None, [])
    assert told == ["rows.parquet: text=Isi, title=Judul, published=tanggal, author=penulis"]


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([5], "int64", "5"),
        ([5.0], "float64", "5"),
        ([Decimal("1.50")], pa.decimal128(5, 2), "1.50"),
        ([date(2022, 1, 10)], "date32", "2022-01-10"),
        ([datetime(2022, 1, 10)], pa.timestamp("us"), "2022-01-10"),
        ([datetime(2022, 1, 10, 7, tzinfo=UTC)], pa.timestamp("ms", "Asia/Jakarta"), "2022-01-10T14:00:00+07:00"),
        ([b"x"], "binary", "x"),
        (["x"], "large_string", "x"),
        ([10**18], pa.timestamp("us"), None),
        ([True], "bool", None),
        ([{"name": "x"}], pa.struct([("name", pa.string())]), "x"),
        ([float("nan")], "float32", None),
    ],
)
def test_any_type_of_column(tmp_path: Path, values: list[Any], kind: Any, expected: str | None) -> None:
    path = made(tmp_path / "rows.parquet", {"text": ["x"], "outlet": pa.array(values, kind)})
    (raw,), rejects, _ = read(path)
    assert (raw.outlet, rejects) == (expected, [])


def test_dictionaries_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    texts = pa.array(["x", "y", "x", None]).dictionary_encode()
    found, rejects, _ = read(made(tmp_path / "a.parquet", {"text": texts}))
    assert [f.text for f in found] == ["x", "y", "x"]
    assert [r.reason for r in rejects] == ["row 4: empty text"]
    wrong = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\x93kami\x94"]).buffers())
    found, rejects, _ = read(made(tmp_path / "b.parquet", {"text": wrong}))
    assert [f.text for f in found] == ["“kami”"]


def test_what_an_earlier_run_wrote_is_kept(tmp_path: Path) -> None:
    (raw,), _, _ = read(made(tmp_path / "a.parquet", {"text": ["abc"], "runs": [[[0, 3, 5, 3]]], "copy_of": ["z"]}))
    assert (raw.runs, raw.copy_of) == ((Run(0, 3, 5, 3),), "z")


def test_the_stream_need_not_go_back(tmp_path: Path) -> None:
    path = made(tmp_path / "rows.parquet", {"text": ["x", "y"]})
    (tmp_path / "rows.parquet.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert [f.text for f in read(tmp_path / "rows.parquet.gz")[0]] == ["x", "y"]
    assert len(list(documents(["-"], stdin=io.BytesIO(path.read_bytes())))) == 2


def test_broken_files_are_one_clear_reject(tmp_path: Path) -> None:
    good = made(tmp_path / "rows.parquet", {"text": ["x" * 50] * 500, "id": list(range(500))}).read_bytes()
    for data in (b"", b"PAR1", good[:-20], good[: len(good) // 2], b"PAR1" + b"\xff" * 500 + b"PAR1"):
        (tmp_path / "bad.parquet").write_bytes(data)
        (reason,) = reasons(tmp_path / "bad.parquet")
        assert reason.startswith("not a Parquet file that can be read (")
    (reason,) = reasons(made(tmp_path / "a.parquet", {"a": [1]}))
    assert reason.startswith("no column 'text' (the columns are: a)")


@given(st.data())
def test_damaged_bytes_never_raise(data: st.DataObject) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["x", "y"], "id": [1, 2]}), out, compression="none")
    raw = bytearray(out.getvalue())
    # the pages and their heads; a footer that lies may make the library ask for any amount of memory
    raw[data.draw(st.integers(4, 60))] = data.draw(st.integers(0, 255))
    assert all(isinstance(f, Raw | Reject) for f in documents(["-"], stdin=io.BytesIO(bytes(raw)), kind="parquet"))


def test_a_value_over_the_limit_is_a_reject(tmp_path: Path) -> None:
    found, rejects, _ = read(made(tmp_path / "a.parquet", {"text": ["x", "y" * 300, "é" * 60]}), limit=100)
    assert [f.text for f in found] == ["x"]
    assert [r.reason for r in rejects] == [f"row {n}: larger than the limit of 100 bytes (--max-size)" for n in (2, 3)]


def test_a_small_file_that_is_large_when_unpacked_is_not_opened(tmp_path: Path) -> None:
    (reason,) = reasons(
        made(tmp_path / "a.parquet", {"text": ["y" * 50_000_000, "z" * 50_000_000]}, compression="zstd")
    )
    assert "times its size: not read further" in reason


STATUS = Path("/proc/self/status")
LINUX = pytest.mark.skipif(not STATUS.exists(), reason="what a process takes is read from /proc")


def resident(path: Path) -> tuple[int, int]:
    """How many documents or rejects a file gives, and the megabytes that a process takes at most to find them."""
    code = (
        "import re, sys; from risalah.sources import documents\n"
        "n = sum(1 for _ in documents([sys.argv[1]]))\n"
        "print(n, int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    count, mega = done.stdout.split()
    return int(count), int(mega)


@LINUX
def test_one_long_text_in_every_row_is_not_held_for_each(tmp_path: Path) -> None:
    """The file is small, as its rows name one entry of a dictionary; 200 rows of it would take 4 GB."""
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 200, pa.int32()), pa.array(["kata " * 4_000_000]))
    path = made(tmp_path / "a.parquet", {"text": texts}, store_schema=False)
    assert path.stat().st_size < 2_000_000
    count, mega = resident(path)
    assert count == 200
    assert mega < 900


@LINUX
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    few, many = (
        made(tmp_path / f"{n}.parquet", {"text": [f"{k} " + "kata " * 500 for k in range(n)]}, compression="none")
        for n in (2_000, 30_000)
    )
    assert many.stat().st_size > 70_000_000
    (n, small), (m, large) = resident(few), resident(many)
    assert (n, m) == (2_000, 30_000)
    assert large < small + 40
