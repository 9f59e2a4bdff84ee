"""The shipped examples: they are read, every span slices, and the annotated ones score no less than they did."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

import risalah
from risalah.evaluation.gold import Annotated, GoldFile, annotated, load_gold
from risalah.evaluation.score import score
from risalah.evaluation.tally import Tally
from tests.conftest import ROOT

EXAMPLES = ROOT / "examples"
GOLD = sorted((ROOT / "annotated").glob("*.json"))
RAW = [d for d in risalah.documents([EXAMPLES]) if isinstance(d, risalah.Raw)]

# What is reached, less a little. Raise them when the reader gets better; lower one only with a reason.
FLOORS = {
    "statement found F1": 0.90,
    "statement exact F1": 0.87,
    "statement with speaker F1": 0.80,
    "acts F1": 0.62,
    "conditions F1": 0.85,
    "times with value F1": 0.90,
    "furniture chars F1": 0.95,
    "repeats chars F1": 0.99,
    "cue overlap": 0.90,
    "mode": 0.90,
    "said_on": 0.60,
    "header": 0.90,
}


@pytest.fixture(scope="module")
def gold() -> list[GoldFile]:
    return load_gold(GOLD, ROOT)


@pytest.fixture(scope="module")
def measures(gold: list[GoldFile]) -> dict[str, float]:
    tally = Tally()
    for item in gold:
        score(item.raw.text, item.gold, annotated(risalah.read(item.raw)), tally)
    return {m.name: m.value for m in tally.measures()}


@pytest.mark.parametrize("name", FLOORS)
def test_scores_hold_their_floors(name: str, measures: dict[str, float]) -> None:
    assert measures[name] >= FLOORS[name]


def test_there_are_eight_examples() -> None:
    assert len(RAW) == 8
    assert len(GOLD) == 3


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: raw.doc_id)
def test_every_span_slices(raw: risalah.Raw) -> None:
    record = risalah.read(raw)
    text = raw.text
    assert record.statements
    for span in spans(record):
        words = span.slice(text)
        assert words.strip()
        assert len(words) == len(span)
    for statement in record.statements:
        assert statement.text == " ".join(span.slice(text) for span in statement.content)
        assert all(any(c.contains(x) for c in statement.content) for x in statement.conditions)
        story = [*record.repeats, *record.furniture]
        assert not any(span.overlaps(other) for span in statement.cue for other in story)


def spans(record: risalah.Record) -> Iterator[risalah.Span]:
    yield from (*record.furniture, *record.repeats)
    yield from (time.span for time in record.times)
    yield from (event.span for event in record.events)
    for statement in record.statements:
        yield from (*statement.content, *statement.cue, *statement.source, *statement.conditions)
        for why in statement.why:
            yield from why.spans


def test_gold_spans_slice_to_their_words(gold: list[GoldFile]) -> None:
    for item in gold:
        for statement in item.gold.statements:
            for span in (*statement.content, *statement.cue, *statement.source, *(statement.conditions or ())):
                words = span.slice(item.raw.text)
                assert words == words.strip()
                assert words


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_files_are_what_the_annotations_say(path: Path) -> None:
    made = script().gold(tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8")), text_of(path))
    assert msgspec.convert(made, Annotated) == msgspec.json.decode(path.read_bytes(), type=Annotated)


def text_of(path: Path) -> str:
    return next(raw.text for raw in RAW if raw.doc_id == path.stem)


def script() -> ModuleType:
    """`examples/annotate.py`, which is no package."""
    spec = importlib.util.spec_from_file_location("annotate", EXAMPLES / "annotate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_same_talks_eleven_months_apart() -> None:
    """What the two articles are for: a side that refused inspectors lets them in."""
    before, after = (risalah.read(EXAMPLES / name) for name in ("01-keamanan.txt", "05-inspeksi.txt"))
    refused = [s for s in before.statements if s.speaker == "Pavel Gorshenin" and "reject" in s.acts]
    let_in = [s for s in after.statements if s.speaker == "Pavel Gorshenin" and {"offer", "accept"} & set(s.acts)]
    assert refused[0].said_on == "2023-03-14"
    assert let_in[0].said_on == "2024-02-14"
