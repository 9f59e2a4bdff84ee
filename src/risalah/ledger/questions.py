"""The questions people ask of a ledger: the rows first, by the narrowest filter, and then what is shown of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from sqlite3 import Row

import msgspec

from risalah.errors import UsageError
from risalah.ledger import search
from risalah.ledger.actors import Node
from risalah.ledger.asking import first_day, label, literal, no_such, period, step_of
from risalah.ledger.filters import ALL as ALL
from risalah.ledger.filters import FEW, first_of_each, marks
from risalah.ledger.filters import Filter as Filter
from risalah.ledger.judging import REPLACED, UNDONE
from risalah.ledger.names import canonical, named
from risalah.ledger.offices import held
from risalah.ledger.store import Ledger
from risalah.model.answers import Actor, Count, Happened, Hit, Ruling, Said

_SPANS = msgspec.json.Decoder(tuple[tuple[int, int], ...])
CHUNK = 500
_WORD = re.compile(r"\w")
_SAID = """
SELECT s.*, d.outlet, d.title, d.url, d.author, d.byline, d.doc_id, d.id AS doc,
    coalesce(g.carriers, 1) AS carriers, coalesce(g.sources, 1) AS sources, g.key AS utterance,
    (SELECT group_concat(act) FROM statement_acts WHERE statement = s.id) AS acts,
    (SELECT group_concat(issue) FROM statement_issues WHERE statement = s.id) AS issues,
    (SELECT group_concat(a.name, '; ') FROM statement_actors sa JOIN actors a ON a.id = sa.actor
        WHERE sa.statement = s.id) AS actor_names
FROM statements s JOIN documents d ON d.id = s.document LEFT JOIN groups g ON g.id = s.grp
"""
ORDER = "s.day, s.published, s.id"
"""The order of saying."""


def statements(ledger: Ledger, asked: Filter, *, limit: int | None = None, distinct: bool = False) -> list[Said]:
    """Statements in the order of the day of saying; `distinct`: of each utterance only the first that is asked for."""
    return loaded(ledger, _ids(ledger, asked, limit, distinct))


def each(ledger: Ledger, asked: Filter, *, distinct: bool = False) -> Iterator[Said]:
    """The same one by one: however many they are, few are held at a time."""
    ids = _ids(ledger, asked, None, distinct)
    for start in range(0, len(ids), CHUNK):
        yield from loaded(ledger, ids[start : start + CHUNK])


def _ids(ledger: Ledger, asked: Filter, limit: int | None, distinct: bool) -> list[int]:
    """The rows of the statements that are asked for, in the order of saying."""
    where, values = asked.where(ledger)
    rows = ledger.db.execute(f"SELECT s.id, s.grp FROM statements s WHERE {where} ORDER BY {ORDER}", values)
    return first_of_each(rows, distinct=distinct, limit=limit)


def one(ledger: Ledger, key: str) -> Said:
    """The statement with an id. Raises `UsageError` when there is none."""
    row = ledger.one("SELECT id FROM statements WHERE key = ?", key) or _of_version(ledger, key)
    if row is None:
        raise UsageError(f"no statement {key!r} in this ledger{_other(ledger, key)}")
    return loaded(ledger, [row["id"]])[0]


def pieces(ledger: Ledger, key: str) -> list[str]:
    """The words of a statement piece by piece, where other words of the article stand between them."""
    said = one(ledger, key)
    row = ledger.one(
        "SELECT d.text FROM statements s JOIN documents d ON d.id = s.document WHERE s.key IN (?1, ?2)"
        " ORDER BY s.key <> ?1 LIMIT 1",
        key, key.partition(".")[0],
    )  # fmt: skip
    text = row["text"] if row is not None else ""
    found: list[str] = []
    last = 0
    for start, end in said.content:
        words = " ".join(text[start:end].split())
        if found and not _WORD.search(text[last:start]):
            found[-1] += f" {words}"
        else:
            found.append(words)
        last = end
    return found


def _of_version(ledger: Ledger, key: str) -> Row | None:
    """The statement `ID.VERSION` where that version has the id: the article was changed back to it."""
    plain, _, version = key.partition(".")
    return ledger.one(
        "SELECT s.id FROM statements s JOIN documents d ON d.id = s.document WHERE s.key = ? AND d.version = ?",
        plain, version,
    )  # fmt: skip


def corrected(ledger: Ledger, *, limit: int | None = None) -> list[Said]:
    """The statements of which a human corrected a slot."""
    standing = "key IN (SELECT one FROM judgements WHERE kind = 'correct' AND undone = 0)"
    rows = ledger.rows(f"SELECT id FROM statements WHERE {standing} ORDER BY id LIMIT ?", limit or -1)
    return loaded(ledger, [r["id"] for r in rows])


def _other(ledger: Ledger, key: str) -> str:
    """What an id is that is no statement's."""
    for table, what in (("events", "an event"), ("actors", "an actor"), ("groups", "an utterance of several articles")):
        if ledger.one(f"SELECT 1 FROM {table} WHERE key = ?", key) is not None:
            return f": it is the id of {what}"
    return ""


