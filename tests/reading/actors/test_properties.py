"""Whatever the text: mentions are in order, do not overlap, and hold the name they tell."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading.reading import read

WORDS = [
    "Kepala",
    "Dinas",
    "Budi",
    "Kota",
    "dan",
    ",",
    "(",
    ")",
    ".",
    "12",
    "/",
    "Prof",
    "dr",
    "Komisaris",
    "Besar",
    "Ketua",
    "KPU",
    "von",
    "al",
    "M",
    "X",
    "selaku",
    "dari",
    "yang",
    "juga",
    "kata",
    "mengatakan",
    "PT",
    "Universitas",
    "Masjid",
    "Sumber",
    "Daya",
    "Raja",
    "Imam",
    "Fajar",
    "of",
    "for",
    "Rusia",
    "AS",
    "Jakarta",
]
LONG = ("Ketua Budi ", "Prof Dr ", "Kepala Dinas A, B, ", "al von ", "Kata Budi Santoso, Ketua X dan ", "A. ")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), st.text(max_size=200)))
def test_mentions_hold(text: str) -> None:
    reading = read(text, until="actors")
    last = 0
    for m in reading.mentions:
        assert last <= m.first < m.last <= len(reading.tokens)
        assert (m.span.start, m.span.end) == (reading.tokens.start[m.first], reading.tokens.end[m.last - 1])
        if m.name_first >= 0:
            assert m.first <= m.name_first < m.name_last <= m.last
        last = m.last
    for p in reading.persons:
        assert list(p.mentions) == sorted(p.mentions)
        assert all(0 <= n < len(reading.mentions) for n in p.mentions)
    assert read(text, until="actors") == reading


def test_long_runs_take_linear_time() -> None:
    def seconds(words: str, n: int) -> float:
        start = time.perf_counter()
        read(words * n, until="actors")
        return time.perf_counter() - start

    read("Budi", until="actors")
    for words in (
        "Ketua Budi ",
        "Prof Dr ",
        "Kepala Dinas A, B, ",
        "al von ",
        "Kata Budi Santoso, Ketua X dan ",
        "A. ",
    ):
        small, large = seconds(words, 500), seconds(words, 4000)
        assert large < 8 * small * 3 + 0.5, words
