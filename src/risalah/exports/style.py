"""Colours of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from risalah.exports.safe import columns, wrapped

_CODES = {"bold": "1", "dim": "2", "italic": "3", "underline": "4", "name": "1;36", "act": "33", "issue": "35"}

_SET_IN = 2

Paint = Callable[[str, str], str]
"""`paint(style, text)`: the text in that style, or as it is."""


def paint(style: str, text: str) -> str:
    """`text` between the codes of a style."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if text else ""


def plain(style: str, text: str) -> str:  # noqa: ARG001 - stands where `paint` stands
    """`text` as it is."""
    return text


def flowed(pieces: Iterable[tuple[str, str]], width: int, paint: Paint) -> Iterator[str]:
    """Pieces `(style, words)` one after the other, in lines of at most `width` columns; a line that goes on is set in.

    A piece is not broken where a line can hold it.
    """
    line, used = "", 0
    for style, piece in pieces:
        for part in wrapped(piece, max(1, width - _SET_IN)):
            if used and used + 1 + columns(part) > width:
                yield line
                line, used = " " * _SET_IN, _SET_IN
            elif used:
                line, used = line + " ", used + 1
            line += paint(style, part) if style else part
            used += columns(part)
    yield line


def painter(colour: bool) -> Paint:
    """`paint` or `plain`."""
    return paint if colour else plain
