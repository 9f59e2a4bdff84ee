"""The statements stage: every cue and every quotation of the story becomes a draft, or nothing."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from risalah.model import Draft, Reading, Span
from risalah.packs import Pack
from risalah.reading.statements import contents
from risalah.reading.statements.ends import Ends
from risalah.reading.statements.links import Links
from risalah.reading.statements.page import Cue, Lexis, Page
from risalah.reading.statements.sources import Source, left_of, right_of, unnamed_right_of

SPEECH_AT_LEAST = 4
"""Tokens a quotation without a cue must have to be speech."""
GAP_AT_MOST = 3
BACK_AT_MOST = 3
"""Sentences a cue may point back to."""


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


class Finder:
    """Finds the drafts of one page."""

    def __init__(self, page: Page) -> None:
        self.p = page
        self.x = page.x
        self.drafts: list[tuple[int, Draft]] = []
        self.used: set[int] = set()
        """Numbers of quotations that are some draft's content."""
        self.subject: dict[int, Source] = {}
        self.cues: list[Cue] = []
        self.ends = Ends(page, self.cues)

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
        return Links(p).linked(self.drafts)

    def _breaks(self, i: int) -> bool:
        """True for a cue after a comma inside a quotation that is never closed: the closing mark was lost there."""
        p = self.p
        if p.quote(p.inside[i]).closed or p.low[i - 1] != ",":
            return False
        cue = self.x.cue_at(p.low, i)
        return cue is not None and cue.kind == "after" and (cue.clitic or p.m(cue.last) is not None)

    def _term(self, q: int) -> bool:
        return self.p.quote(q).kind == "single"

    def _add(self, at: int, draft: Draft) -> None:
        self.drafts.append((at, draft))

    # -- quotations with a cue after them ------------------------------------

    def _after_quote(self, cue: Cue) -> None:
        p = self.p
        between = self._subject_between(cue)
        k = between[0] if between else cue.first - 1
        gap = 0
        while k >= 0 and gap < GAP_AT_MOST and k not in p.closes:
            word = p.low[k]
            if not (word in (",", ".", "-", "–", "—") or word in self.x.adverb or word in self.x.relay_start):
                return
            k -= 1
            gap += 1
        q = p.closes.get(k)
        if q is None or p.paragraph[k] != p.paragraph[cue.first] or q in self.used:
            return
        source = between[1] if between else self._clitic_name(cue) if cue.clitic else right_of(p, cue)
        if source is None and not cue.clitic and cue.kind == "after":
            source = unnamed_right_of(p, cue)
        if source is None and not cue.clitic:
            return
        content = contents.quoted(p, q)
        if content is None or (cue.kind == "say" and source is None):
            return
        if p.quote(q).kind == "single" and len(content.spans[0]) < 15:
            return
        last = max(source.last, cue.last) if source else cue.last
        self.subject[p.sentence[cue.first]] = source or Source(cue.last, cue.last, "source.same")
        self.used.add(q)
        stop = p.last_of[p.sentence[cue.first]] + 1
        frame = [(last, min((i for i in p.opens if last <= i < stop), default=stop))]
        lead = self._lead(q)
        rule = "statement.quote.clitic" if cue.clitic else "statement.quote.after"
        spans, mode = content.spans, content.mode
        if lead is not None:
            spans, mode = (p.span(lead, contents.trim_end(p, lead, cue.first)),), "mixed"
        self._emit(p.quote(q).open, cue, source, spans, mode, frame, rule)

    def _subject_between(self, cue: Cue) -> tuple[int, Source] | None:
        """The mark that closes a quotation and the subject between it and the cue ("…," mereka menambahkan)."""
        p = self.p
        mention = p.m(cue.first - 1)
        if mention is None or cue.kind != "say" or cue.clitic:
            return None
        k = mention.first - 1
        while k >= 0 and p.low[k] in (",", "-", "–", "—"):
            k -= 1
        alone = cue.last >= p.n or not p.same(cue.first, cue.last) or p.low[cue.last] in contents.STOPS
        if k not in p.closes or p.paragraph[k] != p.paragraph[cue.first] or not (p.same(k, mention.first) or alone):
            return None
        return k, Source(mention.first, mention.last, "source.between")

    def _clitic_name(self, cue: Cue) -> Source | None:
        """The name right after a clitic ("katanya Fahy"), which it merely doubles."""
        mention = self.p.m(cue.last)
        named = mention is not None and mention.first == cue.last and mention.form == "name"
        return Source(cue.last, mention.last, "source.right") if mention is not None and named else None

    def _lead(self, q: int) -> int | None:
        """The start of unquoted words before a closing quotation that belong to the same content, or None."""
        p = self.p
        opened = p.quote(q).open
        first = p.first_of[p.sentence[opened]]
        if opened - first < 3 or p.low[opened - 1] in (",", ":") or p.low[opened - 1] in contents.STOPS:
            return None
        if any(c.first >= first and c.last <= opened for c in self.cues if p.sentence[c.first] == p.sentence[first]):
            return None
        return first if not any(i in p.closes for i in range(first, opened)) else None

    # -- cues without a quotation before them --------------------------------

    def _dispatch(self, n: int, cue: Cue) -> None:
        if any(d.cue_tokens == (cue.first, cue.last) for _, d in self.drafts):
            return
        if self._points_back(cue):
            return
        if cue.kind == "according":
            self._according(cue)
        elif cue.kind == "after" or (cue.clitic and cue.kind == "after"):
            self._comma_after(cue)
        elif cue.kind == "passive":
            self._fronted(cue)
        elif cue.kind in ("say", "object", "weak", "wish") and not cue.clitic:
            self._active(n, cue)

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
        if fronted or (cue.first - first <= 4 and p.low[cue.first - 1] == ",") or cue.first - first <= 2:
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
        if content and self._has_words(content.spans[0]):
            self._emit(cue.first, cue, source, content.spans, content.mode, frame, "statement.according")
            self._use(begin, content.last)

    def _comma_after(self, cue: Cue) -> None:
        """Unquoted words, then a comma, a stem and its source: ", kata X"."""
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        if cue.first - first < 2 or p.low[cue.first - 1] != ",":
            return
        source = None if cue.clitic else right_of(p, cue)
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
        content = contents.indirect(p, first, cue.first)
        short = cue.first - 1 - first <= 2
        if content is None or any(q in self.used for i, q in p.opens.items() if first <= i < cue.first):
            return
        spans, frame = list(content.spans), [(last, stop)]
        if last < stop and p.low[last] == "," and last + 2 < stop and (short or not self._circumstance(last + 1)):
            rest = contents.indirect(p, last + 1, contents.tail(p, last + 1, stop))
            if rest is not None:
                spans += rest.spans
                frame = [(rest.last, stop)]
        self._emit(cue.first, cue, source, tuple(spans), content.mode, frame, "statement.unquoted.after")

    def _circumstance(self, k: int) -> bool:
        p = self.p
        return p.time[k] >= 0 or p.low[k] in self.x.adjunct or p.low[k] in self.x.relay_start or p.capital(k)

    def _active(self, n: int, cue: Cue) -> None:
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        before = p.low[cue.first - 1] if cue.first > first else ""
        if before in self.x.negation or before in self.x.future:
            return
        source: Source | None = left_of(p, cue, self.subject)
        if source is None or (source.first > first and p.low[source.first - 1] in self.x.condition):
            return
        if cue.kind == "wish" and (p.m(cue.last) is None and p.low[min(cue.last, p.n - 1)] not in self.x.determiner):
            return
        begin, marked = contents.begin(p, cue, stop)
        end = self.ends.end(n, cue, begin, stop, marked)
        if begin >= end:
            return
        object_ = self.x.back.longest(p.low, begin, end)
        if object_ is not None and self._ends_object(object_[0], end):
            frame = [(first, source.first), (source.last, cue.first), (object_[0], stop)]
            self._emit(cue.first, cue, source, self._passage(s), "indirect", frame, "frame.back")
            return
        content = contents.indirect(p, begin, end)
        if content is None or any(i in p.opens and p.opens[i] in self.used for i in range(begin, min(content.last, p.n))):
            if content is None or not self._before_used(begin, content):
                return
            content = self._before_used(begin, content)
            if content is None:
                return
        if not self._sayable(cue, begin, content, marked):
            return
        frame = [(first, source.first), (source.last, begin), (max(content.last, cue.last), stop)]
        if source.last == source.first:
            source, frame = None, frame[1:]
        else:
            self.subject[s] = source
        self._emit(cue.first, cue, source, content.spans, content.mode, frame, f"statement.{cue.kind}")
        self._use(begin, content.last)

    def _ends_object(self, k: int, end: int) -> bool:
        """True when only circumstances follow an object that points back ("menyampaikan hal itu dalam …")."""
        p = self.p
        return k >= end or p.low[k] in self.x.adjunct or p.low[k] in contents.STOPS or p.time[k] >= 0 or p.low[k] == ","

    def _before_used(self, begin: int, content: contents.Content) -> contents.Content | None:
        """The part of a content before a quotation that another cue already took."""
        p = self.p
        stop = min((i for i in range(begin, min(content.last, p.n)) if p.opens.get(i) in self.used), default=begin)
        return contents.indirect(p, begin, stop) if stop - begin >= 3 else None

    def _sayable(self, cue: Cue, begin: int, content: contents.Content, marked: bool) -> bool:
        """False for a cue without content: a bare anaphor, a stance verb without a clause."""
        p = self.p
        if content.mode == "direct":
            return True
        words = [k for k in range(begin, content.last) if p.low[k].isalnum() or "-" in p.low[k]]
        if not words or not self._has_words(content.spans[0]):
            return False
        if len(words) <= 3 and p.low[words[-1]] in self.x.demonstrative:
            return False
        if self.x.back.longest(p.low, begin) is not None and len(words) <= 4:
            return False
        if cue.kind == "weak":
            return marked or p.low[begin] in self.x.complementiser
        return len(words) >= 2

    def _has_words(self, span: Span) -> bool:
        return any(c.isalnum() for c in span.slice(self.p.text))

    def _use(self, first: int, last: int) -> None:
        for i in range(first, min(last, self.p.n)):
            if i in self.p.opens:
                self.used.add(self.p.opens[i])

    # -- cues that point back -------------------------------------------------

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

    def _fronted(self, cue: Cue) -> None:
        """A passive cue that opens its sentence: "Ditegaskan X, …", "Dikatakan X bahwa …"."""
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        source = right_of(p, cue) if cue.first == first else None
        if source is None or source.last >= stop:
            return
        if p.low[source.last] != "," and p.low[source.last] not in self.x.strong:
            return
        content = contents.indirect(p, source.last + 1, contents.tail(p, source.last + 1, stop))
        if content is not None:
            self._emit(cue.first, cue, source, content.spans, content.mode, [(content.last, stop)], "statement.fronted")
            self._use(source.last, content.last)

    def _passage(self, s: int) -> tuple[Span, ...]:
        """The uncued sentences right before sentence `s`, of one paragraph, as one span; () when cued."""
        p = self.p
        cued = {p.sentence[c.first] for c in self.cues if c.kind != "passive" and self._drafted(c)}
        cued |= {p.sentence[p.quote(q).open] for q in self.used}
        last = s - 1
        k = last
        while k >= 0 and k > s - 1 - BACK_AT_MOST and k not in cued:
            if k < last and p.paragraph[p.first_of[k]] != p.paragraph[p.first_of[last]]:
                break
            k -= 1
        if k == last or last < 0:
            return ()
        begin, end = p.first_of[k + 1], p.last_of[last] + 1
        end = contents.trim_end(p, begin, end)
        return (p.span(begin, end),) if begin < end else ()

    def _drafted(self, cue: Cue) -> bool:
        return any(d.cue_tokens == (cue.first, cue.last) for _, d in self.drafts)

    # -- quotations without a cue ---------------------------------------------

    def _bare_quotes(self) -> None:
        p = self.p
        for q, quote in enumerate(p.quotes):
            if q in self.used or quote.kind != "double" or not self._standing(q):
                continue
            content = contents.quoted(p, q)
            if content is None or quote.close - quote.open - 1 < SPEECH_AT_LEAST:
                continue
            source = self._colon_source(quote.open)
            rule = "statement.quote.colon" if source else "statement.quote.bare"
            self._emit(quote.open, None, source, content.spans, "direct", [], rule)

    def _standing(self, q: int) -> bool:
        """True for a quotation that is a sentence (or several) of its own."""
        p, quote = self.p, self.p.quote(q)
        i = quote.open
        starts = i == p.first_of[p.sentence[i]] or p.low[i - 1] in contents.STOPS or p.low[i - 1] == ":" or (i - 1) in p.closes
        k = quote.close + 1
        if not quote.closed:
            return starts
        ends = k >= p.n or p.paragraph[k] != p.paragraph[quote.close] or p.sentence[k] != p.sentence[quote.close]
        return starts and (ends or p.low[k] in contents.STOPS)

    def _colon_source(self, opened: int) -> Source | None:
        p = self.p
        if opened < 2 or p.low[opened - 1] != ":":
            return None
        mention = p.m(opened - 2)
        return Source(mention.first, mention.last, "source.colon") if mention else None

    # -- assembling -------------------------------------------------------------

    def _emit(
        self, at: int, cue: Cue | None, source: Source | None, spans: tuple[Span, ...], mode: str,
        frame: list[tuple[int, int]], rule: str,
    ) -> None:  # fmt: skip
        p = self.p
        cue_span = source_span = None
        sentence = p.sentence[at]
        if rule == "frame.back" and spans:
            rule = "statement.back"
        if cue is not None:
            end = p.end[cue.last - 1]
            if cue.clitic and source is None:
                clitic = next(c for c in self.x.clitics if p.low[cue.first].endswith(c))
                source_span = Span(end - len(clitic), end)
            if cue.clitic:
                end -= len(next(c for c in self.x.clitics if p.low[cue.first].endswith(c)))
            cue_span = Span(p.start[cue.first], end)
            sentence = p.sentence[cue.first]
        if source is not None:
            source_span = p.span(source.first, source.last)
        draft = Draft(
            content=spans, mode=mode, rule=rule, cue=cue_span, cue_form=cue.form if cue else "",
            cue_class=cue.kind if cue else "", cue_tokens=(cue.first, cue.last) if cue else None,
            source=source_span, source_tokens=(source.first, source.last) if source else None,
            frame=tuple((a, b) for a, b in frame if a < b), sentence=sentence,
        )  # fmt: skip
        self._add(at, draft)
