"""One document as the events stage walks it: what stands at each token."""

from __future__ import annotations

from bisect import bisect_right

from risalah.model import Mention, Reading, Span, Time
from risalah.reading.actors.vocabulary import Vocabulary

PLACE_AT_MOST = 6


class View:
    """Token-wise view of a reading; offsets in `span` are code points, all else token numbers."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary) -> None:
        self.reading = reading
        self.v = vocabulary
        self.text = reading.raw.text
        t = reading.tokens
        self.low, self.start, self.end, self.sentence = t.lower, t.start, t.end, t.sentence
        self.n = len(t)
        self.mentions = reading.mentions
        self.mention = [-1] * self.n
        for m, mention in enumerate(reading.mentions):
            for i in range(mention.first, mention.last):
                self.mention[i] = m
        self.time = [-1] * self.n
        for k, time in enumerate(reading.times):
            i = max(0, bisect_right(self.start, time.span.start) - 1)
            while i < self.n and self.start[i] < time.span.end:
                if self.end[i] > time.span.start:
                    self.time[i] = k
                i += 1

    def m(self, i: int) -> Mention | None:
        """The mention that covers token `i`."""
        k = self.mention[i] if 0 <= i < self.n else -1
        return self.mentions[k] if k >= 0 else None

    def when(self, i: int) -> Time | None:
        """The time expression that covers token `i`."""
        k = self.time[i] if 0 <= i < self.n else -1
        return self.reading.times[k] if k >= 0 else None

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

    def same(self, a: int, b: int) -> bool:
        """True when token `b` exists and stands in the sentence of `a`."""
        return 0 <= b < self.n and self.sentence[a] == self.sentence[b]

    def first(self, i: int) -> int:
        """The first token of the sentence of token `i`."""
        return bisect_right(self.sentence, self.sentence[i] - 1, 0, i + 1)

    def last(self, i: int) -> int:
        """One past the last token of the sentence of token `i`."""
        return bisect_right(self.sentence, self.sentence[i], i)

    def capital(self, i: int) -> bool:
        """True when token `i` starts with a capital."""
        return self.text[self.start[i]].isupper()

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens `[first, last)`."""
        return Span(self.start[first], self.end[last - 1])

    def words(self, first: int, last: int) -> str:
        """The text of tokens `[first, last)`, blanks made one space."""
        return " ".join(self.text[self.start[first] : self.end[last - 1]].split())

    def named_place(self, i: int, stop: int) -> int | None:
        """Where the place whose name begins at token `i` ends: a known one, or a run of capitalised words."""
        known = self.v.place(self.low, i, stop) if self.low[i] in self.v.phrases else None
        if known is not None and self.capital(i):
            return known
        k = i
        while k < stop and k - i < PLACE_AT_MOST and self.capital(k) and self.time[k] < 0 and self.low[k][0].isalpha():
            k += 1
        return k if k > i else None
