"""When a page was published: machine-readable times, and date lines as people read them.

Times are ISO 8601, as precise as the page says: `2022-01-10T14:05+07:00`, `2022-01-10`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from risalah.text.header import HeaderReader

_ISO = re.compile(
    r"(\d{4})-(\d\d?)(?:-(\d\d?)(?:(?:\s{0,2}T\s{0,2}|[\s,]{1,3})(\d\d?)[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d{1,9})?)?\s{0,2}(Z|[+-]\d\d:?\d\d|[+-]\d\d)?)?)?",
    re.I,
)
_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?\s?(Z|[+-]\d\d:?\d\d)?)?", re.I)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_MAIL = re.compile(r"(?:[A-Za-z]{3},\s{1,2})?\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d")
_UTC = ("+00:00", "-00:00")


def machine(value: str, readers: Iterable[HeaderReader]) -> str | None:
    """A time that a page gives to machines, in whatever form; None where it is none."""
    value = value.strip()
    if len(value) > 80:
        return None
    match = _ISO.match(value.replace("/", "-")) or _PACKED.fullmatch(value)
    if match and not _EPOCH.fullmatch(value):
        return _iso(match.groups())
    if _EPOCH.fullmatch(value):
        return datetime.fromtimestamp(int(value[:10]), UTC).strftime("%Y-%m-%dT%H:%M+00:00")
    if _MAIL.match(value):
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, IndexError, TypeError):
            return None
        zone = moment.strftime("%z")
        return moment.strftime("%Y-%m-%dT%H:%M") + (f"{zone[:3]}:{zone[3:5]}" if zone else "")
    return line(value, readers)


def _iso(groups: Sequence[str | None]) -> str | None:
    year, month, day, hour, minute, _, zone = groups
    try:
        moment = datetime(int(year or 0), int(month or 0), int(day or 1), int(hour or 0), int(minute or 0))
    except ValueError:
        return None
    if not 1900 <= moment.year <= 2199:
        return None
    if not day:
        return moment.strftime("%Y-%m")
    if not hour:
        return moment.strftime("%Y-%m-%d")
    return moment.strftime("%Y-%m-%dT%H:%M") + _zone(zone)


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone in "Zz":
        return "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}" if digits <= "1459" else ""


def line(text: str, readers: Iterable[HeaderReader], *, changed: bool = True) -> str | None:
    """The time of a date line as people read it; None where the line is none.

    `changed`: a time of a later change counts too.
    """
    for reader in readers:
        part = reader.date(text, 0, len(text))
        if part is None:
            continue
        value = part.values.get("published") or (part.values.get("updated") if changed else None)
        if value and _real(value):
            return value
    return None


def _real(value: str) -> bool:
    """Whether a time is one of the calendar (no 31 February)."""
    try:
        datetime.fromisoformat(value if len(value) > 7 else value + "-01")
    except ValueError:
        return False
    return True


def best(said: str | None, seen: str | None) -> str | None:
    """The time that a page gives to machines, mended by the one that it shows.

    Pages give local times without a zone or as if they were UTC; where the page shows the same clock with a zone, that
    zone counts. A day is made as precise as what is shown of the same day.
    """
    if said is None or seen is None:
        return said or seen
    if same(said, seen):
        return seen
    clock = seen[:16]
    if len(seen) > 16 and said[:16] == clock and (len(said) == 16 or said[16:] in _UTC):
        return seen
    if len(said) < 16 and seen.startswith(said):
        return seen
    if len(said) == 16 and len(seen) > 16 and said[:10] == seen[:10]:
        return said + seen[16:]
    return local((said, seen))


def same(one: str, other: str) -> bool:
    """Whether two times with zones are the same moment."""
    return len(one) > 16 and len(other) > 16 and datetime.fromisoformat(one) == datetime.fromisoformat(other)


def local(times: Sequence[str]) -> str | None:
    """The first of some times, with the zone of the place where another of them tells it.

    Another tells it that is the same moment in a zone, or the same moment on the clock of a place without its zone.
    """
    if not times or times[0][16:] not in _UTC:
        return times[0] if times else None
    first = datetime.fromisoformat(times[0])
    for time in times[1:]:
        if time[16:] not in _UTC and same(time, times[0]):
            return time
        if len(time) == 16:
            ahead = int((datetime.fromisoformat(time + "+00:00") - first).total_seconds()) // 60
            if -720 <= ahead <= 840 and ahead % 30 == 0 and ahead:
                return f"{time}{'-' if ahead < 0 else '+'}{abs(ahead) // 60:02d}:{abs(ahead) % 60:02d}"
    return times[0]
