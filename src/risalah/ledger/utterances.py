"""Whether two statements are one utterance: their days, their words, and for two languages what both write alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple
from zlib import crc32

from risalah.ledger.contrary import contrary_acts, contrary_words
from risalah.ledger.spelling import plain_name
from risalah.ledger.store import Ledger
from risalah.packs import available, load
from risalah.text.families import families_of, words_of

KEYS = 8
"""Smallest hashes of a statement's words that are kept to find it by."""
ALIKE, WITHIN = 0.55, 0.75
"""Least share of the words in common: of both together, or of the shorter one."""
LEAST = 4
"""Words that carry meaning in the shorter of two statements; below that, all of them must be in the other."""
ENOUGH = 6
"""The same, where the longer one says much more."""
RUN = 6
"""Words of a literal run that shows one utterance; twice as many where no speaker is known."""
FITS, SHARED = 0.5, 3
"""Least share of the shorter one's words, and least words, that may be one utterance told in other words."""
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
    actors: frozenset[int]
    words: tuple[str, ...]
    means: frozenset[str]
    numbers: frozenset[str]


class Likeness(NamedTuple):
    """How much of the words that carry meaning two statements share."""

    common: int
    fewer: int
    share: float
    """Of the shorter one."""
    alike: float
    """Of both together."""


def loaded(ledger: Ledger, where: str, *values: object) -> Iterator[Said]:
    """The statements for which a condition holds."""
    query = (
        "SELECT s.id, s.key, d.language, s.said_on, s.published, s.document, d.source, s.text, s.mode, s.conditional,"
        " (SELECT group_concat(act) FROM statement_acts WHERE statement = s.id) AS acts,"
        " (SELECT group_concat(issue) FROM statement_issues WHERE statement = s.id) AS issues,"
        " (SELECT group_concat(actor) FROM statement_actors WHERE statement = s.id) AS actors"
        f" FROM statements s JOIN documents d ON d.id = s.document WHERE {where} ORDER BY s.id"
    )
    for r in ledger.db.execute(query, values):
        yield Said(
            r["id"], r["key"], r["language"], r["said_on"], r["published"], r["document"], r["source"], r["text"],
            r["mode"],
            frozenset((r["acts"] or "").split(",")), frozenset((r["issues"] or "").split(",")) - {""},
            bool(r["conditional"]), frozenset(int(a) for a in str(r["actors"] or "").split(",") if a),
            tuple(words_of(r["text"])), meaning(r["language"], r["text"]),
            frozenset(_NUMBER.findall(r["text"])),
        )  # fmt: skip


@cache
def _languages() -> frozenset[str]:
    return frozenset(available())


@cache
def _function_words(language: str) -> frozenset[str]:
    from risalah.text.language import CLASSES

    grammar = load(language).words("grammar")
    return frozenset(w for name in CLASSES for w in grammar.get(name, ()) if " " not in w)


@cache
def root(language: str, word: str) -> str:
    """One root to stand for a word's family: its shortest, the first of those in the alphabet."""
    if language not in _languages():
        return word
    return min(families_of(language)(word), key=lambda r: (len(r), r))


def meaning(language: str, text: str) -> frozenset[str]:
    """The words of a text that carry meaning, by their families."""
    closed = _function_words(language) if language in _languages() else frozenset()
    return frozenset(root(language, w) for w in words_of(text) if w not in closed) | set(_NUMBER.findall(text))


def hashes(words: Iterable[str]) -> list[int]:
    """The `KEYS` smallest hashes of words."""
    return sorted({crc32(w.encode("utf-8", "surrogatepass")) for w in words})[:KEYS]


# -- days


def day_of(said: Said) -> int | None:
    """The day by which a statement is found: that of saying, else of publication; None where neither is known."""
    day = ordinal(said.said_on)
    return day if day is not None else ordinal(said.published)


def days_agree(one: Said, other: Said) -> bool:
    """Whether the days of two statements do not speak against their being one utterance."""
    if one.said_on and other.said_on and len(one.said_on) == len(other.said_on) == DAY:
        return apart(one.said_on, other.said_on) <= SAID_APART
    return apart(one.published or one.said_on, other.published or other.said_on) <= PUBLISHED_APART


def apart(one: str | None, other: str | None) -> int:
    """Days between two dates; many where one is not known to the day."""
    a, b = ordinal(one), ordinal(other)
    return abs(a - b) if a is not None and b is not None else 10_000


@cache
def ordinal(day: str | None) -> int | None:
    """The number of a day, the first of January of year 1 being 1; None for what is no day."""
    try:
        return date.fromisoformat((day or "")[:DAY]).toordinal()
    except ValueError:
        return None


# -- words


def likeness(one: Said, other: Said) -> Likeness:
    """How much of the words that carry meaning two statements share."""
    common, fewer = len(one.means & other.means), min(len(one.means), len(other.means))
    both = len(one.means) + len(other.means) - common
    return Likeness(common, fewer, common / (fewer or 1), common / (both or 1))


def numbers_agree(one: Said, other: Said) -> bool:
    """Whether the numbers of two statements do not speak against their being one utterance: one may leave some out."""
    return one.numbers <= other.numbers or other.numbers <= one.numbers


def contrary(one: Said, other: Said) -> bool:
    """Whether two statements in one language say opposite things."""
    return contrary_acts(one.acts, other.acts) or contrary_words(one.language, one.text, other.text)


def compared(one: Said, other: Said) -> tuple[str, str] | None:
    """The rule and reason by which two statements in one language are one utterance, or None."""
    found = _alike(one, other) if one.language == other.language and numbers_agree(one, other) else None
    return None if found is None or contrary(one, other) else found


def _alike(one: Said, other: Said) -> tuple[str, str] | None:
    """The rule and reason by which the words of two statements are alike, or None."""
    common, fewer, share, alike = likeness(one, other)
    run = longest_run(one.words, other.words) if common > 2 else 0
    if run >= (RUN if one.actors else 2 * RUN):
        return "same.quote", f"{run} words in a row are the same"
    if not one.actors:
        return None
    if fewer >= LEAST:
        same = alike >= ALIKE or (share >= WITHIN and fewer >= ENOUGH) or (share == 1 and 3 * alike >= 1)
    else:
        same = share == 1 and ((one.words == other.words and common > 1) or (fewer == LEAST - 1 and 2 * alike >= 1))
    return ("same.words", f"{common} of {fewer} words that carry meaning are the same") if same else None


def longest_run(a: Iterable[str], b: Iterable[str]) -> int:
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
    return frozenset(plain_name(w) for w in _CAPITAL.findall(said.text)) | set(_NUMBER.findall(said.text))


def translated(one: Said, other: Said) -> bool:
    """Whether nothing speaks against one of two statements in two languages being the other, translated."""
    if one.acts != other.acts or not one.issues & other.issues:
        return False
    if one.conditional != other.conditional or one.mode != other.mode:
        return False
    mine, theirs = marks(one), marks(other)
    return bool(mine & theirs) or not (mine | theirs)
