"""The questions people ask of a ledger, each one query with its filters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from risalah.errors import UsageError
from risalah.ledger import search
from risalah.ledger.asking import ALL, LIMIT, Filter, named, no_such, period
from risalah.ledger.judging import corrections
from risalah.ledger.store import Ledger
from risalah.model.answers import Actor, Count, Happened, Hit, Ruling, Said

SAID = """
SELECT s.*, d.outlet, d.title, d.url, d.author, d.doc_id, d.id AS doc,
    CASE WHEN s.conditional THEN d.text ELSE '' END AS whole,
    coalesce(g.carriers, 1) AS carriers, coalesce(g.sources, 1) AS sources, g.key AS utterance,
    (SELECT group_concat(act) FROM statement_acts WHERE statement = s.id) AS acts,
    (SELECT group_concat(issue) FROM statement_issues WHERE statement = s.id) AS issues,
    (SELECT group_concat(a.name, '; ') FROM statement_actors sa JOIN actors a ON a.id = sa.actor
        WHERE sa.statement = s.id) AS actor_names
FROM statements s JOIN documents d ON d.id = s.document LEFT JOIN groups g ON g.id = s.grp
"""


def statements(ledger: Ledger, asked: Filter, *, limit: int | None = LIMIT, distinct: bool = False) -> list[Said]:
    """Statements in the order of the day of saying; `distinct`: of each utterance only the first that is asked for."""
    where, values = asked.where(ledger)
    query = f"{SAID} WHERE {where} ORDER BY coalesce(s.said_on, s.published, '9'), s.published, s.id"
    found: list[Said] = []
    seen: set[int] = set()
    for r in ledger.db.execute(query, values):
        if distinct and r["grp"] is not None:
            if r["grp"] in seen:
                continue
            seen.add(r["grp"])
        found.append(said(ledger, r))
        if limit and len(found) >= limit:
            break
    return found


def one(ledger: Ledger, key: str) -> Said:
    """The statement with an id. Raises `UsageError` when there is none."""
    row = ledger.one(f"{SAID} WHERE s.key = ?", key)
    if row is None:
        raise UsageError(f"no statement {key!r} in this ledger{_other(ledger, key)}")
    return said(ledger, row)


def corrected(ledger: Ledger, *, limit: int | None = LIMIT) -> list[Said]:
    """The statements of which a human corrected a slot."""
    standing = "s.key IN (SELECT one FROM judgements WHERE kind = 'correct' AND undone = 0)"
    rows = ledger.db.execute(f"{SAID} WHERE {standing} ORDER BY s.id LIMIT ?", (limit or -1,))
    return [said(ledger, r) for r in rows]


def _other(ledger: Ledger, key: str) -> str:
    """What an id is that is no statement's."""
    for table, what in (("events", "an event"), ("actors", "an actor"), ("groups", "an utterance of several articles")):
        if ledger.one(f"SELECT 1 FROM {table} WHERE key = ?", key) is not None:
            return f": it is the id of {what}"
    return ""


def said(ledger: Ledger, row: object) -> Said:
    """A row of the query for statements as a typed value, corrections applied."""
    r: dict[str, object] = dict(row)  # type: ignore[call-overload]
    whole = str(r["whole"])
    content = json.loads(str(r["content"]))
    fixed = corrections(ledger, str(r["key"]))
    return Said(
        id=str(r["key"]),
        speaker=r["speaker"] if "speaker" in fixed else r["actor_names"] or r["speaker"],  # type: ignore[arg-type]
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
        group=r["utterance"],  # type: ignore[arg-type]
        author=r["author"],  # type: ignore[arg-type]
        corrected=tuple(fixed),
    )


def _times(ledger: Ledger, document: int, content: list[list[int]]) -> tuple[str, ...]:
    """The values of the times inside a statement's words."""
    rows = ledger.db.execute("SELECT start, stop, value FROM times WHERE document = ? ORDER BY start", (document,))
    return tuple(dict.fromkeys(r["value"] for r in rows if any(a <= r["start"] and r["stop"] <= b for a, b in content)))


MARKS = ("\x02", "\x03")
"""What SQLite puts around a found word: characters that articles have not."""


