"""The layout of whole documents: header, furniture, repeats and paragraphs together."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model.document import Layout, Raw
from risalah.packs.loader import load
from risalah.text.layout import Layouter

LAYOUTER = Layouter(load("id"), {"tani pos": "Tani Pos"})
SHARED = Path(__file__).resolve().parents[3] / "shared"

LEAD = "Kepala Desa Sukamaju Tono Sutono mengatakan panen raya tahun ini lebih baik daripada tahun lalu."
QUOTE = "“Kami menanam lebih awal karena hujan turun lebih cepat,” katanya kepada wartawan di balai desa, Senin (5/6)."
PLEA = "Ia meminta pemerintah kabupaten menjaga harga gabah agar petani tidak merugi ketika panen bersamaan."


def layout(text: str, published: str | None = None, outlet: str | None = None) -> Layout:
    return LAYOUTER(Raw(doc_id="x", text=text, published=published, outlet=outlet))


def words(text: str, found: Layout, kind: str = "story") -> list[str]:
    return [span.slice(text) for span in getattr(found, kind)]


def test_a_page_with_a_head_a_doubled_body_and_a_foot() -> None:
    body = f"{LEAD}\n{QUOTE}\n{PLEA}"
    head = "Panen Raya Dimulai di Sukamaju\nSenin, 05 Juni 2023 - 21:24 WIB"
    text = f"{head}\nSUKAMAJU - {body}\n{body}\n(ton)\ntulis komentar anda"
    found = layout(text)
    assert found.header.title == "Panen Raya Dimulai di Sukamaju"
    assert found.header.published == "2023-06-05T21:24+07:00"
    assert (found.header.place, found.header.byline, found.header.outlet) == ("Sukamaju", "ton", None)
    assert words(text, found) == [LEAD, QUOTE, PLEA]
    assert words(text, found, "repeats") == [body]
    assert words(text, found, "furniture") == [
        "Panen Raya Dimulai di Sukamaju",
        "Senin, 05 Juni 2023 - 21:24 WIB",
        "SUKAMAJU - ",
        "(ton)",
        "tulis komentar anda",
    ]


def test_a_crawler_prefix() -> None:
    text = f" date 2023-06 TaniPos - {LEAD}\n\n{QUOTE}[TS/r]"
    found = layout(text)
    assert (found.header.published, found.header.outlet, found.header.byline) == ("2023-06", "TaniPos", "TS/r")
    assert words(text, found) == [LEAD, QUOTE]


def test_a_markdown_page() -> None:
    text = (
        "# Panen Raya Dimulai\n\nPanen raya dimulai di Sukamaju\n\n"
        "| Field | Value |\n|---|---|\n| Title | Panen Raya Dimulai |\n"
        "| 👤 Author | Tono Sutono |\n| Editor | Tini |\n\n![Sawah di Sukamaju. ](https://example.org/a.jpg)\n\n"
        f"**SUKAMAJU, TANIPOS.com** - {LEAD}\n\n\\[video.1\\] {PLEA}\n\n---\nnull\n"
    )
    found = layout(text)
    assert (found.header.title, found.header.place) == ("Panen Raya Dimulai", "Sukamaju")
    assert found.header.byline == "Tono Sutono"
    assert words(text, found) == [LEAD, PLEA]


def test_tags_below_the_mark_of_the_writer() -> None:
    text = f"Sukamaju\n-\n{LEAD}\nSCROLL TO CONTINUE WITH CONTENT\n{PLEA}\n(ton/tin)\npanen raya\nsukamaju"
    found = layout(text)
    assert words(text, found) == [LEAD, PLEA]
    assert found.header.byline == "ton/tin"


def test_update_time_counts_only_where_nothing_else_is() -> None:
    head = "Panen Raya Dimulai di Sukamaju\nDiperbarui 6 Jun 2023, 07:18 WIB\n"
    assert layout(head + LEAD).header.published == "2023-06-06T07:18+07:00"
    assert layout(head + LEAD, published="2023-06-06").header.published == "2023-06-06"
    both = "Panen Raya Dimulai di Sukamaju\nDiterbitkan 5 Jun 2023, 07:00 WIB\nDiperbarui 6 Jun 2023, 07:18 WIB\n"
    assert layout(both + LEAD).header.published == "2023-06-05T07:00+07:00"


def test_a_row_wins_unless_the_text_is_more_precise() -> None:
    text = f"Panen Raya Dimulai\nSenin, 05 Juni 2023 - 21:24 WIB\n{LEAD}"
    assert layout(text, published="2023-06-05").header.published == "2023-06-05T21:24+07:00"
    assert layout(text, published="2023-06-07").header.published == "2023-06-07"
    assert layout(text, outlet="tanipos.com").header.outlet == "tanipos.com"


def test_a_link_on_its_own_line_and_a_drop_cap_stay_in_their_paragraph() -> None:
    text = "P\nara petani panen raya, dikutip dari\nTani Pos\n, Senin (5/6).\n" + PLEA
    assert words(text, layout(text)) == ["P\nara petani panen raya, dikutip dari\nTani Pos\n, Senin (5/6).", PLEA]


def test_tags_of_a_page_break_paragraphs() -> None:
    text = f"<p>{LEAD}</p><p>&nbsp;</p><p>{QUOTE}<br>{PLEA}</p>"
    assert words(text, layout(text)) == [LEAD, QUOTE, PLEA]


def test_nothing_and_almost_nothing() -> None:
    for text in ("", " ", "\n\n", ".", "\ufeff"):
        found = layout(text)
        assert words(text, found, "repeats") == []


PIECES = [
    *(LEAD, QUOTE, PLEA, "(ton)", "Baca juga:", "Baca juga: Harga Beras Turun", "SUKAMAJU - ", "| a | b |", "# Judul"),
    *("---", "\n", "\r\n", "\u2028", " ", "&nbsp;", "<br>", "<p>", '"', "“", "\x00", "\ud800", "\u200b", "("),
    *("Senin, 05 Juni 2023 - 21:24 WIB", "ADVERTISEMENT"),
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
def test_any_text(text: str) -> None:
    found = layout(text)
    assert found == layout(text)
    taken = sorted([*found.furniture, *found.repeats, *found.story])
    assert all(a.end <= b.start for a, b in pairwise(taken))
    for span in taken:
        assert span.start < span.end <= len(text)
    for span in found.story:
        assert span.slice(text) == span.slice(text).strip()
    for mark in found.marks:
        assert mark.span.end <= len(text)
        assert mark.rule


@pytest.mark.shared
def test_on_articles_as_they_are() -> None:
    path = SHARED / "corpora" / "id-news" / "articles.jsonl"
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    kept = 0.0
    rows = [json.loads(line) for line in path.read_bytes().splitlines()]
    for row in rows:
        found = LAYOUTER(Raw(doc_id=row["id"], text=row["text"], title=row["title"], published=row["published"]))
        assert found.story
        kept += sum(map(len, found.story)) / len(row["text"])
    assert 0.75 < kept / len(rows) < 0.97
