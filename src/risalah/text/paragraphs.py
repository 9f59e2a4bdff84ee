"""Paragraphs from lines: a break may fall inside a sentence."""

from __future__ import annotations

from risalah.text.lines import Line

_NO_JOIN = frozenset("-•*#>|\"“‘'(")
_BREAKS = ("\n", "\r\n", "\r", "\u2028")


def paragraphs(text: str, lines: list[Line]) -> list[Line]:
    """Lines joined where a break falls inside a sentence: a link's text on its own line, a drop cap."""
    out: list[Line] = []
    for k, (start, end) in enumerate(lines):
        if out and text[out[-1][1] : start].strip(" \t\xa0") in _BREAKS and _continues(text, out[-1], lines, k):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _continues(text: str, before: Line, lines: list[Line], k: int) -> bool:
    """Whether line `k` goes on with the sentence of the paragraph `before`."""
    start, end = lines[k]
    head, tail = text[start], text[before[1] - 1]
    if head in ",;)" or (head in ".:!?" and end - start < 3) or (head == "." and text[start : start + 2] != ".."):
        return True
    if tail == "”" and head.islower() and text[before[1] - 2] not in ".,!?…":
        return True
    if tail in ".!?:;”" or head in _NO_JOIN:
        return False
    if before[1] - before[0] == 1 and text[before[0]].isupper():
        return head.islower() or (end - start > 3 and text[start : start + 2].isupper())
    if head.islower() and tail not in '"”':
        return True
    # A line of a text that is wrapped at a width: long, and its sentence not ended.
    size = before[1] - text.rfind("\n", before[0], before[1])
    if tail.islower() and 55 <= size <= 140 and head.isalpha() and _prose(text[before[1] - 50 : before[1]]):
        return True
    # A short piece between two halves of a sentence: the text of a link.
    if end - start > 60 or k + 1 >= len(lines) or text[end : lines[k + 1][0]].strip(" \t\xa0") not in _BREAKS:
        return False
    after = text[lines[k + 1][0]]
    capital = text[before[0]].isupper() and text[before[0] + 1] in "\r\n"  # a drop cap opened the sentence
    return after in ",.;)" or (after.islower() and (capital or before[1] - before[0] > 15))


def _prose(piece: str) -> bool:
    """Whether a piece of a line reads as running text: most of its words are small."""
    words = piece.split()[1:]
    return 2 * sum(w[0].islower() for w in words) > len(words)
