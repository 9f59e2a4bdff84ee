"""Issues: what a statement is about, by the words of its content, of its surroundings and of the document.

The registry says which issues there are (the world pack's, and the user's own); the pack's
`rules/issue_terms.toml` says which words show them. Content counts most; the words around and the topic of the
whole document decide where the content only says "the agreement" or "this matter".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from risalah.errors import PackError
from risalah.model import Span
from risalah.packs.loader import Pack, load_world, read_toml, read_tsv
from risalah.reading.wordpatterns import Found, Grammar, Matcher, folded, words_of

_SENTENCE = re.compile(r"[^.!?\n]+")
_WORD = re.compile(r"\w+")
_OFTEN = 3
_PER = 600
AROUND = ".around"
"""Ends the id of a rule whose words stand outside the statement: how often it is right is counted for itself."""


class Issue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An issue of the registry; `terms` are word patterns that a user adds, beside those of the pack.

    Where `parties` are given, a statement is about it only where one of them is named in its sentence, or is what
    the document talks of.
    """

    id: str
    covers: str
    terms: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()


class Registry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The issues that can be found."""

    issue: tuple[Issue, ...]

    def ids(self) -> frozenset[str]:
        """The ids of all issues."""
        return frozenset(i.id for i in self.issue)


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that show an issue, and how strongly; of each group of `needs` one word must be near."""

    id: str
    issue: str
    weight: float
    terms: tuple[str, ...]
    needs: tuple[frozenset[str], ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


class Select(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How scores are mixed and cut.

    `title`: a hit in the title counts so many times; `near` and `prior`: the share of a hit within `reach`
    characters of the content and of the document's main topic; `more`: the share of a second rule of one issue.
    Issues whose content hits come to `stated` push aside those that only the surroundings suggest. `least` is
    the least score; a further issue needs `ratio` (`unstated_ratio`, where nothing is stated) of the first's.
    An issue that the content does not name at all is taken only where it is the document's main topic, and words that
    show it stand within `unstated_reach` characters.
    """

    title: float
    near: float
    prior: float
    reach: int
    more: float
    stated: float
    least: float
    ratio: float
    unstated_ratio: float
    unstated_reach: int
    most: int


class IssueRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`rules/issue_terms.toml`."""

    enclitics: tuple[str, ...]
    select: Select
    classes: dict[str, tuple[str, ...]]
    rule: tuple[Rule, ...]


class Hit(msgspec.Struct, frozen=True, order=True):
    """Words of a rule at a place of the document."""

    start: int
    end: int
    rule: int


class DocIssues(msgspec.Struct, frozen=True):
    """What a document is about: its hits in order and each issue's share of the strongest (0 to 1)."""

    hits: tuple[Hit, ...]
    weights: dict[str, float]


def load_registry(path: Path | None = None) -> Registry:
    """The world pack's issues, with those of a user's file put over them.

    The file is TSV (`COLUMNS`) or TOML (`[[issue]]` with the same names, `terms` and `parties` lists). An id that is
    there already is replaced; its pack terms stay.
    Raises `PackError` for a file that cannot be read or lacks an id.
    """
    known = {row["id"]: Issue(row["id"], row["covers"]) for row in read_tsv(load_world().folder / "issues.tsv")}
    if path is not None:
        own = read_toml(path, Registry).issue if path.suffix == ".toml" else _from_tsv(path)
        known.update((i.id, i) for i in own)
    if "" in known:
        raise PackError(f"{path}: an issue without an id")
    return Registry(tuple(known.values()))


def _from_tsv(path: Path) -> tuple[Issue, ...]:
    rows = read_tsv(path)
    if any("id" not in row for row in rows):
        raise PackError(f"{path}: no column 'id'")
    return tuple(map(issue_of, rows))


COLUMNS = ("id", "covers", "terms", "parties")
"""Of a registry in TSV; several terms and parties are parted by `;`."""


def issue_of(row: Mapping[str, str]) -> Issue:
    """The issue in a row of a registry."""
    terms, parties = (
        tuple(t.strip() for t in row.get(column, "").split(";") if t.strip()) for column in ("terms", "parties")
    )
    return Issue(row["id"].strip(), row.get("covers", ""), terms, parties)


@cache
def _names() -> dict[str, frozenset[str]]:
    """The words of all names of each state and body, in every language, by each of its names; all folded."""
    forms: dict[str, set[str]] = {}
    for row in load_world().table("names"):
        forms.setdefault(row["id"], set()).add(folded(row["form"]))
    return {form: frozenset(same) for same in forms.values() for form in same}


def naming(parties: Iterable[str]) -> frozenset[str]:
    """Words by which parties are named: of each of their names, and those of other languages, the first long one."""
    names = {name for party in parties for name in _names().get(folded(party), frozenset({folded(party)}))}
    words = (sorted(_WORD.findall(name), key=len, reverse=True)[:1] for name in names)
    return frozenset(word for found in words for word in found)


class Issues:
    """Callable: a statement → none to three issues, best first. Built once for a pack and a registry."""

    def __init__(self, pack: Pack, registry: Registry) -> None:
        data = pack.rules("issue_terms", IssueRules)
        ids = registry.ids()
        own = [
            Rule(f"user.issue.{i.id}", i.id, 3.0, tuple(folded(t) for t in i.terms)) for i in registry.issue if i.terms
        ]
        parties = {i.id: (naming(i.parties),) for i in registry.issue if i.parties}
        self.rules = tuple(
            msgspec.structs.replace(r, needs=(*r.needs, *parties.get(r.issue, ())))
            for r in (*data.rule, *own)
            if r.issue in ids
        )
        self._select = data.select
        grammar = Grammar(data.classes, data.enclitics, str(pack.folder / "rules" / "issue_terms.toml"))
        self._needs = [(n, group) for n, r in enumerate(self.rules) for group in r.needs]
        self._terms = Matcher(grammar, ((n, p) for n, r in enumerate(self.rules) for p in r.terms))

    def prime(self, text: str, title: str = "", story: Sequence[Span] = ()) -> DocIssues:
        """Reads a document once: all hits in `story` (all of `text` where none is given) and its topics."""
        low = folded(text)
        title_words = words_of(folded(title))
        counts = Counter(_WORD.findall(low))
        often = max(_OFTEN, len(text) // _PER)
        ground = {w for w, n in counts.items() if n >= often} | title_words
        hits = [h for s in (story or (Span(0, len(text)),)) for h in self._scan(low, s, ground)]
        hits.sort()
        heads = self._scan(folded(title), Span(0, len(title)), ground)
        return DocIssues(tuple(hits), self._topics(hits, heads))

    def __call__(
        self, text: str, content: tuple[Span, ...], context: str = "", topics: DocIssues | None = None
    ) -> tuple[Found, ...]:
        """The issues of one statement with their rules and the words of the content they stand on.

        `topics` is what `prime` said of the same text. Without it, `context` (the title, the paragraph) takes
        its place.
        """
        if topics is None:
            ground = words_of(folded(context)) | {w for s in content for w in words_of(folded(s.slice(text)))}
            low = folded(text)
            hits = sorted(h for s in content for h in self._scan(low, s, ground))
            around = self._scan(folded(context), Span(0, len(context)), ground)
            topics = DocIssues(tuple(hits), self._topics(hits, around))
        return self._choose(content, topics)

    def _scan(self, low: str, part: Span, ground: set[str]) -> list[Hit]:
        hits: list[Hit] = []
        wanting = [(n, g) for n, g in self._needs if ground.isdisjoint(g)]
        for m in _SENTENCE.finditer(low, part.start, part.end):
            sentence = m.group()
            words = words_of(sentence)
            if not self._terms.may_match(words):
                continue
            barred = {n for n, group in wanting if words.isdisjoint(group)}
            for n, found in self._terms.find(sentence, words, barred):
                hits.append(Hit(m.start() + found.start(), m.start() + found.end(), n))
        return hits

    def _topics(self, hits: Sequence[Hit], heads: Sequence[Hit]) -> dict[str, float]:
        """Every issue's score over the document as a share of the highest; repetition adds less and less."""
        counts = Counter(h.rule for h in hits)
        in_title = {h.rule for h in heads}
        scores: dict[str, float] = {}
        for n in sorted(counts.keys() | in_title):
            rule = self.rules[n]
            score = rule.weight * (counts[n] ** 0.5 + (self._select.title if n in in_title else 0.0))
            scores[rule.issue] = scores.get(rule.issue, 0.0) + score
        top = max(scores.values(), default=1.0)
        return {issue: score / top for issue, score in scores.items()}

    def _within(self, topics: DocIssues, start: int, end: int) -> list[Hit]:
        at = bisect_left(topics.hits, Hit(start, 0, 0))
        out: list[Hit] = []
        while at < len(topics.hits) and topics.hits[at].start < end:
            if topics.hits[at].end <= end:
                out.append(topics.hits[at])
            at += 1
        return out

    def _choose(self, content: tuple[Span, ...], topics: DocIssues) -> tuple[Found, ...]:
        s = self._select
        inside = [h for c in content for h in self._within(topics, c.start, c.end)]
        scores = {i: s.prior * w for i, w in topics.weights.items()}
        if content:
            lo, hi = max(0, content[0].start - s.reach), content[-1].end + s.reach
            for n in sorted({h.rule for h in self._within(topics, lo, hi)} - {h.rule for h in inside}):
                scores[self.rules[n].issue] = scores.get(self.rules[n].issue, 0.0) + s.near * self.rules[n].weight
        own: dict[str, float] = {}
        for n in sorted({h.rule for h in inside}, key=lambda n: (-self.rules[n].weight, n)):
            issue, weight = self.rules[n].issue, self.rules[n].weight
            own[issue] = own[issue] + s.more * weight if issue in own else weight
        for issue, score in own.items():
            scores[issue] = scores.get(issue, 0.0) + score
        ranked = sorted(scores.items(), key=lambda kv: (-kv[1], kv[0]))
        top = 0.0
        stated = [(i, x) for i, x in ranked if own.get(i, 0.0) >= s.stated]
        found: list[Found] = []
        for issue, score in (stated or ranked)[: s.most]:
            if score < s.least or (found and score < (s.ratio if stated else s.unstated_ratio) * top):
                break
            one = self._found(issue, inside, True) if issue in own else self._around(issue, content, topics)
            if one is not None:
                top = score if not found else top
                found.append(one)
        return tuple(found)

    def _around(self, issue: str, content: tuple[Span, ...], topics: DocIssues) -> Found | None:
        """The main topic of a document, which the statement itself does not name, on the nearest of the clearest words
        that do."""
        if topics.weights.get(issue, 0.0) < 1.0:
            return None
        at, end = (content[0].start, content[-1].end) if content else (0, 0)
        reach = self._select.unstated_reach
        near = self._within(topics, max(0, at - reach), end + reach)
        hits = [h for h in near if self.rules[h.rule].issue == issue]
        if not hits:
            return None
        nearest = min(hits, key=lambda h: (-self.rules[h.rule].weight, abs(h.start - at), h.start))
        found = self._found(issue, [nearest], False)
        return msgspec.structs.replace(found, rule=found.rule + AROUND)

    def _found(self, issue: str, inside: list[Hit], certain: bool) -> Found:
        hits = [h for h in inside if self.rules[h.rule].issue == issue]
        best = max(hits, key=lambda h: (self.rules[h.rule].weight, -h.start))
        rule = self.rules[best.rule].id
        spans = tuple(Span(h.start, h.end) for h in hits)
        return Found(issue, rule, "likely" if certain else "open", spans)
