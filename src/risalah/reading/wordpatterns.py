"""Word patterns of a pack, compiled to regular expressions and found through an index of words.

A pattern is a sequence of words in lower case, separated by spaces:

    word        that word                         word~       the word, or the word with an enclitic of the pack
    (a|b c)     one of several, each a sequence   {name}      one of the words of a class of the rule file
    <3>         a gap of up to three words        #           a number in digits
    a?  (a|b)?  may be missing

Words match whole words. Between two words stand spaces, hyphens or quotation marks, at a gap commas too,
never the end of a sentence: a pattern does not reach from one sentence into the next. A gap does not hold a word
of the class `negation`, where the rule file has one. All repetition is bounded, so that a search is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from risalah.errors import PackError
from risalah.model import Span
from risalah.model.record import Certainty

_NEXT = r"[^\w.!?;:,]{1,4}"
_FAR = r"[^\w.!?;]{1,4}"
_WORD = re.compile(r"\w+")
_ITEM = re.compile(r"\s*(?:<(\d)>|\(|\{(\w+)\}(\?)?|([\w-]+)(~)?(\?)?|(#))")

Classes = Mapping[str, Sequence[str]]


class Found(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label, the rule that gave it and the spans of the document it stands on."""

    label: str
    rule: str
    certainty: Certainty
    spans: tuple[Span, ...] = ()


class FoundSpan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A span of the document and the rule that found it."""

    span: Span
    rule: str
    certainty: Certainty


class _Piece(msgspec.Struct, frozen=True):
    """A compiled item: its expression (which begins with the text between it and the word before) and the
    words one of which it cannot do without (none: it may be missing)."""

    body: str
    words: frozenset[str]
    kind: str


def folded(text: str) -> str:
    """`text` in lower case, code point for code point, so that offsets hold."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def words_of(low: str) -> set[str]:
    """The different words of a text in lower case."""
    return set(_WORD.findall(low))


class Compiled(msgspec.Struct, frozen=True):
    """A compiled pattern. A match holds one word of `anchors` and one of each set of `others`."""

    expression: re.Pattern[str]
    anchors: frozenset[str]
    others: tuple[frozenset[str], ...]


class Grammar:
    """Compiles the patterns of one rule file: its word classes and enclitics are known to all its patterns."""

    def __init__(self, classes: Classes, enclitics: Sequence[str] = (), where: str = "") -> None:
        self._classes = classes
        self._enclitics = tuple(enclitics)
        self._where = where
        never = "|".join(re.escape(w) for w in classes.get("negation", ()))
        self._gap = f"(?!(?:{never})(?!\\w))\\w{{1,40}}" if never else r"\w{1,40}"

    def compile(self, pattern: str) -> Compiled:
        """The expression (for text in lower case) and the words that a match cannot do without.

        The expression does not look whether a word begins where it matches (`Matcher` does): without `\\b` in
        front the engine can skip to the first letter, which is several times as fast.
        """
        pieces, end = self._sequence(pattern, 0, depth=0)
        if end != len(pattern) or not pieces or pieces[0].kind == "gap":
            raise PackError(f"{self._where}: not a word pattern: {pattern!r}")
        needs = sorted((p.words for p in pieces if p.words), key=_rarity, reverse=True)
        if not needs:
            raise PackError(f"{self._where}: a word pattern needs one word that cannot be missing: {pattern!r}")
        return Compiled(re.compile(self._join(pieces)), needs[0], tuple(needs[1:]))

    def _sequence(self, pattern: str, at: int, depth: int) -> tuple[list[_Piece], int]:
        pieces: list[_Piece] = []
        while at < len(pattern):
            if depth and pattern[at] in "|)":
                break
            m = _ITEM.match(pattern, at)
            if m is None:
                if pattern[at:].strip():
                    raise PackError(f"{self._where}: not a word pattern at {pattern[at:]!r}: {pattern!r}")
                return pieces, len(pattern)
            at = m.end()
            if m.group(1):
                pieces.append(_Piece(f"(?:{_FAR}{self._gap}){{0,{m.group(1)}}}?", frozenset(), "gap"))
            elif m.group(7):
                pieces.append(_Piece(r"\d{1,12}", frozenset(), "word"))
            elif m.group(2):
                pieces.append(self._maybe(self._class(m.group(2)), m.group(3)))
            elif m.group(4):
                pieces.append(self._maybe(self._word(m.group(4), bool(m.group(5))), m.group(6)))
            else:
                piece, at = self._choice(pattern, at, depth)
                pieces.append(piece)
        return pieces, at

    def _choice(self, pattern: str, at: int, depth: int) -> tuple[_Piece, int]:
        bodies: list[str] = []
        sets: list[frozenset[str]] = []
        while True:
            pieces, at = self._sequence(pattern, at, depth + 1)
            if not pieces or pieces[0].kind == "gap" or at >= len(pattern):
                raise PackError(f"{self._where}: a choice is empty or not closed: {pattern!r}")
            bodies.append(self._join(pieces))
            sets.append(self._anchor(pieces))
            at += 1
            if pattern[at - 1] == ")":
                break
        optional = at < len(pattern) and pattern[at] == "?"
        words = frozenset[str]().union(*sets) if all(sets) else frozenset[str]()
        return self._maybe(_Piece(f"(?:{'|'.join(bodies)})", words, "word"), optional), at + optional

    @staticmethod
    def _maybe(piece: _Piece, optional: object) -> _Piece:
        return _Piece(piece.body, frozenset(), "maybe") if optional else piece

    def _word(self, word: str, clitic: bool) -> _Piece:
        parts = word.split("-")
        forms = [parts[-1]] + [parts[-1] + e for e in self._enclitics if clitic]
        last = f"(?:{'|'.join(map(re.escape, forms))})" if len(forms) > 1 else re.escape(forms[0])
        return _Piece(_NEXT.join([*map(re.escape, parts[:-1]), last]), frozenset(forms), "word")

    def _class(self, name: str) -> _Piece:
        if name not in self._classes:
            raise PackError(f"{self._where}: no word class {name!r}")
        bodies: list[str] = []
        words: frozenset[str] = frozenset()
        for form in self._classes[name]:
            pieces, _ = self._sequence(form, 0, depth=0)
            bodies.append(self._join(pieces))
            words |= self._anchor(pieces)
        return _Piece(f"(?:{'|'.join(bodies)})", words, "word")

    @staticmethod
    def _join(pieces: Sequence[_Piece]) -> str:
        out, first, between = "", True, _NEXT
        for p in pieces:
            if p.kind == "gap":
                out += p.body
                between = _FAR
            elif p.kind == "maybe":
                out += f"(?:{p.body}(?!\\w){_NEXT})?" if first else f"(?:{between}{p.body}(?!\\w))?"
            else:
                out += f"{p.body}(?!\\w)" if first else f"{between}{p.body}(?!\\w)"
                first, between = False, _NEXT
        return out

    @staticmethod
    def _anchor(pieces: Iterable[_Piece]) -> frozenset[str]:
        return max((p.words for p in pieces if p.words), key=_rarity, default=frozenset())


