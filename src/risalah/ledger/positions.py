"""Positions: what parties stand for on issues, in the order of saying, and where that turned."""

from __future__ import annotations

from collections.abc import Iterator

from risalah.ledger.asking import Filter
from risalah.ledger.questions import SAID, said
from risalah.ledger.store import Ledger
from risalah.model.answers import Change, Stance

DATED = frozenset({"for", "against", "conditional", "open"})
"""Stances that can turn; `unknown` is none."""
DAY = 10


def positions(
    ledger: Ledger, party: str | None = None, about: str | None = None, *, since: str | None = None,
    until: str | None = None,
) -> list[Stance]:  # fmt: skip
    """The statements of parties on issues in the order of saying, with the stance that each takes.

    Of an utterance that several articles carry the first is taken. What several parties say together stands under each.
    """
    where, values = Filter(party=party, about=about, since=since, until=until).where(ledger)
    query = (
        SAID.replace("SELECT s.*", "SELECT i.issue AS on_issue, i.stance, i.stance_rule, s.*", 1)
        + " JOIN statement_issues i ON i.statement = s.id"
        + f" WHERE {where} AND s.party IS NOT NULL AND (? IS NULL OR i.issue = ?)"
        + " ORDER BY coalesce(s.said_on, s.published, '9'), s.published, s.id"
    )
    found: list[Stance] = []
    seen: set[tuple[str, str, int]] = set()
    for r in ledger.db.execute(query, [*values, about, about]):
        for one in dict.fromkeys(r["party"].split("; ")):
            if party is not None and one.casefold() != party.casefold():
                continue
            place = (r["on_issue"], one, r["grp"] or -r["id"])
            if place not in seen:
                seen.add(place)
                found.append(Stance(r["on_issue"], one, r["stance"], r["stance_rule"], said(ledger, r)))
    found.sort(key=lambda s: (s.issue, s.party))
    return found


def changes(
    ledger: Ledger, party: str | None = None, about: str | None = None, *, since: str | None = None,
    until: str | None = None,
) -> list[Change]:  # fmt: skip
    """Pairs of statements between which a party's stance on an issue turned, or the condition it sets."""
    return list(_turns(positions(ledger, party, about, since=since, until=until)))


def _turns(found: list[Stance]) -> Iterator[Change]:
    last: Stance | None = None
    for stance in found:
        day = stance.statement.said_on
        if stance.stance not in DATED or day is None or len(day) < DAY:
            continue  # what was said some time in a month has no place in an order of days
        if last is not None and (last.issue, last.party) == (stance.issue, stance.party):
            turned = _turned(last, stance)
            if turned:
                yield Change(stance.issue, stance.party, turned, last, stance)
        last = stance


def _turned(before: Stance, after: Stance) -> str:
    """What turned between two stances: `stance`, `condition`, or nothing."""
    if before.statement.said_on == after.statement.said_on:
        return ""
    both = {before.stance, after.stance}
    if "against" in both and len(both) == 2:
        return "stance"
    if both == {"for", "conditional"}:
        return "condition"  # one was set, or dropped
    one, other = before.statement.conditions, after.statement.conditions
    return "condition" if both == {"conditional"} and one != other else ""
