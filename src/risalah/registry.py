"""A user's issue registry, checked before anything is read: its faults name the file and the row, not a pack.

What the registry means is said in `risalah.reading.issues`; patterns are tried with the words of every pack that
they will be used with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from risalah.errors import PackError
from risalah.packs import load
from risalah.packs.loader import numbered_tsv, read_toml
from risalah.reading.issues import COLUMNS, Issue, IssueRules, Registry, issue_of
from risalah.reading.wordpatterns import Grammar, folded

# Ids stand in lists, in tables and after options: nothing that separates there may be in one.
_ID = re.compile(r"[\w.-]+")


def check(path: Path, languages: Iterable[str]) -> None:
    """Raises `PackError` for a registry that cannot be read or used with the packs of these languages."""
    found = list(_toml(path) if path.suffix == ".toml" else _tsv(path))
    if not found:
        raise PackError(f"{path}: no issue in it")
    seen: set[str] = set()
    for where, issue in found:
        if issue.id in seen:
            raise PackError(f"{where}: the id {issue.id!r} is given twice")
        seen.add(issue.id)
    packs = [load(language).rules("issue_terms", IssueRules) for language in languages]
    for where, issue in found:
        if not issue.id:
            raise PackError(f"{where}: an issue without an id")
        if not _ID.fullmatch(issue.id):
            raise PackError(
                f"{where}: the id {issue.id!r} holds more than letters, digits, hyphens, dots and underscores"
            )
        if issue.id.casefold() == "none":
            raise PackError(f"{where}: the id 'none' stands for no issue")
        if not issue.covers.strip():
            raise PackError(f"{where}: 'covers' does not say what the issue {issue.id!r} is")
        for pack in packs:
            grammar = Grammar(pack.classes, pack.enclitics, where)
            for term in issue.terms:
                grammar.compile(folded(term))


def _toml(path: Path) -> Iterator[tuple[str, Issue]]:
    """The issues, each with its place in words; TOML tells no lines."""
    for n, issue in enumerate(read_toml(path, Registry).issue, 1):
        yield f"{path}: issue {n}", issue


def _tsv(path: Path) -> Iterator[tuple[str, Issue]]:
    for n, row in numbered_tsv(path):
        for column in ("id", "covers"):
            if column not in row:
                raise PackError(f"{path}: no column {column!r}")
        unknown = [column for column in row if column not in COLUMNS]
        if unknown:
            raise PackError(f"{path}: no registry has a column {unknown[0]!r} (there are {', '.join(COLUMNS)})")
        yield f"{path}:{n}", issue_of(row)
