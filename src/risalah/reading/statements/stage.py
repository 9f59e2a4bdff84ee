"""The statements stage: every cue and every quotation of the story becomes a draft, or nothing."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from risalah.model import Draft, Reading
from risalah.packs import Pack
from risalah.reading.statements import contents
from risalah.reading.statements.asides import Asides
from risalah.reading.statements.links import Links
from risalah.reading.statements.page import Cue, Lexis, Page
from risalah.reading.statements.pointers import Pointers
from risalah.reading.statements.quotations import Quotations
from risalah.reading.statements.sources import Source, left_of

ACTIVE = frozenset({"say", "object", "weak", "wish", "stance"})
TOLD_AT_MOST = 9
"""Words between a verb like "mendorong" and the "untuk" that says what for."""
RECENT = 60
"""Contents that a cue may stand inside: those before it in its sentence, the last ones only."""
ONE_WORD = 7
"""Characters of a single word that is content ("menyerukan deeskalasi")."""
STANCE_AT_LEAST = 4
"""Words a stance verb's object must have to be content ("menolak usulan Rusia tentang …")."""
RELAYED_AT_MOST = 20
"""Characters between the start of an outlet's report and the source of a statement in it."""


class StatementsStage:
    """Fills `drafts`, in the order of the text."""

    name: ClassVar[str] = "statements"
    needs: ClassVar[frozenset[str]] = frozenset({"tokens", "quotes", "times", "mentions"})
    gives: ClassVar[frozenset[str]] = frozenset({"drafts"})

    def __init__(self, pack: Pack, finder: type[Finder] | None = None, attitudes: bool = False) -> None:
        self.lexis = Lexis(pack, attitudes)
        self.finder = finder or Finder

    def __call__(self, reading: Reading) -> Reading:
        drafts = self.finder(Page(reading, self.lexis)).find()
        return msgspec.structs.replace(reading, drafts=tuple(drafts))


