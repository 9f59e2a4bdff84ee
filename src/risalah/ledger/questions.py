"""The questions people ask of a ledger, each one query with its filters."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from sqlite3 import Row
from typing import NamedTuple

import msgspec

from risalah.errors import UsageError
from risalah.ledger import search
from risalah.ledger.answers import Actor, Change, Count, Happened, Hit, Ruling, Said, Stance
from risalah.ledger.filters import ALL as ALL
from risalah.ledger.filters import FEW, marks
from risalah.ledger.filters import Filter as Filter
from risalah.ledger.filters import named as named
from risalah.ledger.store import Ledger

LIMIT = 100
"""Rows given back where no number is asked for."""
_SPANS = msgspec.json.Decoder(tuple[tuple[int, int], ...])
DATED = frozenset({"for", "against", "conditional", "open"})
"""Stances that can turn; `unknown` is none."""
CHUNK = 500
_SAID = """
SELECT s.*, d.outlet, d.title, d.url, d.doc_id, d.id AS doc, coalesce(g.carriers, 1) AS carriers,
    coalesce(g.sources, 1) AS sources,
    (SELECT group_concat(act) FROM statement_acts WHERE statement = s.id) AS acts,
    (SELECT group_concat(issue) FROM statement_issues WHERE statement = s.id) AS issues,
    (SELECT group_concat(a.name, '; ') FROM statement_actors sa JOIN actors a ON a.id = sa.actor
        WHERE sa.statement = s.id) AS actor_names
FROM statements s JOIN documents d ON d.id = s.document LEFT JOIN groups g ON g.id = s.grp
"""
_FIRST = "(s.grp IS NULL OR s.id = (SELECT min(id) FROM statements WHERE grp = s.grp))"
"""Of each utterance the one that was kept first."""


class _Point(NamedTuple):
    """What of a position tells whether it turned."""

    issue: str
    party: str
    stance: str
    said_on: str
    document: int
    conditions: str
    row: int
    rule: str


def statements(ledger: Ledger, asked: Filter, *, limit: int | None = LIMIT, distinct: bool = False) -> list[Said]:
    """Statements in the order of the day of saying; `distinct`: of each utterance only the earliest."""
    where, values = asked.where(ledger)
    where += f" AND {_FIRST}" if distinct else ""
    query = f"SELECT s.id FROM statements s WHERE {where} ORDER BY s.day, s.id" + (" LIMIT ?" if limit else "")
    return loaded(ledger, [r[0] for r in ledger.db.execute(query, [*values, limit] if limit else values)])


def one(ledger: Ledger, key: str) -> Said:
    """The statement with an id. Raises `UsageError` when there is none."""
    row = ledger.one("SELECT id FROM statements WHERE key = ?", key)
    if row is None:
        raise UsageError(f"no statement {key!r} in this ledger")
    return loaded(ledger, [row["id"]])[0]


def loaded(ledger: Ledger, ids: list[int]) -> list[Said]:
    """The statements of these rows as typed values, in this order, corrections applied."""
    found: dict[int, Said] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        rows = ledger.rows(f"{_SAID} WHERE s.id IN ({marks(some)})", *some)
        times = _times(ledger, {r["doc"] for r in rows})
        fixed = _corrections(ledger, [r["key"] for r in rows])
        for r in rows:
            found[r["id"]] = _said(ledger, r, times.get(r["doc"], ()), fixed.get(r["key"]))
    return [found[row] for row in ids]


def _said(ledger: Ledger, r: Row, times: Iterable[tuple[int, int, str]], fixed: dict[str, object] | None) -> Said:
    content = _SPANS.decode(r["content"])
    value = Said(
        id=r["key"],
        speaker=r["actor_names"] or r["speaker"],
        party=r["party"],
        mode=r["mode"],
        said_on=r["said_on"],
        refers_to=tuple({v: 0 for start, stop, v in times if any(a <= start and stop <= b for a, b in content)}),
        published=r["published"],
        acts=tuple(r["acts"].split(",")) if r["acts"] else (),
        issues=tuple(r["issues"].split(",")) if r["issues"] else (),
        text=r["text"],
        conditions=_conditions(ledger, r["doc"], r["conditions"]),
        audience=r["audience"],
        place=r["place"],
        via=r["via"],
        outlet=r["outlet"],
        title=r["title"],
        url=r["url"],
        document=r["doc_id"],
        content=content,
        carriers=r["carriers"],
        sources=r["sources"],
    )
    return msgspec.structs.replace(value, **fixed, corrected=tuple(fixed)) if fixed else value


def _conditions(ledger: Ledger, document: int, spans: str) -> tuple[str, ...]:
    """The words of the conditions at these places of a document."""
    if spans == "[]":
        return ()
    row = ledger.one("SELECT text FROM documents WHERE id = ?", document)
    return tuple(row["text"][a:b] for a, b in _SPANS.decode(spans)) if row is not None else ()


def _times(ledger: Ledger, documents: Collection[int]) -> dict[int, list[tuple[int, int, str]]]:
    """The values of the times in documents, with their places."""
    found: dict[int, list[tuple[int, int, str]]] = {}
    for document, *time in ledger.db.execute(
        f"SELECT document, start, stop, value FROM times WHERE document IN ({marks(documents)}) ORDER BY 1, 2",
        list(documents),
    ):
        found.setdefault(document, []).append((time[0], time[1], time[2]))
    return found


def _corrections(ledger: Ledger, keys: list[str]) -> dict[str, dict[str, object]]:
    """The slots of statements that a human corrected, with their values."""
    found: dict[str, dict[str, object]] = {}
    for key, slot, value in ledger.db.execute(
        "SELECT one, other, value FROM judgements WHERE kind = 'correct' AND undone = 0"
        f" AND one IN ({marks(keys)}) ORDER BY id",
        keys,
    ):
        decoded = json.loads(value)
        found.setdefault(key, {})[slot] = tuple(decoded) if isinstance(decoded, list) else decoded
    return found


def searched(ledger: Ledger, words: str, asked: Filter = ALL, *, limit: int = LIMIT) -> list[Hit]:
    """Statements with words, the best first; every form of a word's family is found and marked."""
    where, values = asked.where(ledger)
    query = (
        "SELECT f.rowid AS row, highlight(statements_fts, 0, '[', ']') AS marked FROM statements_fts f"
        f" CROSS JOIN statements s ON s.id = f.rowid WHERE statements_fts MATCH ? AND {where} ORDER BY f.rank LIMIT ?"
    )
    marked = {r["row"]: r["marked"] for r in ledger.db.execute(query, [search.match(ledger, words), *values, limit])}
    return [Hit(said, m) for said, m in zip(loaded(ledger, list(marked)), marked.values(), strict=True)]


