"""How fast risalah reads, how much memory it takes, and whether its time grows with the text and no faster.

    bench/throughput.py [ROWS.jsonl.gz] [--limit N] [--jobs N] [--only start,speed,memory,stages,linear]

Without a file the articles of `examples/` are read over and over. Every figure is measured in a process of its
own, so that none is warmed or burdened by another. Prints a Markdown table for `bench/README.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "risalah.cli.main"]
T = TypeVar("T")
PARTS = ("start", "speed", "memory", "stages", "linear")

SENTENCE = '"Kami menolak usulan itu jika mereka mundur," kata Menteri Budi Hartono, Rabu (7/12/2022). '


def sentences(n: int, between: str) -> str:
    """`n` statements, no two alike."""
    return between.join(SENTENCE.replace("usulan", f"usulan ke-{i * 7919 % 100_003}") for i in range(n))


SHAPES: dict[str, tuple[Callable[[int], str], int]] = {
    "statements on one line": (lambda n: sentences(n, ""), 300),
    "statements in paragraphs": (lambda n: sentences(n, "\n\n"), 300),
    "the body twice": (lambda n: sentences(n, "\n") * 2, 300),
    "quotation marks": (lambda n: '"' * n, 50_000),
    "opening marks": (lambda n: "“" * n, 30_000),
    "unclosed quotations": (lambda n: '“a ‘b "c ' * n, 1000),
    "brackets": (lambda n: "(" * n, 50_000),
    "capitals": (lambda n: "Aa " * n, 10_000),
    "one word": (lambda n: "a" * n, 100_000),
    "digits": (lambda n: "1" * n, 50_000),
    "dates": (lambda n: "1/1/2022 " * n, 3_000),
    "stops": (lambda n: ". " * n, 30_000),
    "line breaks": (lambda n: "\n" * n + "x", 100_000),
}


def corpus(path: Path | None, folder: Path) -> Path:
    """The file to read: the one given, or the examples repeated to 2,000 rows."""
    if path is not None:
        return path
    from risalah import Raw, documents

    texts = [d.text for d in documents([ROOT / "examples"]) if isinstance(d, Raw)]
    made = folder / "rows.jsonl"
    with made.open("w", encoding="utf-8") as out:
        for i in range(2000):
            out.write(json.dumps({"id": f"r{i}", "text": texts[i % len(texts)]}) + "\n")
    return made


def in_a_process(function: str, *args: object) -> dict[str, float]:
    """Call a function of this file in a new process; what it prints as JSON comes back."""
    code = f"import throughput; throughput.{function}(*{args!r})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def read_rows(path: str, limit: int, jobs: int) -> None:
    """Read and encode rows; prints counts, seconds and peak memory."""
    from risalah import Raw, Reject, api, documents
    from risalah.exports import Renderer

    api.reader().read(next(d for d in documents([path]) if isinstance(d, Raw)))
    size = docs = rejects = 0

    def counted() -> Iterator[Raw | Reject]:
        nonlocal size
        for document in islice(documents([path]), limit):
            size += len(document.text.encode("utf-8", "surrogatepass")) if isinstance(document, Raw) else 0
            yield document

    start = time.perf_counter()
    for result in api.process(counted(), Renderer("jsonl"), jobs=jobs):
        docs += 1
        rejects += not isinstance(result, bytes)
    seconds = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    values = {"docs": docs, "rejects": rejects, "bytes": size, "seconds": seconds, "own": own, "child": child}
    print(json.dumps(values))


def read_stages(path: str, limit: int) -> None:
    """Read rows stage by stage; prints the seconds of each."""
    from risalah import Raw, documents, encode
    from risalah.api import reader
    from risalah.model import Reading

    seconds: dict[str, float] = {}
    docs = 0

    def timed(name: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - start
        return result

    parts = reader().of(reader().languages[0])
    for raw in islice(documents([path]), limit):
        if not isinstance(raw, Raw):
            continue
        docs += 1
        reading = Reading(raw, timed("layout", partial(parts.layout, raw)))
        for name, stage in parts.stages:
            reading = timed(name, partial(stage, reading))
        record = parts.read(raw)
        timed("encoding", partial(encode, record))
    print(json.dumps({"docs": docs, **seconds}))


def read_shape(name: str, factor: int) -> None:
    """Read one pathological text; prints its length and the seconds, the best of two."""
    from risalah import Raw
    from risalah.api import reader

    make, size = SHAPES[name]
    text = make(size * factor)
    reader().read(Raw(doc_id="warm", text=SENTENCE))
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        reader().read(Raw(doc_id="x", text=text))
        best = min(best, time.perf_counter() - start)
    print(json.dumps({"chars": len(text), "seconds": best}))


def clocked(command: list[str], times: int = 5) -> float:
    """The least wall time of a command, in seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - start)
    return best


