"""Which field of a row holds what: as `--columns` says, else by the usual names in `columns.tsv`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from risalah.errors import UsageError

Chosen = Mapping[str, tuple[str, ...]]
"""Names of a row's columns by the field they hold, in order of preference; a field that none holds is not in it."""


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The columns that a user named, in order of preference. Where none is named, the usual names are looked for."""

    id: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    author: tuple[str, ...] = ()


STANDARD: Chosen = {field: (field,) for field in Columns.__struct_fields__} | {"id": ("id", "doc_id")}
"""The names that risalah itself writes; they are taken before any other."""


def parse_columns(option: str | None) -> Columns:
    """`title=judul,text=isi` as `Columns`; the columns of fields that are not named are told by their usual names.

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


@lru_cache(4096)
def folded(name: str) -> str:
    """A column's name without case, spaces and punctuation: `Isi Berita` and `isi_berita` are one."""
    return "".join(filter(str.isalnum, name[:200].casefold()))


@cache
def usual() -> Mapping[str, tuple[str, int]]:
    """The field and the rank of each usual name, folded."""
    lines = (files(__package__) / "columns.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return {folded(name): (field, rank) for rank, (field, name) in enumerate(rows)}


def chosen(names: Iterable[str], columns: Columns) -> Chosen:
    """Which of a row's columns hold what.

    A column that the user named is taken whole or not at all; a standard name stands before a usual one, a usual one
    before those below it in the table. One column holds one field. Nothing is told by what stands in the columns.
    """
    here = dict.fromkeys(names)
    found: dict[str, tuple[str, ...]] = {}
    for field, standard in STANDARD.items():
        named: tuple[str, ...] = getattr(columns, field)
        if taken := tuple(n for n in named or standard if n in here):
            found[field] = taken
    given = {n for taken in found.values() for n in taken}
    best: dict[str, tuple[int, str]] = {}
    for name in here:
        field, rank = usual().get(folded(name), ("", 0))
        if not field or field in found or name in given or getattr(columns, field):
            continue
        if field not in best or rank < best[field][0]:
            best[field] = (rank, name)
    return found | {field: (name,) for field, (_, name) in best.items()}


def guessed(taken: Chosen, columns: Columns) -> dict[str, str]:
    """What of a choice is neither the user's nor a standard name: the column of each such field."""
    return {
        field: names[0]
        for field, names in sorted(taken.items(), key=lambda t: _ORDER[t[0]])
        if not getattr(columns, field) and folded(names[0]) not in map(folded, STANDARD[field])
    }


_ORDER = {f: n for n, f in enumerate(("text", "title", "published", "outlet", "url", "author", "language", "id"))}
"""The order in which fields are told to people."""
