"""The slots stage: drafts become statements with acts, conditions, issues and occasion, each with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import msgspec

from risalah.model import Draft, Reading, Span, Statement, Why
from risalah.model.record import Mode
from risalah.packs import Pack
from risalah.reading.actors.vocabulary import Vocabulary
from risalah.reading.acts import Acts
from risalah.reading.certainty import Certainties
from risalah.reading.conditions import Conditions
from risalah.reading.days import EMPTY, Slot
from risalah.reading.issues import DocIssues, Issues, load_registry
from risalah.reading.occasion import Occasion, Occasions


class Slots:
    """Fills `statements`."""

    name: ClassVar[str] = "slots"
    needs: ClassVar[frozenset[str]] = frozenset({"drafts"})
    gives: ClassVar[frozenset[str]] = frozenset({"statements"})

    def __init__(self, pack: Pack, vocabulary: Vocabulary, registry: Path | None) -> None:
        self.acts = Acts(pack)
        self.conditions = Conditions(pack)
        self.issues = Issues(pack, load_registry(registry))
        self.occasions = Occasions(pack, vocabulary)
        self.certainty = Certainties(pack)

    def __call__(self, reading: Reading) -> Reading:
        text = reading.raw.text
        drafts = reading.drafts
        if not drafts:
            return reading
        topics = self.issues.prime(text, reading.raw.title or reading.layout.header.title or "", reading.layout.story)
        occasions = self.occasions(reading)
        kept = [
            (d, o)
            for d, o in zip(drafts, occasions, strict=True)
            if d.content and not (d.cue is None and d.speaker is None)
        ]
        statements = tuple(self._statement(f"s{n}", reading, d, o, topics) for n, (d, o) in enumerate(kept, 1))
        return msgspec.structs.replace(reading, statements=statements)

    def _statement(self, id_: str, reading: Reading, d: Draft, o: Occasion, topics: DocIssues) -> Statement:
        text = reading.raw.text
        sentence = reading.sentences[d.sentence].slice(text) if d.cue is not None else ""
        acts = list(self.acts(text, d.content, d.cue_form, d.mode, sentence))
        conditions = list(self.conditions(text, d.content))
        issues = list(self.issues(text, d.content, "", topics))
        sure = self.certainty
        speaker = _kept(Slot(d.speaker, d.speaker_rule, d.source), sure, "speaker")
        party = _kept(Slot(d.party, d.party_rule), sure, "party")
        o = Occasion(*(_kept(slot, sure, name) for name, slot in zip(Occasion._fields, o, strict=True)))
        acts = [a for a in acts if sure("acts", a.rule, a.certainty) != "open"]
        issues = [i for i in issues if sure("issues", i.rule, i.certainty) != "open"]
        conditions = [c for c in conditions if sure("conditions", c.rule, c.certainty) != "open"]
        why = [Why("content", d.rule, sure("content", d.rule), d.content)]
        for name, slot in (("speaker", speaker), ("party", party), *zip(Occasion._fields, o, strict=True)):
            if slot.value is not None:
                why.append(Why(name, slot.rule, sure(name, slot.rule), (slot.span,) if slot.span else ()))
        why += [Why("acts", a.rule, sure("acts", a.rule, a.certainty), a.spans) for a in acts]
        why += [Why("issues", i.rule, sure("issues", i.rule, i.certainty), i.spans) for i in issues]
        why += [Why("conditions", c.rule, sure("conditions", c.rule, c.certainty), (c.span,)) for c in conditions]
        mode: Mode = "direct" if d.mode == "direct" else "mixed" if d.mode == "mixed" else "indirect"
        return Statement(
            id=id_,
            content=d.content,
            cue=(d.cue,) if d.cue else (),
            source=(d.source,) if d.source else (),
            conditions=tuple(c.span for c in conditions),
            speaker=speaker.value,
            party=party.value,
            mode=mode,
            said_on=o.said_on.value,
            acts=tuple(a.label for a in acts),
            issues=tuple(i.label for i in issues),
            audience=o.audience.value,
            via=o.via.value,
            place=o.place.value,
            text=joined(text, d.content),
            why=tuple(why),
        )


def joined(text: str, spans: tuple[Span, ...]) -> str:
    """The spans' words, pieces joined by one space."""
    return " ".join(s.slice(text) for s in spans)


def _kept(slot: Slot, sure: Certainties, name: str) -> Slot:
    """A slot, or an empty one where its rule is too unsure."""
    return slot if slot.value is not None and sure(name, slot.rule) != "open" else EMPTY
