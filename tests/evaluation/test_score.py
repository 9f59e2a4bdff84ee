"""The product's evaluation, and that it gives the referee's numbers."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from risalah.errors import UsageError
from risalah.evaluation import Annotated, Tally, load_gold, score
from risalah.evaluation.rules import NO_RULE, RuleTally
from risalah.evaluation.score import jaccard, paired, same_names, trimmed
from risalah.model import Raw, Span
from tests.cli.conftest import Run
from tests.cli.conftest import run as run
from tests.stub import ARTICLE, record


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold file that agrees with the stub in all but what the tests change."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(ARTICLE)
    read = msgspec.structs.replace(record(Raw(doc_id="a", text=ARTICLE)), file="texts/a.txt")
    path = tmp_path / "gold" / "a.json"
    path.write_bytes(msgspec.json.encode(read))
    return path


def edited(path: Path, change: dict[str, object]) -> Path:
    found = json.loads(path.read_text())
    found["statements"][0].update(change)
    path.write_text(json.dumps(found))
    return path


def values(out: str) -> dict[str, float]:
    return {k: float(v) for k, v in json.loads(out).items()}


def test_a_perfect_record_scores_1(run: Run, gold: Path) -> None:
    code, out, err = run("eval", gold, "--json")
    assert (code, err) == (0, "")
    assert set(values(out).values()) == {1.0}


def test_misses_are_listed_and_counted_by_rule(run: Run, gold: Path) -> None:
    edited(gold, {"content": [[66, 80]], "speaker": "Orang Lain"})
    _, out, _ = run("eval", gold, "--misses", "--rules")
    assert "missed  a s1:" in " ".join(out.split("\n")) or "missed a s1:" in out
    assert "extra a s1: Kami siap berunding" in out
    assert "statement found F1" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["statement", "1", "1", "stub.quote"] in lines
    assert ["speaker", "0", "1", "stub.only"] in lines


def test_slots_of_matched_statements_are_put_down_to_their_rules(gold: Path) -> None:
    edited(gold, {"speaker": "Orang Lain", "acts": ["warn"]})
    (file,) = load_gold([gold])
    read = record(file.raw)
    tally, rules = Tally(), RuleTally()
    result = score(file.raw.text, file.gold, msgspec.convert(msgspec.to_builtins(read), Annotated), tally)
    rules.add(file.raw.text, file.gold, read, result)
    found = {(r.slot, r.rule): (r.hits, r.misses) for r in rules.scores()}
    assert found["speaker", "stub.only"] == (1, 1)
    assert found["acts", NO_RULE] == (1, 1)
    assert found["content", "stub.quote"] == (2, 0)
    assert rules.scores()[0].misses == 1


def test_a_missing_record_counts_as_missed(run: Run, gold: Path, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    records.write_text("\n")
    code, out, err = run("eval", gold, "--records", records, "--json")
    assert (code, err) == (0, "no record for a\n")
    assert values(out)["statement found F1"] == 0
    records.write_text('{"doc_id": 5}\n')
    assert "line 1 is not a record" in run("eval", gold, "--records", records)[2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file": None}, "names no text"),
        ({"file": "texts/none.txt"}, "is missing"),
        ({"times": [{"span": [5, 9999]}]}, "beyond the end"),
        ({"times": [{"span": [9, 5]}]}, "not a gold file"),
        ({"doc_id": 5}, "not a gold file"),
    ],
)
def test_a_broken_gold_file_is_an_error_of_use(gold: Path, change: dict[str, object], words: str) -> None:
    gold.write_text(json.dumps(json.loads(gold.read_text()) | change))
    with pytest.raises(UsageError, match=words):
        load_gold([gold])


def test_gold_of_a_row(tmp_path: Path, gold: Path) -> None:
    rows = tmp_path / "texts" / "a.jsonl"
    rows.write_text("".join(json.dumps({"id": i, "title": "T", "text": ARTICLE}) + "\n" for i in "ba"))
    gold.write_text(json.dumps(json.loads(gold.read_text()) | {"file": "texts/a.jsonl"}))
    (file,) = load_gold([gold], root=tmp_path)
    assert (file.raw.doc_id, file.raw.title) == ("a", "T")
    rows.write_text(json.dumps({"id": "x", "text": ARTICLE}))
    with pytest.raises(UsageError, match="no row with the id 'a'"):
        load_gold([gold])


def test_eval_needs_something_to_measure(run: Run, gold: Path) -> None:
    assert run("eval")[0] == 2
    assert run("eval", gold, "--pfsa", gold)[0] == 2
    assert run("eval", gold, "--records", gold, "--rules")[0] == 2


def test_names_are_the_same_up_to_spelling() -> None:
    assert same_names("Sergei Ryabkov", "sergey ryabkov")
    assert same_names("A B; C D", "C D; A B")
    assert same_names(None, "")
    assert not same_names("Ryabkov", "Sergey Ryabkov")
    assert not same_names("A B", "A B; C D")


def test_edges_are_trimmed() -> None:
    assert trimmed('  "ab." — ', [Span(0, 9), Span(6, 9)]) == [Span(3, 5)]


def test_pairs_are_taken_best_first_and_once() -> None:
    gold = [{1, 2, 3, 4}, {1, 2}]
    predicted = [{1, 2, 3}, {1, 2}, {9}]
    assert sorted(paired(gold, predicted, jaccard, 0.5)) == [(0, 0), (1, 1)]


def perturbed(gold: dict[str, object], rng: random.Random) -> dict[str, object]:
    """A prediction that is wrong in many ways."""
    found = json.loads(json.dumps(gold))
    for key in ("statements", "events", "times"):
        found[key] = [x for x in found[key] if rng.random() < 0.85]
        rng.shuffle(found[key])
    for s in found["statements"]:
        s["content"] = [[max(0, a - rng.randint(0, 9)), b + rng.randint(0, 9)] for a, b in s["content"]]
        for key, other in (
            ("speaker", "Sergei Ryabkov"),
            ("party", None),
            ("mode", "direct"),
            ("said_on", "2022"),
            ("via", None),
        ):
            if rng.random() < 0.3:
                s[key] = other
        for key in ("cue", "source", "conditions", "acts", "issues"):
            if s[key] and rng.random() < 0.4:
                s[key].pop()
    for e in found["events"]:
        if rng.random() < 0.3:
            e.update(date=None, participants=e["participants"][1:])
    for t in found["times"]:
        if rng.random() < 0.3:
            t["value"] = None
    found["furniture"] = found["furniture"][1:]
    found["header"] = {k: v for k, v in found["header"].items() if rng.random() < 0.7}
    return dict(found)


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("folder", ["gold", "gold-en"])
def test_the_numbers_are_the_referee_s(shared: Path, tmp_path: Path, run: Run, folder: str, seed: int) -> None:
    rng = random.Random(seed)
    paths = sorted((shared / folder).glob("*.json"))
    records = tmp_path / "records.jsonl"
    predictions = [perturbed(json.loads(p.read_text()), rng) for p in paths if seed == 0 or rng.random() < 0.9]
    records.write_text("".join(json.dumps(p) + "\n" for p in predictions))
    script = [sys.executable, str(shared / "bench" / "score.py"), *map(str, paths)]
    with records.open("rb") as stream:
        theirs = subprocess.run(script, stdin=stream, capture_output=True, text=True, check=True).stdout
    _, ours, _ = run("eval", *paths, "--records", records)
    assert ours.splitlines() == [x for x in theirs.splitlines() if not x.startswith("no record")]
