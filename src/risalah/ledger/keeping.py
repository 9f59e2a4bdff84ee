"""Keeping: documents with their records written in batches, and the ledger consolidated behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from risalah.ledger.search import index_words
from risalah.ledger.store import Ledger
from risalah.model import Raw, Record, Reject

BATCH = 64
"""Documents of one transaction: a kill loses at most so many, none of which was acknowledged."""


def keep(ledger: Ledger, found: Iterable[tuple[Raw, Record] | Reject]) -> Iterator[tuple[str, str] | Reject]:
    """Write what is read; for each document its id and what became of it (`new`, `changed`, `already`), or its reject.

    A document is given back only when it is on the disk.
    """
    batch: list[tuple[Raw, Record]] = []
    for document in found:
        if isinstance(document, Reject):
            yield document
            continue
        batch.append(document)
        if len(batch) >= BATCH:
            yield from _written(ledger, batch)
            batch = []
    if batch:
        yield from _written(ledger, batch)


def _written(ledger: Ledger, batch: list[tuple[Raw, Record]]) -> Iterator[tuple[str, str]]:
    kept = ledger.keep(batch)
    for (raw, _), found in zip(batch, kept, strict=True):
        yield raw.doc_id, found.state


def finish(ledger: Ledger, steps: Iterable[Callable[[Ledger], Counter[str]]]) -> Counter[str]:
    """What is done once all documents are in: words indexed, then each step of consolidation in its own transaction."""
    counts: Counter[str] = Counter()
    with ledger.transaction():
        counts["words"] = index_words(ledger)
    for step in steps:
        with ledger.transaction():
            counts.update(step(ledger))
    return counts
