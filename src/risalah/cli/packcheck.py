"""Whether a language pack is sound: its files load, and every rule keeps to its examples and counterexamples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from risalah.errors import PackError
from risalah.model import Raw, Reading, Span
from risalah.packs import Pack, load
from risalah.packs.loader import read_tsv
from risalah.reading.acts import Acts
from risalah.reading.conditions import Conditions
from risalah.reading.events.rules import Rules as EventRules
from risalah.reading.issues import Issues, load_registry
from risalah.reading.pipeline import LanguageReader
from risalah.reading.times.anchor import EMITS
from risalah.reading.times.grammar import RuleBook
from risalah.reading.times.stage import TimesStage
from risalah.text.furniture import Furniture
from risalah.text.header import HeaderReader

# Outlets that examples of date lines name.
_OUTLETS = {"kabar tani": "Kabar Tani", "warta": "Warta", "ap": "AP", "afp": "AFP", "reuters": "Reuters"}
_PUBLISHED, _LATER = "2025-02-05", "2025-06-18"
_WHOLE = frozenset({"line", "pair", "run", "block", "rest", "tail", "credit"})
_ENDING = frozenset({"end", "last", "caption"})
_ANY_ERROR = (PackError, re.error, KeyError, ValueError, TypeError)

Kept = Callable[[Any, Any, bool], bool]
"""Whether a rule finds an example, or leaves a counterexample (False) alone."""


def check(language: str) -> tuple[int, list[str]]:
    """How many rules a pack has, and its faults, one sentence each. Raises `PackError` where there is no pack."""
    pack = load(language)
    faults = list(_tables(pack))
    try:
        checks = list(_checks(pack))
    except _ANY_ERROR as e:  # the pack cannot be compiled: nothing more can be said of its rules
        return 0, [*faults, f"cannot be loaded: {type(e).__name__}: {e}"]
    twice = [i for i, n in Counter(rule.id for rules, _ in checks for rule in rules).items() if n > 1]
    faults += [f"{rule}: two rules have this id" for rule in twice]
    for rules, kept in checks:
        for rule in rules:
            faults += _rule(rule, kept)
    return sum(len(rules) for rules, _ in checks), faults


def _tables(pack: Pack) -> Iterator[str]:
    for path in sorted(pack.folder.rglob("*.tsv")):
        try:
            rows = read_tsv(path)
        except PackError as e:
            yield str(e)
            continue
        if any("form" in row and not row["form"].strip() for row in rows):
            yield f"{path.name}: a row without a form"
        for row, n in Counter(tuple(row.values()) for row in rows).items():
            if n > 1:
                yield f"{path.name}: a row stands twice: {' | '.join(row)}"


def _rule(rule: Any, kept: Kept) -> Iterator[str]:
    if not rule.examples:
        yield f"{rule.id}: no example"
    if not rule.counterexamples:
        yield f"{rule.id}: no counterexample"
    for texts, wanted in ((rule.examples, True), (rule.counterexamples, False)):
        for text in texts:
            try:
                right = kept(rule, text, wanted)
            except _ANY_ERROR as e:
                yield f"{rule.id}: {type(e).__name__}: {e}"
                continue
            if not right:
                shown = getattr(text, "text", text)
                yield f"{rule.id}: {'does not find its example' if wanted else 'finds its counterexample'}: {shown}"


def _checks(pack: Pack) -> Iterator[tuple[tuple[Any, ...], Kept]]:
    """The rules of each file of a pack, and how one is tried."""
    times = TimesStage(pack)
    yield pack.rules("times", RuleBook).rule, lambda r, e, wanted: _time(times, r, e, wanted)
    furniture = Furniture(pack)
    patterns = {rule.id: pattern for rule, pattern in furniture.compiled}
    yield tuple(r for r, _ in furniture.compiled), lambda r, e, wanted: _furniture(r, patterns[r.id], e) == wanted
    header = HeaderReader(pack, _OUTLETS)
    yield header.rules.rule, lambda r, e, wanted: _header(header, r, e) == wanted
    acts = Acts(pack)
    yield tuple(acts.rules), lambda r, e, wanted: _act(acts, r, e) == wanted
    conditions = Conditions(pack)
    yield tuple(conditions.rules), lambda r, e, wanted: _condition(conditions, r, e, wanted)
    issues = Issues(pack, load_registry())
    yield (
        tuple(issues.rules),
        lambda r, e, wanted: (r.id in {issues.rules[h.rule].id for h in issues.prime(e).hits}) == wanted,
    )
    reader = LanguageReader(pack, None)
    yield tuple(EventRules(pack).rules), lambda r, e, wanted: _event(reader, r, e) == wanted


def _time(stage: TimesStage, rule: Any, example: Any, wanted: bool) -> bool:
    text, published = (example.text, example.published) if wanted else (example, _LATER)
    found = {t.span.slice(text): t for t in stage.times(text, [Span(0, len(text))], published) if t.rule == rule.id}
    if not wanted:
        return not found
    return rule.emit in EMITS and example.span in found and found[example.span].value == example.value


def _furniture(rule: Any, pattern: re.Pattern[str], text: str) -> bool:
    if not any(need in text.lower() for need in rule.needs):
        return False
    if rule.where in _WHOLE:
        return pattern.fullmatch(text) is not None
    if rule.where in _ENDING:
        return any(m.end() == len(text) for m in pattern.finditer(text))
    return (pattern.match(text) if rule.where == "start" else pattern.search(text)) is not None


def _header(reader: HeaderReader, rule: Any, text: str) -> bool:
    pattern = dict(reader.parts[rule.part])[rule.id]
    if rule.part == "dateline":
        part = reader.dateline(text, 0, len(text))
        return part is not None and part.rule == rule.id
    if rule.part == "date":
        return pattern.fullmatch(text) is not None and reader.date(text, 0, len(text)) is not None
    if rule.part in ("above", "credit"):
        return any(m.end() == len(text) for m in pattern.finditer(text))
    return pattern.fullmatch(text) is not None


def _act(acts: Acts, rule: Any, example: str) -> bool:
    cue, bar, content = example.partition(" | ")
    cue, content = (cue, content) if bar else ("", cue)
    text = f"Berg {cue} {content}"
    spans = (Span(len(text) - len(content), len(text)),)
    return rule.id in {h.rule.id for h in acts.hits(text, spans, cue, text)}


def _condition(conditions: Conditions, rule: Any, example: str, wanted: bool) -> bool:
    text = re.sub(r"[\[\]]", "", example)
    found = conditions(text, (Span(0, len(text)),))
    if wanted:
        return [f.span.slice(text) for f in found] == re.findall(r"\[(.*?)\]", example)
    return rule.id not in {f.rule for f in found}


def _event(reader: LanguageReader, rule: Any, text: str) -> bool:
    found = reader.reading(Raw("example", text, published=_PUBLISHED))
    if not isinstance(found, Reading):
        return False
    return rule.id in {w.rule for e in found.events for w in e.why if w.slot == "type"}
