"""The actors stage: mentions of persons, states, bodies and groups, and the document's persons."""

from __future__ import annotations

from bisect import bisect_right
from typing import ClassVar

import msgspec

from risalah.model import Reading
from risalah.reading.actors.chunks import Chunker
from risalah.reading.actors.persons import Cast
from risalah.reading.actors.vocabulary import Vocabulary


class ActorsStage:
    """Fills `mentions` and `persons`. Words inside time expressions name nobody."""

    name: ClassVar[str] = "actors"
    needs: ClassVar[frozenset[str]] = frozenset({"tokens", "times"})
    gives: ClassVar[frozenset[str]] = frozenset({"mentions", "persons"})

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __call__(self, reading: Reading) -> Reading:
        text, tokens = reading.raw.text, reading.tokens
        chunker = Chunker(self.vocabulary, text, tokens, self._busy(reading))
        mentions, persons = Cast(self.vocabulary, text, tokens).join(list(chunker.mentions()))
        return msgspec.structs.replace(reading, mentions=mentions, persons=persons)

    def _busy(self, reading: Reading) -> frozenset[int]:
        """The tokens inside time expressions."""
        starts = reading.tokens.start
        busy: set[int] = set()
        for time in reading.times:
            k = max(0, bisect_right(starts, time.span.start) - 1)
            while k < len(starts) and starts[k] < time.span.end:
                if starts[k] >= time.span.start:
                    busy.add(k)
                k += 1
        return frozenset(busy)
