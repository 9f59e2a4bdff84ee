"""Documents in the store: which article a text is a version of, and the rows that its record becomes."""

from __future__ import annotations

import json
import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from risalah.ledger.actors import recount
from risalah.ledger.groups import dissolve
from risalah.ledger.judging import HUMAN, corrections
from risalah.ledger.stances import stance
from risalah.ledger.store import Ledger, digest, now
from risalah.model import Raw, Record, Span, Statement
from risalah.sources.copies import ALIKE, KEYS, SHORTEST, UPDATED, plain_address, resemblance, sketched

SAME = 0.5
"""Share of the characters (of the union) by which a statement that is read again is the one that was there."""
CANDIDATES = 50
"""Documents that one is compared with at most, to find what it is a copy of."""
_WORD = re.compile(r"\w+")
_ENCODER = msgspec.json.Encoder()


class Kept(NamedTuple):
    """What became of a document: its row, and whether it was `new`, a `changed` version, read `again`, or known
    `already`."""

    row: int
    state: str


def write(ledger: Ledger, documents: Iterable[tuple[Raw, Record]], *, again: bool = False) -> list[Kept]:
    """Write documents with their records, all in one transaction.

    The same text of the same article again changes nothing; with `again` its record takes the place of the one that
    is there. Another text of an article is a new version of it; the old one stays, no longer current. A text that an
    earlier version had is known, so that keeping the same input twice changes nothing.
    """
    with ledger.transaction():
        kept = [_write(ledger, raw, record, again=again) for raw, record in documents]
        if any(k.state != "already" for k in kept):
            ledger.db.execute("INSERT OR REPLACE INTO facts VALUES ('pending', '1')")
        return kept


def _replaced(ledger: Ledger, row: int) -> None:
    """Take a version out of what is current: out of its groups, and out of what its actors said."""
    touched = _touched(ledger, row)
    ledger.db.execute("UPDATE documents SET current = 0 WHERE id = ?", (row,))
    recount(ledger, touched)


def _touched(ledger: Ledger, row: int) -> set[int]:
    """The actors of a document's statements; the groups of its statements and events are to be made again."""
    for table in ("statements", "events"):
        dissolve(ledger, table, "document = ?", row)
    here = "SELECT actor FROM statement_actors WHERE statement IN (SELECT id FROM statements WHERE document = ?)"
    return {r["actor"] for r in ledger.rows(here, row)}


def known(ledger: Ledger, raw: Raw, text_digest: str) -> int | None:
    """The row of a document whose article and text are there."""
    low, high = _range(source_of(raw))
    row = ledger.one(
        "SELECT id FROM documents WHERE digest = ? AND (source = ? OR (source >= ? AND source < ?)) LIMIT 1",
        text_digest, source_of(raw), low, high,
    )  # fmt: skip
    return row["id"] if row is not None else None


def source_of(raw: Raw) -> str:
    """What tells an article from another: its address, else its file and id."""
    return storable(plain_address(raw.url) if raw.url else f"{Path(raw.file).name if raw.file else ''}#{raw.doc_id}")


def _range(source: str) -> tuple[str, str]:
    """The sources of other articles that have the same address or id lie between these."""
    return f"{source}#", f"{source}$"


def _write(ledger: Ledger, raw: Raw, record: Record, *, again: bool) -> Kept:
    there = known(ledger, raw, record.digest)
    if there is not None:
        if not again:
            return Kept(there, "already")
        _read_again(ledger, there, raw, record)
        return Kept(there, "again")
    source, version = _article(ledger, raw, record)
    if version:
        for old in ledger.rows("SELECT id FROM documents WHERE source = ? AND current = 1", source):
            _replaced(ledger, old["id"])
    row = _document(ledger, raw, record, source, version + 1)
    _found(ledger, row, source, raw, record, {})
    return Kept(row, "changed" if version else "new")


