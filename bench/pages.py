"""How well and how fast pages are read, beside trafilatura.

    bench/pages.py PAGE.html|FOLDER... [--other PYTHON] [--times N] [--show]

`--other` names a Python that has trafilatura, which is no dependency of risalah:

    python -m venv /tmp/other && /tmp/other/bin/pip install trafilatura lxml_html_clean
    bench/pages.py pages/ --other /tmp/other/bin/python

Prints, page by page, how many words both have, how many only one of them has, and whether titles and days agree; then
pages a second, each in a process of its own, after one page has been read. `--show` prints the lines that only one has.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

OURS = """
import json, sys, time
from risalah.model import Raw
from risalah.sources.html import document
def read(data, name):
    found = document(data, name=name, file=None, limit=1 << 30)
    if not isinstance(found, Raw):
        return {}
    return {"text": found.text, "title": found.title, "date": found.published, "author": found.author}
"""
THEIRS = """
import json, sys, time
from trafilatura import bare_extraction
def read(data, name):
    found = bare_extraction(data, with_metadata=True, include_comments=False, include_tables=False)
    if found is None:
        return {}
    return {"text": found.text, "title": found.title, "date": found.date, "author": found.author}
"""
MEASURE = """
paths, times = json.loads(sys.stdin.read())
pages = [(open(p, "rb").read(), p) for p in paths]
read(*pages[0])
started = time.perf_counter()
for _ in range(times):
    found = [read(*page) for page in pages]
took = time.perf_counter() - started
print(json.dumps([found, took / times]))
"""


def measured(python: str, code: str, paths: list[str], times: int) -> tuple[list[dict[str, Any]], float]:
    """What one of them found on each page, and the seconds for all pages, read in a process of its own."""
    done = subprocess.run(
        [python, "-c", code + MEASURE], input=json.dumps([paths, times]), capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    found, took = json.loads(done.stdout)
    return found, took


def words(text: str | None) -> Counter[str]:
    return Counter(re.findall(r"\w+", (text or "").casefold()))


def folded(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", (text or "").casefold()))


def row(path: str, ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """A line of the table."""
    one, other = words(ours.get("text")), words(theirs.get("text"))
    both = sum((one & other).values())
    title, its = folded(ours.get("title")), folded(theirs.get("title"))
    titles = "same" if title == its else "within" if title and its and (title in its or its in title) else "other"
    day, its_day = (ours.get("date") or "")[:10], (theirs.get("date") or "")[:10]
    cells = (Path(path).name, both, sum((one - other).values()), sum((other - one).values()), titles, day, its_day)
    return "| " + " | ".join(map(str, cells)) + " |"


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """The lines whose words are not in the other's text."""
    out = []
    for mark, one, other in (("+", ours, theirs), ("-", theirs, ours)):
        text = folded(other.get("text"))
        out += [
            f"    {mark} {x[:150]}" for x in (one.get("text") or "").split("\n") if folded(x) and folded(x) not in text
        ]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--other", help="a Python that has trafilatura")
    parser.add_argument("--times", type=int, default=10, help="how often all pages are read")
    parser.add_argument("--show", action="store_true", help="print the lines that only one of them has")
    given = parser.parse_args()
    paths = [str(p) for x in given.pages for p in (sorted(x.glob("*.htm*")) if x.is_dir() else [x])]
    ours, took = measured(sys.executable, OURS, paths, given.times)
    print(f"risalah: {len(paths) / took:.0f} pages/s, {sum(bool(x) for x in ours)} of {len(paths)} are articles")
    if not given.other:
        return
    theirs, its = measured(given.other, THEIRS, paths, max(1, given.times // 5))
    print(f"trafilatura: {len(paths) / its:.0f} pages/s, {sum(bool(x) for x in theirs)} of {len(paths)} are articles")
    print("\n| page | words of both | only risalah | only trafilatura | title | day | its day |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for path, one, other in zip(paths, ours, theirs, strict=True):
        print(row(path, one, other))
        if given.show:
            print("\n".join(differences(one, other)))


if __name__ == "__main__":
    main()
