"""One document as the events stage walks it: what stands at each token."""

from __future__ import annotations

from bisect import bisect_right

from risalah.model import Reading
from risalah.reading.actors.vocabulary import Vocabulary
from risalah.reading.tokenview import TokenView

PLACE_AT_MOST = 6
MARKS = frozenset('"“”')
QUOTED = 4
"""Quoted words that stand inside a phrase."""


class View(TokenView):
    """A reading's tokens with the times, sentences and places that events are told by."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary) -> None:
        super().__init__(reading)
        self.v = vocabulary
        self.mentions = reading.mentions

    def time_end(self, i: int) -> int:
        """One past the last token of the time expression at token `i`."""
        k = self.time[i]
        while i < self.n and self.time[i] == k:
            i += 1
        return i

    def time_start(self, i: int) -> int:
        """The first token of the time expression at token `i`."""
        k = self.time[i]
        while i > 0 and self.time[i - 1] == k:
            i -= 1
        return i

    def first(self, i: int) -> int:
        """The first token of the sentence of token `i`."""
        return bisect_right(self.sentence, self.sentence[i] - 1, 0, i + 1)

    def last(self, i: int) -> int:
        """One past the last token of the sentence of token `i`."""
        return bisect_right(self.sentence, self.sentence[i], i)

    def words(self, first: int, last: int) -> str:
        """The text of tokens `[first, last)`, blanks made one space."""
        return " ".join(self.text[self.start[first] : self.end[last - 1]].split())

    def quoted(self, i: int, stop: int) -> int | None:
        """One past the mark that closes a few quoted words, if token `i` opens some."""
        if self.low[i] not in MARKS:
            return None
        return next((k + 1 for k in range(i + 2, min(i + QUOTED + 2, stop)) if self.low[k] in MARKS), None)

    def named_place(self, i: int, stop: int) -> int | None:
        """Where the place whose name begins at token `i` ends: a known one, or a run of capitalised words."""
        known = self.v.place(self.low, i, stop) if self.low[i] in self.v.phrases else None
        if known is not None and self.capital(i):
            return known
        k = i
        while k < stop and k - i < PLACE_AT_MOST and self.capital(k) and self.time[k] < 0 and self.low[k][0].isalpha():
            k += 1
        return k if k > i else None
