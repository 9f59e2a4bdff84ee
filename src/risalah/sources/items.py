"""What sources pass on: a found file-like thing, and how it is to be read."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple, Protocol, cast

from risalah.errors import LimitError
from risalah.model import Raw, Reject
from risalah.sources.columns import Columns
from risalah.sources.limits import DEFAULT_LIMIT, shown
from risalah.sources.opened import BUFFER, Growth

SPOOL = 8 * 1024 * 1024
"""Bytes of a stream kept in memory where a format must go back and forth in it; more goes to a temporary file."""
SPOOL_LIMIT = 4 * 1024**3
"""The most that is written to one temporary file."""


class Item(NamedTuple):
    """One thing that may hold documents: a file, a member of an archive, standard input, a response."""

    name: str
    """Its name without folder and endings; ids of documents that have none are made of it."""
    file: str
    """Its path for people, and for reading it again: `news.zip!/2024/a.html` for a member."""
    stream: BinaryIO
    url: str | None = None
    """The address it came from."""
    charset: str | None = None
    """The encoding that its carrier (an HTTP header) named."""
    depth: int = 0
    """How many archives stand around it."""
    growth: Growth | None = None
    """What the outermost compressed file around it has given so far; none where nothing around it is compressed."""
    kind: str | None = None
    """The format that its carrier (an HTTP header) told."""


def _silent(_: str) -> None:
    pass


class How(NamedTuple):
    """How items are read."""

    columns: Columns = Columns()
    limit: int = DEFAULT_LIMIT
    """The largest document, in bytes as stored."""
    kind: str = "auto"
    """The format of every file named, or `auto`."""
    tell: Callable[[str], None] = _silent
    """Told, in one sentence, what was guessed (which columns were taken)."""
    allow_private: bool = False
    """Whether addresses of this machine and of private networks are fetched too."""
    user_agent: str | None = None
    """What a server is told of who asks; None: risalah's own words."""
    place: Callable[[str, str], None] | None = None
    """Told of each row that became a document its id and the name it would have without one (`rows:7`)."""
    but: frozenset[str] = frozenset()
    """Files, by their real paths, that are passed over in folders."""


class Format(Protocol):
    """What each module of a format has."""

    def documents(self, item: Item, how: How) -> Iterator[Raw | Reject]:
        """The documents of an item, one at a time. What cannot be read is a `Reject`; nothing is raised for bad input
        but `OSError` and `EOFError` of the stream itself."""


def read_up_to(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes; a pipe may give them in pieces."""
    pieces: list[bytes] = []
    while size > 0:
        piece = stream.read(min(size, BUFFER))
        if not piece:
            break
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def seekable(item: Item) -> BinaryIO:
    """The item's stream where it can be read back and forth, else a temporary copy of it, to be closed.

    Raises `LimitError` for more than `SPOOL_LIMIT` bytes.
    """
    stream = item.stream
    if isinstance(stream, io.BufferedReader | io.BytesIO) and stream.seekable():
        return stream
    copy = cast(BinaryIO, tempfile.SpooledTemporaryFile(SPOOL))  # noqa: SIM115 - the caller closes it
    size = 0
    try:
        while piece := stream.read(BUFFER):
            size += len(piece)
            if size > SPOOL_LIMIT:
                raise LimitError(f"larger than {shown(SPOOL_LIMIT)}, which is too large for a file of this format")
            copy.write(piece)
        copy.seek(0)
    except BaseException:
        copy.close()
        raise
    return copy


def reject(item: Item, reason: str, doc_id: str | None = None) -> Reject:
    """A reject of an item, or of a document in it."""
    return Reject(doc_id=doc_id or item.name, stage="source", reason=reason, file=item.file)
