"""Annotated articles: the gold files (CODEBOOK), and records in the same shape."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from risalah.errors import UsageError
from risalah.model import Raw, Record, Reject, Span
from risalah.sources import documents


class AnnotatedStatement(msgspec.Struct, frozen=True):
    """A statement as annotated; what an annotator left out is empty."""

    content: tuple[Span, ...]
    id: str = ""
    cue: tuple[Span, ...] = ()
    source: tuple[Span, ...] = ()
    conditions: tuple[Span, ...] | None = ()
    speaker: str | None = None
    party: str | None = None
    mode: str | None = None
    said_on: str | None = None
    acts: tuple[str, ...] | None = ()
    issues: tuple[str, ...] | None = ()
    audience: str | None = None
    via: str | None = None
    place: str | None = None


class AnnotatedEvent(msgspec.Struct, frozen=True):
    """An event as annotated."""

    span: Span
    type: str
    participants: tuple[str, ...] = ()
    date: str | None = None
    place: str | None = None


class AnnotatedTime(msgspec.Struct, frozen=True):
    """A time expression as annotated."""

    span: Span
    value: str | None = None


class Annotated(msgspec.Struct, frozen=True):
    """What is annotated of one document. Fields beyond these are passed over."""

    doc_id: str
    file: str | None = None
    header: dict[str, str | None] = {}
    furniture: tuple[Span, ...] = ()
    repeats: tuple[Span, ...] = ()
    statements: tuple[AnnotatedStatement, ...] = ()
    events: tuple[AnnotatedEvent, ...] = ()
    times: tuple[AnnotatedTime, ...] = ()


class GoldFile(msgspec.Struct, frozen=True):
    """A gold file and the document that it annotates."""

    gold: Annotated
    raw: Raw


def annotated(record: Record) -> Annotated:
    """A record in the shape of a gold file."""
    return msgspec.convert(msgspec.to_builtins(record), Annotated)


def load_gold(paths: Iterable[Path], root: Path | None = None) -> list[GoldFile]:
    """The gold files and their documents, in order.

    A gold file names its text by `file`, relative to `root` (by default the folder above the gold file's own):
    a text file, or JSON Lines in which the row with its `doc_id` is taken. Raises `UsageError` for a gold file
    or a text that is missing, broken, or does not fit its spans.
    """
    cache: dict[Path, dict[str, Raw]] = {}
    found: list[GoldFile] = []
    for path in paths:
        gold = _gold(path)
        if not gold.file:
            raise UsageError(f"{path}: names no text (field 'file')")
        text = (root if root is not None else path.resolve().parent.parent) / gold.file
        if text not in cache:
            cache[text] = _texts(text, path)
        raws = cache[text]
        raw = next(iter(raws.values())) if text.suffix == ".txt" else raws.get(gold.doc_id)
        if raw is None:
            raise UsageError(f"{path}: {text} has no row with the id {gold.doc_id!r}")
        if _reach(gold) > len(raw.text):
            raise UsageError(f"{path}: a span reaches beyond the end of {text}")
        found.append(GoldFile(gold, msgspec.structs.replace(raw, doc_id=gold.doc_id)))
    return found


def _gold(path: Path) -> Annotated:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Annotated)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: not a gold file ({e})") from e


def _texts(path: Path, gold: Path) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    if not path.is_file():
        raise UsageError(f"{gold}: its text {path} is missing (is --root right?)")
    for document in documents([path]):
        if isinstance(document, Reject):
            raise UsageError(f"{gold}: its text {path} cannot be read ({document.reason})")
        found[document.doc_id] = document
    return found


def _reach(gold: Annotated) -> int:
    """The end of the last span."""
    spans = [*gold.furniture, *gold.repeats, *(e.span for e in gold.events), *(t.span for t in gold.times)]
    for s in gold.statements:
        spans += [*s.content, *s.cue, *s.source, *(s.conditions or ())]
    return max((s.end for s in spans), default=0)
