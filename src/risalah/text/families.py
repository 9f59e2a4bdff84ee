"""Word families: the roots that a word may be formed from, by a pack's table of affixes.

There is no dictionary: a word has every root that its affixes allow ("penolakan" may come from "tolak" or "olak"), and
two words are of one family when they share one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from risalah.packs import Pack, load

PREFIXES = 2
"""Prefixes that one word may have."""
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


class Affix(NamedTuple):
    """An affix and what stands in its place in the root ("meny" for "s"; empty for nothing)."""

    form: str
    root: str
    before: str
    """Letters one of which must follow a prefix; empty for any."""
    least: int
    """Letters that the root must have."""


class Families:
    """The roots of the words of one language. Made once; calling it is pure."""

    def __init__(self, pack: Pack) -> None:
        rows = pack.lexicon("affixes") if pack.has("affixes") else []
        self.prefixes = _affixes(rows, "prefix")
        self.suffixes = _affixes(rows, "suffix")
        self.enclitics = _affixes(rows, "enclitic")
        self.kept = frozenset(r["form"] for r in rows if r["class"] == "kept")
        self.roots = lru_cache(1 << 16)(self._roots)

    def __call__(self, word: str) -> frozenset[str]:
        """The roots of a word, itself among them; a doubled word ("negara-negara") has those of its half too."""
        return self.roots(word.casefold())

    def _roots(self, word: str) -> frozenset[str]:
        found = {word}
        first, hyphen, second = word.partition("-")
        if hyphen:
            found |= self._roots(second) | ({first} if first == second else self._roots(first))
            return frozenset(found)
        if word in self.kept:
            return frozenset(found)
        for bare in (word, *self._off(word, self.enclitics)):
            found.add(bare)
            for ended in (bare, *self._off(bare, self.suffixes)):
                found.add(ended)
                found |= self._fronted(ended, PREFIXES)
        return frozenset(found)

    def _fronted(self, word: str, times: int) -> set[str]:
        """What may stand behind up to so many prefixes of a word."""
        found: set[str] = set()
        for affix in self.prefixes:
            rest = word[len(affix.form) :]
            if word.startswith(affix.form) and (not affix.before or rest[:1] in affix.before):
                root = affix.root + rest
                if len(root) >= affix.least:
                    found.add(root)
                    if times > 1:
                        found |= self._fronted(root, times - 1)
        return found

    def _off(self, word: str, affixes: Iterable[Affix]) -> list[str]:
        return [
            word[: -len(a.form)] + a.root
            for a in affixes
            if word.endswith(a.form) and len(word) - len(a.form) + len(a.root) >= a.least
        ]


def _affixes(rows: Iterable[Mapping[str, str]], kind: str) -> tuple[Affix, ...]:
    return tuple(Affix(r["form"], r["root"], r["before"], int(r["least"])) for r in rows if r["class"] == kind)


@cache
def families_of(language: str) -> Families:
    """The word families of an installed language; one for all that ask, since it remembers what it was asked."""
    return Families(load(language))


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return [w.casefold() for w in _LETTERS.findall(text)]
