"""A page as blocks of text under a tree of elements, in one pass from front to back.

Offsets are code points of the page. A block is what stands between two breaks (a block element's edge, `<br>`). The
tree is rough but forgiving: elements that were never closed end with what holds them, ends without a start are passed
over. Time is linear in the page, whatever it holds: nothing is looked for twice to the end of the page, and the depth
of the tree is limited, and so is its size (`LimitError`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from risalah.errors import LimitError

DEEPEST = 300
"""Elements nested deeper are taken as part of the one that holds them."""
LINK = 1
"""The kind of a piece of text that stands in a link."""
MOST = 300_000
"""Elements, and pieces of text, of a page; the largest real pages have a tenth."""
_NEAR = 12
"""How far back the start of an inline element is looked for."""
_PATIENCE = 20
"""Tags whose quotation marks do not close, after which quotation marks are no longer looked at."""

_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+"""
_STRICT = re.compile(rf"<(?:(/?)([a-zA-Z][^\s/>]{{0,40}}+)({_ATTRIBUTES})>|(!--|[!?]))")
_PLAIN = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>]{0,40}+)([^>]*+)>|(!--|[!?]))")
_START = re.compile(r"<(?=[a-zA-Z!?]|/[a-zA-Z])")

_IGNORED = frozenset(
    {
        "b", "i", "em", "strong", "u", "s", "big", "tt", "strike", "font", "nobr", "wbr", "basefont", "abbr",
        "acronym", "bdi", "bdo", "cite", "code", "dfn", "ins", "kbd", "mark", "q", "samp", "var", "img",
        "input", "source", "track", "area", "base", "embed", "link", "param", "col", "meta",
    }
)  # fmt: skip
"""Tags that neither break a line nor say anything of the text in them."""
_INLINE = frozenset(("a", "span", "time", "label", "small", "sup", "sub", "data", "del", "button"))
_RAW = frozenset(
    {
        "script", "style", "textarea", "title", "noscript", "iframe", "xmp", "noembed", "noframes", "template",
        "svg", "math", "select",
    }
)  # fmt: skip
"""Elements that hold no text of the page, or none that is shown."""
_BREAKS = frozenset(("br", "hr"))
_SCOPES = frozenset(("td", "th", "table", "caption", "object"))
_KEPT = frozenset(("link", "meta"))
_CLOSES: dict[str, tuple[str, tuple[str, ...]]] = {
    "li": ("li", ("ul", "ol", "menu")),
    "dt": ("dd", ("dl",)),
    "dd": ("dd", ("dl",)),
    "tr": ("tr", ("table",)),
    "td": ("td", ("tr", "table")),
    "th": ("td", ("tr", "table")),
}
_SAME = {"dt": "dd", "th": "td"}
_BLANK = re.compile(r"(?:\s|&nbsp;|&#160;|&#xa0;|[\u200b-\u200f\ufeff\u2060]|&(?:zwnj|ensp|emsp|thinsp);)*+", re.I)
_DATA = re.compile(r"ld\+json", re.I)


class Piece(NamedTuple):
    """A stretch of the page between two tags, and what it stands in (`LINK`, or 0)."""

    start: int
    end: int
    kind: int


class Node:
    """An element: its blocks are `blocks[first:last]`."""

    __slots__ = ("attributes", "first", "last", "outer", "parent", "tag")

    def __init__(self, tag: str, attributes: str, parent: Node | None, inline: bool, first: int) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.outer: Node | None = (parent.outer or parent) if inline and parent is not None else None
        """The innermost element around it that breaks lines; None where it does so itself."""
        self.first = first
        self.last = first


class Block:
    """A line of the page: its pieces, the element that it stands in, its characters, those of them in links."""

    __slots__ = ("chars", "linked", "node", "pieces")

    def __init__(self, node: Node, pieces: list[Piece], chars: int, linked: int) -> None:
        self.node = node
        self.pieces = pieces
        self.chars = chars
        self.linked = linked


