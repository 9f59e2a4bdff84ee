"""Verification: every span sliced again from the stored text, every digest computed again, every row held against the
record that it was made from. What cannot be read is told of, and the rest looked at all the same."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from sqlite3 import Row

import msgspec

from risalah.ledger.slots import places
from risalah.ledger.store import Ledger
from risalah.model import Record, Span
from risalah.model.answers import Checked, Fault

_SLOTS = ("content", "cue", "source", "conditions")
_RECORD = msgspec.json.Decoder(Record)
Counts = list[int]
"""Documents, statements, events and spans looked at."""


def verify(ledger: Ledger) -> Checked:
    """Look at everything in a ledger."""
    counts = [0, 0, 0, 0]
    found = [*_file(ledger), *(fault for _, faults in documents(ledger, counts) for fault in faults)]
    return Checked(counts[0], counts[1], counts[2], counts[3], tuple(found))


def _file(ledger: Ledger) -> Iterator[Fault]:
    """What SQLite finds wrong with the file."""
    try:
        for row in ledger.db.execute("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield Fault("file", str(row[0]))
    except sqlite3.DatabaseError as e:
        yield Fault("file", f"cannot be checked any further ({e})")
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
            document = ledger.one("SELECT id, doc_id, digest, text, record FROM documents WHERE id = ?", row)
            if document is None:
                continue
            found.extend(_document(ledger, document, counts))
        except sqlite3.DatabaseError as e:
            found.append(Fault(f"document in row {row}", f"cannot be read ({e})"))
        yield row, found


def _document(ledger: Ledger, document: Row, counts: Counts) -> Iterator[Fault]:
    counts[0] += 1
    text, where = document["text"], f"document {document['doc_id']}"
    if "\ufffd" not in text and hashlib.sha256(text.encode()).hexdigest() != document["digest"]:
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
        yield from _held(where, record, statements, events)


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


def _held(where: str, record: Record, statements: list[Row], events: list[Row]) -> Iterator[Fault]:
    """Whether the rows are those of the record."""
    there = {s["number"]: {slot: places(s[slot]) for slot in _SLOTS} for s in statements}
    for said in record.statements:
        spans = {slot: _pairs(getattr(said, slot)) for slot in _SLOTS}
        if said.id not in there:
            yield Fault(where, f"statement {said.id} of its record is missing")
        elif there[said.id] != spans:
            yield Fault(where, f"statement {said.id} stands at other places than in its record")
    told = {e["number"]: (e["type"], e["start"], e["stop"]) for e in events}
    for event in record.events:
        if told.get(event.id) != (event.type, event.span.start, event.span.end):
            yield Fault(where, f"event {event.id} of its record is {'other' if event.id in told else 'missing'}")
    for what, numbers, known in (
        ("statement", there, {s.id for s in record.statements}), ("event", told, {e.id for e in record.events})
    ):  # fmt: skip
        for number in sorted(numbers.keys() - known):
            yield Fault(where, f"{what} {number} is not in its record")


def _pairs(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    return [(s.start, s.end) for s in spans]


def _plain(words: str) -> str:
    return " ".join(words.split())
