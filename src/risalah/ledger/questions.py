"""The questions people ask of a ledger, each one query with its filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from risalah.errors import UsageError
from risalah.ledger import search
from risalah.ledger.answers import Actor, Change, Count, Happened, Hit, Ruling, Said, Stance
from risalah.ledger.store import Ledger

LIMIT = 100
"""Rows given back where no number is asked for."""
DATED = frozenset({"for", "against", "conditional", "open"})
"""Stances that can turn; `unknown` is none."""
_SAID = """
SELECT s.*, d.outlet, d.title, d.url, d.doc_id, d.id AS doc, d.text AS whole, coalesce(g.carriers, 1) AS carriers,
    coalesce(g.sources, 1) AS sources,
    (SELECT group_concat(act) FROM statement_acts WHERE statement = s.id) AS acts,
    (SELECT group_concat(issue) FROM statement_issues WHERE statement = s.id) AS issues,
    (SELECT group_concat(a.name, '; ') FROM statement_actors sa JOIN actors a ON a.id = sa.actor
        WHERE sa.statement = s.id) AS actor_names
FROM statements s JOIN documents d ON d.id = s.document LEFT JOIN groups g ON g.id = s.grp
"""


class Filter(NamedTuple):
    """What statements are asked for; everything that is None or False asks for nothing."""

    who: str | None = None
    party: str | None = None
    about: str | None = None
    act: str | None = None
    since: str | None = None
    until: str | None = None
    to: str | None = None
    mode: str | None = None
    outlet: str | None = None
    conditional: bool = False

    def where(self, ledger: Ledger) -> tuple[str, list[object]]:
        """The condition in SQL, and its values. Raises `UsageError` for an actor that is not there."""
        parts, values = ["d.current = 1"], list[object]()

        def add(part: str, *more: object) -> None:
            parts.append(part)
            values.extend(more)

        if self.who:
            ids = [a["id"] for a in named(ledger, self.who)]
            marks = ",".join("?" * len(ids))
            add(f"s.id IN (SELECT statement FROM statement_actors WHERE actor IN ({marks}))", *ids)
        if self.party:
            add("('; ' || s.party || '; ') LIKE '%; ' || ? || '; %'", self.party)
        if self.about:
            add("s.id IN (SELECT statement FROM statement_issues WHERE issue = ?)", self.about)
        if self.act:
            add("s.id IN (SELECT statement FROM statement_acts WHERE act = ?)", self.act)
        if self.since:
            add("coalesce(s.said_on, s.published) >= ?", self.since)
        if self.until:
            add("substr(coalesce(s.said_on, s.published), 1, ?) <= ?", len(self.until), self.until)
        if self.to:
            add("s.audience LIKE '%' || ? || '%'", self.to)
        if self.mode:
            add("s.mode = ?", self.mode)
        if self.outlet:
            add("d.outlet LIKE '%' || ? || '%'", self.outlet)
        if self.conditional:
            add("s.conditional = 1")
        return " AND ".join(parts), values


ALL = Filter()
"""Asks for everything."""


def named(ledger: Ledger, name: str) -> list[dict[str, object]]:
    """The actors with an id, a name or a part of a name. Raises `UsageError` when there is none."""
    found = ledger.rows(
        "SELECT DISTINCT a.id, a.key, a.name, a.party FROM actors a JOIN actor_names n ON n.actor = a.id"
        " WHERE a.key = ? OR a.name = ? COLLATE NOCASE OR n.name = ? COLLATE NOCASE",
        name, name, name,
    ) or ledger.rows(
        "SELECT DISTINCT a.id, a.key, a.name, a.party FROM actors a JOIN actor_names n ON n.actor = a.id"
        " WHERE (' ' || n.name || ' ') LIKE '% ' || ? || ' %'",
        name,
    )  # fmt: skip
    if not found:
        raise UsageError(f"no actor {name!r} in this ledger (`risalah actors` lists them)")
    return [dict(r) for r in found]


def statements(ledger: Ledger, asked: Filter, *, limit: int | None = LIMIT, distinct: bool = False) -> list[Said]:
    """Statements in the order of the day of saying; `distinct`: of each utterance only the earliest."""
    where, values = asked.where(ledger)
    if distinct:
        where += " AND (s.grp IS NULL OR s.id = (SELECT min(id) FROM statements WHERE grp = s.grp))"
    order = " ORDER BY coalesce(s.said_on, s.published, '9'), s.id"
    query = f"{_SAID} WHERE {where}{order}" + (" LIMIT ?" if limit else "")
    return [said(ledger, r) for r in ledger.db.execute(query, [*values, limit] if limit else values)]


def one(ledger: Ledger, key: str) -> Said:
    """The statement with an id. Raises `UsageError` when there is none."""
    row = ledger.one(f"{_SAID} WHERE s.key = ?", key)
    if row is None:
        raise UsageError(f"no statement {key!r} in this ledger")
    return said(ledger, row)


def said(ledger: Ledger, row: object) -> Said:
    """A row of the query for statements as a typed value, corrections applied."""
    r: dict[str, object] = dict(row)  # type: ignore[call-overload]
    whole = str(r["whole"])
    content = json.loads(str(r["content"]))
    fixed = _corrections(ledger, str(r["key"]))
    value = Said(
        id=str(r["key"]),
        speaker=r["actor_names"] or r["speaker"],  # type: ignore[arg-type]
        party=r["party"],  # type: ignore[arg-type]
        mode=str(r["mode"]),
        said_on=r["said_on"],  # type: ignore[arg-type]
        refers_to=_times(ledger, int(str(r["doc"])), content),
        published=r["published"],  # type: ignore[arg-type]
        acts=tuple(str(r["acts"]).split(",")) if r["acts"] else (),
        issues=tuple(str(r["issues"]).split(",")) if r["issues"] else (),
        text=str(r["text"]),
        conditions=tuple(whole[a:b] for a, b in json.loads(str(r["conditions"]))),
        audience=r["audience"],  # type: ignore[arg-type]
        place=r["place"],  # type: ignore[arg-type]
        via=r["via"],  # type: ignore[arg-type]
        outlet=r["outlet"],  # type: ignore[arg-type]
        title=r["title"],  # type: ignore[arg-type]
        url=r["url"],  # type: ignore[arg-type]
        document=str(r["doc_id"]),
        content=tuple((a, b) for a, b in content),
        carriers=int(str(r["carriers"])),
        sources=int(str(r["sources"])),
    )
    return msgspec.structs.replace(value, **fixed, corrected=tuple(fixed)) if fixed else value


def _times(ledger: Ledger, document: int, content: list[list[int]]) -> tuple[str, ...]:
    """The values of the times inside a statement's words."""
    rows = ledger.db.execute("SELECT start, stop, value FROM times WHERE document = ? ORDER BY start", (document,))
    return tuple(dict.fromkeys(r["value"] for r in rows if any(a <= r["start"] and r["stop"] <= b for a, b in content)))


