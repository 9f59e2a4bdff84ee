"""Conditions: extents, and properties on any text."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Span
from risalah.packs.loader import load
from risalah.reading.conditions import Conditions

CONDITIONS = Conditions(load("id"))


def found(text: str) -> list[str]:
    return [f.span.slice(text) for f in CONDITIONS(text, (Span(0, len(text)),))]


@pytest.mark.parametrize(
    "marked",
    [
        "[Jika semua pihak, termasuk kelompok bersenjata, setuju], kami akan pergi",
        "[Jika kapal, pesawat, dan tank ditarik], kami akan pergi",
        "Kami pergi. Namun [jika diminta], kami kembali. Tidak lebih",
        "Kami akan membayar 1,5 juta [jika barang tiba], tetapi tidak hari ini",
        "Mereka datang [kalau diundang], sehingga rapat dapat dimulai",
        "Sejak dulu mereka datang saat panen",
        "Mereka tinggal di sana selama dua tahun",
    ],
)
def test_extent(marked: str) -> None:
    assert found(re.sub(r"[\[\]]", "", marked)) == re.findall(r"\[(.*?)\]", marked)


def test_spans_are_of_the_document_and_inside_the_content() -> None:
    text = "Jika hujan. Ia berkata, “Kami berangkat jika cerah,” lalu pergi jika perlu."
    start = text.index("Kami")
    content = Span(start, text.index(",”"))
    assert [f.span.slice(text) for f in CONDITIONS(text, (content,))] == ["jika cerah"]
    assert CONDITIONS(text, ()) == ()


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                ["jika", "kami", "akan", ",", ".", "selama", "tetap", "tidak", "hingga", "maka", "\ud800", "”"]
            ),
            max_size=60,
        ).map(" ".join),
    )
)
def test_any_text(text: str) -> None:
    content = (Span(0, len(text) // 2), Span(len(text) // 2, len(text)))
    spans = CONDITIONS(text, content)
    assert spans == CONDITIONS(text, content)
    assert all(any(c.contains(f.span) for c in content) and len(f.span) > 0 for f in spans)
    assert all(a.span.end <= b.span.start for a, b in pairwise(spans))


def test_long_texts_take_linear_time() -> None:
    for unit in ("jika ", "jika kami, ", "selama kami tetap ", ", ", ".", "kami tidak akan hingga "):
        text = unit * 20_000
        CONDITIONS(text, (Span(0, len(text)),))
