"""What speaks against two wordings being one utterance: opposite words, a negation that one lacks, opposite acts."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache

from risalah.ledger.names import canonical
from risalah.packs import available, load
from risalah.text.families import families_of, words_of

ELSE_ALIKE = 0.6
"""Share of the other words (of both texts) from which on a negation or an opposite word turns one of them round; where
less is the same, it may belong to something that the other leaves out."""
OPPOSITE_ACTS = ((frozenset({"reject", "deny"}), frozenset({"accept", "support"})),)
_ENDING = re.compile(r"n[’']t\b")
_CAPITAL = re.compile(r"\b[A-Z]\w+")
Side = tuple[int, int]
"""A pair of opposites, and one of its two sides."""


@cache
def _opposites(language: str) -> dict[str, frozenset[Side]]:
    """The sides that roots stand on, in a language; nothing where no pack has such a table."""
    if language not in available() or not load(language).has("antonyms"):
        return {}
    found: dict[str, set[Side]] = {}
    for n, row in enumerate(load(language).lexicon("antonyms")):
        for side, form in enumerate((row["form"], row["class"])):
            found.setdefault(form, set()).add((n, side))
    return {form: frozenset(sides) for form, sides in found.items()}


@cache
def _sides_of(language: str, word: str) -> frozenset[Side]:
    sides = _opposites(language)
    roots = families_of(language)(word) if sides else ()
    return frozenset().union(*(sides[root] for root in roots if root in sides))


@cache
def negations(language: str) -> frozenset[str]:
    """The words of a language that negate."""
    return load(language).words("grammar").get("negation", frozenset()) if language in available() else frozenset()


def contrary_words(language: str, one: str, other: str) -> bool:
    """Whether two texts of one language say opposite things: they are nearly the same, but one has a word where the
    other has its opposite, one negates more often, or they name other states."""
    a, b = set(words_of(one)), set(words_of(other))
    no = negations(language)
    turned = _negated(one, no) != _negated(other, no)
    mine, theirs = ({w: _sides_of(language, w) for w in words} for words in (a, b))
    ours, others = (frozenset().union(*sides.values()) for sides in (mine, theirs))
    opposed = {
        n for n, side in ours if (n, 1 - side) in others and (n, 1 - side) not in ours and (n, side) not in others
    }
    here, there = _parties(one), _parties(other)
    swapped = bool(here - there) and bool(there - here)
    if not turned and not opposed and not swapped:
        return False
    a, b = (
        {w for w, sides in found.items() if w not in no and not any(n in opposed for n, _ in sides)}
        for found in (mine, theirs)
    )
    return len(a & b) >= ELSE_ALIKE * len(a | b)


def _negated(text: str, no: frozenset[str]) -> int:
    """How often a text negates: by words of their own, and by endings (`can't`)."""
    return sum(w in no for w in words_of(text)) + len(_ENDING.findall(text))


def _parties(text: str) -> frozenset[str]:
    """The states and bodies that words with a capital name, each by one name."""
    names = (canonical(w) for w in _CAPITAL.findall(text))
    return frozenset(min(found) for found in names if found)


def contrary_acts(one: Set[str], other: Set[str]) -> bool:
    """Whether two statements do opposite things: one refuses what the other accepts."""
    return any(
        (a & one and b & other and not b & one and not a & other)
        or (b & one and a & other and not a & one and not b & other)
        for a, b in OPPOSITE_ACTS
    )
