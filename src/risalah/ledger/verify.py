"""Verification: every span sliced again from the stored text, every digest computed again, every row held against the
record that it was made from. What cannot be read is told of, and the rest looked at all the same."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from sqlite3 import Row

import msgspec

from risalah.ledger.damage import DAMAGE
from risalah.ledger.judging import corrections
from risalah.ledger.offices import office_of
from risalah.ledger.slots import TEXTS, places, storable, whole, with_corrections
from risalah.ledger.stances import stance
from risalah.ledger.store import Ledger, missing
from risalah.model import Record, Span, Statement
from risalah.model.answers import Checked, Fault

_SLOTS = ("content", "cue", "source", "conditions")
_RECORD = msgspec.json.Decoder(Record)
Counts = list[int]
"""Documents, statements, events and spans looked at."""


def verify(ledger: Ledger) -> Checked:
    """Look at everything in a ledger."""
    counts = [0, 0, 0, 0]
    found = [
        *_file(ledger),
        *_judgements(ledger),
        *(fault for _, faults in documents(ledger, counts) for fault in faults),
    ]
    return Checked(counts[0], counts[1], counts[2], counts[3], tuple(found))


def _file(ledger: Ledger) -> Iterator[Fault]:
    """What SQLite finds wrong with the file."""
    try:
        for row in ledger.db.execute("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield Fault("file", str(row[0]))
    except sqlite3.DatabaseError as e:
        yield Fault("file", f"cannot be checked any further ({e})")
    for name in missing(ledger):
        yield Fault("file", f"{name} is missing")
    many = "SELECT source, sum(current) AS n FROM documents GROUP BY source HAVING n <> 1 ORDER BY source"
    try:
        for row in ledger.db.execute(many):
            yield Fault(f"article {row['source']}", f"{row['n']} of its versions count, not one")
    except sqlite3.DatabaseError as e:
        yield Fault("documents", f"cannot be read ({e})")
    dangling: Counter[tuple[str, str, int | None]] = Counter()
    try:
        for table, row, other, _ in ledger.db.execute("PRAGMA foreign_key_check"):
            dangling[table, other, row] += 1
    except sqlite3.DatabaseError as e:
        yield Fault("file", f"its links cannot be checked any further ({e})")
    for (table, other, row), n in dangling.items():
        where = f"table {table}" + (f", row {row}" if row is not None else "")
        many = "" if row is not None or n == 1 else f" ({n} rows)"
        yield Fault(where, f"points to a row of {other} that is not there{many}")


def _judgements(ledger: Ledger) -> Iterator[Fault]:
    """Corrections of which the value cannot be read."""
    try:
        for number, value in ledger.db.execute("SELECT id, value FROM judgements WHERE kind = 'correct' ORDER BY id"):
            try:
                json.loads(value)
            except (ValueError, TypeError):
                yield Fault(f"judgement {number}", "its value cannot be read")
    except sqlite3.DatabaseError as e:
        yield Fault("judgements", f"cannot be read ({e})")


def documents(ledger: Ledger, counts: Counts) -> Iterator[tuple[int, list[Fault]]]:
    """Each document by its row, with what is wrong with it."""
    try:
        last = ledger.one("SELECT max(id) AS n FROM documents")
    except sqlite3.DatabaseError as e:
        yield 0, [Fault("documents", f"cannot be read ({e})")]
        return
    for row in range(1, ((last["n"] or 0) if last is not None else 0) + 1):
        found: list[Fault] = []
        try:
            document = ledger.one("SELECT * FROM documents WHERE id = ?", row)
            if document is None:
                continue
            found.extend(_document(ledger, document, counts))
        except DAMAGE as e:
            found.append(Fault(f"document in row {row}", f"cannot be read ({e})"))
        yield row, found


def _document(ledger: Ledger, document: Row, counts: Counts) -> Iterator[Fault]:
    counts[0] += 1
    text, where = document["text"], f"document {document['doc_id']}"
    if not whole(text, document["digest"]):
        yield Fault(where, "its text is not the one that was kept")
    record = None
    try:
        record = _RECORD.decode(zlib.decompress(document["record"]))
        if record.digest != document["digest"]:
            yield Fault(where, "its record is of another text")
    except (zlib.error, msgspec.MsgspecError, TypeError) as e:
        yield Fault(where, f"its record cannot be read ({e})")
    statements = list(ledger.db.execute("SELECT * FROM statements WHERE document = ? ORDER BY id", (document["id"],)))
    events = list(ledger.db.execute("SELECT * FROM events WHERE document = ? ORDER BY id", (document["id"],)))
    yield from _statements(statements, text, counts)
    yield from _events(events, text, counts)
    if record is not None:
        yield from _held(ledger, document, record, statements, events)


def _statements(rows: list[Row], text: str, counts: Counts) -> Iterator[Fault]:
    for s in rows:
        counts[1] += 1
        where = f"statement {s['key']}"
        sliced = []
        for slot in _SLOTS:
            for start, end in places(s[slot]):
                if start < 0:
                    yield Fault(where, f"its spans cannot be read ({slot})")
                    continue
                counts[3] += 1
                if not 0 <= start <= end <= len(text):
                    yield Fault(where, f"{slot} [{start}, {end}) lies outside its text")
                elif slot == "content":
                    sliced.append(text[start:end])
        if "\ufffd" not in text and _plain(" ".join(sliced)) != _plain(s["text"]):
            yield Fault(where, "its words are not those at its place in the text")


def _events(rows: list[Row], text: str, counts: Counts) -> Iterator[Fault]:
    for e in rows:
        counts[2] += 1
        counts[3] += 1
        if _plain(text[e["start"] : e["stop"]]) != _plain(e["text"]):
            yield Fault(f"event {e['key']}", "its words are not those at its place in the text")


def _held(ledger: Ledger, document: Row, record: Record, statements: list[Row], events: list[Row]) -> Iterator[Fault]:
    """Whether the rows are those of the record, with the corrections that stand."""
    where = f"document {document['doc_id']}"
    h = record.header
    told = (record.language, h.title, h.published, h.outlet, h.place, h.byline, record.doc_id)
    there = (document[c] for c in ("language", "title", "published", "outlet", "place", "byline", "doc_id"))
    if tuple(storable(t) for t in told) != tuple(there):
        yield Fault(where, "its header is not that of its record")
    rows = {s["number"]: s for s in statements}
    for said in record.statements:
        row = rows.get(said.id)
        if row is None:
            yield Fault(where, f"statement {said.id} of its record is missing")
        elif {slot: places(row[slot]) for slot in _SLOTS} != {slot: _pairs(getattr(said, slot)) for slot in _SLOTS}:
            yield Fault(where, f"statement {said.id} stands at other places than in its record")
        else:
            if row["office"] != office_of(document["text"], said):
                yield Fault(f"statement {row['key']}", "its office is not the one that its source names")
            yield from _slots(ledger, row, with_corrections(said, corrections(ledger, row["key"])))
    happened = {e["number"]: e for e in events}
    for event in record.events:
        row = happened.get(event.id)
        if row is None:
            yield Fault(where, f"event {event.id} of its record is missing")
        elif _event(ledger, row) != (
            event.type, event.date, storable(event.place), event.span.start, event.span.end,
            frozenset(storable(name) for name in event.participants),
        ):  # fmt: skip
            yield Fault(f"event {row['key']}", "it is not as its record says")
    for what, numbers, known in (
        ("statement", rows, {s.id for s in record.statements}), ("event", happened, {e.id for e in record.events})
    ):  # fmt: skip
        for number in sorted(numbers.keys() - known):
            yield Fault(where, f"{what} {number} is not in its record")


def _slots(ledger: Ledger, row: Row, right: Statement) -> Iterator[Fault]:
    """Whether the slots of a statement's row hold what they should."""
    wanted = {slot: storable(getattr(right, slot)) for slot in TEXTS}
    wrong = [slot for slot, held in wanted.items() if row[slot] != held]
    acts = {r[0] for r in ledger.db.execute("SELECT act FROM statement_acts WHERE statement = ?", (row["id"],))}
    wrong += ["acts"] if acts != set(right.acts) else []
    stances = {tuple(r) for r in ledger.db.execute(
        "SELECT issue, stance, stance_rule FROM statement_issues WHERE statement = ?", (row["id"],))}  # fmt: skip
    if {i for i, *_ in stances} != set(right.issues):
        wrong.append("issues")
    elif stances != {(i, *stance(right, i)) for i in right.issues}:
        wrong.append("stance")
    if wrong:
        yield Fault(f"statement {row['key']}", f"its {', '.join(wrong)} are not what its record and the rules say")


def _event(ledger: Ledger, row: Row) -> tuple[object, ...]:
    names = ledger.db.execute("SELECT name FROM event_participants WHERE event = ?", (row["id"],))
    return row["type"], row["date"], row["place"], row["start"], row["stop"], frozenset(r[0] for r in names)


def _pairs(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    return [(s.start, s.end) for s in spans]


def _plain(words: str) -> str:
    return " ".join(words.split())
