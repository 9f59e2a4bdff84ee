"""Tar archives: each member is read as a file of its own, in the order of the archive. Nothing of it is written out.

Read block by block, since the standard library's reader ends without a word where an archive is damaged or cut short.
"""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from risalah.model import Raw, Reject
from risalah.sources.dispatch import documents_of
from risalah.sources.formats import by_name
from risalah.sources.items import SPOOL, SPOOL_LIMIT, How, Item, read_up_to, reject
from risalah.sources.members import MEMBERS, NOTHING, member, not_read, over, passed_over, refused
from risalah.sources.opened import BROKEN, BUFFER, DamagedError, Growth, some

BLOCK = 512
HEADER_AT_MOST = 1 << 20
"""Bytes of a header that says more of the next member (a long name)."""
_MORE = {b"x", b"g", b"X", b"L", b"K"}
_LINKS = {tarfile.LNKTYPE, tarfile.SYMTYPE}
_DEVICES = {tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE}
_PASSED = {tarfile.DIRTYPE, b"V"}


class Head(NamedTuple):
    """What stands before a member's data."""

    path: str
    kind: bytes
    size: int
    sparse: bool = False


class Data(io.RawIOBase):
    """A member's data; `growth` is told what is read of them. Raises `EOFError` where they break off."""

    def __init__(self, stream: BinaryIO, size: int, growth: Growth | None = None) -> None:
        self.broken = False
        self._stream = stream
        self._left = size
        self._growth = growth

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), self._left)
        try:
            data = some(self._stream, size) if size else b""
            if size and not data:
                raise EOFError
        except BaseException:
            self.broken = True
            raise
        self._left -= len(data)
        if self._growth is not None:
            self._growth.taken += len(data)
        buffer[: len(data)] = data
        return len(data)

    def skip(self) -> None:
        """Read to the end of the data."""
        while self.read(BUFFER):
            pass


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The documents of a tar archive's members; of those with a known ending, or of all where none has one."""
    held = _Held()
    try:
        yield from _Archive(item, how, held).documents()
    finally:
        held.close()


class _Held:
    """Members without a known ending, kept until one with a known ending is seen: then they are not read."""

    def __init__(self) -> None:
        self._spool: BinaryIO | None = cast(BinaryIO, tempfile.SpooledTemporaryFile(SPOOL))  # noqa: SIM115 - close()
        self._members: list[tuple[str, int, int]] = []
        self._size = 0

    def keep(self, path: str, data: Data) -> None:
        if self._spool is None or len(self._members) >= MEMBERS:
            return
        start = self._size
        while piece := data.read(BUFFER):
            self._size += len(piece)
            if self._size > SPOOL_LIMIT:
                raise DamagedError("too large for an archive of files whose names tell no format")
            self._spool.write(piece)
        self._members.append((path, start, self._size - start))

    def members(self) -> Iterator[tuple[str, BinaryIO]]:
        if self._spool is not None:
            for path, start, size in self._members:
                self._spool.seek(start)
                yield path, cast(BinaryIO, Data(self._spool, size))

    def close(self) -> None:
        self._members.clear()
        if self._spool is not None:
            self._spool.close()
            self._spool = None


