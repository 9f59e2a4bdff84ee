"""Acts: what a statement does (asserts, demands, offers, warns …), from its cue and its words.

Rules of the pack (`rules/acts.toml`) give labels with weights: a cue that names the act weighs most, words of
the content less. The strongest label comes first; a second one is kept where it is strong enough of itself.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from risalah.errors import PackError
from risalah.model import Span
from risalah.model.record import Certainty
from risalah.packs.loader import Pack, load_world, read_toml
from risalah.reading.wordpatterns import Found, Grammar, Matcher, folded, words_of

_SENTENCE_END = re.compile(r"[.!?…]{1,8}[\"”'’)]{0,4}\s")
_QUOTES = " \"“'‘(["
_NEAR = 100
_LOOKS = 20
_LOOKS_IN = 50_000
_SPANS = 8
_CLAUSE_END = re.compile(r"[,.;:!?]")
_WORD = re.compile(r"\w{1,40}")
_LAST_WORD = re.compile(r"(\w+)\W*\Z")


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act label as the world pack defines it, with the nearest CAMEO and PLOVER codes."""

    label: str
    definition: str
    cameo: tuple[str, ...] = ()
    plover: tuple[str, ...] = ()


class ActTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`world/acts.toml`."""

    act: tuple[Act, ...]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: where all of its non-empty lists match, the statement does `label`.

    A match of `content` does not count where one of `unless` lies over it, where a word of
    the class `negation` stands shortly before it (`negation = "skip"`), or where its subject is not of the kind
    asked for: `actor` is the speaker's side or a name, `other` somebody named (or a word of the class `foe`) who
    is not the speaker's side. Examples are `cue | content`.
    """

    id: str
    label: str
    weight: int
    certainty: Certainty = "likely"
    cue: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    negation: Literal["skip", "any"] = "skip"
    subject: Literal["any", "actor", "other"] = "any"
    start: bool = False
    """The content must begin with the match."""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


