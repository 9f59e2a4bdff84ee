"""Files, folders and standard input: which documents lie there, in order."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from risalah.errors import UsageError
from risalah.model import Raw, Reject
from risalah.sources.columns import Columns
from risalah.sources.dispatch import documents_of
from risalah.sources.formats import FORMATS, PRESSED, SUFFIXES, base, by_name
from risalah.sources.items import How, Item
from risalah.sources.limits import DEFAULT_LIMIT
from risalah.sources.opened import Meter, broken, opened

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
    allow_private: bool = False,
    user_agent: str | None = None,
) -> Iterator[Raw | Reject]:
    """The documents of files, folders, addresses and `-` (standard input), in order; a folder's files by their names.

    One document is held at a time. What cannot be read becomes a `Reject`; a missing path is a `UsageError`.
    `meter` counts the bytes read; `tell` is told what was guessed. Addresses are fetched as `user_agent`, those of this
    machine and of private networks with `allow_private` only.
    """
    if isinstance(paths, str | bytes | Path):
        raise UsageError(f"documents() takes a list of paths, not {paths!r:.60}")
    paths = list(paths)
    if kind not in FORMATS:
        raise UsageError(f"no input format {kind!r} (there are: {', '.join(FORMATS)})")
    check_paths(paths)
    how = How(columns or Columns(), limit, kind, allow_private=allow_private, user_agent=user_agent)
    return _documents(paths, how._replace(tell=tell) if tell else how, stdin, meter or Meter())


def _documents(paths: Iterable[str | Path], how: How, stdin: BinaryIO | None, meter: Meter) -> Iterator[Raw | Reject]:
    with contextlib.ExitStack() as stack:
        fetcher: Fetcher | None = None
        for path in paths:
            if str(path) == STDIN:
                yield from documents_of(Item("stdin", STDIN, stdin or cast(BinaryIO, sys.stdin.buffer)), how)
            elif is_address(path):
                fetcher = fetcher or stack.enter_context(_fetcher(how))
                yield from _address(str(path), how, fetcher)
            elif Path(path).is_dir():
                for file in inside(Path(path)):
                    yield from _file(file, how, meter)
            else:
                yield from _file(Path(path), how, meter)


def inside(folder: Path) -> Iterator[Path]:
    """The readable files under a folder, by name; hidden ones and links to folders are passed over."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and by_name(name) is not None:
                yield Path(root, name)


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


def _file(path: Path, how: How, meter: Meter) -> Iterator[Raw | Reject]:
    name = base(str(path))
    try:
        with opened(path, meter) as stream:
            yield from documents_of(Item(name, str(path), cast(BinaryIO, stream)), how)
    except OSError as e:
        yield Reject(doc_id=name, stage="source", reason=broken(e), file=str(path))


def _address(url: str, how: How, fetcher: Fetcher) -> Iterator[Raw | Reject]:
    """What lies at an address: the article of a page, the entries of a feed with their own text."""
    found = fetcher.item(url)
    if isinstance(found, Reject):
        yield found
    else:
        yield from documents_of(found, how)


def _fetcher(how: How) -> Fetcher:
    """What fetches all addresses of a run: no host is hurried. Raises `UsageError` where it is not installed."""
    try:
        from risalah.sources.fetch import Fetcher
    except ModuleNotFoundError as e:
        if (e.name or "").startswith("risalah"):
            raise
        raise UsageError("addresses need more: pip install 'risalah[feeds]'") from e
    return Fetcher(limit=how.limit, allow_private=how.allow_private, user_agent=how.user_agent)
