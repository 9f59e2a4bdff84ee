"""Positions: what parties stand for on issues, in the order of saying, and where that turned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, islice
from typing import NamedTuple

from risalah.ledger.asking import issue
from risalah.ledger.filters import Filter, marks
from risalah.ledger.names import names_in, parties
from risalah.ledger.questions import CHUNK, ORDER, conditions, loaded
from risalah.ledger.store import Ledger
from risalah.ledger.utterances import meaning
from risalah.model.answers import Change, Stance

DATED = frozenset({"for", "against", "conditional", "open"})
"""Stances that can turn; `unknown` is none."""
DAY = 10
LOOK_BACK = 20
"""Statements before one among which the last one is looked for that speaks of the same matter."""
COMMON, COMMON_OF_TWO = 2, 4
"""Words that carry meaning which two statements on one matter share: those of one speaker, and of two."""
NAMES, NAMES_OF_TWO = 1, 2
"""Names that two statements in two languages share: those of one speaker, and of two."""
SAME = 0.6
"""Share of the words of the shorter of two conditions from which on they are one."""
OFTEN, SHARE = 8, 0.2
"""In so many of a party's statements on an issue, and in such a share of them, a word is usual."""


class _Point(NamedTuple):
    """What of a position tells whether it turned."""

    issue: str
    party: str
    stance: str
    rule: str
    said_on: str | None
    document: int
    conditions: str
    speaker: str | None
    row: int


def positions(ledger: Ledger, asked: Filter, *, limit: int | None = None) -> list[Stance]:
    """The statements of parties on issues in the order of saying, with the stance that each takes.

    Of an utterance that several articles carry the first is taken. What several parties say together stands under each.
    """
    return _shown(ledger, _points(ledger, asked)[:limit])


def changes(ledger: Ledger, asked: Filter, *, limit: int | None = None) -> list[Change]:
    """Pairs of statements between which a party's stance on an issue turned, or the condition it sets."""
    turned = list(islice(_turns(ledger, _points(ledger, asked)), limit))
    shown = _shown(ledger, [p for _, *both in turned for p in both])
    return [
        Change(before.issue, before.party, what, before, after)
        for (what, *_), before, after in zip(turned, shown[::2], shown[1::2], strict=True)
    ]


def _points(ledger: Ledger, asked: Filter) -> list[_Point]:
    where, values = asked.where(ledger)
    query = (
        "SELECT i.issue, s.party, i.stance, i.stance_rule, s.said_on, s.document, s.conditions, s.speaker, s.id, s.grp"
        " FROM statements s CROSS JOIN statement_issues i ON i.statement = s.id"
        f" WHERE {where} AND s.party IS NOT NULL AND (? IS NULL OR i.issue = ?) ORDER BY {ORDER}"
    )
    about = issue(ledger, asked.about) if asked.about else None
    wanted = parties(ledger, asked.party) if asked.party else None
    found: list[_Point] = []
    seen: set[tuple[str, str, int]] = set()
    for on, together, stance, rule, day, document, spans, speaker, row, group in ledger.db.execute(
        query, [*values, about, about]
    ):
        for one in dict.fromkeys(together.split("; ")):
            if wanted is not None and one not in wanted:
                continue
            place = (on, one, group or -row)
            if place not in seen:
                seen.add(place)
                found.append(_Point(on, one, stance, rule, day, document, spans, speaker, row))
    found.sort(key=lambda p: (p.issue, p.party))
    return found


def _shown(ledger: Ledger, points: list[_Point]) -> list[Stance]:
    said = loaded(ledger, [p.row for p in points])
    return [Stance(p.issue, p.party, p.stance, p.rule, s) for p, s in zip(points, said, strict=True)]


def _turns(ledger: Ledger, found: list[_Point]) -> Iterator[tuple[str, _Point, _Point]]:
    """The pairs in which something turned: each statement beside the last one before it that speaks of the same."""
    dated = [p for p in found if p.stance in DATED and p.said_on is not None and len(p.said_on) >= DAY]
    # what was said some time in a month has no place in an order of days
    for _, of_one in groupby(dated, key=lambda p: (p.issue, p.party)):
        points = list(of_one)
        if len({p.stance for p in points}) == 1 and points[0].stance != "conditional":
            continue
        words = _telling(_words(ledger, points))
        told: set[tuple[int, str | None, str]] = set()
        for n, point in enumerate(points):
            before = next((b for b in points[max(0, n - LOOK_BACK) : n][::-1] if _same_matter(b, point, words)), None)
            turned = _turned(ledger, before, point) if before is not None else ""
            if before is not None and turned and (before.row, point.said_on, turned) not in told:
                told.add((before.row, point.said_on, turned))  # what is said again on the same day turns nothing more
                yield turned, before, point


class _Words(NamedTuple):
    """The words of a statement by which its matter is told: in one language its word families, in two its names."""

    language: str
    means: frozenset[str]
    names: frozenset[str]


def _words(ledger: Ledger, points: list[_Point]) -> dict[int, _Words]:
    """The words of statements that carry meaning, by their families, and the names in them."""
    found: dict[int, _Words] = {}
    rows = [p.row for p in points]
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        for r in ledger.db.execute(
            "SELECT s.id, s.text, d.language FROM statements s JOIN documents d ON d.id = s.document"
            f" WHERE s.id IN ({marks(some)})",
            some,
        ):
            found[r["id"]] = _Words(r["language"], meaning(r["language"], r["text"]), names_in(r["text"]))
    return found


def _telling(of: dict[int, _Words]) -> dict[int, _Words]:
    """The words of each statement but those that so many of a party's statements on an issue have that they tell
    nothing of what these are about."""
    often = Counter(word for words in of.values() for word in words.means)
    usual = frozenset(word for word, n in often.items() if n > max(OFTEN, len(of) * SHARE))
    return {row: words._replace(means=words.means - usual) for row, words in of.items()}


def _same_matter(one: _Point, other: _Point, words: dict[int, _Words]) -> bool:
    """Whether two statements, of two days, speak of the same matter: they share words that tell what that is."""
    if one.said_on == other.said_on:
        return False
    a, b = words[one.row], words[other.row]
    by_one = bool(one.speaker) and one.speaker == other.speaker
    if a.language == b.language:
        return len(a.means & b.means) >= (COMMON if by_one else COMMON_OF_TWO)
    return len(a.names & b.names) >= (NAMES if by_one else NAMES_OF_TWO)


def _turned(ledger: Ledger, before: _Point, after: _Point) -> str:
    """What turned between two stances: `stance`, `condition`, or nothing."""
    both = {before.stance, after.stance}
    if "against" in both and len(both) == 2:
        return "stance"
    if both in ({"for", "conditional"}, {"open", "conditional"}):
        return "condition"  # one was set, or dropped
    if both != {"conditional"}:
        return ""
    one, other = (_meant(ledger, p) for p in (before, after))
    return "condition" if one.isdisjoint(other) or len(one & other) < SAME * min(len(one), len(other)) else ""


def _meant(ledger: Ledger, point: _Point) -> frozenset[str]:
    """The words of a statement's conditions that carry meaning."""
    row = ledger.one("SELECT language FROM documents WHERE id = ?", point.document)
    language = row["language"] if row is not None else ""
    return frozenset().union(*(meaning(language, c) for c in conditions(ledger, point.document, point.conditions)))
