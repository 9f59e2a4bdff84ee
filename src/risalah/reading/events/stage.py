"""The events stage: what happened or is planned, with who took part, when and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

import msgspec

from risalah.model import Event, Mention, Reading, Why
from risalah.packs import Pack
from risalah.reading.actors.vocabulary import Vocabulary
from risalah.reading.events.complements import Right, is_body
from risalah.reading.events.frames import Frame, Left, span_of
from risalah.reading.events.participants import Cast
from risalah.reading.events.rules import Compiled, Rules
from risalah.reading.events.tellings import EMPTY, INHERITED, Found, Slot, settle
from risalah.reading.events.view import View

STOPS = frozenset({",", ";", ":", '"'})
CLOSING = frozenset({",", ")"})
DAY = re.compile(r"^(\d{4}-\d\d-\d\d)(?:T|$)")
LOOK_BACK = 4
"""Words before a clause among which one may say that it is not so."""
RESOLVE_BACK = 7
"""Words before a purpose word among which one may say that it is resolved."""
AT_FRONT = 3
"""Words of a sentence among which a time begins that holds for its clause."""
GAP = 2
"""Tokens between an event and a verb that goes on with it."""
NEAR = 3
"""Words of a sentence among which the subject stands that a later verb leaves out."""
TOLD = 2
"""Words after a verb that say enough of what was done."""
PERSONS = ("name", "role", "pronoun")


class EventsStage:
    """Fills `events`."""

    name: ClassVar[str] = "events"
    needs: ClassVar[frozenset[str]] = frozenset({"tokens", "times", "mentions", "persons", "drafts"})
    gives: ClassVar[frozenset[str]] = frozenset({"events"})

    def __init__(self, pack: Pack, vocabulary: Vocabulary) -> None:
        self.rules = Rules(pack)
        self.vocabulary = vocabulary

    def __call__(self, reading: Reading) -> Reading:
        """The reading with its events in the order of the text."""
        first = self.rules.first
        hits = [i for i, word in enumerate(reading.tokens.lower) if word in first]
        if not hits:
            return msgspec.structs.replace(reading, events=())
        finder = Finder(self, View(reading, self.vocabulary))
        return msgspec.structs.replace(reading, events=tuple(finder.events(hits)))

    def _stem(self, word: str) -> str:
        """A word without its clitic; a doubled one ("talks-talks") once."""
        half = len(word) // 2
        if word[half : half + 1] == "-" and word[:half] == word[half + 1 :]:
            return word[:half]
        for clitic in self.rules.clitics:
            if word.endswith(clitic):
                return word[: -len(clitic)]
        return word


class Finder:
    """Finds the events of one document."""

    def __init__(self, stage: EventsStage, view: View) -> None:
        self.x = stage.rules
        self.stem = stage._stem
        self.view = view
        self.left = Left(view, self.x)
        self.cast = Cast(view, self.x)
        self.met_on = EMPTY
        self.told_on: dict[str, Slot] = {}
        """When the last event of each type with participants was."""

    def events(self, hits: list[int]) -> Iterator[Event]:
        """The events in the order of the text."""
        found: list[Found] = []
        busy = 0
        for i in hits:
            for compiled, stop in self._triggers(i):
                one = self._event(compiled, i, stop) if i >= busy else None
                if one is not None and found and self._continues(found[-1], one):
                    break
                if one is not None:
                    if found and self._holds(found[-1], one):
                        found[-1] = self._parted(found[-1], one.frame.start) or found[-1]
                    found.append(one)
                    busy = stop
                    self._remember(one)
                    break
        for n, one in enumerate(settle(found), 1):
            yield self._made(n, one)

    def _remember(self, one: Found) -> None:
        """Keeps who met, for the words after that mean them."""
        if one.people:
            self.cast.told[one.frame.type] = one.people
            self.told_on[one.frame.type] = one.date
        if len(one.people) > 1:
            self.cast.met, self.cast.met_at = list(one.people), self.view.sentence[one.frame.at]
            self.met_on = one.date

    def _triggers(self, i: int) -> Iterator[tuple[Compiled, int]]:
        """The rules whose trigger begins at token `i` (longest form first, each rule once) and where it ends."""
        low = self.view.low
        seen: set[str] = set()
        for stop, compiled in self.x.triggers.matches(low, i):
            if self.view.same(i, stop - 1):
                for c in compiled:
                    if c.rule.id not in seen:
                        seen.add(c.rule.id)
                        yield c, stop
        stem = self.stem(low[i])
        if not seen and stem != low[i]:
            for stop, compiled in self.x.triggers.matches((stem,), 0):
                for c in compiled:
                    if c.rule.kind == "noun":
                        yield c, i + stop

    def _event(self, compiled: Compiled, i: int, stop: int) -> Found | None:
        view = self.view
        if view.mention[i] >= 0 and self._in_name(i):
            return None
        if compiled.objects is not None and not self._with(compiled, stop):
            return None
        if compiled.unless and any(view.low[k] in compiled.unless for k in range(stop, min(stop + 3, view.last(i)))):
            return None
        if compiled.rule.unless_before and i and view.low[i - 1] in compiled.rule.unless_before:
            return None
        frame = self.left.open(compiled, i, stop)
        Right(view, self.x, frame).walk()
        self.left.close(frame)
        return self._read(frame)

    def _continues(self, a: Found, b: Found) -> bool:
        """True for a verb that only goes on with what `a` did in the same sentence ("…, killing two")."""
        f, g = a.frame, b.frame
        close = self.view.same(f.at, g.at) and f.type == g.type and g.elided and not g.subjects
        return close and self.view.low[g.at] in self.x.effect and 0 < g.start - f.end <= GAP

    def _holds(self, a: Found, b: Found) -> bool:
        """True when the noun phrase of `a` runs on into another one of its type with participants of its own."""
        f, g = a.frame, b.frame
        nouns = f.compiled.rule.kind == g.compiled.rule.kind == "noun"
        return nouns and f.type == g.type and f.stop < g.start < f.end and bool(g.agents or g.objects)

    def _parted(self, a: Found, end: int) -> Found | None:
        """An event whose words end before token `end`, if it is still one."""
        f = a.frame
        f.end = max((k for k in f.marks if k <= end), default=f.stop)
        f.agents, f.objects, f.sides = ([m for m in part if m.first < end] for part in (f.agents, f.objects, f.sides))
        f.times = [k for k in f.times if self.view.reading.times[k].span.start < self.view.start[end]]
        f.places = [p for p in f.places if p[0] < end]
        return self._read(f)

    def _read(self, frame: Frame) -> Found | None:
        """The event that a frame tells, if it happened or will."""
        view, compiled, i = self.view, frame.compiled, frame.at
        if (frame.light or not compiled.rule.fact) and self._unreal(frame):
            if not compiled.rule.fact:
                return None
            frame.bare()
        people = [name for name in self._people(frame) if not name[0].islower()]
        if people and self.cast.public.isdisjoint(people):
            return None
        date, place = self._date(frame), self._place(frame)
        if not self._satisfied(frame, people, date, place):
            return None
        return Found(span_of(view, self.x, frame), frame, self.stem(view.low[i]), tuple(people), date, place)

    def _in_name(self, i: int) -> bool:
        m = self.view.m(i)
        return m is not None and m.form in ("name", "actor") and m.first != i

    def _with(self, compiled: Compiled, stop: int) -> bool:
        """True when a word of the rule's `with` follows soon."""
        assert compiled.objects is not None
        low = self.view.low
        end = min(stop + compiled.rule.reach, self.view.last(stop - 1))
        for k in range(stop - 1, end):
            if low[k] in STOPS and not (low[k] == '"' and (self.x.file.premodified or self.view.quoted(k, end))):
                return False
            if low[k] in compiled.objects and compiled.objects.longest(low, k, end) is not None:
                return compiled.rule.kind == "verb" or self.x.negation.isdisjoint(low[max(stop, k - 2) : k])
            stem = self.stem(low[k])
            if stem != low[k] and compiled.objects.longest((stem,), 0) is not None:
                return True
        return False

    def _unreal(self, f: Frame) -> bool:
        """True when words before the event say that it did not or may not happen."""
        view, x = self.view, self.x
        aim = view.same(f.at, f.head - 1) and view.low[f.head - 1] in x.purpose
        if aim and (f.clause or not (f.told or x.file.premodified)) and not self._resolved(f.head - 1):
            return True
        floor = max(view.first(f.at), min(f.start, f.head - 1) - LOOK_BACK)
        for i in range(f.at - 1, floor - 1, -1):
            if i < f.start and view.low[i] == ",":
                return False
            m = view.m(i) if view.low[i] in x.irrealis else None
            if view.low[i] in x.irrealis and (m is None or m.form == "unknown"):
                return view.low[i + 1] not in x.pointing
            if i < f.start and view.low[i] in x.borders:
                return False
        return False

    def _resolved(self, k: int) -> bool:
        """True when a word of resolve or of setting out stands before the purpose word at token `k`."""
        return any(
            self.view.same(k, i) and self.view.low[i] in self.x.resolve
            for i in range(k - 1, max(-1, k - 1 - RESOLVE_BACK), -1)
        )

    # -- slots

    def _people(self, f: Frame) -> list[str]:
        mentions: list[Mention] = [*f.subjects, *f.agents, *f.objects]
        if f.compiled.rule.sides:
            mentions += f.sides
        people = self.cast.names(mentions, states=f.compiled.rule.sides)
        same = self.cast.met_at == self.view.sentence[f.at]
        if not f.subjects and f.clause and f.elided and f.compiled.rule.kind == "verb":
            elided = self.cast.met if same else self.cast.opener(f.start, within=NEAR) or self.cast.teller(f.at)
            people = [*(n for n in elided if n not in people), *people]
        if f.pair and not f.subjects:
            people = [*(n for n in self.cast.two(f.start) if n not in people), *people]
        if f.definite and not people:
            people = list(self.cast.told.get(f.type, ()))
        clitic = f.compiled.rule.kind == "noun" and self.view.low[f.stop - 1].endswith(self.x.clitics)
        if clitic:
            people = [*(n for n in self.cast.last_subject(f.at) if n not in people), *people]
        elif self._one_sided(f, people):
            people = [*(n for n in self._teller(f) if n not in people), *people]
        if f.compiled.rule.follows and not f.subjects and same:
            people = [*(n for n in self.cast.met if n not in people), *people]
        if f.light and not f.subjects and not people:
            draft = self.cast.draft_of(f.at)
            people = [draft.party] if draft is not None and draft.party else people
        return people

    def _one_sided(self, f: Frame, people: list[str]) -> bool:
        """True for a meeting that names only whom one meets, and a visit that names only where to."""
        rule = f.compiled.rule
        if not rule.sided or f.subjects or f.agents:
            return False
        return bool(people and f.objects) or (rule.toward and bool(f.places))

    def _teller(self, f: Frame) -> list[str]:
        """Who is meant then: the sentence's speaker when a person, else the first one it names."""
        people = [name for name in self.cast.teller(f.at) if name in self.cast.by_name]
        return people or self.cast.opener(f.start, people=True)

    def _date(self, f: Frame) -> Slot:
        view = self.view
        slots = [slot for slot in map(self._value, f.times) if slot.value]
        if slots:
            told = slots[0].value or ""
            return next((s for s in slots[1:] if s.value and s.value != told and s.value.startswith(told)), slots[0])
        if f.compiled.rule.follows and not f.subjects and self.cast.met_at == view.sentence[f.at]:
            return self.met_on
        if f.definite and not f.mentions and not f.places:
            return self.told_on.get(f.type, EMPTY)._replace(rule=INHERITED)
        if not f.clause:
            return self._meanwhile(f)
        first = view.first(f.at)
        for i in range(first, min(first + AT_FRONT, f.start)):
            if view.time[i] >= 0:
                return self._value(view.time[i])._replace(rule="event.date.front")
        return EMPTY

    def _meanwhile(self, f: Frame) -> Slot:
        """The day told right before "during the visit"."""
        view, k = self.view, f.start - 1
        if not view.same(f.at, k) or not (view.low[k] in self.x.elides or view.low[k] in self.x.within):
            return EMPTY
        k -= 1
        while view.same(f.at, k) and view.time[k] < 0 and view.low[k] in CLOSING:
            k -= 1
        if not view.same(f.at, k) or view.time[k] < 0:
            return EMPTY
        return self._value(view.time[k])._replace(rule="event.date.front")

    def _value(self, k: int) -> Slot:
        time = self.view.reading.times[k]
        if time.value is None or time.type in ("DURATION", "SET") or time.relation in ("until", "before", "after"):
            return EMPTY
        day = DAY.match(time.value) if "/" not in time.value else None
        return Slot(day[1] if day else time.value, "event.date.phrase", time.span)

    def _place(self, f: Frame) -> Slot:
        if not f.places:
            return EMPTY
        first, last = f.places[0]
        return Slot(self.view.words(first, last), "event.place.phrase", self.view.span(first, last))

    def _satisfied(self, f: Frame, people: list[str], date: Slot, place: Slot) -> bool:
        if not f.compiled.needs:
            return True
        view = self.view
        elided = (f.elided or f.pair) and bool(people) and f.compiled.rule.kind == "verb"
        subject = bool(self.cast.names(f.subjects)) or elided
        dated = date.value is not None and date.rule != INHERITED
        has = {
            "subject": subject,
            "object": bool(self.cast.names(f.objects)),
            "agent": bool(self.cast.names([*f.agents, *f.objects])),
            "named": bool(self.cast.names(f.mentions)) or (f.definite and bool(people)),
            "two": len(people) >= 2,
            "date": dated,
            "place": place.value is not None,
            "light": f.light,
            "lively": f.lively,
            "ongoing": f.ongoing,
            "recent": f.recent,
            "within": f.within and bool(self.cast.names(f.agents)),
            "pair": bool(f.agents) and bool(f.objects or f.sides or f.places),
            "next": self._next(f),
            "happened": f.lively and dated,
            "opposite": len(people) >= 2 and bool(f.agents or f.objects),
            "who": bool(people),
            "force": any(self._force(m) for m in f.mentions) or (elided and not f.mentions),
            "main": not f.relative or (bool(f.times) and view.m(f.stop) is None),
            "known": f.type in self.cast.told,
            "told": subject and (f.end - f.stop >= TOLD or self._described(f)),
            "state": any(m.form == "actor" for m in f.subjects),
            "joint": len(self.cast.names(f.subjects)) > 1,
            "human": any(m.form in PERSONS and self.cast.names([m]) for m in f.subjects)
            or (elided and people[0] in self.cast.by_name),
            "member": any(is_body(self.view, m) for m in [*f.objects, *f.sides]),
        }
        return all(any(has.get(n, False) for n in need) for need in f.compiled.needs)

    def _described(self, f: Frame) -> bool:
        """True for one word after the verb that a relative clause describes."""
        view = self.view
        return f.end == f.stop + 1 and view.same(f.at, f.end) and view.low[f.end] in self.x.relative

    def _next(self, f: Frame) -> bool:
        """True when a person stands right after the trigger."""
        m = self.view.m(f.stop) if self.view.same(f.at, f.stop) else None
        return m is not None and m.form in ("name", "role")

    def _force(self, m: Mention) -> bool:
        """True for a state, body or armed group, and for "they" who are one."""
        if m.form == "pronoun":
            return bool(names := self.cast.names([m])) and not any(n in self.cast.by_name for n in names)
        if m.form != "actor" or not m.actors:
            return False
        actor = self.view.v.actors.get(m.actors[-1])
        return actor is not None and actor.kind != "region" and m.rule != "body.office"

    def _made(self, n: int, one: Found) -> Event:
        rule = one.frame.compiled.rule
        why = [Why("type", rule.id, "likely", (self.view.span(one.frame.at, one.frame.stop),))]
        named = tuple(m.span for m in one.frame.mentions if self.cast.names([m]))
        if one.people:
            why.append(Why("participants", "event.frame" if named else "event.context", "likely", named))
        for slot, name in ((one.date, "date"), (one.place, "place")):
            if slot.span is not None:
                why.append(Why(name, slot.rule, "likely", (slot.span,)))
        return Event(f"e{n}", one.span, rule.type, one.people, one.date.value, one.place.value, tuple(why))
