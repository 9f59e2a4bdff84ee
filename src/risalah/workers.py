"""The same work over many documents: in this process, or in several with the order kept."""

from __future__ import annotations

import itertools
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from risalah.errors import RisalahError

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 32
"""How many documents go to a process at once: enough to hide the cost of sending them."""

HEAVY = 1 << 20
"""A chunk is also complete when its documents weigh this much (characters)."""

AHEAD = 3
"""How many chunks a process may have waiting; this, not the corpus, bounds the memory."""


def cores() -> int:
    """The number of cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def mapped(
    work: Callable[[T], R], items: Iterable[T], *, jobs: int | None = 1, weigh: Callable[[T], int] = lambda _: 1
) -> Iterator[R]:
    """`work(item)` for each item, in order, computed by `jobs` processes (None: one for few items, else all cores).

    With more than one process `work`, the items and the results must be picklable. Items are taken only as
    results are given, so neither side is ever held whole. Raises `RisalahError` when a process is killed.
    """
    if jobs == 1:
        yield from map(work, items)
        return
    chunks = _chunks(items, weigh)
    head = list(itertools.islice(chunks, 2))
    jobs = jobs or (cores() if len(head) > 1 else 1)
    chunks = itertools.chain(head, chunks)
    if jobs == 1 or sum(map(len, head)) <= 1:
        yield from map(work, itertools.chain.from_iterable(chunks))
        return
    pool = ProcessPoolExecutor(jobs, initializer=_quiet)
    waiting: deque[Future[list[R]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_each, work, chunk))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
        pool.shutdown()
    except BrokenProcessPool as e:
        raise RisalahError("a worker process was killed (out of memory?); try fewer --jobs") from e
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _chunks(items: Iterable[T], weigh: Callable[[T], int]) -> Iterator[list[T]]:
    chunk: list[T] = []
    weight = 0
    for item in items:
        chunk.append(item)
        weight += weigh(item)
        if len(chunk) >= CHUNK or weight >= HEAVY:
            yield chunk
            chunk, weight = [], 0
    if chunk:
        yield chunk


def _each(work: Callable[[T], R], items: list[T]) -> list[R]:
    return [work(item) for item in items]


def _quiet() -> None:
    """Leave Ctrl-C to the parent, which stops its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