class Scanned(NamedTuple):
    """A page taken apart. `nodes` stand in the order of their starts; ranges are of the page."""

    page: str
    nodes: list[Node]
    blocks: list[Block]
    heads: list[tuple[str, str]]
    """Names and attributes of `<meta>` and `<link>` tags, and of `<html>`."""
    titles: list[tuple[int, int]]
    data: list[tuple[int, int]]
    """The contents of scripts that hold linked data."""


def scan(page: str) -> Scanned:
    """The page taken apart. Raises `LimitError` for a page of more than `MOST` elements."""
    return _Scanner(page).run()


class _Scanner:
    def __init__(self, page: str) -> None:
        self.page = page
        root = Node("", "", None, False, 0)
        self.stack = [root]
        self.block = root
        """The innermost block element."""
        self.open: dict[str, int] = {}
        """How many elements of each name are open in the innermost scope."""
        self.scopes: list[dict[str, int]] = []
        self.link = 0
        self.pieces: list[Piece] = []
        self.chars = self.linked = 0
        self.out = Scanned(page, [root], [], [], [], [])
        self.commented = True
        self.room = MOST

    def run(self) -> Scanned:
        page, at, seek = self.page, 0, 0
        size = len(page)
        find, pattern, patience = page.find, _STRICT, _PATIENCE
        while at < size:
            tag = find("<", seek)
            if tag < 0:
                self.text(at, size)
                break
            match = pattern.match(page, tag)
            if match is None:
                if _START.match(page, tag) is None:  # a mathematical sign
                    seek = tag + 1
                    continue
                match = _PLAIN.match(page, tag)
                if match is None:  # a tag that never ends: what follows is none of the page's text
                    if tag > at:
                        self.text(at, tag)
                    break
                patience -= 1
                if patience < 0:
                    pattern = _PLAIN
            if tag > at:
                self.text(at, tag)
            at = seek = self.tag(match)
        self.flush()
        for node in self.stack:
            node.last = len(self.out.blocks)
        return self.out

    def tag(self, match: re.Match[str]) -> int:
        """Takes in a tag; where the page goes on behind it."""
        end, name, attributes, other = match.groups()
        at = match.end()
        if other:
            return self.aside(other, at)
        name = name.lower()
        if name in _IGNORED:
            if name in _KEPT:
                self.out.heads.append((name, attributes))
        elif end:
            self.end(name)
        elif name in _RAW:
            return self.raw(name, attributes, at)
        else:
            self.begin(name, attributes)
        return at

    # Text

    def text(self, start: int, end: int) -> None:
        """A stretch between two tags."""
        size = len(self.page[start:end].strip())
        if size or self.pieces:
            self.pieces.append(Piece(start, end, self.link))
            self.room -= 1
            self.chars += size
            if self.link:
                self.linked += size

    def flush(self) -> None:
        """A break: what was gathered is a block."""
        if self.room < 0:
            raise LimitError(f"more than {MOST:,} pieces of text and elements: no article's page")
        if self.chars and not (self.chars < 60 and _BLANK.fullmatch(self.page, *self.pieces[0][:2]) and self.blank()):
            self.out.blocks.append(Block(self.block, self.pieces, self.chars, self.linked))
            self.pieces = []
            self.chars = self.linked = 0
        elif self.pieces:
            self.pieces = []
            self.chars = self.linked = 0

    def blank(self) -> bool:
        """Whether all that was gathered is entities of white space."""
        return all(_BLANK.fullmatch(self.page, start, end) for start, end, _ in self.pieces)

    def aside(self, kind: str, at: int) -> int:
        """Where a comment, a declaration or an instruction ends."""
        if kind == "!--" and self.commented:
            if self.page.startswith((">", "->"), at):
                return at + 1
            end = self.page.find("-->", at)
            if end >= 0:
                return end + 3
            self.commented = False  # none closes from here on: the rest is read
        end = self.page.find(">", at)
        return end + 1 if end >= 0 else len(self.page)

    def raw(self, name: str, attributes: str, at: int) -> int:
        """Passes over an element that holds no shown text; what it says of the page is kept."""
        page = self.page
        if attributes.endswith("/") and name in ("svg", "math", "iframe", "template"):
            return at
        if name == "title":  # one that is not closed does not swallow the page
            end = page.find("<", at)
            self.out.titles.append((at, end if end >= 0 else len(page)))
            return end if end >= 0 else len(page)
        close = _closing(name).search(page, at)
        start, end = (close.start(), close.end()) if close else (len(page), len(page))
        if name == "script" and attributes and _DATA.search(attributes):
            self.out.data.append((at, start))
        return end

    # Elements

    def begin(self, name: str, attributes: str) -> None:
        if name in _BREAKS:
            self.flush()
            return
        inline = name in _INLINE or "-" in name
        if not inline:
            self.flush()
            if self.open.get("p"):
                self.close("p")
            if name in _CLOSES:
                self.imply(name)
        elif name == "a" and self.open.get("a"):
            self.unlink()
        if len(self.stack) >= DEEPEST:
            return
        self.room -= 1
        node = Node(name, attributes, self.stack[-1], inline, len(self.out.blocks))
        self.stack.append(node)
        self.out.nodes.append(node)
        if name in _SCOPES:
            self.open[name] = self.open.get(name, 0) + 1
            self.scopes.append(self.open)
            self.open = {}
        else:
            self.open[name] = self.open.get(name, 0) + 1
        if name == "a" and "href" in attributes.lower():
            self.link = LINK
        if not inline:
            self.block = node
            if name == "html" or name == "body":
                self.out.heads.append((name, attributes))

    def unlink(self) -> None:
        """A link that was not closed ends where the next one starts."""
        for back in range(1, min(len(self.stack), _NEAR) + 1):
            node = self.stack[-back]
            if node.tag == "a":
                for _ in range(back):
                    self.pop()
                return
            if node is self.block:
                break
        self.open["a"] = 0

    def imply(self, name: str) -> None:
        """Ends the elements that a new one of this name ends: list items, cells, rows."""
        same, within = _CLOSES[name]
        for back in range(1, min(len(self.stack), _NEAR) + 1):
            tag = self.stack[-back].tag
            if tag in within:
                return
            if _SAME.get(tag, tag) == same:
                for _ in range(back):
                    self.pop()
                return

    def end(self, name: str) -> None:
        if name in _INLINE or "-" in name:
            if not self.open.get(name):
                return
            for back in range(1, min(len(self.stack), _NEAR) + 1):
                node = self.stack[-back]
                if node.tag == name:
                    for _ in range(back):
                        self.pop()
                    return
                if node is self.block and name != "a":
                    return
            if name == "a":
                self.link = 0
            return
        self.flush()
        if name in _SCOPES:
            self.leave(name)
        elif self.open.get(name):
            self.close(name)

    def close(self, name: str) -> None:
        """Pops up to an element that is open in this scope."""
        while len(self.stack) > 1:
            node = self.stack[-1]
            self.pop()
            if node.tag == name:
                return

    def leave(self, name: str) -> None:
        """Pops up to the innermost table or cell of this name."""
        for back, scope in enumerate(reversed(self.scopes)):
            if back > _NEAR:
                return
            if scope.get(name):
                self.close(name)
                return

    def pop(self) -> None:
        """Ends the innermost element."""
        node = self.stack.pop()
        node.last = len(self.out.blocks)
        if node.tag in _SCOPES:
            self.open = self.scopes.pop()
        self.open[node.tag] = max(0, self.open.get(node.tag, 0) - 1)
        if node.tag == "a":
            self.link = LINK if self.open.get("a") else 0
        if node is self.block and node.parent is not None:
            self.block = node.parent.outer or node.parent


_CLOSINGS: dict[str, re.Pattern[str]] = {}


def _closing(name: str) -> re.Pattern[str]:
    """What ends a raw element."""
    if name not in _CLOSINGS:
        _CLOSINGS[name] = re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.I)
    return _CLOSINGS[name]
