"""Spans: half-open ranges of Unicode code points."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True, order=True, forbid_unknown_fields=True):
    """`[start, end)` in code points of a document's text exactly as read.

    Meaningless without its document. Encoded in JSON as `[start, end]`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def slice(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """True when `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


def covering(spans: Iterable[Span]) -> Span | None:
    """The smallest span over all of `spans`, or None for none."""
    items = list(spans)
    if not items:
        return None
    return Span(min(s.start for s in items), max(s.end for s in items))
