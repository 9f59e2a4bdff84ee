"""Furniture: extents of headlines inside a paragraph, and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.packs.loader import load
from risalah.text.furniture import Furniture
from risalah.text.lines import split

FINDER = Furniture(load("id"))


def found(text: str) -> list[str]:
    return sorted({text[a:b] for a, b, _ in FINDER(text, text.lower(), split(text))})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Panen dimulai. Baca juga: Harga Beras Turun di Lima Kota “Panen ini baik,” kata Tono.",
            "Baca juga: Harga Beras Turun di Lima Kota",
        ),
        (
            "Panen dimulai.  Baca juga: Harga Beras Turun di Lima Kota  Kepala desa menyambut baik panen itu.",
            "Baca juga: Harga Beras Turun di Lima Kota",
        ),
        (
            "Panen dimulai.Baca JugaHarga Beras TurunPupuk Datang Pekan Depan di SubangKepala desa menyambut panen.",
            "Baca JugaHarga Beras TurunPupuk Datang Pekan Depan di Subang",
        ),
        ("Panen dimulai (baca: Harga Beras Turun) pada Senin.", "(baca: Harga Beras Turun)"),
        ("Baca juga:\nHarga Beras Turun di Kota\nKepala desa menyambut.", "Baca juga:\nHarga Beras Turun di Kota"),
    ],
)
def test_how_far_another_headline_goes(text: str, expected: str) -> None:
    assert expected in found(text)


def test_a_bare_mark_does_not_swallow_a_quotation() -> None:
    text = 'Panen dimulai kemarin.\nBaca Juga\n"Panen ini baik," kata Tono.'
    assert found(text) == ["Baca Juga"]


@given(st.text(alphabet="Bbaca Juga:\n.()[]'\"“”|!*-A1", max_size=300))
def test_any_text(text: str) -> None:
    for start, end, rule in FINDER(text, text.lower(), split(text)):
        assert 0 <= start <= end <= len(text)
        assert rule
