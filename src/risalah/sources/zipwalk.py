"""How a zip file is built: its directory entry by entry, a member's data, and what is left where it is cut short.

The standard library's reader holds the whole directory in memory, believes what it says, and cannot read a file whose
end is missing. Here one entry is held at a time and every number is checked against the file.
"""

from __future__ import annotations

import bz2
import io
import lzma
import os
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from risalah.sources.opened import XZ_MEMORY, DamagedError, Decoder, Deflated, Growth, Inflated, some

_LOCAL, _ENTRY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR64, _DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
_FULL = 0xFFFFFFFF
"""In place of a number that stands in the zip64 field."""
_PIECE = 1 << 16

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
ENCRYPTED, MARKED_END, STREAMED, UTF8 = 0x1 | 0x40 | 0x2000, 0x2, 0x8, 0x800
"""Flags of a member."""


class NoDirectoryError(DamagedError):
    """The directory at the end of a zip file is missing."""


class Entry(NamedTuple):
    """A member as the directory, or the header before its data, describes it."""

    path: str
    flags: int
    method: int
    checksum: int
    packed: int
    """Bytes as stored."""
    size: int
    """Bytes when unpacked, so it says."""
    offset: int
    """Where its header begins in the file."""
    mode: int = 0
    """File type and rights as in Unix; 0 where not told."""


def entries(stream: BinaryIO) -> Iterator[Entry]:
    """The members in the directory's order.

    Raises `NoDirectoryError` where there is no directory, `DamagedError` where it breaks off.
    """
    start, size, shift = _directory(stream)
    block, at, end = b"", 0, start + size
    while start < end or at < len(block):
        length = _length(block, at)
        if at + length > len(block):
            stream.seek(start)
            more = stream.read(min(_PIECE, end - start))
            if not more:
                raise DamagedError("the directory of the zip file is damaged")
            start += len(more)
            block, at = block[at:] + more, 0
            continue
        if block[at : at + 4] != _ENTRY:
            raise DamagedError("the directory of the zip file is damaged")
        yield _entry(block[at : at + length], shift)
        at += length


def _length(block: bytes, at: int) -> int:
    """The length of the directory's entry that begins at `at`, or the least that it has."""
    return 46 + sum(struct.unpack_from("<3H", block, at + 28)) if at + 46 <= len(block) else 46


def _directory(stream: BinaryIO) -> tuple[int, int, int]:
    """Where the directory begins, its size, and what is to be added to offsets: a zip may stand behind a program."""
    end = stream.seek(0, os.SEEK_END)
    tail_at = max(0, end - 22 - 0xFFFF)
    stream.seek(tail_at)
    tail = stream.read(end - tail_at)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise NoDirectoryError("the zip file is cut short")
    size, offset = struct.unpack_from("<2L", tail, at + 12)
    stop = tail_at + at
    locator = tail_at + at - 20
    if locator >= 0 and at >= 20 and tail[at - 20 : at - 16] == _LOCATOR64:
        (at64,) = struct.unpack_from("<Q", tail, at - 12)
        # A zip behind something else has its own offsets; the record also stands right before its locator.
        for place in (at64, locator - 56):
            if 0 <= place <= end - 56:
                stream.seek(place)
                record = stream.read(56)
                if record.startswith(_END64):
                    size, offset = struct.unpack_from("<2Q", record, 40)
                    stop = place
                    break
    start = stop - size
    if start < 0 or start < offset:
        raise NoDirectoryError("the zip file is cut short or damaged")
    return start, size, start - offset


def _entry(block: bytes, shift: int) -> Entry:
    flags, method, _, _, crc, packed, size, names, extras = struct.unpack_from("<4H3L2H", block, 8)
    attributes, offset = struct.unpack_from("<2L", block, 38)
    path = _path(block[46 : 46 + names], flags)
    wide = _zip64(block[46 + names : 46 + names + extras])
    size, packed, offset = (wide.pop(0) if number == _FULL and wide else number for number in (size, packed, offset))
    unix = block[5] == 3  # made on a system with Unix modes
    return Entry(path, flags, method, crc, packed, size, offset + shift, attributes >> 16 if unix else 0)


def _zip64(extra: bytes) -> list[int]:
    """The numbers of the zip64 field."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<2H", extra)
        if kind == 1:
            body = extra[4 : 4 + size]
            return list(struct.unpack_from(f"<{min(3, len(body) // 8)}Q", body))
        extra = extra[4 + size :]
    return []


def _path(name: bytes, flags: int) -> str:
    if flags & UTF8:
        return name.decode("utf-8", "replace")
    try:
        return name.decode("utf-8")  # most that do not say so write it all the same
    except UnicodeDecodeError:
        return name.decode("cp437")


def local(stream: BinaryIO, offset: int) -> tuple[Entry, int] | None:
    """The header before a member's data and where the data begin; None where no such header stands."""
    stream.seek(offset)
    head = stream.read(30)
    if len(head) < 30 or not head.startswith(_LOCAL):
        return None
    flags, method, _, _, crc, packed, size, names, extras = struct.unpack_from("<4H3L2H", head, 6)
    rest = stream.read(names + extras)
    if len(rest) < names + extras:
        return None
    wide = _zip64(rest[names:])
    size, packed = (wide.pop(0) if number == _FULL and wide else number for number in (size, packed))
    return Entry(_path(rest[:names], flags), flags, method, crc, packed, size, offset), offset + 30 + names + extras


