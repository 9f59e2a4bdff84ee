"""Counts that become precision, recall, F1 and accuracy."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


class Measure(msgspec.Struct, frozen=True):
    """A line of a score: its name, its value from 0 to 1, and the counts behind it."""

    name: str
    value: float
    counts: str


class Tally:
    """Adds up over documents. Measures come out in the order in which they were first counted."""

    def __init__(self) -> None:
        self._found: dict[str, list[int]] = {}
        self._right: dict[str, list[int]] = {}

    def found(self, name: str, hits: int, gold: int, predicted: int) -> None:
        """Count towards an F1: `hits` of `predicted` things are right, of `gold` things that there are."""
        counts = self._found.setdefault(name, [0, 0, 0])
        for i, more in enumerate((hits, gold, predicted)):
            counts[i] += more

    def right(self, name: str, ok: bool) -> None:
        """Count towards an accuracy."""
        counts = self._right.setdefault(name, [0, 0])
        counts[0] += ok
        counts[1] += 1

    def measures(self) -> Iterator[Measure]:
        """All measures: the F1s, then the accuracies."""
        for name, (hits, gold, predicted) in self._found.items():
            precision, recall, f1 = prf(hits, gold, predicted)
            yield Measure(name, f1, f"P {precision:.3f} R {recall:.3f} (gold {gold}, predicted {predicted})")
        for name, (hits, of) in self._right.items():
            yield Measure(name, hits / of if of else 0.0, f"{hits} of {of}")


def prf(hits: int, gold: int, predicted: int) -> tuple[float, float, float]:
    """Precision, recall and F1; 0 where there is nothing to divide by."""
    precision = hits / predicted if predicted else 0.0
    recall = hits / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0
