"""Why a record holds what it holds: for each slot its rule, how sure it is, and the words it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from risalah.exports.safe import columns, visible, wrapped
from risalah.exports.style import Paint, flowed, painter
from risalah.model import Event, Raw, Record, Span, Statement, Why

_AROUND = 300
"""How much of the text is shown before and behind a passage, at most; it ends at line breaks."""

_LONGEST = 48
"""How much of the words of a reason is shown."""

_MARGIN = 14
"""Where the value of a slot begins: behind its name."""

_SLOTS = ("speaker", "party", "mode", "said_on", "acts", "issues", "audience", "via", "place")


def render(raw: Raw, record: Record, width: int, colour: bool, only: str | None = None) -> str:
    """The statements, events and times of a record with their reasons; `only` shows one statement or event."""
    paint = painter(colour)
    facts = [("bold", visible(record.doc_id)), ("", f" {visible(record.language)}, {visible(record.pack)}")]
    lines = [*flowed(facts, width, paint), ""]
    for statement in record.statements:
        if only in (None, statement.id):
            lines += [*_statement(raw.text, statement, width, paint), ""]
    for event in record.events:
        if only in (None, event.id):
            lines += [*_event(raw.text, event, width, paint), ""]
    if only is None and record.times:
        lines.append(paint("bold", "times"))
        for time in record.times:
            value = time.value or "(no value)"
            conflict = f" ({time.conflict})" if time.conflict else ""
            told = visible(f"{value} {time.rule} “{time.span.slice(raw.text)}” {_place(time.span)}{conflict}")
            lines += [f"  {line}" for line in flowed(_words("", told), width - 2, paint)]
        lines.append("")
    return "\n".join(lines) + "\n"


def _statement(text: str, statement: Statement, width: int, paint: Paint) -> Iterator[str]:
    marks = [("content", s) for s in statement.content] + [("cue", s) for s in statement.cue]
    marks += [("source", s) for s in statement.source] + [("condition", s) for s in statement.conditions]
    yield paint("bold", visible(statement.id))
    yield from _passage(text, marks, width)
    yield from _reasons(text, statement.why, {slot: getattr(statement, slot) for slot in _SLOTS}, width, paint)


def _event(text: str, event: Event, width: int, paint: Paint) -> Iterator[str]:
    yield paint("bold", visible(event.id))
    yield from _passage(text, [("event", event.span)], width)
    slots = {slot: getattr(event, slot) for slot in ("type", "participants", "date", "place")}
    yield from _reasons(text, event.why, slots, width, paint)


def _passage(text: str, marks: list[tuple[str, Span]], width: int) -> Iterator[str]:
    if marks:
        for line in wrapped(marked(text, marks), max(20, width - 2)):
            yield "  " + line


def marked(text: str, marks: Iterable[tuple[str, Span]]) -> str:
    """The passage around the spans, on one line, each span as `[label: words]`; the text's own brackets stay."""
    marks = sorted(marks, key=lambda m: (m[1].start, -m[1].end))
    start = _edge(text, marks[0][1].start, -1)
    end = _edge(text, max(span.end for _, span in marks), 1)
    pieces: list[str] = ["…"] if start > 0 else []
    open_until: list[int] = []
    at = start

    def close(until: int) -> None:
        nonlocal at
        while open_until and open_until[-1] <= until:
            stop = open_until.pop()
            pieces.append(visible(text[at:stop]) + "]")
            at = stop

    for label, span in marks:
        close(span.start)
        pieces.append(visible(text[at : span.start]) + f"[{label}: ")
        at = span.start
        # A span that crosses the end of the one around it is closed there: brackets cannot cross.
        open_until.append(min([span.end, *open_until]))
    close(end)
    pieces.append(visible(text[at:end]) + ("…" if end < len(text) else ""))
    return "".join(pieces).strip()


def _edge(text: str, at: int, step: int) -> int:
    """Where the passage around `at` ends: at a line break, else at a space, at most `_AROUND` away."""
    if step < 0:
        low = max(0, at - _AROUND)
        found = text.rfind("\n", low, at)
        return found + 1 if found >= 0 else (low if low == 0 else text.find(" ", low, at) + 1 or low)
    high = min(len(text), at + _AROUND)
    found = text.find("\n", at, high)
    if found >= 0:
        return found
    if high == len(text):
        return high
    space = text.rfind(" ", at, high)
    return space if space >= 0 else high


def _reasons(text: str, why: Iterable[Why], values: dict[str, object], width: int, paint: Paint) -> Iterator[str]:
    """A line for each reason, by slot; the slot and its value stand before the first. Slots without reasons last."""
    by_slot: dict[str, list[Why]] = {}
    for reason in why:
        by_slot.setdefault(reason.slot, []).append(reason)
    for slot, value in values.items():
        if value:
            by_slot.setdefault(slot, [])
    for slot, reasons in by_slot.items():
        yield from _slot(text, slot, _value(values.get(slot)), reasons, width, paint)


def _slot(text: str, slot: str, shown: str, reasons: list[Why], width: int, paint: Paint) -> Iterator[str]:
    """A slot with its reasons beside its value, or under it where the value leaves them too little room."""
    lead = f"  {paint('dim', f'{visible(slot):<11}')} "
    start = max(_MARGIN, len(slot) + 3)
    beside = start + columns(shown) + 2 if shown else start
    if width - beside >= width // 2:
        if shown:
            lead += paint("name", shown) + "  "
        margin = beside
    else:
        margin = start
        first, *more = flowed(_words("name", shown), width - margin, paint)
        yield lead + first
        yield from (" " * margin + line for line in more)
        lead = " " * margin
    told = [line for reason in reasons for line in flowed(_because(text, reason), width - margin, paint)]
    if not told and lead.strip():
        yield lead.rstrip()
    for line in told:
        yield lead + line
        lead = " " * margin


def _because(text: str, why: Why) -> Iterator[tuple[str, str]]:
    """A reason in pieces: its rule, how sure it is, and the words it stands on."""
    yield "act", visible(why.rule)
    yield "", f"({why.certainty})"
    for n, span in enumerate(why.spans):
        if n == 0:
            yield "", "on"
        yield from _words("", f"“{_short(visible(span.slice(text)))}”")
        yield "", _place(span) + ("," if n + 1 < len(why.spans) else "")


def _words(style: str, text: str) -> list[tuple[str, str]]:
    """A text in pieces that may stand on lines of their own."""
    return [(style, word) for word in text.split(" ")]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return visible(", ".join(map(str, value)))
    return visible(str(value)) if value else ""


def _place(span: Span) -> str:
    return f"[{span.start}, {span.end})"
