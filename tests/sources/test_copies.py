"""Copies among documents: by address, by words, nearly; and what is none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.model import Raw, Reject
from risalah.sources.copies import SKETCH, Copies, linked, plain_address, resemblance, sketched

WORDS = ["pelabuhan", "kapal", "nelayan", "badai", "dermaga", "menteri", "warga", "kota", "laut", "angin", "pasar"]


def text(seed: int, words: int = 200) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) + str(chosen.randrange(90)) for _ in range(words))


def copies(*raws: Raw) -> list[str | None]:
    return [found.copy_of for found in linked(raws) if isinstance(found, Raw)]


def test_the_same_words_are_a_copy_whatever_stands_between_them() -> None:
    one = text(1)
    assert copies(Raw("a", one), Raw("b", one.replace(" ", "\n").upper() + "."), Raw("c", text(2))) == [None, "a", None]


def test_another_headline_and_a_paragraph_less_is_a_copy() -> None:
    words = text(1).split()
    near = "Judul lain sama sekali " + " ".join(words[:185])
    half = " ".join(words[:100]) + " " + text(3, 100)
    assert copies(Raw("a", " ".join(words)), Raw("b", near), Raw("c", half)) == [None, "a", None]


def test_a_copy_of_a_copy_names_the_first() -> None:
    words = text(1).split()
    assert copies(*(Raw(n, " ".join(words[k:])) for k, n in enumerate("abc"))) == [None, "a", "a"]


def test_the_same_address_is_the_same_article_when_much_of_it_is_the_same() -> None:
    words = text(1).split()
    url = "https://www.example.org/a/1"
    updated = " ".join(words[:140] + text(5, 60).split())
    assert copies(
        Raw("a", " ".join(words), url=url),
        Raw("b", updated, url="http://m.example.org/a/1/?utm_source=x#top"),
        Raw("c", text(9), url=url),
    ) == [None, "a", None]


def test_short_texts_are_copies_only_when_they_are_the_same() -> None:
    assert copies(Raw("a", "Satu dua tiga."), Raw("b", "satu, dua, tiga"), Raw("c", "Satu dua empat.")) == [
        None,
        "a",
        None,
    ]


def test_what_is_said_of_a_copy() -> None:
    one = text(1)
    found = [*linked([Raw("a", one), Raw("b", one), Raw("a", text(2)), Reject("x", "source", "bad")])]
    notes = [f.notes for f in found if isinstance(f, Raw)]
    assert notes == [(), ("A copy of a (the same words).",), ("An earlier document has the same id.",)]
    assert isinstance(found[-1], Reject)


def test_memory_is_bounded() -> None:
    known = Copies(remembered=10)
    first = Raw("0", text(0))
    assert known(first) is None
    for n in range(1, 200):
        assert known(Raw(str(n), text(n))) is None
    assert known(first) is None, "forgotten by now"
    assert known(Raw("again", text(0))) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "http://www.example.org/a/"),
        ("https://example.org/a?b=1&a=2", "https://m.example.org/a?a=2&b=1&utm_medium=feed"),
        ("https://example.org/a/amp", "https://example.org/a#komentar"),
    ],
)
def test_addresses_of_one_page(one: str, other: str) -> None:
    assert plain_address(one) == plain_address(other)


def test_addresses_of_two_pages() -> None:
    assert plain_address("https://example.org/a?id=1") != plain_address("https://example.org/a?id=2")
    assert plain_address("http://[broken") == "http://[broken"


@given(st.lists(st.text(), max_size=300), st.lists(st.text(), max_size=300))
def test_resemblance_is_a_share(a: list[str], b: list[str]) -> None:
    one, other = sketched(a), sketched(b)
    assert len(one) <= SKETCH
    assert 0 <= resemblance(one, other) == resemblance(other, one) <= 1
    assert not one or resemblance(one, one) == 1
