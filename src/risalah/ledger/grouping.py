"""The same utterance in several articles: statements put into groups, with their carriers and independent sources.

Two statements are held to be one utterance when they have a speaker in common, neither their days nor their numbers
speak against it, and

- `same.words`: in one language, most of the words that carry meaning are the same (by word families), or
- `same.quote`: a run of `RUN` words or more is literally the same, or
- `same.sense`: in two languages, act, condition and issue are the same, and so are the names and numbers in them,
  and neither has another statement on the other side that fits as well.

A group's carriers are its articles, copies counted once. Its sources are those that are independent of each other:
articles that quote the same agency or outlet as carrying the words, or are of one outlet, count once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple
from zlib import crc32

from risalah.ledger.judging import Judgement, joined, pronounce
from risalah.ledger.store import Ledger, digest
from risalah.packs import available, load
from risalah.text.families import Families, words_of

KIND = "said"
KEYS = 8
"""Smallest hashes of a statement's words that are kept to find it by."""
ALIKE, WITHIN = 0.55, 0.75
"""Least share of the words in common: of both together, or of the shorter one."""
LEAST = 4
"""Words that carry meaning in the shorter of two statements; below that only a literal run counts."""
ENOUGH = 6
"""The same, where the longer one says much more."""
RUN = 6
"""Words of a literal run that shows one utterance."""
SAID_APART, PUBLISHED_APART = 1, 4
"""Days between two days of saying, and between two publications, of one utterance."""
DAY = 10
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CAPITAL = re.compile(r"(?<![.!?\"“] )\b[A-Z][\w’'-]{2,}")


class Said(NamedTuple):
    """What is compared of a statement."""

    row: int
    key: str
    language: str
    said_on: str | None
    published: str | None
    document: int
    article: str
    text: str
    mode: str
    acts: frozenset[str]
    issues: frozenset[str]
    conditional: bool


@cache
def _families(language: str) -> Families:
    return Families(load(language))


@cache
def _function_words(language: str) -> frozenset[str]:
    from risalah.text.language import CLASSES

    grammar = load(language).words("grammar")
    return frozenset(w for name in CLASSES for w in grammar.get(name, ()) if " " not in w)


@cache
def root(language: str, word: str) -> str:
    """One root to stand for a word's family: its shortest, the first of those in the alphabet."""
    if language not in available():
        return word
    return min(_families(language)(word), key=lambda r: (len(r), r))


def meaning(language: str, text: str) -> frozenset[str]:
    """The words of a text that carry meaning, by their families."""
    closed = _function_words(language) if language in available() else frozenset()
    return frozenset(root(language, w) for w in words_of(text) if w not in closed) | set(_NUMBER.findall(text))


def hashes(words: Iterable[str]) -> list[int]:
    """The `KEYS` smallest hashes of words."""
    return sorted({crc32(w.encode("utf-8", "surrogatepass")) for w in words})[:KEYS]


def consolidate(ledger: Ledger) -> Counter[str]:
    """Compare statements that are new with all others, and set the groups. Called inside a transaction."""
    new = [s.row for s in _load(ledger, "s.id NOT IN (SELECT statement FROM statement_hashes)")]
    for said in _load(ledger, "s.id NOT IN (SELECT statement FROM statement_hashes)"):
        keys = hashes(meaning(said.language, said.text)) or [0]
        ledger.db.executemany("INSERT OR IGNORE INTO statement_hashes VALUES (?, ?)", [(k, said.row) for k in keys])
    counts = Counter(said=pronounce(ledger, judged(ledger, new)))
    counts["groups"] = _assign(ledger)
    return counts


def _load(ledger: Ledger, where: str, *values: object) -> Iterator[Said]:
    """The statements of current documents for which a condition holds (`s`: the statement, `d`: its document)."""
    query = (
        "SELECT s.id, s.key, d.language, s.said_on, s.published, s.document, d.source, s.text, s.mode, s.conditional,"
        " (SELECT group_concat(act) FROM statement_acts WHERE statement = s.id) AS acts,"
        " (SELECT group_concat(issue) FROM statement_issues WHERE statement = s.id) AS issues"
        f" FROM statements s JOIN documents d ON d.id = s.document WHERE d.current = 1 AND {where} ORDER BY s.id"
    )
    for r in ledger.db.execute(query, values):
        yield Said(
            r["id"], r["key"], r["language"], r["said_on"], r["published"], r["document"], r["source"], r["text"],
            r["mode"],
            frozenset((r["acts"] or "").split(",")), frozenset((r["issues"] or "").split(",")) - {""},
            bool(r["conditional"]),
        )  # fmt: skip


