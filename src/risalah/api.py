"""What risalah can do, as plain typed functions. The shells parse their arguments and call these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from risalah import workers
from risalah.errors import DocumentError, UsageError
from risalah.exports.jsonl import encode
from risalah.model import Raw, Record, Reject
from risalah.packs import available, load
from risalah.sources import documents
from risalah.text.decode import damage

if TYPE_CHECKING:
    from risalah.reading.pipeline import Reader
    from risalah.text.header import HeaderReader

__all__ = ["Options", "documents", "encode", "found", "kept", "process", "read", "read_all", "reader"]

R = TypeVar("R")


class Options(NamedTuple):
    """What makes a reader. It can be hashed, and be sent to a worker process."""

    languages: tuple[str, ...] | None = None
    """The packs that may be used; None: all."""
    issues: str | None = None
    """The path of an issue registry."""
    attitudes: bool = False
    """Whether beliefs and intentions are read too."""
    tagger: str | None = None
    """The folder of a tagger."""


DEFAULT = Options()


def read(
    source: str | Path | Raw | None = None,
    *,
    text: str | None = None,
    doc_id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    language: str | None = None,
    issues: str | Path | None = None,
) -> Record:
    """The record of one article: of a file, of `text`, or of a `Raw` document.

    `published` (ISO 8601) is the day that the text's "yesterday" counts from when the text does not say it;
    `language` picks the pack (else it is recognised); `issues` is an issue registry of your own.
    Raises `DocumentError` when the document cannot be read and `UsageError` when the call cannot be.
    """
    if (source is None) == (text is None):
        raise UsageError("read() takes either a source or text=")
    told = {"doc_id": doc_id, "title": title, "published": published, "outlet": outlet, "language": language}
    for name, value in {"text": text, **told}.items():
        _asked(value is None or isinstance(value, str), f"{name}= takes a str", value)
    raw = Raw(doc_id="text", text=text, notes=damage(text)) if text is not None else _only(source)
    raw = msgspec.structs.replace(raw, **{field: value for field, value in told.items() if value is not None})
    record = reader(Options(issues=_path(issues))).read(raw)
    if isinstance(record, Reject):
        raise DocumentError(record.reason)
    return _noted(raw, record)


def read_all(
    sources: str | Path | Raw | Iterable[str | Path | Raw | Reject],
    *,
    jobs: int | None = 1,
    languages: tuple[str, ...] | None = None,
    issues: str | Path | None = None,
) -> Iterator[Record | Reject]:
    """The records of many articles, in order, as they are read: of files, folders and `Raw` documents.

    A document that cannot be read becomes a `Reject` in its place. `jobs` processes share the work (None: all cores,
    where there is much of it).
    """
    _asked(jobs is None or (isinstance(jobs, int) and jobs >= 1), "jobs= takes a number from 1 on, or None", jobs)
    _asked(languages is None or isinstance(languages, tuple), "languages= takes a tuple of codes", languages)
    _asked(isinstance(sources, str | Path | Raw) or _several(sources), "read_all() takes paths and Raw", sources)
    options = Options(languages, _path(issues))
    reader(options)
    return process(found(sources), kept, options=options, jobs=jobs)


def process(
    documents: Iterable[Raw | Reject],
    finish: Callable[[Raw, Record], R],
    *,
    options: Options = DEFAULT,
    jobs: int | None = 1,
) -> Iterator[R | Reject]:
    """`finish(raw, record)` for each document that could be read, in order; a `Reject` for every other.

    `finish` runs in the worker processes, so that what is made of a record is made there too.
    """
    return workers.mapped(partial(_process, finish, options), documents, jobs=jobs, weigh=_weight)


@lru_cache(maxsize=4)
def reader(options: Options = DEFAULT) -> Reader:
    """The reader of these options, made once for each process. Raises `UsageError` for a bad registry or tagger."""
    registry = Path(options.issues) if options.issues else None
    if registry:
        from risalah.registry import check

        check(registry, options.languages or available())
    if options.tagger:
        from risalah.tagger.stage import TaggedReader

        return TaggedReader(Path(options.tagger), options.languages, registry, options.attitudes)
    from risalah.reading.pipeline import Reader

    return Reader(languages=options.languages, registry=registry, attitudes=options.attitudes)


def _process(finish: Callable[[Raw, Record], R], options: Options, found: Raw | Reject) -> R | Reject:
    if isinstance(found, Reject):
        return found
    record = reader(options).read(found)
    return record if isinstance(record, Reject) else finish(found, _noted(found, record))


def _noted(raw: Raw, record: Record) -> Record:
    """The record with a note where the day that its source tells is none, so that the reading had to drop it."""
    told = (raw.published or "").strip()
    if not told or told == record.header.published or _dates(record.language).moment(told):
        return record
    note = "The field 'published' is not a date and is left out."
    return msgspec.structs.replace(record, notes=(*record.notes, note))


@cache
def _dates(language: str) -> HeaderReader:
    """What knows how dates are written in a language."""
    from risalah.text.header import HeaderReader

    return HeaderReader(load(language), {})


def _weight(found: Raw | Reject) -> int:
    return len(found.text) if isinstance(found, Raw) else 100


def kept(raw: Raw, record: Record) -> Record:  # noqa: ARG001 - the shape `process` asks for
    """The record as it is, for `process`."""
    return record


def found(sources: str | Path | Raw | Iterable[str | Path | Raw | Reject]) -> Iterator[Raw | Reject]:
    """The documents of files, folders and `Raw` documents."""
    if isinstance(sources, str | Path | Raw):
        sources = [sources]
    for source in sources:
        if isinstance(source, str | Path):
            yield from documents([source])
        else:
            _asked(isinstance(source, Raw | Reject), "read_all() takes paths and Raw", source)
            yield _sound(source) if isinstance(source, Raw) else source


def _asked(right: bool, wanted: str, given: object) -> None:
    """Raise `UsageError` where a caller gives what cannot be used: types are not checked when Python runs."""
    if not right:
        raise UsageError(f"{wanted}, not {given!r:.60}")


def _sound(raw: Raw) -> Raw:
    """The document, if its text and id are text."""
    _asked(isinstance(raw.text, str), "Raw.text is a str", raw.text)
    _asked(isinstance(raw.doc_id, str), "Raw.doc_id is a str", raw.doc_id)
    return raw


def _several(sources: object) -> bool:
    return isinstance(sources, Iterable) and not isinstance(sources, bytes | bytearray)


def _path(path: str | Path | None) -> str | None:
    _asked(path is None or isinstance(path, str | Path), "issues= takes a path", path)
    return str(path) if path else None


def _only(source: str | Path | Raw | None) -> Raw:
    """The one document of a source."""
    if isinstance(source, Raw):
        return _sound(source)
    _asked(isinstance(source, str | Path), "read() takes a path or a Raw", source)
    assert source is not None
    if isinstance(source, str) and "\n" in source:
        raise UsageError("read() takes a path; give an article's words as text=")
    found = list(_first_two(documents([source])))
    if not found:
        raise DocumentError(f"{source}: no document in it")
    if len(found) > 1:
        raise UsageError(f"{source} holds several documents; use read_all()")
    if isinstance(found[0], Reject):
        raise DocumentError(f"{source}: {found[0].reason}")
    return found[0]


def _first_two(found: Iterator[Raw | Reject]) -> Iterator[Raw | Reject]:
    for _, document in zip(range(2), found, strict=False):
        yield document
