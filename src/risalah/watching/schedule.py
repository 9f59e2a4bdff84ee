"""When feeds and articles are asked for, all in seconds."""

from __future__ import annotations

import re

from risalah.errors import UsageError

EVERY = 900.0
"""Between two looks at a feed, unless the user says it."""
LEAST = 60.0
"""The shortest that the user may say."""
HINT = 6 * 3600.0
"""The longest wish of a feed (its `ttl`, its Cache-Control) that is heeded."""
JITTER = 0.1
"""The share of a pause that is added by chance, so that many watchers do not come at once."""
WORST = 6 * 3600.0
"""The longest pause after failures of a feed."""
DAY = 24 * 3600.0
"""The longest wish of a server in trouble that is heeded."""
AGAIN = (60.0, 300.0, 1800.0, 7200.0, 21600.0, DAY, DAY)
"""Before an article that could not be had is asked for again; after the last one it is given up."""

ONCE = 300.0
"""The longest pause of a host that a run which looks once sits out."""

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_pause(option: str) -> float:
    """`15m`, `1h`, `900` as seconds. Raises `UsageError` for anything else, and for less than a minute."""
    match = re.fullmatch(r"(\d{1,6})\s*([smhd]?)", option.strip().lower())
    if match is None:
        raise UsageError(f"{option!r} is not a pause (as in 15m, 1h or 900)")
    seconds = float(int(match[1]) * _UNITS[match[2]])
    if seconds < LEAST:
        raise UsageError(f"{option}: no feed is looked at more than once a minute")
    return seconds


def pause(every: float, hint: float) -> float:
    """Until the next look at a feed that wishes a pause of `hint`."""
    return max(every, min(hint, HINT))


def hold(every: float, failures: int, asked: float | None) -> float:
    """Until the next look at a feed that has failed so many times in a row; `asked`: what its server wants."""
    worst: float = max(WORST, every)
    return max(min(every * 2.0 ** min(failures - 1, 16), worst), min(asked or 0.0, DAY))


def again(tries: int, asked: float | None) -> float | None:
    """Until an article is asked for again that failed so many times (from 1 on); None: no more."""
    if tries > len(AGAIN):
        return None
    return max(AGAIN[tries - 1], min(asked or 0.0, DAY))
