"""Stances: what a statement's acts say for or against the issue that it is about, by the rules of the world pack."""

from __future__ import annotations

from functools import cache

import msgspec

from risalah.model import Statement
from risalah.packs import available, load, load_world
from risalah.text.families import words_of

UNKNOWN = ("unknown", "")
AROUND = ".around"
"""The end of the name of a rule that found an issue in the words around a statement."""


class StanceRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: the acts that take a stance, and those that forbid it."""

    id: str
    stance: str
    acts: tuple[str, ...]
    about: str
    barred: tuple[str, ...] = msgspec.field(default=(), name="not")
    condition: bool | None = None
    issues: tuple[str, ...] = ()
    """The issues it is for; all where there is none."""
    negated: bool | None = None
    """Whether a negation must stand in the words; either where it is left out."""


class StanceRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules in the order in which they are tried."""

    rule: tuple[StanceRule, ...]


@cache
def rules() -> tuple[StanceRule, ...]:
    """The rules of the world pack."""
    found: StanceRules = load_world().rules("stances", StanceRules)
    return found.rule


@cache
def _negations() -> frozenset[str]:
    return frozenset(w for language in available() for w in load(language).words("grammar").get("negation", ()))


def negated(text: str) -> bool:
    """Whether a negation of any of the languages stands in words."""
    return not _negations().isdisjoint(words_of(text))


def stance(statement: Statement, issue: str) -> tuple[str, str]:
    """The stance of a statement on an issue and the rule that derived it; `unknown` where none does."""
    found = [w.rule for w in statement.why if w.slot == "issues"]
    place = statement.issues.index(issue) if issue in statement.issues else -1
    if 0 <= place < len(found) and found[place].endswith(AROUND):
        return UNKNOWN
    acts = set(statement.acts)
    for rule in rules():
        fits = acts & set(rule.acts) and not acts & set(rule.barred)
        if rule.issues and issue not in rule.issues:
            continue
        if rule.negated is not None and rule.negated != negated(statement.text):
            continue
        if fits and rule.condition in (None, bool(statement.conditions)):
            return rule.stance, rule.id
    return UNKNOWN
