"""Bad inputs, made here as real files: each is told in one clear reject, in bounded time and memory."""

from __future__ import annotations

import bz2
import gzip
import importlib
import importlib.util
import io
import json
import lzma
import random
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from risalah.model import Raw, Reject
from risalah.sources import opened
from tests.sources import make
from tests.sources.make import put, read

MEMORY = 1_500_000_000
"""Bytes of address space that reading a bomb may take."""
TEXT = b"Menteri itu berkata bahwa perundingan berjalan baik.\n"

_READ = """
import json, pathlib, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
from risalah.model import Reject
from risalah.sources import documents
found = [
    (type(x).__name__, x.doc_id, x.reason if isinstance(x, Reject) else len(x.text)) for x in documents([sys.argv[1]])
]
# Not `ru_maxrss`, which goes on from the process that started this one.
status = pathlib.Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else ["VmHWM: 0 kB"]
peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(json.dumps([found, peak]))
"""


def shut_in(path: Path) -> tuple[list[tuple[str, str, str | int]], int]:
    """What is found in a file by a process of its own with little memory, and the most memory it took, in KiB."""
    code = _READ.format(memory=MEMORY)
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found, peak = json.loads(done.stdout)
    return [tuple(x) for x in found], peak


def only(found: list[Raw | Reject]) -> Reject:
    assert [type(x) for x in found] == [Reject], found
    assert isinstance(found[0], Reject)
    return found[0]


def raws(found: list[Raw | Reject]) -> list[str]:
    return [x.doc_id for x in found if isinstance(x, Raw)]


def reasons(found: list[Raw | Reject]) -> list[str]:
    return [x.reason for x in found if isinstance(x, Reject)]


def needs(name: str) -> None:
    make.needed(name)


# Bombs


def zeros(size: int, ending: str) -> bytes:
    """`size` zeros compressed, without holding them."""
    if ending == ".gz":
        # A member of 16 MiB over and over: quickly made, and files of several members are read to the last.
        return gzip.compress(bytes(1 << 24), 6) * (size >> 24)
    if ending == ".bz2":
        return bz2.compress(bytes(1 << 24)) * (size >> 24)
    packer = lzma.LZMACompressor(preset=0)
    return b"".join([packer.compress(bytes(1 << 24)) for _ in range(size >> 24)]) + packer.flush()


@pytest.mark.parametrize(
    "name", ["bomb.txt.gz", "bomb.jsonl.gz", "bomb.txt.bz2", "bomb.jsonl.xz", "bomb.tar.gz", "bomb.gz"]
)
def test_a_gigabyte_of_zeros(tmp_path: Path, name: str) -> None:
    ending = Path(name).suffix
    path = put(tmp_path, name, zeros(1 << (30 if ending == ".gz" else 27), ending))
    found, peak = shut_in(path)
    assert [kind for kind, *_ in found] == ["Reject"]
    reason = str(found[0][2])
    assert "a bomb" in reason or "larger than the limit" in reason or reason == "holds no files to read"
    assert peak < 150_000


def test_a_bomb_of_one_line_is_given_up_when_it_has_grown_too_much(tmp_path: Path) -> None:
    path = put(tmp_path, "bomb.jsonl.gz", zeros(1 << 28, ".gz"))
    assert "a bomb" in only(read(path)).reason


def test_a_zip_bomb_is_told_once_and_nothing_more_is_unpacked(tmp_path: Path) -> None:
    members = [(f"{n}.jsonl", bytes(1 << 25)) for n in range(6)]
    path = put(tmp_path, "bomb.zip", make.zipped(members))
    found, peak = shut_in(path)
    assert [x for x in found if x[0] == "Raw"] == []
    assert sum("a bomb" in str(x[2]) for x in found) == 1
    assert "a bomb" in str(found[-1][2])
    assert len(found) <= 4
    assert peak < 150_000


def test_a_zip_of_zips_of_zips_is_no_way_around_the_measure(tmp_path: Path) -> None:
    inner = make.zipped([(f"{n}.txt", bytes(1 << 24)) for n in range(10)])
    middle = make.zipped([(f"{n}.zip", inner) for n in range(10)])
    path = put(tmp_path, "42.zip", make.zipped([(f"{n}.zip", middle) for n in range(10)]))
    found, peak = shut_in(path)
    assert {kind for kind, *_ in found} == {"Reject"}
    assert sum("a bomb" in str(x[2]) for x in found) == 1
    assert len(found) < 10
    assert peak < 150_000