def loaded(ledger: Ledger, ids: list[int]) -> list[Said]:
    """The statements of these rows as typed values, in this order."""
    found: dict[int, Said] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        rows = ledger.rows(f"{_SAID} WHERE s.id IN ({marks(some)})", *some)
        times = _times(ledger, {r["doc"] for r in rows})
        fixed = _corrected(ledger, [r["key"] for r in rows])
        for r in rows:
            found[r["id"]] = _said(ledger, r, times.get(r["doc"], ()), tuple(fixed.get(r["key"], ())))
    return [found[row] for row in ids]


def _said(ledger: Ledger, r: Row, times: Iterable[tuple[int, int, str]], fixed: tuple[str, ...]) -> Said:
    content = _SPANS.decode(r["content"])
    return Said(
        id=r["key"],
        speaker=r["speaker"] if "speaker" in fixed else r["actor_names"] or r["speaker"],
        party=r["party"],
        mode=r["mode"],
        said_on=r["said_on"],
        refers_to=tuple({v: 0 for start, stop, v in times if any(a <= start and stop <= b for a, b in content)}),
        published=r["published"],
        acts=tuple(r["acts"].split(",")) if r["acts"] else (),
        issues=tuple(r["issues"].split(",")) if r["issues"] else (),
        text=r["text"],
        conditions=conditions(ledger, r["doc"], r["conditions"]),
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
        group=r["utterance"],
        author=r["author"] or _author(r["byline"]),
        corrected=fixed,
        superseded=not r["current"],
    )


def _author(byline: str | None) -> str | None:
    """A byline where it is a name and no initials ("(rgr/din)")."""
    return byline if byline and re.fullmatch(r"[^\W\d_][^/()\[\]]*\s[^/()\[\]]+", byline) else None


def conditions(ledger: Ledger, document: int, spans: str) -> tuple[str, ...]:
    """The words of the conditions at these places of a document."""
    if spans == "[]":
        return ()
    row = ledger.one("SELECT text FROM documents WHERE id = ?", document)
    return tuple(row["text"][a:b] for a, b in _SPANS.decode(spans)) if row is not None else ()


def _times(ledger: Ledger, documents: Collection[int]) -> dict[int, list[tuple[int, int, str]]]:
    """The dates in documents, with their places; how long something lasts is no date."""
    found: dict[int, list[tuple[int, int, str]]] = {}
    for document, *time in ledger.db.execute(
        f"SELECT document, start, stop, value FROM times WHERE document IN ({marks(documents)})"
        " AND ltrim(value, '[{') GLOB '[0-9][0-9][0-9]*' ORDER BY 1, 2",
        list(documents),
    ):
        found.setdefault(document, []).append((time[0], time[1], time[2]))
    return found


def _corrected(ledger: Ledger, keys: list[str]) -> dict[str, list[str]]:
    """The slots of statements that a human corrected; their values stand in the tables."""
    found: dict[str, list[str]] = {}
    for key, slot in ledger.db.execute(
        f"SELECT one, other FROM judgements WHERE kind = 'correct' AND undone = 0 AND one IN ({marks(keys)})"
        " ORDER BY id",
        keys,
    ):
        found.setdefault(key, []).append(slot)
    return found


MARKS = ("\x02", "\x03")
"""What SQLite puts around a found word: characters that articles have not."""