class Select(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a second label is kept.

    `after_cue` and `after_content` are the least weights of a second label behind a first one that a cue or
    that the content gave; a first label below `weak` in a content of at least `long` sentences is joined by
    the default label.
    """

    default: str
    default_rule: str
    question: str
    question_rule: str
    question_weight: int
    after_cue: int
    after_content: int
    weak: int
    long: int


class ActRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rules/acts.toml`."""

    select: Select
    classes: dict[str, tuple[str, ...]]
    enclitics: tuple[str, ...]
    rule: tuple[Rule, ...]


class _Hit(msgspec.Struct, frozen=True):
    rule: Rule
    spans: tuple[Span, ...]
    weight: int
    by_cue: bool


class Acts:
    """Callable: a statement → its one or two acts, best first. Built once for a pack."""

    def __init__(self, pack: Pack) -> None:
        data = pack.rules("acts", ActRules)
        where = str(pack.folder / "rules" / "acts.toml")
        known = {a.label for a in read_toml(load_world().folder / "acts.toml", ActTable).act}
        unknown = {r.label for r in data.rule} | {data.select.default, data.select.question}
        if unknown - known:
            raise PackError(f"{where}: no such act: {', '.join(sorted(unknown - known))}")
        grammar = Grammar(data.classes, data.enclitics, where)
        self.rules = data.rule
        self._select = s = data.select
        self._question = Rule(id=s.question_rule, label=s.question, weight=s.question_weight)
        self._negation = frozenset(data.classes.get("negation", ()))
        self._own = frozenset(data.classes.get("own", ()))
        self._foe = frozenset(data.classes.get("foe", ()))
        numbered = list(enumerate(data.rule))
        self._cued = frozenset(n for n, r in numbered if r.cue and r.content)
        self._cue = Matcher(grammar, ((n, p) for n, r in numbered for p in r.cue))
        self._content = Matcher(grammar, ((n, p) for n, r in numbered for p in r.content))
        self._context = Matcher(grammar, ((n, p) for n, r in numbered for p in r.context))
        self._unless = {n: Matcher(grammar, ((n, p) for p in r.unless)) for n, r in numbered if r.unless}

    def __call__(
        self, text: str, content: tuple[Span, ...], cue: str, mode: str, context: str = ""
    ) -> tuple[Found, ...]:
        """The acts of one statement with their rules and the spans of `text` they stand on (none for a cue's).

        `cue` is the reporting word in lower case ("" for none), `context` the sentence it stands in.
        """
        hits = self.hits(text, content, cue, context)
        sentences = 1 + sum(1 for s in content for _ in _SENTENCE_END.finditer(text, s.start, s.end))
        return self._choose(hits, sentences if mode == "direct" else 1)

    def hits(self, text: str, content: tuple[Span, ...], cue: str, context: str = "") -> list[_Hit]:
        """Everything that the rules say of the statement, strongest first."""
        said = {n for n, _ in self._find(self._cue, cue)}
        around = {n for n, _ in self._find(self._context, context)}
        hits = [
            _Hit(r, (), r.weight, True)
            for n in said | around
            if not (r := self.rules[n]).content and self._agrees(n, r, said, around)
        ]
        spans: dict[int, list[Span]] = {}
        barred = self._cued - said
        source = _outside(text, content, context)
        for piece in content:
            self._read(text, piece, piece is content[0], source, barred, spans)
        for n, where in spans.items():
            if self._agrees(n, self.rules[n], said, around):
                hits.append(_Hit(self.rules[n], tuple(where), self.rules[n].weight, bool(self.rules[n].cue)))
        asked = tuple(Span(i, i + 1) for s in content if (i := text.find("?", s.start, s.end)) >= 0)
        if asked:
            hits.append(_Hit(self._question, asked, self._question.weight, False))
        hits.sort(key=lambda h: (-h.weight, h.rule.id))
        return hits

    @staticmethod
    def _find(matcher: Matcher, text: str) -> list[tuple[int, re.Match[str]]]:
        if not text or matcher.empty:
            return []
        low = folded(text)
        return matcher.find(low, words_of(low))

    @staticmethod
    def _agrees(n: int, rule: Rule, said: set[int], around: set[int]) -> bool:
        return (not rule.cue or n in said) and (not rule.context or n in around)

    def _read(
        self, text: str, piece: Span, first: bool, source: str, barred: frozenset[int], spans: dict[int, list[Span]]
    ) -> None:
        """Adds the content matches of one piece to `spans` by rule number."""
        low = folded(piece.slice(text))
        for n, m in self._content.find(low, words_of(low), barred):
            rule = self.rules[n]
            if rule.start and (not first or not _begins(low, m.start())):
                continue
            if rule.negation == "skip" and self._negated(low, m.start()):
                continue
            if rule.subject == "actor" and not self._acts(text, piece, low, m.start()):
                continue
            if n in self._unless and self._excepted(n, low, m):
                continue
            if rule.subject == "other" and not self._others(text, piece, low, m.start(), source):
                continue
            kept = spans.setdefault(n, [])
            if len(kept) < _SPANS:
                kept.append(Span(piece.start + m.start(), piece.start + m.end()))

    def _negated(self, low: str, at: int) -> bool:
        before = low[max(0, at - 40) : at]
        clause = re.split(r"[,.;:!?]", before)[-1]
        return not self._negation.isdisjoint(clause.split()[-3:])

    def _acts(self, text: str, piece: Span, low: str, at: int) -> bool:
        """True when the subject before `at` is the speaker's side or a name, or is left out at the beginning."""
        m = _LAST_WORD.search(low, max(0, at - 60), at)
        if m is None:
            return _begins(low, at)
        word = text[piece.start + m.start(1) : piece.start + m.end(1)]
        inside = m.start(1) > 0 or text[max(0, piece.start - 8) : piece.start].rstrip(_QUOTES)[-1:].islower()
        if word[0].isupper() and (inside or _named(text, word)):
            return True
        near = re.split(r"[,.;:!?]", low[max(0, at - 60) : at])[-1].split()[-4:]
        return not self._own.isdisjoint(near)

    def _others(self, text: str, piece: Span, low: str, at: int, source: str) -> bool:
        """True when the clause before `at` tells of somebody who is neither the speaker's side nor in `source`."""
        start = at - len(_CLAUSE_END.split(low[max(0, at - 80) : at])[-1])
        words = [(m.start(), m.end()) for m in _WORD.finditer(low, start, at)]
        plain = {low[i:j] for i, j in words}
        if not self._own.isdisjoint(plain):
            return False
        names = [text[i:j] for i, j in ((piece.start + i, piece.start + j) for i, j in words) if _is_name(text, i, j)]
        if any(n in source for n in names):
            return False
        return bool(names) or not self._foe.isdisjoint(plain)

    def _excepted(self, n: int, low: str, m: re.Match[str]) -> bool:
        """True when an exception of rule `n` lies over the match. Looks only near it, to stay linear."""
        start = max(0, m.start() - _NEAR)
        near = low[start : m.end() + _NEAR]
        at, to = m.start() - start, m.end() - start
        return any(u.start() < to and at < u.end() for _, u in self._unless[n].find(near, words_of(near)))

    def _choose(self, hits: list[_Hit], sentences: int) -> tuple[Found, ...]:
        s = self._select
        best: dict[str, _Hit] = {}
        for h in hits:
            best.setdefault(h.rule.label, h)
        if not best:
            return (Found(s.default, s.default_rule, "likely"),)
        first, *rest = best.values()
        least = s.after_cue if first.by_cue else s.after_content
        chosen = [first, *[h for h in rest if h.weight >= least and _apart(first, h)][:1]]
        found = [Found(h.rule.label, h.rule.id, h.rule.certainty, h.spans) for h in chosen]
        if len(found) == 1 and first.weight < s.weak and sentences >= s.long and first.rule.label != s.default:
            found.append(Found(s.default, s.default_rule, "likely"))
        return tuple(found)


def _begins(low: str, at: int) -> bool:
    """True when nothing but opening marks stands before `at`."""
    return at <= _NEAR and not low[:at].strip(_QUOTES)


def _apart(first: _Hit, other: _Hit) -> bool:
    """True when the second hit stands on other words than the first: one wording is not two acts."""
    if not other.spans:
        return not first.by_cue
    return any(not any(s.overlaps(f) for f in first.spans) for s in other.spans)


def _outside(text: str, content: tuple[Span, ...], context: str) -> str:
    """What of the sentence `context` is not content: it names the source."""
    at = text.find(context) if context else -1
    if at < 0:
        return ""
    parts: list[str] = []
    for s in content:
        if s.end > at and s.start < at + len(context):
            parts.append(text[at : max(at, s.start)])
            at, context = s.end, text[s.end : at + len(context)]
    return " ".join([*parts, context])


def _is_name(text: str, start: int, end: int) -> bool:
    """True when the word is written with a capital, and not only because it begins a sentence."""
    if not text[start].isupper():
        return False
    before = text[max(0, start - 8) : start].rstrip(_QUOTES)[-1:]
    return before.isalnum() or before == "," or _named(text, text[start:end])


def _named(text: str, word: str) -> bool:
    """True when a word that begins a sentence is written with a capital inside one too: it is a name.

    Looks only so far into the text, so that asking at every match of a long one stays linear.
    """
    at = text.find(f" {word}", 0, _LOOKS_IN)
    for _ in range(_LOOKS):
        if at < 0:
            return False
        before, after = text[at - 1 : at], text[at + 1 + len(word) : at + 2 + len(word)]
        if (before.islower() or before == ",") and not after.isalnum():
            return True
        at = text.find(f" {word}", at + 1, _LOOKS_IN)
    return False
