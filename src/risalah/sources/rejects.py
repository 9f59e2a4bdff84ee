"""A file of rejects, fed in again: the documents that it names are read once more from where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from risalah.model import Raw, Reject

FIELDS = frozenset({"doc_id", "stage", "reason", "file"})
"""The fields of a row of such a file; no article has them all."""
INSIDE = "!/"
"""What stands between an archive's path and the member's."""
AT_MOST = 1_000_000
"""Rejects of one file that are remembered at a time."""


class Named(NamedTuple):
    """What is to be read again: the file on the disk, and the ids of its documents."""

    path: str
    ids: frozenset[tuple[str, str]]
    """Ids with the path of the file or archive member that they stand in."""


def is_reject(row: Mapping[str, object]) -> bool:
    """Whether a row is a reject, as `--rejects FILE` writes it."""
    return row.keys() == FIELDS


def named(rows: Iterable[Mapping[str, object]]) -> Iterator[Named | Reject]:
    """What the rows of a file of rejects name, by file, in order; a reject without a file stays one."""
    by_file: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        doc_id, file = str(row.get("doc_id") or ""), row.get("file")
        if not isinstance(file, str) or file == "-":
            where = "a stream" if file == "-" else "no file"
            yield Reject(doc_id, "source", f"cannot be read again: it came from {where} ({row.get('reason')})", None)
            continue
        by_file.setdefault(file.partition(INSIDE)[0], set()).add((doc_id, file))
        if len(by_file) >= AT_MOST:
            break
    for path, ids in by_file.items():
        yield Named(path, frozenset(ids))


class Placed:
    """Remembers by which name a row is known when it has no id: the reject of a broken row has no other."""

    def __init__(self) -> None:
        self.last = ("", "")

    def __call__(self, doc_id: str, where: str) -> None:
        self.last = (doc_id, where)

    def of(self, doc_id: str) -> str:
        """That name of the row that was told of last, if it became the document with this id."""
        return self.last[1] if self.last[0] == doc_id else doc_id


def wanted(found: Iterable[Raw | Reject], what: Named, placed: Placed | None = None) -> Iterator[Raw | Reject]:
    """The documents among those of a file that are named; what is not found there any more is a reject.

    A row that was mended may have an id now: `placed` knows the name that its reject had.

    An id that is the path itself names an address of which nothing could be had: all that lies there is wanted.
    """
    missing = set(what.ids)
    everything = (what.path, what.path)
    for document in found:
        file = document.file or ""
        keys = {(document.doc_id, file), (placed.of(document.doc_id) if placed else document.doc_id, file)}
        if keys & what.ids:
            missing -= keys
            yield document
        elif everything in what.ids:
            missing.discard(everything)
            yield document
    for doc_id, file in sorted(missing):
        yield Reject(doc_id, "source", "is not there any more", file)


def missing(path: str) -> bool:
    """Whether a file that rejects name is gone."""
    return not Path(path).is_file()
