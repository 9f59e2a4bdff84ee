"""Files, folders and standard input: which documents lie there, in order."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from risalah.errors import DocumentError, UsageError
from risalah.model import Raw, Reject
from risalah.sources import jsonl, rejects
from risalah.sources.columns import Columns
from risalah.sources.copies import linked
from risalah.sources.dispatch import documents_of
from risalah.sources.formats import FORMATS, HEAD, PRESSED, SUFFIXES, base, by_name
from risalah.sources.items import How, Item
from risalah.sources.limits import DEFAULT_LIMIT
from risalah.sources.opened import BROKEN, Buffered, Meter, broken, opened

if TYPE_CHECKING:
    from risalah.sources.fetch import Fetcher

STDIN = "-"
ADDRESS = ("http://", "https://")


def is_address(path: str | Path) -> bool:
    """Whether a path is an address on the web."""
    return str(path).lower().startswith(ADDRESS)


def check_paths(paths: Sequence[str | Path]) -> None:
    """Raise `UsageError` for a path that does not exist and for a folder with nothing to read in it."""
    for path in paths:
        if str(path) == STDIN or is_address(path):
            continue
        try:
            missing = not Path(path).exists()
        except (OSError, ValueError) as e:
            raise UsageError(f"{str(path)!r} is not a path ({e})") from e
        if missing:
            raise UsageError(f"{path}: no such file or folder")
        if Path(path).is_dir() and next(inside(Path(path)), None) is None:
            known = ", ".join(SUFFIXES)
            raise UsageError(f"{path}: nothing to read in this folder (looked for {known}, also {', '.join(PRESSED)})")


def documents(
    paths: Iterable[str | Path],
    *,
    columns: Columns | None = None,
    limit: int = DEFAULT_LIMIT,
    kind: str = "auto",
    stdin: BinaryIO | None = None,
    meter: Meter | None = None,
    tell: Callable[[str], None] | None = None,
    but: Iterable[str] = (),
    allow_private: bool = False,
    user_agent: str | None = None,
) -> Iterator[Raw | Reject]:
    """The documents of files, folders, addresses and `-` (standard input), in order; a folder's files by their names.

    One document is held at a time. What cannot be read becomes a `Reject`; a missing path is a `UsageError`.
    `meter` counts the bytes read; `tell` is told what was guessed; `but` are files that are passed over in
    folders (what the run itself writes). Addresses are fetched as `user_agent`, those of this
    machine and of private networks with `allow_private` only.
    """
    if isinstance(paths, str | bytes | Path):
        raise UsageError(f"documents() takes a list of paths, not {paths!r:.60}")
    paths = list(paths)
    if kind not in FORMATS:
        raise UsageError(f"no input format {kind!r} (there are: {', '.join(FORMATS)})")
    check_paths(paths)
    how = How(columns or Columns(), limit, kind, allow_private=allow_private, user_agent=user_agent)
    how = how._replace(but=frozenset(map(os.path.realpath, but)))
    return linked(_documents(paths, how._replace(tell=tell) if tell else how, stdin, meter or Meter()))


def _documents(paths: Iterable[str | Path], how: How, stdin: BinaryIO | None, meter: Meter) -> Iterator[Raw | Reject]:
    with contextlib.closing(_Web(how)) as web:
        for path in paths:
            if str(path) == STDIN:
                yield from documents_of(Item("stdin", STDIN, stdin or cast(BinaryIO, sys.stdin.buffer)), how)
            elif is_address(path):
                yield from _address(str(path), how, web)
            elif Path(path).is_dir():
                for file in inside(Path(path), how.but):
                    yield from _file(file, how, meter, web)
            else:
                yield from _file(Path(path), how, meter, web)


def inside(folder: Path, but: frozenset[str] = frozenset()) -> Iterator[Path]:
    """The readable files under a folder, by name, `but` some (real paths).

    Hidden ones, links to folders and what is no file (a pipe would wait for ever) are passed over.
    """
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith(".") or by_name(name) is None or not path.is_file():
                continue
            if not but or os.path.realpath(path) not in but:
                yield path


def sizes(paths: Iterable[str | Path]) -> int:
    """The bytes of all files named, 0 where that is not known (standard input, an address)."""
    total = 0
    for path in paths:
        if str(path) == STDIN or is_address(path):
            return 0
        files = inside(Path(path)) if Path(path).is_dir() else [Path(path)]
        for file in files:
            try:
                total += file.stat().st_size
            except OSError:
                continue
    return total


def state_of(paths: Iterable[str | Path]) -> str | None:
    """A digest of the named files' names, sizes and times; None where standard input or an address is among them."""
    state = hashlib.blake2b(digest_size=16)
    for path in paths:
        if str(path) == STDIN or is_address(path):
            return None
        for file in inside(Path(path)) if Path(path).is_dir() else [Path(path)]:
            try:
                found = file.stat()
            except OSError:
                continue
            state.update(
                f"{file.absolute()}\0{found.st_size}\0{found.st_mtime_ns}\0".encode("utf-8", "surrogateescape")
            )
    return state.hexdigest()


