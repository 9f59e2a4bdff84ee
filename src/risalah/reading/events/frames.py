"""From a trigger to its frame: the phrase or clause around it, who and what stands in it, when and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from risalah.model import Mention, Span
from risalah.reading.events.rules import Compiled, Rules
from risalah.reading.events.view import View

RIGHT_AT_MOST = 45
LEFT_AT_MOST = 14
FILLERS = 5
"""Words in a row after a noun that are neither complements nor their prepositions."""
WIDE = 14
"""The same in a clause."""
JOINED_AT_MOST = 8
AWAY = ("place", "to", "from", "about")
"""Prepositions whose mention is no subject."""
SUBJECTS = ("name", "actor", "role", "pronoun", "unknown")
QUOTING = ("'", "/")
"""Marks that do not end a phrase."""


@dataclass
class Frame:
    """A trigger with what stands around it. Token numbers; `end` is one past the last."""

    compiled: Compiled
    at: int
    stop: int
    start: int = 0
    end: int = 0
    head: int = 0
    """Where the verb group or noun phrase begins (after the subject)."""
    subjects: list[Mention] = field(default_factory=list)
    objects: list[Mention] = field(default_factory=list)
    agents: list[Mention] = field(default_factory=list)
    sides: list[Mention] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    light: bool = False
    lively: bool = False
    ongoing: bool = False
    recent: bool = False
    within: bool = False
    elided: bool = False
    relative: bool = False
    clause: bool = False


class Framer:
    """Builds the frames of one document."""

    def __init__(self, view: View, rules: Rules) -> None:
        self.view = view
        self.x = rules

    def frame(self, compiled: Compiled, at: int, stop: int) -> Frame:
        """The frame of the trigger at tokens `[at, stop)`."""
        f = Frame(compiled, at, stop)
        f.clause = compiled.rule.kind == "verb"
        head = at
        if not f.clause:
            head = self._noun_start(f)
        f.start = f.head = head
        f.end = stop
        f.within = self.view.same(at, head - 1) and self.view.low[head - 1] in self.x.within
        self._right(f)
        if f.clause:
            self._subject(f, head)
        elif self._light(f, head):
            f.clause = True
        return f

    # -- to the left --------------------------------------------------------------

    def _noun_start(self, f: Frame) -> int:
        """Where the noun phrase begins: before counting words and a duration ("seven hours of talks")."""
        view, k = self.view, f.at
        while view.same(f.at, k - 1) and view.low[k - 1] in self.x.lead:
            k -= 1
        if view.same(f.at, k - 1) and view.time[k - 1] >= 0 and view.reading.times[view.time[k - 1]].type == "DURATION":
            k = view.time_start(k - 1)
            while view.same(f.at, k - 1) and view.low[k - 1] in self.x.quantity:
                k -= 1
        return k

    def _light(self, f: Frame, head: int) -> bool:
        """Takes in a light verb before the noun and its subject; False when there is none."""
        view = self.view
        for back in (1, 2):
            k = head - back
            if not view.same(f.at, k) or view.mention[k] >= 0 or view.time[k] >= 0:
                return False
            hit = self.x.light.longest(view.low, k) if view.low[k] in self.x.light else None
            if hit is not None and hit[0] == head:
                f.light = True
                f.head = f.start = k
                self._subject(f, k)
                return True
        return False

    def _subject(self, f: Frame, verb: int) -> None:
        """The subject before token `verb`: adverbs, times and a relative word are skipped."""
        view, k = self.view, verb - 1
        floor = max(0, verb - LEFT_AT_MOST)
        words = 0
        while k >= floor and view.same(verb, k):
            if view.time[k] >= 0:
                f.times.append(view.time[k])
                k = view.time_start(k) - 1
                continue
            m = view.m(k)
            if m is not None and m.form != "group" and not self._after_preposition(m):
                self._joined(f, m)
                return
            if m is not None:
                words, k = words + 1, m.first - 1
            elif view.low[k] in self.x.skip or view.low[k] in self.x.relative or self.x.role.get(view.low[k]) == "time":
                f.relative = f.relative or view.low[k] in self.x.relative
                k -= 1
            elif view.low[k] in self.x.elides:
                f.elided = True
                break
            elif view.low[k].isalpha() and words < 2 and view.low[k] not in self.x.clause:
                words, k = words + 1, k - 1
            else:
                break
        else:
            f.elided = k < 0 or not view.same(verb, k)

    def _after_preposition(self, m: Mention) -> bool:
        view, k = self.view, m.first - 1
        return view.same(m.first, k) and view.low[k] in self.x.role and self.x.role[view.low[k]] in AWAY

    def _joined(self, f: Frame, m: Mention) -> None:
        """Takes in a subject and the mentions joined to it before."""
        view = self.view
        f.subjects.insert(0, m)
        f.start = m.first
        while view.same(f.at, f.start - 1) and view.low[f.start - 1] in self.x.determiner:
            f.start -= 1
        k = m.first - 1
        if view.same(f.at, k) and (view.low[k] in self.x.joins or view.low[k] == ","):
            before = view.m(k - 1) if view.same(f.at, k - 1) else None
            if before is None or before.form not in SUBJECTS or len(f.subjects) > JOINED_AT_MOST:
                return
            if view.low[k] == "," and (len(f.subjects) < 2 or not self._heads(before)):
                return
            self._joined(f, before)

    def _heads(self, m: Mention) -> bool:
        """True when nothing, or only more of a list, stands before a mention in its clause."""
        view, k = self.view, m.first - 1
        return not view.same(m.first, k) or view.low[k] == "," or view.low[k] in self.x.clause

    # -- to the right -----------------------------------------------------------------

    def _right(self, f: Frame) -> None:
        """Takes in the complements after the trigger, up to the end of its phrase or clause."""
        view, x = self.view, self.x
        stop = min(view.last(f.at), f.stop + RIGHT_AT_MOST)
        wide = WIDE if f.clause else FILLERS
        k, role, idle = f.stop, "place" if f.compiled.rule.place else "", 0
        while k < stop:
            word = view.low[k]
            if view.time[k] >= 0:
                f.times.append(view.time[k])
                k = f.end = view.time_end(k)
                role, idle = "", 0
                continue
            if word in x.role:
                role, k = x.role[word], k + 1
                if role == "to":
                    role = "place" if f.compiled.rule.toward else "with"
                continue
            m = view.m(k)
            if role == "place" and m is not None and self.is_body(m):
                role = "with"
            if role == "place" and (place := self._place(k, stop, m)) is not None:
                f.places.append((k, place))
                if m is not None and m.form == "actor":
                    f.sides.append(m)
                k = f.end = place
                k = self._after_place(f, k, stop)
                role, idle = "", 0
                continue
            if m is not None:
                self._take(f, m, role)
                k = f.end = max(m.last, k + 1)
                idle = 0
                continue
            if word in x.coordinator or word == ",":
                if not self._goes_on(k + 1, stop, role, idle):
                    break
                k += 1
                continue
            if word == "(" or word == ")":
                k += 1
                idle += 1
                if idle > wide:
                    break
                continue
            recent = x.recent.longest(view.low, k) if word in x.recent else None
            if recent is not None:
                f.recent = True
                k = f.end = recent[0]
                idle = 0
                continue
            lively = x.lively.longest(view.low, k) if word in x.lively else None
            if lively is not None and not f.clause:
                f.lively = True
                f.ongoing = f.ongoing or lively[1][0] in self.x.file.ongoing
                k = f.end = lively[0]
                if k < stop and view.low[k] in x.lively and (more := x.lively.longest(view.low, k)):
                    k = f.end = more[0]
                f.clause = True
                wide = WIDE
                idle = 1
                continue
            if word in x.relative and not f.clause and self._relative(k, stop):
                k, idle = k + 1, idle + 1
                continue
            free = f.compiled.rule.free
            if (word in x.clause and not (free and word in x.purpose) and x.clause.longest(view.low, k) is not None) or word in x.relative or not (word[0].isalnum() or word in QUOTING):
                break
            if word in x.skip and not f.clause and k + 1 < stop and view.low[k + 1] in x.lively:
                k += 1
                continue
            if not free and x.looks_verbal(word) and k > f.stop and (not f.clause or f.end > f.stop + 2) and word not in x.lively:
                break
            idle += 1
            if idle > wide:
                break
            k += 1
            if f.clause or idle <= 3:
                f.end = max(f.end, k)
        return

    def _relative(self, k: int, stop: int) -> bool:
        """True when a relative word goes on to a lively word or a further complement soon."""
        low = self.view.low
        return any(low[i] in self.x.lively or self.x.role.get(low[i]) == "with" for i in range(k + 1, min(k + 4, stop)))

    def _place(self, k: int, stop: int, m: Mention | None) -> int | None:
        view = self.view
        while k < stop and view.low[k] in self.x.place_head and k + 1 < stop:
            k += 1
        if k >= stop or not view.capital(k):
            return None
        if m is not None and m.form == "name":
            return None
        found = view.named_place(k, stop)
        return max(found, m.last) if found is not None and m is not None and m.form == "actor" else found

    def _after_place(self, f: Frame, k: int, stop: int) -> int:
        """Past ", District, Country" after a place."""
        view = self.view
        while k + 1 < stop and view.low[k] in (",", "(") and view.capital(k + 1) and view.time[k + 1] < 0:
            m = view.m(k + 1)
            if m is not None and m.form in ("name", "role"):
                break
            found = view.named_place(k + 1, stop)
            if found is None:
                break
            k = f.end = found
        return k

    def is_body(self, m: Mention) -> bool:
        """True for a body or group, which is no place to go to."""
        actor = self.view.v.actors.get(m.actors[0]) if m.form == "actor" and m.actors else None
        return actor is not None and actor.kind not in ("state", "territory", "region")

    def _goes_on(self, k: int, stop: int, role: str, idle: int) -> bool:
        """True when a comma or "and" before token `k` is followed by more of the same."""
        view = self.view
        if k >= stop:
            return False
        if view.time[k] >= 0:
            return idle == 0
        if view.low[k] in self.x.role:
            if self.x.role[view.low[k]] == "time":
                return k + 1 < stop and view.time[k + 1] >= 0
            return self.x.role[view.low[k]] in ("place", "to")
        if view.low[k] in self.x.coordinator:
            return self._goes_on(k + 1, stop, role, idle)
        m = view.m(k)
        if m is None or m.last >= stop:
            return m is not None
        after = view.low[m.last]
        return (role == "with" and view.low[k - 1] != ",") or not (self.x.looks_verbal(after) or after in self.x.skip)

    def _take(self, f: Frame, m: Mention, role: str) -> None:
        if role == "about":
            return
        if role == "place":
            f.sides.append(m)
        elif role == "" and not f.clause:
            f.agents.append(m)
        else:
            f.objects.append(m)

    def span(self, f: Frame) -> Span:
        """The characters of a frame, without prepositions and adverbs left over at its end."""
        low, end = self.view.low, max(f.end, f.stop)
        while end > f.stop and (low[end - 1] in self.x.loose or not low[end - 1][0].isalnum()):
            end -= 1
        return self.view.span(f.start, end)
