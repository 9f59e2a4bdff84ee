"""Verification: every span sliced again from the stored text, every digest computed again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator

import msgspec

from risalah.ledger.store import Ledger
from risalah.model.answers import Checked, Fault

_SLOTS = ("content", "cue", "source", "conditions")


def verify(ledger: Ledger) -> Checked:
    """Look at everything in a ledger."""
    counts = [0, 0, 0, 0]
    try:
        found = tuple(faults(ledger, counts))
    except sqlite3.DatabaseError as e:
        found = (Fault("file", f"cannot be read any further ({e})"),)
    documents, statements, events, spans = counts
    return Checked(documents, statements, events, spans, found)


def faults(ledger: Ledger, counts: list[int]) -> Iterator[Fault]:
    """Everything that is wrong with a ledger; `counts` is set to documents, statements, events and spans looked at."""
    counts[:] = [0, 0, 0, 0]
    for row in ledger.db.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield Fault("file", str(row[0]))
    for row in ledger.db.execute("PRAGMA foreign_key_check"):
        yield Fault(f"table {row[0]}, row {row[1]}", f"points to a row of {row[2]} that is not there")
    for document in ledger.db.execute("SELECT id, doc_id, digest, text, record FROM documents ORDER BY id"):
        counts[0] += 1
        text, where = document["text"], f"document {document['doc_id']}"
        if "\ufffd" not in text and hashlib.sha256(text.encode()).hexdigest() != document["digest"]:
            yield Fault(where, "its text is not the one that was kept")
        try:
            record = msgspec.json.decode(zlib.decompress(document["record"]))
        except (zlib.error, msgspec.DecodeError) as e:
            yield Fault(where, f"its record cannot be read ({e})")
            continue
        if record["digest"] != document["digest"]:
            yield Fault(where, "its record is of another text")
        yield from _statements(ledger, document["id"], text, counts)
        yield from _events(ledger, document["id"], text, counts)


def _statements(ledger: Ledger, document: int, text: str, counts: list[int]) -> Iterator[Fault]:
    for s in ledger.db.execute("SELECT * FROM statements WHERE document = ? ORDER BY id", (document,)):
        counts[1] += 1
        where = f"statement {s['key']}"
        sliced = []
        for slot in _SLOTS:
            for start, end in _places(s[slot]):
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


def _places(written: str) -> list[tuple[int, int]]:
    """Spans as they are written; one before the text where they cannot be read."""
    try:
        return [(int(start), int(end)) for start, end in json.loads(written)]
    except (ValueError, TypeError):
        return [(-1, -1)]


def _events(ledger: Ledger, document: int, text: str, counts: list[int]) -> Iterator[Fault]:
    for e in ledger.db.execute("SELECT * FROM events WHERE document = ? ORDER BY id", (document,)):
        counts[2] += 1
        counts[3] += 1
        if _plain(text[e["start"] : e["stop"]]) != _plain(e["text"]):
            yield Fault(f"event {e['key']}", "its words are not those at its place in the text")


def _plain(words: str) -> str:
    return " ".join(words.split())