class Finder(Quotations, Pointers, Asides):
    """Finds the drafts of one page."""

    def find(self) -> list[Draft]:
        p = self.p
        i = 0
        while i < p.n:
            cue = self.x.cue_at(p.low, i) if p.inside[i] < 0 or self._term(p.inside[i]) or self._breaks(i) else None
            if cue is None:
                i += 1
            else:
                self.cues.append(cue)
                i = cue.last
        for cue in self.cues:
            if cue.kind in ("after", "noun", "passive", "say", "according") or cue.clitic:
                self._after_quote(cue)
        for n, cue in enumerate(self.cues):
            self._dispatch(n, cue)
        self._bare_quotes()
        self.drafts.sort(key=lambda d: d[0])
        self._relayed()
        return Links(p).linked(self.drafts)

    def _relayed(self) -> None:
        """Takes an outlet's report of what another says for a relay: "Reuters melaporkan bahwa X mengatakan …"."""
        p = self.p
        gone: set[int] = set()
        for n, (_, outer) in enumerate(self.drafts):
            mention = p.m(outer.source_tokens[0]) if outer.source_tokens else None
            if (
                mention is None
                or not mention.actors
                or not mention.actors[0].startswith("outlet:")
                or not outer.content
            ):
                continue
            for k, (at, inner) in enumerate(self.drafts):
                if k == n or inner.source_tokens is None or inner.sentence != outer.sentence:
                    continue
                if 0 <= p.start[inner.source_tokens[0]] - outer.content[0].start <= RELAYED_AT_MOST:
                    self.drafts[k] = (at, msgspec.structs.replace(inner, via=outer.source))
                    gone.add(n)
        self.drafts = [d for n, d in enumerate(self.drafts) if n not in gone]

    def _dispatch(self, n: int, cue: Cue) -> None:
        if self._drafted(cue):
            return
        if self._points_back(cue):
            return
        if cue.kind == "according":
            self._according(cue)
        elif cue.kind == "after" or (cue.clitic and cue.kind == "after"):
            self._comma_after(cue)
        elif cue.kind == "passive":
            self._fronted(cue)
        elif cue.kind in ACTIVE and (not cue.clitic or self._names_object(cue)):
            self._active(n, cue)

    def _active(self, n: int, cue: Cue) -> None:
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        before = p.low[cue.first - 1] if cue.first > first else ""
        k = cue.first - 1
        while k > first and p.low[k] in self.x.adverb:
            k -= 1
        only = any(p.low[i] in self.x.only for i in range(k, cue.first))  # "tidak hanya mengecam" condemns
        if before in self.x.future or (k >= first and p.low[k] in self.x.negation and not only):
            return
        if before in self.x.mutual:
            return
        source: Source | None = left_of(p, cue, self.subject)
        if source is None or (source.first > first and p.low[source.first - 1] in self.x.condition):
            return
        if (
            cue.kind == "wish"
            and p.low[min(cue.last, p.n - 1)] not in self.x.wish_with
            and (p.m(cue.last) is None and p.low[min(cue.last, p.n - 1)] not in self.x.determiner)
        ):
            return
        begin, marked = contents.begin(p, cue, stop)
        after = self.x.cue_at(p.low, begin) if begin < stop else None
        if after is not None and (after.kind == "after" or after.clitic) and p.low[begin - 1] == ",":
            return
        end = self.ends.end(n, cue, begin, stop, marked)
        if begin >= end:
            return
        object_ = self.x.back.longest(p.low, begin, end)
        if object_ is not None and self._ends_object(object_[0], end):
            if cue.kind != "say":
                return
            frame = [(first, source.first), (source.last, cue.first), (object_[0], stop)]
            self._emit(cue.first, cue, source, self._passage(s), "indirect", frame, "frame.back")
            return
        content = contents.indirect(p, begin, end)
        if content is None or any(
            i in p.opens and p.opens[i] in self.used for i in range(begin, min(content.last, p.n))
        ):
            if content is None or not self._before_used(begin, content):
                return
            content = self._before_used(begin, content)
            if content is None:
                return
        if not self._sayable(cue, begin, content, marked) or self._embedded(cue, source):
            return
        if marked or cue.kind == "say":
            self.contents.append((begin, content.last))
        elif cue.kind == "object":
            self.asked.append((begin, content.last))
        rest = max(content.last, cue.last)
        later = next((c.first for c in self.cues[n + 1 :] if c.first >= rest and c.kind in ACTIVE), stop)
        frame = [(first, source.first), (source.last, begin), (rest, min(stop, later))]
        if source.last == source.first:
            source, frame = None, frame[1:]
        else:
            self.subject[s] = source
        self._emit(cue.first, cue, source, content.spans, content.mode, frame, f"statement.{cue.kind}")
        self._use(begin, content.last)

    def _names_object(self, cue: Cue) -> bool:
        """True for a cue whose clitic is its object: "menyebutnya "langkah mundur"", "menyebutnya sebagai …"."""
        p = self.p
        after = cue.last < p.n and (cue.last in p.opens or p.low[cue.last] in self.x.weak_with)
        return cue.kind == "say" and after

    def _ends_object(self, k: int, end: int) -> bool:
        """True when only circumstances follow an object that points back ("menyampaikan hal itu dalam …")."""
        p = self.p
        return k >= end or p.low[k] in self.x.adjunct or p.low[k] in contents.STOPS or p.time[k] >= 0 or p.low[k] == ","

    def _embedded(self, cue: Cue, source: Source) -> bool:
        """True for a cue inside another one's content that is only part of it: a stance, or a clause of time."""
        if any(a <= cue.first < b and a <= source.first <= a + 2 for a, b in self.asked[-RECENT:]):
            return True
        if not any(a <= cue.first < b for a, b in self.contents[-RECENT:]):
            return False
        opener = source.first > 0 and self.p.low[source.first - 1] in self.x.when
        return cue.kind == "stance" or opener

    def _only_topic(self, k: int, last: int) -> bool:
        """True where the object only tells what was spoken about ("alasan perginya", "(memperingatkan) X soal Y")."""
        p = self.p
        hearer = p.m(k)
        if hearer is not None and hearer.first == k and hearer.last < p.n and p.low[hearer.last] in self.x.about:
            return True
        clause = any(self.x.verb(p.low[i]) or p.low[i] in self.x.future for i in range(k + 1, last))
        return p.low[k] in self.x.untold and not clause

    def _sayable(self, cue: Cue, begin: int, content: contents.Content, marked: bool) -> bool:
        """False for a cue without content: a bare anaphor, a stance verb without a clause."""
        p = self.p
        if content.mode == "direct":
            return True
        words = [k for k in range(begin, content.last) if p.low[k].isalnum() or "-" in p.low[k]]
        if not words or not self._has_words(content.spans[0]):
            return False
        if len(words) <= 4 and all(p.low[k] in self.x.linking for k in words):
            return False
        if not marked and self._only_topic(words[0], content.last):
            return False
        if len(words) <= 3 and p.low[words[-1]] in self.x.demonstrative:
            return False
        if self.x.back.longest(p.low, begin) is not None and len(words) <= 4:
            return False
        if cue.kind == "weak":
            opened = p.low[begin] in self.x.complementiser
            told = any(p.low[k] in self.x.purpose for k in range(begin + 1, min(content.last, begin + TOLD_AT_MOST)))
            return marked or opened or told or any(p.low[k] in self.x.weak_with for k in range(begin, content.last))
        if cue.kind == "stance":
            opener = (
                p.low[cue.last] in self.x.future and (c := self.x.cue_at(p.low, cue.last + 1)) is not None and bool(c)
            )
            return marked or (
                len(words) >= STANCE_AT_LEAST and p.low[words[-1]] not in self.x.demonstrative and not opener
            )
        return len(words) >= 2 or (cue.kind == "object" and len(p.low[words[0]]) >= ONE_WORD)
