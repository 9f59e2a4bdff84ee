"""What a server sent: its body within limits, what kind of thing it is, and what its headers say."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from risalah.errors import DecodeError, LimitError
from risalah.sources.formats import HEAD, by_head, by_name
from risalah.sources.limits import too_large
from risalah.sources.opened import pressed

PAGES = frozenset({"text/html", "application/xhtml+xml"})
XML = frozenset({
    "text/xml", "application/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml",
})  # fmt: skip
JSON = frozenset({"application/json", "application/feed+json"})
PLAIN = frozenset({"text/plain", "text/markdown", "text/x-markdown"})
UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""Content types that say nothing."""
ACCEPTED = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, text/*;q=0.8, application/json;q=0.8"  # noqa: E501 - one header
_LISTS = ("parquet", "excel", "warc")
_JSON_FEED = b"jsonfeed.org/version"
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s"';,]{1,40})""", re.I)
_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.I)


def body(pieces: Iterable[bytes], coding: str, limit: int, cut: bool = False) -> bytes:
    """The whole body, inflated. Larger than `limit` bytes, before or after, is a `LimitError`, or is `cut` off there.

    Raises `DecodeError` for a content coding that was not asked for and `EOFError` for a compressed body that ends
    too early.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return _limited(pieces, limit, cut)
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise DecodeError(f"the server sends it in the coding {coding!r:.40}, which was not asked for")
    return _limited(_inflated(pieces, coding, limit), limit, cut)


def _limited(pieces: Iterable[bytes], limit: int, cut: bool) -> bytes:
    kept = bytearray()
    for piece in pieces:
        kept += piece
        if len(kept) > limit:
            if cut:
                return bytes(kept[:limit])
            raise LimitError(too_large(limit))
    return bytes(kept)


def _inflated(pieces: Iterable[bytes], coding: str, limit: int) -> Iterable[bytes]:
    """A gzip (one member or several) or deflate body, inflated in pieces that stay small."""
    gzip = coding != "deflate"
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16) if gzip else None
    received = 0
    for piece in pieces:
        received += len(piece)
        if received > limit:
            raise LimitError(too_large(limit))
        if stream is None and piece:
            # Some send deflate without the wrapping that the standard asks for.
            wrapped = piece[0] & 0x0F == 8 and (len(piece) < 2 or int.from_bytes(piece[:2], "big") % 31 == 0)
            stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        while piece and stream is not None:
            yield stream.decompress(piece, HEAD * 16)
            piece = stream.unconsumed_tail
            if stream.eof:
                piece = stream.unused_data
                if not gzip or not piece.startswith(b"\x1f\x8b"):
                    return
                stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    while stream is not None and not stream.eof:
        rest = stream.decompress(b"", HEAD * 16)
        if not rest:
            raise EOFError
        yield rest


def content_type(headers: Mapping[str, str]) -> tuple[str, str | None]:
    """The media type in lower case, empty where none is given, and the encoding that is named with it."""
    given = headers.get("content-type", "")
    charset = _CHARSET.search(given)
    return given.partition(";")[0].strip().lower(), charset[1] if charset else None


def kind_of(head: bytes, told: str, path: str) -> str:
    """The format of a body by its first bytes, the content type and the address's path.

    Raises `DecodeError` for what is no page, text or feed. A page or a feed is told by its first bytes whatever the
    server calls it: many call their feeds pages.
    """
    shown = by_head(head[:HEAD])
    if pressed(head) or shown.packed or shown.name in _LISTS:
        raise DecodeError("the server sends an archive or a table, not a page, a text or a feed")
    if told not in PAGES | XML | JSON | PLAIN | UNTOLD:
        raise DecodeError(f"the server sends {told!r:.60}, not a page, a text or a feed")
    if shown.name in ("html", "feed"):
        return shown.name
    if told in PAGES:
        return "html"
    if told in XML or _JSON_FEED in head[:HEAD]:
        return "feed"
    named = by_name(path)
    if told == "application/octet-stream" and named is None:
        raise DecodeError("the server does not say what it sends, and it is no page or feed")
    if named is not None and not named.packed and named.name not in (*_LISTS, "html", "feed"):
        return named.name
    return shown.name


def refusal(status: int) -> str:
    """The reason of a reject for a status that is no success."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "not known"
    return f"the server answers {status} ({phrase})"


def is_passing(status: int) -> bool:
    """Whether a status may be another one later."""
    return status in (408, 425, 429) or status >= 500


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds that a Retry-After header asks for; None where there is none that can be understood."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    moment = http_date(value)
    return None if moment is None else max(0.0, moment - now)


def http_date(value: str) -> float | None:
    """Seconds since 1970 of a date in a header."""
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def fresh_for(headers: Mapping[str, str]) -> float:
    """The seconds for which a Cache-Control header says that nothing will change; 0 where it says nothing."""
    found = _AGE.search(headers.get("cache-control", ""))
    return float(found[1]) if found else 0.0


class Clock:
    """The time of day and waiting, so that tests need not wait."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
