"""Repeats: spans of body text that already stand earlier in the same document.

Words are compared, not characters, so that a copy with other line breaks, spaces or quotation marks is still a
copy. A table of shingles (runs of `SHINGLE` words) gives the place of the first copy; from there both copies are
followed as long as they agree. Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from risalah.text.lines import Line, trim

SHINGLE = 6
LEAST = 60
"""Characters that a run must have, cut to whole sentences: shorter ones recur by right (a refrain, a full title)."""
LEAST_INSIDE = 90
"""The same for a run that does not begin and end with a line."""
SAMPLED = 400_000
"""Above so many words only every n-th shingle is kept in the table, so that memory stays bounded."""

_WORD = re.compile(r"\w+")
_OPENERS = frozenset("\"'“”‘’«»„([*_\\")
_CLOSERS = frozenset("\"'“”‘’«»„)].,!?;:*_\\…")
_ENDS = frozenset(".!?…\n\r\u2028")
_MARKS = re.compile(r"[\W_]*")


def repeats(text: str, pieces: Iterable[Line]) -> list[Line]:
    """The repeated parts of `pieces` (sorted, disjoint ranges of body text): sorted, disjoint, trimmed ranges."""
    bounds = list(pieces)
    if not _may(text, bounds):
        return []
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    edges: set[int] = set()  # numbers of the words that start a piece
    for start, end in bounds:
        edges.add(len(words))
        for match in _WORD.finditer(text, start, end):
            starts.append(match.start())
            ends.append(match.end())
            words.append(match[0])
    edges.add(len(words))
    runs = _runs(words)
    if not runs:
        return []
    found = [r for a, b in runs if (r := _sentences(text, starts, ends, edges, a, b)) is not None]
    return _joined(text, found)


def _may(text: str, bounds: list[Line]) -> bool:
    """Whether any shingle occurs twice: the quick answer for most documents, with no offsets kept."""
    words: list[str] = []
    for start, end in bounds:
        words += _WORD.findall(text, start, end)
    count = len(words) - SHINGLE + 1
    if count <= SHINGLE or count > SAMPLED:
        return count > SAMPLED
    return len(set(zip(*(words[k : k + count] for k in range(SHINGLE)), strict=True))) < count


def _runs(words: list[str]) -> list[tuple[int, int]]:
    """Runs of word numbers that agree with an earlier run, greedy from the left."""
    n = len(words)
    stride = 1 + n // SAMPLED
    seen: dict[int, int] = {}
    runs: list[tuple[int, int]] = []
    i = 0
    last = n - SHINGLE + 1
    while i < last:
        key = hash(tuple(words[i : i + SHINGLE]))
        j = seen.get(key, -1)
        if j < 0 or j + SHINGLE > i:
            if j < 0 and i % stride == 0:
                seen[key] = i
            i += 1
            continue
        length = 0
        while i + length < n and j + length < i and words[i + length] == words[j + length]:
            length += 1
        if length < SHINGLE:  # two shingles with one hash
            i += 1
            continue
        back = 0
        while stride > 1 and back < stride and back < i and back < j and words[i - back - 1] == words[j - back - 1]:
            back += 1
        runs.append((i - back, i + length))
        i += length
    return runs


def _sentences(text: str, starts: list[int], ends: list[int], edges: set[int], first: int, last: int) -> Line | None:
    """The run cut to whole sentences, with the marks around them; None when too little is left."""
    while first < last and not _opens(text, starts, ends, edges, first):
        first += 1
    while last > first and not _closes(text, starts, ends, edges, last):
        last -= 1
    if last <= first:
        return None
    # A line of its own that recurs is a copy sooner than a sentence amid others.
    whole = first in edges and last in edges
    if ends[last - 1] - starts[first] < (LEAST if whole else LEAST_INSIDE):
        return None
    start, end = starts[first], ends[last - 1]
    floor = ends[first - 1] if first else 0
    while start > floor and text[start - 1] in _OPENERS:
        start -= 1
    ceiling = starts[last] if last < len(starts) else len(text)
    stop = end
    # Closing marks belong to the copy, also after a space ("bergabung NATO ."), an opening mark does not.
    while stop < ceiling and (
        text[stop] in _CLOSERS or (text[stop] == " " and stop + 1 < ceiling and text[stop + 1] in ".,!?;")
    ):
        stop += 1
    return trim(text, start, stop)


def _opens(text: str, starts: list[int], ends: list[int], edges: set[int], i: int) -> bool:
    """Whether word `i` starts a sentence."""
    if i in edges:
        return True
    between = text[ends[i - 1] : starts[i]]
    if between == "." and text[starts[i]].isdigit():
        return False  # a number ("1.500")
    return any(c in _ENDS for c in between[:40])


def _closes(text: str, starts: list[int], ends: list[int], edges: set[int], i: int) -> bool:
    """Whether a sentence ends before word `i`."""
    return i >= len(starts) or _opens(text, starts, ends, edges, i)


def _joined(text: str, spans: list[Line]) -> list[Line]:
    """Neighbours with nothing but marks and space between them become one."""
    out: list[Line] = []
    for a, b in spans:
        if out and a <= out[-1][1]:
            a = out[-1][1]
            if a >= b:
                continue
        if out and a - out[-1][1] < 200 and _MARKS.fullmatch(text, out[-1][1], a):
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out
