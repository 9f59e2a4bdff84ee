"""Documents in the store: which article a text is a version of, and the rows that its record becomes."""

from __future__ import annotations

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from risalah.ledger.actors import recount
from risalah.ledger.judging import corrections
from risalah.ledger.offices import office_of
from risalah.ledger.slots import places, set_slots, storable, whole, with_corrections
from risalah.ledger.store import LENGTHS, Ledger, digest, free_key, now
from risalah.ledger.versions import Tally, article, forget_rules, inherit, known, replaced, touched
from risalah.model import Event, Raw, Record, Span, Statement
from risalah.sources.copies import ALIKE, KEYS, SHORTEST, resemblance, sketched, words_of

SAME = 0.5
"""Share of the characters (of the union) by which a statement that is read again is the one that was there."""
OF_STATEMENTS = ("statement_actors", "statement_acts", "statement_issues", "statement_hashes")
OF_RECORDS = ("statements", "events", "times")
"""Tables with what belongs to a statement, and with what a document's record became."""
CANDIDATES = 50
"""Documents that one is compared with at most, to find what it is a copy of."""
_ENCODER = msgspec.json.Encoder()


class Kept(NamedTuple):
    """What became of a document: its row, and whether it was `new`, a `changed` version, read `again`, or known
    `already`."""

    row: int
    state: str


def write(
    ledger: Ledger, documents: Iterable[tuple[Raw, Record]], *, again: bool = False, tally: Tally | None = None
) -> list[Kept]:
    """Write documents with their records, all in one transaction.

    The same text of the same article again changes nothing; with `again` its record takes the place of the one that
    is there. Another text of an article is a new version of it; the old one stays, no longer current. A text that an
    earlier version had is known: `tally` tells whether the article was changed back to it.
    """
    tally = tally or Tally()
    with ledger.transaction():
        kept = [_write(ledger, raw, record, tally, again=again) for raw, record in documents]
        if any(k.state != "already" for k in kept):
            ledger.set_fact("pending", "1")
        return kept


def _write(ledger: Ledger, raw: Raw, record: Record, tally: Tally, *, again: bool) -> Kept:
    there = known(ledger, raw, record.digest)
    if there is not None:
        tally.saw(there, raw)
        if not again:
            return Kept(there.row, "already")
        _read_again(ledger, there.row, raw, record)
        return Kept(there.row, "again")
    source, version = article(ledger, raw, record)
    if version:
        for old in ledger.rows("SELECT id FROM documents WHERE source = ? AND current = 1", source):
            replaced(ledger, old["id"])
    row = _document(ledger, raw, record, source, version + 1)
    _found(ledger, row, source, raw.text, record, _Before({}, {}))
    if version:
        inherit(ledger, source, row)
    tally.wrote(source)
    return Kept(row, "changed" if version else "new")


def _document(ledger: Ledger, raw: Raw, record: Record, source: str, version: int) -> int:
    h = record.header
    words = story_words(raw.text, record)
    sketch = sketched(words) if len(words) >= SHORTEST else array("I")
    text = storable(raw.text)
    values = (
        source, version, storable(raw.doc_id), record.digest, text, _copied(ledger, source, record, sketch),
        storable(raw.author), storable(raw.url), storable(raw.file), now(), *_head(record),
    )  # fmt: skip
    row = ledger.db.execute(
        "INSERT INTO documents (source, version, doc_id, digest, text, copy_of, author, url, file, kept, language,"
        " title, published, outlet, place, byline, pack, record) VALUES (" + ",".join("?" * len(values)) + ")",
        values,
    ).lastrowid
    assert row is not None
    ledger.db.execute("INSERT INTO documents_fts (rowid, title, text) VALUES (?, ?, ?)", (row, storable(h.title), text))
    if sketch:
        ledger.db.execute(
            "INSERT INTO sketches VALUES (?, ?)", (row, json.dumps(sketch.tolist(), separators=(",", ":")))
        )
        ledger.db.executemany("INSERT OR IGNORE INTO document_hashes VALUES (?, ?)", [(k, row) for k in sketch[:KEYS]])
    return row


