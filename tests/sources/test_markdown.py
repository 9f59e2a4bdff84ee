"""Markdown files: front matter, and where the text stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Raw, Reject, Span, on_page
from risalah.sources import documents
from risalah.sources.markdown import front_matter

FRONT = "---\r\ntitle: 'Kapal: kembali'\r\ndate: 2024-03-14\r\nTags: [a]\r\nauthor:\r\nlang: id\r\n---\r\n"


def read(folder: Path, text: str) -> Raw | Reject:
    path = folder / "a.md"
    path.write_bytes(text.encode())
    (found,) = documents([path])
    return found


def test_front_matter_is_no_text(tmp_path: Path) -> None:
    body = "# Kapal kembali\n\nKapal itu **kembali**.\n"
    found = read(tmp_path, FRONT + body)
    assert isinstance(found, Raw)
    assert found.text == body
    assert (found.title, found.published, found.author, found.language) == ("Kapal: kembali", "2024-03-14", None, "id")
    span = on_page(found.runs, Span(2, 7))
    assert span is not None
    assert (FRONT + body)[span.start : span.end] == "Kapal"


@pytest.mark.parametrize("text", ["Kapal\n---\nitu", "--- \nKapal", "---\ntitle: x\nKapal tanpa akhir", "***"])
def test_without_front_matter_the_file_is_the_text(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert isinstance(found, Raw)
    assert (found.text, found.title, found.runs) == (text, None, ())


def test_nothing_but_front_matter_is_a_reject(tmp_path: Path) -> None:
    found = read(tmp_path, FRONT + "\n")
    assert isinstance(found, Reject)
    assert found.reason == "empty but for its front matter"


@given(st.text())
def test_any_text(text: str) -> None:
    fields, start = front_matter(text)
    assert 0 <= start <= len(text)
    assert all(fields.values())
