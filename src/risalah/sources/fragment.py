"""Pieces of HTML, as feeds carry them, as text: paragraphs apart, tags and what is not shown left out.

For whole pages there is `html`. Time is linear in the piece, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

HIDDEN = frozenset({
    "script", "style", "iframe", "svg", "template", "noscript", "object", "head", "select", "textarea", "video",
    "audio",
})  # fmt: skip
"""Elements whose content is not text."""
BLOCKS = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "table",
    "tr", "section", "article", "header", "footer", "aside", "figure", "figcaption", "hr", "center", "address",
})  # fmt: skip
"""Elements that begin and end a paragraph."""
_NAME = re.compile(r"</?([A-Za-z][^\s/>]{0,40})")
_IN_TAG = re.compile(r"[>\"']")
_CLOSING = {name: re.compile(rf"</{name}\b[^>]*>?", re.I) for name in HIDDEN}
_SPACE = re.compile(r"[ \t\r\n\f]+")
BREAK, PARAGRAPH = "br", "p"


def text_of(html: str) -> str:
    """The text of a piece of HTML; paragraphs are an empty line apart."""
    paragraphs: list[str] = []
    pieces: list[str] = []
    for kind, piece in _pieces(html):
        if kind == PARAGRAPH:
            paragraphs.append(_tidy(pieces))
            pieces = []
        else:
            pieces.append("\n" if kind == BREAK else _SPACE.sub(" ", unescape(piece)))
    paragraphs.append(_tidy(pieces))
    return "\n\n".join(p for p in paragraphs if p)


def _tidy(pieces: list[str]) -> str:
    lines = (" ".join(line.split(" ")).strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(re.sub(" {2,}", " ", line) for line in lines).strip("\n")


def _pieces(html: str) -> Iterator[tuple[str, str]]:
    """The piece's text, and where lines and paragraphs end (`BREAK`, `PARAGRAPH`)."""
    position, end = 0, len(html)
    while position < end:
        opening = html.find("<", position)
        if opening < 0:
            opening = end
        if opening > position:
            yield "text", html[position:opening]
        if opening == end:
            return
        if html.startswith("<![CDATA[", opening):
            closing = html.find("]]>", opening)
            closing = end if closing < 0 else closing
            yield "text", html[opening + 9 : closing]
            position = closing + 3
        elif html.startswith("<!--", opening):
            position = _after(html, "-->", opening + 4)
        elif html.startswith(("<!", "<?"), opening):
            position = _after(html, ">", opening)
        elif match := _NAME.match(html, opening):
            name = match[1].lower()
            position = _tag_end(html, match.end())
            if name in BLOCKS:
                yield PARAGRAPH, ""
            elif name == BREAK:
                yield BREAK, ""
            elif name in HIDDEN and html[opening + 1] != "/" and html[position - 2 : position] != "/>":
                closed = _CLOSING[name].search(html, position)
                position = closed.end() if closed else end
        else:
            yield "text", "<"
            position = opening + 1


def _after(html: str, mark: str, start: int) -> int:
    """Where the next `mark` ends; the end of all where there is none, as browsers take it."""
    found = html.find(mark, start)
    return len(html) if found < 0 else found + len(mark)


def _tag_end(html: str, position: int) -> int:
    """Where a tag ends: behind a `>` that stands in no quoted value."""
    while match := _IN_TAG.search(html, position):
        if match[0] == ">":
            return match.end()
        position = match.end()
        if html[max(0, match.start() - 20) : match.start()].rstrip().endswith("="):
            position = _after(html, match[0], position)
    return len(html)
