"""Who takes part: mentions resolved to canonical names as far as the text before them tells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from risalah.model import Draft, Mention
from risalah.reading.events.rules import Rules
from risalah.reading.events.view import View

NAMED = ("name", "actor")
BACK_AT_MOST = 200
"""Names that are looked back over for one resolution: keeps a long document linear."""
PAIR_BACK = 8
"""States before "both" among which the two are."""
NESTED = 3
"""Statements that may hold one another."""


class Cast:
    """Resolves mentions of one document."""

    def __init__(self, view: View, rules: Rules) -> None:
        self.view = view
        self.x = rules
        reading = view.reading
        self.by_name = {p.name: p for p in reading.persons}
        self.by_word: dict[str, str] = {}
        for p in reversed(reading.persons):
            for word in (*p.name.split()[:1], *p.name.split()[-1:]):
                self.by_word[word.casefold()] = p.name
        self.public: set[str | None] = {p.name for p in reading.persons if p.party or p.offices or p.known}
        """Who is more than a private person: states, bodies, and persons with an office or a party."""
        self.public |= {m.name for m in reading.mentions if m.form == "actor"} | {m.party for m in reading.mentions}
        self.people = [m for m in reading.mentions if m.form == "name" and m.name]
        self.people_at = [m.first for m in self.people]
        self.contents = sorted((s.start, s.end, n) for n, d in enumerate(reading.drafts) for s in d.content)
        self.tellers: dict[int, list[Draft]] = {}
        """The statements of each sentence that have one speaker."""
        for d in reading.drafts:
            if d.speaker and ";" not in d.speaker:
                self.tellers.setdefault(d.sentence, []).append(d)
        self.states = [m for m in reading.mentions if m.form == "actor" and m.actors and self._state(m)]
        self.states_at = [m.first for m in self.states]
        self.told: dict[str, tuple[str, ...]] = {}
        """Who took part in the last event of each type: "that attack" means it."""
        self.met: list[str] = []
        """The two or more who took part in the last event found: "the two" means them."""
        self.met_at = -1
        """The sentence of that event."""

    def names(self, mentions: Iterable[Mention], states: bool = False) -> list[str]:
        """Canonical names in order, each once; `states` gives the state or group in place of its forces."""
        out: list[str] = []
        for m in mentions:
            for name in [m.party] if states and m.form == "actor" and m.party and self._actor(m) else self._names(m):
                if name not in out:
                    out.append(name)
        return out

    def _names(self, m: Mention) -> list[str]:
        if m.form == "name" and m.name:
            return [m.name]
        if m.form == "actor":
            return self._actor(m)
        if m.form == "unknown":
            name = self.by_word.get(self.view.low[m.first])
            return [name] if name else []
        if m.form in ("role", "group", "pronoun") and self._both(m):
            return self._pair(m.first)
        if m.form == "role":
            return self._role(m)
        if m.form == "pronoun":
            return self._pronoun(m)
        return []

    def _actor(self, m: Mention) -> list[str]:
        """A state, body or group; a region by its state. An acronym nobody knows and a bare body are nobody."""
        if m.rule == "acronym" or any(a.startswith("outlet:") for a in m.actors):
            return []
        if m.rule == "body.organisation":
            return [m.party] if m.party else []
        if m.rule == "body.bodytype" and len(m.actors) == 1 and not self.view.capital(m.first):
            return []
        return [m.name] if m.name else []

    def _both(self, m: Mention) -> bool:
        view = self.view
        at = range(max(0, m.first - 2), m.first + 1)
        return any(view.low[k] in self.x.both and view.same(m.first, k) for k in at)

    def _pair(self, at: int) -> list[str]:
        """The two who met last; else the two persons named last before token `at`."""
        if len(self.met) == 2:
            return self.met
        names = list(dict.fromkeys(m.name for m in self._back(at) if m.name))[:2]
        return names[::-1] if len(names) == 2 else []

    def _state(self, m: Mention) -> bool:
        actor = self.view.v.actors.get(m.actors[0])
        return actor is not None and actor.kind == "state"

    def two(self, at: int) -> list[str]:
        """The two states or persons that "both" before token `at` means: who met last, else the last states named."""
        if len(self.met) == 2:
            if self.view.low[at + 1] not in self.x.place_head:
                return self.met
            sides = [p.party for p in map(self.by_name.get, self.met) if p is not None and p.party]
            if len(set(sides)) == 2:
                return sides
        last = bisect_left(self.states_at, at)
        names = list(dict.fromkeys(m.name for m in reversed(self.states[max(0, last - PAIR_BACK) : last]) if m.name))
        return names[1::-1] if len(names) > 1 else []

    def _back(self, at: int) -> Iterator[Mention]:
        """The persons' names before token `at`, the last first."""
        last = bisect_left(self.people_at, at)
        return (self.people[k] for k in range(last - 1, max(-1, last - 1 - BACK_AT_MOST), -1))

    def _role(self, m: Mention) -> list[str]:
        people = self.before(m.first)
        for name in people:
            p = self.by_name[name]
            if set(m.offices) & set(p.offices) and (m.party is None or m.party == p.party):
                return [name]
        if m.definite:
            for name in people:
                if m.party is None or self.by_name[name].party == m.party:
                    return [name]
        return [m.party] if m.party and m.actors else []

    def before(self, at: int) -> list[str]:
        """The persons named before token `at`, the last first."""
        return list(dict.fromkeys(m.name for m in self._back(at) if m.name in self.by_name and m.name))

    def _pronoun(self, m: Mention) -> list[str]:
        draft = self.draft_of(m.first)
        if m.rule.endswith("we"):
            return [draft.party] if draft is not None and draft.party else []
        if m.rule.endswith("they"):
            body = draft.speaker if draft is not None else None
            if draft is None or body is None or body in self.by_name or ";" in body:
                return []
            return [draft.party or body]
        return self.last_subject(m.first)

    def draft_of(self, at: int) -> Draft | None:
        """The statement whose content holds token `at`."""
        start = self.view.start[at]
        last = bisect_right(self.contents, (start + 1,))
        for begin, end, n in reversed(self.contents[max(0, last - NESTED) : last]):
            if begin <= start < end:
                return self.view.reading.drafts[n]
        return None

    def last_subject(self, at: int) -> list[str]:
        """The person a pronoun or clitic at token `at` most likely means: who speaks here, else who was named last."""
        draft = self.draft_of(at)
        if draft is not None and draft.speaker and ";" not in draft.speaker:
            return [draft.speaker]
        return self.teller(at) or self.opener(at, people=True) or self._earlier(at) or self.before(at)[:1]

    def teller(self, at: int) -> list[str]:
        """Who speaks in the sentence of token `at`."""
        return [d.speaker for d in self.tellers.get(self.view.sentence[at], ())[:1] if d.speaker]

    def _earlier(self, at: int) -> list[str]:
        """The last person before token `at` who opens a sentence."""
        view = self.view
        return next(([m.name] for m in self._back(at) if m.name and m.first - view.first(m.first) <= 1), [])

    def opener(self, at: int, people: bool = False, within: int = 99) -> list[str]:
        """The first person (or state) of the sentence of token `at`, among its first `within` tokens before `at`."""
        view = self.view
        first = view.first(at)
        forms = NAMED[:1] if people else NAMED
        for k in range(first, min(at, first + within)):
            m = view.m(k)
            if m is not None and m.form in forms and m.first == k:
                names = self._names(m)
                if names:
                    return names
        return []
