"""What the tagger finds, joined with what the rules found.

The models have seen the rules' output as features, so they say more than either alone. A statement of the rules
goes where the tagger is sure that its cue is none; one whose cue stands keeps its form, class and frame and takes
the tagger's content. Cues that the rules did not read become new drafts, without `attitudes` only those whose words
the pack lists as reporting words. Quotations without a cue stay as the rules linked them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

import msgspec

from risalah.model import Draft, Span
from risalah.reading.statements import contents
from risalah.reading.statements.page import ATTITUDE
from risalah.tagger.features import WINDOW
from risalah.tagger.labels import CONTENT, SOURCE
from risalah.tagger.view import INSIDE, OUTSIDE, Classes, Told, View

RULE = "tagger"


class Found(NamedTuple):
    """A cue `[start, stop)`, how probable it is one with this source, and the tokens that it is given."""

    start: int
    stop: int
    probability: float
    source: tuple[int, ...] = ()
    content: tuple[int, ...] = ()


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From which probability on a cue is taken: one that the rules read too, and one that they did not."""

    ruled: float = 0.2
    new: float = 0.5


def cue_ranges(labels: list[str], first: int) -> list[tuple[int, int]]:
    """The cues of a sentence's labels, in tokens of the reading; `first` is its first token."""
    ranges: list[tuple[int, int]] = []
    for i, label in enumerate(labels, first):
        if label == "B" or (label == "I" and not (ranges and ranges[-1][1] == i)):
            ranges.append((i, i + 1))
        elif label == "I":
            ranges[-1] = (ranges[-1][0], i + 1)
    return ranges


def joined(view: View, found: list[Found], classes: Classes, limits: Thresholds, attitudes: bool) -> tuple[Draft, ...]:
    """The drafts of a reading: the rules' own, put right, and those of cues that only the tagger found."""
    made: list[tuple[int, int, Draft]] = []
    taken: set[int] = set()
    covered: set[int] = set()
    for one in found:
        told = view.told_of(one.start, one.stop)
        if told is not None and id(told) in taken:
            continue
        if not attitudes and not _said(view, one, told, classes):
            continue
        if one.probability < (limits.new if told is None else limits.ruled) or not one.content:
            continue
        draft = _put_right(view, told, one) if told is not None else _new(view, one)
        if draft is None:
            continue
        if told is not None:
            taken.add(id(told))
        covered.update(one.content)
        made.append((one.start, -1, draft))
    spoken = {one.start: one.probability for one in found}
    for number, told in enumerate(view.drafts):
        if id(told) in taken:
            continue
        if told.draft.cue_tokens is None:
            if sum(k in covered for k in told.content) * 2 < len(told.content):
                made.append((told.content[0] if told.content else 0, number, told.draft))
        elif not attitudes and told.draft.cue_class == ATTITUDE:
            continue
        elif _nested(told, covered) or spoken.get(told.cue[0], 0.0) >= limits.ruled:
            made.append((told.cue[0], number, told.draft))
    return _ordered(view, made)


def _nested(told: Told, covered: set[int]) -> bool:
    """True for a statement inside another's content, which the corpora that taggers learn from leave out."""
    return all(k in covered for k in range(*told.cue))


def _said(view: View, one: Found, told: Told | None, classes: Classes) -> bool:
    """True for a cue of speech: the rules took it for one, or a reporting word of the pack is in it."""
    if told is not None:
        return told.draft.cue_class != ATTITUDE
    return any(classes.said.cue_at(view.page.low, k) is not None for k in range(one.start, one.stop))


def _ordered(view: View, made: list[tuple[int, int, Draft]]) -> tuple[Draft, ...]:
    """Drafts in the order of the text; one that followed another follows what came of it, or the one before."""
    made.sort(key=lambda m: (m[0], m[1]))
    out: list[Draft] = []
    for _, _, draft in made:
        if draft.follows is not None:
            draft = msgspec.structs.replace(draft, follows=_leader(view, draft.follows, out))
        out.append(draft)
    return tuple(out)


def _leader(view: View, number: int, before: list[Draft]) -> int | None:
    leader = view.drafts[number].draft if number < len(view.drafts) else None
    for k in range(len(before) - 1, max(-1, len(before) - 12), -1):
        if leader is not None and before[k].cue_tokens == leader.cue_tokens:
            return k
    return len(before) - 1 if before else None


def _runs(tokens: tuple[int, ...]) -> list[tuple[int, int]]:
    """Neighbouring tokens as ranges."""
    runs: list[tuple[int, int]] = []
    for k in tokens:
        if runs and runs[-1][1] == k:
            runs[-1] = (runs[-1][0], k + 1)
        else:
            runs.append((k, k + 1))
    return runs


