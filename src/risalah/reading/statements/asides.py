"""Attribution beside the words: "menurut X", and ", kata X" after unquoted words."""

from __future__ import annotations

from risalah.reading.statements import contents
from risalah.reading.statements.board import Board
from risalah.reading.statements.page import Cue
from risalah.reading.statements.sources import Source, right_of, unnamed_right_of

LEAD_AT_MOST = 14
"""Words before "according to" in the middle of a sentence that can be its content's first piece."""


class Asides(Board):
    """Finds unquoted words with their source set beside them."""

    def _according(self, cue: Cue) -> None:
        p = self.p
        source = None if cue.clitic else right_of(p, cue)
        if source is None and not cue.clitic:
            return
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        last = source.last if source else cue.last
        if cue.first > first and p.low[cue.first - 1] in self.x.relative:
            return
        if any(d.cue_tokens and first <= d.cue_tokens[0] < cue.first for _, d in self.drafts) and cue.clitic:
            return
        fronted = cue.first == first or p.low[cue.first - 1] in ('"', ";", ":") or p.low[cue.first - 1] in self.x.clause
        comma = next((k for k in range(last, stop) if p.low[k] == ","), None)
        if comma is not None and comma + 1 < stop and self._circumstance(comma + 1) and not p.capital(comma + 1):
            comma = None
        joined = not fronted and p.low[cue.first - 1] == "," and self._joins(first, cue.first)
        if joined and comma is None and last + 1 < stop:  # "Selain itu, menurut X harga naik": no comma behind
            self._behind(cue, source, last, stop, "statement.according")
            return
        lead = not fronted and p.low[cue.first - 1] == "," and comma is not None and comma + 2 < stop
        if lead and not all(self._connective(k) for k in range(first, cue.first - 1)):
            self._around(cue, source, first, last, stop)
            return
        if fronted or lead or cue.first - first <= 2:
            k = last
            while k < stop and p.low[k] != ",":
                k += 1
            if k + 1 >= stop:
                k = last - 1
            frame = [(last, k)]
            begin, end = k + 1, contents.tail(p, k + 1, stop) if k + 1 < stop else stop
            frame.append((end, stop))
        else:
            begin, end = first, cue.first
            frame = [(last, stop)]
        content = contents.indirect(p, begin, end)
        if content and any(p.opens.get(i) in self.used for i in range(begin, min(content.last, p.n))):
            content = self._before_used(begin, content)
        if content and self._has_words(content.spans[0]):
            self._emit(cue.first, cue, source, content.spans, content.mode, frame, "statement.according")
            self._use(begin, content.last)

    def _connective(self, k: int) -> bool:
        """True for a word that only joins a sentence to the one before ("sementara itu")."""
        word, x = self.p.low[k], self.x
        return (
            word in x.clause
            or word in x.demonstrative
            or word in x.adverb
            or word in x.coordinator
            or word in x.contrast
        )

    def _joins(self, first: int, stop: int) -> bool:
        """True when tokens `[first, stop)` only join a sentence to the one before ("selain itu,", "namun,")."""
        words = [k for k in range(first, stop) if self.p.low[k][0].isalnum()]
        return bool(words) and all(self.p.low[k] in self.x.linking for k in words)

    def _behind(self, cue: Cue, source: Source | None, last: int, stop: int, rule: str) -> None:
        """Content that begins right behind a source, or behind the comma there."""
        p = self.p
        begin = last + (last < stop and p.low[last] == ",")
        if begin + 1 >= stop or self.x.cue_at(p.low, begin) is not None:
            return
        content = contents.indirect(p, begin, contents.tail(p, begin, stop))
        if content is None or any(p.opens.get(i) in self.used for i in range(begin, min(content.last, p.n))):
            return
        self._emit(cue.first, cue, source, content.spans, content.mode, [(content.last, stop)], rule)
        self._use(begin, content.last)

    def _around(self, cue: Cue, source: Source | None, first: int, last: int, stop: int) -> None:
        """Content on both sides: "Perundingan itu, menurut X, berjalan lambat"."""
        p = self.p
        comma = next(k for k in range(last, stop) if p.low[k] == ",")
        one = contents.indirect(p, first, cue.first)
        two = contents.indirect(p, comma + 1, contents.tail(p, comma + 1, stop))
        if one is None or two is None or cue.first - first > LEAD_AT_MOST:
            return
        mode = "mixed" if "mixed" in (one.mode, two.mode) else "indirect"
        self._emit(cue.first, cue, source, one.spans + two.spans, mode, [(last, comma)], "statement.according.middle")
        self._use(first, two.last)

    def _comma_after(self, cue: Cue) -> None:
        """Unquoted words, then a comma, a stem and its source: ", kata X"."""
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        if cue.first == first:
            self._led(cue, stop)
            return
        if cue.first - first < 2 or p.low[cue.first - 1] != ",":
            return
        source = None if cue.clitic else right_of(p, cue)
        if source is None and not cue.clitic and cue.form in self.x.speech_after:
            source = unnamed_right_of(p, cue)
        if source is None and not cue.clitic:
            return
        last = source.last if source else cue.last
        q = p.inside[cue.first]
        if q >= 0 and not p.quote(q).closed and q not in self.used:
            begin = p.quote(q).open + 1
            self.used.add(q)
            span = p.span(begin, contents.trim_end(p, begin, cue.first))
            self._emit(begin, cue, source, (span,), "direct", [(last, stop)], "statement.quote.unclosed")
            return
        if self._joins(first, cue.first):
            self._behind(cue, source, last, stop, "statement.unquoted.behind")
            return
        content = contents.indirect(p, first, cue.first)
        short = cue.first - 1 - first <= 2
        if content is None or any(q in self.used for i, q in p.opens.items() if first <= i < cue.first):
            return
        spans, frame = list(content.spans), [(last, stop)]
        more = last + 2 < stop
        comma = more and p.low[last] == "," and (short or not self._circumstance(last + 1))
        subject = cue.first - 1 - first == 1 or (short and p.low[cue.first - 2] in self.x.demonstrative)
        bare = more and subject and p.low[last][0].isalpha() and not self._circumstance(last)
        if comma or bare:  # "Kapal itu, kata X, tiba"; also with no comma behind X
            begin = last + comma
            rest = contents.indirect(p, begin, contents.tail(p, begin, stop))
            if rest is not None:
                spans += rest.spans
                frame = [(rest.last, stop)]
        self._emit(cue.first, cue, source, tuple(spans), content.mode, frame, "statement.unquoted.after")

    def _led(self, cue: Cue, stop: int) -> None:
        """A stem and its source before the words: "Kata dia, …"."""
        p = self.p
        source = None if cue.clitic else right_of(p, cue)
        last = source.last if source else cue.last
        if (source is None and not cue.clitic) or last >= stop or p.low[last] not in (",", ":"):
            return
        content = contents.indirect(p, last + 1, contents.tail(p, last + 1, stop))
        if content is None or any(p.opens.get(i) in self.used for i in range(last + 1, min(content.last, p.n))):
            return
        self._emit(cue.first, cue, source, content.spans, content.mode, [(content.last, stop)], "statement.led")
        self._use(last + 1, content.last)

    def _circumstance(self, k: int) -> bool:
        p = self.p
        return (
            p.time[k] >= 0
            or p.low[k] in self.x.adjunct | self.x.preposition
            or p.low[k] in self.x.relay_start
            or p.capital(k)
        )
