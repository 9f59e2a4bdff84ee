"""Groups by the judgements that stand: of statements and of events. Only those that changed are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Set

from risalah.ledger.judging import Sets
from risalah.ledger.store import Ledger


def regroup(
    ledger: Ledger,
    kind: str,
    table: str,
    groups: str,
    write: Callable[[Ledger, list[str]], None],
    together: Callable[[Set[str]], Sets],
) -> int:
    """Set the groups of a table's rows; how many there are. `write` makes one of these keys, `together` tells which
    of all that are current belong together."""
    same = f"FROM judgements WHERE kind = '{kind}.same' AND undone = 0"
    judged = f"key IN (SELECT one {same} UNION SELECT other {same})"
    keys = {r[0] for r in ledger.db.execute(f"SELECT key FROM {table} WHERE +current = 1 AND {judged}")}
    sets = together(keys)
    wanted: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        wanted[sets.find(key)].add(key)
    several = {frozenset(members) for members in wanted.values() if len(members) > 1}
    there: dict[int, set[str]] = defaultdict(set)
    for key, group in ledger.db.execute(f"SELECT key, grp FROM {table} WHERE grp IS NOT NULL"):
        there[group].add(key)
    right = {frozenset(members): group for group, members in there.items()}
    for members, group in right.items():
        if members not in several:
            ledger.db.execute(f"UPDATE {table} SET grp = NULL WHERE grp = ?", (group,))
    ledger.db.execute(f"DELETE FROM {groups} WHERE id NOT IN (SELECT grp FROM {table} WHERE grp IS NOT NULL)")
    for members in sorted(several - right.keys(), key=min):
        write(ledger, sorted(members))
    return len(several)


def dissolve(ledger: Ledger, table: str, where: str, *values: object) -> None:
    """Take apart the groups of the rows for which a condition holds, so that the next run makes them again."""
    of = f"SELECT grp FROM {table} WHERE {where} AND grp IS NOT NULL"
    ledger.db.execute(f"UPDATE {table} SET grp = NULL WHERE grp IN ({of})", values)
