"""What the tests of tables share."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from risalah.model import Raw, Reject
from risalah.sources import documents


def read(path: Path, **options: object) -> tuple[list[Raw], list[Reject], list[str]]:
    """The documents of a file, its rejects, and what was told of its columns."""
    told: list[str] = []
    found = list(documents([path], tell=told.append, **options))  # type: ignore[arg-type]
    return [f for f in found if isinstance(f, Raw)], [f for f in found if isinstance(f, Reject)], told


def reasons(path: Path, **options: object) -> list[str]:
    """The reasons of a file of which nothing is read."""
    raws, rejects, _ = read(path, **options)
    assert raws == []
    assert all(r.file == str(path) and r.stage == "source" for r in rejects)
    return [r.reason for r in rejects]


def peak(path: Path, **options: object) -> tuple[int, int]:
    """How many documents a file has, and the bytes that Python held at most while they were read one by one."""
    tracemalloc.start()
    try:
        count = sum(isinstance(found, Raw) for found in documents([path], **options))  # type: ignore[arg-type]
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