def searched(ledger: Ledger, words: str, asked: Filter = ALL, *, limit: int | None = None) -> list[Hit]:
    """Statements with words, the best first; every form of a word's family is found and marked."""
    where, values = asked.where(ledger)
    query = (
        "SELECT f.rowid AS row, highlight(statements_fts, 0, ?, ?) AS marked FROM statements_fts f"
        f" CROSS JOIN statements s ON s.id = f.rowid WHERE statements_fts MATCH ? AND {where}"
        " ORDER BY f.rank, f.rowid LIMIT ?"
    )
    given = [*MARKS, search.match(ledger, words), *values, limit or -1]
    marked = {r["row"]: r["marked"] for r in ledger.db.execute(query, given)}
    found = []
    for said, text in zip(loaded(ledger, list(marked)), marked.values(), strict=True):
        places = tuple(_marks(said.text, text))
        found.append(Hit(said, _marked(said.text, places), places))
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
    until: str | None = None, limit: int | None = None, distinct: bool = False,
) -> list[Happened]:  # fmt: skip
    """Events in order of their dates; `distinct`: each told by several articles once."""
    parts, values = ["e.current = 1"], list[object]()
    bounds = period(since, until)
    if kind:
        types = [r[0] for r in ledger.rows("SELECT DISTINCT type FROM events")]
        values.append(label("event of the type", kind, types))
        parts.append("e.type = ?")
    if who:
        found = _participants(ledger, who)
        parts.append(f"e.id IN (SELECT event FROM event_participants WHERE name IN ({marks(found)}))")
        values += found
    for part, bound in (("e.day >= ? AND e.day < '9'", bounds.since), ("e.day <= ? AND e.day < '9'", bounds.until)):
        if bound:
            parts.append(part)
            values.append(bound)
    query = f"SELECT e.id, e.grp FROM events e WHERE {' AND '.join(parts)} ORDER BY e.day, e.id"
    ids = first_of_each(ledger.db.execute(query, values), distinct=distinct, limit=limit)
    return [event for k in range(0, len(ids), CHUNK) for event in _happened(ledger, ids[k : k + CHUNK])]


def _participants(ledger: Ledger, who: str) -> list[str]:
    """The names of participants with these words, else the names of the actor that is asked for."""
    like = r"' ' || name || ' ' LIKE '% ' || ? || ' %' ESCAPE '\'"
    found = [r[0] for r in ledger.rows(f"SELECT DISTINCT name FROM event_participants WHERE {like}", literal(who))]
    if found:
        return found
    names = {r[0] for r in ledger.rows("SELECT DISTINCT name FROM event_participants")}
    asked = {n.casefold() for n in canonical(who)}
    try:
        for actor in () if asked else named(ledger, who):
            of = ledger.rows("SELECT name FROM actor_names WHERE actor = ?", actor["id"])
            asked |= {str(actor["name"]).casefold(), *(str(r["name"]).casefold() for r in of)}
    except UsageError:
        asked.clear()
    found = sorted(n for n in names if n.casefold() in asked)
    if not found:
        raise no_such("participant", who, names)
    return found


def _happened(ledger: Ledger, ids: list[int]) -> Iterator[Happened]:
    query = (
        "SELECT e.*, d.outlet, d.title, d.url, d.doc_id, coalesce(g.carriers, 1) AS carriers, g.key AS told,"
        " (SELECT group_concat(name, '; ') FROM event_participants WHERE event = e.id) AS names"
        " FROM events e JOIN documents d ON d.id = e.document LEFT JOIN event_groups g ON g.id = e.grp"
        f" WHERE e.id IN ({marks(ids)}) ORDER BY e.day, e.id"
    )
    for r in ledger.db.execute(query, ids):
        names = tuple(r["names"].split("; ")) if r["names"] else ()
        yield Happened(
            r["key"], r["type"], r["date"], r["place"], names, r["text"], r["published"], r["outlet"], r["title"],
            r["url"], r["doc_id"], r["carriers"], r["told"],
        )  # fmt: skip


