"""An office's description: the posts, bodies and places behind its first word, up to a personal name.

"Kepala Bidang Humas Polda Contoh Komisaris Besar Budi Santoso": everything from the first word to the rank.
"""

from __future__ import annotations

from typing import NamedTuple

from risalah.reading.actors.aliases import abbreviated
from risalah.reading.actors.marks import Marks, Unit
from risalah.reading.actors.names import RUN, Names

ROLE_AT_MOST = 40
"""Tokens of a description."""
BRACKET_AT_MOST = 10
FIELD_AT_MOST = 4
"""Words in lower case that may tell a role's field ("pakar tata ruang X")."""
BODY = frozenset({"actor", "bodytype", "organisation", "outlet"})
NAMED = "named:"
"""What stands before the name of a body that the text spells out and no table knows."""
NEVER = 99.0
"""More than any name weighs."""


class Described(NamedTuple):
    """A description: the token behind it, the ids of its offices, references to its actors, whether a name follows."""

    last: int
    offices: tuple[str, ...]
    actors: tuple[str, ...]
    named: bool


def reference(unit: Unit) -> str:
    """How a unit is named among a mention's actors: `kind:id`, or the bare id of an actor or office."""
    assert unit.entry is not None
    if unit.kind in ("actor", "office", "role"):
        return unit.entry.id
    if unit.kind == "place":
        return f"place:{unit.entry.party}"
    return f"{unit.kind}:{unit.entry.id}"


class Offices:
    """Reads descriptions on one document's marks."""

    def __init__(self, marks: Marks, names: Names) -> None:
        self.m = marks
        self.v = marks.v
        self.low = marks.low
        self.at = marks.at
        self.names = names
        g = marks.v.grammar
        self.links = g.get("role.link", frozenset())
        self.joints = g.get("role.and", frozenset())
        self.words = marks.v.role_words
        self.fields = g.get("role.field", frozenset())
        self.owners = marks.v.owners
        self.leaders = g.get("owner.office", frozenset())
        self.clients = g.get("role.client", frozenset())

    def describe(self, unit: Unit, *, told: bool = False) -> Described:
        """The description that an office or role opens. `told`: the name stands before it, none is to follow."""
        return _Walk(self, unit, told).walk()

    def bracket(self, pos: int) -> int | None:
        """The closing bracket of the one that opens at token `pos`."""
        for k in range(pos + 1, min(pos + BRACKET_AT_MOST, self.m.n)):
            if self.low[k] == ")":
                return k
        return None

    def inside(self, pos: int, close: int) -> list[str]:
        """References to the actors in a bracket."""
        units = (self.at.get(k) for k in range(pos + 1, close))
        return [reference(u) for u in units if u is not None and u.kind in ("actor", "bodytype")]

    def age(self, pos: int) -> bool:
        """True when a number in brackets stands at token `pos`."""
        low = self.low
        return self.m.same(pos, pos + 2) and low[pos] == "(" and low[pos + 1].isdigit() and low[pos + 2] == ")"

    def owned(self, pos: int) -> bool:
        """True when the word before token `pos` wants its own body or place behind it."""
        if not self.m.same(pos, pos - 1):
            return False
        one = self.low[pos - 1]
        return one in self.owners or (pos > 1 and f"{self.low[pos - 2]} {one}" in self.owners)

    def within(self, unit: Unit) -> list[str]:
        """The actor that closes an office's own form ("Wakil Menteri Luar Negeri AS"), or goes on behind it
        ("Sekretaris Dewan X" with "Dewan X Wakanda")."""
        for k in range(unit.first + 1, unit.last):
            for last, entries in self.v.phrases.matches(self.low, k, min(self.m.n, unit.last + ROLE_AT_MOST)):
                if last >= unit.last and self.m.same(unit.first, last - 1):
                    found = [e for e in entries if e.kind == "actor" and self.m.fits(e, k, last)]
                    if found:
                        return [found[0].id]
        return []

    def body(self, unit: Unit) -> Described:
        """The body that a unit opens, told behind a name ("dari Yayasan X of Y"): its end and its actors."""
        stop, actors = unit.first + ROLE_AT_MOST, list[str]()
        end = self.names.run(unit.first, stop)
        while end < stop and self.m.same(unit.first, end + 1) and self.low[end] in self.joints:
            if end + 1 not in self.at or not self.m.capital(end + 1):
                break
            end = self.names.run(end + 1, stop)
        if self.m.same(unit.first, end) and self.low[end] == "(" and not self.age(end):
            close = self.bracket(end)
            end = end if close is None else close + 1
        for k in range(unit.first, end):
            here = self.at.get(k)
            if here is not None and here.entry is not None and (here.kind in BODY or here.kind == "place"):
                actors.append(reference(here))
        return Described(end, (), tuple(actors), False)

    def closes(self, k: int) -> bool:
        """True when a name in apposition may end before token `k`: anything but a capitalised word."""
        return k >= self.m.n or not self.low[k].isalpha() or not self.m.capital(k)

    def named_behind(self, comma: int) -> tuple[int, int] | None:
        """The name in ", NAME," behind a description, given its comma."""
        pos = comma + 1
        here = self.at.get(pos) if self.m.same(comma, pos) else None
        fit = here is not None and (here.kind in ("cap", "person", "place", "outlet") or self.names.inner(here))
        if here is None or not (fit or self.low[pos] in self.v.titles):
            return None
        found = self.names.name(pos)
        if found is None or not self.closes(found[1]):
            return None
        first, last = found
        weights = [self.names.weight(k) for k in range(first, last) if self.low[k] != "." and k in self.at]
        if here.kind == "place" and last == here.last and weights[0] < 1:
            return None
        return found if weights and sum(weights) > 0 and min(weights[0], weights[-1]) > -1.6 else None


