"""The reading: the stages in order, and the record made of what they find."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from risalah.errors import DocumentError
from risalah.model import Event, Raw, Reading, Record, Reject
from risalah.packs import Pack, available, load, load_world
from risalah.reading.actors.stage import ActorsStage
from risalah.reading.actors.vocabulary import Vocabulary
from risalah.reading.events.stage import EventsStage
from risalah.reading.record import Slots
from risalah.reading.speakers import SpeakersStage
from risalah.reading.statements.clauses import statements_stage
from risalah.reading.times.stage import TimesStage
from risalah.reading.words import WordsStage
from risalah.text.language import FEW, Languages
from risalah.text.layout import Layouter

Stage = Callable[[Reading], Reading]


class LanguageReader:
    """Reads documents of one language: its stages, built once from its pack."""

    def __init__(self, pack: Pack, registry: Path | None, attitudes: bool = False) -> None:
        world = load_world()
        vocabulary = Vocabulary(pack, world)
        outlets = {
            f.casefold(): r["name"]
            for r in world.table("outlets")
            for f in (r["name"], *r["forms"].split("|"), r["domain"])
            if f
        }
        self.pack = pack
        self.layout = Layouter(pack, outlets)
        stages: list[tuple[str, Stage]] = [
            ("words", WordsStage(pack, vocabulary)),
            ("times", TimesStage(pack)),
            ("actors", ActorsStage(vocabulary)),
            ("statements", statements_stage(pack, attitudes)),
            ("speakers", SpeakersStage(vocabulary, world)),
            ("slots", Slots(pack, vocabulary, registry)),
            ("events", EventsStage(pack, vocabulary)),
        ]
        self.stages = tuple(stages)

    def read(self, raw: Raw) -> Record | Reject:
        """The record of a document, or why there is none; never raises for what a document holds."""
        found = self.reading(raw)
        return found if isinstance(found, Reject) else self._record(found)

    def reading(self, raw: Raw) -> Reading | Reject:
        """All that the stages found in a document, tokens and mentions included; never raises, as `read`."""
        stage = "layout"
        try:
            reading = Reading(raw, self.layout(raw))
            for name, run in self.stages:
                stage = name
                reading = run(reading)
        except DocumentError as e:
            return Reject(raw.doc_id, stage, str(e), raw.file)
        except Exception as e:  # a fault of ours must not stop a run over a million documents
            return Reject(raw.doc_id, stage, f"internal error: {type(e).__name__}: {e}", raw.file)
        return reading

    def _record(self, reading: Reading) -> Record:
        raw, layout = reading.raw, reading.layout
        events: tuple[Event, ...] = reading.events
        return Record(
            doc_id=raw.doc_id,
            file=raw.file,
            language=self.pack.language,
            header=layout.header,
            furniture=layout.furniture,
            repeats=layout.repeats,
            statements=reading.statements,
            events=events,
            times=reading.times,
            digest=hashlib.sha256(raw.text.encode("utf-8", "surrogatepass")).hexdigest(),
            pack=self.pack.label,
            notes=raw.notes,
            url=raw.url,
            copy_of=raw.copy_of,
        )


class Reader:
    """Reads documents of any language that has a pack; built lazily, one part for each language met."""

    def __init__(
        self, languages: tuple[str, ...] | None = None, registry: Path | None = None, attitudes: bool = False
    ) -> None:
        self.attitudes = attitudes
        self.languages = languages or tuple(available())
        self.registry = registry
        self.recognise = Languages([load(language) for language in self.languages])

    @cache  # noqa: B019 - a reader lives as long as its process
    def of(self, language: str) -> LanguageReader:
        """The reader of one language."""
        return LanguageReader(load(language), self.registry, self.attitudes)

    def read(self, raw: Raw) -> Record | Reject:
        """The record of a document, or a `Reject`."""
        part = self._part(raw)
        return part if isinstance(part, Reject) else part.read(raw)

    def reading(self, raw: Raw) -> Reading | Reject:
        """All that was found in a document, tokens and mentions included, or a `Reject`."""
        part = self._part(raw)
        return part if isinstance(part, Reject) else part.reading(raw)

    def _part(self, raw: Raw) -> LanguageReader | Reject:
        language = self._language(raw)
        if isinstance(language, Reject):
            return language
        return self.of(language)

    def _language(self, raw: Raw) -> str | Reject:
        """The language a document is read in: the only one, else the one its words show, else the one it is said to be.

        What a source says is often wrong (a site's template says English), so that it decides only where the words
        do not.
        """
        if len(self.languages) == 1:
            return self.languages[0]
        told = (raw.language or "").lower().replace("_", "-").partition("-")[0]
        guess = self.recognise(raw.text)
        if guess.relative:
            return Reject(raw.doc_id, "language", f"in {guess.relative}, which has no language pack", raw.file)
        if told and (guess.language is None or guess.words < FEW):
            if told in self.languages:
                return told
            return Reject(raw.doc_id, "language", f"no language pack for {raw.language!r}", raw.file)
        if guess.language is None:
            known = ", ".join(self.languages)
            return Reject(raw.doc_id, "language", f"in none of the languages that have a pack ({known})", raw.file)
        return guess.language
