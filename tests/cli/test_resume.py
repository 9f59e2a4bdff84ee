"""Runs that go on where they stopped: after kill -9, after Ctrl-C, and when they must not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from risalah.cli import resume
from risalah.cli.resume import Journal, Point
from risalah.errors import UsageError
from tests.cli.conftest import Run
from tests.stub import ARTICLE

MANY = 900
KILLS = 4


def rows(path: Path, n: int) -> Path:
    with path.open("w") as f:
        for i in range(n):
            text = "" if i % 50 == 7 else f"{ARTICLE}\n\nNomor {i}."
            f.write(json.dumps({"id": f"r{i}", "text": text}) + "\n")
    return path


def command(path: Path, out: Path) -> list[str]:
    bad = str(out.with_suffix(".bad"))
    return [sys.executable, "-c", PROGRAM, "read", str(path), "-o", str(out), "--rejects", bad, "--jobs", "1"]


PROGRAM = """
import sys
from risalah.cli import resume
from risalah.cli.main import main
resume.EVERY = 0.02
sys.exit(main())
"""


def hidden(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name.startswith("."))


@pytest.fixture
def whole(tmp_path: Path) -> tuple[Path, bytes, bytes]:
    """Many rows, and what an undisturbed run makes of them."""
    path = rows(tmp_path / "rows.jsonl", MANY)
    out = tmp_path / "whole.jsonl"
    subprocess.run(command(path, out), check=True, capture_output=True)
    return path, out.read_bytes(), out.with_suffix(".bad").read_bytes()


def test_kill_at_any_moment_loses_and_repeats_nothing(tmp_path: Path, whole: tuple[Path, bytes, bytes]) -> None:
    path, records, rejects = whole
    out = tmp_path / "x.jsonl"
    log = tmp_path / ".x.jsonl.part.log"
    for kill in range(KILLS):
        before = log.read_bytes().count(b"\n") if log.exists() else 0
        process = subprocess.Popen(command(path, out), stderr=subprocess.DEVNULL)
        while process.poll() is None and not (log.exists() and log.read_bytes().count(b"\n") > before + 1 + kill % 2):
            time.sleep(0.005)
        assert process.poll() is None, "too few rows for so many kills"
        process.kill()
        process.wait()
        assert not out.exists()
    subprocess.run(command(path, out), check=True, capture_output=True)
    assert out.read_bytes() == records
    assert out.with_suffix(".bad").read_bytes() == rejects
    assert hidden(tmp_path) == []


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, whole: tuple[Path, bytes, bytes]) -> None:
    path, records, _ = whole
    out = tmp_path / "x.jsonl"
    process = subprocess.Popen(command(path, out), stderr=subprocess.PIPE, text=True)
    log = tmp_path / ".x.jsonl.part.log"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (log.exists() and log.read_bytes().count(b"\n") > 2):
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    done = json.loads(log.read_text().splitlines()[-1])["documents"]
    assert told == f"Stopped; {done} documents are done; the same command goes on from there.\n"
    assert 0 < done < MANY
    again = subprocess.run(command(path, out), check=True, capture_output=True, text=True)
    assert again.stderr.startswith(f"Going on after {done:,} documents (--fresh begins anew).\n")
    assert out.read_bytes() == records


def test_other_options_begin_anew(run: Run, tmp_path: Path) -> None:
    path, out = rows(tmp_path / "rows.jsonl", 20), tmp_path / "x.jsonl"
    unfinished(out, "another run", b"something\n")
    code, _, told = run("read", path, "-o", out)
    assert code == 0
    assert told.startswith("An unfinished run with other inputs or options is thrown away.\n")
    assert len(out.read_bytes().splitlines()) == 19
    assert hidden(tmp_path) == []


def unfinished(out: Path, told: str, written: bytes) -> None:
    journal = Journal(str(out), None, told)
    journal.outputs[0].write(written)
    assert journal.leave(1, 0)


def test_what_was_written_after_the_last_checkpoint_is_cut_off(tmp_path: Path) -> None:
    out = tmp_path / "x"
    unfinished(out, "run", b"one\n")
    with (tmp_path / ".x.part").open("ab") as f:
        f.write(b"half a li")
    with (tmp_path / ".x.part.log").open("ab") as f:
        f.write(b'{"documents": 2, "ref')
    journal = Journal(str(out), None, "run")
    assert journal.point == Point(1, 0, 4, 0)
    journal.outputs[0].write(b"two\n")
    journal.finish()
    assert out.read_bytes() == b"one\ntwo\n"
    assert hidden(tmp_path) == []


def test_two_runs_cannot_write_one_file(tmp_path: Path) -> None:
    journal = Journal(str(tmp_path / "x"), None, "run")
    with pytest.raises(UsageError, match="another run is writing it"):
        Journal(str(tmp_path / "x"), None, "run")
    assert not journal.leave(0, 0)
    assert list(tmp_path.iterdir()) == []


def test_fresh_begins_anew(tmp_path: Path) -> None:
    unfinished(tmp_path / "x", "run", b"one\n")
    journal = Journal(str(tmp_path / "x"), None, "run", fresh=True)
    assert journal.point == Point()
    journal.finish()
    assert (tmp_path / "x").read_bytes() == b""


@pytest.mark.parametrize(
    "log", [b"\n", b"{}\n", b'{"run": "run"}\n{"documents": "many"}\n{"x": 1}\n', b"\xff\xfe\n1\n"]
)
def test_a_log_that_is_none_begins_anew(tmp_path: Path, log: bytes) -> None:
    (tmp_path / ".x.part.log").write_bytes(log)
    (tmp_path / ".x.part").write_bytes(b"old")
    journal = Journal(str(tmp_path / "x"), None, "run")
    assert journal.point == Point()
    journal.finish()
    assert (tmp_path / "x").read_bytes() == b""


def test_a_part_that_is_too_short_is_an_error(tmp_path: Path) -> None:
    unfinished(tmp_path / "x", "run", b"one\n")
    (tmp_path / ".x.part").write_bytes(b"o")
    with pytest.raises(UsageError, match="--fresh begins anew"):
        Journal(str(tmp_path / "x"), None, "run")


def test_checkpoints_are_not_made_all_the_time() -> None:
    assert resume.EVERY >= 1
