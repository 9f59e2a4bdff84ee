"""Where what is said begins and ends, in a language of clauses."""

from __future__ import annotations

from risalah.reading.statements import contents
from risalah.reading.statements.page import ATTITUDE, Cue, Page
from risalah.reading.statements.stage import Finder
from risalah.reading.statements.subjects import DASHES, Verb, apposed, object_end, phrase_left

CIRCUMSTANCE_AT_MOST = 30
HEARER_AT_MOST = 4
"""Words of a hearer that holds no known actor ("told a crowd in Ohio")."""
CUES_AT_MOST = 24
"""Cues behind a content's beginning that are asked where it ends."""


class ClauseBounds(Finder):
    """Finds the ends of contents on one page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.verbs: dict[int, Verb] = {}
        self.done: set[int] = set()
        self.starts: list[int] = []
        """First tokens of the cues, in order."""
        self.started: set[int] = set()
        """Opening marks of the quotations that a verb after them took whole."""

    def _begin(self, cue: Cue, stop: int) -> tuple[int, bool]:
        """The first token of the content after a cue, past hearers and circumstances, and whether a mark led to it."""
        p, x = self.p, self.x
        k = cue.last
        if k >= stop:
            return k, False
        if cue.kind in ("tell", "warn", "ask") and k < stop:
            k = self._past_hearer(cue, k, stop)
        marked = False
        if cue.kind == "object":
            if p.time[k] >= 0:
                while k < stop and (p.time[k] >= 0):
                    k += 1
                if k < stop and p.low[k] in x.preposition:
                    k += 1
                return k, True
            if p.low[k] in x.complementiser or p.low[k] == ":":
                return k + 1, True
            return k, k in p.opens
        while k < stop:
            word = p.low[k]
            if word in x.complementiser or word == ":":
                return k + 1, True
            if k in p.opens:
                return k, True
            if word == ",":
                if k + 1 in p.opens:
                    return k + 1, True
                after = self._parenthesis_end(k + 1, stop)
                if after is None:
                    led = p.low[p.first_of[p.sentence[cue.first]]] in x.opener
                    return (k + 1, False) if led else (stop, False)
                k, marked = after, False
                continue
            if p.time[k] >= 0:
                k += 1
                continue
            hit = x.frame.longest(p.low, k, stop)
            if hit is not None:
                k = hit[0]
                continue
            if (
                word in x.adverb
                and k + 1 < stop
                and (
                    p.low[k + 1] in x.complementiser
                    or p.low[k + 1] in (",", ":")
                    or k + 1 in p.opens
                    or p.time[k + 1] >= 0
                )
            ):
                k += 1
                continue
            if word in x.infinitive and (cue.kind in ("weak", ATTITUDE) or self._infinitive(k, stop)):
                return k, marked
            if word in x.adjunct or word in x.audience:
                after = self._circumstance_end(k, stop, cue.kind in ("say", "tell", "warn", "clause"))
                if after is None:
                    return k, marked
                k = after
                continue
            return k, marked
        return k, marked

    def _past_hearer(self, cue: Cue, k: int, stop: int) -> int:
        p, x = self.p, self.x
        word = p.low[k]
        if (
            word in x.complementiser
            or word in (",", ":")
            or k in p.opens
            or word in x.question
            or p.time[k] >= 0
            or word in x.preposition
        ):
            return k
        end = object_end(p, k, stop)
        if cue.kind == "tell":
            known = any(p.m(i) is not None for i in range(k, min(end, p.n))) or end - k <= HEARER_AT_MOST
            return end if known else stop
        leads = end < stop and (
            p.low[end] in x.complementiser
            or p.low[end] in (":",)
            or end in p.opens
            or (p.low[end] == "," and end + 1 in p.opens)
        )
        if cue.kind == "ask":
            leads = leads or (end < stop and p.low[end] in x.question)
        return end if leads else k

    def _infinitive(self, k: int, stop: int) -> bool:
        """True for a "to" before a verb: no actor, article, number, capital or preposition follows."""
        p, x = self.p, self.x
        j = k + 1
        if j >= stop or p.low[j] in x.article or p.low[j] in x.determiner or p.low[j] in x.pronoun_object:
            return False
        if p.m(j) is not None or p.capital(j) or p.time[j] >= 0 or p.low[j] in x.preposition or j in p.opens:
            return False
        return p.low[j].isalpha()

    def _parenthesis_end(self, k: int, stop: int) -> int | None:
        """The comma that ends a parenthesis begun at `k` ("said, on Friday, that"), or None."""
        p, x = self.p, self.x
        if k >= stop or not (p.time[k] >= 0 or p.low[k] in x.adjunct or self._is_ing(k)):
            return None
        for j in range(k, min(stop, k + CIRCUMSTANCE_AT_MOST)):
            if p.low[j] in (",", ":"):
                return (
                    j
                    if j + 1 in p.opens or (j + 1 < stop and p.low[j + 1] in x.complementiser) or p.low[j] == ":"
                    else j + 1
                )
            if j in p.opens:
                return j
        return None

    def _is_ing(self, k: int) -> bool:
        cue = self.x.cue_at(self.p.low, k)
        return cue is not None and cue.shape == "ing"

    def _new_clause(self, j: int, k: int) -> bool:
        """True when a subject begins at token `j` behind the words of the preposition at `k` ("in Hanoi he …")."""
        p, x = self.p, self.x
        before = p.low[j - 1]
        if j <= k + 1 or before in x.preposition or before in x.article or before in x.determiner:
            return False
        ended = (m := p.m(j - 1)) is not None and m.last == j
        return (p.low[j] in x.pronoun and p.low[j] not in x.pronoun_object) or (ended and p.low[j] in x.article)

    def _circumstance_end(self, k: int, stop: int, far: bool) -> int | None:
        """Past a preposition's words that begin at `k` after a cue: to a mark, a time, or their noun's end."""
        p, x = self.p, self.x
        if k + 1 < stop and p.time[k + 1] >= 0:
            return k + 1
        for j in range(k + 1, min(stop, k + CIRCUMSTANCE_AT_MOST)):
            word = p.low[j]
            if word in x.complementiser and j > k + 1 and p.low[j - 1] not in x.preposition:
                return j if far else None
            if word == ":" or j in p.opens:
                return j if word == ":" or p.low[j - 1] == "," or j > k + 1 else None
            if self._new_clause(j, k):
                return j
            if word == ",":
                return (
                    j
                    if j + 1 in p.opens or (j + 1 < stop and (p.time[j + 1] >= 0 or p.low[j + 1] in x.complementiser))
                    else j + 1
                )
            if p.time[j] >= 0 and p.low[j - 1] not in x.article:
                return j
            if x.cue_at(p.low, j) is not None and p.low[j - 1] not in x.article:
                break
        return object_end(p, k + 1, stop) if far else None

    def _circumstances_only(self, k: int, stop: int) -> int | None:
        """Where the circumstances after a verb end (a comma, or the stop) when nothing is said after it, else None."""
        p, x = self.p, self.x
        while k < stop:
            word = p.low[k]
            if word in contents.STOPS and k >= stop - 2:
                return stop
            if word == "," or word in DASHES:
                return None if k + 1 in p.opens else k
            if word in (":", '"') or k in p.opens or word in x.complementiser or word in x.question:
                return None
            hit = x.frame.longest(p.low, k, stop)
            if hit is not None:
                k = hit[0]
            elif p.time[k] >= 0 or word in x.adverb:
                k += 1
            elif word in x.adjunct or word in x.audience:
                k = self._phrase_end(k + 1, stop)
            else:
                return None
        return stop

    def _phrase_end(self, k: int, stop: int) -> int:
        """The end of the words after a preposition, up to a mark."""
        p = self.p
        while k < stop and not (p.low[k] in (",", ":", ";", '"') or p.low[k] in contents.STOPS or p.low[k] in DASHES):
            if p.low[k] in self.x.complementiser:
                return k
            k += 1
        return k

    def _clause_start(self, first: int, comma: int) -> int:
        """Where the content before a verb begins: the sentence's start, past an opener and a content of another cue."""
        p, x = self.p, self.x
        k = first
        for i in range(first, comma):
            if (p.low[i] == ";" and not self._entity(i)) or (
                i in p.closes and i + 1 < comma and p.low[i - 1] in contents.STOPS
            ):
                k = i + 1
        while k < comma and (p.low[k] in x.coordinator or p.low[k] in (",", "*", "•")):
            k += 1
        return k

    def _end(self, n: int, cue: Cue, begin: int, stop: int) -> int:
        """Where the content ends: before a later cue of the same subject, a clause of another one, a relay."""
        p = self.p
        if begin in p.opens:
            close = p.quote(p.opens[begin]).close
            if close >= stop - 1:
                return stop
            if p.low[close - 1] == "," and p.quote(p.opens[begin]).closed:
                return close + 1
        end = self._end_of_clause(begin, stop)
        for k in range(n + 1, min(len(self.cues), n + 1 + CUES_AT_MOST)):
            other = self.cues[k]
            if other.first >= end:
                break
            if other.first <= begin or p.inside[other.first] >= 0:
                continue
            cut = self._cut(cue, other, begin)
            if cut is not None:
                return cut
        return end

    def _end_of_clause(self, begin: int, stop: int) -> int:
        p, x = self.p, self.x
        for k in range(begin + 1, stop):
            if k in p.closes and p.low[k - 1] == "," and k + 1 < stop and p.low[k + 1].endswith(x.participle_endings):
                return k + 1
            if p.inside[k] >= 0:
                continue
            if p.low[k] == ";" and not self._entity(k):
                return k
            if p.low[k] == "," and k + 1 < stop and k - begin > 2 and p.low[k + 1] in x.contrast:
                return k
            if p.low[k] in x.relay_start and p.low[k - 1] == "," and x.relay.longest(p.low, k, stop) is not None:
                return k - 1
        return stop

    def _entity(self, k: int) -> bool:
        """True for the semicolon of a character entity left in the text."""
        p = self.p
        return k > 1 and p.low[k - 2] == "&" and p.end[k - 1] == p.start[k] and p.end[k - 2] == p.start[k - 1]

    def _cut(self, cue: Cue, other: Cue, begin: int) -> int | None:
        p, x = self.p, self.x
        low = p.low
        if other.kind == "according":
            return other.first - 1 if low[other.first - 1] == "," else other.first
        k = self.verbs[other.first].first - 1
        if k <= begin:
            return None
        if k in p.closes and low[k - 1] == ",":
            return k + 1
        if other.shape == "ing":
            if low[k] == "," or low[k] in DASHES:
                return k
            if low[k] in x.coordinator and cue.shape == "ing":
                return k - 1 if low[k - 1] == "," else k
            return k - 1 if low[k - 1] == "," and (low[k] in x.participle or low[k] in x.subordinator) else None
        if low[k] in x.coordinator:
            return k - 1 if low[k - 1] == "," else k
        if (
            low[k] == ","
            and k - begin > 2
            and apposed(p, k, begin) is None
            and self._begin(other, p.n)[0] > other.first
        ):
            return k
        source = phrase_left(p, self.verbs[other.first].first, begin)
        if source is None or source.first <= begin:
            return None
        before = low[source.first - 1]
        if before in x.coordinator and low[source.first - 2] == ",":
            return source.first - 2
        if before in x.coordinator and (other.kind == cue.kind or cue.kind == "clause"):
            return source.first - 1
        after = self._circumstances_only(other.last, p.last_of[p.sentence[other.first]] + 1)
        if before == "," and after is not None:
            return source.first - 1
        return None