def _file(path: Path, how: How, meter: Meter, web: _Web, *, again: bool = True) -> Iterator[Raw | Reject]:
    """The documents of a file; `again`: a file of rejects stands for the documents that it names."""
    name = base(str(path))
    try:
        with opened(path, meter) as stream:
            if again and _names_rejects(stream):
                yield from _again(stream, how, meter, web)
            else:
                yield from documents_of(Item(name, str(path), cast(BinaryIO, stream)), how)
    except BROKEN as e:
        yield Reject(doc_id=name, stage="source", reason=broken(e), file=str(path))


def _names_rejects(stream: Buffered) -> bool:
    """Whether a file's first line is a reject."""
    first, _, _ = stream.peek(HEAD)[:HEAD].partition(b"\n")
    if not first.startswith(b"{"):
        return False
    try:
        return rejects.is_reject(jsonl.parse(first, HEAD))
    except DocumentError:
        return False


def _again(stream: Buffered, how: How, meter: Meter, web: _Web) -> Iterator[Raw | Reject]:
    """The documents that a file of rejects names, from where they lie."""
    for what in rejects.named(_rows(stream, how.limit)):
        if isinstance(what, Reject):
            yield what
        elif is_address(what.path):
            yield from rejects.wanted(_address(what.path, how, web), what)
        elif rejects.missing(what.path):
            yield from (Reject(i, "source", "the file is not there any more", file) for i, file in sorted(what.ids))
        else:
            placed = rejects.Placed()
            found = _file(Path(what.path), how._replace(place=placed), meter, web, again=False)
            yield from rejects.wanted(found, what, placed)


def _rows(stream: Buffered, limit: int) -> Iterator[Mapping[str, object]]:
    for line in jsonl.lines(cast(BinaryIO, stream), limit):
        if line is not None and line.strip():
            with contextlib.suppress(DocumentError):
                yield jsonl.parse(line, limit)


def _address(url: str, how: How, web: _Web) -> Iterator[Raw | Reject]:
    """What lies at an address: the article of a page, the entries of a feed with their own text."""
    found = web.fetcher().item(url)
    if isinstance(found, Reject):
        yield found
    else:
        yield from documents_of(found, how)


class _Web:
    """What fetches all addresses of a run, so that no host is hurried; made when the first is met."""

    def __init__(self, how: How) -> None:
        self._how = how
        self._made: Fetcher | None = None

    def fetcher(self) -> Fetcher:
        """The one fetcher. Raises `UsageError` where what it needs is not installed."""
        if self._made is None:
            try:
                from risalah.sources.fetch import Fetcher
            except ModuleNotFoundError as e:
                if (e.name or "").startswith("risalah"):
                    raise
                raise UsageError("addresses need more: pip install 'risalah[feeds]'") from e
            how = self._how
            self._made = Fetcher(limit=how.limit, allow_private=how.allow_private, user_agent=how.user_agent)
        return self._made

    def close(self) -> None:
        if self._made is not None:
            self._made.close()
