"""Who takes part: mentions resolved to canonical names as far as the text before them tells."""

from __future__ import annotations

from collections.abc import Iterable

from risalah.model import Draft, Mention
from risalah.reading.events.rules import Rules
from risalah.reading.events.view import View

NAMED = ("name", "actor")


class Cast:
    """Resolves mentions of one document."""

    def __init__(self, view: View, rules: Rules) -> None:
        self.view = view
        self.x = rules
        reading = view.reading
        self.by_name = {p.name: p for p in reading.persons}
        self.by_word = {p.name.split()[0].casefold(): p.name for p in reversed(reading.persons) if p.name}
        self.by_word |= {p.name.split()[-1].casefold(): p.name for p in reversed(reading.persons) if p.name}
        self.public = {p.name for p in reading.persons if p.party or p.offices or p.known}
        self.public |= {m.name for m in reading.mentions if m.form == "actor" and m.name}
        self.public |= {m.party for m in reading.mentions if m.party}
        """Who is more than a private person: states, bodies, and persons with an office or a party."""
        self.drafts = reading.drafts
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
        out: list[str] = []
        for m in reversed(self.view.mentions):
            if m.first < at and m.form == "name" and m.name and m.name not in out:
                out.insert(0, m.name)
                if len(out) == 2:
                    return out
        return []

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
        seen: dict[str, None] = {}
        for m in reversed(self.view.mentions):
            if m.first < at and m.form == "name" and m.name in self.by_name:
                seen.setdefault(m.name or "")
        return list(seen)

    def _pronoun(self, m: Mention) -> list[str]:
        draft = self.draft_of(m.first)
        if m.rule.endswith("we"):
            return [draft.party] if draft is not None and draft.party else []
        if m.rule.endswith("they"):
            return []
        return self.last_subject(m.first)

    def draft_of(self, at: int) -> Draft | None:
        """The statement whose content holds token `at`."""
        start = self.view.start[at]
        for d in self.drafts:
            if any(s.start <= start < s.end for s in d.content):
                return d
        return None

    def last_subject(self, at: int) -> list[str]:
        """The person a pronoun or clitic at token `at` most likely means: who speaks here, else who was named last."""
        draft = self.draft_of(at)
        if draft is not None and draft.speaker and ";" not in draft.speaker:
            return [draft.speaker]
        sentence = self.view.sentence[at]
        for d in self.drafts:
            if d.sentence == sentence and d.speaker and ";" not in d.speaker:
                return [d.speaker]
        return self.opener(at, people=True) or self._earlier(at) or self.before(at)[:1]

    def _earlier(self, at: int) -> list[str]:
        """The last person before token `at` who opens a sentence."""
        view = self.view
        for m in reversed(view.mentions):
            if m.first < at and m.form == "name" and m.name and m.first - view.first(m.first) <= 1:
                return [m.name]
        return []

    def opener(self, at: int, people: bool = False, within: int = 99) -> list[str]:
        """The first person (or state) of the sentence of token `at`, among its first `within` tokens before `at`."""
        view = self.view
        first = view.first(at)
        for k in range(first, min(at, first + within)):
            m = view.m(k)
            if (
                m is not None
                and m.form in (NAMED[:1] if people else NAMED)
                and m.first == k
                and (names := self._names(m))
            ):
                return names
        return []
