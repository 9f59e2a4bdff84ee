"""Dates as feeds write them, as ISO 8601 with their own zone."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache

from risalah.packs import available, load
from risalah.text.header import HeaderReader

LONGEST = 100
"""Characters of a date."""
_DAY = re.compile(r"\d{4}(-\d\d){0,2}")
_LAST = re.compile(r"([A-Za-z]{1,5})\)?$")


def moment(told: str | None, language: str | None = None) -> str | None:
    """What a feed says of the day, as ISO 8601 to the minute where it can be read, else its own words.

    Dates in words are tried in the language given first, then in those of the other packs.
    """
    told = " ".join((told or "").split())
    if not told or len(told) > LONGEST:
        return told[:LONGEST] or None
    if _DAY.fullmatch(told) or told.isdecimal():
        return told
    return _iso(told) or _mail(told) or _words(told, (language or "")[:2].lower()) or told


def _iso(told: str) -> str | None:
    try:
        return _shown(datetime.fromisoformat(told))
    except ValueError:
        return None


def _mail(told: str) -> str | None:
    """The date of RSS: `Tue, 01 Mar 2022 10:00:00 +0700`, also with a zone by a name that a pack knows."""
    try:
        found = parsedate_to_datetime(told)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    value = _shown(found)
    if found.tzinfo is None:
        last = _LAST.search(told)
        value += "+00:00" if told.endswith("-0000") else _zones().get(last[1].casefold(), "") if last else ""
    return value


def _shown(found: datetime) -> str:
    return found.replace(second=0, microsecond=0).isoformat(timespec="minutes")


def _words(told: str, first: str) -> str | None:
    for language in sorted(available(), key=lambda code: code != first):
        if found := _reader(language).moment(told):
            return found
    return None


@cache
def _reader(language: str) -> HeaderReader:
    return HeaderReader(load(language), {})


@cache
def _zones() -> dict[str, str]:
    """The zones that the packs know by name."""
    return {name: offset for language in available() for name, offset in _reader(language).zones.items()}
