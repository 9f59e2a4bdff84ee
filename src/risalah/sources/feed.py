"""RSS, RDF, Atom and JSON feeds: one article an entry, as far as the feed itself has its text."""

from __future__ import annotations

import codecs
import contextlib
import io
import re
import xml.parsers.expat
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

import feedparser

from risalah.errors import DecodeError, LimitError
from risalah.model import Raw, Reject
from risalah.sources import jsonfeed
from risalah.sources.dates import moment
from risalah.sources.fragment import text_of
from risalah.sources.items import How, Item, read_up_to, reject
from risalah.sources.limits import too_large
from risalah.text.decode import damage, decode

ATTRIBUTES = 400
"""An element with more of them is no feed's: the parser's time grows with their square."""
DEPTH = 2_000
"""Elements in one another."""
LONGEST_ID = 2_000
"""Characters of an entry's id; a longer one is none."""
UNTEXTED = "only a title and an address; `risalah watch`, or reading the address, gets the article"
SUMMARY = "The text is the feed's summary, which may be less than the article."
BROKEN = "The feed is not well-formed; what can be told apart in it was read."
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,1000}\?>")
_ENTITY = re.compile(r"<!ENTITY\b", re.I)
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.I)
_REST_OF_DOCTYPE = re.compile(r"[^>\[]*(?:\[[^\]]*\]\s*)?>")
_ROOT = re.compile(r"<[A-Za-z]")


class Entry(NamedTuple):
    """An entry of a feed. `text` is empty where the feed has only its title and address."""

    id: str | None
    link: str | None
    title: str | None
    author: str | None
    published: str | None
    text: str
    whole: bool = True
    """Whether the feed gives the text as the content and not as a summary."""
    language: str | None = None


