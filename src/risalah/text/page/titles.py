"""The title of a page: which block shows it, and how it reads without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from risalah.text.page.scan import Scanned
from risalah.text.page.shown import shown

LONGEST = 300
SHORTEST = 8
"""Characters of a title."""
_WORDS = re.compile(r"\w+")
_ENDS = re.compile(r"\s(?:[-–—|:»·•]|::)\s")
_HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}


def folded(text: str) -> str:
    """Words only, in small letters: what titles are compared by."""
    return " ".join(_WORDS.findall(text.casefold()))


def title_block(scanned: Scanned, titles: Sequence[str]) -> int | None:
    """The number of the block that shows the title of the page; None where none is sure."""
    said = [f" {folded(t)} " for t in titles]
    longest = max((len(t) for t in titles), default=0) * 1.3 + 20
    best: tuple[int, int, int] | None = None
    lone: list[int] = []
    for k, block in enumerate(scanned.blocks):
        rank = _HEADINGS.get(block.node.tag, 5)
        if rank == 5 and (block.linked or not said or block.chars > longest):
            continue
        if not SHORTEST <= block.chars <= LONGEST or (rank and block.linked):
            continue
        text = folded(shown(scanned.page, block.pieces))
        if rank == 0 and not block.linked and text.count(" ") >= 2:
            lone.append(k)
        if len(text) < SHORTEST or (rank and " " not in text):
            continue
        share = max((len(text) / (len(t) - 2) for t in said if f" {text} " in t), default=0.0)
        if share < (0.3 if rank == 0 else 0.5):
            continue
        found = (0 if rank == 0 and share > 0.5 else 1, -round(share * 10), k)
        if best is None or found < best:
            best = found
    if best is not None:
        return best[2]
    return lone[0] if len(lone) == 1 else None


def title_of(titles: Sequence[str], seen: str | None, outlet: str | None, url: str | None) -> str | None:
    """The title as the page shows it, else as it says it, without the name of the site."""
    if seen:
        return seen
    if not titles:
        return None
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        host = ""
    sites = "".join(folded(outlet or "").split()) + " " + host.replace("-", "")
    title = titles[0]
    for _ in range(3):
        gaps = list(_ENDS.finditer(title))
        if not gaps:
            break
        tail, head = title[gaps[-1].end() :], title[: gaps[0].start()]
        if _site(tail, sites):
            title = title[: gaps[-1].start()]
        elif _site(head, sites):
            title = title[gaps[0].end() :]
        else:
            break
    return title.strip() or None


def _site(part: str, sites: str) -> bool:
    """Whether a part of a title names the site: one of its words is in the site's name."""
    words = folded(part).split()
    return 0 < len(words) <= 4 and any(len(w) > 2 and w in sites for w in (words[0], "".join(words)))
