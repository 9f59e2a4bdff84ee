"""The day of publication as a row writes it, in ISO 8601 where that is sure, else as it stands."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

_TIME = r"(?:[ T,]{1,3}(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
_ZONE = r"\s?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)" + _TIME + _ZONE)
_YEAR_LAST = re.compile(r"(?P<first>\d\d?)(?P<mark>[-/.])(?P<second_>\d\d?)(?P=mark)(?P<year>\d{4})" + _TIME + _ZONE)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d))?"
)
_MAIL = re.compile(r"(?:[A-Za-z]{3},\s{0,2})?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|GMT|UTC?|Z)")
_EPOCH = re.compile(r"(\d{10})(?:\.\d{1,9}|\d{3})?")
"""Seconds since 1970 (from September 2001 on), or thousandths of them."""
_NONE = re.compile(r"0000-00-00.*")


def moment(value: str) -> tuple[str | None, str | None]:
    """The value as ISO 8601 where its form allows one reading only, else unchanged; and a note where it allows two.

    None for the "no date" of some databases (`0000-00-00`). Words (`10 Januari 2022`) stay: packs know them.
    """
    value = value.strip()
    if not value or len(value) > 60 or _NONE.fullmatch(value):
        return (value if value[:4] != "0000" else None) or None, None
    if (match := _YEAR_FIRST.fullmatch(value)) or (match := _COMPACT.fullmatch(value)):
        return _iso(match, int(match["month"]), int(match["day"])) or value, None
    if match := _YEAR_LAST.fullmatch(value):
        return _year_last(match, value)
    if _MAIL.fullmatch(value):
        return _mail(value) or value, None
    if match := _EPOCH.fullmatch(value):
        return datetime.fromtimestamp(int(match[1]), UTC).isoformat(), None
    return value, None


def _year_last(match: re.Match[str], value: str) -> tuple[str, str | None]:
    """Day first or month first: sure only where one of the two can be no month, or both are the same."""
    first, second = int(match["first"]), int(match["second_"])
    ways = {iso for day, month in ((first, second), (second, first)) if (iso := _iso(match, month, day))}
    if len(ways) == 1:
        return ways.pop(), None
    note = f"The day {value!r} in the field 'published' may be written day first or month first." if ways else None
    return value, note


def _iso(match: re.Match[str], month: int, day: int) -> str | None:
    """ISO 8601 of a match, as precise as it is; None where there is no such day."""
    g = match.groupdict()
    try:
        out = date(int(match["year"]), month, day).isoformat()
        if g.get("hour") is None:
            return out
        clock = time(int(g["hour"]), int(g["minute"]), int(g["second"] or 0))
    except ValueError:
        return None
    return f"{out}T{clock.isoformat('seconds' if g['second'] else 'minutes')}{_zone(g.get('zone'))}"


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone[0] not in "+-":
        return "+00:00"
    return zone[:3] + ":" + (zone[3:].lstrip(":") or "00")


def _mail(value: str) -> str | None:
    try:
        found = parsedate_to_datetime(value)
    except ValueError:
        return None
    # "-0000" is what mail writes for a zone that it does not know
    return found.isoformat()


def shown(value: date | time) -> str:
    """A date or time of a typed table as ISO 8601.

    Midnight without a zone is the day alone: tables keep days so, and a clock time that nobody wrote is no fact.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None and value.time() == time():
            return value.date().isoformat()
        return value.replace(microsecond=0).isoformat()
    return value.replace(microsecond=0).isoformat() if isinstance(value, time) else value.isoformat()
