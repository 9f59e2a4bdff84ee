"""The first pass over a document's tokens: what the vocabulary knows, capitalised words, and clues to names."""

from __future__ import annotations

from typing import NamedTuple

from risalah.model import Tokens
from risalah.reading.actors.vocabulary import KINDS, Entry, Vocabulary

ORDER = {kind: n for n, kind in enumerate(KINDS)}
PHRASE_AT_MOST = 12
ECHO_AT_MOST = 3
"""Words of a name that stands alone beside a reporting word."""


class Unit(NamedTuple):
    """A run of tokens `[first, last)` that is one thing to the grammar. `entry` is None for `cap`."""

    first: int
    last: int
    kind: str
    entry: Entry | None


class Marks:
    """The units of one document and what its words do elsewhere in it.

    `at` maps a token number to the unit that starts there. `lowered` are the words that stand in lower case
    somewhere. `echoes` are the words of names that stand alone beside a reporting word (", kata Panca"): where
    a longer capitalised run holds one of them, the personal name is there. `placed` are words that stand
    behind a preposition of place ("di Kendal"): no personal names.
    """

    def __init__(self, vocabulary: Vocabulary, text: str, tokens: Tokens, busy: frozenset[int]) -> None:
        self.v = vocabulary
        self.text = text
        self.t = tokens
        self.low = tokens.lower
        self.sentence = tokens.sentence
        self.n = len(tokens)
        self.busy = busy
        self.at: dict[int, Unit] = {}
        self._mark()
        low = self.low
        self.lowered = frozenset(w for w, s in zip(low, tokens.start, strict=True) if text[s].islower())
        self.echoes: set[str] = set()
        self.placed: set[str] = set()
        self._clues()

    def _mark(self) -> None:
        phrases, low, text, start = self.v.phrases, self.low, self.text, self.t.start
        closed, busy, at = self.v.closed, self.busy, self.at
        i, n = 0, self.n
        while i < n:
            word = low[i]
            unit = None
            if i not in busy:
                if word in phrases:
                    unit = self._known(i)
                if unit is None and text[start[i]].isupper() and not (word in closed and self.initial(i)):
                    unit = Unit(i, i + 1, "cap", None)
            if unit is None:
                i += 1
            else:
                at[i] = unit
                i = unit.last

    def _known(self, i: int) -> Unit | None:
        for last, entries in self.v.phrases.matches(self.low, i, min(self.n, i + PHRASE_AT_MOST)):
            if self.sentence[last - 1] != self.sentence[i]:
                continue
            fit = [e for e in entries if self.fits(e, i, last)]
            if fit:
                entry = min(fit, key=lambda e: ORDER[e.kind])
                return Unit(i, last, entry.kind, entry)
        return None

    def fits(self, entry: Entry, i: int, last: int) -> bool:
        """True when tokens `[i, last)` stand in the case that an entry asks for."""
        if entry.exact:
            return self.text[self.t.start[i] : self.t.end[last - 1]] == entry.exact
        return entry.lower or self.capital(i)

    def capital(self, i: int) -> bool:
        """True when token `i` starts with a capital."""
        return self.text[self.t.start[i]].isupper()

    def raw(self, i: int) -> str:
        """Token `i` as it stands in the text."""
        return self.text[self.t.start[i] : self.t.end[i]]

    def same(self, i: int, k: int) -> bool:
        """True when token `k` exists and stands in the sentence of token `i`."""
        return 0 <= k < self.n and self.sentence[k] == self.sentence[i]

    def initial(self, i: int) -> bool:
        """True for a sentence's first word (after marks), whose capital says nothing."""
        k = i - 1
        while k >= 0 and self.sentence[k] == self.sentence[i]:
            if self.low[k].isalnum():
                return False
            if self.low[k] in ('"', ":"):
                return True
            k -= 1
        return True

    def organisational(self, i: int) -> bool:
        """True for a capitalised word that names a body rather than a person."""
        word = self.low[i]
        if self.acronym(i):
            return True
        return word in self.v.closed or word in self.v.role_words or self.v.organisational(word)

    def _common(self, i: int) -> bool:
        word, v = self.low[i], self.v
        return self.acronym(i) or word in v.closed or word in v.orgwords or word in v.role_words

    def acronym(self, i: int) -> bool:
        """True for three capitals and more ("BNPB")."""
        raw = self.raw(i)
        return len(raw) >= 3 and raw.isupper()

    # -- clues

    def _clues(self) -> None:
        low, at, v = self.low, self.at, self.v
        for i, unit in at.items():
            if unit.kind not in ("cap", "person", "place", "outlet"):
                continue
            before = low[i - 1] if i and self.sentence[i - 1] == self.sentence[i] else ""
            if before in v.place_words:
                self.placed.add(low[i])
            elif before in v.cues_before:
                self._echo(i, unit)
            elif unit.last == i + 1 and self.same(i, i + 1):
                k = i + 1 + (low[i + 1] in v.adverbs)
                if self.same(i, k) and low[k] in v.cues_after and (i == 0 or i - 1 not in at):
                    self._echo(i, unit)

    def _echo(self, i: int, unit: Unit) -> None:
        k, words = i, list[str]()
        here: Unit | None = unit
        while here is not None and self.same(i, here.first):
            name = here.kind == "outlet" and self.low[k] in self.v.given
            if not (name or here.kind in ("cap", "person", "place")) or len(words) >= ECHO_AT_MOST:
                return
            plain = here.kind == "person" or self.low[k] in self.v.given
            if not plain and (here.kind == "place" or self._common(k)):
                return
            words += self.low[here.first : here.last]
            k = here.last
            here = self.at.get(k)
        self.echoes.update(w for w in words if len(w) > 2 and (w in self.v.given or w not in self.v.given_parts))
