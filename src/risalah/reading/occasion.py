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
DAY_LENGTH = 10
"""Characters of a whole day in ISO 8601."""
VIA_AT_MOST = 8
STOPPERS = frozenset({",", ".", ";", "("})


HEARD = frozenset({"tell", "warn", "ask"})
"""Classes of cues whose hearer stands right after them."""


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
        self.speech = self.lexis.get("speech")
        self.states = frozenset(a.name for a in vocabulary.actors.values() if a.kind == "state")
        self.longest = max(len(k) for k in self.audiences)

    def __call__(self, reading: Reading) -> list[Occasion]:
        """The occasion of each draft; days shared among the drafts of one speaker's occasion."""
        page = Page(reading, self.lexis)
        own = [self._own(page, d) for d in reading.drafts]
        self._lend(page, own)
        days = _share(page, [o.said_on for o in own], self.states)
        return [o._replace(said_on=day) for o, day in zip(own, days, strict=True)]

    def _lend(self, page: Page, own: list[Occasion]) -> None:
        """A cue that points back to cued statements gives them its circumstances.

        So does the sentence after it that goes on about the occasion ("Forum tersebut …").
        """
        drafts = page.reading.drafts
        for n, draft in enumerate(drafts):
            if draft.cue_class != "passive" and not draft.rule.endswith(".back"):
                continue
            if not own[n].said_on.value:
                own[n] = own[n]._replace(said_on=self._elaborated(page, draft.sentence + 1))
            if draft.content:
                continue
            k = n - 1
            while k >= 0 and drafts[k].speaker == draft.speaker and draft.sentence - drafts[k].sentence <= n - k + 1:
                own[k] = Occasion(*(mine if mine.value else lent for mine, lent in zip(own[k], own[n], strict=True)))
                k -= 1

    def _elaborated(self, page: Page, sentence: int) -> Slot:
        first = page.first_of.get(sentence)
        if first is None or first + 1 >= page.n or page.low[first] not in self.lexis.occasion:
            return EMPTY
        if page.low[first + 1] not in self.lexis.demonstrative:
            return EMPTY
        slot = self._day(page, first, page.last_of[sentence] + 1)
        return slot._replace(rule="said_on.occasion")

    def _own(self, page: Page, draft: Draft) -> Occasion:
        said_on, audience, via, place = EMPTY, EMPTY, EMPTY, EMPTY
        for n, (first, last) in enumerate(draft.frame):
            said_on = said_on if said_on.value else self._day(page, first, last)
            via = via if via.value else self._via(page, first, last)
            leading = n == 0 and draft.source_tokens is not None and last <= draft.source_tokens[0]
            if leading and not any(w in self.speech for w in page.low[first:last]):
                continue
            place = place if place.value else self._place(page, first, last)
            audience = audience if audience.value else self._audience(page, first, last)
        if not audience.value and draft.cue_tokens and draft.cue_tokens[1] < page.n:
            after = draft.cue_tokens[1]
            if page.low[after] in self.lexis.audience and draft.content and page.start[after] < draft.content[0].start:
                audience = self._audience(page, after, min(page.n, after + 6))
        if not audience.value and draft.cue_tokens and draft.cue_class in HEARD:
            audience = self._addressed(page, draft.cue_tokens[1])
        if not via.value and draft.source_tokens is not None:
            via = self._platform(page, *draft.source_tokens)
        return Occasion(said_on, audience, via, place)

    def _platform(self, page: Page, first: int, last: int) -> Slot:
        """The platform named inside a source ("akun X …")."""
        m = page.m(first)
        if m is None or m.rule != "body.document":
            return EMPTY
        for k in range(first, last):
            outlet = self.v.outlet(page.low, k, last, "platform")
            if outlet is not None and page.capital(k):
                return Slot(_words(page, k, outlet[0]), "via.platform", page.span(k, outlet[0]))
        return EMPTY

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
                if name is not None and "{" in name:
                    owner = page.m(i + 1 + n)
                    adjective = self.v.adjective(owner.actors[0]) if owner is not None and owner.actors else None
                    if owner is not None and adjective:
                        return Slot(name.replace("{adj}", adjective), "audience.owned", page.span(i + 1, owner.last))
                elif name is not None:
                    return Slot(name, "audience.noun", page.span(i + 1, i + 1 + n))
            k = i + 1
            while k < last - 1 and page.low[k] in x.relay_filler and page.m(k) is None:
                k += 1
            outlet = self.v.outlet(page.low, k, last)
            if outlet is not None and page.capital(k):
                return Slot(_words(page, k, outlet[0]), "audience.outlet", page.span(k, outlet[0]))
            mention = page.m(k)
            if mention is not None and mention.name and mention.last <= last:
                return Slot(mention.name, "audience.actor", mention.span)
        return EMPTY

    def _addressed(self, page: Page, k: int) -> Slot:
        """Who is told, right after a cue that takes its hearer without a preposition."""
        if k >= page.n:
            return EMPTY
        for start in (k, k + 1):
            for n in range(self.longest, 0, -1):
                name = self.audiences.get(page.low[start : start + n])
                if name is not None and "{" not in name:
                    return Slot(name, "audience.told", page.span(start, start + n))
            if page.low[k] not in self.lexis.article:
                break
        while k < page.n and page.low[k] in self.lexis.article:
            k += 1
        mention = page.m(k)
        if mention is not None and mention.name and mention.first == k:
            return Slot(mention.name, "audience.told", mention.span)
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
                    end = outlet[0]
                    while end < last and page.capital(end) and page.time[end] < 0 and page.low[end - 1] not in STOPPERS:
                        end += 1
                    return Slot(_words(page, k, end), "via.outlet", page.span(k, end))
                if page.low[k] in x.relay_filler or page.low[k] == "*":
                    k += 1
                    continue
                break
            if k < last and page.capital(k) and page.time[k] < 0:
                end = k + 1
                while end < last and page.capital(end) and page.time[end] < 0:
                    end += 1
                return Slot(_words(page, k, end), "via.name", page.span(k, end))
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
            more = found is not None and found < last and page.capital(found) and page.time[found] < 0
            if found is not None and page.capital(k) and not more:
                return Slot(" ".join(page.text[page.start[k] : page.end[found - 1]].split()), "place.name", page.span(k, found))
            if k < last and page.capital(k):
                return self._capitals(page, k, last)
        return EMPTY

    def _capitals(self, page: Page, first: int, last: int) -> Slot:
        """A place that no table knows: its capitalised words, or the known place they end with.

        One word alone takes the place after its comma with it ("Istana, Jakarta").
        """
        end = first + 1
        while end < last and page.time[end] < 0 and (page.capital(end) or page.low[end] == "."):
            end += 1
        if page.low[end - 1] == ".":
            end -= 1
        for k in range(first + 1, end):
            if self.v.place(page.low, k, end) == end:
                return Slot(_words(page, k, end), "place.last", page.span(k, end))
        if end == first + 1 and end + 1 < last and page.low[end] == ",":
            known = self.v.place(page.low, end + 1, last)
            if known is not None:
                end = known
        return Slot(_words(page, first, end), "place.capital", page.span(first, end))