def _rarity(words: frozenset[str]) -> tuple[int, int]:
    """Long words are rare, and rare words filter best: the length of the shortest, then how few they are."""
    return min(map(len, words)), -len(words)


class Matcher:
    """Many patterns, each with a number; finds those that occur in a text without trying them all."""

    def __init__(self, grammar: Grammar, patterns: Iterable[tuple[int, str]]) -> None:
        self._index: dict[str, list[tuple[tuple[int, ...], Compiled]]] = {}
        numbers: dict[str, list[int]] = {}
        for number, pattern in patterns:
            numbers.setdefault(pattern, []).append(number)
        for pattern, those in numbers.items():
            compiled = grammar.compile(pattern)
            for word in compiled.anchors:
                self._index.setdefault(word, []).append((tuple(those), compiled))

    @property
    def empty(self) -> bool:
        """True when there are no patterns."""
        return not self._index

    def may_match(self, words: set[str]) -> bool:
        """False when no pattern can match a text with these words."""
        return not words.isdisjoint(self._index)

    def find(
        self, low: str, words: set[str], barred: frozenset[int] | set[int] = frozenset()
    ) -> list[tuple[int, re.Match[str]]]:
        """Every match in `low` of every pattern but the `barred`, as (number, match), by number and place.

        `words` are the words of `low`.
        """
        index = self._index
        out: list[tuple[int, re.Match[str]]] = []
        done: set[int] = set()
        for word in words & index.keys():
            for numbers, pattern in index[word]:
                if id(pattern) in done:
                    continue
                done.add(id(pattern))
                if barred and barred.issuperset(numbers):
                    continue
                for other in pattern.others:
                    if words.isdisjoint(other):
                        break
                else:
                    for m in _matches(pattern.expression, low):
                        out.extend((n, m) for n in numbers if n not in barred)
        if len(out) > 1:
            out.sort(key=_place)
        return out


def _matches(expression: re.Pattern[str], low: str) -> Iterator[re.Match[str]]:
    """The matches that begin with a word, from left to right, none over another."""
    m = expression.search(low)
    while m:
        start = m.start()
        inside = start > 0 and (low[start - 1].isalnum() or low[start - 1] == "_")
        if not inside:
            yield m
        m = expression.search(low, start + 1 if inside else m.end())


def _place(hit: tuple[int, re.Match[str]]) -> tuple[int, int, int]:
    return hit[0], hit[1].start(), hit[1].end()