class _Walk:
    """One description being read."""

    def __init__(self, offices: Offices, unit: Unit, told: bool) -> None:
        assert unit.entry is not None
        self.o = offices
        self.m, self.low, self.at = offices.m, offices.low, offices.at
        self.unit, self.told = unit, told
        self.offices, self.actors = [unit.entry.id], offices.within(unit)
        self.pos, self.stop = unit.last, unit.last + ROLE_AT_MOST
        self.named = False

    def walk(self) -> Described:
        self._field()
        while not self.named and self.pos < self.stop and self.m.same(self.unit.first, self.pos) and self._step():
            pass
        while not self.named and self.pos > self.unit.last and self.low[self.pos - 1] in self.o.links | self.o.joints:
            self.pos -= 1
        return Described(self.pos, tuple(self.offices), tuple(self.actors), self.named)

    def _step(self) -> bool:
        """Reads one part more; False at the description's end."""
        pos, word, here = self.pos, self.low[self.pos], self.at.get(self.pos)
        if word == "(":
            close = None if self.o.age(pos) else self.o.bracket(pos)
            if close is None:
                return False
            own = self._spelled(pos, close)
            self.actors += [own] if own else [a for a in self.o.inside(pos, close) if a not in self.actors]
            self.pos = close + 1
            return True
        if word in self.o.v.titles and pos > self.unit.last and not self.o.owned(pos) and self._before_name(pos):
            return False
        post = here is not None and here.kind in ("office", "role")
        wordy = post and here is not None and pos > self.unit.last and self.o.names.runs(here)
        if here is not None and post and not wordy:
            if pos == self.unit.last and self.unit.entry is not None and self.unit.entry.sub == "common":
                return False
            self.offices.append(reference(here))
            self.actors += [a for a in self.o.within(here) if a not in self.actors]
            self.pos = here.last
            self._field()
            return True
        if here is not None and (wordy or here.kind in RUN) and (here.kind != "group" or self.m.capital(pos)):
            return self._run(here)
        if word == "," and not self.told:
            return self._list()
        if word == "/" and self.m.same(pos, pos + 1) and pos + 1 in self.at:
            self.pos += 1
            return True
        number = word.isdigit() and self.m.same(pos, pos + 1) and pos + 1 in self.at and self.m.capital(pos + 1)
        if word in self.o.words or number:
            self.pos += 1
            return True
        return self._link(word)

    def _spelled(self, pos: int, close: int) -> str | None:
        """A body that no table knows, by its acronym in the bracket at `pos`: its long form stands before it."""
        if close != pos + 2 or not self.m.acronym(pos + 1):
            return None
        name = abbreviated(self.m.text, self.m.t, pos - 1, self.m.raw(pos + 1))
        known = any(k in self.at and self.at[k].kind in BODY for k in range(self.unit.last, pos))
        return None if name is None or known else NAMED + name

    def _before_name(self, pos: int) -> bool:
        k = self.o.names.after_titles(pos)
        return k > pos and self.m.same(pos, k) and k in self.at and self.m.capital(k) and self.o.names.weight(k) > -1.5

    def _link(self, word: str) -> bool:
        if word not in self.o.links and word not in self.o.joints:
            return False
        k = self.pos + 1
        if not self.m.same(self.pos, k):
            return False
        if self.low[k] in self.o.joints or self.low[k] in self.o.links:
            k += 1
        here = self.at.get(k)
        if here is None and self.m.same(k, k + 1) and self._plain(k) and self.m.capital(k + 1):
            k += 1  # "dari komunitas X"
            here = self.at.get(k)
        if here is None or not self.m.same(self.pos, k):
            return False
        joint = word in self.o.joints and word not in self.o.links
        if joint and self.pos == self.unit.last and here.kind not in ("office", "role") and not self._shared(k):
            return False  # "presiden dan …": two actors
        if here.kind in ("office", "role") and not self.o.names.runs(here):
            if not joint and not self.m.capital(k):
                return False
            if joint and not self._second_office(here):
                return False
        elif here.kind in ("cap", "person", "office", "role"):
            if self._name_alone(k):
                return False
        elif here.kind not in BODY | {"place", "group"} or (not self.m.capital(k) and (joint or here.kind == "group")):
            return False
        if not joint:
            self.actors.append("link")
        self.pos = k
        return True

    def _shared(self, k: int) -> bool:
        """True when what follows a joint right behind an office is more of its body, and a name stands behind it."""
        if not self.m.capital(k) or self.o.names.weight(k) > -1.2 or self.at[k].kind in ("actor", "bodytype", "outlet"):
            return False
        end = self.o.names.run(k, self.stop)
        return self.o.names.cut(k, end) < end or self.o.named_behind(end) is not None

    def _second_office(self, unit: Unit) -> bool:
        """True when one person may hold both offices: a name follows the second one too ("Pendiri dan CEO X Budi")."""
        if self.pos != self.unit.last and self.low[self.pos] not in self.o.v.grammar.get("same.person", ()):
            return False
        return unit.entry is not None

    def _name_alone(self, k: int) -> bool:
        """True when a personal name and no body starts at token `k`."""
        end = self.o.names.run(k, self.stop)
        return self.o.names.cut(k, end, bias=0.3) == k

    def _run(self, here: Unit) -> bool:
        pos = self.pos
        end = self.o.names.run(pos, self.stop)
        if end <= pos:  # in lower case: "fraksi", "partai"
            self.actors.append(reference(here))
            self.pos = here.last
            return True
        owned = self.o.owned(pos)
        led = pos == self.unit.last and not owned and self.low[pos - 1] in self.o.leaders
        cut = self.o.names.cut(pos, end, owned=owned, led=led, bias=self._bias(end, owned or led))
        k = pos
        while k < cut:
            unit = self.at.get(k)
            if unit is not None and unit.entry is not None and (unit.kind in BODY or unit.kind == "place"):
                self.actors.append(reference(unit))
            k = unit.last if unit is not None else k + 1
        self.pos = cut
        self.named = cut < end
        return not self.named

    def _bias(self, end: int, owned: bool) -> float:
        """What speaks for a run without a name: what stands behind it."""
        client = self.low[self.pos - 1] in self.o.clients
        if self.told:
            return NEVER if client or self.low[self.pos] in self.o.owners else 4.0
        if client and self.low[end : end + 1] == (",",) and self.o.named_behind(end):
            return NEVER
        entry = self.unit.entry
        bias = 1.0 if entry is not None and (entry.sub == "common" or entry.id == "witness") else 0.0
        if self.pos == self.unit.last and not owned:
            bias -= 1.2
        if not self.m.same(self.pos, end):
            return bias
        word = self.low[end]
        if word == "(":
            if self.o.age(end):
                return bias - 2.0
            close = self.o.bracket(end)
            if close is not None and self.m.capital(end + 1):
                return bias + 3.0
        elif word == "," and self._onward(end):
            bias += 4.5 if any(self.low[k] in self.o.owners for k in range(self.pos - 1, end)) else 2.5
        elif word in self.o.joints and self._runs_on(end + 1):
            bias += 6.0 if not self._is_joint_of_actors(word) else 1.5
        elif word in self.o.links and self._runs_on(end + 1):
            bias += 2.5 if self.at[end + 1].kind in ("organisation", "bodytype") else 1.0
        elif word in self.o.v.cues_after:
            bias -= 0.6
        return bias

    def _is_joint_of_actors(self, word: str) -> bool:
        return word in self.o.v.grammar.get("joint", ())

    def _runs_on(self, k: int) -> bool:
        return self.m.same(self.pos, k) and k in self.at and self.m.capital(k) and not self._name_alone(k)

    def _list(self) -> bool:
        """A comma inside a description: a list ("Dinas Perumahan, Permukiman, dan Pertanahan") or a body's place."""
        k = self.pos + 1
        if self.m.same(self.pos, k) and self.low[k] in self.o.joints:
            if self._bodily(k + 1) is not None:
                self.pos = k + 1
                return True
            return False
        end = self._bodily(k)
        if end is None:
            return False
        if (self.at[k].kind in BODY or self.low[k] in self.o.owners) and self.o.names.cut(k, end) < end:
            self.pos = k
            return True
        if not self._onward(end):
            return False
        self.pos = end
        return True

    def _bodily(self, k: int) -> int | None:
        """The end of the run at token `k` when it begins with a word of a body or place; None otherwise."""
        here = self.at.get(k) if self.m.same(self.pos, k) else None
        if here is None or not self.o.names.runs(here) or not self.m.capital(k):
            return None
        if self.o.names.weight(k) > -1.2:
            return None
        return self.o.names.run(k, self.stop)

    def _onward(self, end: int) -> bool:
        """True when what stands behind the run that ends at `end` shows that the description went on through it."""
        for _ in range(4):
            if not self.m.same(self.pos, end):
                return False
            if self.low[end] in self.o.joints:
                return self._bodily(end + 1) is not None
            if self.low[end] != ",":
                return False
            if self.o.named_behind(end) is not None:
                return True
            k = end + 1 + (self.m.same(end, end + 1) and self.low[end + 1] in self.o.joints)
            if k > end + 1:
                return self._bodily(k) is not None
            after = self._bodily(k)
            if after is None:
                return False
            end = after
        return False

    def _plain(self, k: int) -> bool:
        """True for a word in lower case that is no verb and no closed word: a field ("tata ruang")."""
        word, v = self.low[k], self.o.v
        if not word.isalpha() or self.m.capital(k) or k in self.m.busy:
            return False
        return word in v.orgwords or not (word in v.closed or v.verbal(word))

    def _field(self) -> None:
        """Past the words in lower case that tell a role's field, if a capital or a link to one follows."""
        before = " ".join(self.low[max(0, self.pos - 2) : self.pos])
        if not {before, self.low[self.pos - 1], self.low[self.unit.first]} & self.o.fields:
            return
        k, m = self.pos, self.m
        while m.same(self.unit.first, k) and k < self.pos + FIELD_AT_MOST:
            if not self._plain(k):
                break
            k += 1
        if k == self.pos or not m.same(self.unit.first, k):
            return
        linked = self.low[k] in self.o.links and m.same(k, k + 1) and k + 1 in self.at and m.capital(k + 1)
        comma = self.low[k] == "," and self.o.named_behind(k) is not None
        if linked or comma or (m.capital(k) and k in self.at) or (self.told and self.low[k] in ",."):
            self.pos = k
