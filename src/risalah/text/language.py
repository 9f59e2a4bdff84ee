"""Which of the installed packs' languages a text is written in, told by its function words; no network, no model.

Each pack lists its closed classes (prepositions, conjunctions, negations …). A text is of the language whose
closed words make up the largest share of its words (those with a capital left out: names), where that share is
what running text has; a text in a language without a pack has no such share. Near relatives of a pack's
language (Malay beside Indonesian) are read with that pack.
"""

from __future__ import annotations

import re
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
SHORT, SHORT_RUNNING = 30, 0.14
"""The same for a text of fewer words than that."""
CHARACTERS = 20_000
"""What of a text is looked at."""
FEW = 12
"""Words below which the share says nothing: the best language is taken."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class Guess(NamedTuple):
    """The language (None when it is none of the packs'), the share of its function words, the words seen."""

    language: str | None
    share: float
    words: int


class Languages:
    """Recognises the languages of some packs. Made once; calling it is pure."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._words: dict[str, frozenset[str]] = {}
        for pack in packs:
            grammar = pack.words("grammar")
            found = {w for name in CLASSES for w in grammar.get(name, ()) if " " not in w}
            self._words[pack.language] = frozenset(found)

    def __call__(self, text: str) -> Guess:
        """The language of a text; of a text with few words the best of the languages, the first on a tie."""
        words = [fold(w) for w in _WORD.findall(text[:CHARACTERS]) if not w[0].isupper()]
        counts = {language: sum(w in known for w in words) for language, known in self._words.items()}
        best = max(counts, key=lambda language: counts[language])
        share = counts[best] / len(words) if words else 0.0
        told = len(words) < FEW or share >= (SHORT_RUNNING if len(words) < SHORT else RUNNING)
        return Guess(best if told else None, share, len(words))
