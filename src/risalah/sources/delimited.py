"""CSV and TSV: one article a row, under a row of names."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO, NamedTuple

from risalah.errors import DecodeError, LimitError
from risalah.model import Raw, Reject
from risalah.sources.chunks import chunks
from risalah.sources.columns import Columns, chosen
from risalah.sources.items import How, Item, reject
from risalah.sources.limits import too_large
from risalah.sources.rows import Rows
from risalah.text.decode import damage, decode

DELIMITERS = ",;\t|"
HEAD_LINES, HEAD_SIZE = 60, 1 << 16
"""Lines and characters of a file that tell how it is written."""
_SEP = re.compile(r"sep=(.)\s*", re.I)


class Dialect(NamedTuple):
    """How a file is written."""

    delimiter: str = ","
    quoted: bool = True
    """Whether quotation marks around a field mean that it may hold delimiters and line ends."""
    escape: str | None = None

    def parse(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """The records of lines. Raises `csv.Error` at one that is not well-formed, and can go on behind it."""
        # Strict, as the parser would else drop quotation marks that are the text's own.
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            escapechar=self.escape,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            strict=True,
        )


class Lines(Iterator[str]):
    """The lines of a stream as text, line ends kept: what the parser is fed with."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._found = _lines(stream, limit)
        self._ahead: deque[tuple[str, str | None] | None] = deque()
        """Lines that were looked at and not given yet; None for one that is too large."""
        self._limit = limit
        self.number = 0
        """The number of the line that was given last."""
        self.record: list[str] = []
        """The lines given since `begin`."""
        self.notes: list[str] = []
        self._size = 0

    def begin(self) -> None:
        """A record begins."""
        self.record = []
        self.notes = []
        self._size = 0

    def back(self, lines: Sequence[str]) -> None:
        """Give these lines, the last ones that were given, once more."""
        self._ahead.extendleft((line, None) for line in reversed(lines))
        self.number -= len(lines)

    def head(self) -> tuple[list[str], bool]:
        """The first lines, which are given again, and whether they are all."""
        size = 0
        head: list[str] = []
        while len(head) < HEAD_LINES and size < HEAD_SIZE:
            try:
                found = self._decoded()
            except StopIteration:
                return head, True
            except LimitError:
                self._ahead.append(None)
                break
            self._ahead.append(found)
            head.append(found[0])
            size += len(found[0])
        return head, False

    def __next__(self) -> str:
        try:
            found = self._ahead.popleft() if self._ahead else self._decoded()
            if found is None:
                raise LimitError(too_large(self._limit))
            line, note = found
        except LimitError:
            self.number += 1
            self.record.append("")
            raise
        self.number += 1
        if note and note not in self.notes:
            self.notes.append(note)
        self.record.append(line)
        self._size += len(line)
        if self._size > self._limit:
            raise LimitError(too_large(self._limit))
        return line

    def _decoded(self) -> tuple[str, str | None]:
        data = next(self._found)
        if data is None:
            raise LimitError(too_large(self._limit))
        try:
            return data.decode("utf-8"), None
        except UnicodeDecodeError:
            pass
        try:
            text, notes = decode(data, limit=len(data))
        except DecodeError:
            return data.decode("utf-8", "replace"), "not text in any known encoding"
        return text, next((n for n in notes if n not in damage(text)), None)


def _lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Lines that end in LF, CR LF or CR, with their ends; None in place of one over `limit` bytes."""
    left = b""
    long = False
    for piece in chunks(stream):
        pieces = (left + piece).splitlines(keepends=True)
        # A CR at the end of a piece may be half of CR LF.
        left = pieces.pop() if pieces and not pieces[-1].endswith(b"\n") else b""
        for line in pieces:
            yield None if long or len(line) > limit + 2 else line
            long = False
        if len(left) > limit + 2:
            left, long = left[-1:], True
    if left or long:
        yield None if long else left


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The rows of a delimited table."""
    lines = Lines(item.stream, how.limit)
    head, complete = lines.head()
    reason = unreadable(head)
    if reason:
        yield reject(item, reason)
        return
    # The parser's own limit is one for the whole process; ours is that of a record.
    csv.field_size_limit(max(csv.field_size_limit(), how.limit + 1))
    match = _SEP.fullmatch(head[0])
    if match:  # what spreadsheets write before the names
        next(lines)
    dialect = Dialect(match[1]) if match else told(head, how.columns, complete)
    yield from _Table(item, how, lines, dialect).documents()