def judged(ledger: Ledger, new: list[int]) -> Iterator[Judgement]:
    """The rules' judgements on statements that are new, each compared with those that may be the same."""
    cache: dict[int, Said] = {}
    for row in new:
        one = _one(ledger, cache, row)
        for other_row in _near(ledger, row):
            other = _one(ledger, cache, other_row)
            if other.article == one.article or not days_agree(one, other):
                continue
            found = compared(one, other)
            if found is not None:
                yield Judgement("said.same", one.key, other.key, *found)
    yield from _translated(ledger, cache, new)


def _one(ledger: Ledger, cache: dict[int, Said], row: int) -> Said:
    if row not in cache:
        if len(cache) > 20_000:
            cache.clear()
        cache[row] = next(_load(ledger, "s.id = ?", row))
    return cache[row]


def _near(ledger: Ledger, row: int) -> list[int]:
    """Earlier statements of a speaker of this one that share one of its smallest hashes."""
    return [
        r[0]
        for r in ledger.db.execute(
            "SELECT DISTINCT h.statement FROM statement_hashes mine CROSS JOIN statement_hashes h ON h.hash = mine.hash"
            " AND h.statement < mine.statement CROSS JOIN statement_actors b ON b.statement = mine.statement"
            " CROSS JOIN statement_actors a ON a.actor = b.actor AND a.statement = h.statement"
            " CROSS JOIN statements s ON s.id = h.statement"
            " CROSS JOIN documents d ON d.id = s.document AND d.current = 1"
            " WHERE mine.statement = ? ORDER BY h.statement DESC LIMIT 200",
            (row,),
        )
    ]


def days_agree(one: Said, other: Said) -> bool:
    """Whether the days of two statements do not speak against their being one utterance."""
    if one.said_on and other.said_on and len(one.said_on) == len(other.said_on) == DAY:
        return apart(one.said_on, other.said_on) <= SAID_APART
    gap = apart(one.published or one.said_on, other.published or other.said_on)
    return gap <= PUBLISHED_APART


def apart(one: str | None, other: str | None) -> int:
    """Days between two dates; many where one of them is not known to the day."""
    try:
        return abs((date.fromisoformat((one or "")[:DAY]) - date.fromisoformat((other or "")[:DAY])).days)
    except ValueError:
        return 10_000


def compared(one: Said, other: Said) -> tuple[str, str] | None:
    """The rule and reason by which two statements in one language are one utterance, or None."""
    if one.language != other.language:
        return None
    numbers, others = set(_NUMBER.findall(one.text)), set(_NUMBER.findall(other.text))
    if not (numbers <= others or others <= numbers):
        return None
    run = longest_run(words_of(one.text), words_of(other.text))
    if run >= RUN:
        return "same.quote", f"{run} words in a row are the same"
    a, b = meaning(one.language, one.text), meaning(other.language, other.text)
    fewer = min(len(a), len(b))
    if fewer < LEAST:
        whole = words_of(one.text) == words_of(other.text) and len(a) > 1
        return ("same.words", "all words are the same") if whole else None
    common = len(a & b)
    if common / len(a | b) >= ALIKE or (common / fewer >= WITHIN and fewer >= ENOUGH):
        return "same.words", f"{common} of {fewer} words that carry meaning are the same"
    return None


def longest_run(a: list[str], b: list[str]) -> int:
    """The length of the longest run of words that two texts share."""
    best = 0
    last: dict[int, int] = {}
    places: dict[str, list[int]] = defaultdict(list)
    for k, word in enumerate(b):
        places[word].append(k)
    for word in a:
        here: dict[int, int] = {}
        for k in places.get(word, ()):
            here[k] = last.get(k - 1, 0) + 1
            best = max(best, here[k])
        last = here
    return best


