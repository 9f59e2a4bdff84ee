"""PFSA-ID: the span scorer gives the numbers of the script beside the corpus; records become its labels."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from risalah.cli.main import main
from risalah.errors import UsageError
from risalah.evaluation import pfsa, pfsa_score
from risalah.evaluation.pfsa_score import Labelled, LabelledSpan
from tests.reading.reading import read

Run = Callable[..., tuple[int, str, str]]

TEXT = (
    "JAKARTA, CONTOH — Sidang dibuka pagi ini oleh Kepala Badan Laut Siti Aminah. Wartawan menunggu di luar. "
    "Kepala Badan Laut Komisaris Besar Siti Aminah mengatakan, kapal sudah tiba. "
    "”Kami menunggu jawaban,” kata Siti kepada pers, Jumat (4/9/2020), di Ambon. ”Semua siap,” ujarnya. "
    "”Masih sakit,” kata Rehan Saputra (12) di rumahnya. "
    "”Harga naik terus,” ujar Darmi Lestari, pedagang sayur. "
    "Wali Kota Tual Bram Renyaan juga hadir, Sabtu (5/9/2020)."
)


def labelled(public: bool = True) -> list[tuple[str, str]]:
    return [(s.label, TEXT[s.start : s.end]) for s in pfsa.spans(read(TEXT), public=public)]


def test_a_reading_becomes_labelled_spans() -> None:
    assert labelled() == [
        ("ISSUE", "Sidang dibuka pagi ini oleh Kepala Badan Laut Siti Aminah"),
        ("ROLE", "Kepala"),
        ("AFFILIATION", "Badan Laut"),
        ("PERSON", "Komisaris Besar Siti Aminah"),
        ("STATEMENT", "”Kami menunggu jawaban,”"),
        ("CUE", "kata"),
        ("PERSONCOREF", "Siti"),
        ("DATETIME", "Jumat (4/9/2020)"),
        ("LOCATION", "Ambon"),
        ("STATEMENT", "”Semua siap,”"),
        ("CUECOREF", "ujarnya"),
    ]


def test_everyone_is_kept_on_request() -> None:
    found = [words for label, words in labelled(public=False) if label == "STATEMENT"]
    assert found[2:] == ["”Masih sakit,”", "”Harga naik terus,”"]


@pytest.mark.parametrize(
    ("introduction", "labels"),
    [
        ("Wali Kota Tual Bram Renyaan", {"ROLE": "Wali Kota Tual"}),
        ("Menteri Sosial Bram Renyaan", {"ROLE": "Menteri Sosial"}),
        ("Presiden Direktur PT Contoh Tbk Bram Renyaan", {"ROLE": "Presiden Direktur", "AFFILIATION": "PT Contoh Tbk"}),
        (
            "Kepala Bidang Humas Polda Maluku Komisaris Besar Bram Renyaan",
            {"ROLE": "Kepala Bidang Humas", "AFFILIATION": "Polda Maluku"},
        ),
        (
            "Guru Besar Fakultas Hukum Universitas Contoh Prof Bram Renyaan",
            {"ROLE": "Guru Besar Fakultas Hukum", "AFFILIATION": "Universitas Contoh"},
        ),
        ("Pendiri dan CEO Sinarkita Bram Renyaan", {"ROLE": "Pendiri dan CEO", "AFFILIATION": "Sinarkita"}),
        ("Ketua KPU Maluku Bram Renyaan", {"ROLE": "Ketua", "AFFILIATION": "KPU Maluku"}),
    ],
)
def test_where_the_office_ends_and_the_body_begins(introduction: str, labels: dict[str, str]) -> None:
    text = f"Rapat dibuka kemarin. {introduction} mengatakan, hal itu baik. ”Kami siap,” kata Bram."
    found = {s.label: text[s.start : s.end] for s in pfsa.spans(read(text))}
    assert {k: v for k, v in found.items() if k in ("ROLE", "AFFILIATION")} == labels
    assert found["PERSON"].endswith("Bram Renyaan")


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


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """The command with its own reader."""

    def call(*args: object) -> tuple[int, str, str]:
        code = main([str(a) for a in args])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


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
