"""The speakers stage: each draft's source resolved to a canonical name and the party spoken for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import ClassVar, NamedTuple

import msgspec

from risalah.model import Draft, Mention, Person, Reading
from risalah.packs import World
from risalah.reading.actors.common import Common
from risalah.reading.actors.persons import Parties
from risalah.reading.actors.vocabulary import Vocabulary

CLITIC = "speaker.clitic"
BODY = "speaker.office.body"
SPOKESPERSON = "spokesperson"
"""The id of the office, in the world pack, whose holder speaks for a body."""
UNIQUE_RANK = 2
"""Offices up to this rank have one holder, who may be named only later in the text."""
MENTIONS_AT_MOST = 60
"""Mentions of one sentence that are looked at."""
VOICES_AT_MOST = 60
"""Statements a pronoun may look back."""
BACK_AT_MOST = 6
"""Sentences a pronoun may look back."""


class Voice(NamedTuple):
    """A resolved speaker: canonical name, party and the rule."""

    name: str | None
    party: str | None
    rule: str


class Holder(NamedTuple):
    """A person who held an office for a party, in years; open ends are 0 and 9999."""

    name: str
    party: str
    since: int
    until: int


class SpeakersStage:
    """Fills `speaker` and `party` of the drafts."""

    name: ClassVar[str] = "speakers"
    needs: ClassVar[frozenset[str]] = frozenset({"drafts", "mentions", "persons"})
    gives: ClassVar[frozenset[str]] = frozenset({"drafts"})

    def __init__(self, vocabulary: Vocabulary, world: World) -> None:
        self.vocabulary = vocabulary
        self.holders: dict[tuple[str, str], list[Holder]] = {}
        for row in world.table("persons"):
            party = vocabulary.party_name(row["party"] or None)
            if party and row["office"] and (row["from"] or row["to"]):
                holder = Holder(row["name"], party, _year(row["from"], 0), _year(row["to"], 9999))
                self.holders.setdefault((row["office"], party), []).append(holder)

    def __call__(self, reading: Reading) -> Reading:
        resolver = Resolver(self, reading)
        return msgspec.structs.replace(reading, drafts=tuple(resolver.all()))

    def holder(self, office: str, party: str, year: int | None) -> str | None:
        """Who held an office for a party in a year, when the table knows exactly one."""
        if year is None:
            return None
        found = {h.name for h in self.holders.get((office, party), ()) if h.since <= year <= h.until}
        return found.pop() if len(found) == 1 else None


def _year(cell: str, default: int) -> int:
    return int(cell[:4]) if cell[:4].isdigit() else default


class Resolver:
    """Resolves the drafts of one reading in the order of the text."""

    def __init__(self, stage: SpeakersStage, reading: Reading) -> None:
        self.stage = stage
        self.r = reading
        self.t = reading.tokens
        self.text = reading.raw.text
        published = reading.layout.header.published or ""
        self.year = int(published[:4]) if published[:4].isdigit() else None
        self.voices: list[tuple[int, Voice]] = []
        """(sentence, voice) of the drafts so far."""
        self.unnamed: Mention | None = None
        """The role of the last speaker when nobody named it."""
        self.indirect = False
        """True when the last draft was a paraphrase."""
        self.parties = Parties(stage.vocabulary)
        self.behind = False
        """True while a draft is resolved whose words stand before its source."""
        self.firsts = [m.first for m in reading.mentions]
        self.marks = [q.open for q in reading.quotes]
        self.common = Common(self.text, self.t, stage.vocabulary.closed)
        self.by_name: dict[str, Person] = {p.name: p for p in reading.persons}

    def all(self) -> list[Draft]:
        """The drafts with speakers."""
        out: list[Draft] = []
        for draft in self.r.drafts:
            voice = self._resolve(draft, out)
            self.voices.append((draft.sentence, voice))
            self.indirect = draft.mode != "direct"
            if draft.source_tokens is not None:
                k = bisect_left(self.firsts, draft.source_tokens[0])
                spoke = self.r.mentions[k] if k < len(self.firsts) else None
                self.unnamed = spoke if voice.name is None and spoke is not None and spoke.form == "role" else None
            out.append(
                msgspec.structs.replace(
                    draft, speaker=voice.name, party=voice.party, speaker_rule=voice.rule, party_rule=voice.rule
                )
            )
        return out

    def _resolve(self, draft: Draft, before: list[Draft]) -> Voice:
        if draft.source_tokens is None:
            if draft.source is not None:
                return self._pronoun(draft.cue_tokens[0] if draft.cue_tokens else 0, CLITIC)
            if draft.cue_tokens is None:
                return self._context(draft, before)
            if draft.cue_tokens is not None:
                return self._pronoun(draft.cue_tokens[0], CLITIC)._replace(rule="speaker.same")
            return Voice(None, None, "speaker.none")
        first, last = draft.source_tokens
        words = draft.content[0].start if draft.content else len(self.text)
        self.behind = bool(self.stage.vocabulary.possessive) and words < self.t.start[first]
        start = max(0, bisect_left(self.firsts, first) - 1)
        mentions = [m for m in self.r.mentions[start : bisect_left(self.firsts, last)] if m.last > first]
        mentions = self._heads(mentions, last)
        if len(mentions) > 1 and mentions[0].rule == "role.aide":
            mentions = mentions[1:]
        voices = [self._mention(m) for m in mentions[:4]]
        if len(voices) > 1 and any(v.name for v in voices[1:]):
            names = [v.name for v in voices if v.name]
            parties = [v.party for v in voices if v.party]
            return Voice("; ".join(dict.fromkeys(names)), "; ".join(dict.fromkeys(parties)) or None, "speaker.joint")
        return voices[0] if voices else Voice(None, None, "speaker.none")

    def _context(self, draft: Draft, before: list[Draft]) -> Voice:
        """Who speaks a quotation without a cue: the speaker before it, or the subject of the sentence before."""
        at = bisect_left(self.t.start, draft.content[0].start)
        subject = self._last_subject(at, draft.sentence)
        leader = before[draft.follows] if draft.follows is not None and draft.follows < len(before) else None
        if (
            subject is not None
            and draft.sentence - subject[0] <= 1
            and (leader is None or leader.sentence < subject[0])
        ):
            return Voice(subject[1].name, subject[1].party, "speaker.context")
        if leader is not None:
            return Voice(leader.speaker, leader.party, "speaker.context")
        return Voice(None, None, "speaker.none")

    def _heads(self, mentions: list[Mention], last: int) -> list[Mention]:
        """The mentions of a source that speak: owners ("X's campaign") and those after the first head do not.

        Where the language has no possessive mark (no class `possessive`), all of them.
        """
        v, low = self.stage.vocabulary, self.t.lower
        if not v.possessive:
            return mentions
        heads: list[Mention] = []
        for m in mentions:
            owner = m.last < last and (low[m.last] in v.possessive or low[m.last] == "'")
            joined = not heads or all(low[k] in v.joint or low[k] == "," for k in range(heads[-1].last, m.first))
            if owner:
                heads.append(msgspec.structs.replace(m, form="owner"))
            elif heads and heads[-1].form == "owner":
                heads[-1] = m if m.form != "group" or m.party else msgspec.structs.replace(m, party=heads[-1].party)
            elif joined:
                heads.append(m)
        return heads

    def _mention(self, m: Mention) -> Voice:
        if m.form == "owner":
            return Voice(None, m.party, "speaker.none")
        if m.form in ("name", "unknown"):
            if self.common(m, self.by_name.get(m.name or "")):
                return Voice(None, None, "speaker.none")
            if m.form == "unknown" and m.name is not None and m.name_last - m.name_first >= 2:
                self.by_name.setdefault(m.name, Person(m.name, m.party, (), (), False, ()))
            return Voice(m.name, m.party, "speaker.name" if m.form == "name" else "speaker.capital")
        if m.form == "actor":
            return Voice(m.name, m.party, "speaker.body")
        if m.form == "place":
            return Voice(m.name, self.stage.vocabulary.party_name(m.actors[0].removeprefix("place:")), "speaker.place")
        if m.form == "pronoun":
            if m.rule.endswith("they"):
                return self._plural(m)
            if m.rule.endswith(".it"):
                return self._body(m)
            return self._pronoun(m.first, "speaker.pronoun")
        if m.form == "role":
            return self._role(m)
        return self._group(m)

    # -- pronouns

    def _pronoun(self, at: int, rule: str) -> Voice:
        """The last person who spoke or was a sentence's subject before token `at`."""
        here = self.t.sentence[at] if at < len(self.t) else 0
        if rule == CLITIC:
            at = bisect_left(self.t.sentence, here)
        if self.behind:
            at = bisect_left(self.t.sentence, here)
        best: tuple[int, Voice] | None = None
        for sentence, voice in self.voices[: -VOICES_AT_MOST - 1 : -1]:
            if (
                voice.name is not None
                and ";" not in voice.name
                and (rule == CLITIC or voice.name in self.by_name or voice.rule == BODY)
            ):
                best = (sentence, voice)
                break
        if rule == CLITIC and best is not None and self.indirect and best[1].name not in self.by_name:
            best = self._spokesperson(best)
        subject = self._last_subject(at, here)
        if subject is not None and (best is None or subject[0] > best[0]):
            best = subject
        if best is None:
            return Voice(None, None, "speaker.none")
        return Voice(best[1].name, best[1].party, rule)

    def _spokesperson(self, body: tuple[int, Voice]) -> tuple[int, Voice]:
        """The person who spoke before for the body that was just paraphrased: a quotation goes on with that person."""
        for _, voice in reversed(self.voices):
            if voice.name in self.by_name and voice.party == body[1].party and ";" not in (voice.name or ""):
                return body[0], voice
        return body

    def _last_subject(self, at: int, here: int) -> tuple[int, Voice] | None:
        """The last sentence before token `at` that opens with a person's name."""
        for k in range(bisect_left(self.firsts, at) - 1, -1, -1):
            m = self.r.mentions[k]
            s = self.t.sentence[m.first]
            if here - s > BACK_AT_MOST:
                return None
            named = m.form == "name" or (m.form == "unknown" and m.name_last - m.name_first >= 2)
            if not named or self._quoted(m.first):
                continue
            if self._opens(m):
                return s, Voice(m.name, m.party, "")
        return None

    def _quoted(self, i: int) -> bool:
        """True for a token inside a quotation."""
        k = bisect_right(self.marks, i) - 1
        return k >= 0 and self.r.quotes[k].open < i < self.r.quotes[k].close

    def _opens(self, m: Mention) -> bool:
        """True when no other mention and at most one word stands before `m` in its sentence."""
        if self.stage.vocabulary.possessive:
            return self._leads(m)
        k = m.first - 1
        s = self.t.sentence[m.first]
        if k >= 0 and self.t.lower[k] == "," and not (m.last < len(self.t) and self.t.lower[m.last].isalpha()):
            return False  # in apposition: "presiden saat itu, X."
        words = 0
        while k >= 0 and self.t.sentence[k] == s:
            if self.t.lower[k].isalpha():
                words += 1
            elif self.t.lower[k] == '"':
                return False
            elif self.t.lower[k] == ",":
                break
            k -= 1
        return words <= 1

    def _leads(self, m: Mention) -> bool:
        """The same where a possessive has a mark: no owner, first of its sentence's persons, at a clause's start."""
        low, s = self.t.lower, self.t.sentence[m.first]
        if m.last < len(low) and (low[m.last] in self.stage.vocabulary.possessive or low[m.last] == "'"):
            return False
        first = bisect_left(self.t.sentence, s)
        here = self.r.mentions[bisect_left(self.firsts, first) : bisect_left(self.firsts, m.first)]
        if any(x.form == "name" for x in here[:MENTIONS_AT_MOST]):
            return False
        words = sum(low[k].isalpha() for k in range(first, m.first))
        return words <= 1 or low[m.first - 1] == ","

    def _plural(self, m: Mention) -> Voice:
        for sentence, voice in reversed(self.voices):
            if self.t.sentence[m.first] - sentence > 2:
                break
            if voice.name and (";" in voice.name or voice.name not in self.by_name):
                return Voice(voice.name, voice.party, "speaker.plural")
        return self._pair(m)

    def _pair(self, m: Mention) -> Voice:
        """The two persons of the sentence before, for "keduanya" and "mereka"."""
        here = self.t.sentence[m.first]
        named = [x for x in self.r.mentions if x.form == "name" and 0 < here - self.t.sentence[x.first] <= 1]
        people = {x.name: x.party for x in named}
        if len(people) == 2:
            parties = [p for p in dict.fromkeys(people.values()) if p]
            return Voice("; ".join(n or "" for n in people), "; ".join(parties) or None, "speaker.pair")
        return Voice(None, None, "speaker.none")

    # -- roles

    def _role(self, m: Mention) -> Voice:
        """A role alone: the last person with that office and party, else the last speaker, else the holder."""
        if m.rule == "role.indefinite" and m.offices[:1] != (SPOKESPERSON,):
            return Voice(self._plain(m), m.party, "speaker.unnamed")
        if m.definite and self.unnamed is not None and self.unnamed.offices[:1] == m.offices[:1]:
            return Voice(None, self.unnamed.party, "speaker.none")
        candidates = self._before(m.first)
        offices = {o for o in m.offices if o in self.stage.vocabulary.office_body}
        for person in candidates:
            if offices and offices & set(person.offices) and (m.party is None or m.party == person.party):
                return Voice(person.name, person.party, "speaker.role")
        if m.definite:
            voice = self._just_spoken(m, offices)
            if voice is not None:
                return voice
        generic = not offices or all(self.stage.vocabulary.office_rank.get(o, 9) > 4 for o in offices)
        if m.party is not None and (generic or m.definite):
            for _, voice in reversed(self.voices):
                spoke = self.by_name.get(voice.name or "")
                if spoke is not None and spoke.party == m.party and not self._contradicts(spoke.name, offices):
                    return Voice(spoke.name, spoke.party, "speaker.role.party")
            for person in candidates:
                if person.party == m.party:
                    return Voice(person.name, person.party, "speaker.role.party")
        for office in (o for o in m.offices if o in offices):  # as told: a set has no order
            party = m.party or self.stage.vocabulary.party_name(self.stage.vocabulary.home)
            name = self.stage.holder(office, party or "", self.year)
            if name is not None:
                return Voice(name, party, "speaker.office")
        if m.party is None and (m.definite or not offices):
            voice = self._pronoun(m.first, "speaker.role.last")
            if voice.name is not None and m.definite:
                return voice
        if m.party is None and offices and candidates:
            voice = self._pronoun(m.first, "speaker.role.last")
            if voice.name is not None and not self._contradicts(voice.name, offices):
                return voice
        return self._for_body(m)

    def _for_body(self, m: Mention) -> Voice:
        """An unnamed spokesperson speaks for the body named with the office."""
        bodies = [a for a in m.actors if a != "link"]
        if m.offices[:1] == (SPOKESPERSON,) and m.definite and self.voices and self.voices[-1][1].rule == BODY:
            return self.voices[-1][1]
        if m.offices[:1] == (SPOKESPERSON,) and bodies:
            name, party = self.parties.body(bodies, None)
            if name is not None:
                return Voice(name, party, BODY)
        return Voice(None, m.party, "speaker.none")

    def _just_spoken(self, m: Mention, offices: set[str]) -> Voice | None:
        """The person who spoke last, where a definite role ("anggota DPR ini") does not speak against it."""
        for sentence, voice in reversed(self.voices):
            person = self.by_name.get(voice.name or "")
            if person is None or self.t.sentence[m.first] - sentence > 3:
                return None
            states = self.stage.vocabulary.state_names
            agrees = m.party is None or m.party == person.party or person.party not in states or m.party not in states
            partisan = m.party is not None and m.party not in states
            same = not offices or not person.offices or bool(offices & set(person.offices))
            fits = same or partisan or person.party not in states
            return Voice(person.name, person.party, "speaker.role.last") if agrees and fits else None
        return None

    def _contradicts(self, name: str, offices: set[str]) -> bool:
        person = self.by_name.get(name)
        return person is not None and bool(person.offices) and not offices & set(person.offices)

    def _before(self, at: int) -> list[Person]:
        """The persons named before token `at`, the last first; then those named only after."""
        order: dict[str, Person] = {}
        for m in reversed(self.r.mentions):
            if m.first < at and m.form == "name" and m.name in self.by_name:
                order.setdefault(m.name, self.by_name[m.name])
        high = self.stage.vocabulary.office_rank
        for person in self.r.persons:
            if any(high.get(o, 9) <= UNIQUE_RANK for o in person.offices):
                order.setdefault(person.name, person)
        return list(order.values())

    def _body(self, m: Mention) -> Voice:
        """The last speaker that is no person: a state, a body, a group."""
        for sentence, voice in self.voices[: -VOICES_AT_MOST - 1 : -1]:
            if self.t.sentence[m.first] - sentence > BACK_AT_MOST:
                break
            if voice.name not in self.by_name:
                return Voice(voice.name, voice.party, "speaker.it")
        return Voice(None, None, "speaker.none")

    def _author(self, m: Mention) -> Voice:
        """Whose document it is: the body or group that one of the two sentences before names first."""
        here = self.t.sentence[m.first]
        for back in (1, 2):
            start = bisect_left(self.firsts, bisect_left(self.t.sentence, here - back))
            for other in self.r.mentions[start : start + MENTIONS_AT_MOST]:
                if other.form == "actor" and self.t.sentence[other.first] == here - back and self._is_group(other):
                    return Voice(other.name, other.party, "speaker.document")
        return Voice(None, None, "speaker.none")

    def _is_group(self, m: Mention) -> bool:
        actors = self.stage.vocabulary.actors
        return m.name != m.party or any(a in actors and actors[a].kind in ("group", "body") for a in m.actors[:1])

    def _group(self, m: Mention) -> Voice:
        if m.rule == "group.document":
            return self._author(m)
        bare = all(a.startswith("organisation:") for a in m.actors)
        alone = m.last - m.first == 1 and bare and self.t.lower[m.first] in self.stage.vocabulary.bodies
        if m.definite or alone:
            noun = self.t.lower[m.first]
            for body in reversed(self.r.mentions):
                if body.first < m.first and body.form == "actor" and body.name and self.t.lower[body.first] == noun:
                    return Voice(body.name, body.party, "speaker.body.same")
            for sentence, voice in reversed(self.voices):
                if voice.name is not None and self.t.sentence[m.first] - sentence <= BACK_AT_MOST:
                    return Voice(voice.name, voice.party, "speaker.body.last")
        return Voice(self._plain(m), m.party, "speaker.group")

    def _plain(self, m: Mention) -> str | None:
        """The English name of an unnamed group by its noun, with the state's adjective ("Russian officials")."""
        v = self.stage.vocabulary
        first = m.first - (m.first > 0 and self.t.sentence[m.first - 1] == self.t.sentence[m.first])
        for start in (first, m.first):
            for last in range(min(m.last, start + 4), start, -1):
                noun = v.groups.get(self.t.lower[start:last])
                if noun is not None:
                    states = [a for x in m.actors if (a := v.adjective(x.removeprefix("place:")))]
                    return f"{states[0]} {noun}" if states else noun
        return None