class Stretch(io.RawIOBase):
    """A part of a file, read as a stream of its own; `size` None for up to the end."""

    def __init__(self, stream: BinaryIO, start: int, size: int | None) -> None:
        self._stream = stream
        self._at = start
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        size = len(buffer) if self._left is None else min(len(buffer), self._left)
        self._stream.seek(self._at)
        data = some(self._stream, size) if size else b""
        self._at += len(data)
        if self._left is not None:
            if size and not data:
                raise EOFError
            self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)


class _Lzma:
    """A decoder of LZMA as zip files hold it: with a header of its own; `size` where no mark ends the data."""

    def __init__(self, size: int | None) -> None:
        self._size = size
        self._head = b""
        self._inner: lzma.LZMADecompressor | None = None
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner is not None and self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data if self._inner is not None else b""

    def decompress(self, data: bytes, /, max_length: int = -1) -> bytes:
        if self._inner is None:
            self._head += data
            if len(self._head) < 9:
                return b""
            if struct.unpack_from("<H", self._head, 2) != (5,):
                raise ValueError("LZMA properties of an unknown size")
            # The header of a plain .lzma file, whose reader keeps to a memory limit.
            size = b"\xff" * 8 if self._size is None else struct.pack("<Q", self._size)
            data = self._head[4:9] + size + self._head[9:]
            self._inner = lzma.LZMADecompressor(lzma.FORMAT_ALONE, XZ_MEMORY)
        given = self._inner.decompress(data, max_length)
        self.needs_input = self._inner.needs_input
        return given


def _decoder(entry: Entry) -> Decoder:
    if entry.method == DEFLATED:
        return Deflated(-15)
    if entry.method == BZIP2:
        return bz2.BZ2Decompressor()
    return _Lzma(None if entry.flags & MARKED_END else entry.size)


METHODS = (STORED, DEFLATED, BZIP2, LZMA)
"""Ways of compression that are read."""


class Data(io.RawIOBase):
    """A member's data, unpacked and checked against what its entry says.

    Raises `EOFError` where they break off, `DamagedError`, and `LimitError` for a bomb.
    """

    def __init__(
        self, stream: BinaryIO, entry: Entry, start: int, growth: Growth, *, outermost: bool, told: bool = True
    ) -> None:
        self.cut = False
        """Whether the data broke off."""
        self.told = told
        """Whether the entry's sizes are those of the data; they may stand behind the data only."""
        self._entry = entry
        self._growth = growth
        self._outermost = outermost and entry.method == STORED
        self._size = 0
        self._crc = 0
        part = cast(BinaryIO, Stretch(stream, start, entry.packed if self.told else None))
        self._inflated: Inflated | None = None
        if entry.method != STORED:
            part = cast(BinaryIO, Inflated(part, lambda: _decoder(entry), growth=growth, outermost=outermost))
            self._inflated = cast(Inflated, part)
        self._part = part

    @property
    def consumed(self) -> int:
        """Bytes of the file that the data took, once all are read."""
        return self._inflated.consumed if self._inflated is not None else self._size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            count = cast(io.RawIOBase, self._part).readinto(buffer) or 0
            self._check(buffer, count)
        except EOFError:
            self.cut = True
            raise
        return count

    def skip(self) -> None:
        """Read to the end of the data."""
        while self.read(_PIECE):
            pass

    def _check(self, buffer: bytearray | memoryview, count: int) -> None:
        self._size += count
        if self._outermost:
            self._growth.taken += count
        if not self.told:
            return
        if self._size > self._entry.size:
            raise DamagedError(f"the zip file's member is larger than the {self._entry.size} bytes it declares")
        if count:
            self._crc = zlib.crc32(memoryview(buffer)[:count], self._crc)
        elif self._size != self._entry.size or self._crc != self._entry.checksum:
            raise DamagedError("the zip file's member does not fit its checksum: it is damaged")


def after_data(stream: BinaryIO, at: int) -> int:
    """Where the next member's header begins behind data of a size that was not told: past their descriptor."""
    stream.seek(at)
    head = stream.read(28)
    for size in (16, 24, 12, 20):
        if head[size : size + 4] in (_LOCAL, _ENTRY):
            return at + size
    return at + (16 if head.startswith(_DESCRIPTOR) else 12)
