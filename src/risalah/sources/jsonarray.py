"""JSON: an array of rows, an object that holds such an array, one object that is an article, or several of these.

The marks of the JSON are followed in its bytes, and one row at a time is cut out and decoded: a file of any size needs
the memory of its largest row. Only an object that is no row of an array is held whole, up to the limit of a document,
since whether it is an article or holds articles is told by all of its fields.
"""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from typing import BinaryIO, NamedTuple, cast

import msgspec

from risalah.errors import DecodeError, LimitError
from risalah.model import Raw, Reject
from risalah.sources import jsonl
from risalah.sources.chunks import chunks
from risalah.sources.columns import chosen
from risalah.sources.items import How, Item, reject
from risalah.sources.limits import too_large
from risalah.sources.opened import BROKEN
from risalah.sources.rows import Rows

DEEPEST = 4
"""How many objects may stand around the array of rows."""
CUT = "ends too early: the file is cut short, what was read before is kept"

# Possessive repetitions: a match of any length takes no memory, and none is tried in a second way.
_BETWEEN = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.S)
_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.S)
_SPACE = re.compile(rb"[\s,]*+")
_SCALAR = re.compile(rb"[^,\[\]{}\n]*+")
_MARK = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\]]', re.S)
_ROW = re.compile(rb"\s*+\{")
_OPENING = b"{["
_QUOTE, _BRACE, _BRACKET, _END = b'"{[]'
_FIELDS: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Value(NamedTuple):
    """A value cut out of a stream: its bytes, or why there are none."""

    data: bytes = b""
    whole: bool = True
    """Whether it ends before the stream does."""
    large: bool = False


class Walk:
    """A way through JSON, mark by mark: how many brackets are open and whether a string is."""

    def __init__(self, depth: int = 0) -> None:
        self.at = 0
        self.depth = depth
        self.inside = False

    def end(self, window: bytes | bytearray) -> int | None:
        """Where the last bracket closes; None where that is not yet in the window."""
        while True:
            self.at = _end(_STRING if self.inside else _BETWEEN, window, self.at)
            if self.at >= len(window) or window[self.at] == 0x5C:  # half an escape
                return None
            mark = window[self.at]
            self.at += 1
            if mark == _QUOTE:
                self.inside = not self.inside
                continue
            self.depth += 1 if mark in _OPENING else -1
            if self.depth <= 0:
                return self.at


