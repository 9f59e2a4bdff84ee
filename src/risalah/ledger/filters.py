"""What statements are asked for: filters, and the order in which SQLite is to go through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from risalah.ledger.asking import MODES, NONE, acts, group_of, issue, label, literal, no_such, period
from risalah.ledger.names import audience, named, spoken_for
from risalah.ledger.store import Ledger

FEW = 20_000
"""Statements that may be looked up one by one; where a filter leaves more, they are gone through in order of days."""


class Filter(NamedTuple):
    """What statements are asked for; everything that is None or False asks for nothing."""

    who: str | None = None
    """An actor: its id, one of its names, or words of one."""
    party: str | None = None
    about: str | None = None
    """The id of an issue; `none` for statements on no issue."""
    act: str | None = None
    since: str | None = None
    """A year, quarter, month, week or day."""
    until: str | None = None
    """The same; it is included."""
    to: str | None = None
    """Words of the audience."""
    mode: str | None = None
    outlet: str | None = None
    """Words of the outlet's name."""
    conditional: bool = False
    group: str | None = None
    """The id of an utterance, or of a statement that belongs to one."""

    def where(self, ledger: Ledger, *, few: int = FEW) -> tuple[str, list[object]]:
        """The condition in SQL, and its values. Raises `UsageError` for what is not there or is no such value.

        The filter that leaves fewest statements is asked first, where these are no more than `few`.
        """
        parts, values = ["s.current = 1"], list[object]()
        for part, more in self._plain(ledger):
            parts.append(part)
            values += more
        least, first = few + 1, -1
        listed = list(self._lists(ledger))
        for k, (ids, _, more) in enumerate(listed):
            row = ledger.one(f"SELECT count(*) FROM ({ids} LIMIT ?)", *more, least)
            if row is not None and row[0] < least:
                least, first = row[0], k
        for k, (ids, each, more) in enumerate(listed):
            parts.append(f"s.id IN ({ids})" if k == first else each)
            values += more
        if first >= 0:
            parts[0] = "+s.current = 1"  # no index for it, then
        return " AND ".join(parts), values

    def _plain(self, ledger: Ledger) -> Iterator[tuple[str, list[object]]]:
        """Conditions on what stands in the statement itself."""
        bounds = period(self.since, self.until)
        if bounds.since:
            yield "s.day >= ? AND s.day < '9'", [bounds.since]
        if bounds.until:
            yield "s.day <= ? AND s.day < '9'", [bounds.until]
        if self.mode:
            yield "+s.mode = ?", [label("mode", self.mode, MODES)]
        if self.conditional:
            yield "s.conditional = 1", []
        if self.about and self.about.casefold() == NONE:
            yield "NOT EXISTS (SELECT 1 FROM statement_issues x WHERE x.statement = s.id)", []
        if self.group:
            kind, row = group_of(ledger, self.group)
            yield "s.id = ?" if kind == "alone" else "s.grp = ?", [row]

    def _lists(self, ledger: Ledger) -> Iterator[tuple[str, str, list[object]]]:
        """Conditions on what stands beside it: the ids that fulfil it, the same asked of one statement, the values."""
        if self.who:
            ids = [a["id"] for a in named(ledger, self.who)]
            of = f"FROM statement_actors x WHERE x.actor IN ({marks(ids)})"
            yield f"SELECT x.statement {of}", f"EXISTS (SELECT 1 {of} AND x.statement = s.id)", ids
        if self.party:
            names: list[object] = [*spoken_for(ledger, self.party)]
            places = marks(names)
            yield f"SELECT x.id FROM statements x WHERE x.party IN ({places})", f"s.party IN ({places})", names
        if self.about and self.about.casefold() != NONE:
            yield _beside("issue", issue(ledger, self.about))
        if self.act:
            yield _beside("act", label("act", self.act, acts()))
        if self.to:
            like = r"audience LIKE '%' || ? || '%' ESCAPE '\'"
            of = f"FROM statements x WHERE x.audience IS NOT NULL AND x.{like}"
            words = self.to
            if ledger.one(f"SELECT 1 {of} LIMIT 1", literal(words)) is None:
                words = audience(words)  # "wartawan" stands as "journalists" in records
            self._there(ledger, "audience", words, of, "SELECT DISTINCT audience FROM statements")
            yield f"SELECT x.id {of}", f"s.{like}", [literal(words)]
        if self.outlet:
            of = r"FROM documents x WHERE x.outlet LIKE '%' || ? || '%' ESCAPE '\'"
            self._there(ledger, "outlet", self.outlet, of, "SELECT DISTINCT outlet FROM documents")
            articles = f"SELECT x.id {of}"
            all_of = f"SELECT y.id FROM statements y WHERE y.document IN ({articles})"
            yield all_of, f"+s.document IN ({articles})", [literal(self.outlet)]

    def _there(self, ledger: Ledger, what: str, words: str, of: str, known: str) -> None:
        """Raises `UsageError` where nothing in the ledger has these words."""
        if ledger.one(f"SELECT 1 {of} LIMIT 1", literal(words)) is None:
            raise no_such(what, words, (r[0] for r in ledger.rows(f"{known}") if r[0]))


def _beside(what: str, value: str) -> tuple[str, str, list[object]]:
    """The condition on a label that stands in a table of its own."""
    of = f"FROM statement_{what}s x WHERE x.{what} = ?"
    return f"SELECT x.statement {of}", f"EXISTS (SELECT 1 {of} AND x.statement = s.id)", [value]


ALL = Filter()
"""Asks for everything."""


def marks(values: Iterable[object]) -> str:
    """A question mark for each value."""
    return ",".join("?" for _ in values)


def first_of_each(rows: Iterable[tuple[int, int | None]], *, distinct: bool, limit: int | None) -> list[int]:
    """The ids of rows `(id, group)` in their order, up to `limit`; `distinct`: of each group only the first."""
    found: list[int] = []
    seen: set[int] = set()
    for row, group in rows:
        if distinct and group is not None:
            if group in seen:
                continue
            seen.add(group)
        found.append(row)
        if limit and len(found) >= limit:
            break
    return found