def start(folder: Path) -> Iterator[str]:
    """Start-up times."""
    article = folder / "article.txt"
    article.write_text(SENTENCE * 20, encoding="utf-8")
    yield f"| `risalah --help` | {clocked([*COMMAND, '--help']):.2f} s |"
    yield f"| `risalah read` of one article | {clocked([*COMMAND, 'read', str(article)]):.2f} s |"


def speed(path: Path, limit: int, jobs: int) -> Iterator[str]:
    """Articles and megabytes a second."""
    for n in sorted({1, jobs}):
        got = in_a_process("read_rows", str(path), limit, n)
        rate, mega = got["docs"] / got["seconds"], got["bytes"] / got["seconds"] / 1e6
        yield (
            f"| {n} process{'es' if n > 1 else ''}, {got['docs']:.0f} articles ({got['rejects']:.0f} rejects) "
            f"| {rate:.0f} articles/s, {mega:.2f} MB/s |"
        )


def memory(path: Path, limit: int, jobs: int) -> Iterator[str]:
    """Peak memory of few and of many articles, which should be the same."""
    for n in sorted({1, jobs}):
        for some in (limit // 8, limit):
            got = in_a_process("read_rows", str(path), some, n)
            of = f", a worker {got['child']:.0f} MB" if n > 1 else ""
            yield f"| peak memory, {n} process{'es' if n > 1 else ''}, {some} articles | {got['own']:.0f} MB{of} |"


def stages(path: Path, limit: int, _jobs: int) -> Iterator[str]:
    """Milliseconds an article by stage, and each stage's share."""
    got = in_a_process("read_stages", str(path), limit)
    docs = got.pop("docs")
    total = sum(got.values())
    for name, seconds in got.items():
        yield f"| stage {name} | {1000 * seconds / docs:.2f} ms an article, {100 * seconds / total:.0f} % |"


def linear() -> Iterator[str]:
    """The time for n, 2n and 4n of texts made to be slow."""
    for name in SHAPES:
        got = [in_a_process("read_shape", name, factor) for factor in (1, 2, 4)]
        seconds = [g["seconds"] for g in got]
        growth = seconds[2] / seconds[0] if seconds[0] else 0.0
        times = " / ".join(f"{1000 * s:.0f}" for s in seconds)
        flag = " **not linear**" if growth > 7 and seconds[2] > 0.05 else ""
        yield f"| {name}, {got[2]['chars']:.0f} characters at most | {times} ms, x{growth:.1f}{flag} |"


def main() -> None:
    """Measure what is asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("path", nargs="?", type=Path, help="JSON Lines, may be gzipped")
    parser.add_argument("--limit", type=int, default=2000, help="how many articles (2000)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="processes (all cores)")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    args = parser.parse_args()
    path = args.path.resolve() if args.path else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"Python {platform.python_version()}, {args.jobs} cores, {platform.machine()}\n")
        print("| what | figure |\n| --- | --- |")
        for part in args.only.split(","):
            if part == "start":
                lines = start(folder)
            elif part == "linear":
                lines = linear()
            elif part in PARTS:
                measure = {"speed": speed, "memory": memory, "stages": stages}[part]
                lines = measure(corpus(path, folder), args.limit, args.jobs)
            else:
                parser.error(f"no part {part!r} (there are: {', '.join(PARTS)})")
            for line in lines:
                print(line, flush=True)


if __name__ == "__main__":
    main()
