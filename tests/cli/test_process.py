"""The command as a process: start-up, pipes, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.stub import ARTICLE

COMMAND = [sys.executable, "-m", "risalah.cli.main"]


def rows(path: Path, n: int) -> Path:
    path.write_text("".join(json.dumps({"id": f"r{i}", "text": ARTICLE}) + "\n" for i in range(n)))
    return path


def test_help_is_quick() -> None:
    def once() -> float:
        start = time.perf_counter()
        subprocess.run([*COMMAND, "--help"], check=True, capture_output=True)
        return time.perf_counter() - start

    assert min(once() for _ in range(3)) < 0.25


def test_the_package_and_the_help_load_nothing_heavy() -> None:
    code = "import sys, risalah, risalah.cli.main; print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "msgspec" not in out
    assert "risalah.api" not in out


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    path = rows(tmp_path / "a.jsonl", 3000)
    with subprocess.Popen(
        [*COMMAND, "read", str(path), "--format", "jsonl", "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_quiet_and_leaves_nothing(tmp_path: Path, jobs: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    read, write = os.pipe()
    process = subprocess.Popen(
        [*COMMAND, "read", "-", "--input", "jsonl", "-o", str(out / "x.jsonl"), "--jobs", jobs],
        stdin=read,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with process, os.fdopen(write, "w") as stream:
        for i in range(400):
            stream.write(json.dumps({"id": f"r{i}", "text": ARTICLE}) + "\n")
        stream.flush()
        deadline = time.monotonic() + 30
        while not list(out.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(30) == 130
    assert list(out.iterdir()) == []
