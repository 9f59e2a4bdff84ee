"""Hostile and broken input, read for real: a record or a reject with a reason, in time, never a crash."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import risalah
from risalah.cli.main import main

SENTENCE = '"Kami menolak usulan itu," kata Menteri Budi Hartono di Jakarta, Rabu (7/12/2022).\n\n'

TEXTS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b" \n\r\n\t",
    "binary": lambda: bytes(range(256)) * 400,
    "zip": lambda: b"PK\x03\x04" + bytes(1000),
    "nul": lambda: SENTENCE.encode().replace(b" ", b"\0"),
    "quotes": lambda: b'"' * 1_000_000,
    "curly quotes": lambda: "“".encode() * 300_000,
    "quotes and spaces": lambda: b'" ' * 200_000,
    "nested quotes": lambda: '“a ‘b "c '.encode() * 20_000,
    "brackets": lambda: b"(" * 200_000,
    "one word": lambda: b"a" * 500_000,
    "capitals": lambda: b"Aa " * 100_000,
    "digits": lambda: b"1" * 200_000,
    "dates": lambda: b"1/1/2022 " * 20_000,
    "stops": lambda: b". " * 200_000,
    "line breaks": lambda: b"\n" * 300_000 + b"x",
    "one line": lambda: SENTENCE.replace("\n", " ").encode() * 3_000,
    "many paragraphs": lambda: SENTENCE.encode() * 2_000,
    "control": lambda: "".join(map(chr, range(32))).encode() * 20 + SENTENCE.encode() * 20,
    "bidi": lambda: ("\u202e\u2066\u200f\u061c" + SENTENCE).encode() * 50,
    "zero width": lambda: "\u200b".join(SENTENCE * 30).encode(),
    "combining": lambda: ("e" + "\u0301" * 10_000 + " ").encode() * 5,
    "emoji": lambda: "👨‍👩‍👧‍👦".encode() * 10_000,
    "latin-1": lambda: ("Élysée " + SENTENCE).encode("latin-1"),
    "utf-16": lambda: SENTENCE.encode("utf-16"),
    "utf-16 without mark": lambda: SENTENCE.encode("utf-16-le"),
    "utf-32": lambda: SENTENCE.encode("utf-32"),
    "cut utf-8": lambda: SENTENCE.encode() + "é".encode()[:1],
    "overlong utf-8": lambda: b"\xc0\x80\xed\xa0\x80\xf8\x88" + SENTENCE.encode(),
    "markup": lambda: ("<p>" + SENTENCE + "<script>alert(1)</script></p>").encode() * 20,
}
SHORT = [name for name, make in TEXTS.items() if len(make()) < 20_000]
SECONDS = 30


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_becomes_a_record_or_a_reject(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXTS[name]())
    start = time.perf_counter()
    first, *others = risalah.read_all(path)
    assert time.perf_counter() - start < SECONDS
    assert not others or name == "zip"  # its member and its missing directory
    found = first
    if isinstance(found, risalah.Reject):
        assert found.reason
        assert "internal error" not in found.reason
        return
    text = path.read_bytes().decode("utf-8", "replace")
    for statement in found.statements:
        assert statement.content
        assert all(span.end <= len(text) for span in statement.content)
    json.loads(risalah.encode(found))


@pytest.mark.parametrize("name", SHORT)
@pytest.mark.parametrize("form", ["text", "table", "markdown"])
def test_nothing_in_it_reaches_the_terminal(
    tmp_path: Path, name: str, form: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXTS[name]())
    assert main(["read", str(path), "--format", form]) in (0, 1)
    out, err = capfdbinary.readouterr()
    for shown in (out.decode(), err.decode()):
        assert not set(shown) & {*map(chr, range(10)), *map(chr, range(11, 32)), "\x7f", "\u202e", "\u2066", "\u200f"}


def test_rows_with_all_of_it(tmp_path: Path) -> None:
    texts = [TEXTS[name]().decode("latin-1") for name in SHORT]
    texts += ["\ud83d " + SENTENCE, SENTENCE.replace("Budi", "\udc00"), "\ud800" * 500]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"id": i, "text": t}) + "\n{broken\n" for i, t in enumerate(texts)))
    found = list(risalah.read_all(path))
    assert len(found) == 2 * len(texts)
    assert not [x for x in found if isinstance(x, risalah.Reject) and "internal error" in x.reason]
    for record in found:
        json.loads(risalah.encode(record))


def test_other_columns_may_hold_anything(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [
        {"id": {}, "text": SENTENCE, "title": ["x"], "published": 2022, "outlet": True, "url": 1.5, "language": None},
        {"id": "", "text": SENTENCE, "published": "yesterday", "title": "\x1b[2J"},
        {"id": "x" * 5000, "text": SENTENCE, "published": "9999-99-99T99:99"},
        {"id": 1, "text": SENTENCE, "language": "xx"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = list(risalah.read_all(path))
    assert [isinstance(x, risalah.Reject) for x in found] == [False, False, False, True]
    assert found[1].doc_id == "a:2"


NOT_A_DATE = "The field 'published' is not a date and is left out."


@pytest.mark.parametrize(
    ("published", "noted"),
    [
        ("kemarin", True), ("x" * 500, True),
        (None, False), ("", False), (2022, False), ("2022-12", False), ("2022-12-07T21:24:05.123+07:00", False),
        ("Rabu, 7 Desember 2022 21:24 WIB", False),
    ],
)  # fmt: skip
def test_a_day_of_publishing_that_is_none_is_noted(tmp_path: Path, published: object, noted: bool) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": SENTENCE, "published": published}) + "\n")
    (found,) = risalah.read_all(path)
    assert isinstance(found, risalah.Record)
    assert (NOT_A_DATE in found.notes) is noted
    if isinstance(published, str):
        assert (NOT_A_DATE in risalah.read(text=SENTENCE, published=published).notes) is noted
