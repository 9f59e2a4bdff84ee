"""Files, folders and standard input: which documents lie there, in order."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from risalah.errors import DecodeError, UsageError
from risalah.model import Raw, Reject
from risalah.sources import jsonl, plain
from risalah.sources.columns import Columns
from risalah.sources.limits import DEFAULT_LIMIT

FORMATS = ("auto", "jsonl", "text")
"""What a file may be read as; `auto` goes by its name, else by its first line."""

SUFFIXES = {".txt": "text", ".text": "text", ".md": "text", ".jsonl": "jsonl", ".ndjson": "jsonl"}
"""Files of a folder that are read, with or without `.gz` behind."""

STDIN = "-"

_REMEMBERED = 100_000
"""How many ids are kept to find one that comes again."""


def check_paths(paths: Sequence[str | Path]) -> None:
    """Raise `UsageError` for a path that does not exist and for a folder with nothing to read in it."""
    for path in paths:
        if str(path) == STDIN:
            continue
        try:
            missing = not Path(path).exists()
        except (OSError, ValueError) as e:
            raise UsageError(f"{str(path)!r} is not a path ({e})") from e
        if missing:
            raise UsageError(f"{path}: no such file or folder")
        if Path(path).is_dir() and next(_inside(Path(path)), None) is None:
            raise UsageError(f"{path}: nothing to read in this folder (looked for {', '.join(SUFFIXES)}, also .gz)")


def documents(
    paths: Iterable[str | Path],
    *,
    columns: Columns | None = None,
    limit: int = DEFAULT_LIMIT,
    kind: str = "auto",
    stdin: BinaryIO | None = None,
) -> Iterator[Raw | Reject]:
    """The documents of files, folders and `-` (standard input), in order; a folder's files in order of their names.

    One document is held at a time. What cannot be read becomes a `Reject`; a missing path is a `UsageError`.
    """
    if isinstance(paths, str | bytes | Path):
        raise UsageError(f"documents() takes a list of paths, not {paths!r:.60}")
    paths = list(paths)
    if kind not in FORMATS:
        raise UsageError(f"no input format {kind!r} (there are: {', '.join(FORMATS)})")
    check_paths(paths)
    return _told_apart(_documents(paths, columns or Columns(), limit, kind, stdin))


def _told_apart(found: Iterable[Raw | Reject]) -> Iterator[Raw | Reject]:
    """The documents, with a note on each whose id an earlier one had: by its id it cannot be found.

    Ids are remembered as digests, and only the last `_REMEMBERED`: memory must not grow with the corpus.
    """
    seen: dict[bytes, None] = {}
    for document in found:
        key = hashlib.blake2b(document.doc_id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if isinstance(document, Raw) and key in seen:
            note = "An earlier document has the same id."
            document = msgspec.structs.replace(document, notes=(*document.notes, note))
        seen[key] = None
        if len(seen) > _REMEMBERED:
            del seen[next(iter(seen))]
        yield document


def _documents(
    paths: Iterable[str | Path], columns: Columns, limit: int, kind: str, stdin: BinaryIO | None
) -> Iterator[Raw | Reject]:
    for path in paths:
        if str(path) == STDIN:
            yield from _stream(stdin or sys.stdin.buffer, "stdin", STDIN, columns, limit, kind)
        elif Path(path).is_dir():
            for file in _inside(Path(path)):
                yield from _file(file, columns, limit, kind)
        else:
            yield from _file(Path(path), columns, limit, kind)


def _inside(folder: Path) -> Iterator[Path]:
    """The readable files under a folder, by name; hidden ones and links to folders are passed over."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and _kind(name) is not None:
                yield Path(root, name)


def _kind(name: str) -> str | None:
    return SUFFIXES.get(Path(name.lower().removesuffix(".gz")).suffix)


def stem(name: str) -> str:
    """A file's name without its folder and ending: the id of the document in it."""
    bare = Path(name).name
    return Path(bare[:-3] if bare.lower().endswith(".gz") else bare).stem


def _file(path: Path, columns: Columns, limit: int, kind: str) -> Iterator[Raw | Reject]:
    name = stem(str(path))
    kind = (_kind(path.name) or "auto") if kind == "auto" else kind
    try:
        with _opened(path) as stream:
            yield from _stream(stream, name, str(path), columns, limit, kind)
    except (OSError, EOFError, zlib.error) as e:
        reason = getattr(e, "strerror", None) or str(e)
        yield Reject(doc_id=name, stage="source", reason=f"cannot be read ({reason})", file=str(path))


def _opened(path: Path) -> BinaryIO:
    if path.name.lower().endswith(".gz"):
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _stream(stream: BinaryIO, name: str, file: str, columns: Columns, limit: int, kind: str) -> Iterator[Raw | Reject]:
    """The documents of an open stream; with `auto`, JSON Lines when its first line is a JSON object."""
    if kind == "text":
        yield plain.document(_read(stream, limit + 1), name=name, file=file, limit=limit)
        return
    found = jsonl.lines(stream, limit)
    if kind == "auto":
        first = stream.readline(limit + 2)
        if not _is_row(first, limit):
            data = first + _read(stream, limit + 1 - len(first))
            yield plain.document(data, name=name, file=file, limit=limit)
            return
        found = itertools.chain([first], found)
    yield from jsonl.rows(found, name=name, file=file, columns=columns, limit=limit)


def _is_row(line: bytes, limit: int) -> bool:
    if not line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        return False
    try:
        jsonl.parse(line.removeprefix(b"\xef\xbb\xbf"), limit)
    except DecodeError:
        return False
    return True


def _read(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes; a pipe may give them in pieces."""
    pieces: list[bytes] = []
    while size > 0:
        piece = stream.read(size)
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
