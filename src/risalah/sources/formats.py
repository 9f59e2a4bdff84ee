"""The formats that are read, each in a module of its own: by which name or first bytes one is known."""

from __future__ import annotations

import importlib
import re
from posixpath import splitext
from typing import NamedTuple, cast

from risalah.errors import UsageError
from risalah.sources.items import Format

HEAD = 4096
"""Bytes of a file that are looked at."""


class Known(NamedTuple):
    """A format: its name, what its files are called, its module, the extra that its reader needs."""

    name: str
    suffixes: tuple[str, ...]
    module: str
    extra: str = ""
    packed: bool = False
    """Whether it holds files of other formats."""


KNOWN = (
    Known("text", (".txt", ".text"), "plain"),
    Known("markdown", (".md", ".markdown"), "markdown"),
    Known("html", (".html", ".htm", ".xhtml"), "html"),
    Known("jsonl", (".jsonl", ".ndjson"), "jsonl"),
    Known("json", (".json",), "jsonarray"),
    Known("csv", (".csv", ".tsv", ".tab"), "delimited"),
    Known("parquet", (".parquet",), "parquet", "tables"),
    Known("excel", (".xlsx",), "excel", "tables"),
    Known("warc", (".warc",), "warc", "warc"),
    Known("feed", (".rss", ".atom", ".xml"), "feed", "feeds"),
    Known("zip", (".zip",), "zipped", packed=True),
    Known("tar", (".tar", ".tgz", ".tbz2", ".txz"), "tarred", packed=True),
)
FORMATS = ("auto", *(k.name for k in KNOWN))
"""What a file may be read as; `auto` goes by its name, else by its first bytes."""

PRESSED = (".gz", ".bz2", ".xz")
"""Endings of compressed files, which may stand behind any other."""

_BY_NAME = {k.name: k for k in KNOWN}
_BY_SUFFIX = {s: k for k in KNOWN for s in k.suffixes}
SUFFIXES = tuple(_BY_SUFFIX)

_PAGE = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_FEED = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?[^>]*>\s*)*<(?:rss|feed|rdf:rdf)\b", re.I | re.S)
_ROW = re.compile(rb'^\s*\{\s*(?:"|\})')
_ARRAY = re.compile(rb"^\s*\[\s*(?:\{|\]|$)")


def base(name: str) -> str:
    """A file's name without folder, compression and ending: the id of the document in it."""
    bare = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    low = bare.lower()
    for ending in PRESSED:
        if low.endswith(ending):
            bare = bare[: -len(ending)]
            break
    return splitext(bare)[0] or name


def by_name(name: str) -> Known | None:
    """The format that a file's name tells."""
    low = name.lower()
    for ending in PRESSED:
        low = low.removesuffix(ending)
    return _BY_SUFFIX.get(splitext(low.replace("\\", "/"))[1])


def by_head(head: bytes) -> Known:
    """The format that the first bytes show; text where they show none."""
    if head.startswith(b"PK\x03\x04"):
        return _BY_NAME["excel" if b"xl/" in head or b"[Content_Types].xml" in head[:64] else "zip"]
    if head.startswith(b"PAR1"):
        return _BY_NAME["parquet"]
    if head.startswith((b"WARC/", b"filedesc://")):
        return _BY_NAME["warc"]
    if head[257:262] == b"ustar":
        return _BY_NAME["tar"]
    plain = head.removeprefix(b"\xef\xbb\xbf")
    for name, pattern in (("feed", _FEED), ("html", _PAGE), ("jsonl", _ROW), ("json", _ARRAY)):
        if pattern.match(plain):
            return _BY_NAME[name]
    return _BY_NAME["text"]


def known(name: str) -> Known:
    """The format of a name. Raises `UsageError` for another."""
    if name not in _BY_NAME:
        raise UsageError(f"no input format {name!r} (there are: {', '.join(FORMATS)})")
    return _BY_NAME[name]


def reader(found: Known) -> Format:
    """The module of a format. Raises `UsageError` when what it needs is not installed."""
    try:
        return cast(Format, importlib.import_module(f"risalah.sources.{found.module}"))
    except ModuleNotFoundError as e:
        if not found.extra or (e.name or "").startswith("risalah."):
            raise
        raise UsageError(f"{found.name} files need more: pip install 'risalah[{found.extra}]'") from e
