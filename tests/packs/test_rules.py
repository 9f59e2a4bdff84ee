"""Every rule of every pack finds its examples and leaves its counterexamples alone, in the stage that reads it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from risalah.model import Raw, Reading, Span
from risalah.packs import available, load
from risalah.packs.loader import HOME, read_toml
from risalah.reading.acts import Acts
from risalah.reading.conditions import Conditions
from risalah.reading.events.rules import EventTypes
from risalah.reading.events.rules import Rules as EventRules
from risalah.reading.issues import Issues, load_registry
from risalah.reading.pipeline import LanguageReader
from risalah.reading.times.anchor import EMITS
from risalah.reading.times.grammar import RuleBook
from risalah.reading.times.stage import TimesStage
from risalah.reading.times.values import valid
from risalah.text.furniture import Furniture
from risalah.text.furniture import Rules as FurnitureRules
from risalah.text.header import HeaderReader
from risalah.text.header import Rules as HeaderRules

OUTLETS = {"kabar tani": "Kabar Tani", "warta": "Warta", "ap": "AP", "afp": "AFP", "reuters": "Reuters"}
WHOLE = {"line", "pair", "run", "block", "rest", "tail", "credit"}
ENDING = {"end", "last", "caption"}
PUBLISHED = "2025-02-05"


class Stages:
    """The stages of one pack that its rule files are for."""

    def __init__(self, language: str) -> None:
        self.pack = pack = load(language)
        self.reader = LanguageReader(pack, None)
        self.times = TimesStage(pack)
        self.furniture = Furniture(pack)
        self.header = HeaderReader(pack, OUTLETS)
        self.acts = Acts(pack)
        self.conditions = Conditions(pack)
        self.issues = Issues(pack, load_registry())
        self.events = EventRules(pack)

    def reading(self, text: str) -> Reading:
        raw = Raw("d", text, published=PUBLISHED)
        reading = Reading(raw, self.reader.layout(raw))
        for _, stage in self.reader.stages:
            reading = stage(reading)
        return reading


@cache
def stages(language: str) -> Stages:
    return Stages(language)


def rules(kind: str) -> list[Any]:
    """(language, rule) over all packs."""
    found: list[Any] = []
    for language in available():
        s = stages(language)
        books = {
            "times": lambda s=s: s.pack.rules("times", RuleBook).rule,
            "furniture": lambda s=s: s.pack.rules("furniture", FurnitureRules).rule,
            "header": lambda s=s: s.pack.rules("header", HeaderRules).rule,
            "acts": lambda s=s: s.acts.rules,
            "conditions": lambda s=s: s.conditions.rules,
            "issues": lambda s=s: s.issues.rules,
            "events": lambda s=s: s.events.rules,
        }
        found += [pytest.param(language, rule, id=rule.id) for rule in books[kind]()]
    return found


def both(rule: Any) -> list[tuple[Any, bool]]:
    """Examples and counterexamples, each with whether the rule must find it; every rule has examples."""
    assert rule.examples
    return [*((e, True) for e in rule.examples), *((c, False) for c in rule.counterexamples)]


@pytest.mark.parametrize(("language", "rule"), rules("times"))
def test_times(language: str, rule: Any) -> None:
    stage = stages(language).times
    assert rule.emit in EMITS
    for example, wanted in both(rule):
        text, published = (example.text, example.published) if wanted else (example, "2025-06-18")
        found = {t.span.slice(text): t for t in stage.times(text, [Span(0, len(text))], published) if t.rule == rule.id}
        if not wanted:
            assert not found, text
            continue
        assert example.span in found, text
        assert found[example.span].value == example.value, text
        assert example.value is None or valid(example.value)


def test_every_kind_of_time_has_a_rule() -> None:
    assert {
        rule.emit for language in available() for rule in stages(language).pack.rules("times", RuleBook).rule
    } == set(EMITS)


@pytest.mark.parametrize(("language", "rule"), rules("furniture"))
def test_furniture(language: str, rule: Any) -> None:
    pattern = next(p for r, p in stages(language).furniture.compiled if r.id == rule.id)
    assert (rule.where == "block") == bool(rule.until)
    for text, wanted in both(rule):
        needed = any(need in text.lower() for need in rule.needs)
        if rule.where in WHOLE:
            hit = pattern.fullmatch(text) is not None
        elif rule.where in ENDING:
            hit = any(m.end() == len(text) for m in pattern.finditer(text))
        else:
            hit = (pattern.match(text) if rule.where == "start" else pattern.search(text)) is not None
        assert (needed and hit) == wanted, text


@pytest.mark.parametrize(("language", "rule"), rules("header"))
def test_header(language: str, rule: Any) -> None:
    reader = stages(language).header
    pattern = dict(reader.parts[rule.part])[rule.id]
    for text, wanted in both(rule):
        if rule.part == "dateline":
            part = reader.dateline(text, 0, len(text))
            hit = part is not None and part.rule == rule.id
        elif rule.part == "date":
            hit = pattern.fullmatch(text) is not None and reader.date(text, 0, len(text)) is not None
        elif rule.part in ("above", "credit"):
            hit = any(m.end() == len(text) for m in pattern.finditer(text))
        else:
            hit = pattern.fullmatch(text) is not None
        assert hit == wanted, text


@pytest.mark.parametrize(("language", "rule"), rules("acts"))
def test_acts(language: str, rule: Any) -> None:
    acts = stages(language).acts
    for example, wanted in both(rule):
        cue, bar, content = example.partition(" | ")
        cue, content = (cue, content) if bar else ("", cue)
        text = f"Berg {cue} {content}"
        spans = (Span(len(text) - len(content), len(text)),)
        assert (rule.id in {h.rule.id for h in acts.hits(text, spans, cue, text)}) == wanted, example
        if wanted:
            assert rule.label in {f.label for f in acts(text, spans, cue, "indirect", text)}, example


@pytest.mark.parametrize(("language", "rule"), rules("conditions"))
def test_conditions(language: str, rule: Any) -> None:
    conditions = stages(language).conditions
    for example, wanted in both(rule):
        text = re.sub(r"[\[\]]", "", example)
        found = conditions(text, (Span(0, len(text)),))
        if wanted:
            assert [f.span.slice(text) for f in found] == re.findall(r"\[(.*?)\]", example), example
        assert wanted or rule.id not in {f.rule for f in found}, example


@pytest.mark.parametrize(("language", "rule"), rules("issues"))
def test_issues(language: str, rule: Any) -> None:
    issues = stages(language).issues
    for text, wanted in both(rule):
        assert (rule.id in {issues.rules[h.rule].id for h in issues.prime(text).hits}) == wanted, text


@pytest.mark.parametrize(("language", "rule"), rules("events"))
def test_events(language: str, rule: Any) -> None:
    for text, wanted in both(rule):
        found = {w.rule for e in stages(language).reading(text).events for w in e.why if w.slot == "type"}
        assert (rule.id in found) == wanted, text


@pytest.mark.parametrize("language", available())
def test_every_issue_and_type_has_words(language: str) -> None:
    s = stages(language)
    assert {r.issue for r in s.issues.rules} == load_registry().ids()
    assert {r.type for r in s.events.rules} == {
        e.type for e in read_toml(HOME / "world" / "events.toml", EventTypes).event
    }
