"""JSON Feed (jsonfeed.org), versions 1 and 1.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from risalah.errors import DecodeError

_DECODER = msgspec.json.Decoder()


class Item(NamedTuple):
    """An entry, as it stands."""

    id: str | None
    url: str | None
    external_url: str | None
    title: str | None
    author: str | None
    published: str | None
    html: str | None
    text: str | None
    summary: str | None
    language: str | None


class Parsed(NamedTuple):
    """A feed, as it stands."""

    title: str | None
    language: str | None
    entries: tuple[Item, ...]


def parsed(data: bytes) -> Parsed:
    """The feed in some bytes. Raises `DecodeError` where they are none."""
    try:
        found = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise DecodeError("not a feed (JSON that cannot be read)") from e
    if not isinstance(found, dict) or "jsonfeed.org/version" not in str(found.get("version"))[:100]:
        raise DecodeError("not a feed (JSON without the version of JSON Feed)")
    rows = found.get("items")
    entries = tuple(_item(row) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return Parsed(_text(found, "title"), _text(found, "language"), entries)


def _item(row: Mapping[str, Any]) -> Item:
    several = row.get("authors")
    authors = several if isinstance(several, list) else [row.get("author")]
    names = [name for a in authors if isinstance(a, dict) and (name := _text(a, "name"))]
    return Item(
        id=_text(row, "id"),
        url=_text(row, "url"),
        external_url=_text(row, "external_url"),
        title=_text(row, "title"),
        author=", ".join(names) or None,
        published=_text(row, "date_published") or _text(row, "date_modified"),
        html=_text(row, "content_html"),
        text=_text(row, "content_text"),
        summary=_text(row, "summary"),
        language=_text(row, "language"),
    )


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and value.strip() else None
