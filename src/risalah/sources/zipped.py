"""Zip files: each member is read as a file of its own, in the order of the archive. Nothing of it is written out."""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from typing import BinaryIO, cast

from risalah.model import Raw, Reject
from risalah.sources import zipwalk
from risalah.sources.dispatch import documents_of
from risalah.sources.formats import by_name
from risalah.sources.items import How, Item, reject, seekable
from risalah.sources.members import MEMBERS, NOTHING, member, not_read, over, passed_over, refused
from risalah.sources.opened import DamagedError, Growth
from risalah.sources.zipwalk import Data, Entry


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The documents of a zip file's members; of those with a known ending, or of all where none has one."""
    stream = seekable(item)
    try:
        yield from _Archive(item, how, stream).documents()
    finally:
        if stream is not item.stream:
            stream.close()


class _Archive:
    """One zip file while it is read."""

    def __init__(self, item: Item, how: How, stream: BinaryIO) -> None:
        self.item = item
        self.how = how
        self.stream = stream
        self.growth = item.growth or Growth()
        self.any_ending = False
        """Whether members without a known ending are read too."""
        self.read = 0
        """Members that gave something."""
        self.last = (0, 0)
        """Where the last member begins and, at least, ends."""
        self.size = stream.seek(0, io.SEEK_END)
        self.packed = 0
        """Bytes of all members so far, as stored."""

    def documents(self) -> Iterator[Raw | Reject]:
        try:
            self.any_ending = not any(_wanted(e) and by_name(e.path) for e in zipwalk.entries(self.stream))
        except zipwalk.NoDirectoryError as e:
            yield from self._salvaged(str(e))
            return
        except DamagedError:
            self.any_ending = True  # told below, where it breaks off
        for number, entry in enumerate(zipwalk.entries(self.stream)):
            if number >= MEMBERS:
                yield reject(self.item, f"has more than {MEMBERS:,} members: the rest is not read")
                return
            if not _wanted(entry):
                continue
            if self._overlaps(entry):
                yield reject(self.item, "a bomb: its members lie over one another; not read further")
                return
            yield from self._entry(entry)
            if self.growth.over:
                yield from over(self.item, self.growth)
                return
        if not self.read:
            yield reject(self.item, NOTHING)

    def _overlaps(self, entry: Entry) -> bool:
        """Whether a member shares bytes of the file with those before it, which only a bomb's do."""
        start, end = self.last
        self.last = entry.offset, entry.offset + entry.packed
        self.packed += entry.packed
        return start <= entry.offset < end or self.packed > self.size

    def _entry(self, entry: Entry) -> Iterator[Raw | Reject]:
        """The documents of a member that the directory names."""
        reason = _refused(entry)
        if reason is None and not (self.any_ending or by_name(entry.path)):
            return
        self.read += 1
        found = zipwalk.local(self.stream, entry.offset) if reason is None else None
        if found is None:
            yield not_read(
                self.item, entry.path, reason or "the zip file is damaged: the member is not where it should be"
            )
            return
        yield from self._data(entry, found[1])[1]

    def _data(self, entry: Entry, start: int, *, told: bool = True) -> tuple[Data, Iterator[Raw | Reject]]:
        data = Data(self.stream, entry, start, self.growth, outermost=self.item.growth is None, told=told)
        found = member(self.item, entry.path, cast(BinaryIO, data), self.growth)
        return data, documents_of(found, self.how)

    def _salvaged(self, reason: str) -> Iterator[Raw | Reject]:
        """The documents of a zip file without a directory: its members one behind the other, up to the break."""
        found = zipwalk.local(self.stream, 0)
        if found is None:
            yield reject(self.item, "not a zip file" if self.size else "empty")
            return
        while found is not None:
            entry, start = found
            told = not entry.flags & zipwalk.STREAMED or entry.packed > 0
            why = _refused(entry) if told or entry.method != zipwalk.STORED else "its length stands nowhere: not read"
            at = start + entry.packed
            if why is not None:
                yield not_read(self.item, entry.path, why)
            else:
                data, given = self._data(entry, start, told=told)
                if _wanted(entry) and by_name(entry.path):
                    yield from given
                if self.growth.over:
                    yield from over(self.item, self.growth)
                    return
                if data.cut:
                    return  # told by the member's own reject
                if not told:
                    data.skip()
                    at = zipwalk.after_data(self.stream, start + data.consumed)
            found = zipwalk.local(self.stream, at)
        yield reject(self.item, f"{reason}: its directory is missing; the members before the break were read")


def _wanted(entry: Entry) -> bool:
    """Whether a member is a file that is not hidden, or one that is refused, which is told."""
    folder = entry.path.endswith(("/", "\\")) or stat.S_ISDIR(entry.mode)
    return not folder and (refused(entry.path) is not None or not passed_over(entry.path))


def _refused(entry: Entry) -> str | None:
    reason = refused(entry.path)
    if reason is not None:
        return reason
    if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
        kind = "a link" if stat.S_ISLNK(entry.mode) else "no plain file"
        return f"{kind}: not followed"
    if entry.flags & zipwalk.ENCRYPTED:
        return "encrypted: it cannot be read without its password"
    if entry.method not in zipwalk.METHODS:
        return f"compressed in a way that is not known (zip method {entry.method})"
    return None
