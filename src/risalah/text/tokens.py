"""The story's text as tokens, words glued together taken apart.

Offsets are code points of the document. Splitting a glued word moves no character: the parts are
neighbouring spans.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from risalah.model import Span, Tokens
from risalah.text.damage import DAMAGED, TAIL, mend

WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}(?![^\W\d_])"  # U.S., R.I. with their stops
    rf"|[^\W\d_]+{TAIL}*(?:[’'\-‐‑][^\W\d_]+{TAIL}*)*(?:-\d+)?"  # a word, hyphenated or with an apostrophe inside
    r"|\d+(?:[.,:/]\d+)*(?:-[^\W\d_]+)?"  # a number, a clock time, a date, an ordinal
    r"|&(?:quot|ldquo|rdquo|laquo|raquo|#34|#8220|#8221|#x22);"
    r"|&(?:nbsp|#160|#xa0);"  # a space that was left escaped: no token
    r"|\\?[\"“”„«»‟＂〝〞]|''|``|’’|‘‘"  # a double mark, also escaped or made of two single ones
    r"|\.{2,}|…|[^\s\w]|_|\w"
)
DOUBLE = frozenset('"“”„«»‟＂〝〞')
SINGLE = frozenset("'‘’‚‛`´")
BLANKS = frozenset({"&nbsp;", "&#160;", "&#xa0;"})
PAIRS = frozenset({"''", "``", "’’", "‘‘"})
CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
CAPS_THEN_LOWER = re.compile(r"([A-Z]{1,6})([a-z]{2,})$")
CAPS_THEN_WORD = re.compile(r"([A-Z]{2,6})([A-Z][a-zà-öø-ÿ]+)$")
MEMO = 65536
LONG = 6
"""Characters a word must have to lose a preposition at its end: shorter ones are words ("jadi", "abdi")."""
GLUED = 9
"""Characters a word must have to be looked at as two glued ones."""


def fold(word: str) -> str:
    """The form a token is looked up by: lower case, one kind of quotation mark, one hyphen, one apostrophe."""
    if word[0] == "&" and len(word) > 1:
        return '"'
    if len(word) <= 2 and not word.isalnum():
        if word[-1] in DOUBLE or (len(word) == 2 and word in PAIRS):
            return '"'
        if word in SINGLE:
            return "'"
    return mend(word).lower().replace("’", "'").replace("‐", "-").replace("‑", "-")


def enclitic(word: str, enclitics: tuple[str, ...]) -> int:
    """The length of the enclitic that ends a folded word, or 0."""
    return next((len(e) for e in enclitics if len(e) < len(word) and word.endswith(e)), 0)


class Tokenizer:
    """Cuts story paragraphs into tokens.

    `names` are folded one-word names (states, bodies, persons) and `common` folded ordinary words: a glued
    word is cut where a name ends and an ordinary word begins. `acronyms` are exact upper-case names (cut off
    before a capitalised word), `whole` folded words that look glued but are one ("youtube"), `prefixes` the
    capitalised particles that start a surname ("Mc"). `tails` are long
    ordinary words that no name ends with ("mengatakan"): cut off any capitalised word; `shape` matches words
    of the language by their form, cut off behind a name. `enclitics` are endings with an apostrophe that are
    tokens of their own ("Qatar|'s"). `places` are folded names of outlets and places and `parts` words of personal
    names: both are cut off before `followers`, the closed-class words that no name ends with ("pada"), whatever else a
    word may be cut by. `before_names` are prepositions cut off a lower-case word where a capitalised word comes next:
    off a word that the document has alone ("bandaradi"), or where `unlike` matches letters that no word ends with
    ("kapaldi").
    """

    def __init__(
        self,
        names: Collection[str] = (),
        common: Collection[str] = (),
        acronyms: Collection[str] = (),
        whole: Collection[str] = (),
        prefixes: Collection[str] = (),
        tails: Collection[str] = (),
        shape: str = r"(?!)",
        enclitics: Collection[str] = (),
        places: Collection[str] = (),
        parts: Collection[str] = (),
        followers: Collection[str] = (),
        before_names: Collection[str] = (),
        unlike: str = r"(?!)",
    ) -> None:
        self._names = frozenset(n for n in names if len(n) >= 4)
        self._common = frozenset(common)
        self._acronyms = frozenset(acronyms)
        self._whole = frozenset(whole)
        self._prefixes = tuple(prefixes)
        self._outlets_of_one = frozenset(n for n in places if len(n) == 1)
        self._places = frozenset(n for n in places if len(n) >= 4)
        self._parts = frozenset(n for n in parts if len(n) >= 4)
        self._followers = frozenset(followers)
        self._before_names = tuple(sorted(before_names, key=len, reverse=True))
        self._unlike = re.compile(unlike)
        self._ends: dict[str, list[str]] = {}
        for word in self._common | self._followers:
            if word.isalpha() and len(word) >= 4:
                self._ends.setdefault(word[-3:], []).append(word)
        self._shape = re.compile(shape)
        self._tails = tuple(sorted(tails, key=len, reverse=True))
        self._enclitics = tuple(enclitics)
        self._memo: dict[str, tuple[int, ...]] = {}

    def __call__(self, text: str, paragraphs: Iterable[Span]) -> Tokens:
        """The tokens of the paragraphs in order; sentences are numbered later (all 0 here)."""
        starts: list[int] = []
        ends: list[int] = []
        lower: list[str] = []
        paragraph: list[int] = []
        for number, span in enumerate(paragraphs):
            for found in WORD.finditer(text, span.start, span.end):
                start, end = found.span()
                word = found.group()
                if word in BLANKS:
                    continue
                cuts: tuple[int, ...] = ()
                if (
                    end - start > 4
                    and not word.islower()
                    and word.replace("-", "").isalpha()
                    and not DAMAGED.search(word)
                ):
                    cuts = self._cuts(word)
                if self._enclitics and (tail := enclitic(fold(word), self._enclitics)):
                    cuts = (*cuts, len(word) - tail)
                at = 0
                for cut in (*cuts, len(word)):
                    starts.append(start + at)
                    ends.append(start + cut)
                    lower.append(fold(word[at:cut]))
                    paragraph.append(number)
                    at = cut
        self._by_document(starts, ends, lower, paragraph, text)
        return Tokens(tuple(starts), tuple(ends), tuple(lower), (0,) * len(starts), tuple(paragraph))

    def _by_document(
        self, starts: list[int], ends: list[int], lower: list[str], paragraph: list[int], text: str
    ) -> None:
        """Cuts a capitalised word whose beginning is a word of this document and whose end a common one."""
        seen: set[str] | None = None
        for i in range(len(lower) - 1, -1, -1):
            word = lower[i]
            if self._before_names and word.endswith(self._before_names) and len(word) >= LONG:
                seen = seen or set(lower)
                length = self._preposition(word, seen)
                if length and text[starts[i] : ends[i]] == word and self._name_next(text, starts, ends, i):
                    self._split(starts, ends, lower, paragraph, i, len(word) - length)
                    continue
            if len(word) < GLUED or not text[starts[i]].isupper() or word in self._common or word in self._names:
                continue
            for tail in self._ends.get(word[-3:], ()):
                if word.endswith(tail):
                    seen = seen or set(lower)
                    cut = len(word) - len(tail)
                    if word[:cut] in seen and ends[i] - starts[i] == len(word):
                        self._split(starts, ends, lower, paragraph, i, cut)
                        break

    def _preposition(self, word: str, seen: set[str]) -> int:
        """The length of the preposition glued to a word that the document has alone or that sounds so, or 0."""
        if word in self._common or word in self._names or word in self._places or word in self._parts:
            return 0
        found = next((p for p in self._before_names if word.endswith(p)), "")
        head = word[: -len(found)]
        if self._unlike.search(word):
            return len(found)
        return len(found) if head in seen and len(head) >= 4 and head not in self._common else 0

    @staticmethod
    def _name_next(text: str, starts: list[int], ends: list[int], i: int) -> bool:
        """True where one space and a capital come after token `i`."""
        return (
            i + 1 < len(starts)
            and starts[i + 1] == ends[i] + 1
            and text[ends[i]] == " "
            and text[starts[i + 1]].isupper()
        )

    @staticmethod
    def _split(starts: list[int], ends: list[int], lower: list[str], paragraph: list[int], i: int, cut: int) -> None:
        starts.insert(i + 1, starts[i] + cut)
        ends.insert(i, starts[i] + cut)
        lower[i : i + 1] = [lower[i][:cut], lower[i][cut:]]
        paragraph.insert(i, paragraph[i])

    def _cuts(self, word: str) -> tuple[int, ...]:
        known = self._memo.get(word)
        if known is None:
            if len(self._memo) >= MEMO:
                self._memo.clear()
            known = self._memo[word] = tuple(self._find_cuts(word))
        return known

    def _find_cuts(self, word: str) -> list[int]:
        low = word.lower()
        if low in self._whole or low in self._names or low in self._common:
            return []
        if "-" in word:
            left, _, right = word.partition("-")
            both = left.lower() in self._names and right.lower() in self._names
            return [len(left), len(left) + 1] if both or (right[:1].isupper() and left.lower() in self._names) else []
        cuts: list[int] = []
        at = 0
        bounds = [m.start() for m in CAMEL.finditer(word)]
        if any(word.startswith(p) and bounds[:1] == [len(p)] for p in self._prefixes):
            bounds = bounds[1:]
        for bound in [*bounds, len(word)]:
            piece = word[at:bound]
            inner = self._inside(piece)
            if inner:
                cuts.append(at + inner)
            if bound < len(word) and bound - at >= 2 and len(word) - bound >= 2:
                cuts.append(bound)
                at = bound
        return cuts

    def _inside(self, piece: str) -> int:
        """Where a name ends inside a piece without inner capitals ("Israelyang" → 6), or 0."""
        if not piece[:1].isupper():
            return 0
        caps = CAPS_THEN_WORD.match(piece)
        if caps and caps[1] in self._acronyms:
            return len(caps[1])
        low = piece.lower()
        caps = CAPS_THEN_LOWER.match(piece)
        if caps and self._follows(caps[2]) and self._capitals(caps[1], caps[2]):
            return len(caps[1])
        if low in self._names or low in self._common or low in self._places or low in self._parts:
            return 0
        for cut in range(len(low) - 2, 3, -1):
            if low[:cut] in self._names and (low[cut:] in self._common or (cut >= 5 and self._shape.match(low[cut:]))):
                return cut
            if low[:cut] in self._places and self._follows(low[cut:]):
                return cut
            if low[:cut] in self._parts and len(low) - cut >= 4 and self._follows(low[cut:]):
                return cut
        return next((len(low) - len(t) for t in self._tails if low.endswith(t) and len(low) >= len(t) + 4), 0)

    def _capitals(self, name: str, tail: str) -> bool:
        """True for capitals that are a name by themselves; one letter or two might begin a word ("Makan")."""
        one = name.lower() in self._outlets_of_one and len(tail) >= 4
        return len(name) >= 3 or (len(name) == 2 and name in self._acronyms) or one

    def _follows(self, word: str) -> bool:
        """True for a word that may stand right behind a name and ends none."""
        return word in self._followers or (len(word) >= 7 and word in self._common)
