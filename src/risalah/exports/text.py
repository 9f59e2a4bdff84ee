"""For people at a terminal: the head of the article, its statements in order, then its events."""

from __future__ import annotations

from collections.abc import Iterator

from risalah.exports.lines import block, labelled, row
from risalah.exports.safe import columns, joined, visible, wrapped
from risalah.exports.style import Paint, painter
from risalah.model import Event, Raw, Record, Statement


def render(raw: Raw, record: Record, width: int, colour: bool) -> str:
    """The record as text of at most `width` columns, with an empty line behind."""
    paint = painter(colour)
    lines = [*_head(record, width, paint), ""]
    for statement in record.statements:
        lines += [*_statement(raw.text, statement, width, paint), ""]
    if not record.statements:
        lines += [paint("dim", "  no statements"), ""]
    if record.events:
        lines += [paint("bold", "  Events")]
        for event in record.events:
            lines += _event(raw.text, event, width, paint)
        lines.append("")
    return "\n".join(lines) + "\n"


def _head(record: Record, width: int, paint: Paint) -> Iterator[str]:
    header = record.header
    title = visible(header.title or record.doc_id)
    for line in wrapped(title, width):
        yield paint("bold", line)
    facts = [header.published, header.outlet, header.place, header.byline, record.language]
    facts.append(record.doc_id if header.title else None)
    told = "  ·  ".join(visible(f) for f in facts if f)
    yield from (paint("dim", line) for line in wrapped(told, width))
    yield paint("dim", "─" * min(width, max(20, min(columns(title), width))))
    for note in record.notes:
        yield from (paint("dim", line) for line in wrapped(f"note: {visible(note)}", width))


def _statement(text: str, statement: Statement, width: int, paint: Paint) -> Iterator[str]:
    speaker = visible(statement.speaker or "(not named)")
    party = f" ({visible(statement.party)})" if statement.party and statement.party != statement.speaker else ""
    facts = [
        ("dim", f"{visible(statement.id):>4} "),
        ("", f"{visible(statement.said_on or 'undated'):<10}"),
        ("name", speaker + party),
        ("act", ", ".join(map(visible, statement.acts))),
        ("issue", ", ".join(map(visible, statement.issues))),
    ]
    yield from row([f for f in facts if f[1]], width, paint)
    words = joined(text, statement.content)
    yield from block(f"“{words}”" if statement.mode == "direct" else words, width)
    for condition in statement.conditions:
        yield from labelled("condition", visible(condition.slice(text)), width, paint)
    for label, value in (("to", statement.audience), ("via", statement.via), ("at", statement.place)):
        if value:
            yield from labelled(label, visible(value), width, paint)


def _event(text: str, event: Event, width: int, paint: Paint) -> Iterator[str]:
    facts = [
        ("dim", f"{visible(event.id):>4} "),
        ("", f"{visible(event.date or 'undated'):<10}"),
        ("act", visible(event.type)),
        ("name", ", ".join(map(visible, event.participants))),
        ("dim", visible(event.place or "")),
    ]
    yield from row([f for f in facts if f[1]], width, paint)
    yield from block(visible(event.span.slice(text)), width)