# -- two languages


def marks(said: Said) -> frozenset[str]:
    """What two languages write alike: names and numbers."""
    from risalah.ledger.actors import plain_name

    return frozenset(plain_name(w) for w in _CAPITAL.findall(said.text)) | set(_NUMBER.findall(said.text))


def _translated(ledger: Ledger, cache: dict[int, Said], new: list[int]) -> Iterator[Judgement]:
    """Statements in two languages that say the same, each the only one that fits the other."""
    fits: dict[int, list[int]] = defaultdict(list)
    for row in new:
        one = _one(ledger, cache, row)
        if one.said_on is None or len(one.said_on) != DAY or not one.issues:
            continue
        for (other_row,) in ledger.db.execute(
            "SELECT DISTINCT s.id FROM statement_actors mine JOIN statement_actors a ON a.actor = mine.actor"
            " JOIN statements s ON s.id = a.statement JOIN documents d ON d.id = s.document"
            " WHERE mine.statement = ? AND s.said_on = ? AND d.language <> ? AND d.current = 1 LIMIT 500",
            (row, one.said_on, one.language),
        ):
            other = _one(ledger, cache, other_row)
            same = one.acts == other.acts and one.issues & other.issues and one.conditional == other.conditional
            mine, theirs = marks(one), marks(other)
            if same and (mine & theirs or not (mine | theirs)) and one.mode == other.mode:
                fits[row].append(other_row)
                fits[other_row].append(row)
    for row, others in fits.items():
        if len(set(others)) == 1 and set(fits[others[0]]) == {row} and row < others[0]:
            one, other = _one(ledger, cache, row), _one(ledger, cache, others[0])
            yield Judgement("said.same", one.key, other.key, "same.sense", "act, issue, names and numbers are the same")


# -- groups


def _assign(ledger: Ledger) -> int:
    """Set the groups by the judgements that stand; how many groups have more than one member."""
    sets = joined(ledger, KIND)
    rows: dict[str, list[str]] = defaultdict(list)
    keys = {r[k] for r in ledger.rows("SELECT one, other FROM judgements WHERE kind LIKE 'said.%'") for k in (0, 1)}
    for key in sorted(keys):
        rows[sets.find(key)].append(key)
    db = ledger.db
    db.execute("UPDATE statements SET grp = NULL WHERE grp IS NOT NULL")
    db.execute("DELETE FROM groups")
    several = 0
    for members in rows.values():
        if len(members) < 2:
            continue
        several += _group(ledger, members)
    return several


def _group(ledger: Ledger, members: list[str]) -> bool:
    """Write a group of the members that stand in current documents; False for fewer than two."""
    db = ledger.db
    marks_ = ",".join("?" * len(members))
    found = ledger.rows(
        "SELECT s.id, s.key, s.said_on, s.published, s.via, coalesce(d.copy_of, d.id) AS article, d.outlet"
        f" FROM statements s JOIN documents d ON d.id = s.document WHERE s.key IN ({marks_}) AND d.current = 1"
        " ORDER BY s.id",
        *members,
    )
    if len(found) < 2:
        return False
    said = min((r["said_on"] for r in found if r["said_on"]), default=None)
    published = min((r["published"] for r in found if r["published"]), default=None)
    row = db.execute(
        "INSERT INTO groups (key, said_on, published, carriers, sources) VALUES (?, ?, ?, ?, ?)",
        (
            digest("group", found[0]["key"])[:8],
            said,
            published,
            len({r["article"] for r in found}),
            origins((r["article"], r["via"], r["outlet"]) for r in found),
        ),
    ).lastrowid
    db.executemany("UPDATE statements SET grp = ? WHERE id = ?", [(row, r["id"]) for r in found])
    return True


def origins(found: Iterable[tuple[int, str | None, str | None]]) -> int:
    """How many independent sources carriers have (article, via, outlet): what they quote as carrying the words,
    else their own outlet, else themselves. Articles that are copies of each other have one."""
    told: dict[int, str] = {}
    for article, via, outlet in found:
        told[article] = (via or "").casefold() or told.get(article) or (outlet or "").casefold() or f"#{article}"
    return len(set(told.values()))
