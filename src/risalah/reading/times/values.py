"""Calendar arithmetic and the writing of EDTF and TIMEX3 values.

A `Point` is a calendar date as precise as its fields. Every function is pure; what does not exist
(31 June, year 0, a week before the first) comes back as None, never as an error.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

SHAPE = re.compile(
    r"-?\d{4}(?:-\d\d(?:-\d\d)?)?(?:T(?:MO|AF|EV|NI|\d\d:\d\d(?:[+-]\d\d:\d\d)?))?|\d{4}-(?:W\d\d|Q[1-4]|H[12]|2[1-4])"
    r"|\d{3}X|\d\dXX|P(?:\d+(?:\.\d+)?[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?|XXXX-(?:WXX-[1-7]|\d\d)"
)
YEARS = {"10Y": 10, "100Y": 100, "1000Y": 1000}
FINER = {"Y": ("M", 12), "TH": ("TM", 60), "TM": ("TS", 60), "D": ("TH", 24)}


class Point(msgspec.Struct, frozen=True):
    """A year, a month of it, or a day of that."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> date | None:
        """The day, where there is one."""
        return make_day(self.year, self.month, self.day)

    @property
    def text(self) -> str:
        """As EDTF."""
        out = f"{self.year:04d}"
        if self.month is not None:
            out += f"-{self.month:02d}"
            if self.day is not None:
                out += f"-{self.day:02d}"
        return out


def make_day(year: int | None, month: int | None, day: int | None) -> date | None:
    """That day, or None when a part is missing or there is no such day."""
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def of_day(day: date | None) -> Point | None:
    """A day as a point."""
    return None if day is None else Point(day.year, day.month, day.day)


ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")


def point(value: str | None) -> Point | None:
    """The date at the head of an ISO 8601 or EDTF value ("2022-01", "2022-12-07T21:24+07:00"), or None."""
    found = ISO.match(value or "")
    if not found or found[1] == "0000":
        return None
    year, month, day = (int(p) if p else None for p in found.groups())
    if month is not None and day is not None and month > 12 >= day:
        month, day = day, month  # some feeds write 2025-18-06
    if year is None or (month is not None and not 1 <= month <= 12):
        return None
    if day is not None and make_day(year, month, day) is None:
        return None
    return Point(year, month, day)


def plus(day: date | None, days: int) -> date | None:
    """That many days later."""
    if day is None or abs(days) > 4_000_000:
        return None
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def plus_months(at: Point | None, months: int) -> Point | None:
    """The month that many months later; None where no month is known."""
    if at is None or at.month is None:
        return None
    total = at.year * 12 + at.month - 1 + months
    year, month = divmod(total, 12)
    return Point(year, month + 1) if 0 < year <= 9999 else None


def plus_years(at: Point | None, years: int) -> Point | None:
    """The year that many years later."""
    if at is None or not 0 < at.year + years <= 9999:
        return None
    return Point(at.year + years)


def week(day: date | None) -> str | None:
    """The ISO week of a day, `2023-W34`."""
    if day is None:
        return None
    year, number, _ = day.isocalendar()
    return f"{year:04d}-W{number:02d}"


def week_day(day: date | None, weekday: int, weeks: int = 0) -> date | None:
    """The day with that ISO weekday in the week of `day`, or `weeks` later."""
    return None if day is None else plus(day, weekday - day.isoweekday() + 7 * weeks)


def latest(day: date | None, weekday: int, strictly: bool = False) -> date | None:
    """The last such weekday on or before `day` (before it when `strictly`)."""
    if day is None:
        return None
    back = (day.isoweekday() - weekday) % 7
    return plus(day, -(back or 7) if strictly else -back)


def earliest(day: date | None, weekday: int, strictly: bool = False) -> date | None:
    """The next such weekday on or after `day` (after it when `strictly`)."""
    if day is None:
        return None
    ahead = (weekday - day.isoweekday()) % 7
    return plus(day, (ahead or 7) if strictly else ahead)


def shift(at: Point | None, unit: str, count: int) -> str | None:
    """The unit (`D W M Q H Y`, `WE` a weekend, or years by tens) that lies `count` units from the one around `at`."""
    if at is None or abs(count) > 100_000:
        return None
    if unit == "D":
        day = plus(at.date, count)
        return day.isoformat() if day else None
    if unit == "W":
        return week(plus(at.date, 7 * count))
    if unit == "WE":
        saturday, sunday = (week_day(at.date, n, count) for n in (6, 7))
        return f"{saturday.isoformat()}/{sunday.isoformat()}" if saturday and sunday else None
    if unit == "M":
        moved = plus_months(at, count)
        return moved.text if moved else None
    if unit in ("Q", "H"):
        size = 3 if unit == "Q" else 6
        moved = plus_months(at, size * count)
        return None if moved is None or not moved.month else f"{moved.year:04d}-{unit}{(moved.month - 1) // size + 1}"
    years = YEARS.get(unit, 1)
    moved = plus_years(at, years * count)
    if moved is None:
        return None
    return {10: f"{moved.year // 10:03d}X", 100: f"{moved.year // 100:02d}XX"}.get(years, moved.text)


def duration(count: float | None, unit: str) -> str | None:
    """`P2W`, `PT7H`; a fraction goes down a unit where that makes it whole (half a year is `P6M`)."""
    if count is None or not 0 < count < 1_000_000:
        return None
    if unit in YEARS:
        count, unit = count * YEARS[unit], "Y"
    if count != int(count) and unit in FINER:
        lower, times = FINER[unit]
        if count * times == int(count * times):
            count, unit = count * times, lower
    number = str(int(count)) if count == int(count) else f"{count:.6g}"
    return f"PT{number}{unit[1:]}" if unit.startswith("T") else f"P{number}{unit}"


def joined(durations: list[str]) -> str:
    """Several durations of falling units as one: `PT2H`, `PT30M` → `PT2H30M`."""
    days = "".join(d[1:] for d in durations if not d.startswith("PT"))
    clock = "".join(d[2:] for d in durations if d.startswith("PT"))
    return "P" + days + ("T" + clock if clock else "")


def valid(value: str) -> bool:
    """True for a value of the codebook's forms, intervals and sets included."""
    if value[:1] in "[{" and value[-1:] in "]}":
        return all(SHAPE.fullmatch(v) for v in value[1:-1].split(","))
    parts = value.split("/")
    return len(parts) <= 2 and all(p and SHAPE.fullmatch(p) and p != "P" for p in parts)
