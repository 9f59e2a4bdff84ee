"""Other names of one person or body in a document: acronyms in brackets, names somebody is called by."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from risalah.model import Tokens

PART = 2
"""Least letters of each name in a blend of two."""
CLIPPED = 4
"""Least letters of a name's end that is used alone."""
SMALL = 4
"""Words beyond the acronym's letters that its long form may have ("of", "dan")."""


def abbreviated(text: str, tokens: Tokens, last: int, acronym: str) -> str | None:
    """The capitalised words that end at token `last` and begin with the acronym's letters, or None."""
    letters = list(acronym.lower())
    k = last
    while k >= 0 and last - k < len(acronym) + SMALL and letters:
        raw = text[tokens.start[k]]
        if raw.isupper():
            if raw.lower() != letters[-1]:
                return None
            letters.pop()
        elif not tokens.lower[k].isalpha():
            return None
        k -= 1
    if letters:
        return None
    return " ".join(text[tokens.start[k + 1] : tokens.end[last]].split())


def short_for(alias: str, words: Sequence[str]) -> bool:
    """True when `alias` is made of a name: the end of a word of it, or the beginnings of two words after each other.

    Both are common ways to make a nickname ("Rahmawati" is called "Wati", "Budi Santoso" is called "Busan").
    """
    if len(alias) >= CLIPPED and any(w.endswith(alias) and w != alias for w in words):
        return True
    for a, b in pairwise(words):
        for k in range(PART, len(alias) - PART + 1):
            if a.startswith(alias[:k]) and b.startswith(alias[k:]):
                return True
    return False
