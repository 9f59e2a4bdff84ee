"""How sure a rule is: from how often it was right on annotated articles.

`lexicon/certainty.tsv` of a pack holds a rule's hits and misses, counted by `risalah eval --rules` and written by
`tools/certainty.py`. A rule that was right in at least `CERTAIN` of its cases is certain, in at least `LIKELY` likely,
else open: what it found is left out of the record. The share is Laplace's (one hit and one miss are added), so that
a few cases alone make no rule certain; a rule with fewer than `CASES` cases keeps what it states itself.
"""

from __future__ import annotations

from risalah.model.record import Certainty
from risalah.packs import Pack

CERTAIN = 0.9
LIKELY = 1 / 3
CASES = 6


class Certainties:
    """The certainty of each rule of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._of: dict[tuple[str, str], Certainty] = {}
        for row in pack.lexicon("certainty"):
            hits, misses = int(row["hits"]), int(row["misses"])
            if hits + misses >= CASES:
                self._of[row["slot"], row["rule"]] = graded(hits, misses)

    def __call__(self, slot: str, rule: str, stated: Certainty = "likely") -> Certainty:
        """How sure a slot is that this rule filled; where the rule was not counted often enough, what it states.

        A rule not yet counted is never open: counting decides.
        """
        return self._of.get((slot, rule), "likely" if stated == "open" else stated)


def graded(hits: int, misses: int) -> Certainty:
    """The certainty of a rule that was right `hits` times and wrong `misses` times."""
    share = (hits + 1) / (hits + misses + 2)
    return "certain" if share >= CERTAIN else "likely" if share >= LIKELY else "open"
