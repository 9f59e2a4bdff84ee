"""Several tellings of events in one document: those that overlap, name again, or lend their day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from risalah.model import Span
from risalah.reading.events.frames import Frame

NEARBY = 8
"""Events before one among which those are that overlap it."""
SHARED = 3
"""How many times what two spans share goes into the shorter one of two that tell the same."""
REMEMBERED = 100
"""Tellings that a later one is compared with: keeps a long document linear."""


class Slot(NamedTuple):
    """An event's date or place with the words it stands on."""

    value: str | None
    rule: str = ""
    span: Span | None = None


EMPTY = Slot(None)
INHERITED = "event.date.telling"
"""The rule of a date that another telling of the event gives."""


class Found(NamedTuple):
    """An event before the repeated ones are sorted out. `word` is its trigger's first word without clitic."""

    span: Span
    frame: Frame
    word: str
    people: tuple[str, ...]
    date: Slot
    place: Slot


def settle(found: list[Found]) -> Iterator[Found]:
    """The events that are kept, in the order of the text."""
    return _inherit(_once(_apart(found)))


def _weight(f: Found) -> int:
    return 2 * f.frame.clause + bool(f.date.value) + bool(f.place.value) + len(f.people)


def _apart(found: list[Found]) -> list[Found]:
    """Of events of one type that overlap, the one that tells most."""
    out: list[Found] = []
    for one in found:
        rivals = [o for o in out[-NEARBY:] if o.frame.type == one.frame.type and _rivals(o.span, one.span)]
        if not rivals:
            out.append(one)
        elif len(rivals) == 1 and _weight(one) > _weight(rivals[0]):
            out[out.index(rivals[0])] = one
    return sorted(out, key=lambda f: f.span)


def _rivals(a: Span, b: Span) -> bool:
    """True for spans that share more than a name at their ends."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return SHARED * shared > min(a.end - a.start, b.end - b.start)


def _once(found: list[Found]) -> list[Found]:
    """Without those that only name again what was told."""
    out: list[Found] = []
    for one in found:
        near = range(max(0, len(out) - REMEMBERED), len(out))
        at = next((i for i in near if _repeats(one, out[i])), None)
        if at is None:
            out.append(one)
        elif one.frame.type == (g := out[at].frame).type and g.type in one.frame.compiled.again:
            out[at] = one if one.frame.clause and not g.clause else out[at]
    return sorted(out, key=lambda f: f.span)


def _repeats(one: Found, before: Found) -> bool:
    """True when `one` adds no day, no place and nobody to `before`, in the same word or of the same place."""
    f, g = one.frame, before.frame
    undated = one.date.value is None
    if undated and g.type in f.compiled.again and len(one.people) > 1 and set(one.people) <= set(before.people):
        return True
    dated = one.date.value is not None and one.date != before.date._replace(rule=one.date.rule)
    if f.type != g.type or dated or f.effect or (f.ongoing and not one.people):
        return False
    if (f.light and f.subjects and (f.objects or f.places)) or (f.told and (f.objects or f.places)):
        return False
    here, there = (one.place.value or "").casefold(), (before.place.value or "").casefold()
    if here and not (here in there or (there and there in here)):
        return False
    if not here and one.word != before.word:
        return False
    inferred = not (f.subjects or f.agents or f.objects)
    if inferred and f.definite and not here:
        return True
    return (inferred and here == there) or set(one.people) <= set(before.people)


def _inherit(found: list[Found]) -> Iterator[Found]:
    """Undated tellings take the day of the one dated telling of the same participants."""
    told: dict[tuple[str, frozenset[str]], list[Found]] = {}
    for one in found:
        if one.date.value:
            told.setdefault((one.frame.type, frozenset(one.people)), []).append(one)
    for one in found:
        if one.date.value is None and len(one.people) > 1:
            same = told.get((one.frame.type, frozenset(one.people)), [])[:REMEMBERED]
            same = [o for o in same if o.word == one.word or not o.frame.compiled.rule.sides]
            same = [o for o in same if not (one.place.value and o.place.value) or one.place.value == o.place.value]
            if len({o.date.value for o in same}) == 1:
                one = one._replace(date=same[0].date._replace(rule=INHERITED))
        yield one
