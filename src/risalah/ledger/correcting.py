"""Corrections: slots of statements that a human put right, each a judgement that can be undone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from risalah.errors import UsageError
from risalah.ledger import actors, grouping
from risalah.ledger.asking import MODES, acts, issues, label, no_such, period
from risalah.ledger.groups import dissolve
from risalah.ledger.judging import corrected, corrections
from risalah.ledger.names import as_recorded
from risalah.ledger.questions import one
from risalah.ledger.slots import set_slots, with_corrections
from risalah.ledger.store import Ledger
from risalah.model import Record

KIND = "correct"
LISTS = {"acts": 2, "issues": 3}
"""Slots that hold several labels, and how many."""
SLOTS = ("speaker", "party", "mode", "said_on", "acts", "issues", "audience", "via", "place")
"""The slots that can be put right. Words and their places are the article's."""
NAMES_AT_MOST = 500
_HOUR = re.compile(r"\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?|[A-Z]{2}")


def correct(ledger: Ledger, key: str, slots: Mapping[str, str], reason: str = "") -> list[int]:
    """Put slots of a statement right, with values as people write them; the judgements' numbers.

    An empty value empties the slot; several labels are set apart by commas. Raises `UsageError` for a statement, slot
    or value that is none.
    """
    one(ledger, key)
    if not slots:
        raise UsageError(f"nothing to correct: give slot=value ({', '.join(SLOTS)})")
    values = {slot: value(ledger, slot, given) for slot, given in slots.items()}
    with ledger.transaction():
        numbers = [corrected(ledger, key, slot, v, reason or "corrected by hand") for slot, v in values.items()]
        reset(ledger, key)
    return numbers


def value(ledger: Ledger, slot: str, given: str) -> str | list[str] | None:
    """What a slot is to hold. Raises `UsageError` for a slot or value that is none."""
    if slot not in SLOTS:
        raise no_such("slot", slot, SLOTS)
    given = " ".join(given.split())
    if slot in LISTS:
        labels = list(dict.fromkeys(part.strip() for part in re.split("[,;]", given) if part.strip()))
        known = acts() if slot == "acts" else issues(ledger)
        labels = list(dict.fromkeys(label(slot[:-1], one_label, known) for one_label in labels))
        if len(labels) > LISTS[slot]:
            raise UsageError(f"a statement has at most {LISTS[slot]} {slot}, not {len(labels)}")
        if slot == "acts" and not labels:
            raise UsageError("a statement has at least one act")
        return labels
    if slot == "mode":
        return label("mode", given, MODES)
    if slot == "said_on" and given:
        day, _, hour = given.partition("T")
        period(day, day)
        if hour and not _HOUR.fullmatch(hour):
            raise UsageError(f"{given!r} is no day and hour (2022-12-07T19:05+07:00)")
    if len(given) > NAMES_AT_MOST:
        raise UsageError(f"a {slot} has at most {NAMES_AT_MOST} characters")
    if slot == "party" and given:
        return "; ".join(as_recorded(ledger, one_party.strip()) for one_party in given.split(";") if one_party.strip())
    return given or None


def reset(ledger: Ledger, key: str) -> None:
    """Set the slots of a statement by its record and the corrections that stand. Called inside a transaction."""
    row = ledger.one("SELECT id, document, number, speaker, party, grp FROM statements WHERE key = ?", key)
    if row is None:
        return  # its words are no statement any more since the article was read again
    record = ledger.record(row["document"])
    read = next(s for s in record.statements if s.id == row["number"])
    right = with_corrections(read, corrections(ledger, key))
    set_slots(ledger, row["id"], right)
    if (right.speaker, right.party) != (row["speaker"], row["party"]):
        mine = ledger.rows("SELECT actor FROM statement_actors WHERE statement = ?", row["id"])
        ledger.db.execute("DELETE FROM statement_actors WHERE statement = ?", (row["id"],))
        actors.recount(ledger, {r["actor"] for r in mine})
        ledger.db.execute("UPDATE statements SET compared = 0 WHERE id = ?", (row["id"],))  # it is linked anew
        actors.consolidate(ledger)
    if row["grp"] is not None:  # its group tells when it was said and who carried it
        dissolve(ledger, "statements", "id = ?", row["id"])
        grouping.assign(ledger)


class Corrected(msgspec.Struct, frozen=True):
    """A document with corrections: its text, its record put right, and which slots of which statements were."""

    text: str
    record: Record
    slots: dict[str, tuple[str, ...]]
    """By the number of the statement in its record."""


def documents(ledger: Ledger) -> Iterator[Corrected]:
    """The documents of which a statement was corrected, in the order in which they were kept."""
    rows = ledger.rows(
        "SELECT DISTINCT d.id, d.text FROM judgements j JOIN statements s ON s.key = j.one"
        " JOIN documents d ON d.id = s.document WHERE j.kind = 'correct' AND j.undone = 0 ORDER BY d.id"
    )
    for row in rows:
        keys = {r["number"]: r["key"] for r in ledger.rows(
            "SELECT number, key FROM statements WHERE document = ?", row["id"])}  # fmt: skip
        record = ledger.record(row["id"])
        fixed = {s.id: corrections(ledger, keys[s.id]) for s in record.statements if s.id in keys}
        right = tuple(with_corrections(s, fixed.get(s.id, {})) for s in record.statements)
        slots = {number: tuple(found) for number, found in fixed.items() if found}
        yield Corrected(row["text"], msgspec.structs.replace(record, statements=right), slots)
