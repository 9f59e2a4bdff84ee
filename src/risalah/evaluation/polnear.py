"""Records as PolNeAR annotates them: source, cue and content of each attribution, one role to a token.

What differs: the corpus counts a complementiser and the quotation marks to the content, annotates no statement
inside another's content, and makes one attribution of a quotation that goes on after its verb.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import msgspec

from risalah.model import Record, Span, Statement

_WORD_BEFORE = re.compile(r"(\w+)\W{1,3}$")
_REACH = 24


class Attribution(msgspec.Struct, frozen=True):
    """One attribution: lists of `[start, end)` spans in code points; a source that is not named is empty."""

    source: tuple[tuple[int, int], ...] = ()
    cue: tuple[tuple[int, int], ...] = ()
    content: tuple[tuple[int, int], ...] = ()


def attributions(record: Record, text: str, complementisers: Collection[str]) -> list[Attribution]:
    """The attributions of a record, in order of their contents; `complementisers` are folded words of the pack."""
    outer = _outer(record.statements)
    found: list[Attribution] = []
    last: Statement | None = None
    for statement in sorted(outer, key=lambda s: min(span.start for span in s.content)):
        content = tuple(_widened(span, text, complementisers) for span in statement.content)
        if not statement.cue and found and last is not None and last.speaker == statement.speaker:
            found[-1] = msgspec.structs.replace(found[-1], content=found[-1].content + content)
            continue
        found.append(Attribution(_pairs(statement.source), _pairs(statement.cue), content))
        last = statement
    return found


def _pairs(spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
    return tuple((s.start, s.end) for s in spans)


def _outer(statements: Sequence[Statement]) -> list[Statement]:
    """The statements that do not stand inside another's content."""
    covers = [(s, span) for s in statements for span in s.content]
    return [
        s
        for s in statements
        if s.content and not any(o is not s and _within(s, span) and not _same(s, o) for o, span in covers)
    ]


def _within(statement: Statement, span: Span) -> bool:
    told = (*statement.cue, *statement.content) if statement.cue else statement.content
    return all(span.start <= t.start and t.end <= span.end for t in told)


def _same(a: Statement, b: Statement) -> bool:
    return not a.cue and a.content == b.content


def _widened(span: Span, text: str, complementisers: Collection[str]) -> tuple[int, int]:
    """A content's span with the complementiser before it."""
    before = _WORD_BEFORE.search(text, max(0, span.start - _REACH), span.start)
    if before is not None and before[1].lower() in complementisers:
        return before.start(1), span.end
    return span.start, span.end
