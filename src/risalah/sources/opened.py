"""Opening files: compression is taken off, what is read is counted, and bombs are stopped."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol, TypeAlias, cast

from risalah.errors import LimitError
from risalah.sources.limits import shown

RATIO = 400
"""How many times its own size a compressed file may grow; real text stays under 30."""
FREE = 64 * 1024 * 1024
"""Bytes that a compressed file may give before its growth is looked at."""
XZ_MEMORY = 256 * 1024 * 1024
"""Bytes of memory that unpacking xz may take; its strongest usual setting takes 65 MiB."""
BUFFER = 1 << 16
if TYPE_CHECKING:
    Buffered: TypeAlias = io.BufferedReader[Any]
else:
    Buffered = io.BufferedReader


class DamagedError(OSError):
    """Compressed or packed data that are not what they should be; the message is one clause for people."""


BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, LimitError)
"""What a stream raises that ends too early, is damaged or grows too much."""


class Magic(NamedTuple):
    """How the data of one compression begin."""

    start: bytes
    whole: re.Pattern[bytes]


_MAGIC = {
    "gz": Magic(b"\x1f\x8b\x08", re.compile(rb"\x1f\x8b\x08")),
    "bz2": Magic(b"BZh", re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")),
    "xz": Magic(b"\xfd7zXZ\x00", re.compile(rb"\xfd7zXZ\x00")),
}
_MAGIC_AT_MOST = 10


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


class Growth:
    """What has been taken from one outermost file, and what all that is packed in it has given, layer by layer."""

    def __init__(self) -> None:
        self.taken = 0
        self.given = 0
        self.told = False
        """Whether a reject has said that it grew beyond all measure."""

    @property
    def over(self) -> bool:
        """Whether it has grown beyond all measure; then nothing more is unpacked from it."""
        return self.given > FREE and self.given > RATIO * max(1, self.taken)

    def check(self) -> None:
        """Raise `LimitError` when it has grown beyond all measure."""
        if self.over:
            raise LimitError(self.reason)

    @property
    def reason(self) -> str:
        """Why nothing more is unpacked."""
        return f"a bomb: grows to more than {shown(self.given)}, {RATIO} times its size; not read further"


class Decoder(Protocol):
    """What `bz2.BZ2Decompressor` and `lzma.LZMADecompressor` have."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /, max_length: int = -1) -> bytes: ...


