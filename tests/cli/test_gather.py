"""`risalah gather`: articles to rows, and the rows read again."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.cli.conftest import Run
from tests.stub import ARTICLE


def test_rows_can_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.md").write_text("---\ntitle: Judul\nauthor: Rini\ndate: 2022-12-07\n---\n" + ARTICLE)
    out = tmp_path / "out" / "rows.jsonl"
    out.parent.mkdir()
    assert run("gather", tmp_path / "a.txt", tmp_path / "b.md", "-o", out) == (0, "", "")
    a, b = map(json.loads, out.read_text().splitlines())
    assert a == {"id": "a", "file": str(tmp_path / "a.txt"), "text": ARTICLE}
    assert (b["title"], b["author"], b["published"], b["copy_of"]) == ("Judul", "Rini", "2022-12-07", "a")
    assert b["notes"] == ["A copy of a (the same words)."]
    assert b["runs"] == [[0, len(ARTICLE), 51, len(ARTICLE)]]
    code, shown, _ = run("read", out, "--format", "jsonl")
    assert code == 0
    assert [json.loads(line)["doc_id"] for line in shown.splitlines()] == ["a", "b"]


def test_copies_are_left_out_when_asked(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(ARTICLE)
    code, out, _ = run("gather", tmp_path, "--no-copies")
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a"]


def test_half_characters_survive(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a", "text": "Kapal \\ud83d itu"}\n')
    _, out, _ = run("gather", path)
    assert json.loads(out)["text"] == "Kapal \ud83d itu"


def test_nothing_to_gather_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n")
    assert run("gather", tmp_path / "a.jsonl") == (2, "", "Error: no document in the input\n")
    (tmp_path / "b.jsonl").write_text("{}\n")
    code, out, err = run("gather", tmp_path / "b.jsonl")
    assert (code, out) == (1, "")
    assert "no field 'text'" in err


def test_what_a_run_writes_into_its_folder_is_not_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    out = tmp_path / "rows.jsonl"
    for _ in range(3):
        assert run("gather", tmp_path, "-o", out) == (0, "", "")
        assert len(out.read_text().splitlines()) == 1


def test_a_pipe_in_a_folder_is_passed_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    os.mkfifo(tmp_path / "b.txt")
    code, out, _ = run("gather", tmp_path)
    assert (code, len(out.splitlines())) == (0, 1)