def _article(ledger: Ledger, raw: Raw, record: Record) -> tuple[str, int]:
    """The article that a new text belongs to, and its last version; 0 for an article that is not there.

    Two texts with one address or id that have little in common are two articles: ids are given twice, and a front
    page stands as the address of many.
    """
    source = source_of(raw)
    low, high = _range(source)
    rows = ledger.rows(
        "SELECT source, version, text FROM documents WHERE current = 1 AND (source = ? OR (source >= ? AND source < ?))"
        " ORDER BY id",
        source, low, high,
    )  # fmt: skip
    words = _words(raw.text)
    for row in rows:
        if _alike(words, _words(row["text"])):
            last = ledger.one("SELECT max(version) AS v FROM documents WHERE source = ?", row["source"])
            assert last is not None
            return row["source"], last["v"]
    return (f"{source}#{record.digest[:8]}" if rows else source), 0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _alike(one: list[str], other: list[str]) -> bool:
    """Whether two texts may be versions of one article."""
    if min(len(one), len(other)) < SHORTEST:
        a, b = set(one), set(other)
        return len(a & b) >= UPDATED * len(a | b)
    return resemblance(sketched(one), sketched(other)) >= UPDATED


def _document(ledger: Ledger, raw: Raw, record: Record, source: str, version: int) -> int:
    h = record.header
    words = _words(raw.text)
    sketch = sketched(words) if len(words) >= SHORTEST else array("I")
    text = storable(raw.text)
    values = (
        source, version, storable(raw.doc_id), record.digest, text, _copied(ledger, source, record, sketch),
        _or_none(raw.author), _or_none(raw.url), _or_none(raw.file), now(), *_head(record),
    )  # fmt: skip
    row = ledger.db.execute(
        "INSERT INTO documents (source, version, doc_id, digest, text, copy_of, author, url, file, kept, language,"
        " title, published, outlet, place, byline, pack, record) VALUES (" + ",".join("?" * len(values)) + ")",
        values,
    ).lastrowid
    assert row is not None
    ledger.db.execute("INSERT INTO documents_fts (rowid, title, text) VALUES (?, ?, ?)", (row, _or_none(h.title), text))
    if sketch:
        ledger.db.execute(
            "INSERT INTO sketches VALUES (?, ?)", (row, json.dumps(sketch.tolist(), separators=(",", ":")))
        )
        ledger.db.executemany("INSERT OR IGNORE INTO document_hashes VALUES (?, ?)", [(k, row) for k in sketch[:KEYS]])
    return row


def _head(record: Record) -> tuple[object, ...]:
    """What a record says of its document, in the order of the columns."""
    h = record.header
    told = (record.language, h.title, h.published, h.outlet, h.place, h.byline, record.pack)
    return *map(_or_none, told), zlib.compress(_ENCODER.encode(_plain(record)), 6)


def _copied(ledger: Ledger, source: str, record: Record, sketch: array[int]) -> int | None:
    """The earliest document of another article with the same text, or with nearly the same words."""
    found = ledger.one(
        "SELECT coalesce(copy_of, id) AS id FROM documents WHERE digest = ? AND source <> ? ORDER BY id LIMIT 1",
        record.digest, source,
    )  # fmt: skip
    if found is not None:
        return int(found["id"])
    keys = sketch[:KEYS]
    for row in ledger.rows(
        "SELECT d.id, d.copy_of, s.sketch FROM documents d JOIN sketches s ON s.document = d.id WHERE d.id IN"
        f" (SELECT document FROM document_hashes WHERE hash IN ({','.join('?' * len(keys))}) LIMIT {CANDIDATES})"
        " AND d.source <> ? ORDER BY d.id",
        *keys, source,
    ):  # fmt: skip
        if resemblance(sketch, array("I", json.loads(row["sketch"]))) >= ALIKE:
            return int(row["copy_of"] or row["id"])
    return None