def _share(page: Page, own: list[Slot], states: frozenset[str]) -> list[Slot]:
    """Days of saying, an undated statement taking the day of its speaker's nearest dated one.

    Asked in turn: the narrated day of the sentence before (for a state or body in the same paragraph), the
    speaker's dated statements (before, then after), for an organisation those of its people, a dated statement
    whose own sentence names the speaker (a meeting of the two), and one of the same sentence. Words said on an
    occasion told of before are of the first day that a statement has.
    """
    drafts = page.reading.drafts
    out = list(own)
    for n, draft in enumerate(drafts):
        if not own[n].value:
            out[n] = _narrated(page, draft) or EMPTY
    first = next((slot for slot in own if slot.value), EMPTY)
    for n, draft in enumerate(drafts):
        if not out[n].value and first.value and _on_occasion(page, draft):
            own[n] = out[n] = Slot(first.value, "said_on.occasion.first", first.span)
    for key in ("speaker", "party"):
        for n, draft in enumerate(drafts):
            name = getattr(draft, key)
            if out[n].value or not name or (key == "party" and (draft.speaker != name or name in states)):
                continue
            before = [k for k in range(n) if own[k].value and getattr(drafts[k], key) == name]
            after = [k for k in range(n + 1, len(drafts)) if own[k].value and getattr(drafts[k], key) == name]
            nearest = before[-1:] or after[:1]
            if nearest:
                slot = own[nearest[0]]
                out[n] = Slot(slot.value, f"said_on.{key}", slot.span)
    for n, draft in enumerate(drafts):
        if not out[n].value and draft.speaker:
            met = [k for k in range(len(drafts)) if own[k].value and _names(page, drafts[k], draft.speaker)]
            if met:
                out[n] = Slot(own[met[0]].value, "said_on.meeting", own[met[0]].span)
    for n, draft in enumerate(drafts):
        if n and not out[n].value and out[n - 1].value and drafts[n - 1].sentence == draft.sentence and draft.cue:
            out[n] = Slot(out[n - 1].value, "said_on.sentence", out[n - 1].span)
    return out


def _on_occasion(page: Page, draft: Draft) -> bool:
    """True when a draft's circumstances name an occasion with its article: it was told of before."""
    x = page.x
    return bool(x.article) and any(
        page.low[i] in x.occasion and any(page.low[k] in x.article for k in range(max(a, i - 4), i))
        for a, b in draft.frame
        for i in range(a, b)
    )


def _names(page: Page, draft: Draft, speaker: str) -> bool:
    """True when the frame of a draft names a person."""
    return any(
        m.name == speaker and any(a <= m.first < b for a, b in draft.frame)
        for m in page.reading.mentions
        if m.form == "name"
    )


def _narrated(page: Page, draft: Draft) -> Slot | None:
    """The day or month of the uncued sentence right before, for a state's or body's words in one paragraph."""
    mentions = page.reading.mentions
    if draft.source_tokens is None or draft.sentence == 0:
        return None
    m = page.m(draft.source_tokens[1] - 1)
    document = m is not None and m.rule == "group.document"
    day_only = bool(page.x.article) and not document
    if m is None or (m.form != "actor" and not document) or (not document and any(d.sentence == draft.sentence - 1 for d in page.reading.drafts)):
        return None
    first, last = page.first_of[draft.sentence - 1], page.last_of[draft.sentence - 1] + 1
    if page.paragraph[first] != page.paragraph[draft.source_tokens[0]]:
        return None
    same = document or any(first <= o.first < last and o.party == m.party for o in mentions)
    for i in range(first, last if same else first):
        if page.time[i] >= 0:
            time = page.reading.times[page.time[i]]
            value = day_of(time.value)
            if value is not None and time.relation == "on" and (len(value) == DAY_LENGTH or not day_only):
                return Slot(value, "said_on.narrated", time.span)
    return None


def _words(page: Page, first: int, last: int) -> str:
    return " ".join(page.text[page.start[first] : page.end[last - 1]].split())
