"""A phrase lexicon over tokens: longest match, linear time, knows no language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Phrases(Generic[T]):
    """Phrases of tokens with a payload each; `longest` finds the longest one that starts at a token.

    Tokens are compared as given (callers fold them). A phrase may be added more than once: payloads add up.
    """

    def __init__(self, items: Iterable[tuple[Sequence[str], T]] = ()) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], list[T]]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        for phrase, payload in items:
            self.add(phrase, payload)

    def add(self, phrase: Sequence[str], payload: T) -> None:
        """Adds a phrase of one token or more."""
        if not phrase:
            raise ValueError("an empty phrase")
        first, rest = phrase[0], tuple(phrase[1:])
        self._by_first.setdefault(first, {}).setdefault(rest, []).append(payload)
        lengths = {len(r) for r in self._by_first[first]}
        self._lengths[first] = tuple(sorted(lengths, reverse=True))

    def __contains__(self, first: str) -> bool:
        """True when some phrase starts with this token."""
        return first in self._by_first

    def matches(self, tokens: Sequence[str], at: int, stop: int | None = None) -> Iterator[tuple[int, list[T]]]:
        """`(end, payloads)` of each phrase starting at `tokens[at]` and ending by `stop`, longest first."""
        table = self._by_first.get(tokens[at])
        if table is None:
            return
        limit = len(tokens) if stop is None else stop
        for n in self._lengths[tokens[at]]:
            end = at + 1 + n
            if end <= limit:
                found = table.get(tuple(tokens[at + 1 : end]))
                if found is not None:
                    yield end, found

    def longest(self, tokens: Sequence[str], at: int, stop: int | None = None) -> tuple[int, list[T]] | None:
        """The first of `matches`, or None."""
        return next(self.matches(tokens, at, stop), None)

    def singles(self) -> Iterable[tuple[str, T]]:
        """Every one-token phrase with each of its payloads."""
        for first, table in self._by_first.items():
            for payload in table.get((), ()):
                yield first, payload
