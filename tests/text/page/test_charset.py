"""The encoding of a page: what is named, what is true, and what to do where they differ."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.errors import DecodeError
from risalah.text.page.charset import decoded, named

SAID = "<p>“Kami menolak”, kata José di Kraków</p>"


def meta(name: str) -> bytes:
    return f'<meta charset="{name}">'.encode()


def test_a_page_that_tells_the_truth() -> None:
    assert decoded(meta("utf-8") + SAID.encode()) == (meta("utf-8").decode() + SAID, ())
    assert decoded(SAID.encode()) == (SAID, ())
    assert decoded(SAID.replace("ó", "o").encode("cp1252"), "windows-1252") == (SAID.replace("ó", "o"), ())
    assert decoded("<p>Привет, мир, как дела</p>".encode("koi8-r"), "KOI8-R")[0] == "<p>Привет, мир, как дела</p>"
    assert decoded(meta("gb2312") + "<p>中文新闻</p>".encode("gb18030"))[0].endswith("<p>中文新闻</p>")


def test_latin_1_is_what_browsers_read_under_that_name() -> None:
    text, notes = decoded(meta("iso-8859-1") + "<p>“Kami”</p>".encode("cp1252"))
    assert text.endswith("<p>“Kami”</p>")
    assert notes == ()


def test_what_the_carrier_names_counts_before_what_the_page_names() -> None:
    data = meta("windows-1251") + "<p>café</p>".encode("cp1252")
    assert decoded(data, "windows-1252")[0].endswith("café</p>")
    assert decoded(data)[0].endswith("cafй</p>")


@pytest.mark.parametrize("lie", ["iso-8859-1", "windows-1252", "us-ascii", "gb2312"])
def test_utf_8_under_another_name(lie: str) -> None:
    text, notes = decoded(meta(lie) + SAID.encode())
    assert text.endswith(SAID)
    assert notes == (f"named {lie}, but is UTF-8",)
    assert decoded(b"<p>isi</p>", lie) == ("<p>isi</p>", ())  # ASCII is all of them


@pytest.mark.parametrize("lie", ["utf-8", "utf-7", "x-rot13", "hex", "idna", "nothing-such", "\x00"])
def test_a_name_that_does_not_hold(lie: str) -> None:
    text, notes = decoded("<p>“Kami menolak”, kata José</p>".encode("cp1252"), lie)
    assert text == "<p>“Kami menolak”, kata José</p>"
    assert any("cp1252" in note for note in notes)


def test_a_byte_order_mark_counts_first() -> None:
    wide = codecs.BOM_UTF16_LE + SAID.encode("utf-16-le")
    assert decoded(wide, "utf-8")[0].lstrip("\ufeff") == SAID
    assert decoded(codecs.BOM_UTF8 + SAID.encode(), "latin-1")[0].lstrip("\ufeff") == SAID


def test_where_a_page_names_it() -> None:
    assert named(b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">') == "windows-1252"
    assert named(b"<?xml version='1.0' encoding='ISO-8859-2'?>") == "ISO-8859-2"
    assert named(b"<p>charset=utf-8</p>") is None
    assert named(b" " * 5000 + b"<meta charset=utf-8>") is None


def test_a_picture_is_no_page() -> None:
    with pytest.raises(DecodeError):
        decoded(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


@given(st.binary(max_size=200), st.text(max_size=12) | st.none())
def test_any_bytes(data: bytes, name: str | None) -> None:
    try:
        text, notes = decoded(data, name)
    except DecodeError:
        return
    assert isinstance(text, str)
    assert all(notes)
