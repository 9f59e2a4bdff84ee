"""From a row of a table or of JSON to a document: its columns told, its values made strings."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import PurePath

import msgspec

from risalah.errors import DecodeError, LimitError
from risalah.model import Raw, Reject
from risalah.model.document import Run
from risalah.sources.columns import STANDARD, Chosen, chosen, guessed
from risalah.sources.items import How, Item, reject
from risalah.sources.limits import too_large
from risalah.sources.moments import moment, shown
from risalah.text.decode import damage, decode

Row = Mapping[str, object]

TELLINGS = 5
"""Sentences about one file's columns at most."""
_KINDS = 256
"""Sets of columns of one file that are remembered."""
_NAMES = 12
"""Columns that a reject names."""
_CODE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9_-]{2,20})?")


class NotText(Exception):
    """A value that cannot be a string."""


class Rows:
    """Makes documents of the rows of one file."""

    def __init__(self, item: Item, how: How) -> None:
        self.item = item
        self.how = how
        self._chosen: dict[tuple[str, ...], Chosen] = {}
        self._fixed: Chosen | None = None
        self._told: dict[str, str] = {}
        self._tellings = 0

    def header(self, names: Sequence[str]) -> Reject | None:
        """Tell which of a table's columns are taken; a reject where none of them holds the text."""
        taken = chosen(names, self.how.columns)
        if "text" not in taken:
            return reject(self.item, missing("column", names, self.how))
        self._fixed = taken
        self._tell(taken)
        for field in STANDARD:
            named: tuple[str, ...] = getattr(self.how.columns, field)
            if named and field not in taken:
                self.how.tell(f"{self._name()}: no column {named[0]!r} for {field}")
        return None

    def document(self, row: Row, where: str, at: str, notes: Sequence[str] = ()) -> Raw | Reject:
        """The document of a row. `where` is its id when it has none, `at` its place for people (`line 7`)."""
        try:
            raw = self._raw(row, where, notes)
            if self.how.place is not None:
                self.how.place(raw.doc_id, where)
            return raw
        except (DecodeError, LimitError) as e:
            return self.reject(f"{at}: {e}", where)

    def reject(self, reason: str, where: str) -> Reject:
        """A reject of one row."""
        return reject(self.item, reason, where)

    def _raw(self, row: Row, where: str, given: Sequence[str]) -> Raw:
        taken = self._taken(row)
        notes = list(given)
        found: dict[str, str | None] = {}
        for field, names in taken.items():
            value = next((v for n in names if (v := row.get(n)) is not None), None)
            try:
                told = text_of(value, field)
                found[field] = told if field == "text" or (told and told.strip()) else None
            except NotText:
                if field == "text":
                    raise DecodeError(f"the field {names[0]!r} is not text") from None
                notes.append(f"The field {field!r} of the row is not text and is left out.")
        text = found.get("text")
        if text is None and "text" in taken:
            raise DecodeError("empty text")
        if text is None:
            raise DecodeError(missing("field", row, self.how))
        if not text.strip():
            raise DecodeError("empty text")
        self._limit(found, notes)
        for field, mend in (("published", moment), ("language", _language)):
            if value := found.get(field):
                found[field], note = mend(value)
                notes.extend([note] if note else ())
        notes.extend(n for n in damage(text) if n not in notes)
        return Raw(
            doc_id=found.get("id") or where,
            text=text,
            file=self.item.file,
            url=found.get("url"),
            outlet=found.get("outlet"),
            title=found.get("title"),
            published=found.get("published"),
            language=found.get("language"),
            author=found.get("author"),
            runs=_runs(row.get("runs"), len(text), notes),
            copy_of=_copy_of(row.get("copy_of")),
            notes=tuple(notes),
        )

    def _taken(self, row: Row) -> Chosen:
        if self._fixed is not None:
            return self._fixed
        names = tuple(n for n, v in row.items() if v is not None)
        taken = self._chosen.get(names)
        if taken is None:
            taken = chosen(names, self.how.columns)
            if len(self._chosen) < _KINDS:
                self._chosen[names] = taken
            if "text" in taken:
                self._tell(taken)
        return taken

    def _tell(self, taken: Chosen) -> None:
        """Say what was guessed; of later rows with other columns, only what was not said yet."""
        new = {f: n for f, n in guessed(taken, self.how.columns).items() if self._told.get(f) != n}
        if new and self._tellings < TELLINGS:
            self._tellings += 1
            self._told |= new
            self.how.tell(f"{self._name()}: " + ", ".join(f"{f}={n[:60]}" for f, n in new.items()))

    def _name(self) -> str:
        return PurePath(self.item.file.replace("\\", "/")).name if self.item.file not in ("", "-") else self.item.name

    def _limit(self, found: dict[str, str | None], notes: list[str]) -> None:
        limit = self.how.limit
        for field, value in found.items():
            if value is None or len(value) * 4 <= limit or len(value.encode("utf-8", "surrogatepass")) <= limit:
                continue
            if field == "text":
                raise LimitError(too_large(limit))
            found[field] = None
            notes.append(f"The field {field!r} of the row is too large and is left out.")


