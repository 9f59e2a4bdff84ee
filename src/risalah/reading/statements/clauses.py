"""Statements in a language of clauses: a reporting verb beside its subject, before, after or amid what is said.

Read only for packs that name their articles (class `article`); words come from the pack alone.
"""

from __future__ import annotations

from risalah.model import Draft
from risalah.packs import Pack
from risalah.reading.statements import contents
from risalah.reading.statements.clause_quotes import ClauseQuotes
from risalah.reading.statements.links import Links
from risalah.reading.statements.page import ATTITUDE, Cue, Lexis
from risalah.reading.statements.sources import Source
from risalah.reading.statements.stage import Finder, StatementsStage
from risalah.reading.statements.subjects import (
    DASHES,
    MARKS,
    Verb,
    antecedent,
    apposed,
    object_end,
    opens,
    phrase_left,
    phrase_right,
    sentence_subject,
    subject_at,
    verb_group,
)

PIECES = frozenset({"say", "tell", "warn", "ask", "weak", "quote", "clause", "object", ATTITUDE})


def statements_stage(pack: Pack, attitudes: bool = False) -> StatementsStage:
    """The statements stage that fits a pack."""
    return StatementsStage(pack, ClauseFinder if Lexis(pack).clauses else Finder, attitudes)


class ClauseFinder(ClauseQuotes):
    """Finds the drafts of one page."""

    def find(self) -> list[Draft]:
        p, i = self.p, 0
        while i < p.n:
            cue = self.x.cue_at(p.low, i) if p.inside[i] < 0 or self._term(p.inside[i]) else None
            if cue is None or not self._verbal(cue):
                i += 1
            else:
                self.cues.append(cue)
                i = cue.last
        self.starts = [cue.first for cue in self.cues]
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
        self._signed()
        self._bare_quotes()
        self.drafts.sort(key=lambda d: d[0])
        self._relayed()
        return Links(p).linked(self.drafts)

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

    def _active(self, n: int, cue: Cue) -> None:
        p, x = self.p, self.x
        s = p.sentence[cue.first]
        first, stop = p.first_of[s], p.last_of[s] + 1
        verb = self.verbs[cue.first]
        if cue.first == first and cue.shape == "" and self._opening(cue, stop):
            return
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
        if source is not None and content.mode != "direct" and self._subordinate(source, first):
            comma = next((k for k in range(begin + 2, end) if p.low[k] == "," and p.inside[k] < 0), None)
            content = (contents.indirect(p, begin, comma) if comma else None) or content
        if source is None and (content.mode != "direct" or cue.first == first):
            return
        if source is not None and source.first > first and p.low[source.first - 1] in x.question:
            return
        bare = not marked and cue.kind == "say" and not self._clausal(begin, content.last)
        if source is not None and bare and not self._headed(source):
            return
        if source is not None and cue.kind == "object" and not self._acts(source, first):
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

    def _opening(self, cue: Cue, stop: int) -> bool:
        """Handles "Said X: …" and "Said X, …" at a sentence's start; True when it is that."""
        p = self.p
        source = phrase_right(p, cue.last, stop)
        if source is None or source.last >= stop - 1 or p.low[source.last] not in (",", ":"):
            return False
        if source.last + 1 not in p.opens:
            return False
        content = contents.quoted(p, p.opens[source.last + 1])
        if content is None or p.opens[source.last + 1] in self.used:
            return False
        self.subject[p.sentence[cue.first]] = source
        self.used.add(p.opens[source.last + 1])
        self._emit(cue.first, cue, source, content.spans, content.mode, [], "statement.opening")
        return True

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
            return antecedent(p, j, first)
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
                found = subject_at(p, k + 1, stop)
                said = found is not None and found.last < stop and self.x.cue_at(p.low, found.last) is not None
                return None if said else found
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
            return words >= 3 and any(
                p.low[k] in x.finite for k in range(begin, min(content.last, p.n)) if p.inside[k] < 0
            )
        if cue.kind == "quote":
            return marked and p.low[begin - 1] in x.complementiser and words >= 2
        if cue.kind == "weak":
            return words >= 2 and (
                (first in x.infinitive and begin + 1 < p.n and p.low[begin + 1] not in x.preposition)
                or p.low[begin - 1] in x.complementiser
            )
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

    def _clausal(self, begin: int, last: int) -> bool:
        """True for words with a finite verb among those that the pack knows, or with a quotation."""
        p = self.p
        return any(p.low[k] in self.x.finite or k in p.opens for k in range(begin, min(last, p.n)))

    def _headed(self, source: Source) -> bool:
        """True when an actor heads a source: it begins with one, past articles and numbers."""
        p, k = self.p, source.first
        while k < source.last and p.m(k) is None and (p.low[k] in self.x.determiner or p.low[k] in self.x.former):
            k += 1
        return k < source.last and p.m(k) is not None

    def _acts(self, source: Source, first: int) -> bool:
        """True for a subject and no noun that a participle describes ("a missile called X")."""
        low, x = self.p.low, self.x
        inner = [k for k in range(source.first + 1, source.last) if low[k] in x.article]
        if any(low[k - 1] not in x.preposition and low[k - 1] not in x.joint and self.p.m(k) is None for k in inner):
            return False
        actor = self.p.m(source.last - 1) is not None
        return (
            actor
            or source.last >= self.p.n
            or opens(self.p, source.first, first)
            or self.p.low[source.last] in self.x.relative
            or self.p.low[source.last] in MARKS
        )

    def _relay(self, k: int, stop: int) -> list[tuple[int, int]]:
        """The words after a content when they tell who carried it; other words there are not about the saying."""
        while k < stop and self.p.low[k] in (",", '"'):
            k += 1
        return [(k, stop)] if k < stop and self.p.low[k] in self.x.relay_start else []

    def _subordinate(self, source: Source, first: int) -> bool:
        """True for a reporting clause under another: "While he said A, B"."""
        p, x = self.p, self.x
        k = source.first - 1
        while k > first and (p.low[k] in x.determiner or p.adverb(k)):
            k -= 1
        return k == first and p.low[k] in x.opener and p.low[k] not in x.coordinator
