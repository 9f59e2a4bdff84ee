"""Readings as PFSA-ID labels them: direct quotations of public sources, and how those are introduced.

The corpus has no guideline; what its labels mean is read off the data. A STATEMENT is a direct quotation with
its marks that a cue follows; CUE is that cue, CUECOREF a cue with a clitic; PERSONCOREF the short mention after
a CUE; ROLE, AFFILIATION and PERSON the fullest mention of the source, once a document, rank and titles in
PERSON; DATETIME and LOCATION the time and place told with the attribution; ISSUE the first sentence without its
dateline. Sources without office or organisation are left out, and indirect speech is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec

from risalah.errors import PackError
from risalah.evaluation.pfsa_score import LabelledSpan
from risalah.match.lexicon import Phrases
from risalah.model import Draft, Mention, Person, Reading, Span
from risalah.packs import load, load_world
from risalah.text.tokens import WORD, fold

_OPEN = "\"'“”‘’«»„"
_AFTER = " \t\n.,;:!?…"
_REACH = 8
"""How many marks and spaces may stand between the words of a quotation, its marks and the cue."""

_SENTENCE_END = re.compile(r"[.!?][\"'”’»]?\s+(?=[\"'“”‘«A-Z])|$")
_DATED = re.compile(r"^.{0,40}?\(\d{1,2}/\d{1,2}/\d{4}\)|^.{0,40}?\d{1,2} \w{3,9} \d{4}")
"""A date with its year; what follows it (a part of the day) is not labelled."""
_ORDINARY_OFFICES = frozenset({"witness", "honorific"})
_RANK_OFFICES = frozenset({"general", "admiral", "air-marshal", "officer", "honorific", "sheikh"})


class Vocabulary(msgspec.Struct, frozen=True):
    """The words that the mapping asks for: all in lower case.

    `ranks` and `titles` stand before a name and belong to PERSON. `ordinary` are roles of people who are no
    public figures. `whole` are offices whose place or body belongs to ROLE, save those in `parts`; `top`,
    `outer` and `inner` are first words of bodies (a body of its own, or a part of one).
    """

    titles: Phrases[str] = Phrases()
    offices: Phrases[str] = Phrases()
    whole: Phrases[str] = Phrases()
    parts: frozenset[str] = frozenset()
    ordinary: frozenset[str] = frozenset()
    top: frozenset[str] = frozenset()
    outer: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    joints: frozenset[str] = frozenset()
    leads: Phrases[str] = Phrases()


@lru_cache(maxsize=8)
def vocabulary(language: str) -> Vocabulary:
    """What the packs of a language say of offices, ranks and bodies; nothing for a language without a pack."""
    try:
        pack = load(language)
        bodies, ranks, grammar = pack.words("organisations"), pack.words("ranks"), pack.words("grammar")
        roles = pack.words("roles")
        offices = {f for row in load_world().table("offices") for f in row.get(f"forms_{language}", "").split("|") if f}
    except (PackError, KeyError):
        return Vocabulary()
    leads = grammar.get("apposition", frozenset()) | grammar.get("determiner", frozenset())
    return Vocabulary(
        titles=_phrases(frozenset().union(*ranks.values())),
        offices=_phrases(offices | roles.get("role", frozenset()) | roles.get("common", frozenset())),
        whole=_phrases(bodies.get("office.whole", frozenset()) | bodies.get("office.part", frozenset())),
        parts=bodies.get("office.part", frozenset()),
        ordinary=roles.get("common", frozenset()),
        top=bodies.get("head.top", frozenset()),
        outer=bodies.get("head.outer", frozenset()),
        inner=bodies.get("head.inner", frozenset()),
        joints=grammar.get("role.and", frozenset()),
        leads=_phrases(leads),
    )


def _phrases(forms: Iterable[str]) -> Phrases[str]:
    return Phrases((tuple(fold(w) for w in WORD.findall(f)), f) for f in sorted(forms) if WORD.search(f))


class _Quotation(msgspec.Struct, frozen=True):
    """A direct quotation with its marks, and the cue that follows it."""

    draft: Draft
    marked: Span
    cue: Span


def spans(reading: Reading, *, words: Vocabulary | None = None, public: bool = True) -> list[LabelledSpan]:
    """The labelled spans of a reading, sorted by place. `public=False` keeps the quotations of everyone."""
    return _Labelling(reading, words or vocabulary(reading.raw.language or "id"), public).spans()


class _Labelling:
    """The labels of one reading."""

    def __init__(self, reading: Reading, words: Vocabulary, public: bool) -> None:
        self.r = reading
        self.text = reading.raw.text
        self.t = reading.tokens
        self.w = words
        self.public = public
        self.persons = {p.name: p for p in reading.persons}
        self.lead = self._issue()
        """The first sentence. Labels do not overlap, so nobody is introduced in it."""
        ranges = [d.source_tokens for d in reading.drafts if d.source_tokens is not None]
        self.sources = {k for first, last in ranges for k in range(first, last)}

    def spans(self) -> list[LabelledSpan]:
        """The labelled spans in order."""
        found: set[LabelledSpan] = set()
        if self.lead is not None:
            found.add(_labelled("ISSUE", self.lead))
        voices: set[str] = set()
        for quotation in self._quotations():
            if self.public and not self._is_public(quotation.draft):
                continue
            found.add(_labelled("STATEMENT", quotation.marked))
            found.update(self._attribution(quotation))
            if quotation.draft.speaker:
                voices.add(quotation.draft.speaker)
        for name in sorted(voices & set(self.persons)):
            mention = self._introduction(self.persons[name])
            if mention is not None:
                found.update(self._introduced(mention))
        found.update(self._circumstances(voices))
        return sorted(found, key=lambda s: (s.start, s.end, s.label))

    # -- quotations

    def _quotations(self) -> Iterator[_Quotation]:
        for draft in self.r.drafts:
            for piece in draft.content:
                marked = self._with_marks(piece)
                if marked is None or draft.cue is None:
                    continue
                cue = draft.cue
                between = self.text[marked.end : cue.start] if marked.end <= cue.start <= marked.end + _REACH else "x"
                if all(c in _AFTER for c in between):
                    yield _Quotation(draft, marked, cue)

    def _with_marks(self, piece: Span) -> Span | None:
        """A piece of content with the quotation marks around it, or None where there are none."""
        text, start, end = self.text, piece.start, piece.end
        while start > max(0, piece.start - _REACH) and text[start - 1] in _AFTER:
            start -= 1
        if start == 0 or text[start - 1] not in _OPEN:
            return None
        while end < min(len(text), piece.end + _REACH) and text[end] in _AFTER:
            end += 1
        if end >= len(text) or text[end] not in _OPEN:
            return None
        return Span(start - 1, end + 1)

    def _attribution(self, quotation: _Quotation) -> Iterator[LabelledSpan]:
        cue, end = quotation.cue, quotation.cue.end
        while end < len(self.text) and self.text[end].isalpha():
            end += 1
        if end > cue.end:
            yield LabelledSpan("CUECOREF", cue.start, end)
            return
        yield _labelled("CUE", cue)
        source = quotation.draft.source
        if source is None or not cue.end <= source.start <= cue.end + 2:
            return
        person = self.persons.get(quotation.draft.speaker or "")
        introduction = self._introduction(person) if person is not None else None
        if introduction is None or not (introduction.span.start < source.end and source.start < introduction.span.end):
            yield _labelled("PERSONCOREF", source)

    # -- who is a public figure

    def _is_public(self, draft: Draft) -> bool:
        """True for sources with an office, an expertise or an organisation, and for bodies.

        Of people whose age is told in brackets only those with an office in a body are; people of whom neither
        age nor an ordinary role is told are taken to be introduced in a way that is not understood.
        """
        person = self.persons.get(draft.speaker or "")
        if person is None:
            return draft.party is not None
        ordinary = [o for o in person.offices if o in self.w.ordinary or o in _ORDINARY_OFFICES]
        told = len(ordinary) < len(person.offices)
        if any(self._aged(self.r.mentions[n].name_last) for n in person.mentions):
            return told and bool(person.actors) and not ordinary
        return person.known or told or not ordinary

    def _aged(self, k: int) -> bool:
        low = self.t.lower
        return k >= 0 and k + 2 < len(low) and low[k] == "(" and low[k + 1].isdigit() and low[k + 2] == ")"

    # -- introductions

    def _introduction(self, person: Person) -> Mention | None:
        """The fullest mention of a person behind the lead: with an office or body, a source, with the longest name.

        A mention of one word introduces nobody.
        """
        lead = self.lead.end if self.lead is not None else 0
        mentions = [m for n in person.mentions if (m := self.r.mentions[n]).name_first >= 0 and m.span.start >= lead]
        if not mentions:
            return None

        def fullness(m: Mention) -> tuple[bool, bool, int, bool, int]:
            offices = [o for o in m.offices if o not in _RANK_OFFICES]
            told = bool(offices or m.actors)
            return told, m.first in self.sources, m.name_last - m.name_first, bool(offices), -m.first

        best = max(mentions, key=fullness)
        return best if best.last - best.first >= 2 else None

    def _introduced(self, m: Mention) -> Iterator[LabelledSpan]:
        """ROLE, AFFILIATION and PERSON of a mention."""
        first = self._titled(m)
        yield LabelledSpan("PERSON", self.t.start[first], self.t.end[m.name_last - 1])
        for start, stop in ((m.first, first), (m.name_last, m.last)):
            start, stop = self._stripped(start, stop)
            if start < stop:
                yield from self._office(start, stop)

    def _titled(self, m: Mention) -> int:
        """The first token of a name with the ranks and titles before it."""
        first = m.name_first
        for k in range(m.name_first - 1, max(m.first, m.name_first - 8) - 1, -1):
            end = k
            while end < m.name_first and (hit := self.w.titles.longest(self.t.lower, end, m.name_first)) is not None:
                end = hit[0] + (hit[0] < m.name_first and self.t.lower[hit[0]] == ".")
            if end == m.name_first:
                first = k
        return first

    def _stripped(self, start: int, stop: int) -> tuple[int, int]:
        """Tokens `[start, stop)` without marks, an age and the words that lead in an apposition."""
        low = self.t.lower
        while start < stop:
            lead = self.w.leads.longest(low, start, stop)
            if lead is not None:
                start = lead[0]
            elif not low[start].isalnum() or low[start].isdigit():
                start += 1
            else:
                break
        while stop > start and not (low[stop - 1][-1].isalnum() or low[stop - 1] == ")"):
            stop -= 1
        return start, stop

    def _office(self, start: int, stop: int) -> Iterator[LabelledSpan]:
        cut = self._cut(start, stop)
        if cut > start:
            role = self._stripped(start, cut)[1]
            if role > start:
                yield LabelledSpan("ROLE", self.t.start[start], self.t.end[role - 1])
        if cut < stop:
            yield LabelledSpan("AFFILIATION", self.t.start[cut], self.t.end[stop - 1])

    def _cut(self, start: int, stop: int) -> int:
        """The token where the body begins behind an office; `stop` where the office keeps it."""
        low, w = self.t.lower, self.w
        whole, office = w.whole.longest(low, start, stop), w.offices.longest(low, start, stop)
        if whole is not None and not any(form in w.parts for form in whole[1]):
            return stop
        begin = start + 1 if office is None else min(office[0], stop)
        while begin + 1 < stop and low[begin] in w.joints and (more := w.offices.longest(low, begin + 1, stop)):
            begin = more[0]  # two offices of one person
        heads = [k for k in range(start + 1, stop) if self._head(k)]
        tops = [k for k in heads if low[k] in w.top]
        outer = [k for k in heads if low[k] not in w.inner]
        if tops:
            return tops[0]
        if outer:
            return outer[0]
        if len(heads) > 1 or (heads and heads[-1] != start + 1):
            return heads[-1]
        if heads:
            return stop
        capitals = [k for k in range(begin, stop) if self.text[self.t.start[k]].isupper()]
        return capitals[0] if capitals and office is not None else stop

    def _head(self, k: int) -> bool:
        """True for a capitalised word that begins a body's name, and for an acronym."""
        raw = self.text[self.t.start[k] : self.t.end[k]]
        if not raw[0].isupper() or self.t.lower[k - 1] == "(":
            return False
        word, w = self.t.lower[k], self.w
        if word in w.top or word in w.outer or word in w.inner:
            return True
        return len(raw) >= 3 and raw.isupper() and w.offices.longest(self.t.lower, k) is None

    # -- circumstances

    def _circumstances(self, voices: set[str]) -> Iterator[LabelledSpan]:
        """Dates and places told with the words of those whose quotations are labelled."""
        statements = iter(self.r.statements)
        for draft in self.r.drafts:
            statement = next(statements, None) if draft.content else None
            if draft.speaker not in voices:
                continue
            yield from self._dates(draft)
            if statement is not None and statement.place:
                yield from self._place(draft, statement.place)

    def _dates(self, draft: Draft) -> Iterator[LabelledSpan]:
        for time in self.r.times:
            words = _DATED.match(time.span.slice(self.text))
            if self.lead is not None and time.span.start < self.lead.end:
                continue
            if words is not None and self._framed(draft, time.span):
                yield LabelledSpan("DATETIME", time.span.start, time.span.start + words.end())

    def _framed(self, draft: Draft, span: Span) -> bool:
        """True when a span stands in the frame of a draft."""
        starts, ends = self.t.start, self.t.end
        return any(a < b and starts[a] <= span.start and span.end <= ends[b - 1] for a, b in draft.frame)

    def _place(self, draft: Draft, place: str) -> Iterator[LabelledSpan]:
        for a, b in draft.frame:
            if a < b:
                at = self.text.find(place, self.t.start[a], self.t.end[b - 1])
                if at >= 0:
                    yield LabelledSpan("LOCATION", at, at + len(place))
                    return

    # -- the lead

    def _issue(self) -> Span | None:
        """The first sentence of the story, without its stop."""
        start = _story_start(self.r.layout.furniture, self.text)
        match = _SENTENCE_END.search(self.text, start)
        end = match.start() if match else len(self.text)
        while start < end and not self.text[start].isalnum():
            start += 1
        while end > start and not (self.text[end - 1].isalnum() or self.text[end - 1] == ")"):
            end -= 1
        return Span(start, end) if start < end else None


def _labelled(label: str, span: Span) -> LabelledSpan:
    return LabelledSpan(label, span.start, span.end)


def _story_start(furniture: Sequence[Span], text: str) -> int:
    start = 0
    for span in sorted(furniture):
        if text[start : span.start].strip():
            break
        start = max(start, span.end)
    return start
