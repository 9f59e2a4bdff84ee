"""Plain text: one article a file."""

from __future__ import annotations

from collections.abc import Iterator

from risalah.errors import DecodeError, LimitError
from risalah.model import Raw, Reject
from risalah.sources.items import How, Item, read_up_to
from risalah.sources.limits import too_large
from risalah.text.decode import decode


def document(data: bytes, *, name: str, file: str | None, limit: int) -> Raw | Reject:
    """The bytes of a file as a document; `data` may be cut at `limit + 1` bytes, which makes it too large."""
    if len(data) > limit:
        return Reject(doc_id=name, stage="source", reason=too_large(limit), file=file)
    if not data.strip():
        return Reject(doc_id=name, stage="source", reason="empty", file=file)
    try:
        text, notes = decode(data, limit=limit)
    except (DecodeError, LimitError) as e:
        return Reject(doc_id=name, stage="decode", reason=str(e), file=file)
    if not text.strip():
        return Reject(doc_id=name, stage="decode", reason="empty", file=file)
    return Raw(doc_id=name, text=text, file=file, notes=tuple(notes))


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The one document of a text file."""
    yield document(read_up_to(item.stream, how.limit + 1), name=item.name, file=item.file, limit=how.limit)
