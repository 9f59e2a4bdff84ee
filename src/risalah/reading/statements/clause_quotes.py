"""Quotations and clauses before their verb, in a language of clauses: "…," X said; …, said X; "…" — X."""

from __future__ import annotations

from bisect import bisect_left

from risalah.reading.statements import contents
from risalah.reading.statements.clause_bounds import CIRCUMSTANCE_AT_MOST, ClauseBounds
from risalah.reading.statements.page import ATTITUDE, Cue
from risalah.reading.statements.sources import Source
from risalah.reading.statements.subjects import DASHES, Verb, apposed, phrase_left, phrase_right

AMID_AT_MOST = 4
"""Tokens of a content's first part that a verb may part from its rest: "The deal, he said, is dead"."""


class ClauseQuotes(ClauseBounds):
    """Finds what stands before its verb, and what follows "according to"."""

    def _after_quote(self, cue: Cue) -> None:
        p = self.p
        verb = self.verbs[cue.first]
        found = self._closed_before(cue, verb)
        if found is None:
            return
        q, source = found
        stop = p.last_of[p.sentence[cue.first]] + 1
        if source is None:
            source = phrase_right(p, cue.last, stop)
            if source is None or cue.kind == "object":
                return
        content = contents.quoted(p, q)
        if content is None or (p.quote(q).kind == "single" and len(content.spans[0]) < 15):
            return
        last = max(source.last, cue.last)
        spans, mode = list(content.spans), content.mode
        lead = self._lead(q)
        if lead is not None and not self._starts_content(lead, cue):
            lead = None
        if lead is not None:
            spans, mode = [p.span(lead, contents.trim_end(p, lead, p.quote(q).close))], "mixed"
        elif not self._whole(q) and self._part_of_another(q):
            return
        self.used.add(q)
        self.started.add(p.quote(q).open)
        self.subject[p.sentence[cue.first]] = source
        more = self._goes_on_quoted(last, stop)
        if more is not None:
            spans += more.spans
            self._use(last, more.last)
        frame = [(last, min((i for i in p.opens if last <= i < stop), default=stop))]
        self.done.add(cue.first)
        self._emit(p.quote(q).open, cue, source, tuple(spans), mode, frame, "statement.quote.after")

    def _lead(self, q: int) -> int | None:
        """The start of unquoted words before a closing quotation that belong to the same content, or None."""
        p = self.p
        opened = p.quote(q).open
        first = p.first_of[p.sentence[opened]]
        while first < opened and (p.low[first] in self.x.coordinator or p.low[first] in (",", '"', "—")):
            first += 1
        if opened - first < 1 or p.low[opened - 1] in (",", ":") or p.low[opened - 1] in contents.STOPS:
            return None
        if self._cued(first, opened) or any(i in self.started for i in range(first, opened)):
            return None
        return first

    def _cued(self, first: int, last: int) -> bool:
        """True when a cue begins in tokens `[first, last)`."""
        k = bisect_left(self.starts, first)
        return k < len(self.starts) and self.starts[k] < last

    def _part_of_another(self, q: int) -> bool:
        """True for a quotation that stands inside another cue's words."""
        p = self.p
        opened = p.quote(q).open
        first = p.first_of[p.sentence[opened]]
        inside = p.low[opened - 1] not in (",", ":") and p.low[opened - 1] not in contents.STOPS
        return inside and (self._cued(first, opened) or len(p.quote(q).inner.slice(p.text).split()) < 3)

    def _whole(self, q: int) -> bool:
        """True for a quotation that begins a sentence."""
        opened = self.p.quote(q).open
        return opened == self.p.first_of[self.p.sentence[opened]]

    def _closed_before(self, cue: Cue, verb: Verb) -> tuple[int, Source | None] | None:
        """The quotation that closes right before a verb or its subject, and that subject."""
        p, x = self.p, self.x
        floor = max(0, cue.first - 60)
        k = verb.first - 1
        q = self._closing(k)
        if q is not None:
            return q, None
        first = p.first_of[p.sentence[cue.first]]
        source = None
        if p.low[k] == ",":
            source = apposed(p, k, max(first, floor))
        elif p.low[k] not in x.relative:
            source = phrase_left(p, verb.first, max(first, floor))
        if source is None:
            return None
        q = self._closing(source.first - 1)
        return (q, source) if q is not None else None

    def _closing(self, k: int) -> int | None:
        """The unused quotation that closes at token `k` or just before it, past a comma, a dash, an opener."""
        p = self.p
        here = k + 1
        for _ in range(3):
            if k < 0:
                return None
            q = p.closes.get(k)
            if q is not None:
                same = p.paragraph[k] == p.paragraph[min(here, p.n - 1)]
                return q if same and q not in self.used else None
            if p.low[k] not in (",", ".", "?", "!") and p.low[k] not in DASHES:
                return None
            k -= 1
        return None

    def _starts_content(self, lead: int, cue: Cue) -> bool:
        """True when the unquoted words before a quotation belong to the same content."""
        p = self.p
        return p.low[lead] not in self.x.adjunct and p.time[lead] < 0 and p.sentence[lead] == p.sentence[cue.first]

    def _goes_on_quoted(self, k: int, stop: int) -> contents.Content | None:
        """The second half of a parted quotation: "A," said X on Friday, "B"."""
        p = self.p
        j = k
        while j < stop and j < k + CIRCUMSTANCE_AT_MOST:
            if j in p.opens:
                before = p.low[j - 1]
                quote = p.opens[j]
                joined = before in self.x.coordinator and p.low[j - 2] == ","
                if (before not in (",", ":") and before not in DASHES and not joined) or quote in self.used:
                    return None
                return contents.quoted(p, quote)
            if self.x.cue_at(p.low, j) is not None and p.low[j - 1] not in self.x.article:
                return None
            j += 1
        return None

    def _signed(self) -> None:
        """Quotations signed with a dash and a name: "…" — X."""
        p = self.p
        for q, quote in enumerate(p.quotes):
            k = quote.close + 1
            if q in self.used or not quote.closed or k + 1 >= p.n or p.low[k] not in DASHES or not self._whole(q):
                continue
            mention = p.m(k + 1)
            content = contents.quoted(p, q)
            if (
                mention is None
                or content is None
                or mention.first != k + 1
                or mention.form not in ("name", "unknown", "actor")
            ):
                continue
            ends = mention.last >= p.n or p.paragraph[mention.last] != p.paragraph[k] or mention.last in p.opens
            if ends:
                self.used.add(q)
                source = Source(mention.first, mention.last, "source.signature")
                self._emit(quote.open, None, source, content.spans, "direct", [], "statement.quote.signed")

    def _unquoted(self, n: int, cue: Cue) -> bool:
        """Handles ", X said", ", said X" and "The deal, X said, is dead"; True when the cue is one."""
        p, x = self.p, self.x
        if cue.kind not in ("say", "tell", "warn", "clause", "quote", ATTITUDE):
            return False
        verb = self.verbs[cue.first]
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        k = verb.first - 1
        if k <= first:
            return False
        if p.low[k] == "," or p.low[k] in DASHES:
            source = self._inverted(cue, k, first, stop)
            comma = k
            if source is None and p.low[k] == ",":
                source = apposed(p, k, first)
                comma = source.first - 1 if source else -1
        else:
            source = phrase_left(p, verb.first, first) if p.low[k] not in x.relative else None
            comma = source.first - 1 if source else -1
            while comma > first and p.low[comma] in x.subordinator and p.low[comma] in x.preposition:
                comma -= 1
        if source is None or comma <= first or not (p.low[comma] == "," or p.low[comma] in DASHES):
            return False
        last = max(source.last, cue.last)
        rest = self._circumstances_only(last, stop)
        begin = self._clause_start(first, comma)
        words = comma - begin
        if rest is None or words < 1:
            return False
        if words < AMID_AT_MOST and rest == stop:
            return False
        if begin == first and (p.low[begin] in x.adjunct or p.time[begin] >= 0) and rest == stop and words < 9:
            return False
        content = contents.indirect(p, begin, comma)
        if content is None or any(i in p.opens and p.opens[i] in self.used for i in range(begin, comma)):
            return False
        spans, mode, frame_end = list(content.spans), content.mode, rest
        if rest < stop:
            after = contents.indirect(p, rest + 1, self._end(n, cue, rest + 1, stop))
            follows = words < AMID_AT_MOST or (rest == last and not self._described(source, stop))
            if after is not None and follows and self._amid(rest + 1):
                spans += after.spans
                mode = "mixed" if after.mode != "indirect" else mode
                self._use(rest, after.last)
            elif words < AMID_AT_MOST:
                return False
        if not any(c.isalnum() for s_ in spans for c in s_.slice(p.text)):
            return False
        self.subject[s] = source
        self.done.add(cue.first)
        self._use(begin, comma)
        self._emit(cue.first, cue, source, tuple(spans), mode, [(last, frame_end)], "statement.unquoted.after")
        return True

    def _inverted(self, cue: Cue, comma: int, first: int, stop: int) -> Source | None:
        """X in ", said X": a whole phrase up to a mark or a circumstance, where no apposition closes at the comma."""
        p, x = self.p, self.x
        if cue.kind != "say" or cue.last >= stop or p.low[cue.last] in x.pronoun:
            return None
        source = phrase_right(p, cue.last, stop)
        described = source is not None and self._described(source, stop)
        if apposed(p, comma, first) is not None and not described:
            return None
        if source is None or source.last >= stop:
            return source
        word = p.low[source.last]
        if described and word in x.preposition:
            return source._replace(last=self._phrase_end(source.last, stop))
        ends = word in contents.STOPS or word == "," or word in DASHES or p.time[source.last] >= 0 or word in x.adjunct
        return source if ends and word not in x.clause else None

    def _described(self, source: Source, stop: int) -> bool:
        """True when nothing but a description of a source follows it or ends it: no verb of another clause."""
        p, k = self.p, source.last
        if k >= stop or any(p.low[i] in self.x.finite for i in range(k, stop)):
            return False
        apposition = any(p.low[i] == "," for i in range(source.first, k))
        return p.low[k] == "," or (apposition and p.low[k] in self.x.preposition)

    def _amid(self, k: int) -> bool:
        """True when the words after a parenthesis go on with the content."""
        p, x = self.p, self.x
        if p.time[k] >= 0 or p.low[k] in x.relay_start or p.low[k] in x.relative or p.low[k] in x.opener:
            return False
        cue = x.cue_at(p.low, k)
        return not (cue is not None and cue.shape == "ing") and p.low[k] not in x.coordinator

    def _according(self, cue: Cue) -> None:
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        fronted = cue.first - first <= 2 or p.low[cue.first - 1] in self.x.opener
        if fronted:
            k = cue.last
            while k < stop and not (p.low[k] == "," and not self._inside_phrase(cue.last, k, stop)):
                k += 1
            if k + 2 >= stop or k == cue.last:
                return
            source: Source | None = Source(cue.last, k, "source.right")
            end = self._end_of_clause(k + 1, stop)
            begin, frame = k + 1, [(cue.last, k), (end, stop)]
        else:
            source = phrase_right(p, cue.last, stop)
            begin, end = self._clause_start(first, cue.first), cue.first
            frame = [(source.last, stop)] if source else []
        if source is None or begin >= end:
            return
        last = source.last
        if not fronted and end - begin <= AMID_AT_MOST + 1 and last + 1 < stop and p.low[last] == ",":
            one, two = (
                contents.indirect(p, begin, end),
                contents.indirect(p, last + 1, self._end_of_clause(last + 1, stop)),
            )
            if one is not None and two is not None:
                mode = "mixed" if "mixed" in (one.mode, two.mode) else "indirect"
                self._emit(cue.first, cue, source, one.spans + two.spans, mode, [], "statement.according.amid")
                self._use(begin, two.last)
                return
        q = self._closing(cue.first - 1) if not fronted else None
        if q is not None and p.quote(q).open <= begin:
            content = contents.quoted(p, q)
        else:
            content = contents.indirect(p, begin, end)
        if content is not None and self._has_words(content.spans[0]):
            self.subject[s] = source
            self._emit(cue.first, cue, source, content.spans, content.mode, frame, "statement.according")
            self._use(begin, content.last)

    def _inside_phrase(self, first: int, comma: int, stop: int) -> bool:
        """True for a comma inside the source of a fronted cue: a mention crosses it, or an apposition opens there."""
        p, x = self.p, self.x
        mention = p.m(comma)
        if mention is not None or comma + 1 >= stop:
            return mention is not None and mention.first >= first
        after = p.m(comma + 1)
        opens = (
            p.low[comma + 1] in x.article
            or p.low[comma + 1] in x.former
            or (after is not None and after.form == "role")
        )
        if not opens or any(p.low[k] == "," for k in range(first, comma)):
            return False
        end = next((k for k in range(comma + 1, min(stop, comma + 30)) if p.low[k] == ","), None)
        return end is not None and not any(p.low[k] in x.finite for k in range(comma + 1, end))