class Deflated:
    """A decoder of deflate; `wbits` as `zlib.decompressobj` takes it (31 for gzip, -15 for bare data)."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)
        self._tail = b""
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, /, max_length: int = -1) -> bytes:
        given = self._inner.decompress(self._tail + data, max_length)
        self._tail = self._inner.unconsumed_tail
        self.needs_input = not self._tail and len(given) < max_length
        return given


def xz_decoder() -> Decoder:
    """A decoder of xz that takes no more than `XZ_MEMORY`."""
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gz": lambda: Deflated(31),
    "bz2": bz2.BZ2Decompressor,
    "xz": xz_decoder,
}


class Inflated(io.RawIOBase):
    """What is compressed in a stream, which it does not close.

    What could be unpacked before a break is given before the break is raised: `EOFError` for a stream that ends too
    early, `DamagedError`, and `LimitError` when it grows beyond all measure.
    """

    def __init__(
        self,
        source: BinaryIO,
        make: Callable[[], Decoder],
        *,
        growth: Growth,
        outermost: bool = False,
        magic: Magic | None = None,
    ) -> None:
        self.left_over = False
        """Whether something else stood behind the compressed data; it is not read."""
        self.consumed = 0
        """Bytes of the stream that were part of the compressed data so far."""
        self._source = source
        self._make = make
        self._decoder = make()
        self._fed = b""
        self.growth = growth
        self._own = Growth()
        self._outermost = outermost
        self._magic = magic
        self._ended = False
        self._error: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer) and not self._ended and self._error is None:
            try:
                data = self._some(len(buffer) - filled)
            except BROKEN as e:
                self._error = e
                break
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        if not filled and self._error is not None:
            raise self._error
        return filled

    def _some(self, size: int) -> bytes:
        if self._decoder.eof:
            self._next()
            return b""
        if self._decoder.needs_input and not self._fed:
            self._fed = some(self._source, 1 << 14)
            self._took(len(self._fed))
            if not self._fed:
                raise EOFError
        piece, self._fed = self._fed, b""
        try:
            data = self._decoder.decompress(piece, size)
        except (zlib.error, lzma.LZMAError, OSError, ValueError) as e:
            raise DamagedError(f"the compressed data are damaged ({e})") from e
        for growth in (self._own, self.growth):
            growth.given += len(data)
            growth.check()
        return data

    def _took(self, size: int) -> None:
        self.consumed += size
        self._own.taken += size
        if self._outermost:
            self.growth.taken += size

    def _next(self) -> None:
        """Go on with the next member of a file of several; zeros that fill up a block are passed over."""
        rest = self._decoder.unused_data
        if self._magic is None:
            self.consumed -= len(rest)
            self._ended = True
            return
        while len(rest := rest.lstrip(b"\0")) < _MAGIC_AT_MOST:
            more = some(self._source, 1 << 14)
            if not more:
                break
            self._took(len(more))
            rest += more
        if self._magic.whole.match(rest):
            self._decoder, self._fed = self._make(), rest
        elif 0 < len(rest) < _MAGIC_AT_MOST and self._magic.start.startswith(rest[: len(self._magic.start)]):
            raise EOFError
        else:
            self.left_over, self._ended = bool(rest), True


def some(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes, one at least before the end. `read` would drop what it has where a stream breaks off."""
    if isinstance(stream, io.BufferedReader):
        return stream.read1(size)
    return stream.read(size)


class Filled(io.RawIOBase):
    """A pipe read so that each piece is full, since a format is told by the first piece. It does not close the pipe."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer):
            data = some(self._stream, len(buffer) - filled)
            if not data:
                break
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        return filled


def buffered(stream: BinaryIO) -> Buffered:
    """A stream that can be peeked into: the same where it can be sought, else one that fills its buffer."""
    if isinstance(stream, io.BufferedReader) and (stream.seekable() or isinstance(stream.raw, Inflated | Filled)):
        return stream
    if isinstance(stream, io.RawIOBase | io.BytesIO) and stream.seekable():
        return io.BufferedReader(cast(io.RawIOBase, stream), BUFFER)
    return io.BufferedReader(Filled(stream), BUFFER)


def pressed(head: bytes) -> str:
    """How a file is compressed by its first bytes: `gz`, `bz2`, `xz` or empty."""
    return next((name for name, magic in _MAGIC.items() if magic.whole.match(head)), "")


def inflated(stream: Buffered, growth: Growth | None = None) -> Buffered:
    """The stream, or what is compressed in it; `growth` is that of the file around it, if that is compressed too."""
    how = pressed(stream.peek(16)[:16])
    if not how:
        return stream
    inner = Inflated(
        cast(BinaryIO, stream),
        _DECODERS[how],
        growth=growth or Growth(),
        outermost=growth is None,
        magic=_MAGIC[how],
    )
    return io.BufferedReader(inner, BUFFER)


def layer(stream: BinaryIO) -> Inflated | None:
    """The compression that was taken off a stream, if any was."""
    raw = stream.raw if isinstance(stream, io.BufferedReader) else None
    return raw if isinstance(raw, Inflated) else None


@contextmanager
def opened(path: Path, meter: Meter) -> Iterator[Buffered]:
    """A file with its compression taken off."""
    with path.open("rb") as plain, io.BufferedReader(Counted(cast(BinaryIO, plain), meter), BUFFER) as stream:
        yield inflated(stream)


def broken(error: BaseException) -> str:
    """The reason of a reject for an error of a stream."""
    if isinstance(error, LimitError):
        return str(error)
    if isinstance(error, EOFError):
        return "ends too early: the file is cut short, what was read before is kept"
    if isinstance(error, DamagedError):
        return f"{error}, what was read before is kept"
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"