def missing(what: str, names: Sequence[str] | Row, how: How) -> str:
    """Why a row or table has no text."""
    wanted = (how.columns.text or STANDARD["text"])[0]
    shown_names = ", ".join(sorted(str(n)[:40] for n in names)[:_NAMES]) or f"no {what}s"
    who = "row has" if what == "field" else "columns are"
    return f"no {what} {wanted!r} (the {who}: {shown_names}); --columns text=NAME says which one it is"


def text_of(value: object, field: str) -> str | None:
    """A value as a string: numbers as written, dates in ISO 8601. Raises `NotText` for what has no such form."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        try:
            return decode(bytes(value))[0]
        except DecodeError as e:
            raise NotText from e
    if field == "text":
        raise NotText
    if isinstance(value, date | time):
        return shown(value)
    if isinstance(value, Mapping):
        inner = _inner(value)
        return _scalar(_inner(inner) if isinstance(inner, Mapping) else inner)
    if isinstance(value, list | tuple) and field == "author" and 0 < len(value) <= 100:
        return ", ".join(filter(None, (text_of(v, "") for v in value)))
    return _scalar(value)


def _inner(value: Mapping[object, object]) -> object:
    """What an object stands for: `{"name": …}` (a publisher, a person), `{"$date": …}` (a database's own type)."""
    if len(value) == 1 and str(next(iter(value))).startswith("$"):
        return next(iter(value.values()))
    if isinstance(name := value.get("name"), str):
        return name
    raise NotText


def _scalar(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | timedelta):
        raise NotText
    if isinstance(value, float):
        if math.isnan(value):
            return None  # how tables of numbers write "nothing"
        # A column of whole numbers with gaps is kept as one of fractions: 7 became 7.0.
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else str(value)
    try:
        return str(value)
    except ValueError as e:  # more digits than Python writes
        raise NotText from e


def _language(value: str) -> tuple[str | None, str | None]:
    """The code of a language (`id-ID` is `id`); what is no code is left out, so that the text tells."""
    if match := _CODE.fullmatch(value.strip()):
        return match[1].lower(), None
    return None, "The field 'language' is no code of two letters and is left out."


def _runs(value: object, length: int, notes: list[str]) -> tuple[Run, ...]:
    """Where the text stands in its page, as an earlier run wrote it; left out where it cannot be so."""
    if value is None:
        return ()
    try:
        runs = msgspec.convert(value, tuple[Run, ...])
    except msgspec.ValidationError:
        runs = ()
    at = 0
    for run in runs:
        if min(run) < 0 or run.start < at or run.start + run.length > length:
            runs = ()
            break
        at = run.start + run.length
    if not runs and value != []:
        notes.append("The field 'runs' of the row is not well-formed and is left out.")
    return runs


def _copy_of(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
