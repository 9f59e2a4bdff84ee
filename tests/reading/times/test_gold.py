"""The times of the gold documents, found with their values (needs ../shared)."""

import json
from pathlib import Path

import pytest

from risalah.model import Raw, Span
from risalah.packs.loader import load
from risalah.reading.times import TimesStage

pytestmark = pytest.mark.shared
FLOOR = 0.92


def _raw(shared: Path, gold: dict[str, str]) -> Raw:
    path = shared / gold["file"]
    if path.suffix != ".jsonl":
        return Raw(gold["doc_id"], path.read_bytes().decode("utf-8"))
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    row = next(r for r in rows if r["id"] == gold["doc_id"])
    return Raw(row["id"], row["text"], published=row["published"])


def test_gold_times(shared: Path) -> None:
    """A time counts when span and value are the gold ones; the text outside gold furniture and repeats is read."""
    stage = TimesStage(load("id"))
    right = wanted = found = 0
    for path in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        raw = _raw(shared, gold)
        gone = [Span(*s) for s in (*gold.get("furniture", []), *gold.get("repeats", []))]
        story, at = [], 0
        for line in raw.text.split("\n"):
            span = Span(at, at + len(line))
            at += len(line) + 1
            if line.strip() and not any(g.contains(span) for g in gone):
                story.append(span)
        published = raw.published or gold["header"].get("published")
        times = [t for t in stage.times(raw.text, story, published) if not any(g.contains(t.span) for g in gone)]
        expected = {
            (t["span"][0], t["span"][1], t["value"])
            for t in gold["times"]
            if not any(g.contains(Span(*t["span"])) for g in gone)
        }
        got = {(t.span.start, t.span.end, t.value) for t in times}
        right, wanted, found = right + len(got & expected), wanted + len(expected), found + len(got)
    assert 2 * right / (wanted + found) >= FLOOR
