"""Repeats: second copies, in whatever line breaks, and nothing that recurs by right."""

from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from risalah.text.lines import split
from risalah.text.repeats import repeats

STORY = [
    "Kepala Desa Sukamaju Tono Sutono mengatakan panen raya tahun ini lebih baik daripada tahun lalu.",
    "“Kami menanam lebih awal karena hujan turun lebih cepat,” katanya kepada wartawan di balai desa, Senin.",
    "Ia meminta pemerintah kabupaten menjaga harga gabah agar petani tidak merugi ketika panen bersamaan.",
]


def found(text: str) -> list[str]:
    return [text[a:b] for a, b in repeats(text, split(text))]


def test_a_whole_body_twice() -> None:
    body = "\n".join(STORY)
    assert found(f"{body}\n{body}\n(ton)") == [body]


def test_a_block_and_then_its_paragraphs() -> None:
    block = "".join(STORY)
    body = "\n\n".join(STORY)
    assert found(f"{block}\n{body}") == [body]


def test_nested_copies() -> None:
    text = "\n".join(["".join(STORY), *["".join(STORY[i:]) for i in range(3)]])
    assert "".join(repeats_text for repeats_text in found(text)).count("Kepala Desa") == 1
    assert len(found(text)[0]) > 500


def test_a_paragraph_twice_in_a_row() -> None:
    assert found("\n".join([STORY[0], STORY[0], STORY[1]])) == [STORY[0]]


def test_a_short_sentence_that_recurs_is_not_a_repeat() -> None:
    assert found(f"{STORY[0]} Panen sudah dimulai. {STORY[1]} Panen sudah dimulai.") == []


def test_a_long_name_that_recurs_is_not_a_repeat() -> None:
    name = "Menteri Koordinator Bidang Pangan dan Perikanan Republik Sukamaju Tono Sutono Sutrisno Subagyo Sudibyo"
    assert found(f"Panen dibuka {name} di desa.\nMenurut {name} panen itu baik.") == []


def test_a_number_does_not_start_a_sentence() -> None:
    tail = "500 karung gabah kering di gudang besar milik koperasi desa yang baru dibuka bulan lalu itu, kata camat"
    assert found(f"Ada 1.{tail} kemarin.\nAda 3.{tail} besok.") == []


@given(st.lists(st.sampled_from([*STORY, "Ya.", "", "a b c d e f g h"]), max_size=12), st.sampled_from(["\n", " ", ""]))
def test_copies_stand_earlier_and_spans_are_in_order(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    spans = repeats(text, split(text))
    assert spans == sorted(spans)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_linear_time() -> None:
    text = (STORY[0] + " ") * 20000
    began = time.perf_counter()
    assert len(repeats(text, [(0, len(text))])) == 1
    assert time.perf_counter() - began < 10
