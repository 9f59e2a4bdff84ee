"""HTML: one article a page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from risalah.errors import DecodeError, LimitError
from risalah.model import Raw, Reject
from risalah.packs import available, load
from risalah.sources.items import How, Item, read_up_to
from risalah.sources.limits import too_large
from risalah.text.decode import damage
from risalah.text.page import PageReader
from risalah.text.page.charset import decoded

NO_ARTICLE = "no article found on this page"


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The one document of a page."""
    data = read_up_to(item.stream, how.limit + 1)
    yield document(data, name=item.name, file=item.file, limit=how.limit, url=item.url, charset=item.charset)


def document(
    data: bytes, *, name: str, file: str | None, limit: int, url: str | None = None, charset: str | None = None
) -> Raw | Reject:
    """The bytes of a page as a document; `data` may be cut at `limit + 1` bytes, which makes it too large.

    `url` is where the page was found, `charset` what its carrier named.
    """
    if len(data) > limit:
        return Reject(doc_id=name, stage="source", reason=too_large(limit), file=file)
    if not data.strip():
        return Reject(doc_id=name, stage="source", reason="empty", file=file)
    try:
        page, notes = decoded(data, charset)
    except (DecodeError, LimitError) as e:
        return Reject(doc_id=name, stage="decode", reason=str(e), file=file)
    return article(page, name=name, file=file, url=url, notes=notes)


def article(
    page: str, *, name: str, file: str | None, url: str | None = None, notes: tuple[str, ...] = ()
) -> Raw | Reject:
    """A page's text as a document. The places in its `runs` are code points of `page`."""
    try:
        found = _reader()(page, url)
    except LimitError as e:
        return Reject(doc_id=name, stage="source", reason=str(e), file=file)
    if found is None:
        return Reject(doc_id=name, stage="source", reason=NO_ARTICLE, file=file)
    return Raw(
        doc_id=name,
        text=found.text,
        file=file,
        url=found.url,
        outlet=found.outlet,
        title=found.title,
        published=found.published,
        language=found.language,
        author=found.author,
        notes=(*notes, *found.notes, *damage(found.text)),
        runs=found.runs,
    )


@cache
def _reader() -> PageReader:
    return PageReader([load(language) for language in available()])
