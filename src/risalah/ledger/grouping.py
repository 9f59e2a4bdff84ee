"""The same utterance in several articles: statements put into groups, with their carriers and independent sources.

Two statements are held to be one utterance when they have a speaker in common, neither their days nor their numbers
speak against it, and

- `same.words`: in one language, most of the words that carry meaning are the same (by word families), or
- `same.quote`: a run of `RUN` words or more is literally the same, or
- `same.occasion`: their articles tell of one occasion, half of the shorter one's words are in the other, and nothing
  that the speaker says in either article fits much better, or
- `same.sense`: in two languages, act, condition and issue are the same, and so are the names and numbers in them,
  and neither has another statement on the other side that fits as well.

Two articles tell of one occasion where they have an utterance of the speaker in common by the first two rules, or two
pairs of statements that may be the same.

A group is no chain of statements that are alike two by two: each is judged to be the same as a part of the others.

A group's carriers are its articles, copies and versions counted once. Its sources are those that are independent of
each other: articles that quote the same agency or outlet as carrying the words, or are of one outlet, count once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from zlib import crc32

from risalah.ledger.groups import regroup
from risalah.ledger.judging import Judgement, Sets, linked, pronounce
from risalah.ledger.store import Ledger, digest, free_key
from risalah.ledger.utterances import (
    DAY,
    FITS,
    PUBLISHED_APART,
    SHARED,
    Said,
    compared,
    contrary,
    day_of,
    days_agree,
    hashes,
    likeness,
    loaded,
    numbers_agree,
    translated,
)

KIND = "said"
RULES = ("same.words", "same.quote", "same.sense", "same.occasion")
"""The surest first."""
LINKED = 0.25
"""Share of the pairs between two groups that are judged to be one utterance, from which on the groups are one."""
NEAR = 200
"""Statements that one is compared with."""
BETTER = 0.2
"""By how much more of its words another statement must fit to be the better one."""
OFTEN, TELLING = 3, 1
"""Statements of an article from which on a word is usual there; least words in common that are not."""
CACHED = 10_000
Documents = tuple[int, int]


def consolidate(ledger: Ledger) -> Counter[str]:
    """Compare statements that are new with all others, and set the groups. Called inside a transaction."""
    # In the order of days: those of one time are compared with each other, and so are in the cache together.
    new = [r["id"] for r in ledger.rows("SELECT id FROM statements WHERE compared = 0 ORDER BY day, id")]
    cache, keys = _Cache(ledger), _Keys(ledger)
    for row in new:
        said = cache(row)
        day = day_of(said)
        if day is not None:  # nothing tells that one without a day is the same as another
            rows = [(k, day, row) for k in keys.of(said)]
            ledger.db.executemany("INSERT OR IGNORE INTO statement_hashes VALUES (?, ?, ?)", rows)
    counts = Counter(said=pronounce(ledger, judged(ledger, new, cache, keys)))
    ledger.db.execute("UPDATE statements SET compared = 1 WHERE compared = 0")
    counts["groups"] = assign(ledger)
    return counts


class _Cache:
    """Statements as they are compared, the last ones kept."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._said: dict[int, Said] = {}

    def __call__(self, row: int) -> Said:
        if row not in self._said:
            if len(self._said) > CACHED:
                for old in list(self._said)[: CACHED // 2]:
                    del self._said[old]
            self._said[row] = next(loaded(self._ledger, "s.id = ?", row))
        return self._said[row]


def judged(ledger: Ledger, new: list[int], cache: _Cache, keys: _Keys) -> Iterator[Judgement]:
    """The rules' judgements on statements that are new, each compared with those that may be the same."""
    shared: dict[Documents, None] = {}
    may_be: dict[Documents, set[Documents]] = defaultdict(set)
    for row in new:
        one = cache(row)
        for other in map(cache, _near(ledger, one, keys)):
            known = one.actors & other.actors or not (one.actors or other.actors)
            if not known or other.article == one.article or not days_agree(one, other):
                continue
            both = (min(one.document, other.document), max(one.document, other.document))
            found = compared(one, other)
            if found is not None:
                shared[both] = None
                yield Judgement("said.same", one.key, other.key, *found)
            elif one.actors and _fits(one, other):
                may_be[both].add((row, other.row) if one.document == both[0] else (other.row, row))
    shared |= {b: None for b, rows in may_be.items() if min(len(set(side)) for side in zip(*rows, strict=True)) > 1}
    for both in shared:
        yield from _occasion(ledger, cache, both)
    if len(ledger.rows("SELECT DISTINCT language FROM documents LIMIT 2")) > 1:
        yield from _translated(ledger, cache, new)


class _Keys:
    """By what statements are found: the names of their speakers as read; without one, the smallest hashes."""

    def __init__(self, ledger: Ledger) -> None:
        self._names: dict[int, list[int]] = defaultdict(list)
        for name, party, actor in ledger.db.execute("SELECT name, party, actor FROM actor_names"):
            self._names[actor].append(crc32(f"{name}\0{party}".encode("utf-8", "surrogatepass")))

    def of(self, said: Said) -> list[int]:
        """All keys of a statement: those of every name of its speakers."""
        return sorted({k for actor in said.actors for k in self._names[actor]}) or hashes(said.means)


def _near(ledger: Ledger, said: Said, keys: _Keys) -> list[int]:
    """Earlier statements of a speaker of this one on these days, the last first."""
    day, wanted = day_of(said), keys.of(said)
    if day is None or not wanted:
        return []
    query = (
        f"SELECT DISTINCT h.statement FROM statement_hashes h WHERE h.hash IN ({','.join('?' * len(wanted))})"
        " AND h.day BETWEEN ? AND ? AND h.statement < ?"
        " AND EXISTS (SELECT 1 FROM statements s WHERE s.id = h.statement AND +s.current = 1)"
        f" ORDER BY h.statement DESC LIMIT {NEAR}"
    )
    apart = PUBLISHED_APART + 1
    return [r[0] for r in ledger.db.execute(query, [*wanted, day - apart, day + apart, said.row])]


def _fits(one: Said, other: Said) -> bool:
    """Whether one may be the other in other words."""
    if one.language != other.language or not numbers_agree(one, other):
        return False
    found = likeness(one, other)
    return found.share >= FITS and found.common >= SHARED and not contrary(one, other)


def _occasion(ledger: Ledger, cache: _Cache, both: Documents) -> Iterator[Judgement]:
    """What two articles of one occasion tell in other words: pairs to which nothing else fits much better."""
    left, right = (
        [cache(r["id"]) for r in ledger.rows("SELECT id FROM statements WHERE document = ? ORDER BY id", document)]
        for document in both
    )
    share: dict[Documents, float] = {}
    best: dict[int, float] = defaultdict(float)
    for one in left:
        for other in right:
            if one.actors & other.actors and one.language == other.language and days_agree(one, other):
                share[one.row, other.row] = likeness(one, other).share
                for row in (one.row, other.row):
                    best[row] = max(best[row], share[one.row, other.row])
    usual = _usual(left) | _usual(right)
    for one in left:
        for other in right:
            found = share.get((one.row, other.row), 0.0)
            if len((one.means & other.means) - usual) < TELLING:
                continue
            if found < max(FITS, best[one.row] - BETTER, best[other.row] - BETTER) or not _fits(one, other):
                continue
            if compared(one, other) is None:
                common, fewer, *_ = likeness(one, other)
                reason = f"articles of one occasion, {common} of {fewer} words that carry meaning are the same"
                yield Judgement("said.same", one.key, other.key, "same.occasion", reason)


def _usual(statements: list[Said]) -> frozenset[str]:
    """The words that an article's statements use again and again: they tell none from another."""
    counted = Counter(word for said in statements for word in said.means)
    return frozenset(word for word, n in counted.items() if n > max(OFTEN, len(statements) / 3))


def _translated(ledger: Ledger, cache: _Cache, new: list[int]) -> Iterator[Judgement]:
    """Statements in two languages that say the same, each the only one that fits the other."""
    fits: dict[int, set[int]] = defaultdict(set)
    for row in new:
        one = cache(row)
        if one.said_on is None or len(one.said_on) != DAY or not one.issues or not one.actors:
            continue
        for (other_row,) in ledger.db.execute(
            "SELECT DISTINCT s.id FROM statements s JOIN documents d ON d.id = s.document WHERE s.said_on = ?"
            " AND EXISTS (SELECT 1 FROM"
            f" statement_actors a WHERE a.statement = s.id AND a.actor IN ({','.join(map(str, one.actors))}))"
            " AND d.language <> ? AND s.current = 1 LIMIT 500",
            (one.said_on, one.language),
        ):
            if translated(one, cache(other_row)):
                fits[row].add(other_row)
                fits[other_row].add(row)
    for row, others in fits.items():
        other_row = min(others)
        if len(others) == 1 and fits[other_row] == {row} and row < other_row:
            one, other = cache(row), cache(other_row)
            yield Judgement("said.same", one.key, other.key, "same.sense", "act, issue, names and numbers are the same")


# -- groups


def assign(ledger: Ledger) -> int:
    """Set the groups by the judgements that stand; how many there are."""

    def together(keys: Set[str]) -> Sets:
        return linked(ledger, KIND, keys, RULES, LINKED)

    return regroup(ledger, KIND, "statements", "groups", _group, together)


def _group(ledger: Ledger, members: list[str]) -> None:
    """Write a group; its id is of the article that was kept first, so that another carrier changes nothing."""
    found = ledger.rows(
        "SELECT s.id, s.key, s.said_on, s.published, s.via, coalesce(o.source, d.source) AS article, d.outlet"
        " FROM statements s JOIN documents d ON d.id = s.document LEFT JOIN documents o ON o.id = d.copy_of"
        f" WHERE s.key IN ({','.join('?' * len(members))}) ORDER BY s.document, s.key",
        *members,
    )
    said = min((r["said_on"] for r in found if r["said_on"]), default=None)
    published = min((r["published"] for r in found if r["published"]), default=None)
    row = ledger.db.execute(
        "INSERT INTO groups (key, said_on, published, carriers, sources) VALUES (?, ?, ?, ?, ?)",
        (
            free_key(ledger, "groups", digest("group", found[0]["key"])),
            said,
            published,
            len({r["article"] for r in found}),
            origins((r["article"], r["via"], r["outlet"]) for r in found),
        ),
    ).lastrowid
    ledger.db.executemany("UPDATE statements SET grp = ? WHERE id = ?", [(row, r["id"]) for r in found])


def origins(found: Iterable[tuple[str, str | None, str | None]]) -> int:
    """How many independent sources carriers have (article, via, outlet).

    Carriers that are one article, or quote the same agency or outlet as carrying the words, or are of one outlet, are
    one source, and so is all that hangs together by this.
    """
    sets = Sets()
    articles = set()
    for article, via, outlet in found:
        articles.add(f"#{article}")
        for name in {(via or "").casefold(), (outlet or "").casefold()} - {""}:
            sets.join(f"#{article}", name)
    return len({sets.find(a) for a in articles})
