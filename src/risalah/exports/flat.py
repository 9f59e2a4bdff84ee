"""Answers as rows: nested values side by side under names of their own, for tables and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator

import msgspec

from risalah.exports.safe import HIDDEN, visible

Row = dict[str, object]
_FORMULA = re.compile(r"^[\s'\"]*[=+\-@＝＋－＠]")
_ENCODER = msgspec.json.Encoder()
_INLINE = "statement"
"""A nested value of this name adds its fields without a prefix, those that are there already left out."""


def flat(value: msgspec.Struct) -> Row:
    """A value as one row. Tuples of words stay lists; lists of structures are left to JSON."""
    row: Row = {}
    for name in value.__struct_fields__:
        held = getattr(value, name)
        if isinstance(held, msgspec.Struct):
            for inner, found in flat(held).items():
                if name != _INLINE:
                    row[f"{name}_{inner}"] = found
                else:
                    row.setdefault(inner, found)
        elif isinstance(held, tuple):
            row[name] = [msgspec.to_builtins(x) for x in held]
        else:
            row[name] = held
    return row


def json_line(value: object) -> bytes:
    """A value as one line of JSON. Characters that could act on a terminal are written as escapes."""
    try:
        text = _ENCODER.encode(value).decode()
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value))
    return HIDDEN.sub(_escape, text).encode() + b"\n"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def csv_rows(values: Iterable[msgspec.Struct], head: Iterable[str]) -> Iterator[bytes]:
    """Values as CSV with the names of the columns first."""
    names = list(head)
    yield _line(names)
    for value in values:
        row = flat(value)
        yield _line([cell(row.get(name)) for name in names])


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8", "backslashreplace")


def cell(value: object) -> str:
    """A value as the words of a cell. What a spreadsheet would take for a formula gets a `'` in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        plain = all(isinstance(x, str) for x in value)
        return neutral("; ".join(map(visible, value)) if plain else json.dumps(value, ensure_ascii=False))
    return neutral(visible(str(value)))


def neutral(words: str) -> str:
    """Words that no spreadsheet takes for a formula: those that begin with `=`, `+`, `-` or `@`, also behind spaces and
    quotation marks, which some take off."""
    return f"'{words}" if _FORMULA.match(words) else words
