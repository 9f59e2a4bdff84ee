"""Conditions: the clauses inside a statement that it hangs on ("if …", "as long as …", "until …").

A rule of the pack (`rules/conditions.toml`) finds the marker; the clause then runs from the marker to the comma
before the main clause where it comes first, and to the end of the sentence, or to a word that starts a new main
clause, where it comes after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from risalah.model import Span
from risalah.model.record import Certainty
from risalah.packs.loader import Pack
from risalah.reading.wordpatterns import FoundSpan, Grammar, Matcher, folded, words_of

_END = re.compile(r"[.!?…]{1,8}(?=[\s\"”'’)]|\Z)")
_LONGEST = 800
_LEAST_WORDS = 2
_COMMA = re.compile(r"[,;—–](?=[\s\"”“])| [-–—] |—")
_EDGE = " \t\n\r.,;:!?\"'“”‘’()–—-…"
_WORD = re.compile(r"\w+")


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of condition.

    `marker` begins the clause. It does not count where one of `unless` matches over it, or where `main` is
    given and none of it matches in the rest of the sentence. Each example marks its condition with brackets.
    """

    id: str
    marker: tuple[str, ...]
    certainty: Certainty = "certain"
    unless: tuple[str, ...] = ()
    main: tuple[str, ...] = ()
    place: Literal["any", "before", "after"] = "any"
    """Where the clause may stand to its main clause."""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


class ConditionRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rules/conditions.toml`.

    `lead` are words that may stand before a condition that opens its sentence, `then` words that open the main
    clause after it, `breaks` words that end a condition after its main clause when they follow a comma, `joins`
    words before the last item of a list, `asides` words that open a remark between two commas.
    """

    enclitics: tuple[str, ...]
    lead: frozenset[str]
    then: frozenset[str]
    breaks: frozenset[str]
    joins: frozenset[str]
    asides: frozenset[str]
    classes: dict[str, tuple[str, ...]]
    rule: tuple[Rule, ...]


class Conditions:
    """Callable: a statement → its conditions in order. Built once for a pack."""

    def __init__(self, pack: Pack) -> None:
        self._data = data = pack.rules("conditions", ConditionRules)
        self.rules = data.rule
        grammar = Grammar(data.classes, data.enclitics, str(pack.folder / "rules" / "conditions.toml"))
        numbered = list(enumerate(data.rule))
        self._marker = Matcher(grammar, ((n, p) for n, r in numbered for p in r.marker))
        self._unless = {n: Matcher(grammar, ((n, p) for p in r.unless)) for n, r in numbered if r.unless}
        self._main = {n: Matcher(grammar, ((n, p) for p in r.main)) for n, r in numbered if r.main}

    def __call__(self, text: str, content: tuple[Span, ...]) -> tuple[FoundSpan, ...]:
        """The conditional clauses inside `content`, as spans of `text` without the marks at their edges."""
        found: list[FoundSpan] = []
        for piece in content:
            low = folded(piece.slice(text))
            if not self._marker.may_match(words_of(low)):
                continue
            for start, end in _sentences(low):
                found.extend(self._read(low[start:end], piece.start + start))
        return tuple(found)

    def _read(self, sentence: str, offset: int) -> list[FoundSpan]:
        words = words_of(sentence)
        if not self._marker.may_match(words):
            return []
        found: list[FoundSpan] = []
        blocks: dict[int, list[tuple[int, int]]] = {}
        done = 0
        for n, m in sorted(self._marker.find(sentence, words), key=lambda hit: (hit[1].start(), hit[0])):
            rule, opens = self.rules[n], self._opens(sentence, m.start())
            if m.start() < done or rule.place == ("after" if opens else "before"):
                continue
            if n not in blocks:
                blocks[n] = _places(self._unless.get(n), sentence, words)
            if any(start < m.end() and m.start() < end for start, end in blocks[n]):
                continue
            end = self._end(sentence, _first_word(sentence, m.start()), opens)
            while end > m.start() and sentence[end - 1] in _EDGE:
                end -= 1
            if len(_WORD.findall(sentence, m.start(), end)) < _LEAST_WORDS or not _has_main(sentence, m.start(), end):
                continue
            if not self._hangs(n, sentence, words, m.start(), end):
                continue
            found.append(FoundSpan(Span(offset + m.start(), offset + end), rule.id, rule.certainty))
            done = end
        return found

    def _hangs(self, n: int, sentence: str, words: set[str], start: int, end: int) -> bool:
        """True when the rest of the sentence is such that the clause can be its condition."""
        main = self._main.get(n)
        return main is None or any(b <= start or a >= end for a, b in _places(main, sentence, words))

    def _opens(self, sentence: str, start: int) -> bool:
        """True when nothing but leading words stands between the last comma (or the start) and the marker."""
        last = 0
        for m in _COMMA.finditer(sentence, 0, start):
            last = m.end()
        return self._data.lead.issuperset(_WORD.findall(sentence[last:start]))

    def _end(self, sentence: str, stop: int, opens: bool) -> int:
        commas = list(_COMMA.finditer(sentence, stop))
        if not opens:
            stops = (c.start() for c in commas if self._word(sentence, c.end()) in self._data.breaks)
            return next(stops, len(sentence))
        then, at = self._then(sentence, stop), 0
        while at < len(commas):
            first = self._word(sentence, commas[at].end())
            following = self._word(sentence, commas[at + 1].end()) if at + 1 < len(commas) else ""
            if first in self._data.asides:
                at += 2
            elif following and (first in self._data.joins or following in self._data.joins):
                at += 1
            else:
                return min(commas[at].start(), then)
        return then

    @staticmethod
    def _word(sentence: str, at: int) -> str:
        m = _WORD.search(sentence, at)
        return m.group() if m else ""

    def _then(self, sentence: str, at: int) -> int:
        for m in _WORD.finditer(sentence, at):
            if m.group() in self._data.then:
                return m.start()
        return len(sentence)


def _sentences(low: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence, a very long one in pieces so that the work stays linear."""
    start = 0
    for m in (*_END.finditer(low), None):
        end = m.end() if m else len(low)
        yield from ((at, min(at + _LONGEST, end)) for at in range(start, end, _LONGEST))
        start = end


def _first_word(sentence: str, start: int) -> int:
    """The end of the word at `start`: a marker may reach over the verb of its clause, a comma not."""
    m = _WORD.match(sentence, start)
    return m.end() if m else start


def _has_main(sentence: str, start: int, end: int) -> bool:
    """True when a main clause is left beside the clause: without one its marker only means "that"."""
    return len(_WORD.findall(sentence[:start])) >= _LEAST_WORDS or bool(_WORD.search(sentence, end))


def _places(matcher: Matcher | None, sentence: str, words: set[str]) -> list[tuple[int, int]]:
    return [m.span() for _, m in matcher.find(sentence, words)] if matcher else []
