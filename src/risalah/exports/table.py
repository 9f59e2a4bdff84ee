"""A table with a line for each statement, in columns of fixed width, so that it can be written as it is read."""

from __future__ import annotations

from risalah.exports.safe import fitted, joined, visible
from risalah.exports.style import painter
from risalah.model import Raw, Record, Statement

_COLUMNS = (("document", 16), ("date", 10), ("speaker", 20), ("party", 14), ("act", 14), ("issue", 20))
_LEAST = 30


def head(width: int, colour: bool) -> str:
    """The names of the columns and a rule under them."""
    names = "  ".join([*(fitted(name, size) for name, size in _COLUMNS), "words"])
    return painter(colour)("bold", names) + "\n" + "─" * (_taken() + _rest(width)) + "\n"


def render(raw: Raw, record: Record, width: int, colour: bool) -> str:
    """A line for each statement of the record; empty for none."""
    paint = painter(colour)
    styles = ("dim", "", "name", "", "act", "issue")
    lines = []
    for statement in record.statements:
        cells = [
            paint(style, fitted(visible(cell), size)) if style else fitted(visible(cell), size)
            for cell, style, (_, size) in zip(_cells(record, statement), styles, _COLUMNS, strict=True)
        ]
        lines.append(
            "  ".join([*cells, fitted(joined(raw.text, statement.content)[:2000], _rest(width)).rstrip()]) + "\n"
        )
    return "".join(lines)


def _cells(record: Record, statement: Statement) -> tuple[str, ...]:
    return (
        record.doc_id,
        statement.said_on or "",
        statement.speaker or "",
        statement.party or "",
        ", ".join(statement.acts),
        ", ".join(statement.issues),
    )


def _taken() -> int:
    return sum(size + 2 for _, size in _COLUMNS)


def _rest(width: int) -> int:
    return max(_LEAST, width - _taken())
