"""Cues that point back ("Hal itu diungkapkan …"), and passive ones that open their sentence."""

from __future__ import annotations

from risalah.model import Span
from risalah.reading.statements import contents
from risalah.reading.statements.board import Board
from risalah.reading.statements.page import Cue
from risalah.reading.statements.sources import Source, right_of

BACK_AT_MOST = 3
"""Sentences a cue may point back to."""


class Pointers(Board):
    """Finds what a cue points back to."""

    def _points_back(self, cue: Cue) -> bool:
        """Handles "Hal itu diungkapkan X …" and "Demikian disampaikan X"; True when the cue is one."""
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        end = self._back_subject(cue, first)
        if end is None:
            return False
        between = p.m(end) if end < cue.first else None
        if cue.kind == "passive":
            source = right_of(p, cue)
        elif between is not None and cue.kind in ("after", "say", "bare"):
            source = Source(between.first, between.last, "source.left")
        else:
            return False
        if source is None:
            return False
        frame = ((end, cue.first), (source.last, stop))
        passage = self._passage(s)
        spans, mode = (passage, "indirect") if passage else ((), "indirect")
        rule = "statement.back" if passage else "frame.back"
        self._emit(cue.first, cue, source, spans, mode, list(frame), rule)
        return True

    def _back_subject(self, cue: Cue, first: int) -> int | None:
        """Where a subject that points back ends ("hal itu", "penegasan terbaru itu") before a cue, or None."""
        p = self.p
        for start in (first, *range(max(first + 1, cue.first - 5), cue.first)):
            if start > first and p.low[start - 1] != ",":
                continue
            hit = self.x.back.longest(p.low, start, cue.first)
            if hit is not None and cue.first - hit[0] <= 3:
                return hit[0]
        if cue.kind == "passive" and p.low[first] in self.x.utterance:
            for k in range(first + 1, min(first + 5, cue.first)):
                if p.low[k] in self.x.demonstrative:
                    return k + 1
        return None

    def _called(self, cue: Cue, first: int, stop: int) -> None:
        """A passive cue with its agent inside: "Serangan itu disebut X sebagai tindakan pengecut"."""
        p = self.p
        source = right_of(p, cue)
        mention = p.m(source.first) if source else None
        if source is None or mention is None or mention.form not in ("name", "actor", "role"):
            return
        k = source.last
        if k >= stop or p.low[k] not in self.x.weak_with:
            return
        one, two = contents.indirect(p, first, cue.first), contents.indirect(p, k, contents.tail(p, k, stop))
        if one is not None and two is not None and all(p.inside[i] < 0 for i in range(first, cue.first)):
            mode = "mixed" if "mixed" in (one.mode, two.mode) else "indirect"
            self._emit(cue.first, cue, source, one.spans + two.spans, mode, [(two.last, stop)], "statement.called")
            self._use(first, two.last)

    def _quotes(self, sentence: int) -> bool:
        """True when a quotation that a cue took opens in a sentence."""
        p = self.p
        return any(p.opens.get(i) in self.used for i in range(p.first_of[sentence], p.last_of[sentence] + 1))

    def _passage(self, s: int) -> tuple[Span, ...]:
        """The uncued sentences right before sentence `s`, of one paragraph, as one span; () when cued."""
        p = self.p
        last = s - 1
        k = last
        while k >= 0 and k > s - 1 - BACK_AT_MOST and k not in self.cued and not self._quotes(k):
            if k < last and p.paragraph[p.first_of[k]] != p.paragraph[p.first_of[last]]:
                break
            k -= 1
        if k == last or last < 0:
            return ()
        begin, end = p.first_of[k + 1], p.last_of[last] + 1
        end = contents.trim_end(p, begin, end)
        return (p.span(begin, end),) if begin < end else ()

    def _fronted(self, cue: Cue) -> None:
        """A passive cue that opens its sentence: "Ditegaskan X, …", "Dikatakan X bahwa …"."""
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        source = right_of(p, cue) if cue.first == first else None
        if source is None and cue.first - first >= 2:
            self._called(cue, first, stop)
            return
        if source is None or source.last >= stop:
            return
        if p.low[source.last] != "," and p.low[source.last] not in self.x.strong:
            return
        content = contents.indirect(p, source.last + 1, contents.tail(p, source.last + 1, stop))
        if content is not None:
            self._emit(cue.first, cue, source, content.spans, content.mode, [(content.last, stop)], "statement.fronted")
            self._use(source.last, content.last)
