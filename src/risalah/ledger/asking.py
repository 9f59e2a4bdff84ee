"""What is asked for: filters over statements, checked before the ledger is searched."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import NamedTuple

from risalah.errors import UsageError
from risalah.ledger.store import Ledger
from risalah.packs import load_world
from risalah.reading.acts import ActTable

LIMIT = 100
"""Rows given back where no number is asked for."""
MODES = ("direct", "indirect", "mixed")
_PERIOD = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class Filter(NamedTuple):
    """What statements are asked for; everything that is None or False asks for nothing."""

    who: str | None = None
    """An actor: its id, one of its names, or words of one."""
    party: str | None = None
    about: str | None = None
    """The id of an issue."""
    act: str | None = None
    since: str | None = None
    """A year, month or day."""
    until: str | None = None
    """A year, month or day, which is included."""
    to: str | None = None
    """Words of the audience."""
    mode: str | None = None
    outlet: str | None = None
    """Words of the outlet's name."""
    conditional: bool = False
    group: str | None = None
    """The id of an utterance, or of a statement that belongs to one."""

    def where(self, ledger: Ledger) -> tuple[str, list[object]]:
        """The condition in SQL, and its values. Raises `UsageError` for what is not there or is no such value."""
        parts, values = ["d.current = 1"], list[object]()

        def add(part: str, *more: object) -> None:
            parts.append(part)
            values.extend(more)

        if self.who:
            ids = [a["id"] for a in named(ledger, self.who)]
            marks = ",".join("?" * len(ids))
            add(f"s.id IN (SELECT statement FROM statement_actors WHERE actor IN ({marks}))", *ids)
        if self.party:
            parties = sorted(spoken_for(ledger, self.party))
            add(f"s.party IN ({','.join('?' * len(parties))})", *parties)
        if self.about:
            add("s.id IN (SELECT statement FROM statement_issues WHERE issue = ?)", issue(ledger, self.about))
        if self.act:
            add("s.id IN (SELECT statement FROM statement_acts WHERE act = ?)", label("act", self.act, acts()))
        if self.since:
            add("coalesce(s.said_on, s.published) >= ?", period(self.since))
        if self.until:
            add("substr(coalesce(s.said_on, s.published), 1, ?) <= ?", len(self.until), period(self.until))
        if self.to:
            add(r"s.audience LIKE '%' || ? || '%' ESCAPE '\'", _literal(self.to))
        if self.mode:
            add("s.mode = ?", label("mode", self.mode, MODES))
        if self.outlet:
            add(r"d.outlet LIKE '%' || ? || '%' ESCAPE '\'", _literal(self.outlet))
        if self.conditional:
            add("s.conditional = 1")
        if self.group:
            row = group_of(ledger, self.group)
            add("s.id = ?" if row[0] == "alone" else "s.grp = ?", row[1])
        return " AND ".join(parts), values


ALL = Filter()
"""Asks for everything."""


def _literal(words: str) -> str:
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


def spoken_for(ledger: Ledger, asked: str) -> set[str]:
    """The parties of statements that are the one asked for, alone or with others."""
    known = [r[0] for r in ledger.rows("SELECT DISTINCT party FROM statements WHERE party IS NOT NULL")]
    found = {p for p in known if asked.casefold() in p.casefold().split("; ")}
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


def named(ledger: Ledger, name: str) -> list[dict[str, object]]:
    """The actors with an id, a name or words of a name. Raises `UsageError` when there is none."""
    start = "SELECT DISTINCT a.id, a.key, a.name, a.party FROM actors a JOIN actor_names n ON n.actor = a.id WHERE"
    found = ledger.rows(
        f"{start} a.key = ? OR a.name = ? COLLATE NOCASE OR n.name = ? COLLATE NOCASE"
        " OR n.name || ' (' || n.party || ')' = ? COLLATE NOCASE",
        *[name] * 4,
    ) or ledger.rows(rf"{start} (' ' || n.name || ' ') LIKE '% ' || ? || ' %' ESCAPE '\'", _literal(name))
    if not found:
        raise no_such("actor", name, (r[0] for r in ledger.rows("SELECT name FROM actor_names")))
    return [dict(r) for r in found]
