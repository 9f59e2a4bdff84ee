"""The slots of a statement's row: what was read, put right where a human corrected it."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import overload

import msgspec

from risalah.ledger.judging import corrections
from risalah.ledger.stances import stance
from risalah.ledger.store import Ledger
from risalah.model import Statement

TEXTS = ("speaker", "party", "mode", "said_on", "audience", "via", "place")
"""Slots that hold one text."""


@overload
def storable(text: str) -> str: ...
@overload
def storable(text: None) -> None: ...
def storable(text: str | None) -> str | None:
    """The text with lone halves of surrogate pairs, which SQLite cannot hold, as U+FFFD; no longer, no shorter."""
    if text is None or text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
        return text
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def whole(text: str, digest: str) -> bool:
    """Whether a stored text is the one that was kept; where it holds what SQLite could not, that cannot be told."""
    return "\ufffd" in text or sha256(text.encode()).hexdigest() == digest


def places(written: str) -> list[tuple[int, int]]:
    """Spans as they are written in a row; one before the text where they cannot be read."""
    try:
        return [(int(start), int(end)) for start, end in json.loads(written)]
    except (ValueError, TypeError):
        return [(-1, -1)]


def with_corrections(s: Statement, fixed: dict[str, object]) -> Statement:
    """A statement with slots that a human corrected; the reasons of those slots are no longer the rules'."""
    if not fixed:
        return s
    return msgspec.structs.replace(s, **fixed, why=tuple(w for w in s.why if w.slot not in fixed))


def set_slots(ledger: Ledger, row: int, s: Statement) -> None:
    """Write the slots of a statement's row: who, when, which acts and issues, and the stances that follow."""
    db = ledger.db
    db.execute(
        f"UPDATE statements SET {', '.join(f'{slot} = ?' for slot in TEXTS)} WHERE id = ?",
        (*(storable(getattr(s, slot)) for slot in TEXTS), row),
    )
    db.execute("DELETE FROM statement_acts WHERE statement = ?", (row,))
    db.execute("DELETE FROM statement_issues WHERE statement = ?", (row,))
    db.executemany("INSERT INTO statement_acts VALUES (?, ?)", [(row, a) for a in dict.fromkeys(s.acts)])
    stances = [(row, issue, *stance(s, issue)) for issue in dict.fromkeys(s.issues)]
    db.executemany("INSERT INTO statement_issues VALUES (?, ?, ?, ?)", stances)


def settle(ledger: Ledger, document: int) -> None:
    """Set the slots of all statements of a document by its record and the corrections that stand."""
    read = {s.id: s for s in ledger.record(document).statements}
    for row in ledger.rows("SELECT id, key, number FROM statements WHERE document = ?", document):
        set_slots(ledger, row["id"], with_corrections(read[row["number"]], corrections(ledger, row["key"])))
