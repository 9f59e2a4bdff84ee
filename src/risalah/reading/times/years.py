"""Which year a day or a month means when none is said."""

from __future__ import annotations

from datetime import date

from risalah.reading.times import values as v
from risalah.reading.times.grammar import Found
from risalah.reading.times.scene import Scene
from risalah.reading.times.values import Point

FAR_BACK, JUST = 300, 31
"""Days: a day without a year that has just been and comes round so late is the past one, whatever the tense."""
NEARER = 3
"""A day without a year in a clause without tense is the coming one where the past one is so many times as far."""
LISTED = 32
"""Code points between months that are listed one after the other."""


def day_without_year(
    scene: Scene, found: Found, month: int, day: int, weekday: int | None, nearest: bool
) -> date | None:
    """The day meant by a day and month: the weekday decides, then "last" or "next", then tense and distance."""
    about = scene.about
    if about is None:
        return None
    options = [d for y in (-1, 0, 1) if (d := v.make_day(about.year + y, month, day)) is not None]
    if not options:  # 29 February
        options = [d for y in range(-4, 5) if (d := v.make_day(about.year + y, month, day)) is not None]
    shift = slot_int(found, "shift")
    fitting = [d for d in options if weekday is not None and d.isoweekday() == weekday]
    if fitting or nearest:
        return min(fitting or options, key=lambda d: abs((d - about).days), default=None)
    if shift is None:
        same = scene.of_year.get((month, day))
        if same is not None:
            return same
    told = _old_year(scene, found)
    if told is not None and shift is None:
        at = v.make_day(told.year, month, day)
        if at and told.month and month < told.month:
            at = v.make_day(told.year + 1, month, day)
        if at and at <= about:
            return at
    past = max((d for d in options if (d - about).days <= (0 if shift else 1)), default=None)
    coming = min((d for d in options if d > about), default=None)
    if shift == 0:
        return v.make_day(about.year, month, day)
    if shift is not None:
        return coming if shift > 0 else past
    if past is None or coming is None:
        return past or coming
    tense = scene.tense(found.start, found.end)
    back, ahead = (about - past).days, (coming - about).days
    if tense > 0:
        return past if ahead > FAR_BACK and back < JUST else coming  # "will lead after the vote of 14 February"
    return coming if tense == 0 and back > NEARER * ahead else past


def month_without_year(scene: Scene, found: Found, month: int) -> Point | None:
    """The month meant by its name alone."""
    found_ = _month_without_year(scene, found, month)
    return found_ if found_ is None or 0 < found_.year <= 9999 else None


def _month_without_year(scene: Scene, found: Found, month: int) -> Point | None:
    at = scene.month
    if at is None or at.month is None:
        return None
    shift = slot_int(found, "shift")
    if shift is None:
        told = scene.last_told(found.start, LISTED)
        if told is not None and told.month and told.day is None:  # "October, November and December"
            return Point(told.year + (month < told.month), month) if told.month != month else told
        told = _old_year(scene, found)
        if told is not None:
            year = told.year + (1 if told.month and month < told.month else 0)
            if (year, month) <= (at.year, at.month):
                return Point(year, month)
        tense = scene.tense(found.start, found.end)
        months = (month - at.month) % 12
        ahead = (tense > 0 and months < 9) or (tense == 0 and months == 1)
        if ahead:
            return Point(at.year + (month < at.month), month)
        return Point(at.year - (month > at.month), month)
    if shift == 0:
        return Point(at.year, month)
    if shift > 0:
        return Point(at.year + (month <= at.month), month)
    return Point(at.year - (month > at.month), month)


def _old_year(scene: Scene, found: Found) -> Point | None:
    told = scene.last_told(found.start)
    year = scene.year
    return told if told is not None and year is not None and told.year < year - 1 else None


def slot_int(found: Found, slot: str) -> int | None:
    """A slot as a number, or None where it is missing or empty."""
    text = found.slots.get(slot)
    return int(text) if text else None


def slot_year(found: Found, slot: str = "year") -> int | None:
    """A year of four figures or two."""
    year = slot_int(found, slot)
    if year is None or year > 99:
        return year
    return 2000 + year if year < 50 else 1900 + year
