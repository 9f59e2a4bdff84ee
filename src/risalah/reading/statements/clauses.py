"""Statements in a language of clauses: a reporting verb beside its subject, before, after or amid what is said.

Read only for packs that name their articles (class `article`); words come from the pack alone.
"""

from __future__ import annotations

from risalah.model import Draft
from risalah.packs import Pack
from risalah.reading.statements import contents
from risalah.reading.statements.links import Links
from risalah.reading.statements.page import ATTITUDE, Cue, Lexis, Page
from risalah.reading.statements.sources import Source
from risalah.reading.statements.stage import Finder, StatementsStage
from risalah.reading.statements.subjects import (
    DASHES,
    Verb,
    apposed,
    object_end,
    phrase_left,
    phrase_right,
    sentence_subject,
    subject_at,
    verb_group,
)

PIECES = frozenset({"say", "tell", "warn", "ask", "weak", "quote", "clause", "object", ATTITUDE})
CIRCUMSTANCE_AT_MOST = 30
AMID_AT_MOST = 4
"""Tokens of a content's first part that a verb may part from its rest: "The deal, he said, is dead"."""


def statements_stage(pack: Pack, attitudes: bool = False) -> StatementsStage:
    """The statements stage that fits a pack."""
    return StatementsStage(pack, ClauseFinder if Lexis(pack).clauses else Finder, attitudes)


