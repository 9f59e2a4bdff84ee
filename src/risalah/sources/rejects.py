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


def wanted(found: Iterable[Raw | Reject], what: Named) -> Iterator[Raw | Reject]:
    """The documents among those of a file that are named; what is not found there any more is a reject.

    An id that is the path itself names an address of which nothing could be had: all that lies there is wanted.
    """
    missing = set(what.ids)
    everything = (what.path, what.path)
    for document in found:
        key = (document.doc_id, document.file or "")
        if key in what.ids:
            missing.discard(key)
            yield document
        elif everything in what.ids:
            missing.discard(everything)
            yield document
    for doc_id, file in sorted(missing):
        yield Reject(doc_id, "source", "is not there any more", file)


def missing(path: str) -> bool:
    """Whether a file that rejects name is gone."""
    return not Path(path).is_file()
