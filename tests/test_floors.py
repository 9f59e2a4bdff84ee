"""Quality floors over the annotated articles beside the repository, a little below what is reached today.

A change that falls under a floor has broken something; a floor is lowered only on purpose, in its own commit.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from risalah.evaluation.gold import annotated, load_gold
from risalah.evaluation.score import score
from risalah.evaluation.tally import Tally
from risalah.model import Record
from risalah.reading.pipeline import Reader

pytestmark = pytest.mark.shared

FLOORS = {
    "statement found F1": 0.95,
    "statement exact F1": 0.93,
    "statement with speaker F1": 0.92,
    "source overlap": 0.97,
    "cue overlap": 0.97,
    "speaker name": 0.95,
    "party": 0.95,
    "mode": 0.97,
    "said_on": 0.93,
    "acts F1": 0.82,
    "issues F1": 0.75,
    "conditions F1": 0.9,
    "audience": 0.75,
    "via": 0.75,
    "place": 0.75,
    "times found F1": 0.96,
    "times with value F1": 0.96,
    "events F1": 0.8,
    "event date": 0.85,
    "event participants F1": 0.75,
    "header": 0.97,
    "furniture chars F1": 0.96,
    "repeats chars F1": 0.99,
}


@pytest.fixture(scope="module")
def reached(shared: Path) -> dict[str, float]:
    """Measure → value over all gold documents."""
    files = load_gold(sorted((shared / "gold").glob("*.json")), shared)
    if not files:
        pytest.skip(f"{shared / 'gold'} holds no gold files")
    reader, tally = Reader(("id",)), Tally()
    for file in files:
        record = reader.read(file.raw)
        score(file.raw.text, file.gold, annotated(record) if isinstance(record, Record) else None, tally)
    return {m.name: m.value for m in tally.measures()}


@pytest.mark.parametrize("name", FLOORS)
def test_no_measure_falls_under_its_floor(name: str, reached: dict[str, float]) -> None:
    assert reached[name] >= FLOORS[name], f"{name}: {reached[name]:.3f}"