class Feed(NamedTuple):
    """What a feed says of itself, and its entries."""

    title: str | None
    language: str | None
    entries: Iterator[Entry]
    notes: tuple[str, ...] = ()
    ttl: float = 0.0
    """Seconds for which it asks not to be asked again."""


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The entries of a feed that hold their text; a reject for each that does not."""
    data = read_up_to(item.stream, how.limit + 1)
    if len(data) > how.limit:
        yield reject(item, too_large(how.limit))
        return
    try:
        feed = read(data, url=item.url, charset=item.charset)
    except (DecodeError, LimitError) as e:
        yield reject(item, str(e))
        return
    for number, entry in enumerate(feed.entries, 1):
        yield document(entry, feed, item, number)


def document(entry: Entry, feed: Feed, item: Item, number: int) -> Raw | Reject:
    """An entry as a document; `number` counts from 1."""
    doc_id = entry.id or entry.link or f"{item.name}:{number}"
    if not entry.text.strip():
        bare = "neither text nor an address" if entry.link is None else UNTEXTED
        return reject(item, bare, doc_id)
    notes = feed.notes if entry.whole else (*feed.notes, SUMMARY)
    return Raw(
        doc_id=doc_id,
        text=entry.text,
        file=item.file,
        url=entry.link,
        outlet=feed.title,
        title=entry.title,
        published=entry.published,
        language=entry.language or feed.language,
        author=entry.author,
        notes=(*notes, *damage(entry.text)),
    )


def read(data: bytes, *, url: str | None = None, charset: str | None = None) -> Feed:
    """The feed in some bytes; `url` is where it lies, `charset` what its carrier said.

    Raises `DecodeError` for what is no feed, and for one that is made to cost time: entities of its own, elements
    with thousands of attributes.
    """
    if data.lstrip()[:1] == b"{":
        return _json(data, url)
    text, notes = _decoded(data, charset)
    text = _DECLARATION.sub("", text.removeprefix("\ufeff").lstrip(), count=1)
    _check(_utf8(text))
    safe = _utf8(_undeclared(text))
    headers = {"content-type": "application/xml; charset=utf-8"}
    # Never the bytes themselves: feedparser takes them for the name of a file, and strings for addresses.
    try:
        found = feedparser.parse(
            io.BytesIO(safe), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as e:  # whatever its parser for broken feeds trips over
        raise DecodeError(f"a feed that cannot be taken apart ({type(e).__name__})") from e
    if not found.entries and not found.version:
        raise DecodeError("not a feed (RSS, RDF, Atom or JSON Feed)")
    notes = (*notes, BROKEN) if found.bozo else notes
    title, language = _line(found.feed, "title"), found.feed.get("language") or None
    entries = (_entry(e, url, language) for e in found.entries)
    return Feed(title, language, entries, notes, _seconds(found.feed.get("ttl")))


def _json(data: bytes, url: str | None) -> Feed:
    found = jsonfeed.parsed(data)
    language = found.language
    entries = (
        Entry(
            _id(e.id),
            _link(e.url or e.external_url, url),
            e.title,
            e.author,
            moment(e.published, e.language or language),
            text_of(e.html) if e.html else e.text or e.summary or "",
            bool(e.html or e.text),
            e.language,
        )
        for e in found.entries
    )
    return Feed(found.title, language, entries)


def _decoded(data: bytes, charset: str | None) -> tuple[str, tuple[str, ...]]:
    """The text of a feed. UTF-8 where it is that, whatever is said of it; else as its declaration or carrier says."""
    try:
        data.decode("utf-8")
        return decode(data, limit=len(data))
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.match(data)
    for name in (declared[1].decode("ascii") if declared else None, charset):
        try:
            if name and "utf" not in name.lower() and codecs.lookup(name)._is_text_encoding:
                return data.decode(name, "replace"), ()
        except (LookupError, UnicodeError, ValueError):
            continue
    return decode(data, limit=len(data))


def _undeclared(text: str) -> str:
    """A feed without its document type. Raises `DecodeError` where that declares entities.

    With a document type, entities that HTML has (`&eacute;`) would silently be left out; without, they are read.
    """
    root = _ROOT.search(text)
    end = root.start() if root else len(text)
    if _ENTITY.search(text, 0, end):
        raise DecodeError("declares entities of its own, which can grow without end: not read")
    start = _DOCTYPE.search(text, 0, end)
    rest = _REST_OF_DOCTYPE.match(text, start.end()) if start else None
    return text[: start.start()] + text[rest.end() :] if start and rest else text


def _utf8(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8", "replace")


def _check(data: bytes) -> None:
    """Raise `DecodeError` for a feed that is made to cost more than feeds do."""
    with contextlib.suppress(xml.parsers.expat.ExpatError):
        _Check().parser.Parse(data, True)


class _Check:
    """Goes through a document and builds nothing: only what is out of measure stops it."""

    def __init__(self) -> None:
        self.depth = 0
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.EntityDeclHandler = self._entity
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _entity(self, *_: object) -> None:
        raise DecodeError("declares entities of its own, which can grow without end: not read")

    def _start(self, _: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise DecodeError(f"nested more than {DEPTH} elements deep: not read")
        if len(attributes) > ATTRIBUTES:
            raise DecodeError(f"has an element with more than {ATTRIBUTES} attributes: not read")

    def _end(self, _: str) -> None:
        self.depth -= 1


def _entry(found: Any, url: str | None, language: str | None) -> Entry:
    """An entry as feedparser gives it."""
    texts = [_plain(c.get("value"), c.get("type")) for c in found.get("content", ())]
    content = max(texts, key=len, default="")
    detail = found.get("summary_detail") or {}
    summary = _plain(found.get("summary"), detail.get("type"))
    whole = len(content) >= len(summary)
    link = found.get("link")
    if found.get("guidislink") and not _link(link, None):
        link = None  # an id that does not say that it is no address
    # The word for "updated" is asked for by `in`: feedparser would answer with the other one, and warn.
    told = found.get("published") or (found["updated"] if "updated" in found else None)  # noqa: SIM401
    return Entry(
        _id(found.get("id")),
        _link(link, url),
        _line(found, "title"),
        found.get("author") or None,
        moment(told, language),
        content if whole else summary,
        whole,
    )


def _plain(value: str | None, kind: str | None) -> str:
    """The text of a value of a feed, which is HTML unless it says that it is not."""
    return (value or "").strip() if kind == "text/plain" else text_of(value or "")


def _line(found: Any, name: str) -> str | None:
    detail = found.get(f"{name}_detail") or {}
    return " ".join(_plain(found.get(name), detail.get("type")).split()) or None


def _id(value: str | None) -> str | None:
    value = (value or "").strip()
    return value if value and len(value) <= LONGEST_ID else None


def _link(value: str | None, url: str | None) -> str | None:
    """A link as an address on the web; None for one that is none."""
    value = (value or "").strip()
    if not value:
        return None
    try:
        link = urljoin(url or "", value)
    except ValueError:
        return None
    return link if link.lower().startswith(("http://", "https://")) else None


def _seconds(ttl: str | None) -> float:
    """A feed's `ttl`, which is in minutes."""
    return float(ttl) * 60 if ttl and re.fullmatch(r"\d{1,6}", ttl.strip()) else 0.0
