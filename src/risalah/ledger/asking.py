"""What is asked for, checked before the ledger is searched: labels, issues, parties, periods, ids."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from risalah.errors import UsageError
from risalah.ledger.store import Ledger
from risalah.packs import load_world
from risalah.reading.acts import ActTable

MODES = ("direct", "indirect", "mixed")
_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>0[1-9]|[1-4]\d|5[0-3])|-Q(?P<quarter>[1-4])"
    r"|-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?)?"
)


def literal(words: str) -> str:
    """Words for LIKE, with nothing in them that stands for other words."""
    return re.sub(r"([\\%_])", r"\\\1", words)


def no_such(what: str, asked: str, known: Iterable[str]) -> UsageError:
    """The error for something that is not there, with what it may have been."""
    names = sorted(set(known))
    folded = {n.casefold(): n for n in names}
    near = [folded[n] for n in difflib.get_close_matches(asked.casefold(), folded, 3, 0.6)]
    words = {w: n for n in names for w in n.casefold().split()}
    near += [words[w] for w in difflib.get_close_matches(asked.casefold(), words, 2, 0.75) if words[w] not in near]
    near += [n for n in names if asked.casefold() in n.casefold() and n not in near][:3]
    if near:
        return UsageError(f"no {what} {asked!r} (perhaps {' or '.join(repr(n) for n in near)}?)")
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return UsageError(f"no {what} {asked!r}" + (f" (there are {shown})" if names else ""))


def label(what: str, asked: str, known: Iterable[str]) -> str:
    """A label, if it is known, however it is written: `NATO enlargement` is `nato-enlargement`."""
    folded = {_folded(k): k for k in known}
    if _folded(asked) not in folded:
        raise no_such(what, asked, folded.values())
    return folded[_folded(asked)]


def _folded(asked: str) -> str:
    return "-".join(re.split(r"[\s_-]+", asked.strip().casefold()))


@cache
def acts() -> tuple[str, ...]:
    """The labels of acts."""
    return tuple(a.label for a in load_world().rules("acts", ActTable).act)


class Period(NamedTuple):
    """From when to when, as days are compared; None: no bound."""

    since: str | None
    until: str | None


def period(since: str | None, until: str | None) -> Period:
    """The bounds of a period given as years, quarters, months, weeks or days. Raises `UsageError` for anything else."""
    found = Period(_bounds(since)[0] if since else None, _bounds(until)[1] if until else None)
    if found.since and found.until and found.since > found.until:
        raise UsageError(f"nothing lies between {since} and {until}: the first is the later one")
    return found


def _bounds(asked: str) -> tuple[str, str]:
    """What is not before a period, and what is not after it; behind a day may stand its hours."""
    m = _PERIOD.fullmatch(asked.strip().upper())
    if m is None:
        raise UsageError(
            f"{asked!r} is no year, quarter, month, week or day (2022, 2022-Q4, 2022-12, 2022-W49, 2022-12-07)"
        )
    try:
        if m["week"]:
            days = [date.fromisocalendar(int(m["year"]), int(m["week"]), n).isoformat() for n in (1, 7)]
            return days[0], f"{days[1]}~"
        if m["day"]:
            date.fromisoformat(m[0])
    except ValueError:
        raise UsageError(f"there is no {asked} in the calendar") from None
    if m["quarter"]:
        last = 3 * int(m["quarter"])
        return f"{m['year']}-{last - 2:02d}", f"{m['year']}-{last:02d}~"
    return m[0], f"{m[0]}~"


def first_day(told: str) -> str:
    """A date as days are compared: of a week or a quarter its first day, everything else as it is."""
    m = _PERIOD.fullmatch(told)
    return _bounds(told)[0] if m is not None and (m["week"] or m["quarter"]) else told


def step_of(told: str, by: str) -> str | None:
    """The day, week, month, quarter or year in which a date lies wholly, else the date itself; None for no date.

    `told` has a day's ten characters at most: of several days the first, of a day and hour the day.
    """
    m = _PERIOD.fullmatch(told.lstrip("[{").split("/")[0].rstrip(",.]"))
    if m is None:
        return None
    try:
        low, high = _bounds(m[0])
    except UsageError:
        return None  # the 31st of June
    month = low[:7] if len(low) >= 7 and low[:7] == high[:7] else None
    if by == "year":
        return m["year"] if low[:4] == high[:4] == m["year"] else m[0]
    if by == "quarter" and len(low) >= 7 and _quarter(low) == _quarter(high):
        return _quarter(low)
    if by == "month" and month:
        return month
    if by == "week" and m["day"]:
        year, week, _ = date.fromisoformat(m[0]).isocalendar()
        return f"{year}-W{week:02d}"
    return m[0]


def _quarter(day: str) -> str:
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def issues(ledger: Ledger) -> set[str]:
    """The issues of the ledger's statements and of the registries that it was kept with."""
    return set((ledger.fact("issues") or "").split("\n")) - {""} | {
        r[0] for r in ledger.rows("SELECT DISTINCT issue FROM statement_issues")
    }


NONE = "none"
"""Asked for as an issue: statements without one."""


def issue(ledger: Ledger, asked: str) -> str:
    """An issue's id, if it is one."""
    if ledger.one("SELECT 1 FROM statement_issues WHERE issue = ? LIMIT 1", asked) is None:
        return label("issue", asked, issues(ledger))
    return asked


def group_of(ledger: Ledger, key: str) -> tuple[str, int]:
    """The row of an utterance by its id or that of one of its statements; `alone`: the row of the statement itself."""
    row = ledger.one("SELECT id FROM groups WHERE key = ?", key)
    if row is not None:
        return "group", row["id"]
    row = ledger.one("SELECT id, grp FROM statements WHERE key = ?", key)
    if row is None:
        raise UsageError(f"no utterance and no statement {key!r} in this ledger")
    return ("group", row["grp"]) if row["grp"] is not None else ("alone", row["id"])
