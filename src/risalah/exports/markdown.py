"""Markdown: a section for each article, a list entry for each statement. Words of articles stay words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from risalah.exports.safe import joined, visible
from risalah.model import Event, Raw, Record, Statement

_MEANING = re.compile(r"([\\`*_\[\]|~$])")
# What Markdown takes for a list, a heading, a quotation, a rule or the line under a title, at the start of a line.
# A hyphen or a stop inside a date or an id means nothing to it.
_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|)(?=[-+.)](?:\s|$)|[#>]|=+\s*$|-[- ]*$)")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def render(raw: Raw, record: Record) -> str:
    """The record as a section of Markdown, with an empty line behind."""
    lines = [f"## {escaped(record.header.title or record.doc_id)}", ""]
    facts = [record.header.published, record.header.outlet, record.header.place]
    facts.append(record.doc_id if record.header.title else None)
    lines += [" · ".join(escaped(f) for f in facts if f), ""]
    for statement in record.statements:
        lines += _statement(raw.text, statement)
    if not record.statements:
        lines.append("No statements.")
    lines.append("")
    if record.events:
        lines += ["### Events", ""]
        lines += [_event(raw.text, event) for event in record.events]
        lines.append("")
    return "\n".join(lines) + "\n"


def escaped(words: str) -> str:
    """`words` on one line such that Markdown and HTML give them no meaning."""
    safe = _ENTITY.sub("&amp;", visible(words)).replace("<", "&lt;")
    return _START.sub(r"\1\\", _MEANING.sub(r"\\\1", safe))


def _statement(text: str, statement: Statement) -> Iterator[str]:
    party = f" ({escaped(statement.party)})" if statement.party and statement.party != statement.speaker else ""
    facts = [
        escaped(statement.said_on or "undated"),
        f"**{escaped(statement.speaker or '(not named)')}**{party}",
        ", ".join(map(escaped, statement.acts)),
        ", ".join(f"*{escaped(i)}*" for i in statement.issues),
    ]
    yield "- " + " · ".join(f for f in facts if f) + "  "
    words = escaped(joined(text, statement.content))
    yield f"  “{words}”" if statement.mode == "direct" else f"  {words}"
    for condition in statement.conditions:
        yield f"  - condition: {escaped(condition.slice(text))}"
    for label, value in (("to", statement.audience), ("via", statement.via), ("at", statement.place)):
        if value:
            yield f"  - {label}: {escaped(value)}"


def _event(text: str, event: Event) -> str:
    facts = [escaped(event.date or "undated"), escaped(event.type), ", ".join(map(escaped, event.participants))]
    facts.append(escaped(event.place or ""))
    return "- " + " · ".join(f for f in facts if f) + f": {escaped(event.span.slice(text))}"
