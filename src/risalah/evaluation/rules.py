"""Which rule is right how often: slots of matched statements, counted by the rule that filled them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from risalah.evaluation.gold import Annotated, AnnotatedStatement, annotated
from risalah.evaluation.score import Score, chars, jaccard, same_names, same_place, trimmed
from risalah.model import Record

NO_RULE = "(no rule)"
LABELLED = ("acts", "issues")
"""Slots that hold several labels, each with a rule of its own: a rule is right when its label is gold's."""
SLOTS = tuple(
    "content source speaker party cue mode said_on acts issues conditions audience via place".split()  # noqa: SIM905
)


class RuleScore(msgspec.Struct, frozen=True, order=True):
    """How often a rule filled a slot as gold has it, and how often otherwise.

    The slot `statement` counts the statement itself: a hit when gold has it too.
    """

    slot: str
    rule: str
    hits: int
    misses: int


class RuleTally:
    """Adds up rules over documents."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], list[int]] = {}

    def add(self, text: str, gold: Annotated, record: Record, score: Score) -> None:
        """Count the statements of one document, which `score` has matched."""
        predicted = annotated(record).statements
        matched = {p: g for g, p in score.pairs}
        for n, statement in enumerate(record.statements):
            rules: dict[str, list[str]] = {}
            for why in statement.why:
                rules.setdefault(why.slot, []).append(why.rule)
            self._count("statement", rules.get("content"), n in matched)
            if n in matched:
                for slot, ok in compared(text, gold.statements[matched[n]], predicted[n]):
                    if slot not in LABELLED:
                        self._count(slot, rules.get(slot), ok)
                for slot in LABELLED:
                    right = set(getattr(gold.statements[matched[n]], slot) or ())
                    labels = getattr(statement, slot)
                    if (labels or right) and not rules.get(slot):
                        self._count(slot, None, right == set(labels))
                        continue
                    for label, rule in zip(labels, rules.get(slot, ()), strict=False):
                        self._count(slot, [rule], label in right)
                    if right - set(labels):
                        self._count(slot, None, False)

    def _count(self, slot: str, rules: Sequence[str] | None, ok: bool) -> None:
        for rule in rules or (NO_RULE,):
            self._counts.setdefault((slot, rule), [0, 0])[0 if ok else 1] += 1

    def scores(self) -> list[RuleScore]:
        """All rules, most misses first."""
        found = [RuleScore(slot, rule, *counts) for (slot, rule), counts in self._counts.items()]
        return sorted(found, key=lambda s: (-s.misses, -s.hits, s.slot, s.rule))


def compared(text: str, gold: AnnotatedStatement, predicted: AnnotatedStatement) -> list[tuple[str, bool]]:
    """Each slot and whether the prediction has what gold has. Slots that are empty in both are left out."""
    found: list[tuple[str, bool]] = []
    for slot in SLOTS:
        g, p = getattr(gold, slot), getattr(predicted, slot)
        if not g and not p:
            continue
        if slot == "content":
            ok = chars(trimmed(text, g)) == chars(trimmed(text, p))
        elif slot in ("source", "cue"):
            ok = same_place(g, p)
        elif slot == "conditions":
            ok = jaccard(chars(g or ()), chars(p or ())) >= 0.5
        elif slot in ("acts", "issues"):
            ok = set(g or ()) == set(p or ())
        elif slot in ("mode", "said_on"):
            ok = g == p
        else:
            ok = same_names(g, p)
        found.append((slot, ok))
    return found
