"""Lines of a terminal view: facts side by side, words set in under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from risalah.exports.safe import columns, wrapped
from risalah.exports.style import Paint

INDENT = 6
"""Columns that words are set in."""


def row(facts: Iterable[tuple[str, str]], width: int, paint: Paint) -> Iterator[str]:
    """Facts side by side, two spaces between; those that do not fit go on in the next line, if need be in several."""
    line, used = "", 0
    room = max(20, width - INDENT)
    pieces = [(style, p) for style, fact in facts for p in (wrapped(fact, room) if columns(fact) > room else [fact])]
    for style, fact in pieces:
        gap = 2 if used > INDENT else 1 if used else 0
        if used > INDENT and used + gap + columns(fact) > width:
            yield line
            line, used, gap = " " * INDENT, INDENT, 0
        line += " " * gap + (paint(style, fact) if style else fact)
        used += gap + columns(fact)
    yield line


def block(words: str, width: int) -> Iterator[str]:
    """Words set in under a row."""
    for line in wrapped(words, max(20, width - INDENT)):
        yield " " * INDENT + line


def labelled(label: str, words: str, width: int, paint: Paint) -> Iterator[str]:
    """Words set in behind a label."""
    margin = INDENT + len(label) + 1
    for n, line in enumerate(wrapped(words, max(20, width - margin))):
        yield (" " * INDENT + paint("dim", label) + " " if n == 0 else " " * margin) + line
