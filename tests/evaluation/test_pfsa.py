"""PFSA-ID: the span scorer gives the numbers of the script beside the corpus; records become its labels."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from risalah.errors import UsageError
from risalah.evaluation import pfsa, pfsa_score
from risalah.evaluation.pfsa_score import Labelled, LabelledSpan
from risalah.model import Header, Raw, Record, Span, Statement, Time
from tests.cli.conftest import Run
from tests.cli.conftest import run as run
from tests.stub import record

TEXT = (
    "JAKARTA, CONTOH — Sidang dibuka pagi ini. Kepala Badan Laut Siti Aminah mengatakan, kapal sudah tiba. "
    "”Kami menunggu jawaban,” kata Siti kepada pers, Jumat (4/9/2020), di Ambon. ”Semua siap,” ujarnya. "
    "”Masih sakit,” kata Rehan (12)."
)
WORDS = pfsa.Vocabulary(("kepala badan", "kepala"))


def span(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def said(number: int, content: str, cue: str, source: Span | None, speaker: str, *, mode: str = "direct") -> Statement:
    return msgspec.convert(
        {
            "id": f"s{number}",
            "content": [span(content)],
            "cue": [span(cue)],
            "source": [source] if source else [],
            "conditions": [],
            "speaker": speaker,
            "party": None,
            "mode": mode,
            "said_on": None,
            "acts": [],
            "issues": [],
            "audience": None,
            "via": None,
            "place": "Ambon",
            "text": content,
        },
        Statement,
    )


@pytest.fixture
def read() -> Record:
    siti = "Siti Aminah"
    statements = (
        said(1, "kapal sudah tiba", "mengatakan", span("Kepala Badan Laut Siti Aminah"), siti, mode="indirect"),
        said(2, "Kami menunggu jawaban", "kata", span("Siti", 1), siti),
        said(3, "Semua siap", "ujar", span("nya"), siti),
        said(4, "Masih sakit", "kata Rehan", span("Rehan"), "Rehan"),
    )
    # The cue is one word; the helper needs two to find the second "kata".
    cue = Span(TEXT.index("kata Rehan"), TEXT.index(" Rehan"))
    statements = (*statements[:3], msgspec.structs.replace(statements[3], cue=(cue,)))
    base = record(Raw(doc_id="a", text=TEXT))
    return msgspec.structs.replace(
        base,
        header=Header(),
        furniture=(Span(0, TEXT.index("Sidang")),),
        statements=statements,
        events=(),
        times=(Time(span=span("Jumat (4/9/2020)"), value="2020-09-04", type="DATE", rule="x"),),
    )


def test_a_record_becomes_labelled_spans(read: Record) -> None:
    found = [(s.label, TEXT[s.start : s.end]) for s in pfsa.spans(read, TEXT, words=WORDS)]
    assert found == [
        ("ISSUE", "Sidang dibuka pagi ini"),
        ("ROLE", "Kepala Badan"),
        ("AFFILIATION", "Laut"),
        ("PERSON", "Siti Aminah"),
        ("STATEMENT", "”Kami menunggu jawaban,”"),
        ("CUE", "kata"),
        ("PERSONCOREF", "Siti"),
        ("DATETIME", "Jumat (4/9/2020)"),
        ("LOCATION", "Ambon"),
        ("STATEMENT", "”Semua siap,”"),
        ("CUECOREF", "ujarnya"),
    ]


def test_everyone_is_kept_on_request(read: Record) -> None:
    found = [TEXT[s.start : s.end] for s in pfsa.spans(read, TEXT, words=WORDS, public=False)]
    assert "”Masih sakit,”" in found


def test_a_language_without_a_pack_has_no_words() -> None:
    assert isinstance(pfsa.vocabulary("xx"), pfsa.Vocabulary)


def test_counts_by_hand() -> None:
    gold = [Labelled("a", (LabelledSpan("CUE", 0, 5), LabelledSpan("CUE", 10, 14)), "“abc”     defg")]
    predicted = {"a": [LabelledSpan("CUE", 1, 4), LabelledSpan("CUE", 6, 8)]}
    (cue, micro) = pfsa_score.score(gold, predicted, labels=["CUE"])
    assert (cue.gold, cue.predicted) == (2, 2)
    assert cue.exact == (0, 0, 0)
    assert cue.trim == (0.5, 0.5, 0.5)
    assert cue.overlap == (0.5, 0.5, 0.5)
    assert cue.chars == pytest.approx((3 / 5, 3 / 9, 3 / 7))
    assert micro.label == "micro"
    kinds = [(kind, span.start) for kind, _, span in pfsa_score.errors(gold, predicted, "CUE")]
    assert kinds == [("missed", 0), ("missed", 10), ("extra", 1), ("extra", 6)]


def test_broken_files_are_errors_of_use(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for content, words in (("{", "not a file"), ("\n", "no document"), ('{"doc_id": "a", "spans": []}\n' * 2, "twice")):
        path.write_text(content)
        with pytest.raises(UsageError, match=words):
            pfsa_score.load(path)


def test_the_command(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    text = 'Sidang dibuka. "Kami siap," kata Menlu Budi Hartono.'
    spans = [{"label": "STATEMENT", "start": 15, "end": 27}, {"label": "CUE", "start": 28, "end": 32}]
    path.write_text(json.dumps({"doc_id": "a", "part": "p", "text": text, "spans": spans}))
    code, out, _ = run("eval", "--pfsa", path, "--labels", "STATEMENT,CUE", "--part", "p", "--errors", "CUE")
    assert code == 0
    assert [line.split()[:3] for line in out.splitlines()[1:3]] == [["STATEMENT", "1", "1"], ["CUE", "1", "1"]]
    assert json.loads(run("eval", "--pfsa", path, "--json")[1])[0]["label"] == "STATEMENT"
    assert "no document of the part 'q'" in run("eval", "--pfsa", path, "--part", "q")[2]
    assert "no label 'X'" in run("eval", "--pfsa", path, "--labels", "X")[2]


@pytest.mark.shared
@pytest.mark.parametrize("merge", [False, True])
def test_the_numbers_are_the_script_s(shared: Path, tmp_path: Path, merge: bool) -> None:
    path = shared / "corpora" / "pfsa-id" / "dev.jsonl"
    documents = pfsa_score.load(path, "dev30")
    rng = random.Random(1)
    predicted = {
        d.doc_id: [
            LabelledSpan(
                s.label, max(0, s.start - rng.choice((0, 0, 1, 4))), min(len(d.text), s.end + rng.choice((0, 0, 2)))
            )
            for s in d.spans
            if rng.random() < 0.8
        ]
        for d in documents
    }
    out = tmp_path / "predicted.jsonl"
    out.write_bytes(b"\n".join(msgspec.json.encode({"doc_id": k, "spans": v}) for k, v in predicted.items()))
    script = [
        sys.executable,
        str(path.parents[2] / "bench" / "pfsa_score.py"),
        "score",
        str(path),
        str(out),
        "--part",
        "dev30",
    ]
    theirs = subprocess.run(
        [*script, *(["--merge-coref"] if merge else [])], capture_output=True, text=True, check=True
    ).stdout
    ours = "\n".join(pfsa_score.table(pfsa_score.score(documents, predicted, merge_coref=merge)))
    assert [x.split() for x in ours.splitlines()] == [x.split() for x in theirs.splitlines()]
