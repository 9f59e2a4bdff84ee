"""Positions: what parties stand for on issues, in the order of saying, and where that turned."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from risalah.ledger.asking import issue
from risalah.ledger.filters import Filter
from risalah.ledger.names import parties
from risalah.ledger.questions import ORDER, conditions, loaded
from risalah.ledger.store import Ledger
from risalah.model.answers import Change, Stance

DATED = frozenset({"for", "against", "conditional", "open"})
"""Stances that can turn; `unknown` is none."""
DAY = 10


class _Point(NamedTuple):
    """What of a position tells whether it turned."""

    issue: str
    party: str
    stance: str
    rule: str
    said_on: str | None
    document: int
    conditions: str
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
        "SELECT i.issue, s.party, i.stance, i.stance_rule, s.said_on, s.document, s.conditions, s.id, s.grp"
        " FROM statements s CROSS JOIN statement_issues i ON i.statement = s.id"
        f" WHERE {where} AND s.party IS NOT NULL AND (? IS NULL OR i.issue = ?) ORDER BY {ORDER}"
    )
    about = issue(ledger, asked.about) if asked.about else None
    wanted = parties(ledger, asked.party) if asked.party else None
    found: list[_Point] = []
    seen: set[tuple[str, str, int]] = set()
    for on, together, stance, rule, day, document, spans, row, group in ledger.db.execute(
        query, [*values, about, about]
    ):
        for one in dict.fromkeys(together.split("; ")):
            if wanted is not None and one not in wanted:
                continue
            place = (on, one, group or -row)
            if place not in seen:
                seen.add(place)
                found.append(_Point(on, one, stance, rule, day, document, spans, row))
    found.sort(key=lambda p: (p.issue, p.party))
    return found


def _shown(ledger: Ledger, points: list[_Point]) -> list[Stance]:
    said = loaded(ledger, [p.row for p in points])
    return [Stance(p.issue, p.party, p.stance, p.rule, s) for p, s in zip(points, said, strict=True)]


def _turns(ledger: Ledger, found: list[_Point]) -> Iterator[tuple[str, _Point, _Point]]:
    last: _Point | None = None
    for point in found:
        if point.stance not in DATED or point.said_on is None or len(point.said_on) < DAY:
            continue  # what was said some time in a month has no place in an order of days
        if last is not None and (last.issue, last.party) == (point.issue, point.party):
            turned = _turned(ledger, last, point)
            if turned:
                yield turned, last, point
        last = point


def _turned(ledger: Ledger, before: _Point, after: _Point) -> str:
    """What turned between two stances: `stance`, `condition`, or nothing."""
    if before.said_on == after.said_on:
        return ""
    both = {before.stance, after.stance}
    if "against" in both and len(both) == 2:
        return "stance"
    if both == {"for", "conditional"}:
        return "condition"  # one was set, or dropped
    if both != {"conditional"}:
        return ""
    one, other = (conditions(ledger, p.document, p.conditions) for p in (before, after))
    return "condition" if one != other else ""