def _read_again(ledger: Ledger, row: int, raw: Raw, record: Record) -> None:
    """Put a new record in the place of a document's old one. The ids of statements stay where their words stay."""
    db = ledger.db
    before = ledger.one("SELECT source, title, text FROM documents WHERE id = ?", row)
    assert before is not None
    old = {r["key"]: _covered(json.loads(r["content"])) for r in ledger.rows(
        "SELECT key, content FROM statements WHERE document = ?", row)}  # fmt: skip
    texts = {r["key"]: r["text"] for r in ledger.rows("SELECT key, text FROM statements WHERE document = ?", row)}
    touched = _touched(ledger, row)
    _clear(ledger, row)
    recount(ledger, touched)
    if before["title"] != _or_none(record.header.title):
        db.execute("DELETE FROM facts WHERE name = 'words'")
    db.execute(
        "INSERT INTO documents_fts (documents_fts, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        (row, before["title"], before["text"]),
    )
    db.execute(
        "UPDATE documents SET language = ?, title = ?, published = ?, outlet = ?, place = ?, byline = ?, pack = ?,"
        " record = ? WHERE id = ?",
        (*_head(record), row),
    )
    db.execute(
        "INSERT INTO documents_fts (rowid, title, text) VALUES (?, ?, ?)",
        (row, _or_none(record.header.title), before["text"]),
    )
    _found(ledger, row, before["source"], raw, record, old)
    now_ = {r["key"]: r["text"] for r in ledger.rows("SELECT key, text FROM statements WHERE document = ?", row)}
    changed = [k for k in texts if now_.get(k) != texts[k]]
    db.executemany(
        "DELETE FROM judgements WHERE kind IN ('said.same', 'event.same') AND (one = ?1 OR other = ?1) AND rule <> ?2"
        " AND undone = 0",
        [(k, HUMAN) for k in changed],
    )


def _clear(ledger: Ledger, document: int) -> None:
    """Take away all rows that a document's record became."""
    db = ledger.db
    here = "(SELECT id FROM statements WHERE document = ?)"
    db.execute(
        "INSERT INTO statements_fts (statements_fts, rowid, text)"
        " SELECT 'delete', id, text FROM statements WHERE document = ?",
        (document,),
    )
    for table in ("statement_actors", "statement_acts", "statement_issues", "statement_hashes"):
        db.execute(f"DELETE FROM {table} WHERE statement IN {here}", (document,))
    db.execute("DELETE FROM event_participants WHERE event IN (SELECT id FROM events WHERE document = ?)", (document,))
    for table in ("statements", "events", "times"):
        db.execute(f"DELETE FROM {table} WHERE document = ?", (document,))


def _found(ledger: Ledger, row: int, source: str, raw: Raw, record: Record, old: dict[str, frozenset[int]]) -> None:
    """Write what was found in a document. `old`: the ids that its statements had, with the characters they cover."""
    seen: Counter[str] = Counter()
    left = dict(old)
    keys: dict[int, str] = {}
    wanted: list[str] = []
    for n, s in enumerate(record.statements):
        wanted.append(digest(source, record.digest, s.text, str(seen[s.text])))
        seen[s.text] += 1
        same = next((wanted[n][:k] for k in (8, 12, 20) if wanted[n][:k] in left), None)
        if same is not None:
            keys[n] = same
            del left[same]
    for n, s in enumerate(record.statements):
        if n not in keys and left:
            here = _covered([[x.start, x.end] for x in s.content])
            best = max(left, key=lambda k: (_shared(left[k], here), k))
            if _shared(left[best], here) >= SAME:
                keys[n] = best
                del left[best]
    for n, s in enumerate(record.statements):
        _statement(ledger, row, keys.get(n) or _free(ledger, "statements", wanted[n]), record, s)
    _events(ledger, row, source, raw, record)
    times = [(row, t.span.start, t.span.end, t.value) for t in record.times if t.value]
    ledger.db.executemany("INSERT OR IGNORE INTO times VALUES (?, ?, ?, ?)", times)


def _covered(spans: list[list[int]]) -> frozenset[int]:
    return frozenset(i for a, b in spans for i in range(a, b))


