"""Positions: what parties stand for on issues, in the order of saying, and where that turned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from risalah.ledger.filters import Filter
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


def positions(
    ledger: Ledger, party: str | None = None, about: str | None = None, *, since: str | None = None,
    until: str | None = None,
) -> list[Stance]:  # fmt: skip
    """The statements of parties on issues in the order of saying, with the stance that each takes.

    Of an utterance that several articles carry the first is taken. What several parties say together stands under each.
    """
    return _shown(ledger, _points(ledger, Filter(party=party, about=about, since=since, until=until)))


def changes(
    ledger: Ledger, party: str | None = None, about: str | None = None, *, since: str | None = None,
    until: str | None = None,
) -> list[Change]:  # fmt: skip
    """Pairs of statements between which a party's stance on an issue turned, or the condition it sets."""
    asked = Filter(party=party, about=about, since=since, until=until)
    turned = list(_turns(ledger, _points(ledger, asked)))
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
    found: list[_Point] = []
    seen: set[tuple[str, str, int]] = set()
    for issue, parties, stance, rule, day, document, spans, row, group in ledger.db.execute(
        query, [*values, asked.about, asked.about]
    ):
        for one in dict.fromkeys(parties.split("; ")):
            if asked.party is not None and one.casefold() != asked.party.casefold():
                continue
            place = (issue, one, group or -row)
            if place not in seen:
                seen.add(place)
                found.append(_Point(issue, one, stance, rule, day, document, spans, row))
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
