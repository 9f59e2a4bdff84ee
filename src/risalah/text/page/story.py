"""Which blocks of a page are its story.

Prose (long lines that end in a stop, with few links) says where the story is: the smallest element that holds nearly
all of it. Elements whose names say that they are something else (comments, related articles, captions) are left out
first, unless the title stands in them; lists of links are left out by their links.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import msgspec

from risalah.errors import PackError
from risalah.packs.loader import Pack, read_toml
from risalah.text.lines import STOPS
from risalah.text.page.scan import Block, Node, Scanned
from risalah.text.page.shown import EDGE

FILE = "page.toml"
PROSE, SENTENCE = 100, 45
"""Characters of a line that is prose whatever it ends in, and of one that ends in a stop."""
ENOUGH = 200
"""Characters of prose that make a story."""
LABEL = 80
"""A line that announces the links below it is not longer."""
SHARE = 0.8
"""What of its prose an element within another must hold to stand for it."""

NAMED = 0.3
"""What of a page's prose an element must hold for its name to count."""
LIST = 10
"""A story has no more links in a row."""

_OPENING = STOPS | frozenset("-–—,:")
_NAMES = re.compile(r"""(?:^|\s)(?:class|id|role|itemprop)\s*=\s*("[^"]{0,400}|'[^']{0,400}|[^\s"'>]{1,400})""", re.I)
_HIDDEN = re.compile(r"""(?:^|\s)hidden(?:\s|=|$|/)|display\s*:\s*none|aria-hidden\s*=\s*["']?true""", re.I)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_AROUND_TAGS = frozenset(("figure", "figcaption", "button", "form", "label", "address", "menu"))
_STORY_TAGS = frozenset(("article", "main"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_RUNNING = frozenset(("p", "blockquote"))
ASIDE, AROUND = 2, 1


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of elements: `words` stand alone in them, `parts` anywhere."""

    words: tuple[str, ...]
    parts: tuple[str, ...]


class PageRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`page.toml` of a pack: what pages call the parts that are not the story."""

    aside: Names
    around: Names
    story: Names
    author: Names


class Story(NamedTuple):
    """The numbers of the blocks of the story in order, and its characters of prose."""

    blocks: list[int]
    prose: int


class Sieve:
    """Finds the story of pages. Made once for some packs; calling it is pure."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        rules = [read_toml(p.folder / FILE, PageRules) for p in packs if (p.folder / FILE).is_file()]
        if not rules:
            raise PackError(f"no pack has names for the parts of pages ({FILE})")
        self._tags = {w for r in rules for w in r.aside.words}
        """Names of tags, too."""
        self._aside = _pattern([r.aside for r in rules])
        self._around = _pattern([r.around for r in rules])
        self._story = _pattern([r.story for r in rules])
        self._author = _pattern([r.author for r in rules])
        self._named = lru_cache(maxsize=4096)(self._judged)

    def kind(self, node: Node) -> int:
        """Whether an element is by its name not the story: `ASIDE`, `AROUND` or 0."""
        if node.tag in self._tags:
            return ASIDE
        named = self._named(node.attributes[:2000]) if node.attributes else 0
        return named or (AROUND if node.tag in _AROUND_TAGS else 0)

    def told(self, node: Node) -> bool:
        """Whether an element is by its name the story."""
        if node.tag in _STORY_TAGS:
            return True
        names = _names(node.attributes[:2000])
        return bool(names) and self._story.search(names) is not None

    def authored(self, node: Node) -> bool:
        """Whether an element is by its name the writer's."""
        names = _names(node.attributes[:2000])
        return bool(names) and self._author.search(names) is not None

    def _judged(self, attributes: str) -> int:
        if _HIDDEN.search(attributes):
            return ASIDE
        names = _names(attributes)
        if not names or self._story.search(names):
            return 0
        if self._aside.search(names):
            return ASIDE
        return AROUND if self._around.search(names) else 0

    def __call__(self, scanned: Scanned, title: int | None) -> Story:
        """The story of a page; `title` is the number of the block that shows the title."""
        blocks = scanned.blocks
        weights = [weight(scanned.page, b) for b in blocks]
        for strict in (True, False):
            out = self._dropped(scanned, weights, title, strict)
            held = [0 if o else w for o, w in zip(out, weights, strict=True)]
            sums = list(accumulate(held, initial=0))
            root = _Roots(self, scanned, sums).root()
            if sums[root.last] - sums[root.first] < ENOUGH:
                continue
            lines = _Lines(scanned, root, out, held, title)
            found = lines.numbers()
            prose = sum(held[k] for k in found)
            if prose >= ENOUGH and not _index(lines.links, blocks, found):
                return Story(found, prose)
        return Story([], 0)

    def _dropped(self, scanned: Scanned, weights: Sequence[int], title: int | None, strict: bool) -> bytearray:
        """For each block whether it stands in an element that is not the story.

        `strict`: captions and the like too, where they hold little of the page's prose.
        """
        sums = list(accumulate(weights, initial=0))
        least = 0.3 * sums[-1]
        out = bytearray(len(weights))
        done = 0
        for node in scanned.nodes:
            if node.last <= done or node.first == node.last:
                continue
            kind = self.kind(node)
            if not kind or (kind == AROUND and (not strict or sums[node.last] - sums[node.first] > least)):
                continue
            if node.tag in ("html", "body") or (title is not None and node.first <= title < node.last):
                continue
            start = max(done, node.first)
            out[start : node.last] = b"\1" * (node.last - start)
            done = node.last
        return out


def weight(page: str, block: Block) -> int:
    """How much prose a block is: its characters outside links, 0 for what is no prose."""
    own = block.chars - block.linked
    if own < SENTENCE or own < block.linked or block.node.tag in _HEADINGS:
        return 0
    if own >= PROSE:
        return own
    return own if ends(page, block) in STOPS else 0


def ends(page: str, block: Block) -> str:
    """The last character that a block shows; empty where it shows none."""
    for start, end, _ in reversed(block.pieces):
        tail = page[max(start, end - 80) : end]
        tail = (html.unescape(tail) if "&" in tail else tail).rstrip(EDGE)
        if tail:
            return tail[-1]
    return ""


def linked(page: str, block: Block) -> bool:
    """Whether a block is hardly more than links; a paragraph with a long link in it is not."""
    if block.linked <= 0.6 * block.chars:
        return False
    return block.linked > 0.9 * block.chars or block.chars < SENTENCE or ends(page, block) not in STOPS


class _Roots:
    """Finds the element that the story stands in."""

    def __init__(self, sieve: Sieve, scanned: Scanned, sums: Sequence[int]) -> None:
        self.sieve = sieve
        self.nodes = scanned.nodes
        self.sums = sums

    def prose(self, node: Node) -> int:
        return self.sums[node.last] - self.sums[node.first]

    def root(self) -> Node:
        """The smallest element that holds nearly all prose of the page, or of the one that is named to be the story."""
        root = self.named() or self.nodes[0]
        for node in self.nodes:
            if node.parent is root and node.last > node.first and self.prose(node) >= SHARE * self.prose(root):
                root = node
        return root

    def named(self) -> Node | None:
        """The one element that is named to be the story and holds a good part of the prose."""
        least = max(ENOUGH, NAMED * self.sums[-1])
        found = [n for n in self.nodes if self.prose(n) >= least and self.sieve.told(n)]
        kinds = Counter((n.tag, n.attributes) for n in self.nodes if n.tag in {f.tag for f in found}) if found else {}
        alone = [n for n in found if kinds[n.tag, n.attributes] == 1]
        return max(alone, key=self.prose, default=None)


class _Lines:
    """The lines of the story within an element: from its first prose to its last."""

    def __init__(self, scanned: Scanned, root: Node, out: bytearray, held: Sequence[int], title: int | None) -> None:
        self.page = scanned.page
        self.blocks = scanned.blocks
        self.root = root
        self.out = out
        self.held = held
        self.title = title
        self.links = [linked(self.page, b) for b in self.blocks]

    def numbers(self) -> list[int]:
        first, last = self.dense()
        if first < 0:
            return []
        while first > 0 and self.opens(first):
            first -= 1
        while last + 1 < len(self.blocks) and self.closes(last):
            last += 1
        found = [k for k in range(first, last + 1) if not (self.out[k] or k == self.title or self.links[k])]
        return [k for k in found if self.held[k] or not self.announces(k)]

    def dense(self) -> tuple[int, int]:
        """The first and the last prose of the densest part: one with no long list of links in it."""
        prose = [k for k in range(self.root.first, self.root.last) if self.held[k]]
        if self.title is not None and any(k > self.title for k in prose):
            prose = [k for k in prose if k > self.title]
        parts: list[list[int]] = []
        for k in prose:
            if not parts or sum(self.links[parts[-1][-1] : k]) > LIST:
                parts.append([])
            parts[-1].append(k)
        sizes = [sum(self.held[k] for k in p) for p in parts]
        if not parts:
            return -1, -1
        best = sizes.index(max(sizes))
        if self.title is not None:  # the first below the title, unless it is a mere teaser
            best = next(n for n, size in enumerate(sizes) if size >= max(ENOUGH, 0.3 * sizes[best]) or n == best)
        return parts[best][0], parts[best][-1]

    def opens(self, first: int) -> bool:
        """Whether the block before `first` belongs to the story: its first words in an element of their own."""
        k = first - 1
        before, block = self.blocks[k], self.blocks[first]
        if self.out[k] or self.links[k] or k == self.title or before.node.tag in _HEADINGS:
            return False
        if not self.near(before.node, block.node):
            return False
        if self.held[k]:
            return self.title is None or k > self.title
        return before.chars <= LABEL and ends(self.page, before) in _OPENING

    def closes(self, last: int) -> bool:
        """Whether the block behind `last` still belongs to the text: the rest of a list, a writer's mark."""
        k = last + 1
        after = self.blocks[k]
        if self.out[k] or after.linked or after.node.tag in _HEADINGS or self.announces(k):
            return False
        return self.near(after.node, self.blocks[last].node)

    def near(self, node: Node, other: Node) -> bool:
        """Whether two blocks stand in one element, one right inside the other's, or in two of the same kind."""
        if node is other or other.parent is node or node.parent is other:
            return True
        node, other = _quoting(node), _quoting(other)
        if node.parent is other.parent:
            return node.tag == other.tag or {node.tag, other.tag} <= _RUNNING
        return node.tag == "li" and self.root.first <= node.first < self.root.last

    def announces(self, k: int) -> bool:
        """Whether a short line only announces the links below it."""
        block = self.blocks[k]
        if (
            block.node.tag == "li"
            or block.chars > LABEL
            or (ends(self.page, block) in STOPS and block.node.tag not in _HEADINGS)
        ):
            return False
        below = k + 1
        return below < len(self.blocks) and self.links[below] and self.blocks[below].chars > 10


def _quoting(node: Node) -> Node:
    """The block quotation that an element fills, else the element: a quotation goes on with the text around it."""
    return node.parent if node.parent is not None and node.parent.tag == "blockquote" else node


def _index(links: Sequence[bool], blocks: Sequence[Block], found: Sequence[int]) -> bool:
    """Whether what was found is a list of other articles: headlines that are links between summaries."""
    if len(found) < 3:
        return False
    between = 0
    for above, below in pairwise(found):
        between += any(links[k] and blocks[k].chars > 20 for k in range(above + 1, below))
    return between >= 0.6 * (len(found) - 1)


def _names(attributes: str) -> str:
    """The names that the attributes of an element give it, in small letters."""
    return " ".join(_HUMP.sub("-", m) for m in _NAMES.findall(attributes)).lower()


def _pattern(names: Sequence[Names]) -> re.Pattern[str]:
    """One pattern for names of elements."""
    words = "|".join(sorted({re.escape(w) for n in names for w in n.words}))
    parts = sorted({re.escape(w) for n in names for w in n.parts})
    return re.compile("|".join([rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])", *parts]))