def _corrections(ledger: Ledger, key: str) -> dict[str, object]:
    """The slots of a statement that a human corrected, with their values."""
    rows = ledger.db.execute(
        "SELECT other, value FROM judgements WHERE kind = 'correct' AND one = ? AND undone = 0 ORDER BY id", (key,)
    )
    found = {r["other"]: json.loads(r["value"]) for r in rows}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in found.items()}


def searched(ledger: Ledger, words: str, asked: Filter = ALL, *, limit: int = LIMIT) -> list[Hit]:
    """Statements with words, the best first; every form of a word's family is found and marked."""
    where, values = asked.where(ledger)
    query = (
        _SAID.replace("SELECT s.*", "SELECT highlight(statements_fts, 0, '[', ']') AS marked, s.*", 1)
        + " JOIN statements_fts ON statements_fts.rowid = s.id"
        + f" WHERE statements_fts MATCH ? AND {where} ORDER BY bm25(statements_fts), s.id LIMIT ?"
    )
    rows = ledger.db.execute(query, [search.match(ledger, words), *values, limit])
    return [Hit(said(ledger, r), r["marked"]) for r in rows]


# -- positions


def positions(
    ledger: Ledger, party: str | None, about: str | None, *, since: str | None = None, until: str | None = None
) -> list[Stance]:
    """The statements of a party on an issue in the order of saying, with the stance that each takes."""
    where, values = Filter(party=party, about=about, since=since, until=until).where(ledger)
    query = (
        _SAID.replace("SELECT s.*", "SELECT i.issue AS on_issue, i.stance, i.stance_rule, s.*", 1)
        + " JOIN statement_issues i ON i.statement = s.id"
        + f" WHERE {where} AND s.party IS NOT NULL AND (? IS NULL OR i.issue = ?)"
        + " AND (s.grp IS NULL OR s.id = (SELECT min(id) FROM statements WHERE grp = s.grp))"
        + " ORDER BY i.issue, s.party, coalesce(s.said_on, s.published, '9'), s.id"
    )
    found = ledger.db.execute(query, [*values, about, about])
    return [Stance(r["on_issue"], r["party"], r["stance"], r["stance_rule"], said(ledger, r)) for r in found]


def changes(ledger: Ledger, party: str | None = None, about: str | None = None) -> list[Change]:
    """Pairs of statements between which a party's stance on an issue turned, or the condition it sets."""
    found: list[Change] = []
    last: Stance | None = None
    for stance in positions(ledger, party, about):
        if stance.stance not in DATED or not stance.statement.said_on:
            continue
        if last is not None and (last.issue, last.party) == (stance.issue, stance.party):
            turned = _turned(last, stance)
            if turned:
                found.append(Change(stance.issue, stance.party, turned, last, stance))
        last = stance
    return found


