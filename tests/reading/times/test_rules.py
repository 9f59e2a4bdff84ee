"""Every rule finds its examples with their values and leaves its counterexamples alone."""

import pytest

from risalah.model import Span
from risalah.packs.loader import load
from risalah.reading.times import TimesStage
from risalah.reading.times.anchor import EMITS
from risalah.reading.times.grammar import Example, Rule, RuleBook
from risalah.reading.times.values import valid

STAGE = TimesStage(load("id"))
RULES = load("id").rules("times", RuleBook).rule
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]
COUNTEREXAMPLES = [(rule, text) for rule in RULES for text in rule.counterexamples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{r.id}: {e.span}" for r, e in EXAMPLES])
def test_example(rule: Rule, example: Example) -> None:
    times = STAGE.times(example.text, [Span(0, len(example.text))], example.published)
    found = {t.span.slice(example.text): t for t in times}
    assert example.span in found, list(found)
    time = found[example.span]
    assert time.rule == rule.id
    assert time.value == example.value
    assert time.value is None or valid(time.value)


@pytest.mark.parametrize(("rule", "text"), COUNTEREXAMPLES, ids=[f"{r.id}: {t}" for r, t in COUNTEREXAMPLES])
def test_counterexample(rule: Rule, text: str) -> None:
    times = STAGE.times(text, [Span(0, len(text))], "2025-06-18")
    assert rule.id not in {t.rule for t in times}


def test_every_rule_has_an_example_and_a_known_emit() -> None:
    assert [r.id for r in RULES if not r.examples] == []
    assert {r.emit for r in RULES} == set(EMITS)
    assert len({r.id for r in RULES}) == len(RULES)
