"""`risalah explain`: each slot, its rule, its words."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.stub import ARTICLE


def test_each_slot_names_its_rule_and_words(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    code, out, _ = run("explain", path)
    assert code == 0
    flat = " ".join(out.split())
    assert '"[content: Kami siap berunding [condition: jika mereka datang]]," [cue: kata] Menlu Budi Hartono' in flat
    assert "stub.quote (certain) on “Kami siap berunding jika mereka datang” [22, 60)" in flat
    assert "speaker Budi Hartono stub.only (open)" in flat
    assert "acts offer" in flat
    assert "[event: Pertemuan itu]" in flat
    assert "2022-12-07 stub.date “7/12/2022” [9, 18)" in flat


def test_one_statement_and_one_document(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"id": i, "text": ARTICLE}) + "\n" for i in "ab"))
    code, out, _ = run("explain", path, "b", "--only", "s2")
    assert code == 0
    assert out.startswith("b  id, stub 1")
    assert "Kami menolak" in out
    assert "stub.date" not in out
    assert run("explain", path)[1].count("stub 1") == 2
    assert run("explain", path, "c") == (2, "", f"Error: {path}: no document with the id 'c'\n")
    assert run("explain", path, "a", "--only", "s9") == (2, "", f"Error: {path}: no statement or event 's9'\n")


def test_a_reject_is_explained_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("REJECT")
    (tmp_path / "b.txt").write_text("")
    assert run("explain", tmp_path / "a.txt") == (1, "", "a could not be read: asked to\n")
    assert run("explain", tmp_path / "b.txt") == (1, "", "b could not be read: empty\n")
