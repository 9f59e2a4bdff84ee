"""Answers of web servers as crawlers store them: status, headers, and the body with its codings taken off."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import BinaryIO, NamedTuple, cast

from risalah.errors import LimitError
from risalah.sources.items import read_up_to
from risalah.sources.limits import too_large
from risalah.sources.opened import DamagedError, Decoder, Deflated, Growth, Inflated, pressed

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")


class Response(NamedTuple):
    """An answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def parse(data: bytes, limit: int) -> Response:
    """An answer as it went over the wire.

    Raises `DamagedError` for one that is none, `LimitError` for a body of more than `limit` bytes.
    """
    status = _STATUS.match(data)
    if status is None:
        raise DamagedError("the record holds no answer of a web server")
    end = _END.search(data)
    head, body = (data[: end.start()], data[end.end() :]) if end else (data, b"")
    headers: dict[str, str] = {}
    for line in head.splitlines()[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            headers.setdefault(name.strip().lower().decode("latin-1"), value.strip().decode("latin-1"))
    if int(status[1]) == 200:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            body = dechunked(body)
        for coding in reversed(headers.get("content-encoding", "").lower().split(",")):
            body = _decoded(body, coding.strip(), limit)
    return Response(int(status[1]), headers, body)


def dechunked(body: bytes) -> bytes:
    """A body without the lengths of its chunks; as it is where it has none, since many crawlers take them off."""
    pieces, at = [], 0
    while (size := _CHUNK.match(body, at)) is not None:
        length = int(size[1], 16)
        start = size.end()
        if length == 0 or start + length > len(body):
            pieces.append(body[start : start + length])
            return b"".join(pieces)
        pieces.append(body[start : start + length])
        at = start + length
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0
    return b"".join(pieces) if at == len(body) and pieces else body


def _decoded(body: bytes, coding: str, limit: int) -> bytes:
    """A body with one coding taken off; as it is where the crawler has taken it off already."""
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, lambda: Deflated(31), limit) if pressed(body[:16]) == "gz" else body
    if coding == "deflate":
        # Some servers send the bare data, most a zlib stream around them.
        zlib_stream = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
        try:
            return _inflated(body, lambda: Deflated(15 if zlib_stream else -15), limit)
        except DamagedError:
            if zlib_stream:
                raise
            return body
    if coding == "br":
        return _brotli(body, limit)
    if coding in ("", "identity"):
        return body
    raise DamagedError(f"sent in a coding that is not known ({coding[:20]})")


def _inflated(body: bytes, make: Callable[[], Decoder], limit: int) -> bytes:
    stream = Inflated(cast(BinaryIO, io.BytesIO(body)), make, growth=Growth())
    try:
        found = read_up_to(cast(BinaryIO, stream), limit + 1)
    except EOFError as e:
        raise DamagedError("the compressed answer is cut short") from e
    if len(found) > limit:
        raise LimitError(too_large(limit))
    return found


def _brotli(body: bytes, limit: int) -> bytes:
    try:
        import brotli  # type: ignore[import-untyped]
    except ModuleNotFoundError as e:
        raise DamagedError("sent in the coding br, which needs more: pip install brotli") from e
    decoder = brotli.Decompressor()
    pieces, size, data = [], 0, body
    try:
        while not decoder.is_finished():
            piece = decoder.process(data, output_buffer_limit=1 << 16)
            data = b""
            size += len(piece)
            if size > limit:
                raise LimitError(too_large(limit))
            pieces.append(piece)
            if not piece and decoder.can_accept_more_data():
                raise DamagedError("the compressed answer is cut short")
    except brotli.error as e:
        if pieces or b"<" not in body[:512]:
            raise DamagedError(f"the compressed answer is damaged ({e})") from e
        return body
    return b"".join(pieces)