class ClauseFinder(Finder):
    """Finds the drafts of one page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.verbs: dict[int, Verb] = {}
        self.done: set[int] = set()
        self.started: set[int] = set()
        """Opening marks of the quotations that a verb after them took whole."""

    def find(self) -> list[Draft]:
        p, i = self.p, 0
        while i < p.n:
            cue = self.x.cue_at(p.low, i) if p.inside[i] < 0 or self._term(p.inside[i]) else None
            if cue is None or not self._verbal(cue):
                i += 1
            else:
                self.cues.append(cue)
                i = cue.last
        for cue in self.cues:
            if cue.kind in PIECES and cue.shape != "ing":
                self._after_quote(cue)
        for n, cue in enumerate(self.cues):
            if cue.first in self.done:
                continue
            if cue.kind == "according":
                self._according(cue)
            elif cue.shape == "ing" or not self._unquoted(n, cue):
                self._active(n, cue)
        self._bare_quotes()
        self.drafts.sort(key=lambda d: d[0])
        self._relayed()
        return Links(p).linked(self.drafts)

    # -- what is a verb at all ----------------------------------------------------------

    def _verbal(self, cue: Cue) -> bool:
        """False for a cue's form that is no reporting verb here: a noun, an attribute, a passive, a denial."""
        p, x = self.p, self.x
        if cue.kind == "according":
            return True
        verb = verb_group(p, cue)
        self.verbs[cue.first] = verb
        if verb.negated or verb.future or (verb.passive and cue.shape != "ing"):
            return False
        first = p.first_of[p.sentence[cue.first]]
        before = p.low[verb.first - 1] if verb.first > first else ""
        if before in x.article or before in x.infinitive:
            return False
        if before in x.possessive or (before in x.preposition and before not in x.clause):
            return cue.shape == "ing" and before in x.subordinator
        if cue.shape == "noun":
            m = p.m(verb.first - 1) if verb.first > first else None
            return before in x.relative or (m is not None and m.form in ("name", "actor", "pronoun", "role", "group"))
        return True

    # -- a quotation before the verb -----------------------------------------------------

    def _after_quote(self, cue: Cue) -> None:
        p, x = self.p, self.x
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
        if any(first <= c.first < opened for c in self.cues) or any(first <= i < opened for i in self.started):
            return None
        return first

    def _part_of_another(self, q: int) -> bool:
        """True for a quotation that stands inside another cue's words."""
        p = self.p
        opened = p.quote(q).open
        first = p.first_of[p.sentence[opened]]
        inside = p.low[opened - 1] not in (",", ":") and p.low[opened - 1] not in contents.STOPS
        return inside and (any(first <= c.first < opened for c in self.cues) or len(p.quote(q).inner.slice(p.text).split()) < 3)

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
                if before not in (",", ":") and before not in DASHES or quote in self.used:
                    return None
                return contents.quoted(p, quote)
            if self.x.cue_at(p.low, j) is not None and p.low[j - 1] not in self.x.article:
                return None
            j += 1
        return None

    # -- an unquoted clause before the verb ------------------------------------------------

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
            if after is not None and (words < AMID_AT_MOST or rest == last) and self._amid(rest + 1):
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
        if cue.kind != "say" or p.low[cue.last] in x.pronoun or apposed(p, comma, first) is not None:
            return None
        source = phrase_right(p, cue.last, stop)
        if source is None or source.last >= stop:
            return source
        word = p.low[source.last]
        ends = word in contents.STOPS or word == "," or word in DASHES or p.time[source.last] >= 0 or word in x.adjunct
        return source if ends and word not in x.clause else None

    def _amid(self, k: int) -> bool:
        """True when the words after a parenthesis go on with the content."""
        p, x = self.p, self.x
        if p.time[k] >= 0 or p.low[k] in x.relay_start or p.low[k] in x.relative or p.low[k] in x.opener:
            return False
        cue = x.cue_at(p.low, k)
        return not (cue is not None and cue.shape == "ing") and p.low[k] not in x.coordinator

    def _clause_start(self, first: int, comma: int) -> int:
        """Where the content before a verb begins: the sentence's start, past an opener and a content of another cue."""
        p, x = self.p, self.x
        k = first
        for i in range(first, comma):
            if p.low[i] == ";" or (i in p.closes and i + 1 < comma and p.low[i - 1] in contents.STOPS):
                k = i + 1
        while k < comma and (p.low[k] in x.coordinator or p.low[k] in (",", "*", "•")):
            k += 1
        return k

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

    # -- "according to" ----------------------------------------------------------------------

    def _according(self, cue: Cue) -> None:
        p = self.p
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        fronted = cue.first - first <= 2 or p.low[cue.first - 1] in self.x.opener
        if fronted:
            k = cue.last
            while k < stop and not (p.low[k] == "," and not self._inside_phrase(cue.last, k, stop)):
                k += 1
            if k + 2 >= stop:
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
        if mention is not None:
            return mention.first >= first
        after = p.m(comma + 1)
        opens = p.low[comma + 1] in x.article or p.low[comma + 1] in x.former or (after is not None and after.form == "role")
        if not opens or any(p.low[k] == "," for k in range(first, comma)):
            return False
        end = next((k for k in range(comma + 1, min(stop, comma + 30)) if p.low[k] == ","), None)
        return end is not None and not any(p.low[k] in x.finite for k in range(comma + 1, end))

    # -- a verb before its content ---------------------------------------------------------------

    def _active(self, n: int, cue: Cue) -> None:
        p, x = self.p, self.x
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        verb = self.verbs[cue.first]
        begin, marked = self._begin(cue, stop)
        if begin >= stop - 1 and p.low[stop - 1] == ":" and stop in p.opens and p.opens[stop] not in self.used:
            self._introduces(cue, verb, first, stop)
            return
        if begin >= stop:
            return
        end = self._end(n, cue, begin, stop)
        if begin >= end:
            return
        content = contents.indirect(p, begin, end)
        if content is None:
            return
        if any(p.opens.get(i) in self.used for i in range(begin, min(content.last, p.n)) if i in p.opens):
            content = self._before_used(begin, content)
            if content is None:
                return
        if not self._said(cue, begin, content, marked):
            return
        source = self._subject_of(cue, verb, first)
        if source is not None and source.first > first and p.low[source.first - 1] in x.condition:
            return
        if source is not None and content.mode != "direct" and self._subordinate(cue, source, first):
            comma = next((k for k in range(begin + 2, end) if p.low[k] == "," and p.inside[k] < 0), None)
            content = (contents.indirect(p, begin, comma) if comma else None) or content
        if source is None and (content.mode != "direct" or cue.first == first):
            return
        if source is not None and source.first > first and p.low[source.first - 1] in x.question:
            return
        if source is not None and cue.kind == "object" and not self._named(source) and source.first != first:
            return
        if source is not None:
            self.subject[s] = source
            frame = [(first, source.first), (source.last, begin)]
        else:
            frame = [(cue.last, begin)]
        frame += self._relay(max(content.last, cue.last), stop)
        self.done.add(cue.first)
        spans, mode = content.spans, content.mode
        self._emit(cue.first, cue, source, spans, mode, frame, f"statement.{cue.kind}")
        self._use(begin, content.last)

    def _introduces(self, cue: Cue, verb: Verb, first: int, stop: int) -> None:
        """A sentence that ends with a colon before a quotation in the next paragraph."""
        content = contents.quoted(self.p, self.p.opens[stop])
        source = self._subject_of(cue, verb, first)
        if content is None or source is None:
            return
        self.subject[self.p.sentence[cue.first]] = source
        self.used.add(self.p.opens[stop])
        frame = [(first, source.first), (source.last, stop)]
        self._emit(cue.first, cue, source, content.spans, content.mode, frame, "statement.quote.colon")

    def _subject_of(self, cue: Cue, verb: Verb, first: int) -> Source | None:
        p, x = self.p, self.x
        k = verb.first - 1
        if k < first or (cue.shape == "ing" and p.low[k] in x.opener and k == first):
            return self._after_participle(cue) if cue.shape == "ing" else None
        word = p.low[k]
        taken = self.subject.get(p.sentence[cue.first])
        if word in x.relative:
            j = k - 1 if k - 1 >= first and p.low[k - 1] == "," else k
            return phrase_left(p, j, first)
        if word in x.coordinator:
            return taken or (sentence_subject(p, first, k) if cue.shape != "ing" else None)
        if word == "," or word in DASHES:
            if cue.shape != "ing":
                source = apposed(p, k, first)
                if source is not None:
                    return source
            return taken or sentence_subject(p, first, k)
        if cue.shape == "ing":
            if word in x.subordinator or word in x.preposition or word in x.clause or p.low[k] in x.document:
                return taken or sentence_subject(p, first, k)
            known = p.m(k) is not None or cue.last - cue.first > 1 or p.low[min(cue.last, p.n - 1)] in x.complementiser
            source = phrase_left(p, verb.first, first) if known else None
            return source or (taken if known else None)
        if word in x.clause and word not in x.pronoun:
            return taken
        return phrase_left(p, verb.first, first)

    def _after_participle(self, cue: Cue) -> Source | None:
        """X in "Calling it a mistake, X left"."""
        p = self.p
        stop = p.last_of[p.sentence[cue.first]] + 1
        for k in range(cue.last, stop - 1):
            if p.inside[k] < 0 and (p.low[k] == "," or (k in p.closes and p.low[k - 1] == ",")):
                return subject_at(p, k + 1, stop)
        return None

    def _said(self, cue: Cue, begin: int, content: contents.Content, marked: bool) -> bool:
        """False for a cue without content of its kind."""
        p, x = self.p, self.x
        quoted = begin in p.opens or content.mode == "direct"
        words = sum(p.low[k][0].isalnum() for k in range(begin, min(content.last, p.n)))
        if quoted:
            return words >= 1
        first = p.low[begin]
        if cue.kind == "mixed":
            return content.mode == "mixed" and first not in x.preposition
        if cue.kind == "clause" and not marked and first not in x.infinitive:
            return words >= 3 and any(p.low[k] in x.finite for k in range(begin, min(content.last, p.n)) if p.inside[k] < 0)
        if cue.kind == "quote":
            return marked and p.low[begin - 1] in x.complementiser and words >= 2
        if cue.kind == "weak":
            return words >= 2 and ((first in x.infinitive and p.low[begin + 1] not in x.preposition) or p.low[begin - 1] in x.complementiser)
        if cue.kind == "ask":
            return words >= 2 and (first in x.question or self._asked(begin, content.last))
        if cue.kind == "object":
            return words >= 2 and (marked or first not in x.preposition) and first not in contents.STOPS
        if cue.kind in ("say", "warn", "tell") and not marked and first in x.preposition and first not in x.opening:
            return False
        if words <= 2 and not marked:
            return cue.kind == ATTITUDE and words >= 1
        return words >= 2 and first not in contents.STOPS

    def _asked(self, begin: int, end: int) -> bool:
        """True for "X to …": what is asked of whom."""
        k = object_end(self.p, begin, end)
        return k < end and (self.p.low[k] in self.x.infinitive or self.p.low[k] in self.x.question)

    # -- where a content begins --------------------------------------------------------------------

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
                    return k + 1, False
                k, marked = after, False
                continue
            if p.time[k] >= 0:
                k += 1
                continue
            hit = x.frame.longest(p.low, k, stop)
            if hit is not None:
                k = hit[0]
                continue
            if word in x.adverb and k + 1 < stop and (
                p.low[k + 1] in x.complementiser or p.low[k + 1] in (",", ":") or k + 1 in p.opens or p.time[k + 1] >= 0
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

    def _infinitive(self, k: int, stop: int) -> bool:
        """True for a "to" before a verb: no actor, article, number, capital or preposition follows."""
        p, x = self.p, self.x
        j = k + 1
        if j >= stop or p.low[j] in x.article or p.low[j] in x.determiner or p.low[j] in x.pronoun_object:
            return False
        if p.m(j) is not None or p.capital(j) or p.time[j] >= 0 or p.low[j] in x.preposition or j in p.opens:
            return False
        return p.low[j].isalpha()

    def _past_hearer(self, cue: Cue, k: int, stop: int) -> int:
        p, x = self.p, self.x
        word = p.low[k]
        if word in x.complementiser or word in (",", ":") or k in p.opens or word in x.question or p.time[k] >= 0 or word in x.preposition:
            return k
        end = object_end(p, k, stop)
        if cue.kind == "tell":
            return end
        leads = end < stop and (p.low[end] in x.complementiser or p.low[end] in (":",) or end in p.opens or (p.low[end] == "," and end + 1 in p.opens))
        if cue.kind == "ask":
            leads = leads or (end < stop and p.low[end] in x.question)
        return end if leads else k

    def _parenthesis_end(self, k: int, stop: int) -> int | None:
        """The comma that ends a parenthesis begun at `k` ("said, on Friday, that"), or None."""
        p, x = self.p, self.x
        if k >= stop or not (p.time[k] >= 0 or p.low[k] in x.adjunct or self._is_ing(k)):
            return None
        for j in range(k, min(stop, k + CIRCUMSTANCE_AT_MOST)):
            if p.low[j] in (",", ":"):
                return j if j + 1 in p.opens or (j + 1 < stop and p.low[j + 1] in x.complementiser) or p.low[j] == ":" else j + 1
            if j in p.opens:
                return j
        return None

    def _is_ing(self, k: int) -> bool:
        cue = self.x.cue_at(self.p.low, k)
        return cue is not None and cue.shape == "ing"

    def _circumstance_end(self, k: int, stop: int, far: bool) -> int | None:
        """Past a preposition's words that begin at `k` after a cue: to a mark that leads on, a time, or their noun's end."""
        p, x = self.p, self.x
        if k + 1 < stop and p.time[k + 1] >= 0:
            return k + 1
        for j in range(k + 1, min(stop, k + CIRCUMSTANCE_AT_MOST)):
            word = p.low[j]
            if word in x.complementiser and j > k + 1 and p.low[j - 1] not in x.preposition:
                return j if far else None
            if word == ":" or j in p.opens:
                return j if word == ":" or p.low[j - 1] == "," or j > k + 1 else None
            if word == ",":
                return j if j + 1 in p.opens or (j + 1 < stop and (p.time[j + 1] >= 0 or p.low[j + 1] in x.complementiser)) else j + 1
            if p.time[j] >= 0 and p.low[j - 1] not in x.article:
                return j
            if x.cue_at(p.low, j) is not None and p.low[j - 1] not in x.article:
                break
        return object_end(p, k + 1, stop)

    # -- where a content ends ----------------------------------------------------------------------

    def _end(self, n: int, cue: Cue, begin: int, stop: int) -> int:
        """Where the content ends: before a later cue of the same subject, a clause of another one, a relay."""
        p, x = self.p, self.x
        if begin in p.opens and p.quote(p.opens[begin]).close >= stop - 1:
            return stop
        end = self._end_of_clause(begin, stop)
        for other in self.cues[n + 1 :]:
            if other.first >= end:
                break
            if other.first <= begin or p.inside[other.first] >= 0:
                continue
            cut = self._cut(cue, other, begin)
            if cut is not None:
                return cut
        return end

    def _named(self, source: Source) -> bool:
        """True when a source holds an actor or a pronoun."""
        return any(self.p.m(k) is not None for k in range(source.first, source.last))

    def _relay(self, k: int, stop: int) -> list[tuple[int, int]]:
        """The words after a content when they tell who carried it; other words there are not about the saying."""
        while k < stop and self.p.low[k] in (",", '"'):
            k += 1
        return [(k, stop)] if k < stop and self.p.low[k] in self.x.relay_start else []

    def _subordinate(self, cue: Cue, source: Source, first: int) -> bool:
        """True for a reporting clause under another: "While he said A, B"."""
        p, x = self.p, self.x
        k = source.first - 1
        while k > first and (p.low[k] in x.determiner or p.adverb(k)):
            k -= 1
        return k == first and p.low[k] in x.opener and p.low[k] not in x.coordinator

    def _end_of_clause(self, begin: int, stop: int) -> int:
        p, x = self.p, self.x
        for k in range(begin + 1, stop):
            if k in p.closes and p.low[k - 1] == "," and k + 1 < stop and p.low[k + 1].endswith(x.participle_endings):
                return k + 1
            if p.inside[k] >= 0:
                continue
            if p.low[k] == ";":
                return k
            if p.low[k] == "," and k + 1 < stop and k - begin > 2 and p.low[k + 1] in x.contrast:
                return k
            if p.low[k] in x.relay_start and p.low[k - 1] == "," and x.relay.longest(p.low, k, stop) is not None:
                return k - 1
        return stop

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
        if low[k] == "," and k - begin > 2 and apposed(p, k, begin) is None and self._begin(other, p.n)[0] > other.first:
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
