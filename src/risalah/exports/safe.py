"""Words of articles made safe to show: nothing in them may move the cursor, reorder the line or hide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from risalah.model import Span

# Controls (C0, C1), bidirectional controls, other invisible format characters except the joiners that some
# scripts need, line and paragraph separators, halves of surrogate pairs, tag characters.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_WORD = re.compile(r"\w")
_STOP = re.compile(r"[.!?,;:…]")
_SPACES = re.compile(r"[ \t\r\n\u00a0\u2028\u2029]+")


def visible(text: str) -> str:
    """`text` on one line: runs of white space are one space, hidden characters are written as escapes."""
    text = _SPACES.sub(" ", text)
    return HIDDEN.sub(_escaped, text) if HIDDEN.search(text) else text


def joined(text: str, spans: Sequence[Span]) -> str:
    """The words of spans of `text`, visible, on one line, with `…` for words left out between two of them.

    Where only marks stand between two pieces, their stop or comma is kept: two sentences must not look like one.
    """
    out = ""
    for span, after in zip(spans, [*spans[1:], None], strict=True):
        out += span.slice(text)
        if after is not None:
            between = text[span.end : after.start]
            out += " … " if _WORD.search(between) else "".join(_STOP.findall(between)) + " "
    return visible(out)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fitted(text: str, width: int) -> str:
    """`text` cut or filled to exactly `width` columns; a cut is shown by `…`."""
    if columns(text) > width:
        kept, used = [], 0
        for c in text:
            used += columns(c)
            if used > width - 1:
                break
            kept.append(c)
        text = "".join(kept) + "…"
    return text + " " * (width - columns(text))


def wrapped(text: str, width: int) -> Iterator[str]:
    """The lines of `text` broken at spaces to at most `width` columns; a longer word is broken anywhere."""
    line: list[str] = []
    used = 0
    for word in text.split(" "):
        *full, rest = _broken(word, width)
        size = columns(rest)
        if line and (full or used + 1 + size > width):
            yield " ".join(line)
            line, used = [], 0
        yield from full
        used += size + (1 if line else 0)
        line.append(rest)
    if line:
        yield " ".join(line)


def _broken(word: str, width: int) -> list[str]:
    """`word` in pieces of at most `width` columns."""
    if len(word) * 2 <= width or columns(word) <= width:
        return [word]
    pieces: list[str] = []
    start = used = 0
    for i, c in enumerate(word):
        size = columns(c)
        if used + size > width and i > start:
            pieces.append(word[start:i])
            start, used = i, 0
        used += size
    pieces.append(word[start:])
    return pieces


def closed(words: str) -> str:
    """Words cut from an article with the quotation mark closed that was opened in them: “hard → “hard”."""
    if words.count("“") > words.count("”"):
        return words + "”"
    return words + '"' if words.count('"') % 2 and words.rfind('"') < len(words) - 1 else words
