"""Who is who in one document: names joined to persons, bodies and parties named canonically."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

import msgspec

from risalah.model import Mention, Person, Tokens
from risalah.reading.actors.aliases import abbreviated, short_for
from risalah.reading.actors.offices import NAMED
from risalah.reading.actors.vocabulary import Entry, Vocabulary
from risalah.text.damage import mend

ALIKE = 0.84
"""Least similarity of two spellings of one name (Sergey/Sergei 0.83 per word, whole name above)."""
AIDE_RANK = 3
"""Offices from this rank on may belong to somebody else's office ("penasihat Presiden X")."""
ABROAD = 4
"""Times that foreign states must be named more often than home for a text to be about abroad."""
DRAFTS_AT_MOST = 80
"""Persons that a new name is compared with, so that a text of names only takes linear time."""
CALLED_AT_MOST = 6
"""Tokens between a name and another that its bearer is called by."""
OWN_RANK = 4
"""Offices up to this rank speak for a state (ministers, governors, spokespersons of a body)."""


@dataclass
class _Draft:
    words: list[str]
    name: str
    known: Entry | None
    offices: list[str] = field(default_factory=list)
    served: list[str] = field(default_factory=list)
    """Every office named with the name, those that the first one serves too."""
    actors: list[str] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    voiced: bool = False
    """True when a mention stands beside a reporting word."""

    @property
    def qualified(self) -> bool:
        """True when something says that this is a person: an office, the world pack, a reporting word beside it."""
        return self.known is not None or bool(self.offices) or self.voiced


class Parties:
    """Which party an office, body or place speaks for, by the world pack."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.v = vocabulary
        self.at_home = True
        """False for a document that names foreign states and never home: a bare office is not home's there."""

    def of(self, offices: Sequence[str], actors: Sequence[str]) -> tuple[str | None, str]:
        """The party and the rule that gave it."""
        ids = self._before_link(actors)
        own = self.named(ids)
        if own is not None:
            return own, "party.named"
        for a in ids:
            found = self.v.actors.get(a)
            if found is not None and found.kind == "group":
                return self.v.party_name(a), "party.group"
        home = self.v.party_name(self.v.home)
        if offices and offices[0] in self.v.own_voice:
            ids = [a for a in ids if not _is_state(self.v, a) and not a.startswith("place:")]
        for a in ids:
            kind, _, key = a.rpartition(":")
            if (
                kind == ""
                and (f := self.v.actors.get(key)) is not None
                and f.kind == "body"
                and self.v.party_name(key) == home
            ):
                foreign = self._foreign(actors, home)
                if foreign is not None:
                    return foreign, "party.state"
            found = self.v.actors.get(key)
            if found is not None and found.kind != "region" and kind in ("", "place"):
                return self.v.party_name(key), "party.state" if not kind else "party.place"
        governing = [
            o
            for n, o in enumerate(offices)
            if (n > 0 or self.v.office_rank.get(o, 9) > 1)
            and self.v.office_rank.get(o, 9) <= OWN_RANK
            and self.v.office_body.get(o)
        ]
        if self.at_home and (governing or any(a.startswith("bodytype:") for a in ids)):
            return self.v.party_name(self.v.home), "party.home"
        return None, ""

    def _foreign(self, actors: Sequence[str], home: str | None) -> str | None:
        """The first state other than home among the actors: a body's name may be that of a foreign one too."""
        for a in actors:
            found = self.v.actors.get(a.removeprefix("place:"))
            if found is not None and found.kind == "state" and self.v.party_name(found.id) != home:
                return self.v.party_name(found.id)
        return None

    def _before_link(self, actors: Sequence[str]) -> list[str]:
        """The actors an office belongs to; those after a link ("ambassador of A to B") only if none stand before."""
        before: list[str] = []
        for a in actors:
            if a == "link" and any(not b.startswith("organisation:") for b in before):
                groups = [x for x in actors if (f := self.v.actors.get(x)) is not None and f.kind == "group"]
                return groups or before
            if a != "link":
                before.append(a)
        return before

    def named(self, actors: Sequence[str]) -> str | None:
        """The body without an entry that the text spells out among the actors."""
        return next((a.removeprefix(NAMED) for a in actors if a.startswith(NAMED)), None)

    def body(self, actors: Sequence[str], name: str | None) -> tuple[str | None, str | None]:
        """Canonical name and party of a body, state or group mention."""
        head = actors[0] if actors else ""
        kind, _, key = head.rpartition(":")
        states = [
            a for x in actors if (a := self.v.actors.get(x.removeprefix("place:"))) is not None and a.kind != "region"
        ]
        if not kind:
            actor = self.v.actors.get(head)
            if actor is None:
                return name, name
            return actor.name, self.v.party_name(head)
        if kind == "bodytype":
            owner = states[0] if states else self.v.actors.get(self.v.home) if self.at_home else None
            template = self.v.body_names[key]
            if owner is None:
                return None, None
            adjective = owner.name if owner.adjective.isupper() else owner.adjective or owner.name
            filled = template.replace("{adj}", adjective).replace("{state}", owner.name)
            return filled, self.v.party_name(owner.id)
        if kind == "outlet":
            return key, key
        groups = [a for a in states if a.kind == "group"]
        if groups and kind == "organisation":
            return groups[0].name, groups[0].name
        return name, self.v.party_name(states[0].id) if states else name