def _shared(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _statement(ledger: Ledger, document: int, key: str, record: Record, s: Statement) -> None:
    row = ledger.db.execute(
        "INSERT INTO statements (document, key, number, mode, published, conditional, text, content, cue, source,"
        " conditions, current) VALUES (?,?,?,?,?,?,?,?,?,?,?,(SELECT current FROM documents WHERE id = ?))",
        (
            document, key, s.id, s.mode, _or_none(record.header.published), bool(s.conditions), storable(s.text),
            _spans(s.content), _spans(s.cue), _spans(s.source), _spans(s.conditions), document,
        ),
    ).lastrowid  # fmt: skip
    assert row is not None
    ledger.db.execute("INSERT INTO statements_fts (rowid, text) VALUES (?, ?)", (row, storable(s.text)))
    set_slots(ledger, row, with_corrections(s, corrections(ledger, key)))


def with_corrections(s: Statement, fixed: dict[str, object]) -> Statement:
    """A statement with slots that a human corrected; the reasons of those slots are no longer the rules'."""
    if not fixed:
        return s
    return msgspec.structs.replace(s, **fixed, why=tuple(w for w in s.why if w.slot not in fixed))


def set_slots(ledger: Ledger, row: int, s: Statement) -> None:
    """Write the slots of a statement's row: who, when, which acts and issues, and the stances that follow."""
    db = ledger.db
    slots = (s.speaker, s.party, s.mode, s.said_on, s.audience, s.via, s.place)
    db.execute(
        "UPDATE statements SET speaker = ?, party = ?, mode = ?, said_on = ?, audience = ?, via = ?, place = ?"
        " WHERE id = ?",
        (*map(_or_none, slots), row),
    )
    db.execute("DELETE FROM statement_acts WHERE statement = ?", (row,))
    db.execute("DELETE FROM statement_issues WHERE statement = ?", (row,))
    db.executemany("INSERT INTO statement_acts VALUES (?, ?)", [(row, a) for a in dict.fromkeys(s.acts)])
    stances = [(row, issue, *stance(s, issue)) for issue in dict.fromkeys(s.issues)]
    db.executemany("INSERT INTO statement_issues VALUES (?, ?, ?, ?)", stances)


def _events(ledger: Ledger, document: int, source: str, raw: Raw, record: Record) -> None:
    seen: Counter[str] = Counter()
    for e in record.events:
        words = " ".join(storable(e.span.slice(raw.text)).split())
        told = f"{e.type}\0{words}"
        key = _free(ledger, "events", digest(source, record.digest, told, str(seen[told])))
        seen[told] += 1
        row = ledger.db.execute(
            "INSERT INTO events (document, key, number, type, date, place, start, stop, text, published, current)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,(SELECT current FROM documents WHERE id = ?))",
            (
                document, key, e.id, e.type, e.date, _or_none(e.place), e.span.start, e.span.end, words,
                _or_none(record.header.published), document,
            ),
        ).lastrowid  # fmt: skip
        names = [(row, storable(n)) for n in dict.fromkeys(e.participants)]
        ledger.db.executemany("INSERT OR IGNORE INTO event_participants VALUES (?, ?)", names)


def _free(ledger: Ledger, table: str, key: str) -> str:
    """The key, longer where a shorter one is taken."""
    for length in (8, 12, 20):
        if ledger.one(f"SELECT 1 FROM {table} WHERE key = ?", key[:length]) is None:
            return key[:length]
    return key


def _spans(spans: Iterable[Span]) -> str:
    return json.dumps([[s.start, s.end] for s in spans], separators=(",", ":"))


def storable(text: str) -> str:
    """The text with lone halves of surrogate pairs, which SQLite cannot hold, as U+FFFD; no longer, no shorter."""
    if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _or_none(text: str | None) -> str | None:
    return storable(text) if text is not None else None


def _plain(record: Record) -> Record:
    """The record such that UTF-8 can hold it."""
    try:
        _ENCODER.encode(record)
    except UnicodeEncodeError:
        return msgspec.convert(_stored(msgspec.to_builtins(record)), type=Record)
    return record


def _stored(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {k: _stored(v) for k, v in value.items()}
    return [_stored(v) for v in value] if isinstance(value, list | tuple) else value
