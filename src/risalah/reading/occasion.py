"""The occasion stage's parts: when, where, to whom and through whom a statement was made."""

from __future__ import annotations

import re
from typing import NamedTuple

from risalah.model import Draft, Reading, Span
from risalah.packs import Pack
from risalah.reading.actors.vocabulary import Vocabulary, split
from risalah.reading.statements.page import Lexis, Page

DAY = re.compile(r"^(\d{4}-\d\d-\d\d)(?:T|$)")
VALUE = re.compile(r"^\d{4}(?:-(?:\d\d|W\d\d|Q\d))?$")
VIA_AT_MOST = 8


class Slot(NamedTuple):
    """A slot's value with the words and the rule it stands on."""

    value: str | None
    rule: str = ""
    span: Span | None = None


EMPTY = Slot(None)


class Occasion(NamedTuple):
    """The circumstances of one statement."""

    said_on: Slot
    audience: Slot
    via: Slot
    place: Slot


def day_of(value: str | None) -> str | None:
    """A time value as the day (or coarser unit) of saying; None for durations and ranges."""
    if value is None:
        return None
    day = DAY.match(value)
    if day:
        return day[1]
    return value if VALUE.match(value) else None


class Occasions:
    """Reads the frames of a reading's drafts."""

    def __init__(self, pack: Pack, vocabulary: Vocabulary) -> None:
        self.lexis = Lexis(pack)
        self.v = vocabulary
        self.audiences = {split(r["form"]): r["name"] for r in pack.lexicon("audiences")}
        self.longest = max(len(k) for k in self.audiences)

    def __call__(self, reading: Reading) -> list[Occasion]:
        """The occasion of each draft; days shared among the drafts of one speaker's occasion."""
        page = Page(reading, self.lexis)
        own = [self._own(page, d) for d in reading.drafts]
        days = _share(reading.drafts, [o.said_on for o in own])
        return [o._replace(said_on=day) for o, day in zip(own, days, strict=True)]

    def _own(self, page: Page, draft: Draft) -> Occasion:
        said_on, audience, via, place = EMPTY, EMPTY, EMPTY, EMPTY
        for first, last in draft.frame:
            said_on = said_on if said_on.value else self._day(page, first, last)
            audience = audience if audience.value else self._audience(page, first, last)
            via = via if via.value else self._via(page, first, last)
            place = place if place.value else self._place(page, first, last)
        return Occasion(said_on, audience, via, place)

    def _day(self, page: Page, first: int, last: int) -> Slot:
        for i in range(first, last):
            k = page.time[i]
            if k >= 0:
                time = page.reading.times[k]
                value = day_of(time.value)
                if value is not None and time.relation == "on":
                    return Slot(value, "said_on.frame", time.span)
        return EMPTY

    def _audience(self, page: Page, first: int, last: int) -> Slot:
        x = self.lexis
        for i in range(first, last - 1):
            if page.low[i] not in x.audience or page.time[i + 1] >= 0:
                continue
            for n in range(min(self.longest, last - i - 1), 0, -1):
                name = self.audiences.get(page.low[i + 1 : i + 1 + n])
                if name is not None:
                    return Slot(name, "audience.noun", page.span(i + 1, i + 1 + n))
            mention = page.m(i + 1)
            if mention is not None and mention.name and mention.last <= last:
                return Slot(mention.name, "audience.actor", mention.span)
        return EMPTY

    def _via(self, page: Page, first: int, last: int) -> Slot:
        x = self.lexis
        for i in range(first, last):
            hit = x.relay.longest(page.low, i, last)
            if hit is None:
                continue
            k = hit[0]
            while k < min(last, hit[0] + VIA_AT_MOST):
                outlet = self.v.outlet(page.low, k, last)
                if outlet is not None:
                    return Slot(outlet[1], "via.outlet", page.span(k, outlet[0]))
                if page.low[k] in x.relay_filler or page.low[k] == "*":
                    k += 1
                    continue
                break
            if k < last and page.capital(k) and page.time[k] < 0:
                end = k + 1
                while end < last and page.capital(end) and page.time[end] < 0:
                    end += 1
                return Slot(" ".join(page.text[page.start[k] : page.end[end - 1]].split()), "via.name", page.span(k, end))
        return EMPTY

    def _place(self, page: Page, first: int, last: int) -> Slot:
        x = self.lexis
        for i in range(first, last - 1):
            if page.low[i] not in x.place or page.time[i + 1] >= 0:
                continue
            k = i + 1
            while k < last and page.low[k] in self.lexis.get("place.head"):
                k += 1
            found = self.v.place(page.low, k, last)
            if found is not None and page.capital(k):
                return Slot(" ".join(page.text[page.start[k] : page.end[found - 1]].split()), "place.name", page.span(k, found))
            if k < last and page.capital(k):
                end = k + 1
                while end < last and page.capital(end) and page.time[end] < 0:
                    end += 1
                return Slot(" ".join(page.text[page.start[k] : page.end[end - 1]].split()), "place.capital", page.span(k, end))
        return EMPTY


def _share(drafts: tuple[Draft, ...], own: list[Slot]) -> list[Slot]:
    """Days of saying, an undated statement taking the day of its speaker's nearest dated one.

    The nearest before first, then the nearest after; then one of the same party's.
    """
    out = list(own)
    for key in ("speaker", "party"):
        for n, draft in enumerate(drafts):
            name = getattr(draft, key)
            if out[n].value or not name:
                continue
            before = [k for k in range(n) if own[k].value and getattr(drafts[k], key) == name]
            after = [k for k in range(n + 1, len(drafts)) if own[k].value and getattr(drafts[k], key) == name]
            nearest = before[-1:] or after[:1]
            if nearest:
                slot = own[nearest[0]]
                out[n] = Slot(slot.value, f"said_on.{key}", slot.span)
    return out
