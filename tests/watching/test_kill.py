"""A watch that is killed, at any moment, and started again: no article is lost and none comes twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.watching.test_watcher import feed
from tests.web import Page, Site, serving

# Runs a watch once, and kills itself at the n-th line that is run in the watch's own modules, or, torn, in the midst
# of writing to the output.
CHILD = """
import os, signal, sys, threading
from risalah.exports.rows import row
from risalah.sources.fetch import Fetcher
from risalah.watching import Appended, State, Watcher

folder, url, moment = sys.argv[1], sys.argv[2], int(sys.argv[3])
lines = 0

def trace(frame, event, _):
    global lines
    if os.sep + "watching" + os.sep not in frame.f_code.co_filename:
        return None
    lines += event == "line"
    if lines == moment:
        os.kill(os.getpid(), signal.SIGKILL)
    return trace

def torn(file, data, place, write=os.pwrite):
    write(file, data[: len(data) // 2], place)
    os.kill(os.getpid(), signal.SIGKILL)

if moment < 0:
    os.pwrite = torn
with Fetcher(allow_private=True, delay=0) as fetcher:
    sys.settrace(trace)
    with State(folder + "/state") as state, Appended(folder + "/out.jsonl") as out:
        for _ in Watcher([url], state, out, fetcher, row).run(once=True):
            pass
"""
TORN, NEVER = -1, 10**9


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


def child(folder: Path, site: Site, moment: int) -> int:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), site.url("/rss"), str(moment)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def test_a_kill_at_any_moment(site: Site, tmp_path: Path) -> None:
    paths = [f"/{n}" for n in range(6)]
    body = feed(site, *paths).body

    def once_only(handler: BaseHTTPRequestHandler) -> None:
        """The feed, for as long as nobody says that he has it: what is lost of it then stays lost."""
        if handler.headers["If-None-Match"]:
            handler.wfile.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        else:
            head = f'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nETag: "v"\r\nContent-Length: {len(body)}\r\n\r\n'
            handler.wfile.write(head.encode() + body)

    site.pages |= {p: Page(f"Berita {p} tentang perundingan.\n".encode() * 50) for p in paths}
    site.pages["/rss"] = Page(send=once_only)
    chance = random.Random(4)
    moments = [60, 150, TORN, *(chance.randint(20, 500) for _ in range(6)), TORN]
    codes = [child(tmp_path, site, moment) for moment in moments]
    assert codes.count(-signal.SIGKILL) >= 5
    assert child(tmp_path, site, NEVER) == 0
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert sorted(r["id"] for r in rows) == [site.url(p) for p in paths]
    assert all(len(r["text"].splitlines()) == 50 for r in rows)