# -- positions


def positions(
    ledger: Ledger, party: str | None, about: str | None, *, since: str | None = None, until: str | None = None
) -> list[Stance]:
    """The statements of a party on an issue in the order of saying, with the stance that each takes."""
    asked = Filter(party=party, about=about, since=since, until=until)
    found = _positions(ledger, asked, "i.issue AS on_issue, s.party, i.stance, i.stance_rule, s.id")
    said = loaded(ledger, [r["id"] for r in found])
    return [
        Stance(r["on_issue"], r["party"], r["stance"], r["stance_rule"], s) for r, s in zip(found, said, strict=True)
    ]


def _positions(ledger: Ledger, asked: Filter, columns: str, more: str = "") -> list[Row]:
    """Positions, with these columns of them."""
    where, values = asked.where(ledger)
    query = (
        f"SELECT {columns} FROM statements s CROSS JOIN statement_issues i ON i.statement = s.id"
        f" WHERE {where} AND s.party IS NOT NULL AND (? IS NULL OR i.issue = ?) AND {_FIRST}{more}"
        " ORDER BY i.issue, s.party, s.day, s.id"
    )
    return ledger.rows(query, *values, asked.about, asked.about)


def changes(ledger: Ledger, party: str | None = None, about: str | None = None) -> list[Change]:
    """Pairs of statements between which a party's stance on an issue turned, or the condition it sets."""
    dated = ",".join(f"'{stance}'" for stance in sorted(DATED))
    columns = "i.issue, s.party, i.stance, s.said_on, s.document, s.conditions, s.id, i.stance_rule"
    turned: list[tuple[str, _Point, _Point]] = []
    last: _Point | None = None
    stated = f" AND i.stance IN ({dated}) AND s.said_on IS NOT NULL"
    for row in _positions(ledger, Filter(party=party, about=about), columns, stated):
        point = _Point(*row)
        if last is not None and last[:2] == point[:2]:
            what = _turned(ledger, last, point)
            if what:
                turned.append((what, last, point))
        last = point
    points = [p for _, before, after in turned for p in (before, after)]
    said = loaded(ledger, [p.row for p in points])
    stances = [Stance(p.issue, p.party, p.stance, p.rule, s) for p, s in zip(points, said, strict=True)]
    return [
        Change(before.issue, before.party, what, before, after)
        for (what, *_), before, after in zip(turned, stances[::2], stances[1::2], strict=True)
    ]


def _turned(ledger: Ledger, before: _Point, after: _Point) -> str:
    """What turned between two stances: `stance`, `condition`, or nothing."""
    if before.said_on == after.said_on:
        return ""
    both = {before.stance, after.stance}
    if "against" in both and len(both) == 2:
        return "stance"
    if both == {"for", "conditional"}:
        return "condition"  # one was set, or dropped
    if both != {"conditional"}:
        return ""
    one, other = (_conditions(ledger, p.document, p.conditions) for p in (before, after))
    return "condition" if one != other else ""


