"""Noun phrases whose owner stands before their head: "Russian Foreign Minister", "Qatar's prime minister".

A pack whose language puts modifiers first names the words that may stand between owner and head (class
`premodifier`); without that class nothing here is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from risalah.model import Mention
from risalah.reading.actors.units import Unit, reference

if TYPE_CHECKING:
    from risalah.reading.actors.chunks import Chunker

RUN_AT_MOST = 12
OWNERS = frozenset({"actor", "place", "bodytype", "organisation", "outlet", "person", "cap"})
HEADS = frozenset({"office", "role", "bodytype", "organisation", "group"})

Prefix = tuple[int, tuple[str, ...]]


class Premodified:
    """Finds heads with their owners on the units of one chunker."""

    def __init__(self, chunker: Chunker) -> None:
        self.c = chunker
        self.v = chunker.v

    def mention(self, unit: Unit) -> Mention | None:
        """The mention of a head whose owners begin at `unit`, or None when no head follows."""
        if unit.kind not in OWNERS:
            return None
        found = self.head(unit.first)
        if found is None or found[0].first == unit.first:
            return None
        head, owners = found
        prefix = (unit.first, owners)
        if head.kind in ("office", "role"):
            return self.c._role(head, prefix)
        return self.c._group(head, prefix) if head.kind == "group" else self.c._body(head, prefix)

    def head(self, first: int) -> tuple[Unit, tuple[str, ...]] | None:
        """The last head of the run of owners and modifiers that starts at token `first`, with the owners named."""
        c = self.c
        k, caps = first, 0
        best: tuple[Unit, tuple[str, ...]] | None = None
        owners: list[str] = []
        while k < c.n and k < first + RUN_AT_MOST and c.t.sentence[k] == c.t.sentence[first]:
            unit, word = c.at.get(k), c.low[k]
            if unit is not None and unit.kind in HEADS:
                if best is not None and best[0].kind in ("office", "role") and not self._owned(unit):
                    break
                best = (unit, tuple(owners))
                owners.append(reference(unit))
                k = unit.last
            elif word in self.v.premodifiers:
                k += 1
            elif unit is not None and unit.kind in OWNERS:
                if best is not None and best[0].kind in ("office", "role") and not self._owned(unit):
                    break
                owner = self._owner(unit)
                caps += unit.kind == "cap"
                if caps > 3 or (unit.kind == "person" and not self._possessive(unit.last) and k > first):
                    break
                owners += owner
                k = unit.last
            else:
                break
        if best is not None and caps and not self._plausible(first, best[0]):
            return None
        return best

    def served(self, link: int) -> tuple[int, tuple[str, ...]] | None:
        """Where "for President X" or "to X" after an office ends, with the party served; None unless a person follows."""
        c = self.c
        k = link + 1
        while k < link + 3 and k < c.n and c.low[k] in c.links:
            k += 1
        if not c._same(link, k) or c.at.get(k) is None:
            return None
        found = self.head(k)
        owners: tuple[str, ...] = ()
        if found is not None and found[0].kind in ("office", "role"):
            owners, k = found[1], found[0].last
        here = c.at.get(k)
        if here is None or here.kind not in ("person", "cap"):
            return None
        name = c._name(k)
        if name is None or (found is None and here.kind == "cap" and c.low[link] not in self.v.premodifiers and not self._titled(k)):
            return None
        return name[1], owners or tuple(self._owner(here))

    def _titled(self, k: int) -> bool:
        """True for a name of more than one word that nothing says to be a body."""
        name = self.c._name(k)
        return name is not None and name[1] - name[0] > 1 and not self.c._organisational(name[1] - 1)

    def _owner(self, unit: Unit) -> list[str]:
        if unit.kind == "cap":
            return []
        if unit.kind == "person":
            party = unit.entry.party if unit.entry else None
            return [party] if party else []
        return [reference(unit)]

    def _owned(self, unit: Unit) -> bool:
        return self.c.low[unit.first - 1] in self.v.possessive

    def _possessive(self, k: int) -> bool:
        return k < self.c.n and self.c.low[k] in self.v.possessive

    def _plausible(self, first: int, head: Unit) -> bool:
        """Unknown capitals before a head belong to it when the head is an office or a body right after them."""
        one = self.c.at.get(first)
        if one is None or (one.kind == "cap" and self.c.initial(first) and self.c.low[first] in self.c.closed):
            return False
        return head.kind in ("office", "role", "organisation")
