"""What holds for every format: the same documents wherever a file lies, and a reject for whatever is wrong with it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risalah.model import Raw, Reject
from risalah.sources.dispatch import documents_of
from risalah.sources.formats import known
from risalah.sources.items import How, Item
from tests.sources import make
from tests.sources.make import put, read

SUFFIX = {name: known(name).suffixes[0] for name in make.ALL}
PRESS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}
every = pytest.mark.parametrize("name", make.ALL)
ROWS = [name for name in make.ALL if name not in make.ONE]


@cache
def good(name: str, count: int = 3) -> bytes:
    return make.made(name, count)


def told(found: list[Raw | Reject]) -> list[tuple[str, str | None]]:
    """What must be the same wherever a file lies: texts and titles, in order. Ids and paths tell where."""
    assert not [x for x in found if isinstance(x, Reject)]
    return [(x.text, x.title) for x in found if isinstance(x, Raw)]


def sound(found: list[Raw | Reject], file: str | None = None) -> None:
    """What every result must be like."""
    for x in found:
        msgspec.json.encode(x) if isinstance(x, Reject) else None
        assert x.doc_id
        assert x.file
        assert file is None or x.file.partition("!/")[0] == file
        if isinstance(x, Raw):
            assert x.text.strip()
        else:
            assert x.reason.strip()
            assert "reader failed" not in x.reason
            assert x.stage in ("source", "decode")
            assert len(x.reason) < 500


@every
def test_a_good_file_gives_its_articles(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, "berita" + SUFFIX[name], good(name))
    found = read(path)
    assert len(told(found)) == make.held(name)
    sound(found, str(path))
    assert len({x.doc_id for x in found}) == len(found)
    for x, article in zip(found, make.articles(3), strict=False):
        assert isinstance(x, Raw)
        for line in article.text.split("\n\n"):
            assert line in x.text
    assert found == read(path)


@every
def test_the_same_from_standard_input(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, "berita" + SUFFIX[name], good(name))
    found = read("-", stdin=io.BytesIO(good(name)), kind=name)
    assert told(found) == told(read(path))
    assert {(x.file or "").partition("!/")[0] for x in found} == {"-"}


@every
def test_the_same_from_a_pipe_that_gives_little_at_a_time(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, "berita" + SUFFIX[name], good(name))
    fresh, into = os.pipe()
    data = good(name)
    with os.fdopen(fresh, "rb") as pipe:
        process = os.fork()
        if process == 0:  # pragma: no cover - the writer
            try:
                os.close(fresh)
                for start in range(0, len(data), 700):
                    os.write(into, data[start : start + 700])
            finally:
                os._exit(0)
        os.close(into)
        found = read("-", stdin=pipe, kind=name)
        os.waitpid(process, 0)
    assert told(found) == told(read(path))


@every
@pytest.mark.parametrize("ending", PRESS)
def test_the_same_when_compressed(tmp_path: Path, name: str, ending: str) -> None:
    path = put(tmp_path, "berita" + SUFFIX[name], good(name))
    packed = put(tmp_path, path.name + ending, PRESS[ending](good(name)))
    found = read(packed)
    assert told(found) == told(read(path))
    assert [x.doc_id for x in found] == [x.doc_id for x in read(path)]
    sound(found, str(packed))


@every
@pytest.mark.parametrize("around", ["zip", "tar", "tar.gz", "tgz", "zip in tar.xz"])
def test_the_same_from_inside_an_archive(tmp_path: Path, name: str, around: str) -> None:
    path = put(tmp_path, "berita" + SUFFIX[name], good(name))
    member = [("2024/maret/" + path.name, good(name))]
    data = {
        "zip": lambda: make.zipped(member),
        "tar": lambda: make.tarred(member),
        "tar.gz": lambda: gzip.compress(make.tarred(member)),
        "tgz": lambda: gzip.compress(make.tarred(member)),
        "zip in tar.xz": lambda: lzma.compress(make.tarred([("x.zip", make.zipped(member))])),
    }[around]()
    archive = put(tmp_path, "arsip." + around.rpartition(" ")[2], data)
    found = read(archive)
    assert told(found) == told(read(path))
    sound(found, str(archive))
    assert all("!/2024/maret/berita" in (x.file or "") for x in found)


def test_a_folder_of_any_mixture(tmp_path: Path) -> None:
    alone: list[tuple[str, str | None]] = []
    (tmp_path / "alone").mkdir()
    (tmp_path / "mixed").mkdir()
    for name in make.ALL:
        try:
            data = good(name)
        except pytest.skip.Exception:
            continue
        alone += told(read(put(tmp_path / "alone", name + SUFFIX[name], data)))
        put(tmp_path / "mixed", name + SUFFIX[name], data)
    found = read(tmp_path / "mixed")
    assert len(alone) >= 3
    assert sorted(told(found), key=str) == sorted(alone, key=str)
    sound(found)


@every
@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"\n", b"\x00", b"PK\x03\x04", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"<", b"[", b"{", b"\xff\xfe"],
    ids=repr,
)
def test_next_to_nothing_is_a_reject_or_a_short_text(tmp_path: Path, name: str, data: bytes) -> None:
    make.needed(name)
    path = put(tmp_path, "berita" + SUFFIX[name], data)
    found = read(path)
    sound(found, str(path))
    # An empty table is none of an article's business; all else is told.
    assert len(found) <= 1
    if not data.strip():
        assert [type(x) for x in found] in ([Reject], []) if name in ("jsonl", "csv") else [Reject]


@every
def test_random_bytes_are_rejects(tmp_path: Path, name: str) -> None:
    make.needed(name)
    source = random.Random(name)
    for number in range(8):
        path = put(tmp_path, f"{number}{SUFFIX[name]}", source.randbytes(3000))
        found = read(path)
        sound(found, str(path))
        if name in make.BINARY:
            assert [type(x) for x in found] == [Reject]


@every
def test_a_file_cut_short_keeps_what_stood_before_and_makes_up_nothing(tmp_path: Path, name: str) -> None:
    whole = told(read(put(tmp_path, "berita" + SUFFIX[name], good(name))))
    data = good(name)
    for part in range(20):
        path = put(tmp_path, f"cut{part}{SUFFIX[name]}", data[: len(data) * part // 20])
        found = read(path)
        sound(found, str(path))
        texts = [(x.text, x.title) for x in found if isinstance(x, Raw)]
        if name not in (*make.ONE, "csv", "feed"):  # where a row's end cannot be told from its middle
            assert texts == whole[: len(texts)]
        if name in ("zip", "tar", "parquet", "excel") and texts != whole:
            assert isinstance(found[-1], Reject)


@every
@pytest.mark.parametrize("ending", PRESS)
def test_a_compressed_file_cut_short_is_told(tmp_path: Path, name: str, ending: str) -> None:
    whole = told(read(put(tmp_path, "berita" + SUFFIX[name], good(name, 60))))
    data = PRESS[ending](good(name, 60))
    for part in (1, 5, 10, 15, 19):
        path = put(tmp_path, f"cut{part}{SUFFIX[name]}{ending}", data[: len(data) * part // 20])
        found = read(path)
        sound(found, str(path))
        assert isinstance(found[-1], Reject)
        texts = [(x.text, x.title) for x in found if isinstance(x, Raw)]
        assert texts == whole[: len(texts)]
        assert len(texts) < len(whole)


@every
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bytes_raise_nothing(name: str, data: st.DataObject) -> None:
    broken = bytearray(good(name))
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    found = read("-", stdin=io.BytesIO(bytes(broken)), kind=name)
    sound(found, "-")
    assert found == read("-", stdin=io.BytesIO(bytes(broken)), kind=name)


@every
@pytest.mark.parametrize("other", make.ALL)
def test_a_wrong_ending_raises_nothing(tmp_path: Path, name: str, other: str) -> None:
    make.needed(other)
    path = put(tmp_path, "berita" + SUFFIX[other], good(name))
    found = read(path)
    sound(found, str(path))
    assert found


@every
def test_halves_of_surrogate_pairs_raise_nothing(tmp_path: Path, name: str) -> None:
    make.needed(name)
    for number, half in enumerate((b"\xed\xa0\xbd", b"\\ud83d", b"&#xd83d;")):
        data = good(name).replace(b"Jumat", b"Ju" + half + b"mat")
        path = put(tmp_path, f"{number}{SUFFIX[name]}", data)
        sound(read(path), str(path))


@every
def test_a_document_over_the_limit_is_a_reject(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, "berita" + SUFFIX[name], good(name))
    found = read(path, limit=150)
    assert found
    assert [type(x) for x in found] == [Reject] * len(found)
    sound(found, str(path))
    told_so = ["--max-size" in x.reason for x in found if isinstance(x, Reject)]
    # Where a record of a table ends is not known once it is given up; its later lines are rejects of their own.
    assert any(told_so) if name == "csv" else all(told_so)


GROWTH = 2_000_000
"""Bytes by which the peak of memory may differ; the larger file holds ten times as much text as that."""


@pytest.mark.parametrize("name", [n for n in ROWS if n != "feed"])  # a feed is one document, held to --max-size
def test_memory_does_not_grow_with_the_documents(tmp_path: Path, name: str) -> None:
    peaks = []
    for count in (3, 200, 2000):  # the first warms up what is loaded once
        path = put(tmp_path, f"{count}{SUFFIX[name]}", make.made(name, count, length=25))
        tracemalloc.start()
        with path.open("rb") as stream:
            # Not `documents`, which remembers something of each document to tell copies.
            found = sum(isinstance(x, Raw) for x in documents_of(Item("x", str(path), stream), How()))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert found == count
    assert peaks[2] < peaks[1] + GROWTH, peaks
