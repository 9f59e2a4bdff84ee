"""Markdown: one article a file, with what its front matter says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from risalah.model import Raw, Reject, Run
from risalah.sources import plain
from risalah.sources.items import How, Item, read_up_to

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)
_LINE = re.compile(r"^([A-Za-z_-]{1,40})[ \t]*:[ \t]*(.*?)[ \t\r]*$", re.M)
FRONT_AT_MOST = 8_000
"""Characters of front matter; more is text."""
_FIELDS = {
    "title": "title", "date": "published", "published": "published", "author": "author", "outlet": "outlet",
    "source": "outlet", "url": "url", "canonical": "url", "language": "language", "lang": "language",
}  # fmt: skip


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The one document of a Markdown file: what stands behind its front matter, with where that is in the file."""
    data = read_up_to(item.stream, how.limit + 1)
    found = plain.document(data, name=item.name, file=item.file, limit=how.limit)
    if not isinstance(found, Raw):
        yield found
        return
    fields, start = front_matter(found.text)
    body = found.text[start:]
    if not start:
        yield found
    elif not body.strip():
        yield Reject(item.name, "source", "empty but for its front matter", item.file)
    else:
        runs = (Run(0, len(body), start, len(body)),)
        yield msgspec.structs.replace(found, text=body, runs=runs, **fields)


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """What the lines `name: value` between two `---` at the start say of the document, and where the text begins."""
    block = _FRONT.match(text[:FRONT_AT_MOST])
    if block is None:
        return {}, 0
    found: dict[str, str] = {}
    for name, value in _LINE.findall(block[1]):
        field = _FIELDS.get(name.lower())
        bare = value.strip("\"'")
        if field is not None and bare:
            found.setdefault(field, bare)
    return found, block.end()
