"""Records as PFSA-ID labels them: direct quotations of public sources, and how those are introduced.

The corpus has no guideline; what its labels mean is read off the data. A STATEMENT is a direct quotation with
its marks that a cue follows; CUE is that cue, CUECOREF a cue with a clitic; PERSONCOREF the short mention after
a CUE; ROLE, AFFILIATION and PERSON the fullest mention of the source, once a document; DATETIME and LOCATION
the time and place told with the attribution; ISSUE the first sentence without its dateline. Sources without
office or organisation are left out, and indirect speech is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from risalah.errors import PackError
from risalah.evaluation.pfsa_score import LabelledSpan
from risalah.model import Record, Span, Statement
from risalah.packs import load, load_world

_OPEN = "\"'“”‘’«»„"
_AFTER = " \t\n.,;:!?…"
_REACH = 8
"""How many marks and spaces may stand between the words of a quotation, its marks and the cue."""

_AGE = r"\s{0,2}\(\d{1,3}\)"
_SENTENCE_END = re.compile(r"[.!?][\"'”’»]?\s+(?=[\"'“”‘«A-Z])|$")
_TAIL = 240
"""How far behind a cue its time and place may stand."""


class Vocabulary(msgspec.Struct, frozen=True):
    """Words that tell an office from a body: offices, longest first, in lower case."""

    offices: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def vocabulary(language: str) -> Vocabulary:
    """The offices that the packs name in a language."""
    found: set[str] = set()
    try:
        for row in load_world().table("offices"):
            found.update(row.get(f"forms_{language}", "").split("|"))
        found.update(row.get("form", "") for row in load(language).lexicon("roles"))
    except PackError:
        pass  # a record of a language whose pack names no offices: everything before a name is its role
    return Vocabulary(tuple(sorted((f.casefold() for f in found if f), key=lambda f: (-len(f), f))))


class _Quotation(msgspec.Struct, frozen=True):
    """A direct quotation with its marks, and the cue that follows it."""

    statement: Statement
    marked: Span
    cue: Span


def spans(record: Record, text: str, *, words: Vocabulary | None = None, public: bool = True) -> list[LabelledSpan]:
    """The labelled spans of a record, sorted by place. `public=False` keeps the quotations of everyone."""
    words = words or vocabulary(record.language)
    quotations = list(_quotations(record, text))
    introduced = _introductions(record, text)
    found: set[LabelledSpan] = set()
    issue = _issue(record, text)
    if issue is not None:
        found.add(_labelled("ISSUE", issue))
    for quotation in quotations:
        statement = quotation.statement
        introduction = introduced.get(statement.speaker or "")
        if public and not _is_public(statement, text):
            continue
        found.add(_labelled("STATEMENT", quotation.marked))
        found.update(_attribution(quotation, introduction, text))
        found.update(_circumstances(quotation, record, text))
        if introduction is not None:
            found.update(_introduced(introduction, statement.speaker or "", text, words))
    return sorted(found, key=lambda s: (s.start, s.end, s.label))


def _labelled(label: str, span: Span) -> LabelledSpan:
    return LabelledSpan(label, span.start, span.end)


def _quotations(record: Record, text: str) -> Iterator[_Quotation]:
    for statement in record.statements:
        for piece in statement.content:
            marked = _with_marks(text, piece)
            if marked is None:
                continue
            for cue in statement.cue:
                between = text[marked.end : cue.start] if marked.end <= cue.start <= marked.end + _REACH else "x"
                if all(c in _AFTER for c in between):
                    yield _Quotation(statement, marked, cue)
                    break


def _with_marks(text: str, piece: Span) -> Span | None:
    """A piece of content with the quotation marks around it, or None where there are none."""
    start = piece.start
    while start > max(0, piece.start - _REACH) and text[start - 1] in _AFTER:
        start -= 1
    if start == 0 or text[start - 1] not in _OPEN:
        return None
    end = piece.end
    while end < min(len(text), piece.end + _REACH) and text[end] in _AFTER:
        end += 1
    if end >= len(text) or text[end] not in _OPEN:
        return None
    return Span(start - 1, end + 1)


def _introductions(record: Record, text: str) -> dict[str, Span]:
    """The fullest mention of each speaker: the longest that holds a word of the name, the first of equals."""
    found: dict[str, Span] = {}
    for statement in record.statements:
        if not statement.speaker:
            continue
        for source in statement.source:
            if _name_in(source, statement.speaker, text) is None:
                continue
            known = found.get(statement.speaker)
            if known is None or len(source) > len(known):
                found[statement.speaker] = source
    return found


def _name_in(source: Span, speaker: str, text: str) -> Span | None:
    """Where the speaker's name stands in a mention: from its first word there to its last."""
    words = {w.casefold() for w in re.findall(r"\w+", speaker)}
    found = [m for m in re.finditer(r"\w+", source.slice(text)) if m[0].casefold() in words]
    if not found:
        return None
    return Span(source.start + found[0].start(), source.start + found[-1].end())


