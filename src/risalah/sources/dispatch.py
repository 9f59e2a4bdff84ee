"""From an item to its documents: its compression taken off, its format told, its format's reader called."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from risalah.errors import UsageError
from risalah.model import Raw, Reject
from risalah.sources.formats import HEAD, Known, by_head, by_name, known, reader
from risalah.sources.items import How, Item, reject
from risalah.sources.opened import BROKEN, Buffered, broken, inflated

DEEPEST = 3
"""How many archives may stand in one another."""


def documents_of(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The documents of an item. A stream that breaks off becomes a last `Reject`; what was read before is kept."""
    try:
        stream = inflated(_buffered(item.stream))
        item = item._replace(stream=cast(BinaryIO, stream))
        kind = how.kind if how.kind != "auto" or item.kind is None else item.kind
        found = told(item.file, stream.peek(HEAD)[:HEAD], kind)
        if found.packed and item.depth >= DEEPEST:
            yield reject(item, f"an archive in {DEEPEST} others is not opened")
            return
        yield from reader(found).documents(item, how)
    except UsageError as e:
        yield reject(item, str(e))
    except BROKEN as e:
        yield reject(item, broken(e))


def told(name: str, head: bytes, kind: str) -> Known:
    """The format that was asked for, else the one that the name tells, else the one that the first bytes show.

    Archives are opened whatever is asked for: that counts for what is in them.
    """
    shown = by_head(head)
    if shown.packed or kind == "auto":
        named = by_name(name)
        return shown if named is None or (shown.packed and not named.packed and named.name != "excel") else named
    return known(kind)


def _buffered(stream: BinaryIO) -> Buffered:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast(io.RawIOBase, stream), 1 << 16)
