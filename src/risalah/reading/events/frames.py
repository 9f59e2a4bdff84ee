"""From a trigger to its frame: the phrase or clause around it, who and what stands in it, when and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from risalah.model import Mention, Span
from risalah.reading.events.rules import Compiled, Rules
from risalah.reading.events.view import View

LEFT_AT_MOST = 14
JOINED_AT_MOST = 8
LIGHT_AT_MOST = 3
"""Words of a light verb."""
MODIFIERS = 6
"""Words before a noun that can belong to it."""
WORDS_BEFORE_VERB = 2
"""Words that nothing explains between a subject and its verb."""
SUBJECTS = ("name", "actor", "role", "pronoun", "unknown")
AWAY = ("place", "to", "from", "about")
"""Prepositions whose mention is no subject."""


@dataclass
class Frame:
    """A trigger at tokens `[at, stop)` with what stands around it, `[start, end)`; all are token numbers.

    `head` is where the verb group or noun phrase begins, after the subject. The flags are what rules may ask
    for (see the head of a pack's `rules/events.toml`).
    """

    compiled: Compiled
    at: int
    stop: int
    start: int = 0
    end: int = 0
    head: int = 0
    subjects: list[Mention] = field(default_factory=list)
    objects: list[Mention] = field(default_factory=list)
    agents: list[Mention] = field(default_factory=list)
    sides: list[Mention] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    clause: bool = False
    light: bool = False
    noun: int = 0
    """Where the noun of a light verb begins."""
    lively: bool = False
    ongoing: bool = False
    effect: bool = False
    recent: bool = False
    within: bool = False
    elided: bool = False
    relative: bool = False
    pair: bool = False
    definite: bool = False
    marks: list[int] = field(default_factory=list)
    """Where each complement ends."""

    @property
    def mentions(self) -> list[Mention]:
        """All who are named in it, subjects first."""
        return [*self.subjects, *self.agents, *self.objects, *self.sides]

    def bare(self) -> None:
        """Leaves the light verb and its subject out."""
        self.light = self.clause = self.elided = self.relative = self.pair = False
        self.start = self.head = self.noun
        self.subjects = []

    @property
    def told(self) -> bool:
        """True for a noun with what was done with it ("aid was sent")."""
        return self.compiled.rule.kind == "noun" and self.compiled.objects is not None

    @property
    def type(self) -> str:
        """The event type of its rule."""
        return self.compiled.rule.type


class Left:
    """Finds what stands before a trigger: the start of its noun phrase, its light verb, its subject."""

    def __init__(self, view: View, rules: Rules) -> None:
        self.view = view
        self.x = rules

    def open(self, compiled: Compiled, at: int, stop: int) -> Frame:
        """A frame that begins where the trigger's verb or noun phrase does."""
        f = Frame(compiled, at, stop, end=stop, clause=compiled.rule.kind == "verb")
        f.start = f.head = at if f.clause else self._noun_start(at)
        if self.x.file.premodified and not f.clause:
            f.start = f.head = self._premodifiers(f, f.start)
        f.within = self.view.same(at, f.head - 1) and self.view.low[f.head - 1] in self.x.within
        return f

    def close(self, f: Frame) -> None:
        """Takes in the subject of a verb, or a noun's light verb with its subject."""
        if f.compiled.rule.kind == "verb":
            self._subject(f, f.head)
        elif self._light(f):
            f.clause = True

    def _noun_start(self, at: int) -> int:
        """Where the noun phrase begins: before counting words and a duration ("seven hours of talks")."""
        view, k = self.view, at
        while view.same(at, k - 1) and (view.low[k - 1] in self.x.lead or self._counts(k - 1)):
            k -= 1
        time = view.when(k - 1) if view.same(at, k - 1) else None
        if time is not None and time.type == "DURATION":
            k = view.time_start(k - 1)
            while view.same(at, k - 1) and view.low[k - 1] in self.x.quantity:
                k -= 1
        return k

    def _premodifiers(self, f: Frame, k: int) -> int:
        """Takes in what stands before a noun: adjectives, an owner or maker, a determiner."""
        view, x = self.view, self.x
        floor = k - MODIFIERS
        while k > floor and view.same(f.at, k - 1):
            m, word = view.m(k - 1), view.low[k - 1]
            if m is not None and (m.form in SUBJECTS or m.form == "group"):
                f.agents.insert(0, m)
                k = m.first
                pair = view.same(f.at, k - 2) and view.low[k - 1] in x.joins and view.m(k - 2) is not None
                if not pair or len(f.agents) > 1:
                    break
                k -= 1
            elif word in x.owner or (word[0].isalpha() and self._modifies(k - 1)):
                k -= 1
            else:
                break
        while view.same(f.at, k - 1) and view.low[k - 1] in x.determiner and view.mention[k - 1] < 0:
            k -= 1
        return k

    def _modifies(self, k: int) -> bool:
        """True for a word before a noun that can only belong to it."""
        view, x, word = self.view, self.x, self.view.low[k]
        if word in x.loose or word in x.clause or word in x.coordinator or word in x.relative or view.time[k] >= 0:
            return False
        return not any(
            at >= 0 and view.low[at] in x.light and (hit := x.light.longest(view.low, at)) and hit[0] == k + 1
            for at in (k, k - 1, k - 2)
        )

    def _counts(self, k: int) -> bool:
        """True for a number and the words before it ("more than 10 attacks")."""
        view = self.view
        if view.time[k] >= 0 or view.mention[k] >= 0:
            return False
        return view.low[k].isdigit() or (view.low[k] in self.x.quantity and self._number(k + 1))

    def _number(self, k: int) -> bool:
        return self.view.low[k].isdigit() or self.view.low[k] in self.x.quantity

    def _light(self, f: Frame) -> bool:
        view, head = self.view, f.head
        found: int | None = None
        for k in range(head - 1, max(-1, head - 1 - LIGHT_AT_MOST), -1):
            if not view.same(f.at, k) or view.mention[k] >= 0 or view.time[k] >= 0:
                break
            hit = self.x.light.longest(view.low, k) if view.low[k] in self.x.light else None
            if hit is not None and hit[0] == head:
                found = k
        if found is None:
            return False
        f.light = True
        f.noun = head
        f.head = f.start = found
        self._subject(f, found)
        return True

    def _subject(self, f: Frame, verb: int) -> None:
        """The subject before token `verb`: adverbs, times and a relative word are skipped."""
        view, x, k = self.view, self.x, verb - 1
        floor = max(0, verb - LEFT_AT_MOST)
        words, pointed = 0, set[int]()
        while k >= floor and view.same(verb, k):
            word, m = view.low[k], view.m(k)
            if view.time[k] >= 0:
                f.times.append(view.time[k])
                k = view.time_start(k) - 1
            elif word == "," and self._beside_time(k):
                k -= 1
            elif m is not None and (any(a.startswith("outlet:") for a in m.actors) or self._owns(m, pointed)):
                return
            elif m is not None and m.form != "group" and not self._away(m):
                self._joined(f, m)
                return
            elif m is not None:
                words, k = words + 1, m.first - 1 - (m.form != "group")
            elif word in x.relative or word in x.skip or x.role.get(word) == "time":
                f.relative = f.relative or word in x.relative
                k -= 1
            elif f.relative and (word == "," or (x.file.premodified and not word[0].isalnum())):
                k -= 1  # "the bloc -- which suspended it"
            elif word in x.pointing and view.low[k - 1] not in x.elides:
                pointed.add(k)
                k -= 1
            elif word in x.pair:
                f.pair, f.start = True, k
                return
            elif word in x.elides:
                f.elided = True
                return
            elif word.isalpha() and words < WORDS_BEFORE_VERB and word not in x.clause:
                words, k = words + 1, k - 1
            else:
                return
        f.elided = not view.same(verb, k)

    def _beside_time(self, k: int) -> bool:
        """True for the commas around a time between a subject and its verb (", on Monday,")."""
        view = self.view
        if view.time[k - 1] >= 0:
            return True
        after = k + 1 + (k + 1 < view.n and self.x.role.get(view.low[k + 1]) == "time")
        return after < view.n and view.time[after] >= 0

    def _owns(self, m: Mention, pointed: set[int]) -> bool:
        """True for a mention between a plain noun that it only describes and "that" ("that French ship")."""
        view, x, k = self.view, self.x, m.first - 1
        if (
            m.last not in pointed
            or m.form == "role"
            or not view.same(m.first, k)
            or view.mention[k] >= 0
            or not view.low[k].isalpha()
        ):
            return False
        return not (view.capital(k) or view.low[k] in x.loose or view.low[k] in x.clause or view.low[k] in x.elides)

    def _away(self, m: Mention) -> bool:
        """True for a mention after a preposition of place or topic."""
        view, k = self.view, m.first - 1
        return view.same(m.first, k) and self.x.role.get(view.low[k]) in AWAY

    def _joined(self, f: Frame, m: Mention) -> None:
        """Takes in a subject and the mentions joined to it before."""
        view = self.view
        f.subjects.insert(0, m)
        f.start = m.first
        while view.same(f.at, f.start - 1) and view.low[f.start - 1] in self.x.determiner:
            f.start -= 1
        k = (f.start if self.x.file.premodified else m.first) - 1
        if not view.same(f.at, k) or not (view.low[k] in self.x.joins or view.low[k] == ","):
            return
        bound = view.low[k] != ","
        if bound and view.low[k - 1] == "," and not self.x.file.premodified:
            k -= 1  # "Norway, Sweden, and Denmark"
        before = view.m(k - 1) if view.same(f.at, k - 1) else None
        if before is None or before.form not in SUBJECTS or len(f.subjects) > JOINED_AT_MOST:
            return
        if not bound and (len(f.subjects) < 2 or not self._lists(before)):
            return
        self._joined(f, before)

    def _lists(self, m: Mention) -> bool:
        """True when nothing, or only more of a list, stands before a mention in its clause."""
        view, k = self.view, m.first - 1
        return not view.same(m.first, k) or view.low[k] == "," or view.low[k] in self.x.clause


def span_of(view: View, rules: Rules, f: Frame) -> Span:
    """The characters of a frame, without prepositions and adverbs left over at its end."""
    low, end = view.low, max(f.end, f.stop)
    while end > f.stop and view.time[end - 1] < 0 and view.mention[end - 1] < 0:
        if low[end - 1] not in rules.loose and (low[end - 1][0].isalnum() or low[end - 1] == ")"):
            break
        end -= 1
    return view.span(f.start, end)