class Scanner:
    """A window on a stream of JSON; what stands before `at` has been read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._broken: BaseException | None = None
        self.window = bytearray()
        self.at = 0

    def more(self) -> bool:
        """Read on; whether there was something."""
        if self._broken is not None:
            raise self._broken
        piece = next(self._pieces, b"")
        self.window += piece
        return bool(piece)

    def next(self) -> int | None:
        """The byte that the next value, or the end of an array, begins with; None at the end of the stream."""
        while True:
            self.at = _end(_SPACE, self.window, self.at)
            if self.at < len(self.window):
                return self.window[self.at]
            if not self.more():
                return None

    def _drop(self, end: int) -> None:
        del self.window[:end]
        self.at = 0

    def held(self, limit: int) -> bool:
        """Whether the value that begins here ends within `limit` bytes; nothing is taken. A break is kept for later."""
        self._drop(self.at)
        walk = Walk()
        while (end := walk.end(self.window)) is None and walk.at <= limit:
            try:
                if not self.more():
                    return False
            except BROKEN as e:
                self._broken = e
                return False
        return end is not None and end <= limit

    def value(self, limit: int) -> Value:
        """The value that begins here; `at` is behind it then. Of one over `limit` bytes nothing is held."""
        self._drop(self.at)
        if self.window[0] not in _OPENING:
            return self._scalar(limit)
        walk, large = Walk(), False
        while (end := walk.end(self.window)) is None:
            if walk.at > limit:
                large = True
                self._drop(walk.at)
                walk.at = 0
            if not self.more():
                self.at = len(self.window)
                return Value(whole=False, large=large)
        self.at = end
        large = large or end > limit
        return Value(large=True) if large else Value(bytes(memoryview(self.window)[:end]))

    def _scalar(self, limit: int) -> Value:
        """What is no object and no array, up to a comma, a bracket or a line's end: reading can go on behind it."""
        while (end := _end(_SCALAR, self.window, 0)) == len(self.window) <= limit and self.more():
            pass
        self.at = max(1, end)
        return Value(bytes(self.window[: self.at])) if end <= limit else Value(large=True)

    def close(self, depth: int) -> bool:
        """Read past what closes `depth` open brackets; whether that is there."""
        self._drop(self.at)
        walk = Walk(depth)
        while (end := walk.end(self.window)) is None:
            self._drop(walk.at)
            walk.at = 0
            if not self.more():
                self.at = len(self.window)
                return False
        self.at = end
        return True

    def rest(self) -> Iterator[bytes]:
        """All that was not taken yet."""
        yield bytes(self.window[self.at :])
        self._drop(len(self.window))
        while self.more():
            yield bytes(self.window)
            self._drop(len(self.window))


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The articles of a JSON file."""
    reading = _Reading(item, how)
    scanner = reading.scanner
    while (mark := scanner.next()) is not None:
        if mark == _BRACKET:
            scanner.at += 1
            whole = yield from reading.array(scanner)
        elif mark == _BRACE:
            whole = yield from reading.object()
        else:
            what = "what follows the rows is no JSON of articles" if reading.count else "not JSON that holds articles"
            yield reject(item, what)
            return
        if not whole:
            return
    if not reading.count:
        yield reject(item, "no articles in it")


Found = Generator[Raw | Reject, None, bool]
"""Documents, and in the end whether reading can go on."""


class _Reading:
    """The reading of one file."""

    def __init__(self, item: Item, how: How) -> None:
        self.item = item
        self.how = how
        self.scanner = Scanner(chunks(item.stream))
        self.rows = Rows(item, how)
        self.count = 0

    def array(self, scanner: Scanner) -> Found:
        """The rows of an array, from behind its opening bracket on."""
        first = True
        while (mark := scanner.next()) is not None:
            if mark == _END:
                scanner.at += 1
                return True
            if first and mark != _BRACE:
                yield reject(self.item, "an array of other things than articles")
                self.count += 1
                return False
            first = False
            value = scanner.value(self.how.limit)
            self.count += 1
            yield self.row(value, f"{self.item.name}:{self.count}", f"row {self.count}")
            if not value.whole:
                return False
        yield reject(self.item, CUT)
        return False

    def row(self, value: Value, where: str, at: str) -> Raw | Reject:
        """One row as a document."""
        reason = too_large(self.how.limit) if value.large else CUT if not value.whole else ""
        if not reason:
            try:
                return self.rows.document(jsonl.parse(value.data, self.how.limit), where, at)
            except (DecodeError, LimitError) as e:
                reason = str(e)
        return self.rows.reject(f"{at}: {reason}" if at else reason, where)

    def object(self) -> Found:
        """An object outside of arrays: an article, or what holds them."""
        limit = self.how.limit
        if not self.scanner.held(limit):
            start = _rows_in(self.scanner.window, self.how)
            if start is None:
                value = self.scanner.value(limit)
                yield self.one(value)
                return value.whole
            self.scanner.at, depth = start
            whole = yield from self.array(self.scanner)
            if whole and not self.scanner.close(depth):
                yield reject(self.item, CUT)
                whole = False
            return whole
        value = self.scanner.value(limit)
        if not self.count and b"\n" not in value.data and self.scanner.next() == _BRACE:
            # JSON Lines under another name
            yield from self.lines(value.data)
            return False
        fields = _fields(value.data)
        start = None if "text" in chosen(fields, self.how.columns) else _rows_in(value.data, self.how)
        if start is None:
            yield self.one(value)
        else:
            yield from self.array(Scanner(iter([value.data[start[0] :]])))
        return True

    def one(self, value: Value) -> Raw | Reject:
        """The document of an object of its own: the only one has the file's name."""
        self.count += 1
        if self.count == 1 and (not value.whole or self.scanner.next() is None):
            return self.row(value, self.item.name, "")
        return self.row(value, f"{self.item.name}:{self.count}", f"row {self.count}")

    def lines(self, first: bytes) -> Iterator[Raw | Reject]:
        """The rows of JSON Lines, the first of which has been read."""
        stream = io.BufferedReader(_Chained(first + b"\n", self.scanner.rest()), 1 << 16)
        return jsonl.rows(jsonl.lines(cast(BinaryIO, stream), self.how.limit), self.item, self.how)


class _Chained(io.RawIOBase):
    """Pieces as a stream again."""

    def __init__(self, first: bytes, pieces: Iterator[bytes]) -> None:
        self._left = first
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._left and (piece := next(self._pieces, None)) is not None:
            self._left = piece
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _fields(data: bytes) -> list[str]:
    """The names of an object's fields that hold something; none where it is broken."""
    try:
        return [name for name, value in _FIELDS.decode(data).items() if bytes(value) != b"null"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []


def _rows_in(data: bytes | bytearray, how: How) -> tuple[int, int] | None:
    """Where the first array of articles that stands in objects alone begins, and how many objects are open there.

    Its first object tells: it has a column of text, or does not end in `data`, or is broken.
    """
    arrays = objects = 0
    for match in _MARK.finditer(data):
        mark = data[match.start()]
        if mark == _BRACE:
            objects += 1
        elif mark == _BRACKET:
            row = None if arrays or objects > DEEPEST else _ROW.match(data, match.end())
            if row and _may_be_article(data, row.end() - 1, how):
                return match.end(), objects
            arrays += 1
        elif mark == _END:
            arrays -= 1
        elif mark != _QUOTE:
            objects -= 1
    return None


def _may_be_article(data: bytes | bytearray, start: int, how: How) -> bool:
    """Whether the object that begins there has a text, or cannot be looked at."""
    walk = Walk()
    walk.at = start
    end = walk.end(data)
    if end is None or end - start > how.limit:
        return True
    try:
        row = jsonl.parse(bytes(memoryview(data)[start:end]), how.limit)
    except (DecodeError, LimitError):
        return True
    names = chosen((n for n, v in row.items() if v is not None), how.columns).get("text", ())
    return any(isinstance(row[n], str) for n in names)


def _end(pattern: re.Pattern[bytes], window: bytes | bytearray, at: int) -> int:
    """Where a match of `pattern` at `at` ends. No match is kept: the window cannot grow while one looks at it."""
    match = pattern.match(window, at)
    return match.end() if match else at
