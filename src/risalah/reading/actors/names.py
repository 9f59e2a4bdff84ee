"""Where a personal name begins in a run of capitalised words, and where it ends.

"Direktur Yayasan Pijar Timur Budi Santoso": nothing on the page divides body and name. Each word has a weight
for being part of a name, from clues that hold in any language with capitals (does the document use the word
alone beside a reporting word? in lower case? behind a preposition of place? is it an acronym, a single
letter?) and from the pack's lists; the best cut has the heaviest words behind it and the lightest before.
"""

from __future__ import annotations

from risalah.reading.actors.marks import Marks, Unit

NAME_AT_MOST = 7
TITLES_AT_MOST = 12
"""Tokens of titles before a name."""
RUN = frozenset({"cap", "place", "person", "actor", "organisation", "bodytype", "outlet", "group"})
"""Kinds of units that a run of capitalised words is made of."""
LENGTH = (0.0, -0.6, 0.8, 0.6, 0.0, -0.8, -1.8, -3.0)
"""What the number of a name's words is worth."""


OWNED = 2.2
"""What it costs to begin a name right behind a word that wants the name of its place or body there."""

LED = 0.8
"""The same behind an office that mostly stands with its body, and the gain where a name alone elsewhere begins."""


class Names:
    """Finds personal names on one document's marks."""

    def __init__(self, marks: Marks) -> None:
        self.m = marks
        self.v = marks.v
        self.low = marks.low
        self.at = marks.at
        self._weights: dict[int, float] = {}

    # -- weights

    def weight(self, i: int) -> float:
        """How much token `i` looks like part of a personal name; below 0 like part of a body's."""
        found = self._weights.get(i)
        if found is None:
            found = self._weights[i] = self._weigh(i)
        return found

    def _weigh(self, i: int) -> float:
        word, v, m = self.low[i], self.v, self.m
        if word in m.echoes:
            return 5.0
        if word in v.particles and not m.capital(i):
            return 0.0
        raw, unit = m.raw(i), self.at.get(i)
        known = unit is not None and unit.kind in ("place", "actor")
        if unit is not None and unit.kind == "person":
            return 3.0
        if len(raw) <= 2 and raw.isupper():
            return -3.0 if known else 0.8
        if not raw[0].isalpha():
            return -2.0
        given = word in v.given or word in v.given_parts
        weight = 1.8 if given else 0.2
        if not given and v.name_ending(word):
            weight += 0.8
        if m.acronym(i):
            weight -= 3.5
        if word in v.orgwords or word in v.closed or word in v.role_words:
            weight -= 1.6 if given else 3.0
        elif not given and len(word) >= 7 and v.organisational(word):
            weight -= 0.7
        if word in m.lowered:
            weight -= 1.5
        if word in m.placed:
            weight -= 1.5
        if known:
            weight -= 1.5 if given else 2.5
        return weight

    # -- cutting

    def run(self, pos: int, stop: int) -> int:
        """Where the run of capitalised words that starts at token `pos` ends (an initial's stop is part of it)."""
        k = pos
        while k < stop and self.m.same(pos, k) and k not in self.m.busy:
            unit = self.at.get(k)
            if unit is not None and (self.runs(unit) or (k > pos and self._office_inside(unit))):
                if not self.m.capital(k):
                    break
                k = unit.last
            elif unit is None and k > pos and (self._particle(k) or self._number(k) or self._initial_stop(k)):
                k += 1
            elif unit is None and k > pos and self._nickname(k):
                k += 3
            elif self.low[k] == "." and k > pos and self._address(k):
                k += 2
            else:
                break
        return k

    def _office_inside(self, unit: Unit) -> bool:
        return unit.kind in ("office", "role") and self.inner(unit)

    def _initial_stop(self, k: int) -> bool:
        """True for the stop behind an initial ("B. Santoso")."""
        return self.low[k] == "." and len(self.low[k - 1]) == 1 and self.m.same(k, k + 1) and k + 1 in self.at

    def _nickname(self, k: int) -> bool:
        """True for the bracket before a nickname inside a name ("Rosalina (Rosa) Wibowo")."""
        if self.low[k] != "(" or not self.m.same(k - 1, k + 3) or self.low[k + 2] != ")":
            return False
        here, after = self.at.get(k + 1), self.at.get(k + 3)
        if here is None or after is None or here.kind != "cap" or after.kind != "cap" or k + 3 in self.m.busy:
            return False
        return not self.m.acronym(k + 1) and self.m.capital(k + 3)

    def _address(self, k: int) -> bool:
        """True for the stop inside an address ("Contoh.id")."""
        start, end = self.m.t.start, self.m.t.end
        return k + 1 < self.m.n and end[k - 1] == start[k] and end[k] == start[k + 1] and self.low[k + 1].isalpha()

    def _number(self, k: int) -> bool:
        """True for a number inside a run ("Daop 8 Contoh")."""
        return self.low[k].isdigit() and self.m.same(k, k + 1) and k + 1 in self.at and self.m.capital(k + 1)

    def runs(self, unit: Unit) -> bool:
        """True for a unit that a run is made of; a role that bodies are named after ("Ikatan Guru") is one too."""
        if unit.kind in RUN:
            return True
        one = unit.last == unit.first + 1 and self.low[unit.first] in self.v.body_words
        return one and self.m.capital(unit.first)

    def inner(self, unit: Unit) -> bool:
        """True for a one-word office inside a name ("Raja" in "Budi Raja")."""
        return unit.last == unit.first + 1 and self.low[unit.first] in self.v.given and self.m.capital(unit.first)

    def _particle(self, k: int) -> bool:
        if self.low[k] not in self.v.particles or not self.m.same(k - 1, k + 1):
            return False
        two = self.low[k + 1] in self.v.particles and self.m.same(k, k + 2)
        return self.m.capital(k + 1) or (two and self.m.capital(k + 2))

    def cut(self, pos: int, end: int, *, owned: bool = False, led: bool = False, bias: float = 0.0) -> int:
        """Where the personal name begins in the run `[pos, end)`; `end` when the run holds none.

        `owned` says that the word before wants its own body or place behind it ("Puskesmas X"), `led` that the
        office before is one of a body that is mostly named with it ("Direktur X"); `bias` is what a cut without a
        name is worth.
        """
        title = self._title(pos, end)
        if title is not None:
            return title
        weights = [self.weight(k) if self.low[k] != "." else 0.0 for k in range(pos, end)]
        for k in range(pos, end):
            if weights[k - pos] < 4.0 and (owned if k == pos else self._owner_before(k)):
                weights[k - pos] -= OWNED
        if led and weights and weights[0] < 4.0:
            weights[0] -= LED
        total = sum(weights)
        best, cut, before = bias - total, end, 0.0
        for s in range(pos, end):
            if self._may_begin(s, end):
                size = sum(1 for k in range(s, end) if self.low[k] != ".")
                score = total - 2 * before + LENGTH[min(size, NAME_AT_MOST)]
                score += LED if led and s > pos and self.low[s] in self.m.echoes else 0.0
                if score > best:
                    best, cut = score, s
            before += weights[s - pos]
        return cut

    def _owner_before(self, k: int) -> bool:
        """True behind an owner and its number, if any ("SMKN 1 X")."""
        before = k - 1 - (self.low[k - 1].isdigit())
        return before >= 0 and self.low[before] in self.v.owners

    def _may_begin(self, s: int, end: int) -> bool:
        if end - s > NAME_AT_MOST or self.low[s] == "." or not self.m.capital(s):
            return False
        here = self.at.get(s)
        if here is None or (here.kind != "person" and all(len(self.low[k]) < 3 for k in range(s, end))):
            return False
        if here.kind in ("organisation", "bodytype", "outlet", "group") and self.low[s] not in self.v.given:
            return False
        return not any((u := self.at.get(k)) is not None and self._bodily(u) for k in range(s, end))

    def _bodily(self, unit: Unit) -> bool:
        """True for a known body or outlet that is no part of a name: of several words, or an acronym."""
        if unit.kind not in ("bodytype", "outlet"):
            return False
        return unit.last > unit.first + 1 or self.m.acronym(unit.first)

    def _title(self, pos: int, end: int) -> int | None:
        """The last title or rank inside a run ("… Polda Contoh Komisaris Besar Budi"), if a word follows it."""
        for s in range(pos, end):
            if s > pos and self.low[s - 1] in self.v.owners:
                continue
            if (
                len(self.low[s]) > 1
                and self.low[s] in self.v.titles
                and self.v.titles.longest(self.low, s, end)
                and s + 1 < end
                and s > pos
            ):
                rest = range(self.after_titles(s), end)
                if len(rest) and all(self.weight(k) > -1.5 for k in rest if self.low[k] != "."):
                    return s
        return None

    # -- names

    def after_titles(self, pos: int) -> int:
        """The first token behind titles and ranks that start at `pos`."""
        k, stop = pos, pos + TITLES_AT_MOST
        while k < stop and self.m.same(pos, k + 1):
            title = self.v.titles.longest(self.low, k, self.m.n)
            if title is None or title[0] >= self.m.n:
                break
            k = title[0] + (self.low[title[0]] == ".")
        return k

    def name(self, pos: int, *, cut: bool = False) -> tuple[int, int] | None:
        """The personal name that starts at `pos` (titles left out): `[first, last)`, or None.

        `cut` says that a run was cut there, so that its first word is one of a name whatever it looks like.
        """
        m, low, at = self.m, self.low, self.at
        k = self.after_titles(pos)
        first, count, known = k, 0, False
        while k < m.n and count < NAME_AT_MOST and m.sentence[k] == m.sentence[pos] and k not in m.busy:
            unit = at.get(k)
            if unit is None:
                if count and self._nickname(k):
                    k += 3
                elif count and self._particle(k):
                    k += 1
                else:
                    break
                continue
            if not self._continues(unit, count + cut) or (known and unit.kind == "actor" and self._state(unit)):
                break
            known = unit.kind == "person"
            if unit.kind == "cap" and len(low[k]) == 1 and m.same(pos, k + 1) and low[k + 1] == ".":
                count += 1
                k += 2
                continue
            count += unit.last - unit.first if unit.kind == "person" else 1
            k = unit.last
        return (first, k) if count else None

    @staticmethod
    def _state(unit: Unit) -> bool:
        """True for a state behind a known person, where no word divides them ("menurut Hartono Wakanda siap")."""
        return unit.entry is not None and unit.entry.sub != "group" and unit.entry.kind == "actor"

    def _continues(self, unit: Unit, count: int) -> bool:
        k = unit.first
        if unit.kind == "person":
            return True
        if unit.kind == "cap":
            given = self.low[k] in self.m.echoes or self.low[k] in self.v.given
            return bool(count) or len(self.low[k]) <= 2 or given or not self.m.organisational(k)
        if unit.kind == "place" and unit.last == k + 1 and (self.capital_follows(k) or self.low[k] in self.m.echoes):
            return True
        one = unit.last == k + 1 and not (unit.entry and unit.entry.exact)
        if (
            unit.kind in ("actor", "place")
            and one
            and (count or (self.low[k] in self.v.given and self.capital_follows(k)))
        ):
            return True
        if unit.kind == "outlet" and one and not self.m.acronym(k):
            return bool(count) or self.low[k] in self.v.given
        if unit.kind in ("organisation", "role", "office", "group") and one and self.low[k] in self.v.given:
            return bool(count) or self.capital_follows(k)
        return False

    def capital_follows(self, k: int) -> bool:
        """True when a capitalised word follows token `k`."""
        after = self.at.get(k + 1)
        return after is not None and after.kind == "cap" and self.m.same(k, k + 1)
