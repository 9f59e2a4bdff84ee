"""Stances: what a statement's acts say for or against the issue that it is about, by the rules of the world pack."""

from __future__ import annotations

from functools import cache

import msgspec

from risalah.model import Statement
from risalah.packs import available, load, load_world
from risalah.text.families import words_of

UNKNOWN = ("unknown", "")
CLOSE, BEGINNING = 35, 10
"""Code points between the words of an act and those of an issue at most, and so many more from the beginning of the
content where the act is that of the cue."""
WEAK = (".around", ".any")
"""Ends of the names of rules that found an issue in the words around a statement, or in words of a wide meaning."""


class StanceRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: the acts that take a stance, and those that forbid it."""

    id: str
    stance: str
    acts: tuple[str, ...]
    about: str
    barred: tuple[str, ...] = msgspec.field(default=(), name="not")
    condition: bool | None = None
    issues: tuple[str, ...] = ()
    """The issues of the world pack that it is for; all but topics where there is none."""
    near: bool = True
    """Whether only acts count whose words stand close to those of the issue."""
    negated: bool | None = None
    """Whether a negation must stand in the words; either where it is left out."""
    words: tuple[str, ...] = ()
    """Classes of the packs' grammar of which a word must stand there."""
    without: tuple[str, ...] = ()
    """Classes of the packs' grammar of which no word may stand there."""
    without_on: dict[str, tuple[str, ...]] = {}
    """The same for one issue."""


class StanceRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules in the order in which they are tried."""

    topics: frozenset[str]
    """Issues that one is neither for nor against."""
    rule: tuple[StanceRule, ...]


@cache
def rules() -> StanceRules:
    """The rules of the world pack."""
    found: StanceRules = load_world().rules("stances", StanceRules)
    return found


@cache
def _class(name: str) -> frozenset[str]:
    """The words of a class of the grammar, of all languages."""
    return frozenset(w for language in available() for w in load(language).words("grammar").get(name, ()))


@cache
def _known() -> frozenset[str]:
    """The issues of the world pack; a user's own can be taken any stance on."""
    return frozenset(row["id"] for row in load_world().table("issues"))


def _near(statement: Statement, issue: str) -> frozenset[str]:
    """The acts whose words stand close to those of an issue; where the act is that of the cue, close to the beginning
    of the content. What a human put right has no words to measure by, and counts."""
    acts, issues = ([w for w in statement.why if w.slot == slot] for slot in ("acts", "issues"))
    if len(acts) != len(statement.acts) or len(issues) != len(statement.issues) or not statement.content:
        return frozenset(statement.acts)
    places = issues[statement.issues.index(issue)].spans
    first = statement.content[0].start
    found = set()
    for act, why in zip(statement.acts, acts, strict=True):
        inside = [a for a in why.spans if any(c.start <= a.start and a.end <= c.end for c in statement.content)]
        gaps = [max(p.start - a.end, a.start - p.end, 0) for p in places for a in inside]
        gaps += [p.start - first - BEGINNING for p in places] if not inside else []
        if gaps and min(gaps) <= CLOSE:
            found.add(act)
    return frozenset(found)


def _fits(rule: StanceRule, statement: Statement, issue: str, words: frozenset[str], topics: frozenset[str]) -> bool:
    """Whether a rule is for a statement on an issue. `words`: those of the statement, folded."""
    acts = _near(statement, issue) if rule.near else frozenset(statement.acts)
    if acts.isdisjoint(rule.acts) or not acts.isdisjoint(rule.barred):
        return False
    if issue in _known() and (issue not in rule.issues if rule.issues else issue in topics):
        return False
    if rule.condition not in (None, bool(statement.conditions)):
        return False
    if rule.negated is not None and rule.negated == words.isdisjoint(_class("negation")):
        return False
    if any(words.isdisjoint(_class(name)) for name in rule.words):
        return False
    return all(words.isdisjoint(_class(name)) for name in (*rule.without, *rule.without_on.get(issue, ())))


def stance(statement: Statement, issue: str) -> tuple[str, str]:
    """The stance of a statement on an issue and the rule that derived it; `unknown` where none does."""
    found = [w.rule for w in statement.why if w.slot == "issues"]
    place = statement.issues.index(issue) if issue in statement.issues else -1
    if 0 <= place < len(found) and found[place].endswith(WEAK):
        return UNKNOWN
    words, all_rules = frozenset(words_of(statement.text)), rules()
    fits = (r for r in all_rules.rule if _fits(r, statement, issue, words, all_rules.topics))
    rule = next(fits, None)
    return (rule.stance, rule.id) if rule is not None else UNKNOWN
