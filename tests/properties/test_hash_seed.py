"""The same input gives the same bytes in every process, whatever order its sets have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TWO_OFFICES = (
    "Menteri Luar Negeri sekaligus Menteri Keuangan itu mengatakan tarif ditunda.",
    "Ekonom sekaligus Menteri Keuangan di era Presiden itu mengatakan tarif ditunda.",
)
"""Roles that two holders fit: which is taken must not hang on a set's order."""


def records(seed: str, *paths: str) -> bytes:
    command = [sys.executable, "-m", "risalah.cli.main", "read", *paths, "--format", "jsonl"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout


def test_records_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    made = tmp_path / "offices.jsonl"
    rows = [{"id": f"r{n}", "published": "2018-05-05", "text": text} for n, text in enumerate(TWO_OFFICES)]
    made.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    first, *others = (records(seed, "examples", str(made)) for seed in ("0", "1", "2", "3"))
    assert first.count(b"\n") > len(rows)
    assert all(other == first for other in others)