def unreadable(head: Sequence[str]) -> str:
    """Why a file that begins so is no table, or empty."""
    start = "".join(head[:HEAD_LINES])[:HEAD_SIZE]
    if not start.strip():
        return "empty"
    if start.count("\0") > max(8, len(start) // 20):
        return "not text: NUL bytes and no known encoding"
    return ""


def told(head: Sequence[str], columns: Columns, complete: bool) -> Dialect:
    """How a file is written, by its first lines: the way in which most of its names are known and its rows agree."""
    best, dialect = (False, 0.0, 0, 0), Dialect()
    for delimiter in DELIMITERS:
        ways = [Dialect(delimiter)]
        if any('\\"' in line for line in head):
            ways.append(Dialect(delimiter, escape="\\"))
        if delimiter == "\t":  # which text rarely holds, so that many do without quotation marks
            ways.append(Dialect(delimiter, quoted=False))
        for way in ways:
            rank = _rank(list(_tried(way, head, complete)), columns)
            if rank > best:
                best, dialect = rank, way
    return dialect


def _tried(way: Dialect, head: Sequence[str], complete: bool) -> Iterator[list[str]]:
    """The records of the first lines; an empty one where they are not well-formed."""
    parser = way.parse(iter(head))
    last: list[str] | None = None
    while True:
        try:
            record = next(parser)
        except StopIteration:
            break
        except csv.Error:
            record = [""]
        if last is not None:
            yield last
        last = record
    if complete and last is not None:  # else it may be cut
        yield last


def _rank(records: Sequence[Sequence[str]], columns: Columns) -> tuple[bool, float, int, int]:
    records = [r for r in records if r]
    if not records:
        return False, 0.0, 0, 0
    names = records[0]
    known = chosen([n.strip() for n in names], columns)
    agree = sum(len(r) == len(names) for r in records) / len(records)
    return "text" in known, round(agree, 1), len(known), len(names)


SPARED = 64
"""How often that is done in one file: each time as much as a record may hold is read twice."""


class _Table:
    """The reading of one file."""

    def __init__(self, item: Item, how: How, lines: Lines, dialect: Dialect) -> None:
        self.item = item
        self.lines = lines
        self.dialect = dialect
        self.rows = Rows(item, how)
        self.names: list[str] = []
        self.start = 1
        """The line in which the present record begins."""
        self.wrong = False
        """Whether the names are those of no table of articles."""
        self.spared = 0
        """How often the lines behind a stray mark were taken up again."""
        self.lost = False
        """Whether the rest of a record that is too large comes next, to be passed over."""

    def documents(self) -> Iterator[Raw | Reject]:
        """A document or a reject for each record below the names."""
        parser = self.dialect.parse(self.lines)
        while not self.wrong:
            self.lines.begin()
            self.start = self.lines.number + 1
            record: list[str] | None = None
            reason = ""
            try:
                record = next(parser)
            except StopIteration:
                return
            except csv.Error as e:
                reason = f"quotation marks that do not fit or are not closed ({e})"
                parser = self.dialect.parse(self.lines)
            except LimitError as e:
                if not self.lost:
                    yield self._reject(str(e))
                if len(self.lines.record) > 1:  # in quotation marks: go on as in the middle of them
                    self.lost = True
                    parser = self.dialect.parse(chain(['"'], self.lines))
                continue
            if self.lost:
                self.lost = False
                continue
            found = self._one(record, reason)
            if found is not None:
                yield found

    def _reject(self, reason: str) -> Reject:
        read = f" (read to line {self.lines.number})" if self.lines.number > self.start else ""
        return self.rows.reject(f"line {self.start}: {reason}{read}", f"{self.item.name}:{self.start}")

    def _one(self, record: list[str] | None, reason: str) -> Raw | Reject | None:
        """What a record is: None for the names and for one with nothing in it."""
        width = len(self.names)
        if width and (record is None or len(record) != width):
            record = self._plain() or record
        if record is not None and not any(map(str.strip, record)):
            return None
        if record is not None and width:
            fits = len(record) >= width and not any(map(str.strip, record[width:]))
            some = f"{len(record)} field{'s' if len(record) > 1 else ''}"
            reason = "" if fits else f"{some} where the first row names {width}"
        if record is None and len(self.lines.record) > 1 and self.spared < SPARED:
            # A stray mark would take every row behind it along: only its own line is given up.
            self.spared += 1
            self.lines.back(self.lines.record[1:])
        if record is None or reason:
            return self._reject(reason)
        if not width:
            self.names = [n.strip() for n in record]
            wrong = self.rows.header(self.names)
            self.wrong = wrong is not None
            return wrong
        # Of two columns with one name the first is taken.
        row = dict(zip(reversed(self.names), reversed(record[:width]), strict=True))
        return self.rows.document(row, f"{self.item.name}:{self.start}", f"line {self.start}", self.lines.notes)

    def _plain(self) -> list[str] | None:
        """The first line of a record that the parser could not take, as it stands: marks are then the text's own.

        Only where it has the right number of fields. A record of more lines is taken apart only in tables with
        tabs, as a line of text may well hold as many commas as a row.
        """
        first, *others = self.lines.record or [""]
        fields = first.rstrip("\r\n").split(self.dialect.delimiter)
        tabs = self.dialect.delimiter == "\t"
        if len(fields) != len(self.names) or (others and not tabs):
            return None
        if all(len(f) > 1 and f[0] == f[-1] == '"' for f in fields):
            fields = [f[1:-1] for f in fields]
        elif not tabs and any(f.startswith('"') and (len(f) < 2 or f[-1] != '"') for f in fields):
            return None  # a field that does not end here
        self.lines.back(others)
        return fields
