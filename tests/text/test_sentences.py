from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Span, Tokens
from risalah.text.quotes import find_quotes
from risalah.text.sentences import number_sentences
from risalah.text.tokens import Tokenizer


def sentences(text: str, abbreviations: tuple[str, ...] = ("jl", "no", "prof")) -> tuple[Tokens, list[str]]:
    paragraphs, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Span(start, start + len(line)))
        start += len(line) + 1
    tokens = Tokenizer()(text, paragraphs)
    tokens, spans = number_sentences(text, tokens, find_quotes(text, tokens), abbreviations)
    return tokens, [s.slice(text) for s in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Satu dua. Tiga empat.", ["Satu dua.", "Tiga empat."]),
        ("Satu dua.Tiga empat.", ["Satu dua.", "Tiga empat."]),  # glued
        ("Satu? Dua! Tiga… Empat", ["Satu?", "Dua!", "Tiga…", "Empat"]),
        ('Satu dua."Tiga empat," kata X.', ["Satu dua.", '"Tiga empat," kata X.']),
        ('"Satu dua." Tiga empat.', ['"Satu dua."', "Tiga empat."]),
        ('"Satu dua?" kata X.', ['"Satu dua?" kata X.']),  # a mark before a small letter
        ("Satu (dua tiga.) Empat.", ["Satu (dua tiga.)", "Empat."]),
        ("Di Jl. Merdeka No. 5 Bogor. Lalu", ["Di Jl. Merdeka No. 5 Bogor.", "Lalu"]),  # abbreviations
        ("Oleh Mateo R. Rincon. Lalu", ["Oleh Mateo R. Rincon.", "Lalu"]),  # an initial
        ("Naik 4.500 atau 2.5 persen. Lalu", ["Naik 4.500 atau 2.5 persen.", "Lalu"]),
        ("Satu dua\nTiga empat", ["Satu dua", "Tiga empat"]),  # paragraphs
        ("Satu dua . . Tiga", ["Satu dua . .", "Tiga"]),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, found: list[str]) -> None:
    assert sentences(text)[1] == found


def test_tokens_are_numbered_by_sentence() -> None:
    tokens, _ = sentences("Satu dua. Tiga!\nEmpat")
    assert tokens.sentence == (0, 0, 0, 1, 1, 2)


@given(st.text(st.sampled_from([*"aB.?!… \"'()5\n“”,"]), max_size=120))
def test_sentences_cover_the_tokens_in_order(text: str) -> None:
    tokens, found = sentences(text)
    numbers = tokens.sentence
    assert all(b - a in (0, 1) for a, b in pairwise(numbers))
    assert (numbers[0] == 0 and numbers[-1] == len(found) - 1) if numbers else not found
    same = zip(numbers, numbers[1:], tokens.paragraph, tokens.paragraph[1:], strict=False)
    assert all(p == q for a, b, p, q in same if a == b), "a sentence in two paragraphs"
