"""Furniture: what stands in an article's text and is not its story.

The patterns are the pack's (`rules/furniture.toml`, where the kinds of rule are explained). Markup that every
language shares (tables, images) is found here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from risalah.errors import PackError
from risalah.packs.loader import Pack
from risalah.text.lines import STOPS, Line, trim

Where = Literal[
    "line", "pair", "run", "block", "rest", "start", "end", "last", "inline", "headline", "tail", "caption", "credit"
]  # fmt: skip
Found = tuple[int, int, str]
"""Start, end and the id of the rule."""

HEADLINE = 200
"""No headline is longer."""
LABEL = 60
"""No line that only announces what stands below it is longer."""
CAPTION = 600
"""No caption is longer."""
BLOCK = 40
"""Lines within which a block closes."""
PROSE, SENTENCE = 120, 90
"""A line at least so long that ends a sentence (in a full stop) is a paragraph of a story."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of `rules/furniture.toml`. `until` closes a block."""

    id: str
    where: Where
    pattern: str
    needs: tuple[str, ...]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    until: str = ""


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rules/furniture.toml`. A heading inside the story has at most `subhead` characters (0: none is looked for)."""

    small: tuple[str, ...]
    rule: tuple[Rule, ...]
    subhead: int = 0


_OPENING = "\"“‘'«„"
_GLUE = re.compile(r"(?<=[a-z0-9)%?!”\"’])(?=[A-Z][a-z])")
_TOKEN = re.compile(r"\S+")
_GAP = re.compile(r"[ \xa0]{2,}")
_IMAGE = re.compile(r"!\[[^\]\n]{0,2000}\]\([^()\n]{0,1000}\)(?:\{[^{}\n]{0,200}\})?")
_LINK = re.compile(r"[-*_ ]{0,12}(?<!!)\[[^\]\n]{1,300}\]\([^()\s]{1,600}\)[*_ ]{0,8}")
_URL = re.compile(r"https?://\S{1,300}|www\.\S{1,300}")
_WORD = re.compile(r"[^\W\d_]+")


class _Trial(NamedTuple):
    """A rule tried on the lines `at` of a text."""

    text: str
    lines: Sequence[Line]
    at: list[int]
    rule: str
    pattern: re.Pattern[str]

    def tried(self) -> Iterator[Line]:
        """The lines that the rule is tried on."""
        return (self.lines[k] for k in self.at)

    def whole(self, longest: int) -> Iterator[int]:
        """The numbers of those of at most so many characters that the pattern fits as a whole."""
        for k in self.at:
            start, end = self.lines[k]
            if end - start <= longest and self.pattern.fullmatch(self.text, start, end):
                yield k


class Furniture:
    """Finds furniture. Made once for a pack; calling it is pure."""

    def __init__(self, pack: Pack) -> None:
        rules = pack.rules("furniture", Rules)
        self.small = frozenset(rules.small)
        self.subhead = rules.subhead
        self.until: dict[str, re.Pattern[str]] = {}
        self.compiled: list[tuple[Rule, re.Pattern[str]]] = []
        for rule in rules.rule:
            try:
                self.compiled.append((rule, re.compile(f"(?:{rule.pattern})", re.IGNORECASE | re.MULTILINE)))
                if rule.until:
                    self.until[rule.id] = re.compile(f"(?:{rule.until})", re.IGNORECASE)
            except re.error as e:
                raise PackError(f"rule {rule.id}: {e}") from e

        self.gates = {need: _gate(need) for rule in rules.rule for need in rule.needs}

    def __call__(self, text: str, lower: str, lines: Sequence[Line]) -> list[Found]:
        """Furniture in `lines` of `text` in the order of the rules; ranges may overlap.

        `lower` is `text.lower()`, in which a rule's `needs` say which lines it is tried on.
        """
        found: list[Found] = []
        if "![" in text or "http" in text or "www." in text:
            self._markup(text, lines, found)
        index = _Index(text, lower if len(lower) == len(text) else text, lines, self.gates)
        for rule, pattern in self.compiled:
            if numbers := index.lines(rule.needs):
                ranges = getattr(self, "_" + rule.where)(_Trial(text, lines, numbers, rule.id, pattern))
                found.extend((start, end, rule.id) for start, end in ranges)
        return found

    def _markup(self, text: str, lines: Sequence[Line], found: list[Found]) -> None:
        """Images anywhere, lines that are one link, addresses that stand alone on their line or open the text."""
        linked = "](" in text
        for k, (start, end) in enumerate(lines):
            if linked and text[end - 1] in "*_)" and _LINK.fullmatch(text, start, end):
                found.append((start, end, "markup.link"))
            found.extend((m.start(), m.end(), "markup.image") for m in _IMAGE.finditer(text, start, end))
            if text.startswith(("http", "www."), start):
                address = _URL.match(text, start, end)
                if address and (address.end() == end or k == 0):
                    found.append((start, address.end(), "markup.address"))

    def _line(self, t: _Trial) -> Iterator[Line]:
        for k in t.whole(600):
            yield t.lines[k]

    def _caption(self, t: _Trial) -> Iterator[Line]:
        # The pattern is the credit that ends a caption; what stands before it is the caption's text.
        for start, end in t.tried():
            if end - start > CAPTION or t.text[end - 1] in '!?"”':
                continue
            # only the last part of a line can be its credit
            if any(match.end() == end for match in t.pattern.finditer(t.text, max(start, end - 200), end)):
                yield start, end

    def _pair(self, t: _Trial) -> Iterator[Line]:
        for k in t.whole(LABEL):
            start, end = t.lines[k]
            colon = ":" in t.text[start:end]
            below = k + 1 < len(t.lines) and self._titled(t.text, *t.lines[k + 1], strict=not colon)
            yield start, t.lines[k + 1][1] if below else end

    def _run(self, t: _Trial) -> Iterator[Line]:
        for k in t.whole(LABEL):
            last = k
            while last + 1 < len(t.lines) and last - k < BLOCK and self._headed(t.text, *t.lines[last + 1]):
                last += 1
            yield t.lines[k][0], t.lines[last][1]

    def _block(self, t: _Trial) -> Iterator[Line]:
        until, done = self.until[t.rule], -1
        for k in t.whole(HEADLINE):
            if k <= done:
                continue
            for n in range(k + 1, min(len(t.lines), k + BLOCK)):
                if t.lines[n][1] - t.lines[n][0] <= HEADLINE and until.fullmatch(t.text, *t.lines[n]):
                    done = n
                    yield t.lines[k][0], t.lines[n][1]
                    break

    def _rest(self, t: _Trial) -> Iterator[Line]:
        last = next((k for k in range(len(t.lines) - 1, -1, -1) if self._prose(t.text, *t.lines[k])), -1)
        for k in t.whole(HEADLINE):
            if k > last:
                yield t.lines[k][0], t.lines[-1][1]
                return

    @staticmethod
    def _prose(text: str, start: int, end: int) -> bool:
        """Whether a line is a paragraph of a story."""
        stopped = text[start:end].rstrip("\"”’'")[-1:] == "."
        return end - start >= (SENTENCE if stopped else PROSE) and text[end - 1] in STOPS

    @staticmethod
    def _headed(text: str, start: int, end: int) -> bool:
        """Whether a line can be one of a list of headlines."""
        if end - start > PROSE or text[end - 1] in ",;:" or (end - start > 90 and _STOP.search(text, start, end)):
            return False
        return text[end - 1] not in '."”' or text.endswith(("...", "…"), start, end)

    def _credit(self, t: _Trial) -> Iterator[Line]:
        # The credit of the picture at the head has a line of its own: its caption is the line above.
        first = next((k for k, line in enumerate(t.lines) if self._prose(t.text, *line)), len(t.lines))
        for k in t.whole(PROSE):
            if 0 < k <= first + 1:
                yield t.lines[k - 1][0], t.lines[k][1]

    def _start(self, t: _Trial) -> Iterator[Line]:
        for start, end in t.tried():
            match = t.pattern.match(t.text, start, end)
            if match and match.end() > start:
                yield start, match.end()

    def _end(self, t: _Trial) -> Iterator[Line]:
        # The match must reach the line's end; only the last part of a line can hold one, so look only there.
        text, lines = t.text, t.lines
        for k in t.at:
            start, end = lines[k]
            for match in t.pattern.finditer(text, max(start, end - 500), end):
                if match.end() == end:
                    # A link's text on the next line may end the sentence ("… telah tayang di", "Warta.").
                    below = lines[k + 1] if k + 1 < len(lines) else (end, end + 99)
                    whole = text[end - 1] in STOPS or below[1] - below[0] > 40 or text[below[1] - 1] != "."
                    yield trim(text, match.start(), end)[0], end if whole else below[1]
                    break

    def _last(self, t: _Trial) -> Iterator[Line]:
        return self._end(t._replace(at=[k for k in t.at if k >= len(t.lines) - 2]))

    def _inline(self, t: _Trial) -> Iterator[Line]:
        for start, end in t.tried():
            for match in t.pattern.finditer(t.text, start, end):
                a, b = trim(t.text, match.start(), match.end())
                if a < b:
                    yield a, b

    def _tail(self, t: _Trial) -> Iterator[Line]:
        for k in t.whole(LABEL):
            if 2 * k < len(t.lines):
                continue
            if all(b - a <= HEADLINE and t.text[b - 1] not in '."”' for a, b in t.lines[k + 1 :]):
                yield t.lines[k][0], t.lines[-1][1]
                return

    def _headline(self, t: _Trial) -> Iterator[Line]:
        text, lines = t.text, t.lines
        for k in t.at:
            start, end = lines[k]
            done = start
            for match in t.pattern.finditer(text, start, end):
                a, b = match.span()
                if a < done:
                    continue
                while a > done and b - a < 40 and text[a - 1] in "([*_->":
                    a -= 1
                if trim(text, b, end)[0] >= end:  # the headline, if any, is on the next line
                    done = end
                    if a == start and k + 1 < len(lines) and self._titled(text, *lines[k + 1], strict=False):
                        done = lines[k + 1][1]
                elif text[a] in "([" and (closed := _closing(text, b, end)) > 0:
                    done = closed
                elif a - start <= 3 and end - b <= HEADLINE and not _sentences(text, b, end):
                    done = end
                else:
                    done = self._extent(text, b, end, glued=a > start and text[b].isalnum() and text[b - 1].isalnum())
                yield a, trim(text, a, done)[1]

    def captioned(self, text: str, start: int, end: int) -> bool:
        """Whether a line is the caption of a picture."""
        lower = text[start:end].lower()
        return any(
            any(self._caption(_Trial(text, [(start, end)], [0], rule.id, pattern)))
            for rule, pattern in self.compiled
            if rule.where == "caption" and any(n in lower for n in rule.needs)
        )

    def _titled(self, text: str, start: int, end: int, *, strict: bool) -> bool:
        """Whether a line looks like a headline: short, no full stop; where `strict` also capitalised."""
        if end - start > HEADLINE or text[end - 1] in '."”,:;' or text[start] in "-•*":
            return False
        if not strict:
            return text[start] not in _OPENING or text[end - 1] not in STOPS
        return self.capitalised(text, start, end) >= 0.7

    def capitalised(self, text: str, start: int, end: int) -> float:
        """The share of words that start with a capital, leaving out those that stay small in a headline."""
        words = [w for w in _WORD.findall(text, start, min(end, start + 300)) if w not in self.small]
        return sum(1 for w in words if w[0].isupper()) / len(words) if words else 0.0

    def _extent(self, text: str, start: int, end: int, *, glued: bool) -> int:
        """Where the headline that starts at `start` inside a paragraph ends.

        `glued` where page code ran several headlines together with the text around them.
        """
        limit = min(end, start + HEADLINE * (3 if glued else 1))
        gap = None if glued else _GAP.search(text, start + 1, limit)
        if gap and gap.start() - start > 8:
            return gap.start()
        glue = previous = -1
        for n, token in enumerate(_TOKEN.finditer(text, start, limit)):
            a, b = token.span()
            word = token[0]
            if n > 1 and word[0] in _OPENING and len(word) > 1 and word[1].isupper():
                return a
            for joint in _GLUE.finditer(text, a + 1, b):
                glue = joint.start()
            if word[0].islower() and word.strip(",.:;!?()\"'”") not in self.small:
                # A word of running text: the headline ended at the last joint, or before the word that
                # opened this sentence.
                return glue if glue > 0 else (previous if previous > start else a)
            if n > 1 and not glued and word[-1] in ".?!" and b < end:
                return b
            if word[0].isupper():
                previous = a
        return limit if limit == end else (glue if glue > 0 else limit)


_STEM = re.compile("[A-Z]?[a-z]+|[A-Z]+")
STEM = 4
"""Letters of a word's start that are looked up before a text is searched for it."""


def _gate(need: str) -> str:
    """The start of a word that a text must have for `need` to be worth a search; empty where that says nothing."""
    word = _STEM.search(need)
    if word is None or (len(word[0]) < STEM and word.end() == len(need)):
        return ""
    return word[0][:STEM]


class _Index:
    """Which lines hold which pieces of text. A set of word starts answers most questions without a search."""

    def __init__(self, text: str, lower: str, lines: Sequence[Line], gates: Mapping[str, str]) -> None:
        self.lower = lower
        self.bounds = lines
        self.first = [start for start, _ in lines]
        self.gates = gates
        self.stems = {word[:STEM].lower() for word in _STEM.findall(text)}
        self.stems.add("")
        self.known: dict[str, list[int]] = {}

    def lines(self, needs: Sequence[str]) -> list[int]:
        """The numbers of the lines that hold one of `needs`, in order."""
        hits: list[int] = []
        for need in needs:
            if self.gates[need] not in self.stems:
                continue
            numbers = self.known.get(need)
            if numbers is None:
                numbers = self.known[need] = self._find(need) if need in self.lower else []
            if numbers:
                hits = sorted({*hits, *numbers}) if hits else numbers
        return hits

    def _find(self, need: str) -> list[int]:
        numbers: list[int] = []
        at = self.lower.find(need, self.first[0] if self.first else len(self.lower))
        while at >= 0:
            k = bisect_right(self.first, at) - 1
            end = self.bounds[k][1]
            if at < end:
                numbers.append(k)
            at = self.lower.find(need, max(end, at + 1))
        return numbers


def _closing(text: str, start: int, end: int) -> int:
    """One past the bracket that closes what was opened before `start`, or -1."""
    depth = 1
    for i in range(start, min(end, start + 400)):
        if text[i] in "([":
            depth += 1
        elif text[i] in ")]":
            depth -= 1
            if depth == 0:
                return i + 1
    return -1


_STOP = re.compile(r"[.!?][\"”’)]? +[\"“‘(]?[A-Z]")


def _sentences(text: str, start: int, end: int) -> bool:
    """Whether more than one sentence stands in the range."""
    return text[end - 1] == "." or _STOP.search(text, start, end) is not None
