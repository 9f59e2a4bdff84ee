"""Bytes to text: offsets as `open(..., newline="")` gives them, damage noted, nothing changed."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.errors import DecodeError, DocumentError, LimitError
from risalah.text.decode import damage, decode


def test_plain_utf8_keeps_line_ends_and_has_no_notes() -> None:
    data = "Satu\r\nDua\rTiga\n“Empat”".encode()
    assert decode(data) == ("Satu\r\nDua\rTiga\n“Empat”", ())


def test_a_byte_order_mark_stays_as_open_reads_it() -> None:
    text, notes = decode(codecs.BOM_UTF8 + b"Padi")
    assert text == "\ufeffPadi"
    assert "byte order mark" in notes[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_by_their_mark(encoding: str) -> None:
    text, notes = decode("\ufeffPadi “kuning”".encode(encoding))
    assert text == "\ufeffPadi “kuning”"
    assert any(encoding in n for n in notes)


def test_cp1252_where_it_is_not_utf8() -> None:
    text, notes = decode(b"Menlu berkata \x93damai\x94 di Zagreb \x96 Senin")
    assert text == "Menlu berkata “damai” di Zagreb – Senin"
    assert notes == ("not UTF-8 from byte 14 on, read as cp1252",)
    text = "Menlu “Budi” mengatakan – bahwa ia ‘siap’ berunding…"
    assert decode(text.encode("cp1252"))[0] == decode(text.encode())[0] == text


def test_mostly_good_utf8_keeps_its_letters() -> None:
    text, notes = decode("“Damai”, kata café".encode() + b"\xff.")
    assert text == "“Damai”, kata café\ufffd."
    assert any("broken" in n for n in notes)


def test_encoded_surrogates_stay() -> None:
    text, notes = decode(b"a\xed\xa0\xbdb")
    assert text == "a\ud83db"
    assert any("surrogate" in n for n in notes)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("TÃ¼rkiye menolak", "twice"),
        ("a\x00b", "NUL"),
        ("a\ufffdb", "replacement"),
        ("a\u202eb", "bidirectional"),
        ("a\ud800b", "surrogate"),
    ],
)
def test_damage_is_noted_and_left(text: str, word: str) -> None:
    assert any(word in note for note in damage(text))


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("a\ud800b", ("1 lone surrogate",)),
        ("\ud800\ud800", ("2 lone surrogates",)),
        ("\x00", ("1 NUL character",)),
        ("\u202e\ufffd", ("1 bidirectional control", "1 replacement character")),
        ("Ã¼", ("1 place looks encoded twice",)),
        ("Ã¼Ã¼", ("2 places look encoded twice",)),
    ],
)
def test_one_is_not_many(text: str, notes: tuple[str, ...]) -> None:
    assert damage(text) == notes


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"\x89PNG\r\n", b"PK\x03\x04rest", bytes(range(32)) * 50])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(data)


def test_the_limit() -> None:
    with pytest.raises(LimitError):
        decode(b"12345", limit=4)


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_document_error(data: bytes) -> None:
    try:
        text, notes = decode(data)
    except DocumentError:
        return
    assert isinstance(text, str)
    assert decode(data) == (text, notes)


@given(st.text(max_size=300))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    try:
        found, _ = decode(text.encode("utf-8"))
    except DecodeError:
        return
    assert found == text
