"""Excel: one article a row, in the first sheet that has a column of text."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl  # type: ignore[import-untyped]

from risalah.errors import LimitError
from risalah.model import Raw, Reject
from risalah.sources.columns import Columns, chosen
from risalah.sources.items import How, Item, reject, seekable
from risalah.sources.limits import shown
from risalah.sources.opened import FREE, RATIO
from risalah.sources.rows import Rows, missing

HEAD_ROWS = 10
"""The names of the columns stand within so many rows that are not empty: there may be a title above."""
LONGEST = 1_048_576
"""Rows of a sheet at most, as Excel has it."""
WIDEST = 512
"""Columns that are looked at."""
SHEET = 2 * 1024**3
HELD = 512 * 1024**2
"""Bytes of a sheet, which is streamed, and of all else, which is held."""
MEMBERS = 10_000
CELL = 32_767
"""Characters that Excel keeps of a cell."""
_OLD = b"\xd0\xcf\x11\xe0"
_PROLOG = 1 << 16
_RETURN = re.compile("_x000[dD]_\n?")
_BROKEN = (
    zipfile.BadZipFile, ParseError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError,
    NotImplementedError, RuntimeError, OSError, EOFError, MemoryError, RecursionError,
)  # fmt: skip
"""What the library raises for files that are not as they should be."""


class _Unreadable(Exception):
    """A file that is no workbook, or a broken one."""


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The rows of a workbook."""
    stream = seekable(item)
    book = None
    try:
        if stream.read(4) == _OLD:
            yield reject(item, "an old or encrypted Excel file; save it as .xlsx without a password")
            return
        stream.seek(0)
        _quietly(lambda: checked(stream))
        book = _quietly(lambda: openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False))
        yield from _Book(item, how, book).documents()
    except LimitError as e:
        yield reject(item, str(e))
    except _Unreadable as e:
        yield reject(item, f"not an Excel file that can be read ({e})")
    finally:
        if book is not None:
            book.close()
        if stream is not item.stream:
            stream.close()


def _clause(error: BaseException) -> str:
    cause = error.__cause__ or error
    first = (str(cause).strip().splitlines() or [""])[0].strip().rstrip(".")
    return first[:200] or type(cause).__name__


def _quietly(work: Callable[[], Any]) -> Any:
    """Let the library work without its warnings (what matters of them is in our notes).

    Raises `_Unreadable` for whatever it raises of a file that is not as it should be.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return work()
        except _BROKEN as e:
            raise _Unreadable(_clause(e)) from e


def checked(stream: BinaryIO) -> None:
    """Raise `LimitError` for a workbook that would grow too large, or that declares entities.

    A member cannot grow beyond what the archive's table says of it: the table is what is checked.
    """
    with zipfile.ZipFile(stream) as archive:
        members = archive.infolist()
        if len(members) > MEMBERS:
            raise LimitError(f"a workbook of {len(members)} parts is not opened")
        held = 0
        for member in members:
            size = member.file_size
            sheet = "/worksheets/" in member.filename
            held += 0 if sheet else size
            if size > (SHEET if sheet else HELD) or held > HELD:
                raise LimitError(f"grows to more than {shown(max(size, held))}, which is too large for a workbook")
            if size > FREE and size > RATIO * max(1, member.compress_size):
                raise LimitError(f"grows to more than {shown(size)}, {RATIO} times its size: not read further")
        for member in members:
            if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            with archive.open(member) as part:
                # without NUL bytes UTF-16 looks like the rest
                if b"<!DOCTYPE" in part.read(_PROLOG).replace(b"\0", b"").upper():
                    raise LimitError("a workbook that declares a document type of its own is not opened")
    stream.seek(0)


class _Book:
    """The reading of one workbook."""

    def __init__(self, item: Item, how: How, book: Any) -> None:
        self.item = item
        self.how = how
        self.book = book
        self.rows = Rows(item, how)

    def documents(self) -> Iterator[Raw | Reject]:
        """A document or a reject for each row below the names of the first sheet that has a column of text."""
        seen: list[str] = []
        for sheet in self.book.worksheets:
            found = _cells(sheet)
            try:
                names = _names(found, self.how.columns, seen)
                if names is not None:
                    self.rows.header(names)
                    yield from self._rows(found, names)
                    return
            finally:
                found.close()
        yield reject(self.item, missing("column", seen, self.how))

    def _rows(self, found: Iterator[tuple[int, tuple[object, ...]]], names: Sequence[str]) -> Iterator[Raw | Reject]:
        for number, cells in found:
            # Of two columns with one name the first is taken.
            row = {n: _text(v) for n, v in reversed(list(zip(names, cells, strict=False))) if n}
            notes = [
                f"The cell of {name!r} is as long as Excel allows: it may be cut short."
                for name, value in row.items()
                if isinstance(value, str) and len(value) == CELL
            ]
            yield self.rows.document(row, f"{self.item.name}:{number}", f"row {number}", notes)


def _cells(sheet: Any) -> Any:
    """The rows of a sheet that hold something, with their numbers."""
    sheet.reset_dimensions()  # a file may lie about them
    found = sheet.iter_rows(max_col=WIDEST, values_only=True)
    number = 0
    try:
        while (cells := _quietly(lambda: next(found, None))) is not None:
            number += 1
            if number > LONGEST:
                raise LimitError(f"more than {LONGEST} rows: not read further")
            if any(c is not None and c != "" for c in cells):
                yield number, cells
    finally:
        found.close()


def _names(found: Any, columns: Columns, seen: list[str]) -> list[str] | None:
    """The row of names, the first of a sheet in which a column of text is named; what else there is goes to `seen`."""
    for k, (_, cells) in enumerate(found):
        names = [c.strip() if isinstance(c, str) else "" for c in cells]
        if "text" in chosen(filter(None, names), columns):
            return names
        if k == 0:
            seen.extend(n for n in names if n)
        if k + 1 >= HEAD_ROWS:
            break
    return None


def _text(value: object) -> object:
    """A cell's value; a carriage return, which XML cannot hold, is written out in files."""
    if isinstance(value, str) and "_x000" in value:
        return _RETURN.sub(lambda m: "\r\n" if m[0].endswith("\n") else "\r", value)
    return value
