"""What a tagger looks at: the words of a reading, what the pack says of them, and what the rules made of them.

Everything here is in tokens of the reading. Nothing names a word of a language: words come from the text, their
classes from the pack.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from risalah.model import Draft, Reading, Span
from risalah.packs import Pack
from risalah.reading.statements.page import Cue, Lexis, Page

OPEN, INSIDE, CLOSE, OUTSIDE = "o", "i", "c", "-"
_DIGITS = re.compile(r"\d")
_LONGEST = 24
"""Characters of a word that are looked at."""


class Classes:
    """The classes of words of a pack, and its reporting words, beliefs and intentions among them."""

    def __init__(self, pack: Pack) -> None:
        self.lexis = Lexis(pack, attitudes=True)
        self.said = Lexis(pack)
        self.of: dict[str, tuple[str, ...]] = {}
        found: dict[str, list[str]] = {}
        for name, forms in sorted(pack.words("grammar").items()):
            for form in forms:
                if " " not in form:
                    found.setdefault(form, []).append("g=" + name)
        self.of = {form: tuple(names) for form, names in found.items()}


class View:
    """One reading as a tagger sees it: a list of plain facts for each token."""

    def __init__(self, reading: Reading, classes: Classes) -> None:
        self.page = page = Page(reading, classes.lexis)
        self.reading = reading
        self.n = page.n
        self.words = [_DIGITS.sub("0", clean(w[:_LONGEST])) for w in page.low]
        self.cues: list[Cue] = []
        self.kind = self._kinds(classes.lexis)
        self.quote = [self._quote(i) for i in range(self.n)]
        self.mention = [self._mention(i) for i in range(self.n)]
        self.classes = [classes.of.get(w, ()) for w in page.low]
        self.drafts = [Told(d, page) for d in reading.drafts]
        self.told = {k: told for told in reversed(self.drafts) for k in range(*told.cue)}
        self.ruled = self._ruled()

    def _kinds(self, lexis: Lexis) -> list[str]:
        kinds, i = ["-"] * self.n, 0
        while i < self.n:
            cue = lexis.cue_at(self.page.low, i)
            if cue is None:
                i += 1
                continue
            self.cues.append(cue)
            for k in range(i, cue.last):
                kinds[k] = f"{cue.kind}{cue.shape}{'+' if k > i else ''}"
            i = cue.last
        return kinds

    def _quote(self, i: int) -> str:
        p = self.page
        if i in p.opens:
            return OPEN
        return CLOSE if i in p.closes else INSIDE if p.inside[i] >= 0 else OUTSIDE

    def _mention(self, i: int) -> str:
        m = self.page.m(i)
        if m is None:
            return "t" if self.page.time[i] >= 0 else "-"
        return m.form + ("1" if i == m.first else "") + ("9" if i == m.last - 1 else "")

    def _ruled(self) -> list[str]:
        """What the rules say of each token: the class of a cue, `S` for a source, `C` for content."""
        said = ["-"] * self.n
        for told in self.drafts:
            for k in told.content:
                said[k] = "C"
        for told in self.drafts:
            for k in range(*told.source):
                said[k] = "S"
        for told in self.drafts:
            for k in range(*told.cue):
                said[k] = "K." + told.draft.rule
        return said

    def told_of(self, start: int, stop: int) -> Told | None:
        """The statement of the rules whose cue shares a token of `[start, stop)`."""
        return next((self.told[k] for k in range(start, stop) if k in self.told), None)

    def shape(self, i: int) -> str:
        """`X` for capitals only, `x` in lower case, `Xx` for a capital first, `0` a number, else the mark itself."""
        text = self.page.text[self.page.start[i] : self.page.end[i]]
        if text[:1].isdigit():
            return "0"
        if not text[:1].isalpha():
            return clean(text[:2])
        return (
            "x" if text.islower() else "X" if text.isupper() and len(text) > 1 else "Xx" if text[0].isupper() else "xX"
        )


class Told:
    """A draft of the rules in tokens; ranges that are missing are empty."""

    def __init__(self, draft: Draft, page: Page) -> None:
        self.draft = draft
        self.cue = draft.cue_tokens or (0, 0)
        self.source = draft.source_tokens or (0, 0)
        self.content = tokens_in(page, draft.content)


def clean(word: str) -> str:
    """A word that can be encoded: half of a surrogate pair becomes a question mark."""
    return word if word.isascii() else word.encode("utf-8", "replace").decode()


def tokens_in(page: Page, spans: Iterable[Span]) -> list[int]:
    """The tokens that share a character with some spans, in the spans' order."""
    found: list[int] = []
    for span in spans:
        found += range(bisect_right(page.end, span.start), bisect_left(page.start, span.end))
    return found
