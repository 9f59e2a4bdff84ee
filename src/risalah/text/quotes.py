"""Quotation marks paired, of every style, also opened with one and closed with another.

Which side a mark stands on is told by the spaces around it first and by its shape second, since real
articles open with U+201D and close with a straight mark. Nesting in the same style is one level deep.
"""

from __future__ import annotations

from bisect import bisect_right

from risalah.model import Quote, Span, Tokens

OPEN_SHAPES = frozenset("“„«‟〝")
CLOSE_SHAPES = frozenset("”»〞")
NESTED_AT_MOST = 8
"""Tokens a quoted term inside a quotation may have when both use the same mark."""
LOOK_AHEAD = 8
STOPS = frozenset({".", "?", "!", "...", "…"})
SINGLE_AT_LEAST = 3
"""Tokens between single marks that make a quotation and not an apostrophe or a term."""


def find_quotes(text: str, tokens: Tokens) -> tuple[Quote, ...]:
    """The outermost quotations of each paragraph in order; `Quote.kind` is `double` or `single`."""
    doubles: dict[int, list[int]] = {}
    singles: dict[int, list[int]] = {}
    for i, word in enumerate(tokens.lower):
        if word == '"':
            doubles.setdefault(tokens.paragraph[i], []).append(i)
        elif word == "'":
            singles.setdefault(tokens.paragraph[i], []).append(i)
    if not doubles and not singles:
        return ()
    last = _last_tokens(tokens)
    quotes: list[Quote] = []
    for paragraph, marks in doubles.items():
        quotes += _pair(text, tokens, marks, last[paragraph])
    quotes.sort(key=lambda q: q.open)
    starts, ends = [q.open for q in quotes], [q.close for q in quotes]
    inside = {i for i in (m for marks in singles.values() for m in marks) if _within(starts, ends, i)}
    for marks in singles.values():
        quotes += _pair_single(text, tokens, marks, inside)
    return tuple(sorted(quotes, key=lambda q: q.open))


def _last_tokens(tokens: Tokens) -> dict[int, int]:
    return {p: i for i, p in enumerate(tokens.paragraph)}


def _side(text: str, tokens: Tokens, i: int) -> str:
    """`open`, `close` or `either`, from the characters around mark `i`."""
    before = text[tokens.start[i] - 1] if tokens.start[i] else " "
    after = text[tokens.end[i]] if tokens.end[i] < len(text) else " "
    shape = text[tokens.end[i] - 1]
    left = not before.isspace() and before not in "([{—–-*/:"
    right = not after.isspace() and after not in ",.;:!?)]}*—–-/"
    if i == 0 or tokens.paragraph[i - 1] != tokens.paragraph[i]:
        return "open"
    if left and not right:
        return "close"
    if right and not left:
        return "open"
    if shape in OPEN_SHAPES:
        return "open"
    if shape in CLOSE_SHAPES:
        return "close"
    return "either"


def _pair(text: str, tokens: Tokens, marks: list[int], last: int) -> list[Quote]:
    quotes: list[Quote] = []
    sides = [_side(text, tokens, i) for i in marks]
    opened, depth = -1, 0
    for k, i in enumerate(marks):
        side = sides[k]
        if depth == 0:
            inches = i > 0 and tokens.end[i - 1] == tokens.start[i] and tokens.lower[i - 1][-1].isdigit()
            if side != "close" and not inches:
                opened, depth = i, 1
        elif depth == 2:
            depth = 1
        elif side == "open" and not _ends_run(tokens, marks, k):
            follows = marks[k + 1] if k + 1 < len(marks) else None
            if follows is not None and sides[k + 1] != "open" and follows - i <= NESTED_AT_MOST + 1 and _more(sides, k):
                depth = 2
            elif tokens.lower[i - 1] in STOPS and _consistent(sides, k, 0) and not _consistent(sides, k, 1):
                quotes.append(_quote(tokens, opened, i, closed=True))
                opened, depth = -1, 0
            else:
                quotes.append(_quote(tokens, opened, i, closed=False))
                opened = i
        else:
            quotes.append(_quote(tokens, opened, i, closed=True))
            opened, depth = -1, 0
    if depth:
        quotes.append(_quote(tokens, opened, last + 1, closed=False))
    return [q for q in quotes if len(q.inner)]


def _consistent(sides: list[str], k: int, depth: int) -> bool:
    """True when the marks after `k` fit a depth of `depth` there, up to the next one whose side is clear."""
    for side in sides[k + 1 : k + 1 + LOOK_AHEAD]:
        if side == "either":
            depth = 1 - depth
        else:
            return depth == (1 if side == "close" else 0)
    return depth == 0


def _more(sides: list[str], k: int) -> bool:
    """True when a mark after the inner pair can still close the outer quotation."""
    return k + 2 < len(sides)


def _ends_run(tokens: Tokens, marks: list[int], k: int) -> bool:
    """True for a mark that looks opening but must close: the paragraph's last, after a full stop."""
    return k == len(marks) - 1 and tokens.lower[marks[k] - 1] in STOPS


def _within(starts: list[int], ends: list[int], i: int) -> bool:
    """True for a mark inside one of the quotations with these (sorted) marks."""
    k = bisect_right(starts, i) - 1
    return k >= 0 and starts[k] < i < ends[k]


def _pair_single(text: str, tokens: Tokens, marks: list[int], taken: set[int]) -> list[Quote]:
    quotes: list[Quote] = []
    opened = -1
    for i in marks:
        if i in taken:
            continue
        side = _side(text, tokens, i)
        if side == "open" and opened < 0:
            opened = i
        elif opened >= 0 and side != "open":
            if i - opened - 1 >= SINGLE_AT_LEAST:
                quotes.append(_quote(tokens, opened, i, closed=True, kind="single"))
            opened = -1
    return quotes


def _quote(tokens: Tokens, opened: int, close: int, *, closed: bool, kind: str = "double") -> Quote:
    if close <= opened + 1:
        return Quote(opened, close, Span(tokens.end[opened], tokens.end[opened]), kind, closed)
    start = tokens.end[opened]
    end = tokens.start[close] if closed else tokens.end[close - 1]
    return Quote(opened, close, Span(start, max(start, end)), kind, closed)