def _is_public(statement: Statement, text: str) -> bool:
    """False for people of whom only name and age are told, and for a source that is not known."""
    if statement.party:
        return True
    last = re.findall(r"\w+", statement.speaker or "")[-1:]
    return bool(last) and not re.search(rf"\b{re.escape(last[0])}{_AGE}", text)


def _attribution(quotation: _Quotation, introduction: Span | None, text: str) -> Iterator[LabelledSpan]:
    cue, end = quotation.cue, quotation.cue.end
    while end < len(text) and text[end].isalpha():
        end += 1
    if end > cue.end:
        yield LabelledSpan("CUECOREF", cue.start, end)
        return
    yield _labelled("CUE", cue)
    for source in quotation.statement.source:
        if cue.end <= source.start <= cue.end + 2 and source != introduction:
            yield _labelled("PERSONCOREF", source)


def _introduced(introduction: Span, speaker: str, text: str, words: Vocabulary) -> Iterator[LabelledSpan]:
    """ROLE, AFFILIATION and PERSON of a mention. A mention that is one word introduces nobody."""
    name = _name_in(introduction, speaker, text)
    if name is None or len(introduction.slice(text).split()) < 2:
        return
    yield _labelled("PERSON", name)
    before = _stripped(text, introduction.start, name.start)
    behind = _stripped(text, name.end, introduction.end)
    for part in (before, behind):
        if part is not None:
            yield from _office(part, text, words)


def _office(part: Span, text: str, words: Vocabulary) -> Iterator[LabelledSpan]:
    folded = part.slice(text).casefold()
    office = next((w for w in words.offices if folded.startswith(w) and not folded[len(w) : len(w) + 1].isalnum()), "")
    body = _stripped(text, part.start + len(office), part.end) if office else None
    if body is None:
        yield _labelled("ROLE", part)
        return
    yield LabelledSpan("ROLE", part.start, part.start + len(office))
    yield _labelled("AFFILIATION", body)


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == ")"):
        end -= 1
    return Span(start, end) if start < end else None


def _circumstances(quotation: _Quotation, record: Record, text: str) -> Iterator[LabelledSpan]:
    """Time and place that stand behind the cue in its sentence."""
    first = quotation.cue.end
    match = _SENTENCE_END.search(text, first, min(len(text), first + _TAIL))
    last = match.start() if match else first
    for time in record.times:
        if first <= time.span.start and time.span.end <= last and time.value is not None and time.type != "DURATION":
            yield _labelled("DATETIME", time.span)
            break
    place = quotation.statement.place
    at = text.find(place, first, last) if place else -1
    if place and at >= 0:
        yield LabelledSpan("LOCATION", at, at + len(place))


def _issue(record: Record, text: str) -> Span | None:
    """The first sentence of the story, without its stop."""
    start = _story_start(record.furniture, text)
    match = _SENTENCE_END.search(text, start)
    end = match.start() if match else len(text)
    return _stripped(text, start, end)


def _story_start(furniture: Iterable[Span], text: str) -> int:
    start = 0
    for span in sorted(furniture):
        if text[start : span.start].strip():
            break
        start = max(start, span.end)
    return start