def actors(ledger: Ledger, name: str | None = None, *, limit: int | None = None) -> list[Actor]:
    """Actors by how much they said; `name`: those with it, and the offices they are given.

    All names that were read are listed with each.
    """
    ids = [int(str(a["id"])) for a in named(ledger, name)] if name else None
    where = f"WHERE id IN ({marks(ids)})" if ids is not None else ""
    query = f"SELECT * FROM actors {where} ORDER BY statements DESC, name" + (" LIMIT ?" if limit else "")
    rows = ledger.rows(query, *(ids or ()), *([limit] if limit else ()))
    return [
        Actor(
            r["key"],
            r["name"],
            r["party"],
            tuple(_names(ledger, r["id"])),
            r["statements"],
            r["documents"],
            held(ledger, r["id"]) if name else (),
        )
        for r in rows
    ]


def _names(ledger: Ledger, actor: int) -> Iterator[str]:
    for r in ledger.db.execute("SELECT name, party FROM actor_names WHERE actor = ? ORDER BY name, party", (actor,)):
        yield Node(r["name"], r["party"]).key


BY = ("day", "week", "month", "quarter", "year")


def timeline(ledger: Ledger, by: str = "month", asked: Filter = ALL) -> list[Count]:
    """How many statements were made and events happened, by one of `BY`.

    What is dated less precisely, such as a week that lies in two months, stands in a row of its own.
    """
    if by not in BY:
        raise UsageError(f"a timeline is by {', '.join(BY[:-1])} or {BY[-1]}, not by {by!r}")
    where, values = asked.where(ledger, few=FEW * FEW)
    found: dict[str, list[int]] = {}
    said = "ltrim(coalesce(s.said_on, s.published), '[{')"
    tables: list[tuple[int, str, list[object]]] = [
        (0, f"SELECT substr({said}, 1, 10) AS t, count(*) AS n FROM statements s WHERE {where} AND s.day < '9'"
            " GROUP BY t", values),
    ]  # fmt: skip
    with_events = asked._replace(since=None, until=None) == ALL
    if with_events:
        bounds = period(asked.since, asked.until)
        told = "substr(ltrim(coalesce(e.date, e.published), '[{'), 1, 10)"
        query = (
            f"SELECT {told} AS t, count(*) AS n FROM events e WHERE e.current = 1 AND e.day < '9'"
            " AND e.day >= ? AND e.day <= ? GROUP BY t"
        )
        tables.append((1, query, [bounds.since or "", bounds.until or "9"]))
    for place, query, more in tables:
        for r in ledger.db.execute(query, more):
            if (step := step_of(r["t"], by)) is not None:
                found.setdefault(step, [0, 0])[place] += r["n"]
    order = sorted(found, key=lambda t: (first_day(t), len(t), t))
    return [Count(t, found[t][0], found[t][1] if with_events else None) for t in order]


def _keys_of(ledger: Ledger, thing: str) -> list[str]:
    """The keys by which judgements name a statement, event, group or actor. Raises `UsageError` where there is none."""
    for table, groups in (("statements", "groups"), ("events", "event_groups")):
        found = ledger.rows(
            f"SELECT key FROM {table} WHERE key = ?1 OR grp = (SELECT id FROM {groups} WHERE key = ?1)", thing
        )
        if found:
            return [r["key"] for r in found]
    if ledger.one("SELECT 1 FROM judgements WHERE one = ? OR other = ? LIMIT 1", thing, thing) is not None:
        return [thing]
    ids = [a["id"] for a in named(ledger, thing)]
    rows = ledger.rows(f"SELECT name, party FROM actor_names WHERE actor IN ({marks(ids)})", *ids)
    return [Node(r["name"], r["party"]).key for r in rows]


def judgements(ledger: Ledger, about: Iterable[str] = (), *, limit: int | None = None) -> list[Ruling]:
    """Judgements, the last first; `about`: only those on these keys."""
    keys = [key for thing in about for key in _keys_of(ledger, thing)]
    places = marks(keys)
    where = f"WHERE one IN ({places}) OR other IN ({places})" if keys else ""
    rows = ledger.rows(
        f"SELECT * FROM judgements {where} ORDER BY id DESC" + (" LIMIT ?" if limit else ""),
        *keys, *keys, *([limit] if limit else ()),
    )  # fmt: skip
    return [_ruling(r) for r in rows]


def _ruling(r: Row) -> Ruling:
    return Ruling(
        r["id"], r["kind"], r["one"], r["other"], r["value"], r["rule"], r["reason"], r["made"],
        r["undone"] == UNDONE, r["undone"] == REPLACED,
    )  # fmt: skip
