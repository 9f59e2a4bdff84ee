"""From tokens to mentions: noun phrases that name or describe an actor.

A first pass (`marks`) marks what the vocabulary knows and every capitalised word; this one builds noun phrases
from those marks: office + body + name, name + apposition, body + state, pronouns.
"""

from __future__ import annotations

from collections.abc import Iterator

from risalah.model import Mention, Span, Tokens
from risalah.reading.actors.marks import Marks, Unit
from risalah.reading.actors.names import Names
from risalah.reading.actors.offices import Described, Offices, reference
from risalah.reading.actors.premodified import Prefix, Premodified
from risalah.reading.actors.vocabulary import Vocabulary

CALLED = "name.called"
"""The rule of a name that a clause gives to a role: it may be an alias."""
CALLED_AT_MOST = 5
"""Tokens between "yang" and the word for being called."""
SPOKESPERSON = "spokesperson"
OWN_RANK = 4
"""Offices beyond this rank speak for nobody by themselves."""
NAMELESS = -1.5
"""Below this sum of weights a capitalised run is no personal name."""


class Chunker:
    """Finds the mentions of one document; made anew for each."""

    def __init__(self, vocabulary: Vocabulary, text: str, tokens: Tokens, busy: frozenset[int]) -> None:
        self.v = vocabulary
        self.text = text
        self.t = tokens
        self.low = tokens.lower
        self.n = len(tokens)
        g = vocabulary.grammar
        self.demonstratives = g.get("demonstrative", frozenset())
        self.relative = g.get("relative", frozenset())
        self.former = g.get("former", frozenset())
        self.m = Marks(vocabulary, text, tokens, busy)
        self.at = self.m.at
        self.names = Names(self.m)
        self.before = Premodified(self.m, self.names) if vocabulary.premodifiers else None
        self.offices = self.before or Offices(self.m, self.names)
        if self.before is not None:
            self.demonstratives = frozenset()  # they stand before their noun there, as articles do

    def mentions(self) -> Iterator[Mention]:
        """The mentions in order; they do not overlap."""
        i = 0
        while i < self.n:
            unit = self.at.get(i)
            found = self._mention(unit) if unit is not None else None
            if found is None:
                i += 1
            else:
                yield found
                i = max(found.last, i + 1)

    def _mention(self, unit: Unit) -> Mention | None:
        if self.before is not None and (owned := self.before.owned_head(unit)) is not None:
            head, prefix = owned
            if head.kind in ("office", "role"):
                return self._role(head, prefix)
            return self._group(head, prefix) if head.kind == "group" else self._body(head, prefix)
        if unit.kind in ("office", "role"):
            return self._role(unit)
        if unit.kind in ("cap", "person", "place"):
            return self._named(unit) or self._place(unit)
        if unit.kind == "outlet" and self.low[unit.first] in self.m.echoes and unit.last == unit.first + 1:
            return self._named(unit)
        if unit.kind == "pronoun":
            assert unit.entry is not None
            return self._make(unit.first, unit.last, "pronoun", f"pronoun.{unit.entry.sub}")
        return self._with_call(self._group(unit) if unit.kind == "group" else self._body(unit))

    def _make(self, first: int, last: int, form: str, rule: str, **more: object) -> Mention:
        span = Span(self.t.start[first], self.t.end[last - 1])
        return Mention(first, last, span, form, rule, **more)  # type: ignore[arg-type]

    # -- offices

    def _known(self, first: int) -> bool:
        """True behind a word that says that what follows was named before ("the", in languages that have it)."""
        return first > 0 and self.m.same(first, first - 1) and self.low[first - 1] in self.v.definite

    def _role(self, unit: Unit, prefix: Prefix | None = None) -> Mention:
        first, m = prefix.first if prefix else unit.first, self.m
        if first and m.same(first, first - 1) and self.low[first - 1] in self.former:
            first -= 1
        found = self.offices.describe(unit)
        if prefix:
            found = found._replace(actors=(*prefix.owners, *found.actors))
        pos = found.last
        may = m.same(first, pos) and self._may_name(found, unit)
        name = self.names.name(pos, cut=found.named) if may else None
        if name is None and m.same(first, pos + 1) and self.low[pos] == ",":
            name = self.offices.named_behind(pos)
        rule = "office.name"
        if name is None and (called := self._called(unit.first, pos)) is not None:
            name, rule = called, CALLED
        if name:
            return self._make(
                first, name[1], "name", rule, name_first=name[0], name_last=name[1],
                offices=found.offices, actors=found.actors,
            )  # fmt: skip
        ranked = self._ranked(found)
        if ranked is not None:
            return self._make(
                first, ranked.last, "name", "office.name", name_first=ranked.name_first, name_last=ranked.name_last,
                offices=(*found.offices, *ranked.offices), actors=found.actors or ranked.actors,
            )  # fmt: skip
        definite = m.same(first, pos) and self.low[pos] in self.demonstratives
        known = definite or self._known(first)
        unnamed = first > 0 and m.same(first, first - 1) and self.low[first - 1] in self.v.indefinite
        return self._make(
            first, pos + definite, "role",
            "role.definite" if known else "role.indefinite" if unnamed else "role.bare",
            offices=found.offices, actors=found.actors, definite=known,
        )  # fmt: skip

    def _with_call(self, m: Mention) -> Mention:
        """A group or body with the name in the clause behind it ("pejabat yang akrab disapa X"), if there is one."""
        called = self._called(m.first, m.last)
        if called is None:
            return m
        return self._make(m.first, called[1], "name", CALLED, name_first=called[0], name_last=called[1])

    def _called(self, first: int, pos: int) -> tuple[int, int] | None:
        """The name in a clause behind a role that tells how somebody is called ("pria yang akrab disapa X")."""
        if not self.m.same(first, pos) or self.low[pos] not in self.relative:
            return None
        for k in range(pos + 1, pos + CALLED_AT_MOST):
            if not self.m.same(first, k + 1):
                return None
            if self.low[k] in self.v.called and k + 1 in self.at and self.m.capital(k + 1):
                return self.names.name(k + 1)
        return None

    def _ranked(self, found: Described) -> Mention | None:
        """A spokesperson's name behind a comma and a rank of its own ("juru bicara X, Kapten Angkatan Laut Y")."""
        pos = found.last + 1
        here = self.at.get(pos) if self.m.same(found.last, pos) and self.low[found.last] == "," else None
        if here is None or here.kind not in ("office", "role") or found.offices[:1] != (SPOKESPERSON,):
            return None
        behind = self._role(here)
        rank = any(self.v.office_rank.get(o, 0) > OWN_RANK for o in behind.offices[:1])
        return behind if behind.form == "name" and rank else None

    def _may_name(self, found: Described, unit: Unit) -> bool:
        """True when a name may start right behind a description: it was cut there, or a title or known person is."""
        pos = found.last
        if found.named or pos == unit.last or self.low[pos] in self.v.titles:
            return True
        here = self.at.get(pos)
        return here is not None and here.kind == "person"

    # -- names

    def _named(self, unit: Unit) -> Mention | None:
        if self._headed(unit):
            return None
        name = self.names.name(unit.first)
        if name is None:
            if unit.kind == "cap":
                return self._unknown_body(unit)
            return None
        if unit.kind == "cap" and name == (unit.first, unit.first + 1) and self._common(unit.first):
            return None
        if unit.kind == "place" and name[1] == unit.last and self.low[unit.first] not in self.m.echoes:
            return None
        last, offices, actors = name[1], (), ()
        told = self._told(last)
        if told is not None:
            last, offices, actors = told.last, told.offices, told.actors  # type: ignore[assignment]
        elif self._nameless(unit.first, *name):
            return self._make(unit.first, last, "unknown", "capitals", name=self._words(unit.first, last))
        return self._make(
            unit.first, last, "name", "name", name_first=name[0], name_last=name[1], offices=offices, actors=actors
        )

    def _common(self, i: int) -> bool:
        """True for a sentence's first word that is a common noun: elsewhere in lower case, or formed as nouns are."""
        word, m = self.low[i], self.m
        if not m.initial(i) or word in m.echoes or word in self.v.given or m.acronym(i):
            return False
        return word in m.lowered or m.organisational(i) or word.endswith(self.v.possessive_endings)

    def _ends_told(self, i: int, k: int) -> bool:
        """True when an office told behind a name may end before token `k`: no second actor joined to it follows."""
        if not self.m.same(i, k) or not self.low[k].isalpha() or k in self.m.busy:
            return True
        return self.low[k] not in self.v.joints and not self.m.capital(k)

    def _nameless(self, first: int, start: int, stop: int) -> bool:
        """True when the words of a capitalised run look like those of laws, days and places ("UU Cipta Kerja")."""
        if start > first or stop - start < 2:
            return False
        weights = [self.names.weight(k) for k in range(start, stop) if self.low[k] != "."]
        return sum(weights) < NAMELESS and max(weights) < 1.5

    def _words(self, first: int, last: int) -> str:
        return " ".join(self.text[self.t.start[first] : self.t.end[last - 1]].split())

    def _headed(self, unit: Unit) -> bool:
        """True for a sentence's first word that is no part of the name behind it: a common noun with a capital.

        Before a known person or state ("Ancaman Trump"), or before a name that the document uses alone.
        """
        m, word, after = self.m, self.low[unit.first], self.at.get(unit.last)
        if unit.kind != "cap" or after is None or word in self.v.given or word in m.echoes or not m.initial(unit.first):
            return False
        if after.kind in ("person", "actor"):
            return True
        if len(word) < 3 or self.v.name_ending(word) or not m.same(unit.first, after.first):
            return False
        if word not in m.lowered and not m.organisational(unit.first) and word not in self.v.orgwords:
            return False
        return self.low[after.first] in m.echoes and (after.last not in self.at or not m.same(after.first, after.last))

    def _told(self, k: int) -> Described | None:
        """The office told behind a name: ", OFFICE BODY", "selaku OFFICE", "(52), OFFICE", "dari BODY"."""
        m = self.m
        start = k
        if m.same(k - 1, k + 2) and self.low[k] == "(" and self.low[k + 2] == ")":
            start = k + 3
        comma = m.same(k - 1, start) and self.low[start] == ","
        start += comma
        if not m.same(k - 1, start):
            return None
        told = self.v.appositions.longest(self.low, start, self.n)
        if told is not None:
            start = told[0]
        elif not comma:
            return None
        while m.same(k - 1, start) and (lead := self.v.leads.longest(self.low, start, self.n)) is not None:
            start = lead[0]
        here = self.at.get(start)
        owners: tuple[str, ...] = ()
        if self.before is not None and (head := self.before.head(start)) is not None:
            here, owners = head
        if here is None or not m.same(k - 1, start):
            return None
        if here.kind in ("office", "role"):
            found = self.offices.describe(here, told=True)
            found = found._replace(actors=(*owners, *found.actors))
            return None if found.named or not self._ends_told(k - 1, found.last) else found
        if told is not None and here.kind in ("organisation", "bodytype") and m.capital(start):
            return self.offices.body(here)
        return None

    def _unknown_body(self, unit: Unit) -> Mention | None:
        raw = self.m.raw(unit.first)
        if len(raw) >= 2 and raw.isupper():
            return self._make(unit.first, unit.last, "actor", "acronym", name=raw)
        return None

    # -- groups and bodies

    def _place(self, unit: Unit) -> Mention | None:
        """A place alone, which may speak for those who govern it ("California menggugat …")."""
        if unit.kind != "place" or unit.entry is None:
            return None
        name = unit.entry.name
        return self._make(unit.first, unit.last, "place", "place", name=name, actors=(f"place:{unit.entry.party}",))

    def _group(self, unit: Unit, prefix: Prefix | None = None) -> Mention:
        last, actors = unit.last, list(prefix.owners if prefix else ())
        document = self.low[unit.first] in self.v.documents
        after = self.at.get(last)
        if after is not None and self._agency(after) and self.m.same(unit.first, last):
            form = " ".join(self.low[unit.first : last])
            if form in self.v.outlet_nouns:  # "kantor berita TASS"
                named = self._body(after)
                return self._make(unit.first, named.last, named.form, named.rule, actors=named.actors)
        while self.m.same(unit.first, last):
            here = self.at.get(last)
            if here is not None and here.kind in ("actor", "place", "bodytype", "organisation"):
                actors.append(reference(here))
                last = here.last
            elif document and here is not None and here.kind == "group" and self.low[last] not in self.v.document_words:
                return self._group(here)
            elif document and not actors and last - unit.first < 8 and (
                self.low[last] in self.v.document_words
                or (here is not None and here.kind in ("outlet", "cap", "group"))
            ):  # fmt: skip
                if (
                    here is not None
                    and here.kind == "outlet"
                    and here.entry is not None
                    and here.entry.sub != "platform"
                ):
                    actors.append(reference(here))
                last = here.last if here is not None else last + 1
            else:
                break
        if document and actors:
            return self._make(unit.first, last, "actor", "body.document", actors=tuple(actors))
        if document:
            last = unit.last
        definite = self.m.same(unit.first, last) and self.low[last] in self.demonstratives
        first = prefix.first if prefix else unit.first
        known = self._known(first)
        rule = "group.document" if document and known else "group"
        return self._make(first, last + definite, "group", rule, actors=tuple(actors), definite=definite or known)

    def _agency(self, unit: Unit) -> bool:
        """True for an outlet that is no platform."""
        return unit.kind == "outlet" and unit.entry is not None and unit.entry.sub != "platform"

    def _body(self, unit: Unit, prefix: Prefix | None = None) -> Mention:
        actors, last = [reference(unit), *(prefix.owners if prefix else ())], unit.last
        organisation = unit.kind == "organisation"
        while self.m.same(unit.first, last):
            here, word = self.at.get(last), self.low[last]
            if word == "(" and (close := self.offices.bracket(last)) is not None and unit.kind != "outlet":
                actors += [a for a in self.offices.inside(last, close) if a not in actors]
                last = close + 1
            elif here is not None and unit.kind in ("bodytype", "organisation") and here.kind in (
                "actor", "bodytype", "organisation", "place"
            ):  # fmt: skip
                actors.append(reference(here))
                last = here.last
            elif here is not None and organisation and here.kind == "cap" and word not in self.m.echoes:
                last = here.last
            else:
                break
        form = "actor" if not organisation or last > unit.last or self.m.capital(unit.first) else "group"
        name = None
        if organisation and last > unit.last:
            name = self._words(unit.first, last)
        first = prefix.first if prefix else unit.first
        return self._make(first, last, form, f"body.{unit.kind}", name=name, actors=tuple(actors))
