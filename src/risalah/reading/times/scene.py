"""A document's dates: publication, paragraphs and sentences, the days given in full, what was told last."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date

from risalah.model import Span
from risalah.reading.times import values as v
from risalah.reading.times.grammar import Lexicon
from risalah.reading.times.values import Point

NEIGHBOUR = 600
"""Code points within which a narrated date still anchors "the day before"."""
QUOTED = 900
"""Code points within which a day given in full is the day a later quotation was said on."""
QUOTE = '"'
MARK = re.compile('["“”]')
STOP = re.compile(r"[.!?…][\"”’'\\)]{0,3}\s{1,8}(?=[\"“‘(\\]{0,2}[A-Z])|(?<=[a-z\"”])[.!?](?=[A-Z][a-z])")


class Signs:
    """Words that tell whether a clause looks ahead, looks back or reports, from the lexicon's `sign.*` classes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.ahead = frozenset(lexicon.values.get("sign.future", {}))
        self.back = frozenset(lexicon.values.get("sign.past", {}))
        self.since = frozenset(lexicon.values.get("sign.since", {}))
        self.stop = frozenset(lexicon.values.get("sign.stop", {}))


class Scene:
    """One document's dates: what it was published on, where its paragraphs and sentences lie, what was told so far.

    `absolutes` are the days that the text gives in full, as (start, day); `of_year` has the first of them by
    (month, day) and `of_week` those that say their weekday, by it.
    """

    def __init__(self, text: str, published: str | None, signs: Signs, paragraphs: Sequence[Span]) -> None:
        self.text = text
        self.published = v.point(published)
        self.signs = signs
        self.paragraphs = paragraphs
        self._starts = [p.start for p in paragraphs]
        self._cuts: dict[int, list[int]] = {}
        self._marks: dict[int, list[int]] = {}
        self.absolutes: list[tuple[int, date]] = []
        self.of_year: dict[tuple[int, int], date] = {}
        self.of_week: dict[int, list[tuple[int, date]]] = {}
        self.told: list[tuple[int, Point]] = []
        self.today = self.published.date if self.published else None

    def _paragraph(self, at: int) -> Span | None:
        i = bisect_right(self._starts, at) - 1
        return self.paragraphs[i] if i >= 0 else None

    def bounds(self, at: int) -> tuple[int, int]:
        """The sentence around a place, `[start, end)`; sentences are cut when first asked for."""
        p = self._paragraph(at)
        if p is None:
            return at, at
        if p.start not in self._cuts:
            self._cuts[p.start] = [p.start, *(m.end() for m in STOP.finditer(self.text, p.start, p.end))]
        cuts = self._cuts[p.start]
        i = bisect_right(cuts, at)
        return cuts[i - 1], cuts[i] if i < len(cuts) else p.end

    def quoted(self, at: int) -> bool:
        """True when an odd number of quotation marks stands before that place in its paragraph."""
        p = self._paragraph(at)
        if p is None:
            return False
        if p.start not in self._marks:
            self._marks[p.start] = [m.start() for m in MARK.finditer(self.text, p.start, p.end)]
        return bisect_right(self._marks[p.start], at) % 2 == 1

    def settle(self, days: Sequence[tuple[int, date, bool]]) -> None:
        """Take the days given in full, each with whether its weekday stands beside it.

        Where publication is not known to the day the commonest of them stands for it: of those with a weekday,
        because a bare date is as often history; any of them when the month of publication bears it out.
        """
        self.absolutes = sorted((at, day) for at, day, _ in days)
        for at, day, named in sorted(days):
            self.of_year.setdefault((day.month, day.day), day)
            if named:
                self.of_week.setdefault(day.isoweekday(), []).append((at, day))
        if self.today is None and days:
            head = self.published.text if self.published else ""
            by_month = self.published is not None and self.published.month is not None
            fitting = [d for _, d, named in sorted(days) if d.isoformat().startswith(head) and (named or by_month)]
            if fitting:
                counts = Counter(fitting)
                self.today = max(counts, key=lambda d: counts[d])  # the first of equals

    @property
    def about(self) -> date | None:
        """A day near publication, for choosing between years."""
        if self.today or self.published is None:
            return self.today
        return v.make_day(self.published.year, self.published.month or 7, 15)

    @property
    def month(self) -> Point | None:
        """The month of publication."""
        if self.today:
            return Point(self.today.year, self.today.month)
        return self.published if self.published and self.published.month else None

    @property
    def year(self) -> int | None:
        """The year of publication."""
        return self.today.year if self.today else self.published.year if self.published else None

    @property
    def here(self) -> Point | None:
        """Publication as precise as it is known."""
        return v.of_day(self.today) or self.published

    def last_told(self, start: int, reach: int = NEIGHBOUR) -> Point | None:
        """The date told last before `start`, within reach."""
        if self.told and start - self.told[-1][0] <= reach:
            return self.told[-1][1]
        return None

    def last_day(self, start: int, reach: int = NEIGHBOUR) -> date | None:
        """The last day told before `start`, within reach."""
        for at, point in reversed(self.told):
            if start - at > reach:
                break
            if point.date:
                return point.date
        return None

    def speaking_day(self, start: int, end: int) -> date | None:
        """The day that "today" is: inside a quotation the day it was said on, else publication.

        The day of saying is one given in full later in the sentence, else the last one before, if it is
        no more than a week before publication.
        """
        if self.today is None or not self.quoted(start):
            return self.today
        i = bisect_right(self.absolutes, (start, date.max))
        sentence_end = self.bounds(end)[1]
        after = self.absolutes[i : i + 1]
        before = self.absolutes[max(0, i - 1) : i]
        near = [d for at, d in after if at < sentence_end] + [d for at, d in before if start - at <= QUOTED]
        for day in near:
            if 0 <= (self.today - day).days <= 7:
                return day
        return self.today

    def beside(self, start: int, end: int) -> date | None:
        """A day given in full right beside `[start, end)`, as in "today, Tuesday (25/8)"."""
        i = bisect_right(self.absolutes, (start, date.max))
        for at, day in self.absolutes[i : i + 1]:
            if at - end <= 3 and not any(c in ".!?" for c in self.text[end:at]):
                return day
        return None

    def tense(self, start: int, end: int) -> int:
        """1 where the clause looks ahead, -1 where it looks back or reports, -2 after "since", else 0."""
        first, last = self.bounds(start)
        before = _words(self.text[max(first, start - 120) : start])
        for i in range(len(before) - 1, -1, -1):
            if before[i] == QUOTE and self.quoted(start):
                break  # an opening mark: what stands before it is another clause
            sign = self._sign(before[i])
            if sign:
                return 1 if sign == -1 and i and before[i - 1] in self.signs.ahead else sign  # "will say"
        opening = len(before) <= 3
        for word in _words(self.text[end : min(last, end + 60)]):
            if word == QUOTE or (word in self.signs.stop and not opening):
                break
            sign = self._sign(word)
            if sign:
                return sign
        return 0

    def _sign(self, word: str) -> int:
        if word in self.signs.ahead:
            return 1
        if word in self.signs.since:
            return -2
        return -1 if word == QUOTE or word in self.signs.back else 0


def _words(text: str) -> list[str]:
    for mark in '"“”':
        text = text.replace(mark, f" {QUOTE} ")
    return text.lower().replace("&nbsp;", " ").replace(",", " ").replace("(", " ").replace(")", " ").split()
