"""What a found expression means: its value against the publication date, the tense and its neighbours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date

import msgspec

from risalah.reading.times import values as v
from risalah.reading.times.grammar import Found
from risalah.reading.times.scene import NEIGHBOUR, Scene
from risalah.reading.times.values import Point
from risalah.reading.times.years import day_without_year, month_without_year, slot_int, slot_year

NEAR_SAME = 400
"""Code points within which a weekday means the day given in full with that weekday."""
FAR = 2500
"""Code points within which a day told still anchors "the next day" and "the same month" when no nearer one is told."""
NOON = {"TAF": 10, "TEV": 12, "TNI": 12}
"""Hours below this are after noon when that part of the day is named ("eleven in the daytime" is before it)."""
SEASON_ENDS = {"21": 5, "22": 8, "23": 11}
"""The last month of a season (EDTF numbers, northern half)."""
NAMED = 20
"""How many days given in full are looked through for one weekday."""


class Meaning(msgspec.Struct, frozen=True):
    """The value of an expression; `at` is the date that later expressions may count from."""

    value: str | None
    type: str = "DATE"
    mod: str | None = None
    conflict: str | None = None
    at: Point | None = None


def clock(found: Found, hour: str = "hour", minute: str = "minute") -> str | None:
    """`14:00+07:00` from the slots, with twelve added for an hour that the part of day puts after noon."""
    if hour not in found.slots:
        return None
    number = int(found.slots[hour])
    part = found.slots.get("partb") or found.slots.get("part") or found.slots.get("part0", "")
    if number < NOON.get(part, 0) and not (part == "TNI" and number < 6):
        number += 12
    elif number == 12 and part in ("TNI", "TMO"):
        number = 0
    minutes = int(found.slots.get(minute) or 0)
    if number > 24 or minutes > 59:
        return None
    return f"{number % 24:02d}:{minutes:02d}{found.slots.get('zone', '')}"


def day_meaning(found: Found, day: date | None, conflict: str | None = None) -> Meaning:
    """A day with the part or clock time that the expression adds to it."""
    time, part = clock(found), found.slots.get("part") or found.slots.get("part0")
    kind = "TIME" if time or part else "DATE"
    if day is None:
        return Meaning(None, kind, conflict=conflict)
    value = day.isoformat()
    if time:
        value += "T" + time
    elif part:
        value += part
    return Meaning(value, kind, conflict=conflict, at=v.of_day(day))


def clash(day: date | None, weekday: int | None) -> str | None:
    """A sentence when the weekday said is not that of the day."""
    if day is None or weekday is None or day.isoweekday() == weekday:
        return None
    return f"{day.isoformat()} is weekday {day.isoweekday()}, the text says weekday {weekday} (ISO numbers)"


def span_value(first: str | None, second: str | None, join: str) -> str | None:
    """Two values as an interval (`-`), one of a set (`|`) or all of a set (`&`)."""
    if first is None or second is None:
        return None
    if join == "|":
        return f"[{first},{second}]"
    if join == "&":
        return "{" + f"{first},{second}" + "}"
    return f"{first}/{second}" if first < second else None


# -- one function an `emit`


def date_(scene: Scene, found: Found) -> Meaning:
    """Day, month and perhaps year by name, perhaps two days: "7-11 August 2023"."""
    slots = found.slots
    month, day, weekday = int(slots["month"]), int(slots["day"]), slot_int(found, "weekday")
    year = slot_year(found)
    if year is None and "yshift" in slots and scene.year is not None:
        year = scene.year + int(slots["yshift"])
    if "day2" in slots:
        return _days(scene, found, year, month, day)
    if year is None:
        known = day_without_year(scene, found, month, day, weekday, nearest=False)
        if known is None and scene.about is None:
            return day_meaning(found, None)
    else:
        known = v.make_day(year, month, day)
    conflict = clash(known, weekday)
    if known is None:
        conflict = f"there is no day {day} in month {month}" if v.make_day(2024, month, day) is None else None
    return day_meaning(found, known, conflict)


def _days(scene: Scene, found: Found, year: int | None, month: int, day: int) -> Meaning:
    slots = found.slots
    month2, day2 = int(slots.get("month2") or month), int(slots["day2"])
    if year is None:
        last = day_without_year(scene, found, month2, day2, None, nearest=False)
        year = last.year if last else None
    first = v.make_day(None if year is None else year - (month > month2), month, day)
    second = v.make_day(year, month2, day2)
    if first is None or second is None:
        return Meaning(None)
    value = span_value(first.isoformat(), second.isoformat(), slots.get("join", "-"))
    return Meaning(value, at=v.of_day(first))


def numeric(scene: Scene, found: Found) -> Meaning:
    """Day and month in figures, day first unless weekday or publication show that the month is."""
    a, b, year, weekday = int(found.slots["a"]), int(found.slots["b"]), slot_year(found), slot_int(found, "weekday")
    if "a2" in found.slots:
        return _numeric_days(scene, found, year)

    def read(day: int, month: int) -> date | None:
        if year is not None:
            return v.make_day(year, month, day)
        return day_without_year(scene, found, month, day, weekday, nearest=True)

    known, other = read(a, b), read(b, a)
    if other is not None and known != other and _month_first(scene, known, other, weekday):
        known = other
    conflict = clash(known, weekday)
    if known is None and (year is not None or scene.about is not None):
        conflict = f"{a}/{b} is no day of the calendar"
    return day_meaning(found, known, conflict)


def _month_first(scene: Scene, known: date | None, other: date, weekday: int | None) -> bool:
    if known is None:
        return True
    published = scene.published.date if scene.published else None
    close = published is not None and abs((published - other).days) <= 3 < 45 < abs((published - known).days)
    if weekday is not None:
        return other.isoweekday() == weekday != known.isoweekday() and (close or published is None)
    return close


def _numeric_days(scene: Scene, found: Found, year: int | None) -> Meaning:
    slots = found.slots
    month2 = int(slots["b"])
    month = int(slots.get("b0") or month2)
    day, day2 = int(slots["a"]), int(slots["a2"])
    if year is None:
        last = day_without_year(scene, found, month2, day2, slot_int(found, "weekday2"), nearest=True)
        year = last.year if last else None
    first, second = v.make_day(year, month, day), v.make_day(year, month2, day2)
    if first is None or second is None:
        return Meaning(None)
    conflict = clash(first, slot_int(found, "weekday")) or clash(second, slot_int(found, "weekday2"))
    value = span_value(first.isoformat(), second.isoformat(), slots.get("join", "-"))
    return Meaning(value, conflict=conflict, at=v.of_day(first))


def month_(scene: Scene, found: Found) -> Meaning:
    """A month, perhaps two, perhaps with its year or "of last year"."""
    slots = found.slots
    if "month" not in slots:
        return Meaning(None)
    month, mod, year = int(slots["month"]), slots.get("edge"), slot_year(found)
    if year is None and "yshift" in slots:
        if scene.year is None:
            return Meaning(None, mod=mod)
        year = scene.year + int(slots["yshift"])
    month2 = slot_int(found, "month2")
    if month2 is None:
        at = Point(year, month) if year else month_without_year(scene, found, month)
        return Meaning(at.text if at else None, mod=mod, at=at)
    last = Point(year, month2) if year else month_without_year(scene, found, month2)
    if last is None:
        return Meaning(None, mod=mod)
    first = Point(slot_year(found, "year1") or last.year - (month > month2), month)
    return Meaning(span_value(first.text, last.text, slots.get("join", "-")), mod=mod, at=first)


def year_(_scene: Scene, found: Found) -> Meaning | None:
    """A year or two; None (no time at all) when the second is not the later."""
    year, mod = int(found.slots["year"]), found.slots.get("edge")
    second = slot_int(found, "year2")
    if "year2short" in found.slots:
        second = year // 100 * 100 + int(found.slots["year2short"])
    if second is not None:
        value = span_value(f"{year}", f"{second}", found.slots.get("join", "-"))
        return None if value is None else Meaning(value, mod=mod)
    return Meaning(f"{year:04d}", mod=mod, at=Point(year))


def decade(_scene: Scene, found: Found) -> Meaning:
    """Ten years, by four or two figures."""
    digits = found.slots["decade"]
    return Meaning((digits if len(digits) == 4 else "19" + digits)[:3] + "X", mod=found.slots.get("edge"))


def century(_scene: Scene, found: Found) -> Meaning:
    """A century by its number."""
    number = slot_int(found, "ordinal") or slot_int(found, "n")
    return Meaning(f"{number - 1:02d}XX" if number and number < 100 else None, mod=found.slots.get("edge"))


def fraction(scene: Scene, found: Found) -> Meaning | None:
    """A quarter or half of a year; without its year the last one begun. None for a fifth quarter."""
    slots = found.slots
    kind, number, mod = slots["fraction"], slot_int(found, "ordinal") or int(slots.get("n") or 1), slots.get("edge")
    year = slot_year(found)
    if year is None and scene.year is not None:
        year = scene.year + int(slots.get("yshift") or 0)
        size = 3 if kind == "Q" else 6
        if "yshift" not in slots and scene.month and scene.month.month and (number - 1) * size >= scene.month.month:
            year -= 0 if scene.tense(found.start, found.end) > 0 else 1
    if not 1 <= number <= (4 if kind == "Q" else 2):
        return None
    return Meaning(f"{year:04d}-{kind}{number}" if year else None, mod=mod, at=Point(year) if year else None)


def season(scene: Scene, found: Found) -> Meaning:
    """A season of a year, EDTF `2022-22` for summer."""
    year, shift = slot_year(found), slot_int(found, "shift")
    if year is None and scene.year is not None and shift is not None:
        # the last one that ended: in November "last spring" is this year's
        ended = scene.month is not None and (scene.month.month or 0) > SEASON_ENDS.get(found.slots["season"], 12)
        year = scene.year + (0 if shift < 0 and ended else shift)
    return Meaning(f"{year:04d}-{found.slots['season']}" if year else None)


def weekday_(scene: Scene, found: Found) -> Meaning:
    """A weekday without its date."""
    weekday, shift, weeks = int(found.slots["weekday"]), slot_int(found, "shift"), slot_int(found, "wshift")
    today = scene.today
    if today is None:
        return day_meaning(found, None)
    if "weekday2" in found.slots:
        last = _bare_weekday(scene, found, int(found.slots["weekday2"]), today)
        first = v.latest(last, weekday)
        ends = [d.isoformat() if d else None for d in (first, last)]
        return Meaning(span_value(ends[0], ends[1], found.slots["join"]), at=v.of_day(first))
    if weeks is not None:
        return day_meaning(found, v.week_day(today, weekday, weeks))
    if shift is not None:
        if shift == 0:
            return day_meaning(found, v.week_day(today, weekday))
        pick = v.earliest if shift > 0 else v.latest
        return day_meaning(found, pick(today, weekday, strictly=True))
    return day_meaning(found, _bare_weekday(scene, found, weekday, today))


def _bare_weekday(scene: Scene, found: Found, weekday: int, today: date) -> date | None:
    default = v.latest(today, weekday)
    known = scene.of_week.get(weekday, [])
    if scene.tense(found.start, found.end) > 0:
        coming = v.earliest(today, weekday, strictly=today.isoweekday() != weekday)
        near = {d for _, d in known[:NAMED]}
        return default if default in near and coming not in near else coming
    i = bisect_right(known, (found.start, date.max))
    beside = sorted((abs(at - found.start), day) for at, day in known[max(0, i - 1) : i + 1])
    if not beside or any(day == default for _, day in (*beside, *known[:NAMED])):
        return default
    distance, day = beside[0]
    return day if distance <= NEAR_SAME and abs((today - day).days) <= 31 else default


def shifted(scene: Scene, found: Found) -> Meaning:
    """A calendar unit counted from today: "last month", "two days ago", "early this week"."""
    slots = found.slots
    unit, mod = slots["period"], slots.get("edge")
    count, sign = slots.get("number"), int(slots.get("shift") or 0)
    amount = 1.0 if count is None else float(count)
    if unit.startswith("T"):
        return Meaning(v.duration(amount, unit), "DURATION", mod)
    today = scene.speaking_day(found.start, found.end)
    here = v.of_day(today) or scene.here
    value = v.shift(here, unit, int(amount) * sign) if amount == int(amount) else None
    at = v.point(value) if value and "W" not in value and len(value) in (4, 7, 10) else None
    if unit == "D" and at is not None:
        return msgspec.structs.replace(day_meaning(found, at.date), mod=mod)
    return Meaning(value, mod=mod, at=at)


def anchored(scene: Scene, found: Found) -> Meaning:
    """A calendar unit counted from the date told last: "two days earlier", "the same year"."""
    slots = found.slots
    unit, sign = slots["period"], int(slots["seq"])
    count = slots.get("number")
    if unit.startswith("T"):  # no clock time is kept to count from
        return Meaning(v.duration(float(count or 1), unit), "DURATION")
    here = v.of_day(scene.last_day(found.start)) if unit in ("D", "W") else scene.last_told(found.start)
    if here is None and count is None and (sign == 0 or (unit == "D" and sign > 0)):
        here = v.of_day(scene.last_day(found.start, FAR)) if unit in ("D", "W") else scene.last_told(found.start, FAR)
    here = here or (scene.here if sign < 0 else None)
    if here is None and sign > 0 and count is not None:  # "for the following five years"
        return Meaning(v.duration(float(count), unit), "DURATION")
    if here is not None and ("yshift" in slots or "year" in slots):
        year = slot_year(found) or (scene.year or 0) + int(slots.get("yshift") or 0)
        moved = msgspec.structs.replace(here, year=year)
        here = moved if moved.day is None or moved.date else None
    value = v.shift(here, unit, int(float(count or 1)) * sign)
    at = v.point(value) if value and len(value) in (4, 7, 10) and "W" not in value else None
    meaning = day_meaning(found, at.date) if unit == "D" and at else Meaning(value, at=at)
    # "than the year before" looks aside; what follows still counts from the date told first
    return msgspec.structs.replace(meaning, at=None) if sign < 0 else meaning


def length(_scene: Scene, found: Found) -> Meaning:
    """A stretch of time."""
    slots = found.slots
    pairs = [(slots.get("number"), slots["unit"]), (slots.get("number2"), slots.get("unit2"))]
    found_ = [v.duration(float(n), u) for n, u in pairs if n is not None and u is not None]
    known = [d for d in found_ if d is not None]
    return Meaning(v.joined(known) if known and len(known) == len(found_) else None, "DURATION")


def about_length(_scene: Scene, _found: Found) -> Meaning:
    """A stretch between two lengths: it has no single value."""
    return Meaning(None, "DURATION")


def deictic(scene: Scene, found: Found) -> Meaning:
    """Today, yesterday, last night: a day counted from the day of speaking."""
    step = int(found.slots["deictic"])
    day = scene.beside(found.start, found.end)
    if day is None or step != 0:
        told = day if step == -1 and day and scene.today and 0 < (scene.today - day).days <= 3 else None
        day = told or v.plus(scene.speaking_day(found.start, found.end), step)
    return day_meaning(found, day)


def clock_(scene: Scene, found: Found) -> Meaning:
    """A clock time: on the day told last in its sentence, else next in it, else the last told, else today."""
    first, last = scene.bounds(found.start)
    day = scene.last_day(found.start, min(found.start - first, NEIGHBOUR))
    if day is None:
        i = bisect_right(scene.absolutes, (found.start, date.max))
        day = next((d for at, d in scene.absolutes[i : i + 1] if at < last), None)
    day = day or scene.last_day(found.start) or scene.today
    one = clock(found)
    if day is None or one is None:
        return Meaning(None, "TIME")
    value: str | None = f"{day.isoformat()}T{one}"
    if "hour2" in found.slots:
        two = clock(found, "hour2", "minute2")
        value = span_value(value, f"{day.isoformat()}T{two}" if two else None, "-")
    return Meaning(value, "TIME", at=v.of_day(day))


def every(_scene: Scene, found: Found) -> Meaning:
    """Every such weekday or month (TIMEX3)."""
    if "weekday" in found.slots:
        return Meaning(f"XXXX-WXX-{found.slots['weekday']}", "SET")
    return Meaning(f"XXXX-{int(found.slots['month']):02d}", "SET")


def day_of_month(scene: Scene, found: Found) -> Meaning:
    """A day of a month that is not said: the month told last, else the one of publication."""
    day, shift = int(found.slots["day"]), slot_int(found, "shift")
    if shift is not None:
        at = v.plus_months(scene.month, shift)
        return day_meaning(found, v.make_day(at.year, at.month, day) if at else None)
    told = scene.last_told(found.start)
    at = told if told and told.month else scene.month
    known = v.make_day(at.year, at.month, day) if at else None
    if told is None and known and scene.today and known > scene.today and scene.tense(found.start, found.end) < 0:
        at = v.plus_months(at, -1)
        known = v.make_day(at.year, at.month, day) if at else None
    return day_meaning(found, known)


EMITS: dict[str, Callable[[Scene, Found], Meaning | None]] = {
    "anchored": anchored,
    "century": century,
    "clock": clock_,
    "date": date_,
    "day-of-month": day_of_month,
    "decade": decade,
    "deictic": deictic,
    "duration": length,
    "duration-range": about_length,
    "every": every,
    "fraction": fraction,
    "month": month_,
    "numeric": numeric,
    "season": season,
    "shift": shifted,
    "weekday": weekday_,
    "year": year_,
}
ABSOLUTE = frozenset({"date", "numeric"})
