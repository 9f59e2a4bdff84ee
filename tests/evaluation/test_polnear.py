"""PolNeAR: records become its attributions; the scorer gives the numbers of the script beside the corpus."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from risalah.errors import UsageError
from risalah.evaluation import polnear, polnear_score
from risalah.evaluation.polnear import Attribution
from risalah.evaluation.polnear_score import Attributed, Given
from risalah.model import Raw, Record
from risalah.reading.pipeline import Reader
from tests.cli.conftest import Run
from tests.cli.conftest import run as run

TEXT = (
    "Estonian Foreign Minister Kaarel Tamm said that the treaty was dead. “Nobody will mourn it,” he said. “We shall "
    "not.”\n\nKaarel Tamm, who lives in Tallinn, said Norway had promised to keep the harbour open."
)


def made(text: str = TEXT, *, attitudes: bool = False) -> list[Attribution]:
    record = Reader(("en",), attitudes=attitudes).read(Raw(doc_id="x", text=text))
    assert isinstance(record, Record)
    return polnear.attributions(record, text)


def words(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[s:e] for s, e in spans]


def test_a_complementiser_belongs_to_the_content() -> None:
    assert words(TEXT, made()[0].content) == ["that the treaty was dead"]


def test_a_quotation_that_goes_on_is_one_attribution() -> None:
    assert words(TEXT, made()[1].content) == ["Nobody will mourn it", "We shall not"]


def test_what_stands_inside_another_content_is_left_out() -> None:
    found = made()
    assert len(found) == 3
    assert words(TEXT, found[2].content) == ["Norway had promised to keep the harbour open"]


def test_attitudes_are_read_only_when_asked_for() -> None:
    text = "Estonian Foreign Minister Kaarel Tamm hopes that the treaty will live."
    assert made(text) == []
    assert words(text, made(text, attitudes=True)[0].content) == ["that the treaty will live"]


def test_predictions_with_one_cue_are_merged() -> None:
    one = Attribution(((0, 2),), ((3, 7),), ((8, 12),))
    other = Attribution(((0, 2),), ((3, 7),), ((20, 25),))
    assert polnear_score.merged([one, other]) == [Attribution(((0, 2),), ((3, 7),), ((8, 12), (20, 25)))]


def test_a_perfect_prediction_scores_one() -> None:
    gold = Attributed("x", TEXT, tuple(Given(a.source or None, a.cue, a.content) for a in made()))
    result = polnear_score.score([gold], {"x": made()}, speech=polnear.words_of("en").speech)
    assert result.scores[0].joint == (1.0, 1.0, 1.0)
    assert result.errors == []


def test_nothing_predicted_misses_everything() -> None:
    gold = Attributed("x", TEXT, (Given(None, None, ((0, 8),)),))
    result = polnear_score.score([gold], {})
    assert result.scores[0].joint == (0.0, 0.0, 0.0)
    assert result.errors == [("missed", "x", "Estonian")]


@pytest.mark.parametrize("line", ["{", '{"doc_id": "x"}', ""])
def test_a_broken_file_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "gold.jsonl").write_text(line)
    with pytest.raises(UsageError):
        polnear_score.load(tmp_path / "gold.jsonl")


def corpus(path: Path) -> Path:
    rows = [{"doc_id": "x", "text": TEXT, "attributions": [{"source": None, "cue": None, "content": [[0, 8]]}]}]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_eval_prints_a_table(tmp_path: Path, run: Run) -> None:
    code, out, _ = run("eval", "--polnear", str(corpus(tmp_path / "gold.jsonl")), "--merge-cue", "--language", "en")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["kind", *polnear_score.KINDS]


def test_eval_lists_misses(tmp_path: Path, run: Run) -> None:
    _, out, _ = run("eval", "--polnear", str(corpus(tmp_path / "gold.jsonl")), "--misses", "--language", "en")
    assert "missed x Estonian" in out


def test_options_of_the_corpus_go_with_it(run: Run) -> None:
    assert run("eval", "--attitudes")[0] == 2


@pytest.mark.shared
def test_the_numbers_are_those_of_the_referee(tmp_path: Path, shared: Path) -> None:
    """Random spans over the corpus' own documents, scored by both."""
    source = shared / "corpora" / "polnear" / "dev.jsonl"
    gold = polnear_score.load(source)[:12]
    rng = random.Random(7)
    predicted: dict[str, list[Attribution]] = {}
    for document in gold:
        picked: list[Attribution] = []
        for a in document.attributions:
            if rng.random() < 0.7 and a.content:
                shift = rng.choice((0, 0, 5, 40))
                content = tuple((max(0, s - shift), e) for s, e in a.content)
                picked.append(Attribution(a.source or () if rng.random() < 0.8 else (), a.cue or (), content))
        predicted[document.doc_id] = picked
    lines = [line for line in source.read_text(encoding="utf-8").splitlines() if line][:12]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rows = [{"doc_id": k, "statements": [msgspec.to_builtins(a) for a in v]} for k, v in predicted.items()]
    (tmp_path / "pred.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    script = shared / "bench" / "polnear_score.py"
    files = [str(tmp_path / "gold.jsonl"), str(tmp_path / "pred.jsonl")]
    command = [sys.executable, str(script), *files, "--json", "--merge-cue"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    mine = polnear_score.score(gold, predicted, merge_cue=True, speech=polnear.words_of("en").speech)
    for s in mine.scores:
        assert s.joint == pytest.approx(tuple(told[s.kind]["joint"][k] for k in ("p", "r", "f1")))
        assert s.content == pytest.approx(tuple(told[s.kind]["content"][k] for k in ("p", "r", "f1")))
        assert s.exact == pytest.approx(tuple(told[s.kind]["content_exact"][k] for k in ("p", "r", "f1")))
