"""Bytes to text, exactly: nothing is normalised, damage is noted and left as it stands."""

from __future__ import annotations

import codecs
import re

from risalah.errors import DecodeError, LimitError

LIMIT = 64 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Heads of files that are certainly not text, whatever their bytes happen to decode to.
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"BZh", b"\xfd7zXZ")
# A UTF-8 lead byte and its continuation, both read as cp1252 or latin-1: the trace of encoding twice.
_TWICE = re.compile("[ÂÃâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, *, limit: int = LIMIT) -> tuple[str, tuple[str, ...]]:
    """The text of `data` and notes on its damage, one sentence each.

    The text is what `open(path, encoding="utf-8", newline="").read()` gives where that works, so that offsets
    agree with everyone else's: a byte order mark of UTF-8 stays as U+FEFF and line ends stay as they are.
    Falls back on UTF-16/32 where a byte order mark says so, else on cp1252. Raises `LimitError` above `limit`
    bytes and `DecodeError` for bytes that are not text.
    """
    if len(data) > limit:
        raise LimitError(f"{len(data)} bytes are more than the limit of {limit}")
    if data.startswith(_MAGIC):
        raise DecodeError("the bytes are a binary file's, not text")
    notes: list[str] = []
    text = _marked(data, notes)
    if text is None:
        text = _unmarked(data, notes)
    notes.extend(damage(text))
    return text, tuple(notes)


def damage(text: str) -> tuple[str, ...]:
    """Notes on what is odd in `text`, one sentence each; empty for clean text. Changes nothing."""
    if text.isascii() and text.isprintable():
        return ()
    notes = []
    if text.startswith("\ufeff"):
        notes.append("starts with a byte order mark, kept as a character")
    for found, one, more in (
        (len(_TWICE.findall(text)), "place looks encoded twice", "places look encoded twice"),
        (len(_BIDI.findall(text)), "bidirectional control", "bidirectional controls"),
        (len(_SURROGATE.findall(text)), "lone surrogate", "lone surrogates"),
        (text.count("\x00"), "NUL character", "NUL characters"),
        (text.count("\ufffd"), "replacement character", "replacement characters"),
    ):
        if found:
            notes.append(f"{found} {one if found == 1 else more}")
    return tuple(notes)


def _marked(data: bytes, notes: list[str]) -> str | None:
    """The text where a byte order mark names a wide encoding, else None. The mark stays, as U+FEFF."""
    for mark, encoding in _BOMS:
        if not data.startswith(mark):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            if encoding.startswith("utf-32"):
                continue  # FF FE 00 00 may also be UTF-16 that starts with a NUL
            text = data.decode(encoding, "replace")
            notes.append(f"broken {encoding}")
        notes.append(f"read as {encoding} by its byte order mark")
        return text
    return None


def _unmarked(data: bytes, notes: list[str]) -> str:
    """The text read as UTF-8, or as cp1252 where it is not UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        text = _fallback(data, e, notes)
    if len(text) > 0 and len(_CONTROL.findall(text[:65536])) * 10 > min(len(text), 65536):
        raise DecodeError("more than a tenth of the characters are control characters: not text")
    return text


def _fallback(data: bytes, error: UnicodeDecodeError, notes: list[str]) -> str:
    head = data[:65536]
    if head.count(0) * 20 > len(head):
        raise DecodeError("NUL bytes and no known encoding: not text") from error
    mended = data.decode("utf-8", "surrogatepass") if b"\xed" in data and _passes(data) else None
    if mended is not None:
        notes.append("UTF-8 with encoded surrogates")
        return mended
    # Mostly good UTF-8 with a few broken bytes keeps its letters; only the broken bytes are replaced.
    patched = data.decode("utf-8", "replace")
    broken = patched.count("\ufffd")
    good = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", patched))
    if good > broken:
        notes.append("broken UTF-8")
        return patched
    notes.append(f"not UTF-8 from byte {error.start} on, read as cp1252")
    # The five bytes that cp1252 leaves open are read as latin-1, so that this cannot fail.
    return "".join(
        piece.decode("latin-1") if piece in _OPEN else piece.decode("cp1252") for piece in _OPEN_SPLIT.split(data)
    )


_OPEN = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_OPEN_SPLIT = re.compile(b"([\x81\x8d\x8f\x90\x9d])")


def _passes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True
