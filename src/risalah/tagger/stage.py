"""Reading with a tagger: a stage after the statements of the rules, and a reader that has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import ClassVar

import msgspec

from risalah.errors import UsageError
from risalah.model import Raw, Reading, Record, Reject
from risalah.packs import Pack, load
from risalah.reading.pipeline import LanguageReader, Reader
from risalah.tagger.features import base, cue_features, role_features, window
from risalah.tagger.folder import Models, crfsuite, opened
from risalah.tagger.join import Found, Thresholds, cue_ranges, joined, roles
from risalah.tagger.labels import NONE, SOURCE
from risalah.tagger.view import Classes, View

TOKENS_AT_MOST = 50_000
"""Words of a document from which on the rules read it alone: features take much more room than text."""
CUES_AT_MOST = 8
"""Words of a document for each cue: where cues stand closer, beside a few, this is no text that the models know."""
LONGEST = 400
"""Words of a sentence that are looked at at once."""
FLOOR = 0.15
"""A word this probable to begin a cue is looked at even where another reading is likelier."""
SEEN = 0.4
"""A cue this probable counts as another cue when a cue's source and content are looked for."""
UNNAMED = 0.5
"""How far a cue without a source counts."""


class TaggerStage:
    """Puts `drafts` right and adds those that the rules do not find."""

    name: ClassVar[str] = "tagger"
    needs: ClassVar[frozenset[str]] = frozenset({"tokens", "quotes", "times", "mentions", "drafts"})
    gives: ClassVar[frozenset[str]] = frozenset({"drafts"})

    def __init__(self, pack: Pack, models: Models, attitudes: bool, limits: Thresholds | None = None) -> None:
        self.classes = Classes(pack)
        self.models = models
        self.attitudes = attitudes
        self.limits = limits or models.settings.thresholds
        self.items = crfsuite().ItemSequence

    def __call__(self, reading: Reading) -> Reading:
        if len(reading.tokens) > TOKENS_AT_MOST:
            return reading
        view, found = self.found(reading)
        if found is None:
            return reading
        return msgspec.structs.replace(reading, drafts=joined(view, found, self.classes, self.limits, self.attitudes))

    def found(self, reading: Reading) -> tuple[View, list[Found] | None]:
        """A reading as the tagger sees it, and all cues that are probable at all, with what belongs to them.

        None instead where there are too many of them.
        """
        view = View(reading, self.classes)
        rows = base(view)
        cues = [c for first, last in sentences(view) for c in self._cues(view, rows, first, last)]
        if len(cues) * CUES_AT_MOST > view.n + 20 * CUES_AT_MOST:
            return view, None
        marked = [False] * view.n
        for start, stop, probability in cues:
            if probability >= SEEN:
                marked[start:stop] = [True] * (stop - start)
        out: list[Found] = []
        for start, stop, probability in cues:
            at = window(view, start, stop)
            labels = self.models.roles.tag(self.items(role_features(view, rows, at, marked)))
            source, content = roles(labels, at.first)
            # A cue whose source is plain is a cue indeed; nothing else tells false ones better.
            sure = max((self.models.roles.marginal(SOURCE, k - at.first) for k in source), default=UNNAMED)
            out.append(Found(start, stop, probability * sure, source, content))
        return view, out

    def _cues(self, view: View, rows: list[list[str]], first: int, last: int) -> list[tuple[int, int, float]]:
        """The cues of one sentence: those of the likeliest labels, then words that may well begin one."""
        model = self.models.cues
        model.set(self.items(cue_features(view, rows, first, last)))
        found = [(a, b, 1.0 - model.marginal(NONE, a - first)) for a, b in cue_ranges(model.tag(), first)]
        taken = {k for a, b, _ in found for k in range(a, b)}
        k = first
        while k < last:
            probability = model.marginal("B", k - first) if k not in taken else 0.0
            end = k + 1
            if probability >= FLOOR:
                told = view.told.get(k)
                if told is not None and told.cue[0] == k:
                    end = min(last, told.cue[1])
                else:
                    while end < last and end not in taken and model.marginal("I", end - first) >= probability / 2:
                        end += 1
                found.append((k, end, probability))
            k = end
        return sorted(found)


def sentences(view: View) -> list[tuple[int, int]]:
    """The token ranges of a reading's sentences, very long ones in pieces."""
    found: list[tuple[int, int]] = []
    for number, first in view.page.first_of.items():
        last = view.page.last_of[number] + 1
        found += [(at, min(at + LONGEST, last)) for at in range(first, last, LONGEST)]
    return found


class TaggedLanguageReader(LanguageReader):
    """Reads documents of the tagger's language. The rules read beliefs and intentions too: the tagger looks at them."""

    def __init__(self, pack: Pack, registry: Path | None, models: Models, attitudes: bool) -> None:
        super().__init__(pack, registry, attitudes=True)
        self.tagger = TaggerStage(pack, models, attitudes)
        at = next(n for n, (name, _) in enumerate(self.stages, 1) if name == "statements")
        self.stages = (*self.stages[:at], (self.tagger.name, self.tagger), *self.stages[at:])
        self.label = f"{pack.label} + tagger {models.settings.digest[:12]}"

    def read(self, raw: Raw) -> Record | Reject:
        """The record of a document, its pack named with the tagger, or why there is none."""
        record = super().read(raw)
        return record if isinstance(record, Reject) else msgspec.structs.replace(record, pack=self.label)


class TaggedReader(Reader):
    """Reads documents as `Reader` does, those of the tagger's language with the tagger.

    Raises `UsageError` where there is no sound tagger in the folder, or its language is not among those read.
    """

    def __init__(
        self,
        folder: Path,
        languages: tuple[str, ...] | None = None,
        registry: Path | None = None,
        attitudes: bool = False,
    ) -> None:
        super().__init__(languages, registry, attitudes)
        self.models = opened(folder)
        language = self.models.settings.language
        if language not in self.languages:
            raise UsageError(f"{folder}: a tagger of {language!r}, which is not read here")

    @cache  # noqa: B019 - a reader lives as long as its process
    def of(self, language: str) -> LanguageReader:
        """The reader of one language."""
        if language != self.models.settings.language:
            return LanguageReader(load(language), self.registry, self.attitudes)
        return TaggedLanguageReader(load(language), self.registry, self.models, self.attitudes)
