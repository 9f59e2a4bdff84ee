"""Quotations and the cues after them; quotations without a cue."""

from __future__ import annotations

from risalah.reading.statements import contents
from risalah.reading.statements.board import Board
from risalah.reading.statements.page import Cue
from risalah.reading.statements.sources import Source, right_of, unnamed_right_of

SPEECH_AT_LEAST = 4
"""Tokens a quotation without a cue must have to be speech."""
GAP_AT_MOST = 3


class Quotations(Board):
    """Finds quoted speech."""

    def _term(self, q: int) -> bool:
        return self.p.quote(q).kind == "single"

    def _breaks(self, i: int) -> bool:
        """True for a cue after a comma inside a quotation that is never closed: the closing mark was lost there."""
        p = self.p
        if p.quote(p.inside[i]).closed or p.low[i - 1] != ",":
            return False
        cue = self.x.cue_at(p.low, i)
        return cue is not None and cue.kind == "after" and (cue.clitic or p.m(cue.last) is not None)

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
        if q is not None and between is None and not p.same(k, cue.first) and cue.kind != "noun":
            return
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
        frame.append((p.first_of[p.sentence[p.quote(q).open]], p.quote(q).open))
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
        earlier = [p.opens[i] for i in range(first, opened) if i in p.opens]
        if any(i in p.closes for i in range(first, opened)) and not self._pieces(first, earlier):
            return None
        self.used.update(earlier)
        return first

    def _pieces(self, first: int, quotes: list[int]) -> bool:
        """True for quoted pieces of one sentence with its own words between ('Itu "A," tetapi kita "B," kata X')."""
        p = self.p
        if not quotes or any(q in self.used or not p.quote(q).closed for q in quotes):
            return False
        opened = p.quote(quotes[0]).open
        return opened > first + 1 and p.low[opened - 1] not in (",", ":") and p.low[opened - 1] not in contents.STOPS

    def _bare_quotes(self) -> None:
        p = self.p
        for q, quote in enumerate(p.quotes):
            if q in self.used or quote.kind != "double" or not self._standing(q):
                continue
            content = contents.quoted(p, q)
            if content is None or quote.close - quote.open - 1 < SPEECH_AT_LEAST:
                continue
            source = self._colon_source(quote.open)
            led = self.x.clauses and quote.open > 0 and p.low[quote.open - 1] == ":"
            rule = "statement.quote.colon" if source or led else "statement.quote.bare"
            self._emit(quote.open, None, source, content.spans, "direct", [], rule)

    def _standing(self, q: int) -> bool:
        """True for a quotation that is a sentence (or several) of its own."""
        p, quote = self.p, self.p.quote(q)
        i = quote.open
        first = p.first_of[p.sentence[i]]
        split = i > first and p.low[i - 1] == "," and any(p.closes.get(k) in self.used for k in range(first, i))
        before = p.low[i - 1] if i > first else "."
        starts = split or before in contents.STOPS or before == ":" or (i - 1) in p.closes
        k = quote.close + 1
        if not quote.closed:
            return starts
        ends = (
            k >= p.n
            or k in p.opens
            or p.paragraph[k] != p.paragraph[quote.close]
            or p.sentence[k] != p.sentence[quote.close]
        )
        return starts and (ends or p.low[k] in contents.STOPS)

    def _colon_source(self, opened: int) -> Source | None:
        p = self.p
        if opened < 2 or p.low[opened - 1] != ":":
            return None
        mention = p.m(opened - 2)
        return Source(mention.first, mention.last, "source.colon") if mention else None