def searched(ledger: Ledger, words: str, asked: Filter = ALL, *, limit: int | None = LIMIT) -> list[Hit]:
    """Statements with words, the best first; every form of a word's family is found and marked."""
    where, values = asked.where(ledger)
    query = (
        SAID.replace("SELECT s.*", "SELECT highlight(statements_fts, 0, ?, ?) AS marked, s.*", 1)
        + " JOIN statements_fts ON statements_fts.rowid = s.id"
        + f" WHERE statements_fts MATCH ? AND {where} ORDER BY bm25(statements_fts), s.id"
        + (" LIMIT ?" if limit else "")
    )
    given = [*MARKS, search.match(ledger, words), *values, *([limit] if limit else ())]
    found = []
    for r in ledger.db.execute(query, given):
        marks = tuple(_marks(r["text"], r["marked"]))
        found.append(Hit(said(ledger, r), _marked(r["text"], marks), marks))
    return found


def _marks(text: str, marked: str) -> Iterator[tuple[int, int]]:
    """The places in `text` of what is marked in `marked`."""
    place = start = 0
    for c in marked:
        if place < len(text) and c == text[place]:
            place += 1
        elif c == MARKS[0]:
            start = place
        elif c == MARKS[1]:
            yield start, place


def _marked(text: str, marks: Iterable[tuple[int, int]]) -> str:
    out, last = "", 0
    for start, end in marks:
        out += f"{text[last:start]}[{text[start:end]}]"
        last = end
    return out + text[last:]


# -- events, actors, timeline, judgements


def events(
    ledger: Ledger, *, kind: str | None = None, who: str | None = None, since: str | None = None,
    until: str | None = None, limit: int | None = LIMIT, distinct: bool = False,
) -> list[Happened]:  # fmt: skip
    """Events in order of their dates; `distinct`: each told by several articles once."""
    if kind and ledger.one("SELECT 1 FROM events WHERE type = ? LIMIT 1", kind) is None:
        raise no_such("event of the type", kind, [r[0] for r in ledger.rows("SELECT DISTINCT type FROM events")])
    parts, values = ["d.current = 1"], list[object]()
    for part, value in (
        ("e.type = ?", kind),
        (
            "e.id IN (SELECT event FROM event_participants WHERE name = ? COLLATE NOCASE"
            " OR ' ' || name || ' ' LIKE '% ' || ? || ' %')",
            who,
        ),
        ("coalesce(e.date, d.published) >= ?", period(since)),
    ):
        if value:
            parts.append(part)
            values += [value] * part.count("?")
    if until:
        parts.append("substr(coalesce(e.date, d.published), 1, ?) <= ?")
        values += [len(until), period(until)]
    query = (
        "SELECT e.*, d.published, d.outlet, d.title, d.url, d.doc_id, coalesce(g.carriers, 1) AS carriers,"
        " g.key AS told, (SELECT group_concat(name, '; ') FROM event_participants WHERE event = e.id) AS names"
        " FROM events e JOIN documents d ON d.id = e.document LEFT JOIN event_groups g ON g.id = e.grp"
        f" WHERE {' AND '.join(parts)} ORDER BY coalesce(e.date, d.published, '9'), e.id"
    )
    found: list[Happened] = []
    seen: set[str] = set()
    for r in ledger.db.execute(query, values):
        if distinct and r["told"]:
            if r["told"] in seen:
                continue
            seen.add(r["told"])
        names = tuple((r["names"] or "").split("; ")) if r["names"] else ()
        found.append(Happened(
            r["key"], r["type"], r["date"], r["place"], names, r["text"], r["published"], r["outlet"], r["title"],
            r["url"], r["doc_id"], r["carriers"], r["told"],
        ))  # fmt: skip
        if limit and len(found) >= limit:
            break
    return found


def actors(ledger: Ledger, name: str | None = None, *, limit: int | None = LIMIT) -> list[Actor]:
    """Actors by how much they said; `name`: those with it. All names that were read are listed with each."""
    ids = [int(str(a["id"])) for a in named(ledger, name)] if name else None
    where = f"WHERE a.id IN ({','.join('?' * len(ids))})" if ids is not None else ""
    query = (
        "SELECT a.*, count(s.id) AS n, count(DISTINCT s.document) AS docs FROM actors a"
        " LEFT JOIN statement_actors sa ON sa.actor = a.id LEFT JOIN statements s ON s.id = sa.statement AND EXISTS"
        " (SELECT 1 FROM documents d WHERE d.id = s.document AND d.current = 1)"
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