def _content(view: View, one: Found) -> tuple[list[Span], str]:
    """The spans of a content by the record's conventions, and its mode; no complementiser, no marks at the edges."""
    page = view.page
    spans: list[Span] = []
    modes: set[str] = set()
    for first, last in _runs(one.content):
        if page.low[first] in page.x.complementiser:
            first += 1
        while first < last and page.low[first] in contents.TRIM:
            first += 1
        if first >= last:
            continue
        opened = page.opens.get(first)
        whole = opened is not None and all(k >= last or page.low[k] in contents.EDGES
                                           for k in range(page.quotes[opened].close + 1, last))  # fmt: skip
        if whole and opened is not None and last >= page.quotes[opened].close - 1:
            content = contents.quoted(page, opened)
            if content is not None:
                spans += content.spans
                modes.add("direct")
            continue
        last = contents.trim_end(page, first, last)
        while first < last and page.low[first] == '"' and not any(k in page.closes for k in range(first, last)):
            first += 1
        if first >= last or not any(page.low[k][0].isalnum() for k in range(first, last)):
            continue
        spans.append(page.span(first, last))
        inside = [view.quote[k] == INSIDE for k in range(first, last)]
        marked = any(view.quote[k] != OUTSIDE for k in range(first, last))
        modes.add("direct" if all(inside) else "mixed" if marked else "indirect")
    return spans, modes.pop() if len(modes) == 1 else "mixed"


def _source(view: View, one: Found) -> tuple[int, int] | None:
    """The tokens of a source: of its runs the one nearest to the cue, widened to the mentions it touches."""
    if not one.source:
        return None
    first, last = min(_runs(one.source), key=lambda r: min(abs(r[0] - one.stop), abs(r[1] - one.start)))
    page = view.page
    if page.low[first] in page.x.relative and last == first + 1:
        k = first - 1
        while k > 0 and page.low[k] == ",":
            k -= 1
        m = page.m(k) if k >= 0 and page.sentence[k] == page.sentence[first] else None
        return (m.first, m.last) if m is not None else (first, last)
    left, right = page.m(first), page.m(last - 1)
    return min(first, left.first if left else first), max(last, right.last if right else last)


def _put_right(view: View, told: Told, one: Found) -> Draft | None:
    """A draft of the rules with the tagger's content, and its source where the two name different words."""
    spans, mode = _content(view, one)
    if not spans:
        return None
    paragraph = view.page.paragraph
    far = [s for s in told.draft.content if paragraph[_token(view, s)] != paragraph[one.start]]
    draft = told.draft
    if draft.mode == "indirect" and set(told.content) != set(one.content):
        draft = msgspec.structs.replace(draft, content=tuple(sorted({*spans, *far})), mode=mode)
    source = _source(view, one)
    if source is not None and not any(told.source[0] <= k < told.source[1] for k in one.source):
        draft = msgspec.structs.replace(draft, source=view.page.span(*source), source_tokens=source)
    return draft


def _token(view: View, span: Span) -> int:
    return min(view.n - 1, bisect_right(view.page.end, span.start))


def _new(view: View, one: Found) -> Draft | None:
    """A draft that only the tagger found; the words of its sentence that are none of its parts are its frame."""
    spans, mode = _content(view, one)
    if not spans:
        return None
    page = view.page
    sentence = page.sentence[one.start]
    source = _source(view, one)
    used = {*one.content, *range(one.start, one.stop), *(range(*source) if source else ())}
    first = max(one.start - WINDOW, bisect_left(page.sentence, sentence))
    last = min(one.stop + WINDOW, bisect_right(page.sentence, sentence))
    frame = _runs(tuple(k for k in range(first, last) if k not in used))
    return Draft(
        content=tuple(spans),
        mode=mode,
        rule=RULE,
        cue=page.span(one.start, one.stop),
        cue_form=" ".join(page.low[one.start : one.stop]),
        cue_class=view.kind[one.start].rstrip("+") if view.kind[one.start] != "-" else "",
        cue_tokens=(one.start, one.stop),
        source=page.span(*source) if source else None,
        source_tokens=source,
        frame=tuple(frame),
        sentence=sentence,
    )


def roles(labels: list[str], first: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The tokens of the source and of the content in a window's labels; `first` is its first token."""
    return (
        tuple(i for i, label in enumerate(labels, first) if label == SOURCE),
        tuple(i for i, label in enumerate(labels, first) if label == CONTENT),
    )
