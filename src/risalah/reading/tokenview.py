"""A reading seen token by token: which mention and which time cover each word."""

from __future__ import annotations

from bisect import bisect_right

from risalah.model import Mention, Reading, Span, Time


class TokenView:
    """What stands at each token of a reading; offsets in spans are code points, all else token numbers."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.raw.text
        t = reading.tokens
        self.low, self.start, self.end, self.sentence = t.lower, t.start, t.end, t.sentence
        self.n = len(t)
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
        return self.reading.mentions[k] if k >= 0 else None

    def when(self, i: int) -> Time | None:
        """The time expression that covers token `i`."""
        k = self.time[i] if 0 <= i < self.n else -1
        return self.reading.times[k] if k >= 0 else None

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens `[first, last)`."""
        return Span(self.start[first], self.end[last - 1])

    def same(self, a: int, b: int) -> bool:
        """True when token `b` exists and stands in the sentence of token `a`."""
        return 0 <= b < self.n and self.sentence[a] == self.sentence[b]

    def capital(self, i: int) -> bool:
        """True for a word that starts with a capital."""
        return self.text[self.start[i]].isupper()
