"""Colours of a terminal."""

from __future__ import annotations

from collections.abc import Callable

_CODES = {"bold": "1", "dim": "2", "italic": "3", "underline": "4", "name": "1;36", "act": "33", "issue": "35"}

Paint = Callable[[str, str], str]
"""`paint(style, text)`: the text in that style, or as it is."""


def paint(style: str, text: str) -> str:
    """`text` between the codes of a style."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if text else ""


def plain(style: str, text: str) -> str:  # noqa: ARG001 - stands where `paint` stands
    """`text` as it is."""
    return text


def painter(colour: bool) -> Paint:
    """`paint` or `plain`."""
    return paint if colour else plain