def story_words(text: str, record: Record) -> list[str]:
    """The words of an article's story: by what stands around it two outlets that carry one report differ."""
    spans = sorted((s.start, s.end) for s in (*record.furniture, *record.repeats))
    words, last = [], 0
    for start, end in spans:
        words += words_of(text[last:start]) if start > last else []
        last = max(last, end)
    return words + words_of(text[last:])


def _head(record: Record) -> tuple[object, ...]:
    """What a record says of its document, in the order of the columns."""
    h = record.header
    told = (record.language, h.title, h.published, h.outlet, h.place, h.byline, record.pack)
    return *(storable(t) for t in told), zlib.compress(_ENCODER.encode(_plain(record)), 6)


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
    old, texts = _before(ledger, row), _texts(ledger, row)
    actors = touched(ledger, row)
    _clear(ledger, row)
    recount(ledger, actors)
    if before["title"] != storable(record.header.title):
        ledger.set_fact("words", None)
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
        (row, storable(record.header.title), before["text"]),
    )
    _found(ledger, row, before["source"], raw.text, record, old)
    now_ = _texts(ledger, row)
    forget_rules(ledger, [k for k in texts if now_.get(k) != texts[k]])


def _texts(ledger: Ledger, row: int) -> dict[str, str]:
    """The words of each statement and event of a document, by their ids."""
    told = "SELECT key, text FROM statements WHERE document = ?1 UNION SELECT key, text FROM events WHERE document = ?1"
    return {r["key"]: r["text"] for r in ledger.rows(told, row)}


def mend(ledger: Ledger, row: int) -> bool:
    """Make the rows of a document again from its stored text and record; False where the text is not the one that was
    kept. Called inside a transaction."""
    document = ledger.one("SELECT source, text, digest FROM documents WHERE id = ?", row)
    assert document is not None
    if not whole(document["text"], document["digest"]):
        return False
    record, actors = ledger.record(row), touched(ledger, row)
    ids = _Ids(*(
        {r["number"]: r["key"] for r in ledger.rows(f"SELECT number, key FROM {table} WHERE document = ?", row)}
        for table in ("statements", "events")
    ))  # fmt: skip
    _clear(ledger, row)
    recount(ledger, actors)
    ledger.db.execute(
        "UPDATE documents SET doc_id = ?, language = ?, title = ?, published = ?, outlet = ?, place = ?, byline = ?,"
        " pack = ?, record = ? WHERE id = ?",
        (storable(record.doc_id), *_head(record), row),
    )
    _found(ledger, row, document["source"], document["text"], record, _Before({}, {}), ids)
    return True


def _clear(ledger: Ledger, document: int) -> None:
    """Take away all rows that a document's record became."""
    db = ledger.db
    here = "(SELECT id FROM statements WHERE document = ?)"
    db.execute(
        "INSERT INTO statements_fts (statements_fts, rowid, text)"
        " SELECT 'delete', id, text FROM statements WHERE document = ?",
        (document,),
    )
    for table in OF_STATEMENTS:
        db.execute(f"DELETE FROM {table} WHERE statement IN {here}", (document,))
    db.execute("DELETE FROM event_participants WHERE event IN (SELECT id FROM events WHERE document = ?)", (document,))
    for table in OF_RECORDS:
        db.execute(f"DELETE FROM {table} WHERE document = ?", (document,))


class _Before(NamedTuple):
    """What stood at a document before it was read again: ids with the characters they cover."""

    statements: dict[str, frozenset[int]]
    events: dict[str, frozenset[int]]


def _before(ledger: Ledger, row: int) -> _Before:
    said = ledger.rows("SELECT key, content FROM statements WHERE document = ?", row)
    events = ledger.rows("SELECT key, start, stop FROM events WHERE document = ?", row)
    return _Before(
        {r["key"]: _covered(places(r["content"])) for r in said},
        {r["key"]: _covered([(r["start"], r["stop"])]) for r in events},
    )


class _Ids(NamedTuple):
    """Ids by the numbers that statements and events have in the record."""

    statements: dict[str, str]
    events: dict[str, str]


