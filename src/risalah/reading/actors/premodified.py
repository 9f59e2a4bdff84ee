"""Noun phrases whose owner stands before their head: "Russian Foreign Minister", "Qatar's prime minister".

A pack whose language puts modifiers first names the words that may stand between owner and head (class
`premodifier`); without that class nothing here is asked.
"""

from __future__ import annotations

from typing import NamedTuple

from risalah.reading.actors.marks import Marks, Unit
from risalah.reading.actors.names import Names
from risalah.reading.actors.offices import BODY, ROLE_AT_MOST, Described, Offices, reference

RUN_AT_MOST = 12
CAPS_AT_MOST = 3
OWNERS = frozenset({"actor", "place", "bodytype", "organisation", "outlet", "person", "cap"})
HEADS = frozenset({"office", "role", "bodytype", "organisation", "group"})


class Prefix(NamedTuple):
    """What stands before a head: its first token and references to the owners named in it."""

    first: int
    owners: tuple[str, ...]


class Premodified(Offices):
    """Finds heads with their owners, and reads an office's description behind it ("of …", "for …")."""

    def __init__(self, marks: Marks, names: Names) -> None:
        super().__init__(marks, names)
        self.possessive = self.v.possessive

    # -- before the head

    def owned_head(self, unit: Unit) -> tuple[Unit, Prefix] | None:
        """The head whose owners begin at `unit`, or None when no head follows."""
        if unit.kind not in OWNERS:
            return None
        found = self.head(unit.first)
        if found is None or found[0].first == unit.first:
            return None
        return found[0], Prefix(unit.first, found[1])

    def head(self, first: int) -> tuple[Unit, tuple[str, ...]] | None:
        """The last head of the run of owners and modifiers that starts at token `first`, with the owners named."""
        k, caps = first, 0
        best: tuple[Unit, tuple[str, ...]] | None = None
        owners: list[str] = []
        while k < first + RUN_AT_MOST and self.m.same(first, k):
            unit, word = self.at.get(k), self.low[k]
            closed = best is not None and best[0].kind in ("office", "role")
            if unit is not None and unit.kind in HEADS:
                if closed and not self._owner_marked(unit):
                    break
                best = (unit, tuple(owners))
                owners.append(reference(unit))
                k = unit.last
            elif word in self.v.premodifiers and (unit is None or unit.kind == "cap"):
                k += 1
            elif unit is not None and unit.kind in OWNERS and not (closed and not self._owner_marked(unit)):
                caps += unit.kind == "cap"
                if caps > CAPS_AT_MOST or (unit.kind == "person" and k > first and not self._marked(unit.last)):
                    break
                owners += self._owner(unit)
                k = unit.last
            else:
                break
        if best is not None and caps and not self._plausible(first, best[0]):
            return None
        return best

    def _owner(self, unit: Unit) -> list[str]:
        if unit.kind == "cap":
            return []
        if unit.kind == "person":
            party = unit.entry.party if unit.entry else None
            return [party] if party else []
        return [reference(unit)]

    def _owner_marked(self, unit: Unit) -> bool:
        return self.low[unit.first - 1] in self.possessive

    def _marked(self, k: int) -> bool:
        return k < self.m.n and self.low[k] in self.possessive

    def _plausible(self, first: int, head: Unit) -> bool:
        """Unknown capitals before a head belong to it when the head is an office or an organisation."""
        one = self.at.get(first)
        if one is None or (one.kind == "cap" and self.m.initial(first) and self.low[first] in self.v.closed):
            return False
        return head.kind in ("office", "role", "organisation")

    # -- behind the head

    def describe(self, unit: Unit, *, told: bool = False) -> Described:
        """The description that an office or role opens: "of" and "for" with what they name, brackets, modifiers."""
        assert unit.entry is not None
        offices, actors = [unit.entry.id], self.within(unit)
        pos, stop = unit.last, unit.last + ROLE_AT_MOST
        while pos < stop and self.m.same(unit.first, pos):
            here, word = self.at.get(pos), self.low[pos]
            if word == "(" and not self.age(pos) and (close := self.bracket(pos)) is not None:
                actors += [a for a in self.inside(pos, close) if a not in actors]
                pos = close + 1
            elif here is not None and here.kind in ("office", "role") and pos == unit.last:
                offices.append(reference(here))
                pos = here.last
            elif here is not None and (here.kind in BODY or here.kind == "place") and (
                self.low[pos - 1] in self.links or word in self.v.premodifiers
            ):  # fmt: skip
                actors.append(reference(here))
                pos = here.last
            elif (
                here is not None
                and here.kind == "cap"
                and self.low[pos - 1] in self.links
                and self.m.organisational(pos)
            ):
                pos = here.last
            elif word in self.links and (served := self._served(pos)) is not None:
                pos = served.first
                actors += ["link", *served.owners]
            elif word in self.links and self._links(pos):
                actors.append("link")
                pos += 1
            elif word in self.links and (end := self._unknown_body(pos)) is not None:
                pos = end
            elif word in self.words:
                pos += 1
            else:
                break
        while pos > unit.last and self.low[pos - 1] in self.links:
            pos -= 1
        named = pos > unit.last and not told and self._may_open(pos)
        return Described(pos, tuple(offices), tuple(actors), named)

    def _may_open(self, pos: int) -> bool:
        here = self.at.get(pos)
        return here is not None and here.kind in ("cap", "person") and not self.m.organisational(pos)

    def within(self, unit: Unit) -> list[str]:
        """The actor inside an office's own form ("U.S. Secretary of State")."""
        for k in range(unit.first, unit.last):
            for last, entries in self.v.phrases.matches(self.low, k, unit.last):
                found = [e for e in entries if e.kind == "actor" and self.m.fits(e, k, last)]
                if found:
                    return [found[0].id]
        return []

    def _links(self, pos: int) -> bool:
        after = self._past_links(pos)
        here = self.at.get(after)
        if here is None or not self.m.same(pos, after):
            return False
        return here.kind in (*BODY, "office", "place") or (here.kind == "cap" and self.m.organisational(after))

    def _past_links(self, pos: int) -> int:
        k = pos + 1
        while k < pos + 3 and k < self.m.n and self.low[k] in self.links:
            k += 1
        return k

    def _served(self, link: int) -> Prefix | None:
        """Where "for President X" or "to X" behind an office ends, with the party served, if a person follows."""
        k = self._past_links(link)
        if not self.m.same(link, k) or self.at.get(k) is None:
            return None
        found = self.head(k)
        owners: tuple[str, ...] = ()
        titled = found is not None and found[0].kind in ("office", "role")
        if found is not None and titled:
            owners, k = found[1], found[0].last
        here = self.at.get(k)
        name = self.names.name(k) if here is not None and here.kind in ("person", "cap") else None
        if here is None or name is None or not (titled or here.kind == "person" or self._long(name)):
            return None
        return Prefix(name[1], owners or tuple(self._owner(here)))

    def _long(self, name: tuple[int, int]) -> bool:
        """True for a name of more than one word that nothing says to be a body."""
        return name[1] - name[0] > 1 and not self.m.organisational(name[1] - 1)

    def _unknown_body(self, pos: int) -> int | None:
        """The end of an unknown body behind a link ("an economist at Long Bank, X"), if a comma and a name follow."""
        k = pos + 1
        while (
            self.m.same(pos, k)
            and (here := self.at.get(k)) is not None
            and here.kind in ("cap", "place")
            and k < pos + 6
        ):
            k = here.last
        if k == pos + 1 or not self.m.same(pos, k + 1) or self.low[k] != ",":
            return None
        name = self.at.get(k + 1)
        return k if name is not None and name.kind in ("cap", "person") else None