def _turned(before: Stance, after: Stance) -> str:
    """What turned between two stances: `stance`, `condition`, or nothing."""
    if before.statement.said_on == after.statement.said_on:
        return ""
    both = {before.stance, after.stance}
    if "against" in both and len(both) == 2:
        return "stance"
    if both == {"for", "conditional"}:
        return "condition"  # one was set, or dropped
    one, other = before.statement.conditions, after.statement.conditions
    return "condition" if both == {"conditional"} and one != other else ""


# -- events, actors, timeline, judgements


def events(
    ledger: Ledger, *, kind: str | None = None, who: str | None = None, since: str | None = None,
    until: str | None = None, limit: int | None = LIMIT, distinct: bool = False,
) -> list[Happened]:  # fmt: skip
    """Events in order of their dates; `distinct`: each told by several articles once."""
    parts, values = ["d.current = 1"], list[object]()
    for part, value in (
        ("e.type = ?", kind),
        ("e.id IN (SELECT event FROM event_participants WHERE name = ? COLLATE NOCASE)", who),
        ("coalesce(e.date, d.published) >= ?", since),
    ):
        if value:
            parts.append(part)
            values.append(value)
    if until:
        parts.append("substr(coalesce(e.date, d.published), 1, ?) <= ?")
        values += [len(until), until]
    if distinct:
        parts.append("(e.grp IS NULL OR e.id = (SELECT min(id) FROM events WHERE grp = e.grp))")
    query = (
        "SELECT e.*, d.published, d.outlet, d.title, d.url, d.doc_id, coalesce(g.carriers, 1) AS carriers,"
        " (SELECT group_concat(name, '; ') FROM event_participants WHERE event = e.id) AS names"
        " FROM events e JOIN documents d ON d.id = e.document LEFT JOIN event_groups g ON g.id = e.grp"
        f" WHERE {' AND '.join(parts)} ORDER BY coalesce(e.date, d.published, '9'), e.id"
        + (" LIMIT ?" if limit else "")
    )
    return [
        Happened(
            r["key"], r["type"], r["date"], r["place"], tuple((r["names"] or "").split("; ")) if r["names"] else (),
            r["text"], r["published"], r["outlet"], r["title"], r["url"], r["doc_id"], r["carriers"],
        )
        for r in ledger.db.execute(query, [*values, limit] if limit else values)
    ]  # fmt: skip


def actors(ledger: Ledger, name: str | None = None, *, limit: int | None = LIMIT) -> list[Actor]:
    """Actors by how much they said; `name`: those with it. All names that were read are listed with each."""
    ids = [int(str(a["id"])) for a in named(ledger, name)] if name else None
    where = f"WHERE a.id IN ({','.join('?' * len(ids))})" if ids is not None else ""
    query = (
        "SELECT a.*, count(sa.statement) AS n, count(DISTINCT s.document) AS docs FROM actors a"
        " LEFT JOIN statement_actors sa ON sa.actor = a.id LEFT JOIN statements s ON s.id = sa.statement"
        f" {where} GROUP BY a.id ORDER BY n DESC, a.name" + (" LIMIT ?" if limit else "")
    )
    rows = ledger.rows(query, *(ids or ()), *([limit] if limit else ()))
    return [Actor(r["key"], r["name"], r["party"], tuple(_names(ledger, r["id"])), r["n"], r["docs"]) for r in rows]


def _names(ledger: Ledger, actor: int) -> Iterator[str]:
    for r in ledger.db.execute("SELECT name, party FROM actor_names WHERE actor = ? ORDER BY name, party", (actor,)):
        yield f"{r['name']} ({r['party']})" if r["party"] else r["name"]


def timeline(ledger: Ledger, by: str = "month", asked: Filter = ALL) -> list[Count]:
    """How many statements were made and events happened, by day, month or year."""
    length = {"day": 10, "month": 7, "year": 4}.get(by)
    if length is None:
        raise UsageError(f"a timeline is by day, month or year, not by {by!r}")
    where, values = asked.where(ledger)
    found: dict[str, list[int]] = {}
    tables: tuple[tuple[int, str, list[object]], ...] = (
        (0, f"SELECT substr(coalesce(s.said_on, s.published), 1, {length}) AS t, count(*) AS n FROM statements s"
            f" JOIN documents d ON d.id = s.document WHERE {where} GROUP BY t", values),
        (1, f"SELECT substr(coalesce(e.date, d.published), 1, {length}) AS t, count(*) AS n FROM events e"
            " JOIN documents d ON d.id = e.document WHERE d.current = 1 GROUP BY t", []),
    )  # fmt: skip
    for place, query, more in tables:
        for r in ledger.db.execute(query, more):
            if r["t"] and r["t"][:1].isdigit() and (place == 0 or asked == ALL):
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
