"""WARC archives of crawled pages: the pages and texts that were answered with status 200."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

import msgspec
from fastwarc.warc import ArchiveIterator, WarcHeader, WarcRecord

from risalah.errors import LimitError
from risalah.model import Raw, Reject
from risalah.sources import formats
from risalah.sources.http import Response, parse
from risalah.sources.items import How, Item, reject
from risalah.sources.limits import too_large
from risalah.sources.opened import DamagedError, some
from risalah.sources.response import PAGES, content_type

HEADS = 1 << 16
"""Bytes that the header of an answer may take beside the document."""
KEPT = 1 << 17
"""Bytes that the library may have read ahead: a buffer, and a header of the greatest length."""
DAMAGES = 1000
"""Places of one file where reading goes on behind a damaged record."""
_ID = re.compile(r"^<?(?:urn:uuid:)?([^<>\s]{1,100})>?$")
_RECORD = re.compile(rb"\n(WARC/1\.[01]\r?\n[A-Za-z][A-Za-z-]{1,40}:)")
_DATE = re.compile(r"[0-9TZ:.+-]{4,40}")


class Told(io.RawIOBase):
    """A stream that knows how much of it was read, and can go back to the next record behind a damaged one."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0
        self._kept = b""
        """The last bytes given, at least as many as the library may hold back."""
        self._again = b""
        """Bytes to be given again."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data, self._again = self._again[: len(buffer)], self._again[len(buffer) :]
        if not data:
            data = some(self._stream, len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        self._kept = self._kept[-KEPT:] + data
        return len(data)

    def tell(self) -> int:
        return self._at

    def go_on(self, after: int) -> bool:
        """Go to the first record that begins behind the place `after`; False where there is none."""
        data, self._again = self._kept + self._again, b""
        base = self._at - len(self._kept)
        start = max(0, after - base)
        while (found := _RECORD.search(data, start)) is None:
            more = some(self._stream, 1 << 16)
            if not more:
                return False
            base, data, start = base + max(0, len(data) - 200), data[-200:] + more, 0
        self._at, self._kept, self._again = base + found.start(1), b"", data[found.start(1) :]
        return True


class Page(NamedTuple):
    """What is read of a record."""

    name: str
    url: str | None
    kind: str
    """The format: `html` or `text`."""
    charset: str | None
    body: bytes
    notes: tuple[str, ...]


def documents(item: Item, how: How) -> Iterator[Raw | Reject]:
    """The pages and texts of a WARC file. Redirects, errors, pictures, requests and other records are passed over."""
    passed: Counter[str] = Counter()
    head = cast("io.BufferedReader", item.stream).peek(16)[:16]
    if head and b"WARC/".startswith(head):
        raise EOFError
    if not head.startswith(b"WARC/"):
        yield reject(item, _not_warc(head))
        return
    number = 0
    for number, record in enumerate(_records(item), 1):
        if isinstance(record, Reject):
            yield record
            continue
        try:
            found = _page(record, f"{item.name}:{number}", how.limit)
        except (DamagedError, LimitError) as e:
            yield reject(item, str(e), _name(record, f"{item.name}:{number}"))
        else:
            if isinstance(found, Page):
                yield from _documents(found, item, how)
            else:
                passed[found] += 1
        _finish(record)
    if passed:
        what = ", ".join(f"{count} {kind}" for kind, count in sorted(passed.items()))
        how.tell(f"{item.file}: {passed.total()} of {number} records are no articles and were passed over ({what})")
    if passed.total() == number:
        yield reject(item, "holds no pages or texts")


def _not_warc(head: bytes) -> str:
    if not head:
        return "empty"
    if head.startswith(b"filedesc://"):
        return "an ARC file, the form before WARC: not read (convert it to WARC)"
    return "not a WARC file"


def _records(item: Item) -> Iterator[WarcRecord | Reject]:
    """The records, and a reject for each place where none stands though one should. Raises `EOFError` for a cut."""
    told, damaged = Told(item.stream), False
    for _ in range(DAMAGES):
        # The answers' own headers are parsed elsewhere: the library ends the whole file at one that is bad.
        records = ArchiveIterator(cast(BinaryIO, told), parse_http=False, stream_detect=False)
        place = told.tell()
        try:
            while (record := next(records, None)) is not None:
                if "Content-Length" not in record.headers:  # the library takes a header that breaks off for a whole one
                    raise DamagedError
                if damaged:
                    yield reject(item, "the WARC file is damaged: a record was lost, reading went on at the next")
                    damaged = False
                place = record.stream_pos + record.content_length
                yield record
            return
        except OSError as e:
            if not isinstance(e, DamagedError) and "eader" not in str(e):
                raise  # not the library's words for a bad header
            if not told.go_on(place + 1):
                raise DamagedError("the WARC file is cut short or damaged, its end cannot be read") from e
            damaged = True
    yield reject(item, f"damaged in {DAMAGES} places: not read further")


def _finish(record: WarcRecord) -> None:
    """Read a record to its end. Raises `EOFError` where it is shorter than its header says."""
    record.reader.consume()
    if record.reader.tell() < record.content_length:
        raise EOFError


def _page(record: WarcRecord, name: str, limit: int) -> Page | str:
    """What is read of a record, or the kind of record that is passed over."""
    kind = str(record.record_type)
    if kind not in ("response", "conversion"):
        return f"{kind} record{'s' * (kind not in ('metadata', 'warcinfo'))}"
    if record.content_length > limit + HEADS:
        raise LimitError(too_large(limit))
    data = record.reader.read()
    if len(data) < record.content_length:
        raise EOFError
    if kind == "conversion":
        answer = Response(200, {"content-type": record.headers.get("Content-Type") or ""}, data)
    else:
        answer = parse(data, limit)
    if answer.status != 200:
        return "redirects" if 300 <= answer.status < 400 else "errors"
    media, charset = content_type(answer.headers)
    form = _form(media, answer.body)
    if form is None:
        return media.partition("/")[0] if media.startswith(("image/", "video/", "audio/", "font/")) else "other types"
    if len(answer.body) > limit:
        raise LimitError(too_large(limit))
    url = record.headers.get(WarcHeader.WARC_TARGET_URI)
    url = url.strip("<>") if url else None  # some crawlers write it between brackets
    return Page(_name(record, name), url, form, charset, answer.body, _notes(record))


def _form(media: str, body: bytes) -> str | None:
    if not media:
        shown = formats.by_head(body[: formats.HEAD]).name
        return shown if shown in ("html", "text") else None
    return "html" if media in PAGES else "text" if media == "text/plain" else None


def _name(record: WarcRecord, name: str) -> str:
    found = _ID.match(record.headers.get("WARC-Record-ID") or "")
    return found[1] if found else name


def _notes(record: WarcRecord) -> tuple[str, ...]:
    """When it was crawled, which is not when it was published, and what the crawler left out."""
    notes = []
    date, cut = record.headers.get("WARC-Date"), record.headers.get("WARC-Truncated")
    if date and _DATE.fullmatch(date):
        notes.append(f"crawled {date}")
    if cut:
        notes.append(f"cut short by the crawler ({cut[:20]})")
    return tuple(notes)


def _documents(page: Page, item: Item, how: How) -> Iterator[Raw | Reject]:
    """A page as its format's reader gives it."""
    stream = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, io.BytesIO(page.body))))
    inner = item._replace(name=page.name, stream=stream, url=page.url, charset=page.charset)
    for found in formats.reader(formats.known(page.kind)).documents(inner, how):
        if isinstance(found, Raw):
            url = found.url or page.url
            yield msgspec.structs.replace(found, url=url, notes=(*found.notes, *page.notes))
        else:
            yield found
