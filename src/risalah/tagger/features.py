"""Features of tokens for the two models: which words are cues, and which words are a cue's source and content."""

from __future__ import annotations

from typing import NamedTuple

from risalah.tagger.view import OUTSIDE, View

Features = list[list[str]]

WINDOW = 110
"""Tokens on either side of a cue in which its source and content are looked for, inside its paragraph."""
_NEAR = (0, 1, 2, 3, 4, 6, 9, 14, 22, 40)


class Window(NamedTuple):
    """Tokens `[first, last)` around a cue `[start, stop)`."""

    first: int
    last: int
    start: int
    stop: int


def base(view: View) -> Features:
    """What is said of each token alone, used by both models."""
    found: Features = []
    for i, word in enumerate(view.words):
        row = [
            "w=" + word,
            "s=" + view.shape(i),
            "z=" + word[-3:],
            "k=" + view.kind[i],
            "m=" + view.mention[i],
            "q=" + view.quote[i],
            *view.classes[i],
        ]
        found.append(row)
    return found


def cue_features(view: View, rows: Features, first: int, last: int) -> Features:
    """The features of tokens `[first, last)`, one sentence, for finding cues."""
    words, page, n = view.words, view.page, view.n
    quoted = any(view.quote[i] != OUTSIDE for i in range(first, last))
    out: Features = []
    for i in range(first, last):
        row = [*rows[i], "r=" + view.ruled[i], "zz=" + words[i][-2:], "p=" + words[i][:4]]
        for step in (-3, -2, -1, 1, 2, 3):
            k = i + step
            if not first <= k < last:
                row.append(f"{step}edge")
                continue
            row.append(f"{step}w={words[k]}")
            row.append(f"{step}m={view.mention[k]}")
            if abs(step) < 3:
                row.append(f"{step}z={words[k][-3:]}")
                row.append(f"{step}r={view.ruled[k][:1]}")
                row.append(f"{step}k={view.kind[k]}")
                row += [f"{step}{c}" for c in view.classes[k]]
        before, after = words[i - 1] if i > first else "^", words[i + 1] if i + 1 < last else "$"
        row.append(f"w-={before}|{words[i]}")
        row.append(f"w+={words[i]}|{after}")
        row.append(f"wq={words[i]}|{view.quote[i]}|{quoted:d}")
        row.append(f"mk={view.mention[i - 1] if i > first else '^'}|{view.kind[i]}")
        row.append(f"km={view.kind[i]}|{view.mention[i + 1] if i + 1 < last else '$'}")
        row.append(f"kq={view.kind[i]}|{view.quote[i - 1] if i else ''}|{view.quote[i + 1] if i + 1 < n else ''}")
        row.append(f"at={min(i - first, 4)}")
        if page.inside[i] >= 0:
            row.append("in")
        out.append(row)
    return out


def window(view: View, start: int, stop: int) -> Window:
    """The tokens around a cue that may be its source and content: its paragraph, so far as it is near."""
    paragraph = view.page.paragraph
    first, last = start, stop
    while first > 0 and start - first < WINDOW and paragraph[first - 1] == paragraph[start]:
        first -= 1
    while last < view.n and last - stop < WINDOW and paragraph[last] == paragraph[start]:
        last += 1
    return Window(first, last, start, stop)


def near(n: int) -> int:
    """A distance in coarse steps."""
    return next((k for k, most in enumerate(_NEAR) if n <= most), len(_NEAR))


def _of_quotation(view: View, i: int, mine: dict[int, str]) -> str:
    """What the rules made of the beginning of the quotation that a token stands in."""
    q = view.page.opens.get(i, view.page.closes.get(i, view.page.inside[i]))
    if q < 0:
        return "-"
    opening = view.page.quotes[q].open + 1
    return mine.get(opening, "O") + (view.ruled[opening][:1] if opening < view.n else "-")


class _Passed:
    """What stands between a token and the cue, counted while walking away from it."""

    def __init__(self) -> None:
        self.commas = self.marks = self.cues = self.clauses = self.mentions = 0
        self.mention = -1

    def key(self) -> str:
        return f"{min(self.commas, 3)}{min(self.marks, 3)}{min(self.cues, 2)}{min(self.clauses, 2)}"


def role_features(view: View, rows: Features, at: Window, cues: list[bool]) -> Features:
    """The features of a window's tokens for telling source and content of its cue; `cues` marks all cues."""
    told = view.told_of(at.start, at.stop)
    mine = {} if told is None else {**dict.fromkeys(told.content, "C"), **dict.fromkeys(range(*told.source), "S")}
    rule = "none" if told is None else "O"
    form = " ".join(view.words[at.start : at.stop])
    kind = view.kind[at.start]
    after = view.words[at.stop] if at.stop < at.last else "$"
    before = view.words[at.start - 1] if at.start > at.first else "^"
    out: Features = [[] for _ in range(at.last - at.first)]
    for side, path in (("L", range(at.start - 1, at.first - 1, -1)), ("R", range(at.stop, at.last))):
        passed = _Passed()
        for i in path:
            away = near(abs(i - (at.start if side == "L" else at.stop - 1)))
            sentence = max(-2, min(2, view.page.sentence[i] - view.page.sentence[at.start]))
            number = view.page.mention[i]
            if number >= 0 and number != passed.mention:
                passed.mentions += 1
                passed.mention = number
            ruled = mine.get(i, rule)
            where = f"{side}{sentence}"
            key = passed.key()
            out[i - at.first] = [
                *rows[i],
                "-w=" + (view.words[i - 1] if i else "^"),
                "+w=" + (view.words[i + 1] if i + 1 < view.n else "$"),
                "-q=" + (view.quote[i - 1] if i else "^"),
                "+k=" + (view.kind[i + 1] if i + 1 < view.n else "$"),
                f"d={side}{away}",
                f"c={where}",
                f"b={where}{key}",
                f"R={side}{ruled}",
                f"R+={side}{sentence}{ruled}{view.ruled[i][:1]}{view.quote[i]}",
                f"A={where}{view.ruled[i][:1]}",
                f"Q={side}{_of_quotation(view, i, mine)}{min(passed.marks, 3)}",
                f"M={where}{view.mention[i]}{min(passed.mentions, 4)}",
                f"Mk={side}{view.mention[i]}{min(passed.mentions, 3)}{kind}",
                f"F={where}{form}",
                f"K={where}{kind}{view.quote[i]}{away}",
                f"q={where}{view.quote[i]}{min(passed.marks, 3)}",
                f"n={side}{after}{min(passed.commas, 1)}",
                f"a={side}{before}{min(passed.commas, 1)}",
                f"x={side}{view.words[i]}",
                f"xd={side}{away}{view.shape(i)}",
                f"O={int(cues[i])}{side}{min(passed.cues, 2)}",
            ]
            passed.commas += view.words[i] == ","
            passed.marks += view.quote[i] in "oc"
            passed.cues += cues[i]
            passed.clauses += bool(view.classes[i]) and "g=clause" in view.classes[i]
    for i in range(at.start, at.stop):
        out[i - at.first] = ["cue"]
    return out
