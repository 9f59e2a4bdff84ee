"""The labels that a tagger learns from attributions: cues by sentence, source and content by cue."""

from __future__ import annotations

from typing import NamedTuple

from risalah.evaluation.polnear_score import Given
from risalah.model import Span
from risalah.tagger.features import Window, window
from risalah.tagger.view import View, tokens_in

CUE, SOURCE, CONTENT, NONE = "K", "S", "C", "O"


class Case(NamedTuple):
    """One attribution in tokens: its cue `[start, stop)`, and the tokens of its source and content."""

    start: int
    stop: int
    source: frozenset[int]
    content: frozenset[int]


def cases(view: View, given: tuple[Given, ...]) -> list[Case]:
    """The attributions that have a cue and content in the story, in tokens, in order of their cues."""
    found: list[Case] = []
    for one in given:
        cue, source, content = (
            tokens_in(view.page, (Span(a, b) for a, b in spans or ())) for spans in (one.cue, one.source, one.content)
        )
        if cue and content:
            found.append(Case(min(cue), max(cue) + 1, frozenset(source), frozenset(content)))
    return sorted(found, key=lambda c: (c.start, c.stop))


def cue_labels(view: View, found: list[Case]) -> list[str]:
    """For each token whether it is part of a cue; the first token of one is told from the others."""
    labels = [NONE] * view.n
    for case in found:
        for k in range(case.start, case.stop):
            labels[k] = "I" if k > case.start else "B"
    return labels


def role_labels(view: View, case: Case) -> tuple[Window, list[str]]:
    """The window around a cue and what each of its tokens is to that cue."""
    at = window(view, case.start, case.stop)
    labels = [
        CUE if at.start <= i < at.stop else SOURCE if i in case.source else CONTENT if i in case.content else NONE
        for i in range(at.first, at.last)
    ]
    return at, labels
