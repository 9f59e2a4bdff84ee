"""The characters of a page's bytes, in the encoding that is named for them where that is true."""

from __future__ import annotations

import codecs
import re

from risalah.text.decode import damage, decode

HEAD = 4096
"""Bytes at the start of a page in which it names its encoding."""
_NAMED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]{2,40})""",
    re.I,
)
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What browsers read under these names.
_READ_AS = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "shift_jis": "cp932", "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",
}  # fmt: skip
_KNOWN = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949)|iso8859-\d{1,2}|koi8-[ru]|gb18030|big5(?:hkscs)?|euc_jp|mac-(?:roman|cyrillic)"
)


def decoded(data: bytes, charset: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of a page's bytes and notes on its encoding, one sentence each; `charset` is what its carrier named.

    A byte order mark counts first, then bytes that are good UTF-8, then what is named. Raises `DecodeError` for bytes
    that are no text.
    """
    names = [n for n in (charset, named(data)) if n]
    if data.startswith(_BOMS):
        return _plain(data, [])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text:
        lies = [] if text.isascii() else [n for n in names if _codec(n) != "utf-8"]
        if "\x00" in text[:HEAD]:
            return _plain(data, [])
        return text, tuple(f"named {n}, but is UTF-8" for n in lies[:1])
    notes: list[str] = []
    for name in names:
        codec = _codec(name)
        try:
            if codec and codec != "utf-8":
                return data.decode(codec), tuple(notes)
        except UnicodeDecodeError:
            pass
        note = f"named {name}, but is not" if codec else f"named {name}, an encoding that is not known"
        if note not in notes:
            notes.append(note)
    return _plain(data, notes)


def named(data: bytes) -> str | None:
    """The encoding that a page names at its start."""
    match = _NAMED.search(data, 0, HEAD)
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def _codec(name: str) -> str | None:
    """The codec that is meant by a name on the web; None for one that is not known or that no page is in."""
    try:
        codec = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    codec = _READ_AS.get(codec, codec)
    return codec if _KNOWN.fullmatch(codec) else None


def _plain(data: bytes, notes: list[str]) -> tuple[str, tuple[str, ...]]:
    text, more = decode(data, limit=len(data))
    known = damage(text)
    return text, (*notes, *(n for n in more if n not in known))
