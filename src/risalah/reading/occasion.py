"""The occasion stage's parts: when, where, to whom and through whom a statement was made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from risalah.model import Draft, Reading
from risalah.packs import Pack
from risalah.reading.actors.vocabulary import Vocabulary, split
from risalah.reading.days import DAY_LENGTH, EMPTY, RELAY, YEAR, Slot, day_of, shared
from risalah.reading.statements.page import Lexis, Page

HEARD = frozenset({"tell", "warn", "ask"})
"""Classes of cues whose hearer stands right after them."""
VIA_AT_MOST = 8
STOPPERS = frozenset({",", ".", ";", "("})


class Occasion(NamedTuple):
    """The circumstances of one statement."""

    said_on: Slot
    audience: Slot
    via: Slot
    place: Slot


class Occasions:
    """Reads the frames of a reading's drafts."""

    def __init__(self, pack: Pack, vocabulary: Vocabulary) -> None:
        self.lexis = Lexis(pack)
        self.v = vocabulary
        self.audiences = {split(r["form"]): r["name"] for r in pack.lexicon("audiences")}
        self.speech = self.lexis.get("speech")
        self.longest = max(len(k) for k in self.audiences)

    def __call__(self, reading: Reading) -> list[Occasion]:
        """The occasion of each draft; days shared among the drafts of one speaker's occasion."""
        page = Page(reading, self.lexis)
        own = [self._own(page, d) for d in reading.drafts]
        self._lend(page, own)
        told = [o.said_on for o in own]
        days = shared(page, told, self.v.state_names)
        today = (reading.layout.header.published or reading.raw.published or "")[:DAY_LENGTH]
        days = [day if not _ahead(day.value, today) else EMPTY for day in days]
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
        if draft.via is not None:
            via = Slot(" ".join(draft.via.slice(page.text).split()), "via.report", draft.via)
        for first, last in draft.frame:
            said_on = said_on if said_on.value else self._day(page, first, last)
            via = via if via.value else self._via(page, first, last)
            leading = draft.source_tokens is not None and last <= draft.source_tokens[0]
            opener = page.low[first] in self.lexis.audience or page.low[first] in self.lexis.place
            if leading and not opener and not any(w in self.speech for w in page.low[first:last]):
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
        for first, last in draft.frame:
            if not via.value:
                via = self._channel(page, first, last)
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

    def _channel(self, page: Page, first: int, last: int) -> Slot:
        """The platform on which something was said: "lewat Truth Social", "di platform X"."""
        for i in range(first, last - 1):
            if page.low[i] not in self.lexis.channel:
                continue
            k = i + 1
            while k < min(last, i + 7):
                outlet = self.v.outlet(page.low, k, last, "platform")
                if outlet is not None and page.capital(k):
                    return Slot(_words(page, k, outlet[0]), "via.channel", page.span(k, outlet[0]))
                if page.low[k] not in self.lexis.relay_filler and page.low[k] not in self.lexis.channel_filler:
                    break
                k += 1
        return EMPTY

    def _day(self, page: Page, first: int, last: int) -> Slot:
        aside = ahead = False
        for i in range(first, last):
            if page.low[i] in self.lexis.relative:
                aside = True
            elif page.low[i] == ",":
                aside = ahead = False
            elif page.low[i] in self.lexis.ahead:
                ahead = True
            k = page.time[i]
            if k >= 0 and not aside:
                time = page.reading.times[k]
                value = day_of(time.value)
                apart = i > first and page.low[i - 1] == ","
                opening = i - first <= 2 and first == page.first_of[page.sentence[i]]
                if value is None or (len(value) <= YEAR and not opening) or (ahead and not apart):
                    continue
                if time.relation == "on" or apart:
                    relayed = any(page.low[j] in self.lexis.relay_start for j in range(first, i))
                    return Slot(value, RELAY if relayed else "said_on.frame", time.span)
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
                    return Slot(name, "audience.told", page.span(start, min(page.n, start + n)))
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
                    return self._outlets(page, k, outlet[0], last)
                if page.low[k] in x.relay_filler or page.low[k] == "*":
                    k += 1
                    continue
                break
            named = page.m(k)
            if k < last and page.capital(k) and page.time[k] < 0 and (named is None or named.form != "name"):
                end = k + 1
                while end < last and page.capital(end) and page.time[end] < 0:
                    end += 1
                return Slot(_words(page, k, end), "via.name", page.span(k, end))
        return EMPTY

    def _outlets(self, page: Page, first: int, end: int, last: int) -> Slot:
        """An outlet's name with the capitals that go with it ("YouTube Sekretariat Presiden"), and "and B" after it."""
        while end < last and page.time[end] < 0 and page.low[end - 1] not in STOPPERS:
            if not (page.capital(end) or (page.low[end] == "*" and end + 1 < last and page.capital(end + 1))):
                break
            end += 1
        value = _words(page, first, end)
        known = self.v.outlet(page.low, first, end)
        if known is not None and known[0] == end and f" {known[1]} ".casefold() in f" {value} ".casefold():
            value = known[1]  # "kantor berita Xinhua", "The Associated Press"
        if end + 1 < last and page.low[end] in self.lexis.joint:
            other = self.v.outlet(page.low, end + 1, last)
            if other is not None and page.capital(end + 1):
                value, end = f"{value}; {_words(page, end + 1, other[0])}", other[0]
        return Slot(value, "via.outlet", page.span(first, end))

    def _place(self, page: Page, first: int, last: int) -> Slot:
        x = self.lexis
        aside = False
        for i in range(first, last - 1):
            if page.low[i] in x.relative or page.low[i] == ",":
                aside = page.low[i] in x.relative
            if aside or page.low[i] not in x.place or page.time[i + 1] >= 0:
                continue
            k = i + 1
            if page.low[k] in self.lexis.no_place:
                continue
            while k < last and page.low[k] in self.lexis.get("place.head"):
                k += 1
            if k < last and self.v.outlet(page.low, k, last) is not None:
                continue
            found = self.v.place(page.low, k, last)
            more = found is not None and found < last and page.capital(found) and page.time[found] < 0
            if found is not None and page.capital(k) and not more:
                return Slot(
                    " ".join(page.text[page.start[k] : page.end[found - 1]].split()), "place.name", page.span(k, found)
                )
            if k < last and page.capital(k):
                return self._capitals(page, k, last)
        return EMPTY

    def _capitals(self, page: Page, first: int, last: int) -> Slot:
        """A place that no table knows: its capitalised words, or the known place they end with.

        It takes the places after its comma with it ("Istana, Jakarta"); abroad the city alone is the place.
        """
        end = first + 1
        while end < last and page.time[end] < 0 and (page.capital(end) or page.low[end] == "."):
            end += 1
        if page.low[end - 1] == ".":
            end -= 1
        for k in range(first + 1, end):
            if self.v.place(page.low, k, end) == end:
                return Slot(_words(page, k, end), "place.last", page.span(k, end))
        begin = end + 1
        while begin < last and page.low[begin - 1] == "," and page.capital(begin):
            known = self.v.place(page.low, begin, last)
            if known is None:
                break
            if self.v.abroad(page.low, begin, known):
                return Slot(_words(page, begin, known), "place.city", page.span(begin, known))
            end, begin = known, known + 1
        return Slot(_words(page, first, end), "place.capital", page.span(first, end))


def _ahead(day: str | None, published: str) -> bool:
    """True for a day on which nothing reported can have been said: past publication, which may be given in UTC."""
    if day is None or not len(published) == DAY_LENGTH == len(day):
        return False
    try:
        return date.fromisoformat(day) > date.fromisoformat(published) + timedelta(days=1)
    except (ValueError, OverflowError):
        return False


def _words(page: Page, first: int, last: int) -> str:
    return " ".join(page.text[page.start[first] : page.end[last - 1]].replace("*", " ").split())
