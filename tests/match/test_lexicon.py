from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risalah.match.lexicon import Phrases

WORDS = ["a", "b", "c"]
phrases = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(tuple), st.integers()), max_size=12
)


def test_the_longest_phrase_wins() -> None:
    found = Phrases([(("a",), 1), (("a", "b"), 2), (("a", "b", "c", "d"), 3)])
    assert found.longest(["a", "b", "c"], 0) == (2, [2])
    assert found.longest(["x", "a"], 1) == (2, [1])
    assert found.longest(["b"], 0) is None
    assert list(found.matches(["a", "b", "c", "d"], 0)) == [(4, [3]), (2, [2]), (1, [1])]


def test_a_phrase_ends_by_the_stop() -> None:
    found = Phrases([(("a",), 1), (("a", "b"), 2)])
    assert found.longest(["a", "b"], 0, stop=1) == (1, [1])
    assert found.longest(["a", "b"], 0, stop=0) is None


def test_payloads_of_one_phrase_add_up() -> None:
    found = Phrases([(("a",), 1)])
    found.add(("a",), 2)
    assert found.longest(["a"], 0) == (1, [1, 2])
    assert sorted(found.singles()) == [("a", 1), ("a", 2)]
    assert "a" in found
    assert "b" not in found


def test_an_empty_phrase_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Phrases([((), 1)])


@given(phrases, st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_matches_are_those_that_a_plain_search_finds(
    items: list[tuple[tuple[str, ...], int]], tokens: list[str]
) -> None:
    found = Phrases(items)
    for at in range(len(tokens)):
        plain: dict[int, list[int]] = {}
        for phrase, payload in items:
            if tuple(tokens[at : at + len(phrase)]) == phrase:
                plain.setdefault(at + len(phrase), []).append(payload)
        assert list(found.matches(tokens, at)) == sorted(plain.items(), reverse=True)
