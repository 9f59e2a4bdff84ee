"""Parallel articles: the same talks told in two languages yield the same record.

A file of `tests/parallel` is a pair of articles made for risalah and the record that a careful annotator writes of
both: who said what kind of thing, for whom, when, about what, and what happened. Where one reading differs the file
names the slot as a `fault` with its reason: a strict xfail, so that a mended fault must leave the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from risalah.model import Raw, Record, Statement
from risalah.packs.loader import read_toml
from risalah.reading.pipeline import Reader

FILES = sorted((Path(__file__).parent / "parallel").glob("*.toml"))
LANGUAGES = ("id", "en")
LEAST = 8
WHOLE = "statement"
"""The slot of a fault that says that the statement is not found at all."""


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two articles."""

    title: str
    text: str


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A statement that both articles tell; what is left out must be empty."""

    mode: str
    acts: tuple[str, ...]
    issues: tuple[str, ...]
    speaker: str | None = None
    party: str | None = None
    said_on: str | None = None
    conditional: bool = False

    def slots(self) -> dict[str, Any]:
        """The slots as they are compared: labels in no order."""
        return {**msgspec.structs.asdict(self), "acts": sorted(self.acts), "issues": sorted(self.issues)}


class Happened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event that both articles tell."""

    type: str
    participants: tuple[str, ...]
    date: str | None = None


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slot of a statement (counted from 1) in which the reading of one language is known to be wrong."""

    language: str
    statement: int
    slot: str
    reason: str


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two articles and their record."""

    about: str
    published: str
    id: Article
    en: Article
    statement: tuple[Said, ...]
    event: tuple[Happened, ...] = ()
    fault: tuple[Fault, ...] = ()


@cache
def pair(path: Path) -> Pair:
    return read_toml(path, Pair)


@cache
def record(path: Path, language: str) -> Record:
    article: Article = getattr(pair(path), language)
    raw = Raw(path.stem, article.text, title=article.title, published=pair(path).published, language=language)
    found = Reader((language,)).read(raw)
    assert isinstance(found, Record), found
    return found


def slots(s: Statement) -> dict[str, Any]:
    return Said(
        s.mode, s.acts, s.issues, speaker=s.speaker, party=s.party, said_on=s.said_on, conditional=bool(s.conditions)
    ).slots()


def rows(path: Path, language: str) -> list[dict[str, Any]]:
    """The statements found, with an empty one where the pair's faults say that one is missed."""
    found = [slots(s) for s in record(path, language).statements]
    for fault in sorted(pair(path).fault, key=lambda f: f.statement):
        if fault.language == language and fault.slot == WHOLE:
            found.insert(fault.statement - 1, {})
    return found


def excused(path: Path, *languages: str) -> set[tuple[int, str]]:
    """The statements and slots in which a language of these is at fault."""
    return {(f.statement - 1, f.slot) for f in pair(path).fault if f.language in languages}


def compared(found: list[dict[str, Any]], but: set[tuple[int, str]]) -> Iterator[dict[str, Any]]:
    for n, row in enumerate(found):
        yield {k: v for k, v in row.items() if (n, k) not in but and (n, WHOLE) not in but}


def faults() -> list[Any]:
    return [
        pytest.param(
            p,
            f,
            id=f"{p.stem}-{f.language}-{f.statement}-{f.slot}",
            marks=pytest.mark.xfail(reason=f.reason, raises=AssertionError, strict=True),
        )
        for p in FILES
        for f in pair(p).fault
    ]


def by_name(path: Path) -> str:
    return path.stem


def test_there_are_eight_pairs() -> None:
    assert len(FILES) >= LEAST


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_both_articles_yield_the_same_statements(path: Path) -> None:
    but = excused(path, *LANGUAGES)
    one, other = (list(compared(rows(path, language), but)) for language in LANGUAGES)
    assert one == other


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_the_statements_are_those_of_the_pair(path: Path, language: str) -> None:
    but = excused(path, language)
    told = [s.slots() for s in pair(path).statement]
    assert list(compared(rows(path, language), but)) == list(compared(told, but))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_the_events_of_the_pair_are_found(path: Path, language: str) -> None:
    found = [(e.type, sorted(e.participants), e.date) for e in record(path, language).events]
    for event in pair(path).event:
        assert (event.type, sorted(event.participants), event.date) in found


@pytest.mark.parametrize(("path", "fault"), faults())
def test_known_faults(path: Path, fault: Fault) -> None:
    found, told = rows(path, fault.language)[fault.statement - 1], pair(path).statement[fault.statement - 1].slots()
    assert found
    assert found[fault.slot] == told[fault.slot]
