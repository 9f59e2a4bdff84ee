from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Quote, Span
from risalah.text.quotes import find_quotes
from risalah.text.tokens import Tokenizer


def quotes(text: str) -> tuple[Quote, ...]:
    """The quotations of a text whose paragraphs stand on lines."""
    paragraphs, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Span(start, start + len(line)))
        start += len(line) + 1
    return find_quotes(text, Tokenizer()(text, paragraphs))


def inner(text: str) -> list[str]:
    return [q.inner.slice(text) for q in quotes(text)]


@pytest.mark.parametrize(
    "text",
    ['"Satu dua," kata X.', "“Satu dua,” kata X.", '"Satu dua,” kata X.', '”Satu dua," kata X.', "«Satu dua,» kata X.",
     "„Satu dua,“ kata X.", "''Satu dua,'' kata X.", "&quot;Satu dua,&quot; kata X.", '\\"Satu dua,\\" kata X.',
     'Kata X:"Satu dua,"', "Kata X:”Satu dua,”", "(”Satu dua,” kata X)"],
)  # fmt: skip
def test_any_pair_of_marks(text: str) -> None:
    assert inner(text) == ["Satu dua,"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"Satu," kata X. "Dua."', ["Satu,", "Dua."]),
        ('"Kata "nanti" tidak cukup," kata X.', ['Kata "nanti" tidak cukup,']),
        (
            "\"Mereka bilang 'tidak ada waktu lagi' lalu pergi,\" kata X.",
            ["Mereka bilang 'tidak ada waktu lagi' lalu pergi,"],
        ),
        ("'Satu dua tiga,' kata X.", ["Satu dua tiga,"]),
        ("Hari Jum'at itu 'sepi' sekali.", []),  # an apostrophe, a term between single marks
        ('Layar 42" di dinding dan layar 50" di lantai', []),  # inches
        ('Kosong: "" dan " "', []),
        ("Tanpa tanda.", []),
    ],
)
def test_which_marks_belong_together(text: str, found: list[str]) -> None:
    assert inner(text) == found


def test_a_quotation_never_closed_ends_with_its_paragraph() -> None:
    text = '"Satu dua tiga.\nEmpat lima.'
    (quote,) = quotes(text)
    assert not quote.closed
    assert quote.inner.slice(text) == "Satu dua tiga."


def test_a_mark_opened_again_closes_the_one_before() -> None:
    assert inner('Ia berkata "satu dua tiga. Lalu ia berkata "empat lima enam tujuh delapan sembilan sepuluh."') == [
        "satu dua tiga. Lalu ia berkata",
        "empat lima enam tujuh delapan sembilan sepuluh.",
    ]


def test_single_marks_are_told_apart() -> None:
    text = "\"Satu dua,\" kata X. 'Tiga empat lima,' kata Y."
    assert [q.kind for q in quotes(text)] == ["double", "single"]


@given(st.lists(st.sampled_from([*"\"“”'‘’„«» .,\n", "satu", "Dua", "''", "&quot;"]), max_size=100).map("".join))
def test_quotations_of_one_kind_never_overlap(text: str) -> None:
    found = quotes(text)
    for kind in ("double", "single"):
        same = [q for q in found if q.kind == kind]
        assert all(a.close <= b.open for a, b in pairwise(same))
    assert all(q.open < q.close and q.inner.slice(text) for q in found)


def test_a_great_many_marks_take_work_in_proportion() -> None:
    """Each mark is looked at a bounded number of times: with quadratic work this does not come to an end."""
    assert len(quotes('"a" ' * 100_000)) == 100_000
    assert quotes('"' * 100_000) is not None
