"""A stream in pieces, as bytes in which all marks are ASCII."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO, cast

CHUNK = 1 << 16
"""Bytes of a piece at most, as stored."""

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The pieces of a stream without its byte order mark; UTF-16 and UTF-32 come as UTF-8.

    Each piece is given before the next is asked for, so that what stands before a break in the stream is not lost.
    """
    head = b""
    while len(head) < 4 and (more := _piece(stream)):
        head += more
    wide = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    if wide is None:
        head = head.removeprefix(codecs.BOM_UTF8)
        while head:
            yield head
            head = _piece(stream)
        return
    decoder = codecs.getincrementaldecoder(wide)("replace")
    while head:
        yield decoder.decode(head).encode("utf-8", "surrogatepass")
        head = _piece(stream)
    yield decoder.decode(b"", True).encode("utf-8")


def _piece(stream: BinaryIO) -> bytes:
    """What one look into the stream gives: `read` would drop what it has when the stream breaks on the way."""
    look = getattr(stream, "read1", stream.read)
    return cast(bytes, look(CHUNK))
