"""Good files of every format with the same articles in them, for tests that hold for all formats."""

from __future__ import annotations

import csv
import datetime
import gzip
import importlib
import importlib.util
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from risalah.model import Raw, Reject
from risalah.sources import documents
from risalah.sources.formats import KNOWN, known

ZIP_TIME = (2024, 3, 1, 8, 0, 0)


class Article(NamedTuple):
    """What is written of an article."""

    doc_id: str
    title: str
    text: str
    published: str = "2024-03-01T08:00:00+07:00"

    @property
    def url(self) -> str:
        return f"https://berita.example/{self.doc_id}"


_PLACES = ("Jakarta", "Bandung", "Surabaya", "Medan", "Makassar", "Kupang", "Ambon")


def articles(count: int, length: int = 1) -> list[Article]:
    """Articles of a few paragraphs, none a copy of another; `length` times 400 bytes long."""
    found = []
    for number in range(count):
        place = _PLACES[number % len(_PLACES)]
        lines = [
            f"Wali kota {place} menyampaikan rencana nomor {number} kepada warga pada Jumat pagi di balai kota.",
            f"“Kami akan memperbaiki {number + 2} jembatan tahun ini,” kata juru bicara kota {place} kepada wartawan.",
            f"Menurut dia, anggaran ke-{number * 7 + 1} sudah disetujui dewan dan pekerjaan dimulai bulan depan.",
            f"Warga di sekitar sungai {number * 3 + 5} meminta agar jalan setapak juga diberi lampu penerangan.",
        ]
        lines += [f"{line} ({part})" for part in range(1, length) for line in lines[:4]]
        title = f"Kota {place} memperbaiki {number + 2} jembatan"
        found.append(Article(f"a{number}", title, "\n\n".join(lines)))
    return found


def page(article: Article) -> str:
    """An article as a web page."""
    body = "".join(f"<p>{line}</p>\n" for line in article.text.split("\n\n"))
    return (
        f'<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8"><title>{article.title}</title>\n'
        f'<meta property="article:published_time" content="{article.published}"></head>\n'
        f"<body><article><h1>{article.title}</h1>\n{body}</article></body></html>\n"
    )


def _row(article: Article) -> dict[str, str]:
    return {**{k: v for k, v in article._asdict().items() if k != "doc_id"}, "id": article.doc_id, "url": article.url}


def _text(found: Sequence[Article]) -> bytes:
    return f"{found[0].title}\n\n{found[0].text}\n".encode()


def _markdown(found: Sequence[Article]) -> bytes:
    return f"---\ntitle: {found[0].title}\n---\n\n{found[0].text}\n".encode()


def _jsonl(found: Sequence[Article]) -> bytes:
    return "".join(json.dumps(_row(a)) + "\n" for a in found).encode()


def _json(found: Sequence[Article]) -> bytes:
    return json.dumps([_row(a) for a in found], indent=1).encode()


def _csv(found: Sequence[Article]) -> bytes:
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, ["id", "title", "text", "published", "url"])
    rows.writeheader()
    rows.writerows(_row(a) for a in found)
    return out.getvalue().encode()


def _parquet(found: Sequence[Article]) -> bytes:
    arrow = pytest.importorskip("pyarrow")
    parquet = importlib.import_module("pyarrow.parquet")
    out = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist([_row(a) for a in found]), out, row_group_size=50)
    return out.getvalue()


def _excel(found: Sequence[Article]) -> bytes:
    book = pytest.importorskip("openpyxl").Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime.datetime(2024, 3, 1)
    sheet = book.create_sheet("Berita")
    names = ["id", "title", "text", "published", "url"]
    sheet.append(names)
    for article in found:
        row = _row(article)
        sheet.append([row[n] for n in names])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _feed(found: Sequence[Article]) -> bytes:
    entries = "".join(
        f"<item><title>{a.title}</title><link>{a.url}</link><guid>{a.url}</guid>"
        "<pubDate>Fri, 01 Mar 2024 08:00:00 +0700</pubDate>"
        "<content:encoded><![CDATA["
        + "".join(f"<p>{line}</p>" for line in a.text.split("\n\n"))
        + "]]></content:encoded></item>\n"
        for a in found
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Berita</title>'
        f"<link>https://berita.example/</link><description>x</description>\n{entries}</channel></rss>\n"
    ).encode()


def answer(body: bytes, kind: str = "text/plain; charset=utf-8", *, status: str = "200 OK", more: str = "") -> bytes:
    """An answer of a web server."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def record(
    name: str,
    block: bytes,
    *,
    kind: str = "response",
    media: str = "application/http; msgtype=response",
    more: str = "",
) -> bytes:
    """A record of a WARC file; `name` makes its id and its address."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{name}>\r\n"
        f"WARC-Target-URI: https://berita.example/{name}\r\nWARC-Date: 2025-06-01T00:00:00Z\r\n"
        f"Content-Type: {media}\r\n{more}Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc(found: Iterable[Article], *, packed: bool = False) -> bytes:
    """A WARC file of texts; `packed`: each record is compressed for itself."""
    records = [record("info", b"software: test\r\n", kind="warcinfo", media="application/warc-fields")]
    records += [record(a.doc_id, answer(f"{a.title}\n\n{a.text}\n".encode())) for a in found]
    return b"".join(gzip.compress(r, mtime=0) if packed else r for r in records)


def zipped(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), data, method)
    return out.getvalue()


def tarred(members: Iterable[tuple[str | tarfile.TarInfo, bytes]], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _texts(found: Iterable[Article]) -> list[tuple[str, bytes]]:
    return [(f"berita/{a.doc_id}.txt", _text([a])) for a in found]


_MAKERS: dict[str, Callable[[Sequence[Article]], bytes]] = {
    "text": _text,
    "markdown": _markdown,
    "html": lambda found: page(found[0]).encode(),
    "jsonl": _jsonl,
    "json": _json,
    "csv": _csv,
    "parquet": _parquet,
    "excel": _excel,
    "warc": warc,
    "feed": _feed,
    "zip": lambda found: zipped(_texts(found)),
    "tar": lambda found: tarred(_texts(found)),
}

ONE = ("text", "markdown", "html")
"""Formats whose files hold one article."""
BINARY = ("parquet", "excel", "zip", "tar", "warc")
"""Formats whose bytes are not one text."""


def needed(name: str) -> None:
    """Skip the test where the format's module, or the library that it needs, is missing."""
    module = f"risalah.sources.{known(name).module}"
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not there yet")
    libraries = {"html": ("resiliparse",), "warc": ("fastwarc",), "feed": ("feedparser",), "parquet": ("pyarrow",)}
    libraries["excel"] = ("openpyxl",)
    for library in libraries.get(name, ()):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed")


def made(name: str, count: int = 3, length: int = 1) -> bytes:
    """A good file of a format with `count` articles in it, or with one where it holds no more."""
    needed(name)
    return _MAKERS[name](articles(held(name, count), length))


def held(name: str, count: int = 3) -> int:
    """How many articles such a file holds."""
    return 1 if name in ONE else count


ALL = tuple(k.name for k in KNOWN)
assert set(ALL) == set(_MAKERS), "each format has its maker"


def read(path: Path | str, **options: object) -> list[Raw | Reject]:
    """What is found in a file or folder."""
    return list(documents([path], **options))  # type: ignore[arg-type]


def put(folder: Path, name: str, data: bytes) -> Path:
    """A file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return path
