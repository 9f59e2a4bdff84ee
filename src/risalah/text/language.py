"""Which of the installed packs' languages a text is written in, told by its function words; no network, no model.

Each pack lists its closed classes (prepositions, conjunctions, negations …). A text is of the language whose
closed words make up the largest share of its words (those with a capital left out: names), where that share is
what running text has; a text in a language without a pack has no such share. A near relative of a pack's
language (Malay beside Indonesian) has nearly the same function words: a pack may list words that only it and words
that only the relative uses (`relatives.tsv`), and the text is of the one that it has more of.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from risalah.packs import Pack
from risalah.text.tokens import fold

CLASSES = (
    "complementiser", "preposition", "coordinator", "clause", "negation", "determiner", "relative", "demonstrative",
    "future", "pronoun.he", "pronoun.they", "pronoun.we", "passive.auxiliary", "adverb", "condition", "article",
)  # fmt: skip
"""Classes of a pack's grammar whose words are function words."""
RUNNING = 0.18
"""Share of function words below which a text is in none of the languages."""
SHORT = 30
"""Words below which a text is told by its letters first."""
CHARACTERS = 20_000
"""What of a text is looked at."""
FEW = 12
"""Words below which the share says nothing."""
WORDS = 3
"""Words below which nothing says anything: the best language is taken."""
LETTERS = 400
"""Words whose letters are looked at."""
PLAIN = 10
"""Words without a capital from which on they are also looked at alone: names are of any language."""
USUAL = -7.7
"""Mean logarithm of its triples' share that a short text in one of the languages has at least: 97 in 100 openings of
60 letters have it, and none of ten headlines in other languages but those of near relatives."""
POSSIBLE, APART = -8.05, 0.3
"""The same for a text with a function word of the language, and by how much the next language must be behind."""
UNSEEN = 2000
"""What is added to a language's count of triples for those that its pack's words do not show."""
FOREIGN = 0.08
"""Share of words in lower case with letters beyond a to z that no text in the languages has."""
HEADLINE = 400
"""Characters below which one word shows a relative."""
SURE = 3
"""Different words that show it in a longer text."""
_TWICE = re.compile("[’â€Ã]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class Guess(NamedTuple):
    """The language (None when it is none of the packs'), the share of its function words, the words seen."""

    language: str | None
    share: float
    words: int
    relative: str = ""
    """The name of the relative of a pack's language that the text is in, where it is in one."""


def _elsewhere(words: list[str]) -> bool:
    """True for words in another script, or with letters that neither names nor loans bring into a Latin one."""
    if not words:
        return False
    latin = sum(w[0].isascii() or "LATIN" in unicodedata.name(w[0], "") for w in words)
    lower = [w for w in words if not w[0].isupper()]
    odd = sum(not w.isascii() and not _TWICE.search(w) for w in lower)
    return 2 * latin < len(words) or odd > max(FOREIGN * len(lower), 0)


class Triples:
    """How usual the triples of letters of a language are, by the words that its pack lists."""

    def __init__(self, words: Iterable[str]) -> None:
        counts = Counter(t for w in words for t in triples(w))
        total = sum(counts.values()) + UNSEEN
        self._never = math.log(0.5 / total)
        self._log = {t: math.log((n + 0.5) / total) for t, n in counts.items()}

    def __call__(self, words: Iterable[str]) -> float:
        """The mean logarithm of the triples' share in the language; lower for a text in another one."""
        found = [self._log.get(t, self._never) for w in words for t in triples(w)]
        return sum(found) / len(found) if found else self._never


def triples(word: str) -> list[str]:
    """The triples of letters of a word, its ends marked by spaces."""
    padded = f" {word} "
    return [padded[i : i + 3] for i in range(len(padded) - 2)]


class Languages:
    """Recognises the languages of some packs. Made once; calling it is pure."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._words: dict[str, frozenset[str]] = {}
        self._triples: dict[str, Triples] = {}
        self._relatives: dict[str, dict[str, tuple[str, str]]] = {}
        for pack in packs:
            grammar = pack.words("grammar")
            found = {w for name in CLASSES for w in grammar.get(name, ()) if " " not in w}
            self._words[pack.language] = frozenset(found)
            self._triples[pack.language] = Triples(pack.lower_words())
            rows = pack.lexicon("relatives") if pack.has("relatives") else ()
            self._relatives[pack.language] = {r["form"]: (r["language"], r["name"]) for r in rows}

    def __call__(self, text: str) -> Guess:
        """The language of a text: by its function words, of a short text by its triples of letters."""
        every = _WORD.findall(text[:CHARACTERS])
        words = [fold(w) for w in every if not w[0].isupper()]
        counts = {language: sum(w in known for w in words) for language, known in self._words.items()}
        best = max(counts, key=lambda language: counts[language])
        share = counts[best] / len(words) if words else 0.0
        if share >= RUNNING and len(words) >= SHORT:
            return self._told(best, share, len(words), text)
        if _elsewhere(every):
            return Guess(None, share, len(words))
        folded = [fold(w) for w in every[:LETTERS]]
        plain = words[:LETTERS] if len(words) >= PLAIN else folded
        likely = {language: max(usual(folded), usual(plain)) for language, usual in self._triples.items()}
        if len(words) < SHORT:
            best = max(likely, key=lambda language: likely[language])
            share = counts[best] / len(words) if words else 0.0
            clear = counts[best] > 0 and likely[best] >= POSSIBLE and self._apart(likely, best)
            told = len(every) < WORDS or likely[best] >= USUAL or clear
        else:
            told = likely[best] >= USUAL
        return self._told(best if told else None, share, len(words), text)

    def _told(self, language: str | None, share: float, words: int, text: str) -> Guess:
        relative = self._relative(language, text) if language else ""
        return Guess(None if relative else language, share, words, relative)

    def _apart(self, likely: dict[str, float], best: str) -> bool:
        """True when no other language comes near the best."""
        return all(likely[best] - value >= APART for language, value in likely.items() if language != best)

    def _relative(self, language: str, text: str) -> str:
        """The name of the relative whose own words outnumber the language's, or empty."""
        known = self._relatives[language]
        words = [w for w in map(fold, _WORD.findall(text[:CHARACTERS])) if w in known]
        marks = Counter(known[w] for w in words)
        if not marks:
            return ""
        (code, name), most = max(marks.items(), key=lambda mark: (mark[1], mark[0][0] == language))
        own = sum(n for (other, _), n in marks.items() if other == language)
        kinds = len({w for w in words if known[w][0] == code})
        sure = kinds >= SURE or len(text) < HEADLINE  # one borrowed word does not make a whole article Malay
        return name if code != language and most > own and sure else ""
