"""Score attributions (source, cue, content) against PolNeAR, as the script that its figures come from does.

Tokens are runs of word characters; a token is in a span when they share a character. Predicted and gold
attributions of a document are matched one to one by the Jaccard index of their content tokens, best first, from
one half on. Joint: the content matches, and the sources share a token or both are empty. Kinds: `quoted` has or
touches double quotation marks, `direct` has at least nine tenths of its tokens inside them, `mixed` is quoted
and not direct; `speech` has a cue with one of the given words. A match has the kind of its gold attribution.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from risalah.errors import UsageError
from risalah.evaluation.polnear import Attribution
from risalah.evaluation.tally import prf

KINDS = ("all", "quoted", "direct", "mixed", "indirect", "speech", "other")
_WORD = re.compile(r"\w+")
_MARK = re.compile("[“”„«»\"]|''|``")
_LINE = re.compile(r"[^\n]+")
_OPEN, _CLOSE = frozenset({"“", "„", "«", "``"}), frozenset({"”", "»"})
_LEAST = 0.5
_MOSTLY = 0.9

Spans = tuple[tuple[int, int], ...]


class Given(msgspec.Struct, frozen=True):
    """An attribution of the corpus; a role without spans is null there."""

    source: Spans | None = None
    cue: Spans | None = None
    content: Spans | None = None


class Attributed(msgspec.Struct, frozen=True):
    """A document of the corpus: its text and its attributions. Other fields are passed over."""

    doc_id: str
    text: str
    attributions: tuple[Given, ...] = ()


class KindScore(msgspec.Struct, frozen=True):
    """Precision, recall and F1 of one kind: content found, with the same source, and with identical content."""

    kind: str
    gold: int
    predicted: int
    content: tuple[float, float, float]
    joint: tuple[float, float, float]
    exact: tuple[float, float, float]


class Result(NamedTuple):
    """The scores by kind, and what was missed or made up: (`missed` or `extra`, document, words)."""

    scores: list[KindScore]
    errors: list[tuple[str, str, str]]


class _Item(NamedTuple):
    source: frozenset[int]
    content: frozenset[int]
    spans: Spans
    kinds: tuple[str, ...]


def load(path: Path) -> list[Attributed]:
    """The documents of a JSON Lines file. Raises `UsageError` for a broken file."""
    try:
        with path.open("rb") as lines:
            found = [msgspec.json.decode(line, type=Attributed) for line in lines if line.strip()]
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: not a file of attributions ({e})") from e
    if len({d.doc_id for d in found}) < len(found):
        raise UsageError(f"{path}: an id stands twice")
    if not found:
        raise UsageError(f"{path}: no document")
    return found


def score(
    gold: Sequence[Attributed],
    predicted: Mapping[str, Sequence[Attribution]],
    *,
    speech: Collection[str] = (),
    merge_cue: bool = False,
) -> Result:
    """The scores of each kind. A document without a prediction has none. `merge_cue` joins what shares its cue."""
    count: Counter[tuple[str, str]] = Counter()
    errors: list[tuple[str, str, str]] = []
    for document in gold:
        page = _Page(document.text, speech)
        mine = [page.item(a.source or (), a.cue or (), a.content or ()) for a in document.attributions]
        made = predicted.get(document.doc_id, ())
        theirs = [page.item(a.source, a.cue, a.content) for a in (merged(made) if merge_cue else made)]
        for kind, item in _count(mine, theirs, count):
            errors.append((kind, document.doc_id, " … ".join(document.text[s:e] for s, e in item.spans)))
    scores = []
    for kind in KINDS:
        n, m = count[kind, "gold"], count[kind, "predicted"]
        found, joint, exact = (prf(count[kind, key], n, m) for key in ("content", "joint", "exact"))
        scores.append(KindScore(kind, n, m, found, joint, exact))
    return Result(scores, errors)


def merged(attributions: Iterable[Attribution]) -> list[Attribution]:
    """Attributions with the very same cue joined to one with the spans of all."""
    out: list[Attribution] = []
    at: dict[Spans, int] = {}
    for a in attributions:
        key = tuple(sorted(a.cue))
        if key and key in at:
            one = out[at[key]]
            source = one.source + tuple(s for s in a.source if s not in one.source)
            content = one.content + tuple(s for s in a.content if s not in one.content)
            out[at[key]] = Attribution(source, one.cue, content)
        else:
            at[key] = len(out)
            out.append(a)
    return out


class _Page:
    """One text: where its tokens stand, and which of its characters stand inside double quotation marks."""

    def __init__(self, text: str, speech: Collection[str]) -> None:
        self.text = text
        self.speech = speech
        spans = [m.span() for m in _WORD.finditer(text)]
        self.starts, self.ends = [s for s, _ in spans], [e for _, e in spans]
        self.inside = bytearray(len(text))
        self.marks: list[tuple[int, int]] = []
        for line in _LINE.finditer(text):
            self._quotations(*line.span())

    def _quotations(self, first: int, last: int) -> None:
        start: int | None = None
        for mark in _MARK.finditer(self.text, first, last):
            self.marks.append(mark.span())
            if start is None and mark[0] not in _CLOSE:
                start = mark.start()
            elif start is not None and mark[0] not in _OPEN:
                self.inside[start : mark.end()] = b"\1" * (mark.end() - start)
                start = None
        if start is not None:
            self.inside[start:last] = b"\1" * (last - start)

    def _tokens(self, spans: Spans) -> frozenset[int]:
        return frozenset(i for s, e in spans for i in range(bisect_right(self.ends, s), bisect_left(self.starts, e)))

    def item(self, source: Spans, cue: Spans, content: Spans) -> _Item:
        tokens = self._tokens(content)
        marked = any(a <= e and b >= s for s, e in content for a, b in self.marks)
        within = sum(self.inside[self.starts[i]] for i in tokens)
        if tokens and within >= _MOSTLY * len(tokens):
            kinds: tuple[str, ...] = ("all", "direct", "quoted")
        else:
            kinds = ("all", "mixed", "quoted") if marked else ("all", "indirect")
        words = {self.text[self.starts[i] : self.ends[i]].lower() for i in self._tokens(cue)}
        told = "other" if words.isdisjoint(self.speech) else "speech"
        return _Item(self._tokens(source), tokens, content, (*kinds, told))


def _count(
    gold: Sequence[_Item], predicted: Sequence[_Item], count: Counter[tuple[str, str]]
) -> Iterator[tuple[str, _Item]]:
    """Counts one document and yields what has no counterpart."""
    pairs = _pairs(gold, predicted)
    partner = {j: i for i, j in pairs}
    for item in gold:
        count.update((kind, "gold") for kind in item.kinds)
    for j, item in enumerate(predicted):
        kinds = gold[partner[j]].kinds if j in partner else item.kinds
        count.update((kind, "predicted") for kind in kinds)
    for i, j in pairs:
        one, other = gold[i], predicted[j]
        same = bool(one.source & other.source) if one.source else not other.source
        for kind in one.kinds:
            count[kind, "content"] += 1
            count[kind, "joint"] += same
            count[kind, "exact"] += one.content == other.content
    left = {i for i, _ in pairs}
    yield from (("missed", item) for i, item in enumerate(gold) if i not in left)
    yield from (("extra", item) for j, item in enumerate(predicted) if j not in partner)


def _pairs(gold: Sequence[_Item], predicted: Sequence[_Item]) -> list[tuple[int, int]]:
    ranked: list[tuple[float, int, int]] = []
    for i, one in enumerate(gold):
        for j, other in enumerate(predicted):
            shared = len(one.content & other.content)
            if shared and shared / len(one.content | other.content) >= _LEAST:
                ranked.append((-shared / len(one.content | other.content), i, j))
    left: set[int] = set()
    right: set[int] = set()
    out: list[tuple[int, int]] = []
    for _, i, j in sorted(ranked):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((i, j))
    return out


def table(scores: Iterable[KindScore]) -> Iterator[str]:
    """The scores as lines of a table, in per cent."""
    measures = ("content", "joint", "exact")
    yield f"{'kind':9} {'gold':>5} {'pred':>5}" + "".join(f"  {name:>7} P     R     F" for name in measures)
    for s in scores:
        values = (getattr(s, name) for name in measures)
        yield f"{s.kind:9} {s.gold:5d} {s.predicted:5d}" + "".join(
            f"    {100 * p:5.1f} {100 * r:5.1f} {100 * f:5.1f}" for p, r, f in values
        )
