"""Score labelled spans against PFSA-ID (Purnomo et al. 2022): exact, trimmed, overlapping, and by character.

exact: same label, start and end. trim: the same after stripping quotation marks, spaces and `.,;:!?` at both
ends. overlap: a predicted span is right when it shares a character with a gold span of its label, and a gold
span is found likewise. chars: precision and recall over labelled characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from risalah.errors import UsageError
from risalah.evaluation.tally import prf

LABELS = (
    "STATEMENT",
    "CUE",
    "CUECOREF",
    "PERSON",
    "PERSONCOREF",
    "ROLE",
    "AFFILIATION",
    "ISSUE",
    "EVENT",
    "DATETIME",
    "LOCATION",
)
_MERGED = {"PERSONCOREF": "PERSON", "CUECOREF": "CUE"}
_TRIM = " \t\n\"'“”‘’«»„.,;:!?"
_KINDS = ("exact", "trim", "overlap", "chars")

Pair = tuple[int, int]


class LabelledSpan(msgspec.Struct, frozen=True, order=True):
    """A span `[start, end)` in code points and its label."""

    label: str
    start: int
    end: int


class Labelled(msgspec.Struct, frozen=True):
    """A document of the corpus: its text and its spans. Other fields are passed over."""

    doc_id: str
    spans: tuple[LabelledSpan, ...]
    text: str = ""
    part: str = ""


class LabelScore(msgspec.Struct, frozen=True):
    """Precision, recall and F1 of one label by each of the four measures."""

    label: str
    gold: int
    predicted: int
    exact: tuple[float, float, float]
    trim: tuple[float, float, float]
    overlap: tuple[float, float, float]
    chars: tuple[float, float, float]


def load(path: Path, part: str | None = None) -> list[Labelled]:
    """The documents of a JSON Lines file, or those of one part of it. Raises `UsageError` for a broken file."""
    found: list[Labelled] = []
    seen: set[str] = set()
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                document = msgspec.json.decode(line, type=Labelled)
                if document.doc_id in seen:
                    raise UsageError(f"{path}: line {number}: the id {document.doc_id!r} stands twice")
                seen.add(document.doc_id)
                if part is None or document.part == part:
                    found.append(document)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: not a file of labelled spans ({e})") from e
    if not found:
        raise UsageError(f"{path}: no document" + (f" of the part {part!r}" if part else ""))
    return found


def score(
    gold: Sequence[Labelled],
    predicted: Mapping[str, Sequence[LabelledSpan]],
    *,
    labels: Iterable[str] = LABELS,
    merge_coref: bool = False,
) -> list[LabelScore]:
    """The scores of each label, then of all together (`micro`). A document without a prediction has no spans.

    With `merge_coref` PERSONCOREF counts as PERSON and CUECOREF as CUE.
    """
    merged = _MERGED if merge_coref else {}
    counts = {label: Counter[str]() for label in labels if label not in merged}
    for document in gold:
        mine = _by_label(document.spans, counts, merged)
        theirs = _by_label(predicted.get(document.doc_id, ()), counts, merged)
        for label, count in counts.items():
            _count(document.text, mine[label], theirs[label], count)
    total = Counter[str]()
    for count in counts.values():
        total.update(count)
    return [_scored(label, count) for label, count in [*counts.items(), ("micro", total)]]


def _by_label(
    spans: Iterable[LabelledSpan], labels: Collection[str], merged: Mapping[str, str]
) -> dict[str, set[Pair]]:
    found: dict[str, set[Pair]] = {label: set() for label in labels}
    for span in spans:
        label = merged.get(span.label, span.label)
        if label in found:
            found[label].add((span.start, span.end))
    return found


def _count(text: str, gold: set[Pair], predicted: set[Pair], count: Counter[str]) -> None:
    count["gold"] += len(gold)
    count["predicted"] += len(predicted)
    count["exact"] += len(gold & predicted)
    gold_trimmed = {_trimmed(text, *span) for span in gold}
    predicted_trimmed = {_trimmed(text, *span) for span in predicted}
    count["gold trimmed"] += len(gold_trimmed)
    count["predicted trimmed"] += len(predicted_trimmed)
    count["trim"] += len(gold_trimmed & predicted_trimmed)
    count["predicted overlapping"] += _overlapping(predicted, gold)
    count["gold overlapping"] += _overlapping(gold, predicted)
    gold_chars = {i for start, end in gold for i in range(start, end)}
    predicted_chars = {i for start, end in predicted for i in range(start, end)}
    count["gold chars"] += len(gold_chars)
    count["predicted chars"] += len(predicted_chars)
    count["chars"] += len(gold_chars & predicted_chars)


def _overlapping(spans: set[Pair], others: set[Pair]) -> int:
    return sum(any(start < other[1] and other[0] < end for other in others) for start, end in spans)


def _trimmed(text: str, start: int, end: int) -> Pair:
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end


def _scored(label: str, c: Counter[str]) -> LabelScore:
    precision = c["predicted overlapping"] / c["predicted"] if c["predicted"] else 0.0
    recall = c["gold overlapping"] / c["gold"] if c["gold"] else 0.0
    both = precision + recall
    return LabelScore(
        label=label,
        gold=c["gold"],
        predicted=c["predicted"],
        exact=prf(c["exact"], c["gold"], c["predicted"]),
        trim=prf(c["trim"], c["gold trimmed"], c["predicted trimmed"]),
        overlap=(precision, recall, 2 * precision * recall / both if both else 0.0),
        chars=prf(c["chars"], c["gold chars"], c["predicted chars"]),
    )


def table(scores: Iterable[LabelScore]) -> Iterator[str]:
    """The scores as lines of a table, in per cent."""
    yield f"{'label':12} {'gold':>5} {'pred':>5}" + "".join(f"  {kind:>7} P     R     F" for kind in _KINDS)
    for s in scores:
        values = (getattr(s, kind) for kind in _KINDS)
        yield f"{s.label:12} {s.gold:5d} {s.predicted:5d}" + "".join(
            f"    {100 * p:5.1f} {100 * r:5.1f} {100 * f:5.1f}" for p, r, f in values
        )


def errors(
    gold: Iterable[Labelled], predicted: Mapping[str, Sequence[LabelledSpan]], label: str
) -> Iterator[tuple[str, Labelled, LabelledSpan]]:
    """What of a label was missed (`missed`) and what was found without being there (`extra`), in order."""
    for document in gold:
        mine = {s for s in document.spans if s.label == label}
        theirs = {s for s in predicted.get(document.doc_id, ()) if s.label == label}
        for kind, found in (("missed", mine - theirs), ("extra", theirs - mine)):
            for span in sorted(found):
                yield kind, document, span
