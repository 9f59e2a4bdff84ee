"""Keeping: documents with their records written in batches, and the ledger consolidated behind them."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from risalah.ledger import actors, documents, grouping, happenings, verify
from risalah.ledger.damage import DAMAGE
from risalah.ledger.search import index_words
from risalah.ledger.store import Ledger, complete
from risalah.ledger.versions import Tally, known
from risalah.model import Raw, Record, Reject
from risalah.reading.issues import load_registry

BATCH = 64
"""Documents of one transaction: a kill loses at most so many, none of which was acknowledged."""
STEPS: tuple[Callable[[Ledger], Counter[str]], ...] = (
    actors.consolidate,
    grouping.consolidate,
    happenings.consolidate,
)
"""The steps of consolidation in order: utterances are compared within an actor."""


class Done(NamedTuple):
    """A document that is on the disk: its id and what became of it (`new`, `changed`, `again`, `already`)."""

    doc_id: str
    state: str


def unread(ledger: Ledger, found: Iterable[Raw | Reject], tally: Tally) -> Iterator[Raw | Reject]:
    """The documents that the ledger does not have; `tally` counts the others, which need not be read again."""
    for document in found:
        if isinstance(document, Raw):
            digest = sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
            there = known(ledger, document, digest)
            if there is not None:
                tally.saw(there, document)
                tally.already += 1
                continue
        yield document


def note_issues(ledger: Ledger, registry: str | None) -> None:
    """Write down the ids of the issue registry that documents are kept with, so that they can be asked for."""
    ids = load_registry(Path(registry) if registry else None).ids()
    told = set((ledger.fact("issues") or "").split("\n")) - {""}
    if not ids <= told:
        with ledger.transaction():
            ledger.set_fact("issues", "\n".join(sorted(told | ids)))


@contextmanager
def registry(ledger: Ledger, given: str | None) -> Iterator[str | None]:
    """The issue registry to read with: the one given, which the ledger remembers, else the one that it remembers."""
    if given is not None:
        path = Path(given)
        held = json.dumps([path.name, path.read_text("utf-8")], ensure_ascii=False)
        if ledger.fact("registry") != held:
            with ledger.transaction():
                ledger.set_fact("registry", held)
        yield given
    elif (found := _remembered(ledger)) is None:
        yield None
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / found[0]
            path.write_text(found[1], "utf-8")
            yield str(path)


def registry_name(ledger: Ledger) -> str | None:
    """The name of the file of the issue registry that a ledger remembers."""
    found = _remembered(ledger)
    return found[0] if found is not None else None


def _remembered(ledger: Ledger) -> tuple[str, str] | None:
    """The name and the text of the registry that a ledger remembers."""
    held = ledger.fact("registry")
    return tuple(json.loads(held)) if held is not None else None


def keep(
    ledger: Ledger, found: Iterable[tuple[Raw, Record] | Reject], *, again: bool = False, tally: Tally | None = None
) -> Iterator[Done | Reject]:
    """Write what is read; for each document what became of it, or its reject.

    A document is given back only when it is on the disk. `tally` notes what tells that articles were changed back;
    `settle` it when all is read. Where reading stops with an error, what was read before is written first.
    """
    batch: list[tuple[Raw, Record]] = []
    try:
        for document in found:
            if isinstance(document, Reject):
                yield document
                continue
            batch.append(document)
            if len(batch) >= BATCH:
                full, batch = batch, []
                yield from _written(ledger, full, again, tally)
    except KeyboardInterrupt:
        _written(ledger, batch, again, tally)
        raise
    yield from _written(ledger, batch, again, tally)


def _written(ledger: Ledger, batch: list[tuple[Raw, Record]], again: bool, tally: Tally | None) -> list[Done]:
    if not batch:
        return []
    kept = documents.write(ledger, batch, again=again, tally=tally)
    return [Done(raw.doc_id, k.state) for (raw, _), k in zip(batch, kept, strict=True)]


def finish(
    ledger: Ledger, steps: Iterable[Callable[[Ledger], Counter[str]]] = STEPS, *, always: bool = False
) -> Counter[str]:
    """What is done once all documents are in: words indexed, then each step of consolidation in its own transaction.

    Nothing is done where nothing was kept since the last time, unless `always`.
    """
    counts: Counter[str] = Counter()
    if not always and ledger.fact("pending") is None:
        return counts
    with ledger.transaction():
        counts["words"] = index_words(ledger)
    for step in steps:
        with ledger.transaction():
            counts.update(step(ledger))
    with ledger.transaction():
        ledger.set_fact("pending", None)
    return counts


def mend(ledger: Ledger) -> int:
    """Make the rows of documents that are not as their records say again from these; how many documents there were."""
    with contextlib.suppress(*DAMAGE), ledger.transaction() as db:
        complete(ledger)
        db.execute(  # of each article the last version counts, where none or several did
            "UPDATE documents SET current = (version = (SELECT max(version) FROM documents o"
            " WHERE o.source = documents.source))"
            " WHERE source IN (SELECT source FROM documents GROUP BY source HAVING sum(current) <> 1)"
        )
    wrong = [row for row, faults in verify.documents(ledger, [0, 0, 0, 0]) if row and faults]
    mended = 0
    for row in wrong:
        with contextlib.suppress(*DAMAGE), ledger.transaction():  # `verify` tells of it
            mended += documents.mend(ledger, row)
    with contextlib.suppress(sqlite3.DatabaseError), ledger.transaction() as db:
        for table, of, others in _MADE:
            db.execute(f"DELETE FROM {table} WHERE {of} NOT IN (SELECT id FROM {others})")
    return mended


_MADE = (
    *((table, "statement", "statements") for table in documents.OF_STATEMENTS),
    ("event_participants", "event", "events"),
    *((table, "document", "documents") for table in (*documents.OF_RECORDS, "sketches", "document_hashes")),
)
"""Tables that are made from records: the table, the column by which it belongs to a row of another, and that table."""


def forget(ledger: Ledger) -> None:
    """Forget which actors and groups there are, and what was counted of them: the next consolidation finds them again
    by the judgements that stand."""
    with ledger.transaction() as db:
        for table in ("statements", "events"):
            db.execute(f"UPDATE {table} SET grp = NULL WHERE grp IS NOT NULL")
        for table in ("statement_actors", "actor_names", "groups", "event_groups"):
            db.execute(f"DELETE FROM {table}")
