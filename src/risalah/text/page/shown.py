"""The characters that a page shows: entities decoded, white space as browsers show it, each stretch with its place."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.entities import html5

from risalah.model.document import Run
from risalah.text.page.scan import Piece

_BARE = "|".join(sorted((n for n in html5 if not n.endswith(";")), key=lambda n: (-len(n), n)))
_PART = re.compile(
    rf"&(?:#[0-9]{{1,9}};?|#[xX][0-9a-fA-F]{{1,8}};?|[a-zA-Z][a-zA-Z0-9]{{1,31}};|(?:{_BARE}))"
    r"|[\t\n\r\f][ \t\n\r\f]*+| [ \t\n\r\f]++"
)
EDGE = " \t\n\r\f\v\xa0\u200b\ufeff\u3000"
_SPACE = " \t\n\r\f"


def shown(page: str, pieces: Iterable[Piece]) -> str:
    """The text of some pieces of a page, on one line."""
    return Text(page).add(pieces)


class Text:
    """A text that grows by lines, with its runs in the page."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.lines: list[str] = []
        self.runs: list[Run] = []
        self.at = 0
        """Code points of the text so far."""

    def add(self, pieces: Iterable[Piece]) -> str:
        """Adds a line for the pieces, where they show anything; returns it."""
        parts: list[tuple[str, int, int]] = []
        spaced = True  # white space at the start of a line shows nothing
        for start, end, _ in pieces:
            spaced = self._piece(parts, start, end, spaced)
        line = "".join(p[0] for p in parts)
        bare = line.strip(EDGE)
        if not bare:
            return ""
        first = self.at + (1 if self.lines else 0)
        self._place(parts, len(line) - len(line.lstrip(EDGE)), len(bare), first)
        self.lines.append(bare)
        self.at = first + len(bare)
        return bare

    def _piece(self, parts: list[tuple[str, int, int]], start: int, end: int, spaced: bool) -> bool:
        """The parts of a piece: text, place and length in the page (-1: white space that stands otherwise there).

        `spaced`: whether what stands before ends in white space; returned for what follows.
        """
        page = self.page
        at = start
        for match in _PART.finditer(page, start, end):
            a, b = match.span()
            if a > at:
                spaced = self._plain(parts, at, a, spaced)
            at = b
            what = match[0]
            if what[0] == "&":
                what = html.unescape(what)
                if what and what not in _SPACE:
                    parts.append((what, a, b - a))
                    spaced = False
                    continue
                if not what:
                    continue
            if not spaced:
                parts.append((" ", a, -1))
                spaced = True
        return self._plain(parts, at, end, spaced) if end > at else spaced

    def _plain(self, parts: list[tuple[str, int, int]], start: int, end: int, spaced: bool) -> bool:
        """A stretch that stands in the page as it is; single spaces only."""
        if spaced and self.page[start] == " ":
            start += 1
            if start == end:
                return True
        parts.append((self.page[start:end], start, end - start))
        return self.page[end - 1] == " "

    def _place(self, parts: list[tuple[str, int, int]], skip: int, size: int, first: int) -> None:
        """The runs of a line of `size` characters that starts `skip` characters into its parts."""
        at = -skip
        for text, place, length in parts:
            a, b = max(at, 0), min(at + len(text), size)
            if a < b and length >= 0:
                if length == len(text):
                    place, length = place + a - at, b - a
                before = self.runs[-1] if self.runs else None
                if (
                    before is not None
                    and length == b - a
                    and before.length == before.page_length
                    and before.start + before.length == first + a
                    and before.page + before.page_length == place
                ):
                    self.runs[-1] = Run(before.start, before.length + length, before.page, before.length + length)
                else:
                    self.runs.append(Run(first + a, b - a, place, length))
            at += len(text)

    def finished(self) -> tuple[str, tuple[Run, ...]]:
        """The text, a line for each that was added, and its runs."""
        return "\n".join(self.lines), tuple(self.runs)
