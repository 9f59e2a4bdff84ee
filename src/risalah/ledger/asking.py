"""What is asked for, checked before the ledger is searched: labels, issues, parties, periods, ids."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache

from risalah.errors import UsageError
from risalah.ledger.store import Ledger
from risalah.packs import load_world
from risalah.reading.acts import ActTable

LIMIT = 100
"""Rows given back where no number is asked for."""
MODES = ("direct", "indirect", "mixed")
_PARTIES = """
WITH RECURSIVE p (v) AS (SELECT min(party) FROM statements
    UNION ALL SELECT (SELECT min(party) FROM statements WHERE party > v) FROM p WHERE v IS NOT NULL)
SELECT v FROM p WHERE v IS NOT NULL
"""
_PERIOD = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


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
    """A label, if it is one of those that are known."""
    if asked not in known:
        raise no_such(what, asked, known)
    return asked


@cache
def acts() -> tuple[str, ...]:
    """The labels of acts."""
    return tuple(a.label for a in load_world().rules("acts", ActTable).act)


def period(asked: str | None) -> str | None:
    """A year, month or day as it was given. Raises `UsageError` for anything else."""
    if asked is not None and not _PERIOD.fullmatch(asked):
        raise UsageError(f"{asked!r} is no year, month or day (2022, 2022-12 or 2022-12-07)")
    return asked


def issues(ledger: Ledger) -> set[str]:
    """The issues of the ledger's statements and of the registries that it was kept with."""
    row = ledger.one("SELECT value FROM facts WHERE name = 'issues'")
    told = set(str(row["value"]).split("\n")) if row is not None else set()
    return told | {r[0] for r in ledger.rows("SELECT DISTINCT issue FROM statement_issues")}


def issue(ledger: Ledger, asked: str) -> str:
    """An issue's id, if it is one."""
    if ledger.one("SELECT 1 FROM statement_issues WHERE issue = ? LIMIT 1", asked) is None:
        label("issue", asked, issues(ledger))
    return asked


def spoken_for(ledger: Ledger, asked: str) -> list[str]:
    """The parties of statements that are the one asked for, alone or with others."""
    known = [r[0] for r in ledger.rows(_PARTIES)]
    found = sorted(p for p in known if asked.casefold() in p.casefold().split("; "))
    if not found:
        raise no_such("party", asked, {one for p in known for one in p.split("; ")})
    return found


def group_of(ledger: Ledger, key: str) -> tuple[str, int]:
    """The row of an utterance by its id or that of one of its statements; `alone`: the row of the statement itself."""
    row = ledger.one("SELECT id FROM groups WHERE key = ?", key)
    if row is not None:
        return "group", row["id"]
    row = ledger.one("SELECT id, grp FROM statements WHERE key = ?", key)
    if row is None:
        raise UsageError(f"no utterance and no statement {key!r} in this ledger")
    return ("group", row["grp"]) if row["grp"] is not None else ("alone", row["id"])
