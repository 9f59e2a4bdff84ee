"""JSON Lines: one article a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import msgspec

from risalah.errors import DecodeError, LimitError
from risalah.model import Raw, Reject
from risalah.sources.items import How, Item
from risalah.sources.limits import too_large
from risalah.sources.rows import Rows
from risalah.text.decode import decode

_DECODER = msgspec.json.Decoder()
_BOM = b"\xef\xbb\xbf"


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """The lines of a stream, None in place of one longer than `limit` bytes. Holds one line at a time."""
    while True:
        line = stream.readline(limit + 2)
        if not line:
            return
        if line.endswith(b"\n") or len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 20)
        yield None


def rows(found: Iterable[bytes | None], item: Item, how: How) -> Iterator[Raw | Reject]:
    """One `Raw` or `Reject` for each line that is not blank; rows that have no id are called `NAME:LINE`."""
    made = Rows(item, how)
    for number, line in enumerate(found, 1):
        where, at = f"{item.name}:{number}", f"line {number}"
        if line is None:
            yield made.reject(f"{at}: {too_large(how.limit)}", where)
            continue
        if number == 1 and line.startswith(_BOM):
            line = line[len(_BOM) :]
        if not line.strip():
            continue
        try:
            row = parse(line, how.limit)
        except (DecodeError, LimitError) as e:
            yield made.reject(f"{at}: {e}", where)
            continue
        yield made.document(row, where, at)


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The rows of a JSON Lines file."""
    return rows(lines(item.stream, how.limit), item, how)


def parse(line: bytes, limit: int) -> Mapping[str, object]:
    """A line as a JSON object. Raises `DecodeError` when it is not one."""
    try:
        row = _DECODER.decode(line)
    except RecursionError as e:
        raise DecodeError("not a row (nested too deeply)") from e
    except (msgspec.DecodeError, UnicodeDecodeError) as e:
        row = _parse_leniently(line, limit, str(e))
    if not isinstance(row, dict):
        raise DecodeError("not a JSON object")
    return row


def _parse_leniently(line: bytes, limit: int, reason: str) -> object:
    """Try what the strict decoder refuses: lone surrogates in escapes, and encodings other than UTF-8."""
    try:
        return json.loads(decode(line, limit=limit)[0])
    except RecursionError as e:
        raise DecodeError("not a row (nested too deeply)") from e
    except ValueError as e:
        raise DecodeError(f"not JSON ({_clause(reason)})") from e


def _clause(reason: str) -> str:
    """A decoder's sentence as a part of ours: no capital in front, but an acronym keeps its own."""
    reason = reason.removeprefix("JSON is malformed: ")
    return reason if reason[:2].isupper() else reason[:1].lower() + reason[1:]
