"""Every pack's corpus (`packs/LANGUAGE/corpus/*.toml`) read by the real reader.

A case is a short text and the statements a careful annotator finds in it, in order; only the slots that a case
names are compared, `""` stands for an empty slot. A case with a `known_fault` must still fail: when it is
mended the test says so (strict xfail), and the note goes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from risalah.model import Raw, Record, Span, Statement
from risalah.packs.loader import HOME, read_toml
from risalah.reading.pipeline import Reader

FILES = sorted(HOME.glob("*/corpus/*.toml"))
LONGEST = 400


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One expected statement; a slot left out is not compared."""

    content: tuple[str, ...]
    cue: str | None = None
    source: str | None = None
    speaker: str | None = None
    party: str | None = None
    mode: str | None = None
    said_on: str | None = None
    audience: str | None = None
    via: str | None = None
    place: str | None = None
    conditions: tuple[str, ...] | None = None
    acts: tuple[str, ...] | None = None


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text. `published` and `title` are what a source says beside it."""

    id: str
    text: str
    statements: tuple[Expected, ...] = ()
    published: str | None = None
    title: str | None = None
    known_fault: str | None = None


class Corpus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a corpus."""

    about: str
    case: tuple[Case, ...]


@cache
def reader(language: str) -> Reader:
    return Reader((language,))


def cases() -> list[tuple[str, Path, Case]]:
    return [(p.parent.parent.name, p, c) for p in FILES for c in read_toml(p, Corpus).case]


def read(language: str, case: Case) -> Record:
    raw = Raw(doc_id=case.id, text=case.text, title=case.title, published=case.published, language=language)
    record = reader(language).read(raw)
    if not isinstance(record, Record):
        raise RuntimeError(record)  # no known fault: a case that is not read at all
    return record


def differences(language: str, case: Case) -> list[str]:
    """What the reading of a case has that its expectation has not, one line each."""
    found = [shown(case.text, s) for s in read(language, case).statements]
    told = [{k: v for k, v in msgspec.structs.asdict(e).items() if v is not None} for e in case.statements]
    gone = [e for e in told if e["content"] not in [f["content"] for f in found]]
    extra = [f for f in found if f["content"] not in [e["content"] for e in told]]
    lines = [f"missed: {e['content']}" for e in gone]
    lines += [f"made up: {f['cue']} {f['content']} by {f['speaker'] or f['source']!r}" for f in extra]
    same = [f for f in found if f not in extra], [e for e in told if e not in gone]
    for f, e in zip(*same, strict=False):
        lines += [f"{e['content'][0][:20]!r} {k}: {f[k]!r}, not {v!r}" for k, v in e.items() if f[k] != v]
    return lines if len(found) == len(told) or lines else [f"{len(found)} statements, not {len(told)}"]


def shown(text: str, s: Statement) -> dict[str, Any]:
    """A statement as a case writes it."""
    return {
        "content": tuple(words(text, x) for x in s.content),
        "cue": " ".join(words(text, x) for x in s.cue),
        "source": " ".join(words(text, x) for x in s.source),
        "conditions": tuple(words(text, x) for x in s.conditions),
        "acts": s.acts,
        "mode": s.mode,
        **{k: getattr(s, k) or "" for k in ("speaker", "party", "said_on", "audience", "via", "place")},
    }


def words(text: str, span: Span) -> str:
    return " ".join(span.slice(text).split())


def parameters() -> list[Any]:
    out = []
    for language, path, case in cases():
        marks = []
        if case.known_fault:
            marks.append(pytest.mark.xfail(reason=case.known_fault, raises=AssertionError, strict=True))
        out.append(pytest.param(language, case, id=f"{language}-{path.stem}-{case.id}", marks=marks))
    return out


@pytest.mark.parametrize(("language", "case"), parameters())
def test_the_reader_finds_what_an_annotator_finds(language: str, case: Case) -> None:
    assert differences(language, case) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.parent.name}-{p.stem}")
def test_expectations_quote_their_texts(path: Path) -> None:
    """An expected snippet that its text does not hold could never be found."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
    for case in read_toml(path, Corpus).case:
        text = " ".join(case.text.split())
        for s in case.statements:
            for snippet in (*s.content, s.cue, s.source, *(s.conditions or ())):
                assert " ".join((snippet or "").split()) in text, (case.id, snippet)


def test_cases_are_named_once() -> None:
    names = [(language, path.stem, case.id) for language, path, case in cases()]
    assert len(names) == len(set(names))


def test_there_are_cases_that_hold_no_statement() -> None:
    """A reader that finds statements everywhere must fail here."""
    for language in {language for language, _, _ in cases()}:
        assert sum(1 for lang, _, c in cases() if lang == language and not c.statements) >= 10