# -- events, actors, timeline, judgements


def events(
    ledger: Ledger, *, kind: str | None = None, who: str | None = None, since: str | None = None,
    until: str | None = None, limit: int | None = LIMIT, distinct: bool = False,
) -> list[Happened]:  # fmt: skip
    """Events in order of their dates; `distinct`: each told by several articles once."""
    parts, values = ["e.current = 1"], list[object]()
    for part, value in (
        ("e.type = ?", kind),
        ("e.id IN (SELECT event FROM event_participants WHERE name = ? COLLATE NOCASE)", who),
        ("e.day >= ? AND e.day < '9'", since),
        ("e.day <= ? || '~'", until),
    ):
        if value:
            parts.append(part)
            values.append(value)
    if distinct:
        parts.append("(e.grp IS NULL OR e.id = (SELECT min(id) FROM events WHERE grp = e.grp))")
    inner = f"SELECT e.id FROM events e WHERE {' AND '.join(parts)} ORDER BY e.day, e.id" + (
        " LIMIT ?" if limit else ""
    )
    query = (
        "SELECT e.*, d.published AS out, d.outlet, d.title, d.url, d.doc_id, coalesce(g.carriers, 1) AS carriers,"
        " (SELECT group_concat(name, '; ') FROM event_participants WHERE event = e.id) AS names"
        " FROM events e JOIN documents d ON d.id = e.document LEFT JOIN event_groups g ON g.id = e.grp"
        f" WHERE e.id IN ({inner}) ORDER BY e.day, e.id"
    )
    return [
        Happened(
            r["key"], r["type"], r["date"], r["place"], tuple((r["names"] or "").split("; ")) if r["names"] else (),
            r["text"], r["out"], r["outlet"], r["title"], r["url"], r["doc_id"], r["carriers"],
        )
        for r in ledger.db.execute(query, [*values, limit] if limit else values)
    ]  # fmt: skip


def actors(ledger: Ledger, name: str | None = None, *, limit: int | None = LIMIT) -> list[Actor]:
    """Actors by how much they said; `name`: those with it. All names that were read are listed with each."""
    ids = [int(str(a["id"])) for a in named(ledger, name)] if name else None
    where = f"WHERE id IN ({marks(ids)})" if ids is not None else ""
    query = f"SELECT * FROM actors {where} ORDER BY statements DESC, name" + (" LIMIT ?" if limit else "")
    rows = ledger.rows(query, *(ids or ()), *([limit] if limit else ()))
    return [
        Actor(r["key"], r["name"], r["party"], tuple(_names(ledger, r["id"])), r["statements"], r["documents"])
        for r in rows
    ]


def _names(ledger: Ledger, actor: int) -> Iterator[str]:
    for r in ledger.db.execute("SELECT name, party FROM actor_names WHERE actor = ? ORDER BY name, party", (actor,)):
        yield f"{r['name']} ({r['party']})" if r["party"] else r["name"]


def timeline(ledger: Ledger, by: str = "month", asked: Filter = ALL) -> list[Count]:
    """How many statements were made and events happened, by day, month or year."""
    length = {"day": 10, "month": 7, "year": 4}.get(by)
    if length is None:
        raise UsageError(f"a timeline is by day, month or year, not by {by!r}")
    where, values = asked.where(ledger, few=FEW * FEW)
    found: dict[str, list[int]] = {}
    tables: tuple[tuple[int, str, list[object]], ...] = (
        (0, f"SELECT substr(s.day, 1, {length}) AS t, count(*) AS n FROM statements s WHERE {where} AND s.day < '9'"
            " GROUP BY t", values),
        (1, f"SELECT substr(e.day, 1, {length}) AS t, count(*) AS n FROM events e WHERE e.current = 1 AND e.day < '9'"
            " GROUP BY t", []),
    )  # fmt: skip
    if asked != ALL:
        tables = tables[:1]
    for place, query, more in tables:
        for r in ledger.db.execute(query, more):
            if r["t"][:1].isdigit():
                found.setdefault(r["t"], [0, 0])[place] += r["n"]
    return [Count(t, *found[t]) for t in sorted(found)]


def judgements(ledger: Ledger, about: Iterable[str] = (), *, limit: int | None = LIMIT) -> list[Ruling]:
    """Judgements, the last first; `about`: only those on these keys."""
    keys = list(about)
    marks = ",".join("?" * len(keys))
    where = f"WHERE one IN ({marks}) OR other IN ({marks})" if keys else ""
    rows = ledger.rows(
        f"SELECT * FROM judgements {where} ORDER BY id DESC" + (" LIMIT ?" if limit else ""),
        *keys, *keys, *([limit] if limit else ()),
    )  # fmt: skip
    return [
        Ruling(
            r["id"], r["kind"], r["one"], r["other"], r["value"], r["rule"], r["reason"], r["made"], bool(r["undone"])
        )
        for r in rows
    ]
