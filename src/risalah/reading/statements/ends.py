"""Where a content ends: at a relay, or at the next cue of the same subject."""

from __future__ import annotations

from risalah.reading.statements import contents
from risalah.reading.statements.page import Cue, Page


class Ends:
    """Finds the ends of contents on one page, given all its cues in order."""

    def __init__(self, page: Page, cues: list[Cue]) -> None:
        self.p = page
        self.cues = cues

    def end(self, n: int, cue: Cue, begin: int, stop: int, marked: bool) -> int:
        """Where the content ends: a relay, or the next cue of the same subject after a comma or "and"."""
        p = self.p
        end = contents.tail(p, begin, stop) if begin < stop else stop
        end = self._remark(begin, end)
        if cue.kind in ("object", "stance") and not marked:
            end = self._phrase_end(begin, end)
        for other in self.cues[n + 1 :]:
            if other.first >= end:
                break
            if other.first <= begin or p.inside[other.first] >= 0:
                continue
            before = p.low[other.first - 1]
            if other.kind in ("after", "according", "passive") or other.clitic:
                if before == "," and other.kind != "passive":
                    return other.first - 1
                continue
            cut = self._cut_before(cue, other, begin, marked)
            if cut is not None:
                return cut
        return end

    def _remark(self, begin: int, end: int) -> int:
        """`end`, or the comma before the narrator's remark (", isu yang …") or contrast (", sementara Y berkata …")."""
        p, x = self.p, self.p.x
        for k in range(begin + 2, end - 2):
            if p.low[k] != "," or p.inside[k] >= 0:
                continue
            if p.low[k + 1] in x.resumptive and p.low[k + 2] in x.relative:
                return k
            if p.low[k + 1] in x.adversative and any(
                k + 2 < c.first < end and p.inside[c.first] < 0 for c in self.cues
            ):
                return k
        return end

    def _phrase_end(self, begin: int, end: int) -> int:
        """The end of a noun phrase that is all that is said: before a contrast, or a verb of the narrator's own.

        Nothing is cut behind a word that opens a clause inside the phrase ("untuk", "yang").
        """
        p, x = self.p, self.p.x
        for k in range(begin, end - 1):
            word = p.low[k]
            if p.inside[k] >= 0:
                continue
            opens = x.verb(word) or word in x.future or word in x.relative or word in x.strong
            if k < begin + 2:
                if opens:
                    return end
                continue
            if word in x.aftermath:
                return k - 1 if p.low[k - 1] == "," else k
            if word in x.contrast and p.low[k - 1] == ",":
                return k - 1
            if opens:
                return end
            if word in x.coordinator and x.verb(p.low[k + 1]):
                return k - 1 if p.low[k - 1] == "," else k
        return end

    def _cut_before(self, cue: Cue, other: Cue, begin: int, marked: bool) -> int | None:
        """Where a content ends because a later cue has the same subject, or None when that cue is part of it."""
        p, x = self.p, self.p.x
        k = other.first - 1
        if p.low[other.first] in x.participle:
            return k if p.low[k] == "," else other.first
        while k > begin and p.low[k] in x.adverb and p.low[k] not in x.coordinator:
            k -= 1
        if p.low[k] == "," and (other.kind == "say" or (cue.kind != "say" and not marked)):
            return k
        parallel = other.last < p.n and (p.low[other.last] in x.strong or p.low[other.last] in x.complementiser)
        if p.low[k] in x.coordinator and (parallel or (p.low[k - 1] == "," and not marked)):
            return k - 1 if p.low[k - 1] == "," else k
        if (
            p.low[k] in x.coordinator
            and cue.kind in ("object", "weak", "stance")
            and not marked
            and other.kind in ("object", "say", "stance", "weak")
        ):
            return k - 1 if p.low[k - 1] == "," else k
        opener = p.low[k] in x.participle or p.low[k] in x.subordinator or p.low[k] in x.concession
        if opener and p.low[k - 1] == ",":
            return k - 1
        contrast = self._contrast(begin, k)
        if contrast is not None:
            return contrast
        concession = p.low[k] in x.pronoun_he and p.low[k - 1] in x.concession and p.low[k - 2] == ","
        return k - 2 if concession else None

    def _contrast(self, begin: int, k: int) -> int | None:
        """The comma before "while Y …", where Y, right before token `k` + 1, is the subject of another cue."""
        p = self.p
        mention = p.m(k)
        if mention is None or mention.last != k + 1 or mention.first - 2 <= begin:
            return None
        j = mention.first - 1
        while j > begin and p.low[j] in self.p.x.determiner | self.p.x.former:
            j -= 1
        return j - 1 if p.low[j] in self.p.x.contrast and p.low[j - 1] == "," else None