NICKNAME = re.compile(r" ?\([^)]{1,40}\) ?")
"""A nickname inside a name, which the full name is written without."""


class Cast:
    """The persons of one document, gathered from its mentions."""

    def __init__(self, vocabulary: Vocabulary, text: str, tokens: Tokens) -> None:
        self.v = vocabulary
        self.text = text
        self.t = tokens
        self.parties = Parties(vocabulary)
        self.drafts: list[_Draft] = []
        self._by_word: dict[str, list[_Draft]] = {}
        self._called: dict[str, _Draft] = {}
        """Persons by the one word that the text says they are called by."""

    def join(self, mentions: list[Mention]) -> tuple[tuple[Mention, ...], tuple[Person, ...]]:
        """The mentions with names and parties filled in, and the persons."""
        owners: dict[int, _Draft] = {}
        self._aides(mentions)
        named = [(n, m) for n, m in enumerate(mentions) if m.form == "name"]
        long = [(n, m) for n, m in named if self._length(m) > 1]
        short = [(n, m) for n, m in named if self._length(m) <= 1]
        for n, m in long:
            owners[n] = self._owner(n, m)
        for n, m in short:
            if m.name_first and self.t.lower[m.name_first - 1] in self.v.called:
                self._call(n, m, mentions, owners)
        for n, m in short:
            owners[n] = self._owner(n, m)
        self._spell_out(mentions)
        self._abroad(mentions, owners)
        self.parties.at_home = self._at_home(mentions)
        persons = {id(d): self._person(d) for d in self.drafts}
        sure = {id(d) for d in self.drafts if d.qualified}
        out = [
            self._fill(m, persons[id(owners[n])] if n in owners else None, n not in owners or id(owners[n]) in sure)
            for n, m in enumerate(mentions)
        ]
        people = [
            d for d in self.drafts if id(d) in sure and (d.known or not any(w in self.v.body_words for w in d.words))
        ]
        return tuple(out), tuple(persons[id(d)] for d in people)

    def _aides(self, mentions: list[Mention]) -> None:
        """Takes "an adviser to President X" for the adviser, not for X; a name after its comma is the adviser's."""
        for n, m in enumerate(mentions):
            if m.form != "name" or len(m.offices) < 2 or self.v.office_rank.get(m.offices[0], 9) < AIDE_RANK:
                continue
            known = self._known(self._words(m))
            if known is None or known.sub not in m.offices[1:]:
                continue
            after = mentions[n + 1] if n + 1 < len(mentions) else None
            if after is not None and after.form == "name" and after.first == m.last + 1 and self.t.lower[m.last] == ",":
                mentions[n + 1] = msgspec.structs.replace(after, offices=m.offices[:1], actors=m.actors)
            mentions[n] = msgspec.structs.replace(m, form="role", rule="role.aide", name_first=-1, name_last=-1)

    def _call(self, n: int, m: Mention, mentions: list[Mention], owners: dict[int, _Draft]) -> None:
        """Notes whose other name a name is: the person right before it, one that it is short for, or the last named."""
        word = self._words(m)[0]
        before = [k for k in owners if k < n]
        last = max(before, default=None)
        if last is None:
            return
        beside = mentions[last]
        near = (
            self.t.sentence[beside.first] == self.t.sentence[m.first] and m.name_first - beside.last <= CALLED_AT_MOST
        )
        short = [d for d in self.drafts if short_for(word, d.words)]
        if near and m.first == m.name_first:
            self._called.setdefault(word, owners[last])
        elif len(short) == 1:
            self._called.setdefault(word, short[0])
        elif m.first < m.name_first:
            self._called.setdefault(word, owners[last])

    def _spell_out(self, mentions: list[Mention]) -> None:
        """Gives a bracketed acronym, here and everywhere after, the capitalised name before it that it abbreviates."""
        full: dict[str, str] = {}
        for n, m in enumerate(mentions):
            if m.form == "actor" and m.name and m.name.endswith(")") and "(" in m.name:
                before, _, acronym = m.name[:-1].partition("(")
                full[acronym.strip()] = before.strip()
                mentions[n] = msgspec.structs.replace(m, name=before.strip())
            mentions[n] = m = self._own_acronym(mentions[n])
            if m.rule != "acronym" or m.name is None:
                continue
            if m.name not in full and m.first and self.t.lower[m.first - 1] == "(":
                name = abbreviated(self.text, self.t, m.first - 2, m.name)
                if name is not None:
                    full[m.name] = name
        for n, m in enumerate(mentions):
            if m.rule == "acronym" and m.name in full:
                mentions[n] = msgspec.structs.replace(m, name=full[m.name])

    def _own_acronym(self, m: Mention) -> Mention:
        """Without the actor that a bracketed acronym would name, where it abbreviates the words before it."""
        for k in range(m.first + 2, m.last - 1):
            if self.t.lower[k - 1] != "(" or self.t.lower[k + 1] != ")":
                continue
            raw = self.text[self.t.start[k] : self.t.end[k]]
            hit = self.v.phrases.longest(self.t.lower, k, k + 1)
            known = {e.id for e in hit[1]} if hit else set()
            if len(raw) < 2 or not raw.isupper() or len(m.actors) < 2 or not known & set(m.actors):
                continue
            named = {
                e.id
                for i in range(m.first, k - 1)
                for _, es in self.v.phrases.matches(self.t.lower, i, k - 1)
                for e in es
            }
            if not known & named and abbreviated(self.text, self.t, k - 2, raw):
                kept = tuple(a for a in m.actors if a not in known)
                m = msgspec.structs.replace(m, actors=kept or m.actors)
        return m

    def _owned(self, m: Mention) -> list[tuple[str, str]]:
        """The body and the state of a mention that names both ("Kementerian Luar Negeri Israel")."""
        states = [a for a in m.actors if _is_state(self.v, a)]
        return [(a, states[0]) for a in m.actors if a.startswith("bodytype:")] if states else []

    def _at_home(self, mentions: list[Mention]) -> bool:
        """False when the text names foreign states far more often than home and home's bodies."""
        home = self.v.party_name(self.v.home)
        own = foreign = 0
        for m in mentions:
            for a in m.actors:
                found = self.v.actors.get(a.removeprefix("place:"))
                if found is not None and found.kind in ("state", "body"):
                    own += self.v.party_name(found.id) == home
                    foreign += found.kind == "state" and found.id != self.v.home
        return foreign <= ABROAD * own

    def _abroad(self, mentions: list[Mention], owners: dict[int, _Draft]) -> None:
        """Gives a bare office or body the state that the text was just about, if that is not home.

        "Australia … . Pemerintah meminta …": a body without a state belongs to the state named last in this or
        the two sentences before; only without one is it home's.
        """
        last: tuple[int, str] | None = None
        home = self.v.home
        bodies = {a: s for m in reversed(mentions) for a, s in self._owned(m)}
        for n, m in enumerate(mentions):
            sentence = self.t.sentence[m.first]
            bare = m.form != "pronoun" and not any(_is_state(self.v, a) for a in m.actors)
            if bare and last is not None and sentence - last[0] <= 2 and last[1] != home:
                body = any(a.startswith("bodytype:") for a in m.actors)
                ranked = any(1 < self.v.office_rank.get(o, 9) <= OWN_RANK for o in m.offices)
                if (body or (ranked and not m.actors)) and self.parties.named(m.actors) is None:
                    mentions[n] = msgspec.structs.replace(m, actors=(*m.actors, last[1]))
                    owner = owners.get(n)
                    if (
                        owner is not None
                        and owner.known is None
                        and not any(_is_state(self.v, a) for a in owner.actors)
                    ):
                        owner.actors.append(last[1])
            body_ = next((a for a in m.actors if a in bodies), None) if bare else None
            if body_ is not None and not any(_is_state(self.v, a) for a in mentions[n].actors):
                mentions[n] = msgspec.structs.replace(m, actors=(*m.actors, bodies[body_]))
            state = next((a.removeprefix("place:") for a in m.actors if _is_state(self.v, a)), None)
            if state is not None and (n == 0 or self.t.sentence[mentions[n - 1].first] != sentence):
                last = (sentence, self.v.actors[state].party)

    def _words(self, m: Mention) -> list[str]:
        return [self.t.lower[k] for k in range(m.name_first, m.name_last) if self.t.lower[k] not in (".", "(", ")")]

    def _length(self, m: Mention) -> int:
        return len(self._words(m))

    def _owner(self, n: int, m: Mention) -> _Draft:
        words = self._words(m)
        found = self._find(words, n)
        if found is None:
            found = _Draft(words, self._spelling(m), self._known(words))
            self.drafts.append(found)
        if len(words) > len(found.words):
            found.words, found.name = words, self._spelling(m)
            found.known = self._known(words) or found.known
        for w in words:
            drafts = self._by_word.setdefault(w, [])
            if len(drafts) < DRAFTS_AT_MOST and not any(d is found for d in drafts):
                drafts.append(found)
        insort(found.mentions, n)
        found.voiced = found.voiced or self._voiced(m)
        if m.offices or m.actors:
            new = not found.actors or (len(m.actors) > len(found.actors) and not found.offices)
            found.offices += [o for o in m.offices[:1] if o not in found.offices]
            found.served += [o for o in m.offices if o not in found.served]
            if new:
                found.actors = list(m.actors)
        return found

    def _voiced(self, m: Mention) -> bool:
        """True when a reporting word stands right before the mention, or right after it (one adverb between)."""
        low, n = self.t.lower, len(self.t)
        if m.first and low[m.first - 1] in self.v.cues_before:
            return True
        k = m.last
        if k < n and low[k] in self.v.adverbs:
            k += 1
        return k < n and low[k] in self.v.cues_after

    def _nearest(self, drafts: list[_Draft], n: int) -> _Draft:
        """Of several persons of one name the one that was named last before mention `n`; the first if none was."""
        first = drafts[0]
        if all(d is first for d in drafts):
            return first

        def last(draft: _Draft) -> int:
            k = bisect_left(draft.mentions, n)
            return draft.mentions[k - 1] if k else -1

        return max(drafts, key=last)

    def _find(self, words: list[str], n: int) -> _Draft | None:
        if len(words) == 1 and words[0] in self._called:
            return self._called[words[0]]
        known = self._known(words) if len(words) == 1 else None
        if known is not None:
            same = next((d for d in self.drafts if d.known is not None and d.known.name == known.name), None)
            if same is not None:
                return same
            for draft in self._by_word.get(words[0], []):
                if draft.known is None and words[0] in (draft.words[0], draft.words[-1]):
                    return draft
            return next((d for d in self.drafts if self._alike(words[0], d.words[0])), None)
        named = self._by_word.get(words[-1], []) + self._by_word.get(words[0], [])
        fit = [draft for draft in named if _same_name(words, draft.words)]
        if fit:
            return self._nearest(fit, n) if len(words) == 1 else fit[0]
        if len(words) > 1:
            name = " ".join(words)
            for draft in self.drafts[-DRAFTS_AT_MOST:]:
                if abs(len(draft.words) - len(words)) <= 1 and draft.words[0][0] == words[0][0]:
                    other = SequenceMatcher(None, name, " ".join(draft.words))
                    if other.real_quick_ratio() >= ALIKE and other.quick_ratio() >= ALIKE and other.ratio() >= ALIKE:
                        return draft
        else:
            for draft in self.drafts[-DRAFTS_AT_MOST:]:
                if len(words[0]) >= 5 and any(self._alike(words[0], w) for w in draft.words):
                    return draft
        return None

    def _alike(self, a: str, b: str) -> bool:
        return a[:2] == b[:2] and abs(len(a) - len(b)) <= 2 and SequenceMatcher(None, a, b).ratio() >= 0.88

    def _known(self, words: list[str]) -> Entry | None:
        hit = self.v.phrases.longest(words, 0)
        if hit is not None and hit[0] == len(words):
            people = [e for e in hit[1] if e.kind == "person"]
            if people:
                return people[0]
        return None

    def _spelling(self, m: Mention) -> str:
        raw = mend(" ".join(self.text[self.t.start[m.name_first] : self.t.end[m.name_last - 1]].split()))
        raw = NICKNAME.sub(" ", raw)
        return raw.title() if raw.isupper() and len(raw) > 4 else raw

    def _person(self, d: _Draft) -> Person:
        name = d.name
        told = [w for w in d.words if w not in self.v.degrees]
        if d.known and (len(told) == 1 or len(d.known.name.split()) == len(told) or len(told) < len(d.words)):
            name = d.known.name
        party, _ = self.parties.of(d.served, d.actors)
        if d.known and (party is None or not d.actors):
            party = self.v.party_name(d.known.party) or party
        offices = [*d.offices, *([d.known.sub] if d.known and d.known.sub and d.known.sub not in d.offices else [])]
        return Person(name, party, tuple(offices), tuple(d.actors), d.known is not None, tuple(d.mentions))

    def _fill(self, m: Mention, person: Person | None, sure: bool) -> Mention:
        if person is not None:
            if not person.known and any(w in self.v.body_words for w in self._words(m)):
                raw = self._spelling(m)
                return msgspec.structs.replace(m, form="actor", name=raw, party=raw)
            if not sure:
                return msgspec.structs.replace(m, form="unknown", name=person.name, party=person.party)
            return msgspec.structs.replace(m, name=person.name, party=person.party)
        if m.form == "actor":
            name, party = self.parties.body(m.actors, m.name)
            return msgspec.structs.replace(m, name=name, party=party)
        if m.form in ("role", "group"):
            return msgspec.structs.replace(m, party=self.parties.of(m.offices, m.actors)[0])
        return m


def _same_name(a: list[str], b: list[str]) -> bool:
    """True when one name is a shorter form of the other: one word, its first word and others, or its end."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if not set(short) <= set(long):
        return False
    return len(short) == 1 or short[0] == long[0] or short == long[-len(short) :]


def _is_state(vocabulary: Vocabulary, reference: str) -> bool:
    found = vocabulary.actors.get(reference.removeprefix("place:"))
    return found is not None and found.kind == "state"
