"""Which field of a row holds what."""

from __future__ import annotations

import difflib

import msgspec

from risalah.errors import UsageError


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The field names of a row, in order of preference; the first that the row has is taken."""

    id: tuple[str, ...] = ("id", "doc_id")
    text: tuple[str, ...] = ("text",)
    title: tuple[str, ...] = ("title",)
    published: tuple[str, ...] = ("published",)
    outlet: tuple[str, ...] = ("outlet",)
    url: tuple[str, ...] = ("url",)
    language: tuple[str, ...] = ("language",)


def parse_columns(option: str | None) -> Columns:
    """`title=judul,text=isi` as `Columns`; fields that are not named keep their own names.

    Raises `UsageError` for anything else.
    """
    if not option:
        return Columns()
    known = Columns.__struct_fields__
    found: dict[str, tuple[str, ...]] = {}
    for part in option.split(","):
        field, equals, name = (p.strip() for p in part.partition("="))
        if not equals or not field or not name:
            raise UsageError(f"--columns: {part.strip()!r} is not FIELD=NAME (as in title=headline,text=body)")
        if field not in known:
            near = difflib.get_close_matches(field, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"--columns: no field {field!r} (there are: {', '.join(known)}){hint}")
        if field in found:
            raise UsageError(f"--columns: {field!r} is named twice")
        found[field] = (name,)
    return msgspec.convert(found, Columns)
