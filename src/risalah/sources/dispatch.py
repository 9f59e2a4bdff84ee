"""From an item to its documents: its compression taken off, its format told, its format's reader called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from risalah.errors import UsageError
from risalah.model import Raw, Reject
from risalah.sources.formats import HEAD, PRESSED, Known, by_head, by_name, known, reader
from risalah.sources.items import How, Item, reject
from risalah.sources.opened import (
    BROKEN,
    Buffered,
    DamagedError,
    Inflated,
    broken,
    buffered,
    inflated,
    layer,
)

DEEPEST = 3
"""How many archives may stand in one another."""
LAYERS = 2
"""How many times one file may be compressed over."""
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def documents_of(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The documents of an item. A stream that breaks off becomes a last `Reject`; what was read before is kept."""
    try:
        item, layers = _bare(item)
        head = cast(Buffered, item.stream).peek(HEAD)[:HEAD]
        if not layers and item.file.lower().endswith(PRESSED) and _BINARY.search(head) and not by_head(head).packed:
            raise DamagedError("its name says that it is compressed, its first bytes are not those of such a file")
        kind = how.kind if how.kind != "auto" or item.kind is None else item.kind
        found = told(item.file, head, kind)
        if found.packed and item.depth >= DEEPEST:
            yield reject(item, f"an archive in {DEEPEST} others is not opened")
            return
        if found.packed and how.kind == found.name:
            how = how._replace(kind="auto")  # that was asked for the archive, not for what is in it
        yield from reader(found).documents(item, how)
        if any(pressed.left_over for pressed in layers):
            yield reject(item, "behind the compressed data stands something else, which is not read")
    except UsageError as e:
        yield reject(item, str(e))
    except BROKEN as e:
        if item.growth is not None and item.growth.over:
            item.growth.told = True
        yield reject(item, broken(e))
    except Exception as e:  # a library that fails on one hostile file must not end the run
        yield reject(item, f"its reader failed ({type(e).__name__}: {e})")


def told(name: str, head: bytes, kind: str) -> Known:
    """The format that was asked for, else the one that the name tells, else the one that the first bytes show.

    Archives are opened whatever is asked for: that counts for what is in them.
    """
    shown = by_head(head)
    if shown.packed or kind == "auto":
        named = by_name(name)
        return shown if named is None or (shown.packed and not named.packed and named.name != "excel") else named
    return known(kind)


def _bare(item: Item) -> tuple[Item, list[Inflated]]:
    """The item with its compression taken off, and the layers that were."""
    stream, growth, layers = buffered(item.stream), item.growth, list[Inflated]()
    while len(layers) < LAYERS:
        if layers or layer(cast(BinaryIO, stream)) is None:  # a file comes with the first one taken off
            stream = inflated(stream, growth)
        found = layer(cast(BinaryIO, stream))
        if found is None or found in layers:
            break
        layers.append(found)
        growth = found.growth
    return item._replace(stream=cast(BinaryIO, stream), growth=growth), layers
