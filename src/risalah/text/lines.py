"""Lines of a text as offsets, and the small questions that the layout asks of them."""

from __future__ import annotations

import re

Line = tuple[int, int]
"""`[start, end)` of a line without the white space and break marks at its edges; never empty."""

# Breaks that every reader of text sees, and the tags that a page breaks its lines with.
_PLAIN = re.compile("[^\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_TAG = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|table|blockquote|section|article|figure|figcaption)\b[^<>\n]{0,300}>", re.I
)
_EDGE = re.compile(r"(?:[\s\ufeff\u200b-\u200d\u2060\x00]|&nbsp;){1,4000}")
_SPACE = " \t\xa0\ufeff\u200b\u200c\u200d\u2060\x00\u3000\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_SPACE += "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u1680"
SPACES = frozenset(_SPACE)
TERMINAL = frozenset(".!?\"”’'»…:;)]")
STOPS = frozenset('.!?"”’»…')


def trim(text: str, start: int, end: int) -> Line:
    """The range without white space, zero-width characters and `&nbsp;` at its edges (empty: start == end)."""
    while True:
        while start < end and text[start] in SPACES:
            start += 1
        while end > start and text[end - 1] in SPACES:
            end -= 1
        if end > start and text[start] == "&" and text.startswith("&nbsp;", start, end):
            start += 6
        elif end > start and text[end - 1] == ";" and text.endswith("&nbsp;", start, end):
            end -= 6
        else:
            return start, end


def split(text: str) -> list[Line]:
    """The lines of `text` in order, trimmed; blank ones are left out."""
    lines: list[Line] = []
    tagged = "<" in text and _TAG.search(text) is not None
    for match in _PLAIN.finditer(text):
        start, end = match.span()
        if tagged and text.find("<", start, end) >= 0:
            for tag in _TAG.finditer(text, start, end):
                _add(lines, text, start, tag.start())
                start = tag.end()
        _add(lines, text, start, end)
    return lines


def _add(lines: list[Line], text: str, start: int, end: int) -> None:
    start, end = trim(text, start, end)
    if start < end:
        lines.append((start, end))


def cut(line: Line, holes: list[Line]) -> list[Line]:
    """What is left of `line` when the sorted, disjoint `holes` are taken out (untrimmed)."""
    start, end = line
    out: list[Line] = []
    for a, b in holes:
        if b <= start:
            continue
        if a >= end:
            break
        if a > start:
            out.append((start, a))
        start = max(start, b)
    if start < end:
        out.append((start, end))
    return out


def merged(spans: list[Line]) -> list[Line]:
    """`spans` sorted and made disjoint."""
    out: list[Line] = []
    for a, b in sorted(spans):
        if out and a <= out[-1][1]:
            if b > out[-1][1]:
                out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out
