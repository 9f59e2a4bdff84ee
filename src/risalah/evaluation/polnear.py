"""Records as PolNeAR annotates them: source, cue and content of each attribution, one role to a token.

What differs: the corpus counts a complementiser and the quotation marks to the content, annotates no statement
inside another's content, and makes one attribution of a quotation that goes on after its verb.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import msgspec

from risalah.errors import PackError
from risalah.model import Record, Span, Statement
from risalah.packs import load

_WORD_BEFORE = re.compile(r"(\w+)\W{1,3}$")
_RELATIVE = re.compile(r"[\s,—–-]{1,4}(\w+)\s")
_REACH = 24


class Attribution(msgspec.Struct, frozen=True):
    """One attribution: lists of `[start, end)` spans in code points; a source that is not named is empty."""

    source: tuple[tuple[int, int], ...] = ()
    cue: tuple[tuple[int, int], ...] = ()
    content: tuple[tuple[int, int], ...] = ()


class Words(msgspec.Struct, frozen=True):
    """A pack's words that the corpus treats in its own way: complementisers, relatives, and words of cues of speech."""

    complementisers: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    speech: frozenset[str] = frozenset()


@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """The words of a language's pack; none where there is no pack or it has no list for the corpus."""
    try:
        pack = load(language)
        grammar = pack.words("grammar")
        listed = pack.words("polnear").get("speech", frozenset())
        return Words(grammar.get("complementiser", frozenset()), grammar.get("relative", frozenset()), listed)
    except PackError:
        return Words()


def speech(records: Iterable[Record]) -> frozenset[str]:
    """The words that make a cue one of speech, in the languages of some records."""
    return frozenset().union(*(words_of(language).speech for language in {r.language for r in records}))


def attributions(record: Record, text: str) -> list[Attribution]:
    """The attributions of a record, in order of their contents."""
    complementisers = words_of(record.language).complementisers
    relatives = words_of(record.language).relatives
    outer = _outer(record.statements)
    found: list[Attribution] = []
    last: Statement | None = None
    for statement in sorted(outer, key=lambda s: min(span.start for span in s.content)):
        content = tuple(_widened(span, text, complementisers) for span in statement.content)
        if not statement.cue and found and last is not None and last.speaker == statement.speaker:
            found[-1] = msgspec.structs.replace(found[-1], content=found[-1].content + content)
            continue
        source = _relative(statement, text, relatives) or _pairs(statement.source)
        found.append(Attribution(source, _pairs(statement.cue), content))
        last = statement
    return found


def _pairs(spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
    return tuple((s.start, s.end) for s in spans)


def _relative(statement: Statement, text: str, relatives: Collection[str]) -> tuple[tuple[int, int], ...]:
    """The relative pronoun between a source and its cue, which the corpus takes for the source; () without one."""
    if not statement.source or not statement.cue:
        return ()
    between = _RELATIVE.match(text, statement.source[-1].end, statement.cue[0].start)
    if between is None or between[1].lower() not in relatives:
        return ()
    return ((between.start(1), between.end(1)),)


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
