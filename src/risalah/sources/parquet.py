"""Parquet: one article a row; only the columns that are needed are read, a few rows at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from risalah.errors import LimitError
from risalah.model import Raw, Reject
from risalah.sources.columns import chosen
from risalah.sources.items import How, Item, reject, seekable
from risalah.sources.limits import shown
from risalah.sources.opened import FREE, RATIO
from risalah.sources.rows import Rows

BATCH = 256
"""Rows that are held at most."""
BATCH_SIZE = 64 * 1024 * 1024
"""Bytes that so many rows hold at the very worst, when a file is made to be large; else they hold far less."""
_BUFFER = 1 << 18
_THRIFT = 64 * 1024 * 1024
_PASSED_ON = ("runs", "copy_of")


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The rows of a Parquet file."""
    stream = seekable(item)
    try:
        yield from _documents(item, how, stream)
    except (pa.ArrowException, OSError, OverflowError, MemoryError, UnicodeError) as e:
        yield reject(item, f"not a Parquet file that can be read ({_clause(e)})")
    finally:
        if stream is not item.stream:
            stream.close()


def _clause(error: BaseException) -> str:
    first = (str(error).strip().splitlines() or [""])[0].strip().rstrip(".")
    return first[:200] or type(error).__name__


def _documents(item: Item, how: How, stream: BinaryIO) -> Iterator[Raw | Reject]:
    with pq.ParquetFile(
        pa.PythonFile(stream, mode="r"),
        pre_buffer=False,
        buffer_size=_BUFFER,
        thrift_string_size_limit=_THRIFT,
        thrift_container_size_limit=_THRIFT // 64,
    ) as file:
        names = list(dict.fromkeys(file.schema_arrow.names))
        rows = Rows(item, how)
        wrong = rows.header(names)
        if wrong is not None:
            yield wrong
            return
        needed = sorted({n for found in chosen(names, how.columns).values() for n in found} | {*_PASSED_ON} & {*names})
        size = _batch(file.metadata, needed, stream)
        number = 0
        for batch in file.iter_batches(batch_size=size, columns=needed, use_threads=False):
            held = batch.schema.names
            columns = {n: _values(batch.column(held.index(n))) for n in needed if n in held}
            for k in range(batch.num_rows):
                number += 1
                row = {n: values[k] for n, values in columns.items()}
                yield rows.document(row, f"{item.name}:{number}", f"row {number}")


def _batch(metadata: Any, needed: Sequence[str], stream: BinaryIO) -> int:
    """How many rows to hold at once. Raises `LimitError` for a file that grows beyond all measure."""
    stored = grown = 0
    widest = 1
    for g in range(metadata.num_row_groups):
        group = metadata.row_group(g)
        for c in range(group.num_columns):
            column = group.column(c)
            if column.path_in_schema.split(".")[0] not in needed and column.path_in_schema not in needed:
                continue
            stored += column.total_compressed_size
            grown += column.total_uncompressed_size
            starts = [o for o in (column.dictionary_page_offset, column.data_page_offset) if o]
            widest = max(widest, _dictionary(stream, min(starts, default=0)))
            if "DELTA_BYTE_ARRAY" in column.encodings:
                widest = max(widest, column.total_uncompressed_size)
    if grown > FREE and grown > RATIO * max(1, stored):
        raise LimitError(f"grows to more than {shown(grown)}, {RATIO} times its size: not read further")
    return max(1, min(BATCH, BATCH_SIZE // widest))


def _dictionary(stream: BinaryIO, start: int) -> int:
    """The bytes of the dictionary that a column begins with, as it is when unpacked; 0 where there is none.

    Every row may hold the whole of it: a small file can name one long text in each of a million rows. The library
    does not tell this size, so it is read from the page's own head (Thrift's compact form: field 1 is the type of
    the page, field 2 its size).
    """
    stream.seek(start)
    found = re.match(rb"\x15\x04\x15([\x80-\xff]{0,4}[\x00-\x7f])", stream.read(16))
    if found is None:
        return 0
    size: int = sum((byte & 0x7F) << 7 * n for n, byte in enumerate(found[1]))
    return size >> 1  # zigzag


def _values(column: Any) -> list[object]:
    """A column's values as Python has them; what it cannot have is None."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    try:
        if pa.types.is_timestamp(kind) and kind.unit == "ns":
            # finer than Python's own
            column = column.cast(pa.timestamp("us", kind.tz), safe=False)
        values: list[object] = column.to_pylist()
    except UnicodeDecodeError:
        values = column.cast(pa.large_binary() if pa.types.is_large_string(kind) else pa.binary()).to_pylist()
    except (ValueError, OverflowError, KeyError):
        values = [_value(scalar) for scalar in column]
    return values


def _value(scalar: Any) -> object:
    try:
        value: object = scalar.as_py()
    except (ValueError, OverflowError, KeyError):
        return None  # a day outside the calendar, a zone that nobody knows
    return value