def _found(
    ledger: Ledger, row: int, source: str, text: str, record: Record, old: _Before, ids: _Ids | None = None
) -> None:
    """Write what was found in a document; the ids of what stood there before stay where the words stay.

    `ids`: those of the same record, which stay by number.
    """
    ids = ids or _Ids({}, {})
    wanted = _digests(source, record, [s.text for s in record.statements])
    covers = [_covered((x.start, x.end) for x in s.content) for s in record.statements]
    for key, s in zip(_ids(ledger, "statements", wanted, covers, old.statements), record.statements, strict=True):
        _statement(ledger, row, ids.statements.get(s.id) or key, record, s, office_of(text, s))
    words = [" ".join(storable(e.span.slice(text)).split()) for e in record.events]
    wanted = _digests(source, record, [f"{e.type}\0{w}" for e, w in zip(record.events, words, strict=True)])
    covers = [_covered([(e.span.start, e.span.end)]) for e in record.events]
    for key, e, words_ in zip(_ids(ledger, "events", wanted, covers, old.events), record.events, words, strict=True):
        _event(ledger, row, ids.events.get(e.id) or key, record, e, words_)
    times = [(row, t.span.start, t.span.end, t.value) for t in record.times if t.value]
    ledger.db.executemany("INSERT OR IGNORE INTO times VALUES (?, ?, ?, ?)", times)


def _digests(source: str, record: Record, told: list[str]) -> list[str]:
    """For each thing told in an article a digest of it; the second of the same words has another."""
    seen: Counter[str] = Counter()
    found = []
    for words in told:
        found.append(digest(source, record.digest, words, str(seen[words])))
        seen[words] += 1
    return found


def _ids(
    ledger: Ledger, table: str, wanted: list[str], covers: list[frozenset[int]], old: dict[str, frozenset[int]]
) -> Iterator[str]:
    """The ids of what was found: the old one of the same words, then of most of the characters, else one of its own.

    Each is free until the next is asked for: what has one is to be written before.
    """
    left, keys = dict(old), dict[int, str]()
    for n, key in enumerate(wanted):
        same = next((key[:k] for k in LENGTHS if key[:k] in left), None)
        if same is not None:
            keys[n] = same
            del left[same]
    for n, here in enumerate(covers):
        if n not in keys and left:
            best = max(left, key=lambda k: (_shared(left[k], here), k))
            if _shared(left[best], here) >= SAME:
                keys[n] = best
                del left[best]
    for n, key in enumerate(wanted):
        yield keys.get(n) or free_key(ledger, table, key)


def _covered(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(i for a, b in spans for i in range(a, b))


def _shared(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _statement(ledger: Ledger, document: int, key: str, record: Record, s: Statement, office: str | None) -> None:
    row = ledger.db.execute(
        "INSERT INTO statements (document, key, number, mode, office, published, conditional, text, content, cue,"
        " source, conditions, current) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,(SELECT current FROM documents WHERE id = ?))",
        (
            document, key, s.id, s.mode, office, storable(record.header.published), bool(s.conditions),
            storable(s.text),
            _spans(s.content), _spans(s.cue), _spans(s.source), _spans(s.conditions), document,
        ),
    ).lastrowid  # fmt: skip
    assert row is not None
    ledger.db.execute("INSERT INTO statements_fts (rowid, text) VALUES (?, ?)", (row, storable(s.text)))
    set_slots(ledger, row, with_corrections(s, corrections(ledger, key)))


def _event(ledger: Ledger, document: int, key: str, record: Record, e: Event, words: str) -> None:
    row = ledger.db.execute(
        "INSERT INTO events (document, key, number, type, date, place, start, stop, text, published, current)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,(SELECT current FROM documents WHERE id = ?))",
        (
            document, key, e.id, e.type, e.date, storable(e.place), e.span.start, e.span.end, words,
            storable(record.header.published), document,
        ),
    ).lastrowid  # fmt: skip
    names = [(row, storable(n)) for n in dict.fromkeys(e.participants)]
    ledger.db.executemany("INSERT OR IGNORE INTO event_participants VALUES (?, ?)", names)


def _spans(spans: Iterable[Span]) -> str:
    return json.dumps([[s.start, s.end] for s in spans], separators=(",", ":"))


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