def test_archives_too_deep_in_one_another(tmp_path: Path) -> None:
    data = make.zipped([("a.txt", TEXT)])
    for _ in range(5):
        data = make.zipped([("next.zip", data)])
    reject = only(read(put(tmp_path, "deep.zip", data)))
    assert reject.reason == "an archive in 3 others is not opened"
    assert reject.file is not None
    assert reject.file.endswith("deep.zip!/next.zip!/next.zip!/next.zip")


def test_a_file_compressed_many_times_over(tmp_path: Path) -> None:
    data = TEXT
    for _ in range(6):
        data = gzip.compress(data)
    only(read(put(tmp_path, "a.txt.gz", data)))


def overlapping(count: int) -> bytes:
    """A zip file whose members all share one piece of data: each begins with the quoted headers of those behind it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(b"a" * 1_000_000) + packer.flush()
    packed, content = kernel, b"a" * 1_000_000
    sizes: list[tuple[bytes, bytes]] = []
    whole = b""
    for number in reversed(range(count)):
        name = b"%03d.txt" % number
        fields = struct.pack("<3H3LH", 8, 0, 33, zlib.crc32(content), len(packed), len(content), len(name))
        header = struct.pack("<4s2H", b"PK\x03\x04", 20, 0) + fields + b"\0\0" + name
        sizes.insert(0, (name, fields))
        # Stored, the header is data of the member before it, which goes on with the data behind the header.
        quote = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF)
        whole = header + (whole or packed)
        packed, content, whole = quote + header + packed, header + content, quote + whole
    whole = whole[5:]  # nothing quotes the first header
    entries, offset = b"", 0
    for name, fields in sizes:
        entries += struct.pack("<4s3H", b"PK\x01\x02", 20, 20, 0) + fields + struct.pack("<4H2L", 0, 0, 0, 0, 0, offset)
        entries += name
        offset += 30 + len(name) + 5
    return whole + entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entries), len(whole), 0)


def test_members_that_lie_over_one_another(tmp_path: Path) -> None:
    data = overlapping(40)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:  # a real one: each member unpacks by itself
        assert all(len(archive.read(name)) >= 1_000_000 for name in archive.namelist())
    found = read(put(tmp_path, "overlap.zip", data))
    assert raws(found) == []
    assert reasons(found)[-1] == "a bomb: its members lie over one another; not read further"
    assert len(found) <= 4  # the first member is, by its first bytes, a zip file without a directory


def test_one_member_named_again_and_again(tmp_path: Path) -> None:
    data = make.zipped([("a.txt", TEXT)])
    start = data.index(b"PK\x01\x02")
    stop = data.index(b"PK\x05\x06")
    entries = data[start:stop] * 1000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), start, 0)
    found = read(put(tmp_path, "again.zip", data[:start] + entries + end))
    assert raws(found) == ["a"]
    assert reasons(found) == ["a bomb: its members lie over one another; not read further"]


@pytest.mark.parametrize(
    "around", ["gz", "tar", "zip", "stored", "tar.gz", "zip in tar", "tar in zip", "unknown in tar"]
)
def test_what_grows_as_text_does_is_no_bomb(tmp_path: Path, around: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "FREE", 50_000)  # so that a small file is measured as a large one
    monkeypatch.setattr(opened, "RATIO", 20)
    rows = b"".join(
        json.dumps({"id": str(n), "text": f"{n} {random.Random(n).random()} kata "}).encode() + b"\n"
        for n in range(9000)
    )
    packed = gzip.compress(rows)
    member: list[tuple[str, bytes]] = [("a.jsonl.gz", packed)]
    wrapped: dict[str, Callable[[], tuple[str, bytes]]] = {
        "gz": lambda: ("a.jsonl.gz", packed),
        "tar": lambda: ("a.tar", make.tarred([*member])),
        "zip": lambda: ("a.zip", make.zipped([("a.jsonl", rows)])),
        "stored": lambda: ("a.zip", make.zipped(member, zipfile.ZIP_STORED)),
        "tar.gz": lambda: ("a.tar.gz", gzip.compress(make.tarred([*member]))),
        "zip in tar": lambda: ("a.tar", make.tarred([("a.zip", make.zipped([("a.jsonl", rows)]))])),
        "tar in zip": lambda: ("a.zip", make.zipped([("a.tar", make.tarred([("a.jsonl", rows)]))])),
        "unknown in tar": lambda: ("a.tar", make.tarred([("rows", packed)])),
    }
    found = read(put(tmp_path, *wrapped[around]()))
    assert (len(raws(found)), reasons(found)) == (9000, [])
    bomb = {
        "tar": ("b.tar", make.tarred([("a.gz", zeros(1 << 24, ".gz"))])),
        "zip": ("b.zip", make.zipped([("a", bytes(1 << 24))])),
    }
    if around in bomb:
        assert "a bomb" in only(read(put(tmp_path, *bomb[around]))).reason


# Archives that reach out, lie, or are damaged


def _special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("../../etc/a.txt", "its path climbs out of the archive (..): not read"),
        ("a/../../b.txt", "its path climbs out of the archive (..): not read"),
        ("/etc/passwd.txt", "its path in the archive is absolute: not read"),
        ("C:\\news\\a.txt", "its path in the archive is absolute: not read"),
        ("x" * 2000 + ".txt", "its path in the archive is too long"),
        (_special("a.txt", tarfile.SYMTYPE, "/etc/passwd"), "a link: not followed"),
        (_special("a.txt", tarfile.LNKTYPE, "../x"), "a link: not followed"),
        (_special("a.txt", tarfile.CHRTYPE), "a device, not a file: not read"),
        (_special("a.txt", tarfile.FIFOTYPE), "a device, not a file: not read"),
        (_special("a.txt", b"Z"), "no plain file: not read"),
        (_special("a.txt", tarfile.GNUTYPE_SPARSE), "a file with holes (sparse): not read"),
    ],
    ids=str,
)
def test_members_of_a_tar_that_reach_out(tmp_path: Path, member: str | tarfile.TarInfo, reason: str) -> None:
    path = put(tmp_path, "a.tar", make.tarred([("one.txt", TEXT), (member, b""), ("two.txt", TEXT)]))
    before = sorted(tmp_path.rglob("*"))
    found = read(path)
    assert raws(found) == ["one", "two"]
    assert reasons(found) == [reason]
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("path", ["../a.txt", "/etc/a.txt", "..\\a.txt", "x/../../a.txt"])
def test_members_of_a_zip_that_reach_out(tmp_path: Path, path: str) -> None:
    found = read(put(tmp_path, "a.zip", make.zipped([("one.txt", TEXT), (path, TEXT), ("two.txt", TEXT)])))
    assert raws(found) == ["one", "two"]
    assert len(reasons(found)) == 1


def test_a_link_in_a_zip(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert only(read(put(tmp_path, "a.zip", out.getvalue()))).reason == "a link: not followed"


def test_encrypted_members_and_unknown_compression(tmp_path: Path) -> None:
    data = bytearray(make.zipped([("a.txt", TEXT), ("b.txt", TEXT)]))
    first, second = data.index(b"PK\x01\x02"), data.rindex(b"PK\x01\x02")
    data[first + 8] |= 1
    data[second + 10] = 97
    assert reasons(read(put(tmp_path, "a.zip", bytes(data)))) == [
        "encrypted: it cannot be read without its password",
        "compressed in a way that is not known (zip method 97)",
    ]


def test_hidden_files_and_folders_are_passed_over_in_silence(tmp_path: Path) -> None:
    members = [("d/", b""), (".git/a.txt", TEXT), ("__MACOSX/._b.txt", TEXT), ("d/.b.txt", TEXT), ("d/b.txt", TEXT)]
    members += [("picture.png", b"\x89PNG\r\n\x1a\n"), ("README", TEXT)]
    assert [x.file for x in read(put(tmp_path, "a.zip", make.zipped(members)))] == [f"{tmp_path}/a.zip!/d/b.txt"]
    folder = _special("d", tarfile.DIRTYPE)
    found = read(put(tmp_path, "a.tar", make.tarred([(folder, b""), *members[1:]])))
    assert [x.file for x in found] == [f"{tmp_path}/a.tar!/d/b.txt"]


def test_an_archive_without_known_endings_is_read_whole(tmp_path: Path) -> None:
    members: list[tuple[str, bytes]] = [("one", TEXT), ("two.dat", json.dumps({"id": "r", "text": "x"}).encode())]
    for path in (
        put(tmp_path, "a.zip", make.zipped(members)),
        put(tmp_path, "a.tgz", gzip.compress(make.tarred(members))),
    ):
        assert raws(read(path)) == ["one", "r"]
    for path in (put(tmp_path, "b.zip", make.zipped([])), put(tmp_path, "b.tar", make.tarred([]))):
        assert only(read(path)).reason == "holds no files to read"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_files_of_every_kind_whole_cut_short_and_damaged(tmp_path: Path, method: int) -> None:
    texts = [(f"{n}.txt", f"{n} ".encode() + TEXT * 30) for n in range(4)]
    data = make.zipped(texts, method)
    assert raws(read(put(tmp_path, "whole.zip", data))) == ["0", "1", "2", "3"]
    assert raws(read(put(tmp_path, "behind.zip", b"#!/bin/sh\n" * 9 + data))) == ["0", "1", "2", "3"]
    directory = data.index(b"PK\x01\x02")
    found = read(put(tmp_path, "cut.zip", data[: directory + 20]))
    assert raws(found) == ["0", "1", "2", "3"]
    assert reasons(found) == [
        "the zip file is cut short: its directory is missing; the members before the break were read"
    ]
    found = read(put(tmp_path, "cut2.zip", data[: directory * 5 // 8]))
    assert raws(found) == ["0", "1"]
    assert reasons(found) == ["ends too early: the file is cut short, what was read before is kept"]
    broken = bytearray(data)
    third = data.index(b"2.txt") + 20
    broken[third : third + 4] = b"\xff\x00\xff\x00"
    found = read(put(tmp_path, "damaged.zip", bytes(broken)))
    assert raws(found) == ["0", "1", "3"]
    assert len(reasons(found)) == 1
    assert "damaged" in reasons(found)[0] or "cut short" in reasons(found)[0]


def test_a_zip_file_written_to_a_pipe_has_its_sizes_behind_the_data(tmp_path: Path) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]
            return len(data)  # type: ignore[arg-type]

    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", method) as archive:
            for name in ("a.txt", "b.txt", "empty.md", "c.txt"):
                archive.writestr(name, b"" if name == "empty.md" else TEXT * 20)
        found = read(put(tmp_path, f"{method}.zip", pipe.data))
        assert raws(found) == ["a", "b", "c"]
        assert reasons(found) == ["empty"]
        found = read(put(tmp_path, f"{method}cut.zip", pipe.data[:-30]))
        assert raws(found) == ["a", "b", "c"]
        assert "cut short" in reasons(found)[-1]


def test_sizes_that_a_zip_declares_are_not_believed(tmp_path: Path) -> None:
    data = bytearray(make.zipped([("a.txt", TEXT * 50), ("b.txt", TEXT)]))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<L", 10)
    found = read(put(tmp_path, "small.zip", bytes(data)))
    assert raws(found) == ["b"]
    assert "larger than the 10 bytes it declares" in reasons(found)[0]
    data[at : at + 4] = struct.pack("<L", 0xFFFFFFF0)
    found = read(put(tmp_path, "large.zip", bytes(data)))
    assert raws(found) == ["b"]
    assert "does not fit its checksum" in reasons(found)[0]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_files_of_every_kind(tmp_path: Path, form: int) -> None:
    long = "tahun/" * 20 + "kabar-" * 8 + "é.txt"
    data = make.tarred([("a.txt", TEXT), (long, TEXT * 40), ("c.txt", TEXT)], form)
    found = read(put(tmp_path, "a.tar", data))
    assert [x.file for x in found] == [f"{tmp_path}/a.tar!/{n}" for n in ("a.txt", long, "c.txt")]
    found = read(put(tmp_path, "cut.tar", data[: data.index(TEXT * 2) + 700]))
    assert raws(found) == ["a"]
    assert reasons(found) == ["ends too early: the file is cut short, what was read before is kept"]
    found = read(put(tmp_path, "no-end.tar", data.rstrip(b"\0").ljust(-(-len(data.rstrip(b"\0")) // 512) * 512, b"\0")))
    assert len(raws(found)) == 3
    assert reasons(found) == ["ends too early: the file is cut short, what was read before is kept"]
    broken = bytearray(data)
    broken[data.index(b"c.txt") + 100] ^= 0x10
    found = read(put(tmp_path, "damaged.tar", bytes(broken)))
    assert len(raws(found)) == 2
    assert reasons(found) == [
        "the tar archive is damaged: no header stands where one should, what was read before is kept"
    ]


def test_headers_of_a_tar_that_are_larger_than_any_name(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type = tarfile.XHDTYPE
    data = make.tarred([("a.txt", TEXT), (info, b"1" * 3_000_000), ("b.txt", TEXT)], tarfile.USTAR_FORMAT)
    found = read(put(tmp_path, "a.tar", data))
    assert raws(found) == ["a"]
    assert len(reasons(found)) == 1


def test_two_tars_one_behind_the_other(tmp_path: Path) -> None:
    one, two = make.tarred([("a.txt", TEXT)]), make.tarred([("b.txt", TEXT)])
    found = read(put(tmp_path, "a.tar", one + two))
    assert raws(found) == ["a"]
    assert "more stands behind the end" in reasons(found)[0]


# Compressed files


@pytest.mark.parametrize(("ending", "press"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
def test_compressed_files_of_several_members_padded_followed_cut_and_damaged(
    tmp_path: Path, ending: str, press: Callable[[bytes], bytes]
) -> None:
    rows = [json.dumps({"id": str(n), "text": f"{n} " + "kata " * 400}).encode() + b"\n" for n in range(40)]
    members = [press(b"".join(rows[:20])), press(b"".join(rows[20:]))]
    data = b"".join(members)
    every = [str(n) for n in range(40)]
    assert raws(read(put(tmp_path, "a.jsonl" + ending, data))) == every
    found = read(put(tmp_path, "padded.jsonl" + ending, data + bytes(4096)))
    assert (raws(found), reasons(found)) == (every, [])
    found = read(put(tmp_path, "followed.jsonl" + ending, data + b"-- signed --"))
    assert raws(found) == every
    assert reasons(found) == ["behind the compressed data stands something else, which is not read"]
    found = read(put(tmp_path, "followed.txt" + ending, press(TEXT) + b"\r\n"))
    assert raws(found) == ["followed"]
    assert len(reasons(found)) == 1
    found = read(put(tmp_path, "cut.jsonl" + ending, data[:-3]))
    assert raws(found)[:20] == every[:20]
    assert reasons(found) == ["ends too early: the file is cut short, what was read before is kept"]
    broken = bytearray(data)
    broken[len(members[0]) + len(members[1]) // 2] ^= 0xFF
    found = read(put(tmp_path, "damaged.jsonl" + ending, bytes(broken)))
    assert raws(found)[:20] == every[:20]
    assert "damaged" in reasons(found)[-1]


def test_a_row_at_a_break_is_neither_swallowed_nor_made_a_document(tmp_path: Path) -> None:
    # Not to be compressed, so that the break falls where it is put.
    rows = b"".join(b'{"id": "%d", "text": "%s"}\n' % (n, b"kata %d " % n) for n in range(5))
    data = gzip.compress(rows, 0)
    for cut in range(len(data) - len(rows), len(data)):
        found = read(put(tmp_path, "a.jsonl.gz", data[:cut]))
        assert isinstance(found[-1], Reject)
        assert raws(found) == [str(n) for n in range(len(raws(found)))]
        assert len(reasons(found)) == 1


def test_xz_that_wants_gigabytes_of_memory(tmp_path: Path) -> None:
    # The header of a block declares the size of its dictionary, here 4 GiB, in one byte.
    data = bytearray(lzma.compress(TEXT * 100, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}]))
    at = data.index(bytes([0x21, 0x01])) + 2
    data[at] = 40
    size = (data[12] + 1) * 4
    data[12 + size - 4 : 12 + size] = struct.pack("<L", zlib.crc32(bytes(data[12 : 12 + size - 4])))
    found, peak = shut_in(put(tmp_path, "a.txt.xz", bytes(data)))
    assert len(found) == 1
    assert "emory" in str(found[0][2])
    assert peak < 150_000


# WARC


def crawl(*records: bytes) -> bytes:
    return b"".join(records)


@pytest.fixture
def _warc() -> None:
    needs("warc")


@pytest.mark.usefixtures("_warc")
class TestWarc:
    def texts(self, count: int = 5) -> list[bytes]:
        return [make.record(f"t{n}", make.answer(b"%d " % n + TEXT * 40)) for n in range(count)]

    def test_cut_anywhere_it_says_so(self, tmp_path: Path) -> None:
        records = self.texts()
        data = crawl(*records)
        ends = [sum(map(len, records[: n + 1])) for n in range(5)]
        for cut in range(1, len(data) - 4, 97):
            if cut in ends:
                continue
            found = read(put(tmp_path, "a.warc", data[:cut]))
            whole = sum(end - 4 <= cut for end in ends)
            assert raws(found) == [f"t{n}" for n in range(whole)]
            if cut > 10 and not any(end - 4 <= cut <= end for end in ends):
                assert len(reasons(found)) == 1
                assert "cut short" in reasons(found)[0]

    def test_cut_anywhere_when_compressed(self, tmp_path: Path) -> None:
        packed = [gzip.compress(r) for r in self.texts()]
        data, ends = crawl(*packed), [sum(map(len, packed[: n + 1])) for n in range(5)]
        assert raws(read(put(tmp_path, "a.warc.gz", data))) == ["t0", "t1", "t2", "t3", "t4"]
        for cut in range(20, len(data), 23):
            if cut in ends:
                continue
            found = read(put(tmp_path, "a.warc.gz", data[:cut]))
            assert reasons(found) == ["ends too early: the file is cut short, what was read before is kept"]
            whole = sum(end <= cut for end in ends)
            assert raws(found)[:whole] == [f"t{n}" for n in range(whole)]
            assert len(raws(found)) <= whole + 1

    def test_damage_in_the_middle_costs_what_is_damaged_only(self, tmp_path: Path) -> None:
        records = self.texts()
        records[1] = records[1].replace(b"Content-Length: ", b"Content-Length: 1", 1)
        found = read(put(tmp_path, "long.warc", crawl(*records)))
        assert raws(found) == ["t0"]
        assert len(reasons(found)) == 1
        records = self.texts()
        records[1] = records[1].replace(b"Content-Length: 2", b"Content-Length: 1", 1)
        found = read(put(tmp_path, "short.warc", crawl(*records)))
        assert raws(found) == ["t0", "t1", "t2", "t3", "t4"]
        assert len(reasons(found)) == 1
        records = self.texts()
        records[2] = b"noise " * 50 + b"\r\n" + records[2]
        found = read(put(tmp_path, "noise.warc", crawl(*records)))
        assert raws(found) == ["t0", "t1", "t2", "t3", "t4"]
        assert len(reasons(found)) == 1
        assert "damaged" in reasons(found)[0]

    def test_what_is_no_article_is_passed_over_and_counted(self, tmp_path: Path) -> None:
        told: list[str] = []
        data = crawl(
            make.record("info", b"software: x\r\n", kind="warcinfo", media="application/warc-fields"),
            make.record("q", b"GET / HTTP/1.1\r\n\r\n", kind="request", media="application/http; msgtype=request"),
            make.record("moved", make.answer(b"", status="301 Moved")),
            make.record("gone", make.answer(TEXT, status="404 Not Found")),
            make.record("picture", make.answer(b"\x89PNG", "image/png")),
            make.record("data", make.answer(b"{}", "application/json")),
            make.record("again", b"", kind="revisit"),
            make.record("text", make.answer(TEXT)),
            make.record("wet", TEXT, kind="conversion", media="text/plain"),
        )
        found = read(put(tmp_path, "a.warc", data), tell=told.append)
        assert raws(found) == ["text", "wet"]
        assert reasons(found) == []
        assert "7 of 9 records" in told[0]
        first = found[0]
        assert isinstance(first, Raw)
        assert first.url == "https://berita.example/text"
        assert first.published is None
        assert first.notes == ("crawled 2025-06-01T00:00:00Z",)
        nothing = read(put(tmp_path, "b.warc", data[: data.index(b"WARC-Type: revisit") - 10]))
        assert only(nothing).reason == "holds no pages or texts"

    @pytest.mark.parametrize("chunked", [False, True])
    @pytest.mark.parametrize("coding", ["gzip", "deflate", "bare", "br", "none", "taken off", "gzip, gzip"])
    def test_codings_of_an_answer(self, tmp_path: Path, coding: str, chunked: bool) -> None:
        packer = zlib.compressobj(wbits=-15)
        bodies: dict[str, Callable[[], bytes]] = {
            "gzip": lambda: gzip.compress(TEXT),
            "deflate": lambda: zlib.compress(TEXT),
            "bare": lambda: packer.compress(TEXT) + packer.flush(),
            "br": lambda: pytest.importorskip("brotli").compress(TEXT),
            "none": lambda: TEXT,
            "taken off": lambda: TEXT,
            "gzip, gzip": lambda: gzip.compress(gzip.compress(TEXT)),
        }
        body = bodies[coding]()
        name = {"bare": "deflate", "none": "identity", "taken off": "gzip"}.get(coding, coding)
        more = f"Content-Encoding: {name}\r\n"
        if chunked:
            more += "Transfer-Encoding: chunked\r\n"
            pieces = [body[i : i + 11] for i in range(0, len(body), 11)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"
        data = make.record("a", make.answer(body, more=more))
        (found,) = read(put(tmp_path, "a.warc", data))
        assert isinstance(found, Raw)
        assert found.text == TEXT.decode()

    @pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
    def test_a_bomb_in_an_answer(self, tmp_path: Path, coding: str) -> None:
        press = importlib.import_module({"gzip": "gzip", "deflate": "zlib", "br": "brotli"}[coding]).compress
        bomb = make.answer(press(bytes(1 << 26)), more=f"Content-Encoding: {coding}\r\n")
        cut = make.answer(press(TEXT * 1000)[:-40], more=f"Content-Encoding: {coding}\r\n")
        odd = make.answer(TEXT, more="Content-Encoding: zpaq\r\n")
        names = ("bomb", "cut", "odd")
        records = [make.record(name, block) for name, block in zip(names, (bomb, cut, odd), strict=True)]
        found = read(put(tmp_path, "a.warc", crawl(*records, *self.texts(1))))
        assert [x.doc_id for x in found] == ["bomb", "cut", "odd", "t0"]
        assert "--max-size" in reasons(found)[0]
        assert "cut short" in reasons(found)[1]
        assert "coding" in reasons(found)[2]

    def test_records_over_the_limit_and_answers_that_are_none(self, tmp_path: Path) -> None:
        records = [
            make.record("large", make.answer(b"x" * 200_000)),
            make.record("none", b"what is this?"),
            make.record("heads", make.answer(b"", more="X: y\r\n" * 5000)),
            *self.texts(1),
        ]
        found = read(put(tmp_path, "a.warc", crawl(*records)), limit=50_000)
        assert [x.doc_id for x in found] == ["large", "none", "heads", "t0"]
        assert "--max-size" in reasons(found)[0]

    def test_headers_without_end_are_no_memory(self, tmp_path: Path) -> None:
        for number, head in enumerate((b"a" * 40_000_000, b"a: b\r\n" * 6_000_000)):
            found, peak = shut_in(put(tmp_path, f"{number}.warc", b"WARC/1.0\r\n" + head))
            assert [kind for kind, *_ in found] == ["Reject"]
            assert peak < 150_000

    def test_pages_go_to_the_reader_of_pages(self, tmp_path: Path) -> None:
        needs("html")
        (article,) = make.articles(1)
        page = make.page(article).replace("utf-8", "windows-1252").encode("cp1252")
        data = make.record(article.doc_id, make.answer(page, "text/html; charset=windows-1252"))
        (found,) = read(put(tmp_path, "a.warc", data))
        assert isinstance(found, Raw)
        assert (found.doc_id, found.url) == (article.doc_id, article.url)
        assert "“Kami akan" in found.text
        assert "crawled 2025-06-01T00:00:00Z" in found.notes

    def test_the_form_before_warc(self, tmp_path: Path) -> None:
        assert "ARC file" in only(read(put(tmp_path, "a.arc", b"filedesc://x.arc 0.0.0.0 2004 text/plain 5\n"))).reason


# Texts


def test_fifty_megabytes_on_one_line(tmp_path: Path) -> None:
    data = b"kata " * 10_000_000
    for name in ("a.txt", "a.md", "a.jsonl", "a.html", "a.json", "a.csv", "a.rss"):
        kind = {"a.md": "markdown", "a.txt": "text", "a.rss": "feed"}.get(name, name.partition(".")[2])
        try:
            needs(kind)
        except pytest.skip.Exception:
            continue
        frame = (
            b"<html><body><p>%s</p></body></html>" if kind == "html" else b"<rss>%s</rss>" if kind == "feed" else b"%s"
        )
        frame = {"jsonl": b'{"text": "%s"}', "json": b'[{"text": "%s"}]', "csv": b"id,text\n1,%s"}.get(kind, frame)
        reject = only(read(put(tmp_path, name, frame % data)))
        assert "--max-size" in reject.reason


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
@pytest.mark.parametrize("mark", [b"[", b'{"a":'])
def test_json_nested_deep(tmp_path: Path, name: str, mark: bytes) -> None:
    needs(name.partition(".")[2])
    deep = b'{"id": "1", "text": "x", "more": ' + mark * 100_000
    closed = deep + b"1" + (b"]" if mark == b"[" else b"}") * 100_000 + b"}"
    for data in (mark * 100_000, deep, closed):
        found = read(put(tmp_path, name, data))
        assert len(found) == 1
        if data is not closed:
            assert isinstance(found[0], Reject)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.html"])
def test_encodings_that_are_not_what_is_said(tmp_path: Path, name: str, encoding: str) -> None:
    kind = name.partition(".")[2].replace("txt", "text")
    needs(kind)
    text = "“Kami akan memperbaiki jembatan itu,” kata menteri kepada wartawan di kantornya pada Jumat pagi."
    if encoding == "latin-1":
        text = text.replace("“", "«").replace("”", "»")
    frame = {"text": "%s", "jsonl": '{"id": "1", "text": "%s"}', "html": make.page(make.articles(1)[0])}[kind]
    data = (frame % text if kind != "html" else frame).encode(encoding, "replace")
    found = read(put(tmp_path, name, data))
    assert len(found) == 1 or kind == "jsonl"  # a line feed of two bytes may leave a half line
    if isinstance(found[0], Raw):
        assert "\x00" not in found[0].text
    else:
        assert found[0].reason


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.txt", "a.md", "a.html", "a.json", "a.csv", "a.warc", "a.zip", "a.tar", "a.xml"]
)
def test_a_picture_by_another_name(tmp_path: Path, name: str) -> None:
    kind = {"md": "markdown", "txt": "text", "xml": "feed"}.get(name.partition(".")[2], name.partition(".")[2])
    needs(kind)
    picture = b"\x89PNG\r\n\x1a\n" + struct.pack(">L4s2L5B", 13, b"IHDR", 9, 9, 8, 2, 0, 0, 0) + bytes(range(256)) * 20
    found = read(put(tmp_path, name, picture))
    assert {type(x) for x in found} == {Reject}
    assert len(found) == 1 or kind in ("jsonl", "csv")  # each line is told


# Feeds


def _feed(before: str, title: str) -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>x</title><item><title>{title}</title>'
        "<link>https://berita.example/1</link><description>Menteri itu berkata baik.</description></item>"
        "</channel></rss>"
    ).encode()


@pytest.mark.skipif(importlib.util.find_spec("risalah.sources.feed") is None, reason="feeds are not there yet")
class TestFeed:
    def test_entities_that_multiply(self, tmp_path: Path) -> None:
        lines = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
        found, peak = shut_in(put(tmp_path, "a.rss", _feed(f"<!DOCTYPE rss [{lines}]>", "&a10;")))
        assert len(found) == 1
        assert found[0][0] == "Reject" or int(found[0][2]) < 1000
        assert peak < 150_000

    def test_entities_from_elsewhere(self, tmp_path: Path) -> None:
        secret = put(tmp_path, "secret.txt", b"rahasia negara")
        before = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        found = read(put(tmp_path, "a.rss", _feed(before, "&x;").replace(b"itu berkata", b"itu &x; berkata")))
        assert len(found) == 1
        assert "rahasia" not in repr(found)
