"""What statements are asked for: filters, and the order in which SQLite is to go through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from risalah.errors import UsageError
from risalah.ledger.store import Ledger

FEW = 20_000
"""Statements that may be looked up one by one; where a filter leaves more, they are gone through in order of days."""
_PARTIES = """
WITH RECURSIVE p (v) AS (SELECT min(party) FROM statements
    UNION ALL SELECT (SELECT min(party) FROM statements WHERE party > v) FROM p WHERE v IS NOT NULL)
SELECT v FROM p WHERE v = ? OR ('; ' || v || '; ') LIKE '%; ' || ? || '; %'
"""


class Filter(NamedTuple):
    """What statements are asked for; everything that is None or False asks for nothing."""

    who: str | None = None
    party: str | None = None
    about: str | None = None
    act: str | None = None
    since: str | None = None
    until: str | None = None
    to: str | None = None
    mode: str | None = None
    outlet: str | None = None
    conditional: bool = False

    def where(self, ledger: Ledger, *, few: int = FEW) -> tuple[str, list[object]]:
        """The condition in SQL, and its values. Raises `UsageError` for an actor that is not there.

        The filter that leaves fewest statements is asked first, where these are no more than `few`.
        """
        parts, values = ["s.current = 1"], list[object]()
        for part, more in self._plain():
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

    def _plain(self) -> Iterator[tuple[str, list[object]]]:
        """Conditions on what stands in the statement itself."""
        if self.since:
            yield "s.day >= ? AND s.day < '9'", [self.since]
        if self.until:
            yield "s.day <= ?", [f"{self.until}~"]
        if self.mode:
            yield "+s.mode = ?", [self.mode]
        if self.conditional:
            yield "s.conditional = 1", []

    def _lists(self, ledger: Ledger) -> Iterator[tuple[str, str, list[object]]]:
        """Conditions on what stands beside it: the ids that fulfil it, the same asked of one statement, the values."""
        if self.who:
            ids = [a["id"] for a in named(ledger, self.who)]
            of = f"FROM statement_actors x WHERE x.actor IN ({marks(ids)})"
            yield f"SELECT x.statement {of}", f"EXISTS (SELECT 1 {of} AND x.statement = s.id)", ids
        if self.party:
            names: list[object] = [r[0] for r in ledger.rows(_PARTIES, self.party, self.party)]
            places = marks(names)
            yield f"SELECT x.id FROM statements x WHERE x.party IN ({places})", f"s.party IN ({places})", names
        for table, column, value in (("issues", "issue", self.about), ("acts", "act", self.act)):
            if value:
                of = f"FROM statement_{table} x WHERE x.{column} = ?"
                yield f"SELECT x.statement {of}", f"EXISTS (SELECT 1 {of} AND x.statement = s.id)", [value]
        if self.to:
            of = "FROM statements x WHERE x.audience IS NOT NULL AND x.audience LIKE '%' || ? || '%'"
            yield f"SELECT x.id {of}", "s.audience LIKE '%' || ? || '%'", [self.to]
        if self.outlet:
            of = "SELECT x.id FROM documents x WHERE x.outlet LIKE '%' || ? || '%'"
            all_of = f"SELECT y.id FROM statements y WHERE y.document IN ({of})"
            yield all_of, f"+s.document IN ({of})", [self.outlet]


ALL = Filter()
"""Asks for everything."""


def named(ledger: Ledger, name: str) -> list[dict[str, object]]:
    """The actors with an id, a name or a part of a name. Raises `UsageError` when there is none."""
    found = ledger.rows(
        "SELECT id, key, name, party FROM actors WHERE key = ? UNION"
        " SELECT id, key, name, party FROM actors WHERE name = ? COLLATE NOCASE UNION SELECT a.id, a.key, a.name,"
        " a.party FROM actor_names n JOIN actors a ON a.id = n.actor WHERE n.name = ? COLLATE NOCASE",
        name, name, name,
    ) or ledger.rows(
        "SELECT id, key, name, party FROM actors WHERE id IN"
        " (SELECT actor FROM actor_names WHERE (' ' || name || ' ') LIKE '% ' || ? || ' %')",
        name,
    )  # fmt: skip
    if not found:
        raise UsageError(f"no actor {name!r} in this ledger (`risalah actors` lists them)")
    return [dict(r) for r in found]


def marks(values: Iterable[object]) -> str:
    """A question mark for each value."""
    return ",".join("?" for _ in values)
