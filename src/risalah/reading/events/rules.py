"""The rules of a pack's `events.toml`, compiled for looking up by token."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from risalah.errors import PackError
from risalah.match.lexicon import Phrases
from risalah.packs import Pack
from risalah.packs.loader import HOME, read_toml
from risalah.text.tokens import WORD, fold

NEEDS = frozenset(
    {
        "subject", "object", "agent", "named", "two", "date", "place", "light", "lively", "ongoing", "recent",
        "within", "member", "human", "pair", "next", "who", "force", "main", "joint", "told",
        "state", "opposite", "happened", "known",
    }
)  # fmt: skip
"""What a rule may ask for (see the head of the rule file)."""


class EventType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A type of event of the world pack and the codes nearest to it."""

    type: str
    definition: str
    cameo: tuple[str, ...]
    plover: tuple[str, ...]
    again: tuple[str, ...] = ()
    """Types of which a telling before, with the same participants, is the same event."""


class EventTypes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The world pack's `events.toml`."""

    event: tuple[EventType, ...]


class EventRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: trigger words of a type and what must stand around them."""

    id: str
    type: str
    kind: Literal["verb", "noun"]
    words: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    needs: tuple[str, ...] = ()
    with_: tuple[str, ...] = msgspec.field(name="with", default=())
    unless: tuple[str, ...] = ()
    reach: int = 8
    place: bool = False
    sides: bool = False
    toward: bool = True
    free: bool = False
    follows: bool = False
    sided: bool = False
    unless_before: tuple[str, ...] = ()
    fact: bool = False


class Prepositions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The prepositions that lead a noun's or verb's complements, by what they lead to."""

    with_: tuple[str, ...] = msgspec.field(name="with")
    between: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    from_: tuple[str, ...] = msgspec.field(name="from", default=())
    time: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


class EventFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pack's `rules/events.toml`."""

    light: tuple[str, ...]
    lead: tuple[str, ...]
    lively: tuple[str, ...]
    ongoing: tuple[str, ...]
    recent: tuple[str, ...]
    within: tuple[str, ...]
    joins: tuple[str, ...]
    elides: tuple[str, ...]
    irrealis: tuple[str, ...]
    purpose: tuple[str, ...]
    both: tuple[str, ...]
    clause: tuple[str, ...]
    relative: tuple[str, ...]
    quantity: tuple[str, ...]
    pointing: tuple[str, ...]
    planned: tuple[str, ...]
    pair: tuple[str, ...]
    prepositions: Prepositions
    rule: tuple[EventRule, ...]
    premodified: bool = False
    """What belongs to a noun stands before it, an auxiliary before its verb; a purpose word also leads to a place."""
    resolve: tuple[str, ...] = ()
    """Words after which a purpose is resolved upon, or on its way: an event that is planned."""
    effect: tuple[str, ...] = ()
    """Lively words that say what it did: such a telling is no repetition."""
    owner: tuple[str, ...] = ()
    """Marks between an owner and what is owned."""


def words(form: str) -> tuple[str, ...]:
    """A form's tokens, folded, as the tokenizer would cut them."""
    return tuple(fold(w) for w in WORD.findall(form))


def phrases(forms: Iterable[str]) -> Phrases[str]:
    """A lexicon of phrases, each its own payload."""
    return Phrases((words(f), f) for f in forms)


class Compiled(msgspec.Struct, frozen=True):
    """A rule ready to be tried."""

    rule: EventRule
    needs: tuple[frozenset[str], ...]
    objects: Phrases[str] | None
    unless: frozenset[str]
    again: tuple[str, ...]


class Rules:
    """A pack's event rules: `triggers` finds which begin at a token; the word classes are sets and phrases."""

    def __init__(self, pack: Pack) -> None:
        file: EventFile = pack.rules("events", EventFile)
        known = {e.type: e for e in read_toml(HOME / "world" / "events.toml", EventTypes).event}
        self.file = file
        self.rules = file.rule
        self.triggers: Phrases[Compiled] = Phrases()
        self.first: set[str] = set()
        for rule in file.rule:
            if rule.type not in known:
                raise PackError(f"{pack.folder}/rules/events.toml: {rule.id}: no event type {rule.type!r}")
            compiled = _compile(rule, known[rule.type].again, f"{pack.folder}/rules/events.toml")
            for form in rule.words:
                self.triggers.add(words(form), compiled)
                self.first.add(words(form)[0])
        self.light = phrases(file.light)
        self.lively = phrases([*file.lively, *file.effect, *file.ongoing])
        self.resolve = frozenset(file.resolve)
        self.effect = frozenset(file.effect)
        self.lead = frozenset(file.lead)
        self.quantity = frozenset(file.quantity)
        self.pointing = frozenset(file.pointing)
        self.pair = frozenset(file.pair)
        self.irrealis = frozenset(file.irrealis)
        self.ongoing = phrases(file.ongoing)
        self.recent = phrases(file.recent)
        self.within = frozenset(file.within)
        self.joins = frozenset(file.joins)
        self.elides = frozenset(file.elides)
        self.purpose = frozenset(file.purpose)
        self.both = frozenset(file.both)
        self.clause = phrases(file.clause)
        self.relative = frozenset(file.relative)
        p = file.prepositions
        kinds = (
            ("about", p.about), ("time", p.time), ("from", p.from_), ("to", p.to), ("place", p.place),
            ("between", p.between), ("with", p.with_),
        )  # fmt: skip
        self.role = {w: kind for kind, forms in kinds for w in forms}
        grammar = pack.words("grammar")
        self.borders = frozenset().union(*(grammar.get(kind, ()) for kind in ("concession", "contrast", "when")))
        self.skip = grammar.get("adverb", frozenset()) | grammar.get("future", frozenset())
        if file.premodified:
            self.skip |= grammar.get("passive.auxiliary", frozenset())
        self.passing = self.skip | self.pointing | frozenset(file.planned)
        self.owner = frozenset(file.owner)
        self.loose = self.skip | frozenset(self.role) | grammar.get("preposition", frozenset())
        self.coordinator = grammar.get("joint", frozenset())
        self.determiner = grammar.get("determiner", frozenset())
        self.place_head = grammar.get("place.head", frozenset())
        self.negation = grammar.get("negation", frozenset())
        self.verbal = tuple(sorted(grammar.get("verb.prefix", ())))
        self.clitics = tuple(sorted(grammar.get("clitic", ())))
        self.first |= {form for w in self.first for form in (f"{w}-{w}", *(w + c for c in self.clitics))}

    def looks_verbal(self, word: str) -> bool:
        """True for a long word that begins as verbs do."""
        return len(word) >= 7 and word.startswith(self.verbal) and "-" not in word


def _compile(rule: EventRule, again: tuple[str, ...], where: str) -> Compiled:
    needs = tuple(frozenset(n.split("|")) for n in rule.needs)
    unknown = frozenset().union(*needs) - NEEDS if needs else frozenset()
    if unknown:
        raise PackError(f"{where}: {rule.id}: needs {sorted(unknown)} are not known")
    objects = phrases(rule.with_) if rule.with_ else None
    return Compiled(rule, needs, objects, frozenset(rule.unless), again)