class _Archive:
    """One tar archive while it is read."""

    def __init__(self, item: Item, how: How, held: _Held) -> None:
        self.item = item
        self.how = how
        self.stream = item.stream
        self.held = held
        self.growth = item.growth or Growth()
        self.found = 0
        """Members that gave something."""

    def documents(self) -> Iterator[Raw | Reject]:
        end: Reject | None = None
        try:
            for number, head in enumerate(self._heads()):
                if number >= MEMBERS:
                    end = reject(self.item, f"has more than {MEMBERS:,} members: the rest is not read")
                    break
                data = Data(self.stream, head.size, self.growth if self.item.growth is None else None)
                yield from self._member(head, data)
                if self.growth.over:
                    yield from over(self.item, self.growth)
                    return
                if data.broken:
                    return  # told by the member's own reject
                data.skip()
                read_up_to(self.stream, -head.size % BLOCK)
        except BROKEN:
            yield from self._unknown()
            raise
        yield from self._unknown()
        if end is not None:
            yield end
        elif not self.found:
            yield reject(self.item, NOTHING)

    def _unknown(self) -> Iterator[Raw | Reject]:
        for path, stream in self.held.members():
            self.found += 1
            yield from documents_of(member(self.item, path, stream, self.growth), self.how)

    def _member(self, head: Head, data: Data) -> Iterator[Raw | Reject]:
        if head.kind in _PASSED:
            return
        reason = refused(head.path)
        if reason is None and passed_over(head.path):
            return
        reason = reason or _refused(head)
        if reason is not None:
            self.found += 1
            yield not_read(self.item, head.path, reason)
        elif by_name(head.path):
            self.found += 1
            self.held.close()
            found = member(self.item, head.path, cast(BinaryIO, data), self.growth)
            yield from documents_of(found, self.how)
        else:
            self.held.keep(head.path, data)

    def _heads(self) -> Iterator[Head]:
        """The heads of the members. Raises `EOFError` and `DamagedError` where the archive breaks off."""
        more: dict[str, str] = {}
        first = True
        while True:
            block = read_up_to(self.stream, BLOCK)
            if not block.strip(b"\0") and len(block) == BLOCK:
                self._after_end()
                return
            if len(block) < BLOCK:
                if first:
                    raise DamagedError("not a tar archive" if block else "empty")
                raise EOFError
            info = _info(block, first=first)
            first = False
            if info.type in _MORE:
                more.update(self._more(info))
                continue
            size = more.get("size", "")
            if info.type == tarfile.GNUTYPE_SPARSE:
                self._pass_map(block)
            yield Head(
                more.get("path") or info.name,
                info.type,
                int(size) if size.isascii() and size.isdigit() and len(size) < 19 else info.size,
                info.type == tarfile.GNUTYPE_SPARSE or any(k.startswith("GNU.sparse.") for k in more),
            )
            more = {}

    def _more(self, info: tarfile.TarInfo) -> dict[str, str]:
        """What a header that stands before a member's own says of it."""
        if info.size > HEADER_AT_MOST:
            raise DamagedError(f"a header of {info.size} bytes: the tar archive is damaged")
        data = read_up_to(self.stream, info.size + -info.size % BLOCK)
        if len(data) < info.size:
            raise EOFError
        data = data[: info.size]
        if info.type == b"L":
            return {"path": data.rstrip(b"\0").decode("utf-8", "replace")}
        return _extended(data) if info.type in (b"x", b"X") else {}

    def _pass_map(self, block: bytes) -> None:
        """Read past the blocks that go on with the map of a file with holes."""
        more = block[482:483]
        while more.strip(b"\0"):
            block = read_up_to(self.stream, BLOCK)
            if len(block) < BLOCK:
                raise EOFError
            more = block[504:505]

    def _after_end(self) -> None:
        """Read what fills up the last record. Raises `DamagedError` where something else stands behind the end."""
        if read_up_to(self.stream, HEADER_AT_MOST).strip(b"\0"):
            raise DamagedError("more stands behind the end of the tar archive, which is not read")


def _info(block: bytes, *, first: bool) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except (tarfile.HeaderError, ValueError, OverflowError) as e:
        reason = "not a tar archive" if first else "the tar archive is damaged: no header stands where one should"
        raise DamagedError(reason) from e
    if info.size < 0:
        raise DamagedError("the tar archive is damaged: a member of a negative size")
    return info


def _extended(data: bytes) -> dict[str, str]:
    """The records `LENGTH KEY=VALUE` of an extended header."""
    found: dict[str, str] = {}
    while data:
        length, space, _ = data[:20].partition(b" ")
        size = int(length) if length.isdigit() else 0
        if not space or size < 5 or size > len(data):
            break
        key, _, value = data[len(length) + 1 : size - 1].partition(b"=")
        found[key.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        data = data[size:]
    return found


def _refused(head: Head) -> str | None:
    if head.kind in _LINKS:
        return "a link: not followed"
    if head.kind in _DEVICES:
        return "a device, not a file: not read"
    if head.sparse:
        return "a file with holes (sparse): not read"
    if head.kind not in tarfile.REGULAR_TYPES:
        return "no plain file: not read"
    return None
