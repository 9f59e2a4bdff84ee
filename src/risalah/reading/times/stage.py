"""The stage that finds and resolves the times of a document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

import msgspec

from risalah.model import Reading, Span, Time
from risalah.packs.loader import Pack
from risalah.reading.times.anchor import ABSOLUTE, EMITS, Meaning
from risalah.reading.times.grammar import Found, Grammar
from risalah.reading.times.scene import Scene, Signs

HEADER = "header.published"
BEYOND = re.compile(r"(?:^|[/-])\d{5,}")
"""A year that EDTF's four figures cannot hold, as arithmetic at the calendar's end gives it."""
DAYS = 10
"""Characters of a whole day's value."""


class TimesStage:
    """Gives `times`; needs `layout`."""

    name: ClassVar[str] = "times"
    needs: ClassVar[frozenset[str]] = frozenset({"layout"})
    gives: ClassVar[frozenset[str]] = frozenset({"times"})

    def __init__(self, pack: Pack) -> None:
        self.grammar = Grammar(pack)
        self.signs = Signs(self.grammar.lexicon)
        lexicon = self.grammar.lexicon
        to, prep = lexicon.alternatives("range"), lexicon.alternatives("prep")
        self.range_ = re.compile(rf"\s{{0,4}}{to}\s{{0,4}}(?:{prep}\s{{1,3}})?")
        self.relations = lexicon.values.get("relation", {})

    def __call__(self, reading: Reading) -> Reading:
        """The reading with its times, sorted by span."""
        header = [m.span for m in reading.layout.marks if m.label == HEADER] if self.grammar.book.header else []
        published = reading.layout.header.published or reading.raw.published
        times = self.times(reading.raw.text, reading.layout.story, published, header)
        return msgspec.structs.replace(reading, times=times)

    def times(
        self, text: str, story: Sequence[Span], published: str | None, header: Sequence[Span] = ()
    ) -> tuple[Time, ...]:
        """The times in those spans of a text published then ("2022-01", or None when it is not known)."""
        paragraphs = [(p, list(self.grammar.find(text, p.start, p.end))) for p in story]
        scene = Scene(text, published, self.signs, [p for p, found in paragraphs if found])
        everything = [f for _, found in paragraphs for f in found]
        scene.settle(_absolutes(scene, everything))
        times = self._resolve(scene, everything)
        known = {t.span for t in times}
        for span in header:
            head = Scene(text, published, self.signs, [span])
            found = [t for t in self._resolve(head, self.grammar.find(text, span.start, span.end)) if t.value]
            times += [t for t in found if t.span not in known]
        return tuple(sorted(times, key=lambda t: t.span))

    def _resolve(self, scene: Scene, found: Iterable[Found]) -> list[Time]:
        out: list[Time] = []
        for f in found:
            meaning = EMITS[f.rule.emit](scene, self._numbers(f))
            if meaning is None or (f.rule.near and not _near(scene, meaning, f.rule.near)):
                continue
            if BEYOND.search(meaning.value or ""):
                meaning = Meaning(None, meaning.type)
            if meaning.at is not None:
                scene.told.append((f.start, meaning.at))
            time = Time(
                Span(f.start, f.end), meaning.value, meaning.type, f.rule.id, meaning.mod,
                self._relation(scene.text, f.start), meaning.conflict,
            )  # fmt: skip
            merged = self._merged(scene.text, out[-1], time) if out else None
            if merged is None:
                out.append(time)
            else:
                out[-1] = merged
        return out

    def _numbers(self, found: Found) -> Found:
        """The same with its number words turned into figures."""
        slots = found.slots
        if "number" not in slots:
            return found
        read = self.grammar.lexicon.read_number
        figures = {k: str(n) for k in ("number", "number2") if k in slots and (n := read(slots[k])) is not None}
        return msgspec.structs.replace(found, slots={k: x for k, x in slots.items() if k[:6] != "number"} | figures)

    def _relation(self, text: str, start: int) -> str:
        before = text[max(0, start - 30) : start].lower().split()[-2:]
        for word in reversed(before):
            if word in self.relations:
                return self.relations[word]
        return "on"

    def _merged(self, text: str, first: Time, second: Time) -> Time | None:
        """Two dates of one precision joined by "to" are an interval."""
        a, b = first.value, second.value
        if not a or not b or len(a) != len(b) or len(a) > DAYS or not a < b or second.span.start - first.span.end > 16:
            return None
        if first.type != "DATE" or second.type != "DATE" or "/" in a + b or (a[4:6] != b[4:6] and "W" in a + b):
            return None
        if not self.range_.fullmatch(text, first.span.end, second.span.start):
            return None
        return Time(
            Span(first.span.start, second.span.end), f"{a}/{b}", "DATE", "interval", None, "on",
            first.conflict or second.conflict,
        )  # fmt: skip


def parse_time(text: str, published: str | None, stage: TimesStage) -> Time | None:
    """The first time in a short text such as a user types, or None."""
    return next(iter(stage.times(text, [Span(0, len(text))], published)), None)


def within(times: Sequence[Time], start: int, end: int) -> tuple[Time, ...]:
    """The times that begin in `[start, end)`; `times` sorted as a reading holds them."""
    low = bisect_right(times, start - 1, key=lambda t: t.span.start)
    high = bisect_right(times, end - 1, key=lambda t: t.span.start)
    return tuple(times[low:high])


def _absolutes(scene: Scene, found: Iterable[Found]) -> list[tuple[int, date, bool]]:
    days: list[tuple[int, date, bool]] = []
    for f in found:
        if f.rule.emit in ABSOLUTE and "join" not in f.slots and ("year" in f.slots or scene.about is not None):
            meaning = EMITS[f.rule.emit](scene, f)
            if meaning is not None and meaning.at is not None and meaning.at.date is not None:
                days.append((f.start, meaning.at.date, "weekday" in f.slots))
    return days


def _near(scene: Scene, meaning: Meaning, days: int) -> bool:
    about = scene.about
    day = meaning.at.date if meaning.at else None
    return about is not None and day is not None and abs((about - day).days) <= days
