"""Score records against gold: statements, their slots, events, times, header, furniture, repeats.

A predicted statement matches a gold one when their contents share at least half of the characters of their
union (greedy, best first), edges trimmed of quotation marks, spaces and punctuation. Slots are compared over
matched statements only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

import msgspec

from risalah.evaluation.gold import Annotated, AnnotatedStatement
from risalah.evaluation.tally import Tally
from risalah.model import Span

EDGE = " \t\n\r.,;:!?\"'“”‘’«»„()–—-"
SAME_STATEMENT = 0.5
SAME_SPAN = 0.2
SAME_NAME = 0.88

T = TypeVar("T")
U = TypeVar("U")
Pairs = list[tuple[int, int]]


class Score(msgspec.Struct, frozen=True):
    """How one document came out: which statements match (numbers of gold, numbers of predicted)."""

    doc_id: str
    pairs: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    extra: tuple[int, ...]


def score(text: str, gold: Annotated, predicted: Annotated | None, tally: Tally) -> Score:
    """Add one document to `tally`; without a prediction everything in it is missed."""
    predicted = predicted or Annotated(gold.doc_id)
    pairs = _statements(text, gold.statements, predicted.statements, tally)
    _events(gold, predicted, tally)
    _times(gold, predicted, tally)
    _layout(text, gold, predicted, tally)
    left, right = {g for g, _ in pairs}, {p for _, p in pairs}
    return Score(
        gold.doc_id,
        tuple(sorted(pairs)),
        tuple(i for i in range(len(gold.statements)) if i not in left),
        tuple(i for i in range(len(predicted.statements)) if i not in right),
    )


def _statements(
    text: str, gold: Sequence[AnnotatedStatement], predicted: Sequence[AnnotatedStatement], tally: Tally
) -> Pairs:
    gold_chars = [chars(trimmed(text, s.content)) for s in gold]
    predicted_chars = [chars(trimmed(text, s.content)) for s in predicted]
    pairs = paired(gold_chars, predicted_chars, jaccard, SAME_STATEMENT)
    exact = sum(gold_chars[g] == predicted_chars[p] for g, p in pairs)
    tally.found("statement found F1", len(pairs), len(gold), len(predicted))
    tally.found("statement exact F1", exact, len(gold), len(predicted))
    for g, p in pairs:
        _slots(gold[g], predicted[p], tally)
    joint = sum(same_names(gold[g].speaker, predicted[p].speaker) for g, p in pairs)
    tally.found("statement with speaker F1", joint, len(gold), len(predicted))
    return pairs


def _slots(g: AnnotatedStatement, p: AnnotatedStatement, tally: Tally) -> None:
    tally.right("source overlap", same_place(g.source, p.source))
    tally.right("speaker name", same_names(g.speaker, p.speaker))
    if g.party:
        tally.right("party", same_names(g.party, p.party))
    tally.right("cue overlap", same_place(g.cue, p.cue))
    tally.right("mode", g.mode == p.mode)
    tally.right("said_on", (g.said_on or None) == (p.said_on or None))
    _sets("acts F1", g.acts or (), p.acts or (), tally)
    _sets("issues F1", g.issues or (), p.issues or (), tally)
    gold_chars, predicted_chars = chars(g.conditions or ()), chars(p.conditions or ())
    if gold_chars or predicted_chars:
        alike = jaccard(gold_chars, predicted_chars) >= SAME_STATEMENT
        tally.found("conditions F1", int(alike), int(bool(gold_chars)), int(bool(predicted_chars)))
    for name, mine, theirs in (
        ("audience", g.audience, p.audience),
        ("via", g.via, p.via),
        ("place", g.place, p.place),
    ):
        if mine:
            tally.right(name, same_names(mine, theirs))


def _events(gold: Annotated, predicted: Annotated, tally: Tally) -> None:
    pairs = paired(
        gold.events,
        predicted.events,
        lambda g, p: jaccard(chars([g.span]), chars([p.span])) if g.type == p.type else 0.0,
        SAME_SPAN,
    )
    tally.found("events F1", len(pairs), len(gold.events), len(predicted.events))
    for i, j in pairs:
        g, p = gold.events[i], predicted.events[j]
        tally.right("event date", (g.date or None) == (p.date or None))
        folded = [n.casefold() for n in g.participants], [n.casefold() for n in p.participants]
        _sets("event participants F1", *folded, tally)


def _times(gold: Annotated, predicted: Annotated, tally: Tally) -> None:
    pairs = paired(gold.times, predicted.times, lambda g, p: jaccard(chars([g.span]), chars([p.span])), SAME_SPAN)
    tally.found("times found F1", len(pairs), len(gold.times), len(predicted.times))
    same = sum(gold.times[g].value == predicted.times[p].value for g, p in pairs)
    tally.found("times with value F1", same, len(gold.times), len(predicted.times))


def _layout(text: str, gold: Annotated, predicted: Annotated, tally: Tally) -> None:
    for field, value in gold.header.items():
        if value:
            tally.right("header", value.casefold() == (predicted.header.get(field) or "").casefold())
    for name, mine, theirs in (
        ("furniture", gold.furniture, predicted.furniture),
        ("repeats", gold.repeats, predicted.repeats),
    ):
        g = {i for i in chars(mine) if not text[i].isspace()}
        p = {i for i in chars(theirs) if not text[i].isspace()}
        if g or p:
            tally.found(f"{name} chars F1", len(g & p), len(g), len(p))


def _sets(name: str, gold: Iterable[str], predicted: Iterable[str], tally: Tally) -> None:
    g, p = set(gold), set(predicted)
    tally.found(name, len(g & p), len(g), len(p))


def chars(spans: Iterable[Span]) -> set[int]:
    """The characters that spans cover."""
    return {i for span in spans for i in range(span.start, span.end)}


def trimmed(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans without the marks and spaces at their edges; those that are nothing else are left out."""
    found: list[Span] = []
    for span in spans:
        start, end = span.start, span.end
        while start < end and text[start] in EDGE:
            start += 1
        while start < end and text[end - 1] in EDGE:
            end -= 1
        if start < end:
            found.append(Span(start, end))
    return found


def paired(gold: Sequence[T], predicted: Sequence[U], weight: Callable[[T, U], float], least: float) -> Pairs:
    """Numbers of the things that belong together: each at most once, heaviest first, none under `least`."""
    weighed = ((weight(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted))
    left: set[int] = set()
    right: set[int] = set()
    pairs: Pairs = []
    for heavy, i, j in sorted((w for w in weighed if w[0] >= least), reverse=True):
        if heavy >= least and i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def jaccard(a: set[int], b: set[int]) -> float:
    """What two sets share, of their union; 0 for two empty ones."""
    return len(a & b) / len(a | b) if a | b else 0.0


def same_place(gold: Iterable[Span], predicted: Iterable[Span]) -> bool:
    """True when they share a character, or there is nothing in either."""
    gold, predicted = tuple(gold), tuple(predicted)
    return bool(chars(gold) & chars(predicted)) or not (gold or predicted)


def same_names(gold: str | None, predicted: str | None) -> bool:
    """Equal up to spelling, name by name; a surname alone is not the full name."""
    g, p = _names(gold), _names(predicted)
    return len(g) == len(p) and all(
        len(x.split()) == len(y.split()) and SequenceMatcher(None, x, y).ratio() >= SAME_NAME
        for x, y in zip(g, p, strict=True)
    )


def _names(value: str | None) -> list[str]:
    return sorted(n.strip().casefold() for n in (value or "").split(";") if n.strip())
