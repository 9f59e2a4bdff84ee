"""Answers of a ledger for people at a terminal: every line fits, and nothing in an article can act on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

import msgspec

from risalah.exports.lines import INDENT, block, labelled, row
from risalah.exports.safe import closed, columns, fitted, visible, wrapped
from risalah.exports.style import Paint
from risalah.model.answers import (
    Actor,
    Carrier,
    Change,
    Count,
    Fault,
    Happened,
    Hit,
    Ruling,
    Said,
    Stance,
    Theme,
    Utterance,
)

_SIDES = 76
"""Columns from which two quotations stand side by side."""
_STANCES = {"for": "act", "against": "name", "conditional": "issue", "open": "bold", "unknown": "dim"}
Lines = Iterator[str]


def lines(values: Sequence[msgspec.Struct], width: int, paint: Paint) -> Lines:
    """The lines of answers, one kind after the other."""
    most = max((v.statements + (v.events or 0) for v in values if isinstance(v, Count)), default=0)
    for value in values:
        if isinstance(value, Count):
            yield _count(value, most, width, paint)
        else:
            yield from _KINDS[type(value)](value, width, paint)


def _n(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def _words(texts: Iterable[str | None]) -> str:
    return ", ".join(visible(t) for t in texts if t)


def said(s: Said, width: int, paint: Paint) -> Lines:
    """A statement: who and when, its words, what goes with them, and its article."""
    yield from _facts(s, width, paint)
    yield from block(_quoted(s), width)
    yield from _below(s, width, paint)
    yield ""


def _facts(s: Said, width: int, paint: Paint, *more: tuple[str, str]) -> Lines:
    party = f" ({visible(s.party)})" if s.party and s.party != s.speaker else ""
    facts = [
        ("dim", s.id),
        ("", f"{visible(s.said_on or 'undated'):<10}"),
        *more,
        ("name", visible(s.speaker or "(not named)") + party),
        ("act", _words(s.acts)),
        ("issue", _words(s.issues)),
        ("dim", f"{_n(s.carriers, 'article')}, {_n(s.sources, 'source')}" if s.carriers > 1 else ""),
    ]
    yield from row([f for f in facts if f[1]], width, paint)


def _quoted(s: Said) -> str:
    return f"“{visible(s.text)}”" if s.mode == "direct" else visible(closed(s.text))


def _below(s: Said, width: int, paint: Paint) -> Lines:
    for condition in s.conditions:
        yield from labelled("condition", visible(condition), width, paint)
    refers = ", ".join(s.refers_to)
    for label, value in (("to", s.audience), ("via", s.via), ("at", s.place), ("refers to", refers)):
        if value:
            yield from labelled(label, visible(value), width, paint)
    if s.corrected:
        yield from labelled("corrected", _words(s.corrected), width, paint)
    if s.superseded:
        yield from labelled("superseded", "in an earlier version of the article only", width, paint)
    for line in wrapped(_source(s), max(20, width - INDENT)):
        yield " " * INDENT + paint("dim", line)


def _source(s: Said | Happened | Carrier) -> str:
    return _words((s.published, s.outlet, s.title or s.document))


def _hit(hit: Hit, width: int, paint: Paint) -> Lines:
    yield from _facts(hit.statement, width, paint)
    text, last = hit.statement.text, 0
    pieces: list[tuple[str, bool]] = []
    for start, end in hit.marks:
        pieces += [(text[last:start], False), (text[start:end], True)]
        last = end
    pieces.append((text[last:], False))
    marks = [on for piece, on in pieces for _ in visible(piece)]
    whole = "".join(visible(piece) for piece, _ in pieces)
    if paint("underline", "x") == "x":  # no colours: the marks are written
        yield from block(visible(hit.marked), width)
    else:
        for line, painted in _painted(whole, marks, max(20, width - INDENT), paint):
            yield " " * INDENT + (painted or line)
    yield from _below(hit.statement, width, paint)
    yield ""


def _painted(words: str, marks: Sequence[bool], width: int, paint: Paint) -> Iterator[tuple[str, str]]:
    """The lines of words with those characters painted that are marked."""
    place = 0
    for line in wrapped(words, width):
        while place < len(words) and words[place] == " " and not line.startswith(" "):
            place += 1
        out, run, on = "", "", False
        for n, c in enumerate(line):
            now = place + n < len(marks) and marks[place + n]
            if now != on:
                out, run, on = out + (paint("underline", run) if on else run), "", now
            run += c
        place += len(line)
        yield line, out + (paint("underline", run) if on else run)


def _stance(value: Stance, width: int, paint: Paint) -> Lines:
    told = paint(_STANCES.get(value.stance, ""), value.stance) if value.stance in _STANCES else value.stance
    rule = f"  {visible(value.rule)}" if value.rule else ""
    head = f"{visible(value.party)} · {visible(value.issue)} · "
    yield from wrapped(head.rstrip(), width) if columns(head) > width - 40 else ()
    yield (head if columns(head) <= width - 40 else "  ") + told + paint("dim", rule)
    yield from said(value.statement, width, paint)


def _change(value: Change, width: int, paint: Paint) -> Lines:
    head = f"{visible(value.party)} · {visible(value.issue)} · the {value.turned} turned"
    yield from (paint("bold", line) for line in wrapped(head, width))
    both = (value.before, value.after)
    if width < _SIDES:
        for stance in both:
            yield from wrapped(f"{stance.stance}  {visible(stance.rule)}", width)
            yield from said(stance.statement, width, paint)
        return
    room = (width - 3) // 2
    left, right = (list(_side(stance, room)) for stance in both)
    for a, b in zip_longest(left, right, fillvalue=("", "")):
        yield f"{_cell(a, room, paint)} │ {_cell(b, room, paint)}"
    yield ""


def _side(stance: Stance, room: int) -> Iterator[tuple[str, str]]:
    s = stance.statement
    yield _STANCES.get(stance.stance, ""), f"{s.said_on}  {stance.stance}"
    pieces = [("name", visible(s.speaker or "(not named)")), ("", _quoted(s))]
    pieces += [("issue", f"condition: {visible(c)}") for c in s.conditions]
    pieces += [("dim", f"{s.id}  {visible(stance.rule)}"), ("dim", _source(s))]
    for style, words in pieces:
        for line in wrapped(words, room):
            yield style, line


def _cell(side: tuple[str, str], room: int, paint: Paint) -> str:
    style, words = side
    filled = fitted(words, room)
    return paint(style, filled) if style and words else filled


def _happened(e: Happened, width: int, paint: Paint) -> Lines:
    facts = [
        ("dim", e.id),
        ("", f"{visible(e.date or 'undated'):<10}"),
        ("act", visible(e.type)),
        ("name", _words(e.participants)),
        ("dim", visible(e.place or "")),
        ("dim", _n(e.carriers, "article") if e.carriers > 1 else ""),
    ]
    yield from row([f for f in facts if f[1]], width, paint)
    yield from block(visible(e.text), width)
    for line in wrapped(_source(e), max(20, width - INDENT)):
        yield " " * INDENT + paint("dim", line)
    yield ""


def _actor(a: Actor, width: int, paint: Paint) -> Lines:
    party = f"({visible(a.party)})" if a.party and a.party != a.name else ""
    counts = f"{_n(a.statements, 'statement')} in {_n(a.documents, 'article')}"
    facts = [("dim", a.id), ("name", visible(a.name)), ("", party), ("dim", counts)]
    yield from row([f for f in facts if f[1]], width, paint)
    if len(a.names) > 1:
        yield from labelled("also", "; ".join(map(visible, a.names)), width, paint)
    if a.offices:
        told = "; ".join(
            f"{visible(o.name)} ({o.first if o.first == o.last else f'{o.first} to {o.last}'})" for o in a.offices
        )
        yield from labelled("offices", told, width, paint)


def _ruling(r: Ruling, width: int, paint: Paint) -> Lines:
    what = f"{visible(r.one)}  {visible(r.other)}"
    if r.kind == "correct":
        what = f"{visible(r.one)}  {visible(r.other)} = {visible(r.value or '')}"
    facts = [
        ("dim", f"{r.number:>6}"), ("act", r.kind), ("name", what), ("issue", visible(r.rule)),
        ("bold", "replaced" if r.replaced else "undone" if r.undone else ""), ("dim", r.made),
    ]  # fmt: skip
    yield from row([f for f in facts if f[1]], width, paint)
    yield from block(visible(r.reason), width)


def _count(c: Count, most: int, width: int, paint: Paint) -> str:
    events = "" if c.events is None else f"  {_n(c.events, 'event'):>13}"
    told = f"{visible(c.date):<10}  {_n(c.statements, 'statement'):>17}{events}"
    room = width - columns(told) - 2
    bar = "▇" * max(1, room * (c.statements + (c.events or 0)) // most) if room > 4 and most else ""
    return fitted(told, min(width, columns(told))) + ("  " + paint("name", bar) if bar else "")


def _utterance(u: Utterance, width: int, paint: Paint) -> Lines:
    head = [
        ("dim", u.id), ("", u.said_on or "undated"), ("name", visible(u.speaker or "(not named)")),
        ("dim", f"{_n(u.articles, 'article')}, {_n(u.sources, 'independent source')}"),
    ]  # fmt: skip
    yield from row(head, width, paint)
    if u.common and len(u.carriers) > 1:
        yield from labelled("in all", visible(" ".join(u.common)), width, paint)
    yield ""
    for c in u.carriers:
        when = "earliest" if c.earliest and len(u.carriers) > 1 else ""
        copy = f"copy of {visible(c.copy_of)}" if c.copy_of else ""
        facts = [("dim", c.id), ("", visible(c.published or "undated")), ("bold", when), ("name", visible(c.relay))]
        yield from row([f for f in [*facts, ("dim", copy)] if f[1]], width, paint)
        yield from block(f"“{visible(c.text)}”" if c.mode == "direct" else visible(closed(c.text)), width)
        for label, value in (("only here", " ".join(c.only)), ("not here", " ".join(c.lacks)), ("why", c.why)):
            if value:
                yield from labelled(label, visible(value), width, paint)
        for line in wrapped(_source(c), max(20, width - INDENT)):
            yield " " * INDENT + paint("dim", line)
        yield ""


def _theme(t: Theme, width: int, paint: Paint) -> Lines:
    facts = [
        ("name", visible(t.word)), ("", _n(t.statements, "statement")), ("dim", f"in {_n(t.articles, 'article')}"),
        ("issue", _words(t.parties)),
    ]  # fmt: skip
    yield from row([f for f in facts if f[1]], width, paint)
    for label, value in (("forms", _words(t.forms)), ("beside", _words(t.beside)), ("see", " ".join(t.examples))):
        if value:
            yield from labelled(label, value, width, paint)


def _fault(f: Fault, width: int, paint: Paint) -> Lines:
    yield from row([("name", visible(f.where)), ("", visible(f.what))], width, paint)


_KINDS: dict[type[msgspec.Struct], Callable[..., Lines]] = {
    Said: said, Hit: _hit, Stance: _stance, Change: _change, Happened: _happened, Actor: _actor, Ruling: _ruling,
    Utterance: _utterance, Theme: _theme, Fault: _fault,
}  # fmt: skip
