"""The command as a process: start-up, pipes, Ctrl-C."""

from __future__ import annotations

import errno
import json
import os
import shlex
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
def test_ctrl_c_is_one_line_and_leaves_nothing(tmp_path: Path, jobs: str) -> None:
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
        assert process.stderr.read().decode() == f"Stopped; nothing was written to {out / 'x.jsonl'}.\n"
        assert process.wait(30) == 130
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("width", [40, 80, 100, 136])
def test_a_table_fits_the_terminal(tmp_path: Path, width: int) -> None:
    path = tmp_path / "berita.txt"
    path.write_text(ARTICLE)
    args = [*COMMAND, "read", str(path), "--format", "table", "--color", "never"]
    environment = {**os.environ, "COLUMNS": str(width)}
    piped = subprocess.run(args, env=environment, check=True, capture_output=True, text=True).stdout
    assert len(piped.splitlines()[1]) == 136
    here, there = os.openpty()
    with os.fdopen(here, "rb", buffering=0) as terminal:
        subprocess.run(args, env=environment, check=True, stdout=there, timeout=60)
        shown = terminal.read(20_000).decode("utf-8", "replace")
        os.close(there)
    assert len(shown.splitlines()[1]) == width
    assert max(map(len, shown.splitlines())) <= width


FULL = Path("/dev/full")
NO_SPACE = os.strerror(errno.ENOSPC)


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("args", "name"),
    [
        ("read {path} > /dev/full", "standard output"),
        ("read {path} --format jsonl > /dev/full", "standard output"),
        ("read {path} -o /dev/full", "/dev/full"),
        ("read {rows} --format jsonl --rejects /dev/full > /dev/null", "/dev/full"),
        ("explain {path} > /dev/full", "standard output"),
        ("read --help > /dev/full", "standard output"),
    ],
)
def test_a_full_disk_is_one_sentence(tmp_path: Path, args: str, name: str) -> None:
    path = tmp_path / "berita.txt"
    path.write_text(ARTICLE)
    bad = tmp_path / "rows.jsonl"
    bad.write_text(json.dumps({"id": "a", "text": ARTICLE}) + "\n{\n")
    done = shell(args.format(path=path, rows=bad))
    assert (done.returncode, done.stderr) == (2, f"Error: {name}: cannot be written ({NO_SPACE})\n")


def test_an_output_that_takes_nothing_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "berita.txt"
    path.write_text(ARTICLE)
    done = shell(f"read {path} 1< /dev/null")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("Error: standard output: cannot be written (")
    done = shell(f"read {path} >&-")
    assert (done.returncode, done.stderr) == (2, "Error: standard output is closed\n")


def shell(args: str) -> subprocess.CompletedProcess[str]:
    """The command as a shell runs it."""
    command = f"exec {shlex.join(COMMAND)} {args}"
    return subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True, timeout=60, check=False)
