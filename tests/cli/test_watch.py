"""`risalah watch`: what it writes, what it says, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.conftest import ROOT
from tests.watching.test_watcher import article, feed
from tests.web import Page, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        site.pages |= {"/rss": feed(site, "/a"), "/a": article("Menlu menolak usulan itu.")}
        yield site


def test_once(run: Run, site: Site, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = ("watch", site.url("/rss"), "-o", out, "--once", "--allow-private", "--user-agent", "tests/1")
    code, printed, said = run(*command)
    assert (code, printed) == (0, "")
    assert said == f"{site.url('/rss')}: 1 new\n1 article written, 0 rejected, 0 waiting to be fetched.\n"
    assert json.loads(out.read_text())["text"] == "Menlu menolak usulan itu.\n"
    assert {a.headers["user-agent"] for a in site.asked} == {"tests/1"}
    assert run(*command)[2] == "0 articles written, 0 rejected, 0 waiting to be fetched.\n"
    assert len(out.read_text().splitlines()) == 1


def test_the_rows_are_read_and_the_rejects_can_be_read_again(run: Run, site: Site, tmp_path: Path) -> None:
    out, bad = tmp_path / "out.jsonl", tmp_path / "bad.jsonl"
    site.pages["/rss"] = feed(site, "/gone", "/a")
    code, _, said = run("watch", site.url("/rss"), "-o", out, "--once", "--allow-private", "--rejects", bad)
    assert code == 0
    assert f"{site.url('/gone')}: the server answers 404 (Not Found)" in said
    assert run("read", out, "--format", "jsonl")[0] == 0
    site.pages["/gone"] = article("Menlu kembali.")
    code, printed, _ = run("read", bad, "--allow-private", "--format", "jsonl")
    assert (code, json.loads(printed)["doc_id"]) == (0, site.url("/gone"))


def test_records(run: Run, site: Site, tmp_path: Path) -> None:
    out = tmp_path / "records.jsonl"
    assert run("watch", site.url("/rss"), "-o", out, "--once", "--allow-private", "--read")[0] == 0
    record = json.loads(out.read_text())
    assert record["doc_id"] == site.url("/a")
    assert "statements" in record


def test_a_limit_ends_it(run: Run, site: Site, tmp_path: Path) -> None:
    site.pages["/rss"] = feed(site, "/b", "/a")
    out = tmp_path / "out.jsonl"
    code, _, said = run("watch", site.url("/rss"), "-o", out, "--limit", 1, "--allow-private")
    assert code == 0
    assert "1 article written, 0 rejected, 1 waiting to be fetched." in said


def test_feeds_that_all_fail_are_told_by_the_exit_code(run: Run, site: Site, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    code, _, said = run("watch", site.url("/rss"), "-o", out, "--once")
    assert code == 1
    assert "the host 127.0.0.1 has the private address 127.0.0.1 (--allow-private allows it)" in said
    site.pages["/rss"] = Page(b"\x1b[2J", kind="text/\x1b[31mx")
    _, _, said = run("watch", site.url("/rss"), "-o", tmp_path / "2.jsonl", "--once", "--allow-private")
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("ftp://news.example/rss", "-o", "out"), "ftp: is not fetched"),
        (("news.xml", "-o", "out"), "no http:// or https://"),
        (("http://u:p@news.example/", "-o", "out"), "name or password"),
        (("http://news.example/",), "Missing option '-o'"),
        (("http://news.example/", "-o", "-"), "adds to a file"),
        (("http://news.example/", "-o", "none/out"), "cannot be opened"),
        (("http://news.example/", "-o", "out", "--rejects", "out"), "name the same file"),
        (("http://news.example/", "-o", "out", "--state", "./out"), "name the same file"),
        (("http://news.example/", "-o", "out", "--every", "5s"), "more than once a minute"),
        (("http://news.example/", "-o", "out", "--every", "often"), "is not a pause"),
        (("http://news.example/", "-o", "out", "--user-agent", "a\nb"), "user agent"),
    ],
)
def test_wrong_use(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], why: str) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, said = run("watch", *more)
    assert (code, len(said.strip().splitlines()) <= 4) == (2, True)
    assert why in said
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_it_with_one_line(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "risalah.cli.main", "watch", site.url("/rss"), "-o", str(out), "--allow-private"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as watch:
        for _ in range(600):
            if out.exists() and out.read_bytes().endswith(b"\n"):
                break
            time.sleep(0.05)
        time.sleep(0.3)
        watch.send_signal(signal.SIGINT)
        _, said = watch.communicate(timeout=30)
    assert watch.returncode == 130
    assert said.splitlines()[-1] == "Stopped; 1 article written, 0 rejected, 0 waiting to be fetched."
    assert "Traceback" not in said
