"""A table with a line for each statement, in columns of fixed width, so that it can be written as it is read."""

from __future__ import annotations

from collections.abc import Iterable

from risalah.exports.safe import fitted, joined, visible
from risalah.exports.style import painter
from risalah.model import Raw, Record, Statement

WIDTH = 136
"""How wide the table is where there is no terminal: all columns, and some words."""

_COLUMNS = {"document": 16, "date": 10, "speaker": 20, "party": 14, "act": 14, "issue": 20}
_STYLES = {"document": "dim", "speaker": "name", "act": "act", "issue": "issue"}
_DROPPED = ("document", "issue", "party", "act", "date")
"""What a narrow terminal does without, first to last. Who says what stays."""

_LEAST = 24
"""The words get so many columns before another column is kept."""


def head(width: int, colour: bool) -> str:
    """The names of the columns and a rule under them."""
    kept = _kept(width)
    names = "  ".join([*(fitted(name, _COLUMNS[name]) for name in kept), "words"])
    return painter(colour)("bold", names) + "\n" + "─" * (_taken(kept) + _rest(width, kept)) + "\n"


def render(raw: Raw, record: Record, width: int, colour: bool) -> str:
    """A line for each statement of the record; empty for none."""
    paint = painter(colour)
    kept = _kept(width)
    lines = []
    for statement in record.statements:
        told = _cells(record, statement)
        cells = [(_STYLES.get(name), fitted(visible(told[name]), _COLUMNS[name])) for name in kept]
        words = fitted(joined(raw.text, statement.content)[:2000], _rest(width, kept)).rstrip()
        lines.append("  ".join([*(paint(style, cell) if style else cell for style, cell in cells), words]) + "\n")
    return "".join(lines)


def _cells(record: Record, statement: Statement) -> dict[str, str]:
    return {
        "document": record.doc_id,
        "date": statement.said_on or "",
        "speaker": statement.speaker or "",
        "party": statement.party or "",
        "act": ", ".join(statement.acts),
        "issue": ", ".join(statement.issues),
    }


def _kept(width: int) -> tuple[str, ...]:
    """The columns that leave room for words."""
    kept = list(_COLUMNS)
    for name in _DROPPED:
        if width - _taken(kept) >= _LEAST:
            break
        kept.remove(name)
    return tuple(kept)


def _taken(kept: Iterable[str]) -> int:
    return sum(_COLUMNS[name] + 2 for name in kept)


def _rest(width: int, kept: Iterable[str]) -> int:
    return max(len("words"), width - _taken(kept))
