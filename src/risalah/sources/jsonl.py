"""JSON Lines: one article a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import msgspec

from risalah.errors import DecodeError, LimitError
from risalah.model import Raw, Reject
from risalah.sources.columns import Columns
from risalah.sources.items import How, Item
from risalah.sources.limits import too_large
from risalah.text.decode import damage, decode

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


def rows(
    found: Iterable[bytes | None], *, name: str, file: str | None, columns: Columns, limit: int
) -> Iterator[Raw | Reject]:
    """One `Raw` or `Reject` for each line that is not blank.

    `name` stands in for the ids of rows that have none (`NAME:LINE`).
    """
    for number, line in enumerate(found, 1):
        where = f"{name}:{number}"
        if line is None:
            yield Reject(doc_id=where, stage="source", reason=f"line {number}: {too_large(limit)}", file=file)
            continue
        if number == 1 and line.startswith(_BOM):
            line = line[len(_BOM) :]
        if not line.strip():
            continue
        try:
            yield raw_from_row(parse(line, limit), where=where, file=file, columns=columns)
        except (DecodeError, LimitError) as e:
            yield Reject(doc_id=where, stage="source", reason=f"line {number}: {e}", file=file)


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The rows of a JSON Lines file."""
    found = lines(item.stream, how.limit)
    yield from rows(found, name=item.name, file=item.file, columns=how.columns, limit=how.limit)


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


def raw_from_row(row: Mapping[str, object], *, where: str, file: str | None, columns: Columns) -> Raw:
    """A row as a document; `where` is its id when it has none. Raises `DecodeError` when it has no text."""
    notes: list[str] = []
    found: dict[str, str | None] = {}
    for field in Columns.__struct_fields__:
        names: tuple[str, ...] = getattr(columns, field)
        value = next((row[n] for n in names if row.get(n) is not None), None)
        if value is None or isinstance(value, str):
            found[field] = value
        elif isinstance(value, int | float) and not isinstance(value, bool) and field != "text":
            found[field] = str(value)
        elif field == "text":
            raise DecodeError(f"the field {names[0]!r} is not text")
        else:
            found[field] = None
            notes.append(f"The field {field!r} of the row is not text and is left out.")
    text = found["text"]
    if text is None:
        fields = ", ".join(sorted(map(str, row))[:12]) or "no fields"
        raise DecodeError(f"no field {columns.text[0]!r} (the row has: {fields})")
    if not text.strip():
        raise DecodeError("empty text")
    notes.extend(damage(text))
    return Raw(
        doc_id=found["id"] or where,
        text=text,
        file=file,
        url=found["url"],
        outlet=found["outlet"],
        title=found["title"],
        published=found["published"],
        language=found["language"],
        notes=tuple(notes),
    )
