"""Opening files: compression is taken off, what is read is counted, and bombs are stopped."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

from risalah.errors import LimitError
from risalah.sources.limits import shown

RATIO = 400
"""How many times its own size a compressed file may grow; real text stays under 30."""
FREE = 64 * 1024 * 1024
"""Bytes that a compressed file may give before its growth is looked at."""
if TYPE_CHECKING:
    Buffered: TypeAlias = io.BufferedReader[Any]
else:
    Buffered = io.BufferedReader
BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, LimitError)
"""What a stream raises that ends too early, is damaged or grows too much."""

_MAGIC = ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"))


class Meter:
    """How much of the named files has been read, in bytes as stored."""

    def __init__(self) -> None:
        self.total = 0
        """Bytes of all files that were named; 0 while unknown."""
        self.done = 0


class Counted(io.RawIOBase):
    """A stream that adds what is read from it to a meter."""

    def __init__(self, stream: BinaryIO, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._meter.done += len(data)
        return len(data)

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def close(self) -> None:
        self._stream.close()
        super().close()


class Inflated(io.RawIOBase):
    """A decompressed stream that raises `LimitError` when it grows beyond all measure."""

    def __init__(self, stream: BinaryIO, inner: BinaryIO) -> None:
        self._stream = stream
        self._inner = inner
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        # One look, no more: `read` would drop what it has when the stream breaks on the way.
        data = cast(Buffered, self._stream).read1(len(buffer))
        buffer[: len(data)] = data
        self._given += len(data)
        if self._given > FREE and self._given > RATIO * max(1, self._inner.tell()):
            raise LimitError(f"grows to more than {shown(self._given)}, {RATIO} times its size: not read further")
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def pressed(head: bytes) -> str:
    """How a file is compressed by its first bytes: `gz`, `bz2`, `xz` or empty."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "")


def inflated(stream: Buffered) -> Buffered:
    """The stream, or what is compressed in it. A stream that ends too early raises `EOFError` when read to there."""
    how = pressed(stream.peek(8)[:8])
    if not how:
        return stream
    inner: BinaryIO
    if how == "gz":
        inner = cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    elif how == "bz2":
        inner = cast(BinaryIO, bz2.BZ2File(stream))
    else:
        inner = cast(BinaryIO, lzma.LZMAFile(stream))  # noqa: SIM115 - closed with what reads it
    return io.BufferedReader(Inflated(inner, cast(BinaryIO, stream)), 1 << 16)


@contextmanager
def opened(path: Path, meter: Meter) -> Iterator[Buffered]:
    """A file with its compression taken off."""
    with path.open("rb") as plain, io.BufferedReader(Counted(cast(BinaryIO, plain), meter), 1 << 16) as stream:
        yield inflated(stream)


def broken(error: BaseException) -> str:
    """The reason of a reject for an error of a stream."""
    if isinstance(error, LimitError):
        return str(error)
    if isinstance(error, EOFError):
        return "ends too early: the file is cut short, what was read before is kept"
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"
