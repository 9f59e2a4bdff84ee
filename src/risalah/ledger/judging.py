"""Judgements: what is held to be the same and what not, by rules and by people; and the sets that follow.

A rule's judgement is written once and never again: one that a human undid stays undone in every later run. What a
human judged is never overruled: first the pairs that people hold to be the same are joined, then those of the rules,
and none that would put together two that people hold apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from risalah.errors import UsageError
from risalah.ledger.store import Ledger, now

HUMAN = "human"
UNDONE, REPLACED = 1, 2
"""A judgement that somebody undid; a correction that a later one of the slot took the place of."""
_NONE: frozenset[str] = frozenset()


class Judgement(NamedTuple):
    """Two things, by their keys, are held to be the same (`KIND.same`) or not (`KIND.other`)."""

    kind: str
    one: str
    other: str
    rule: str
    reason: str


def pronounce(ledger: Ledger, found: Iterable[Judgement]) -> int:
    """Write judgements that are not there yet; how many were new. Called inside a transaction."""
    made = now()
    before = ledger.db.total_changes
    ledger.db.executemany(
        "INSERT OR IGNORE INTO judgements (kind, one, other, rule, reason, made) VALUES (?, ?, ?, ?, ?, ?)",
        ((j.kind, *sorted((j.one, j.other)), j.rule, j.reason, made) for j in found),
    )
    return ledger.db.total_changes - before


def corrections(ledger: Ledger, key: str) -> dict[str, object]:
    """The slots of a statement that a human corrected, with their values; lists are tuples."""
    rows = ledger.db.execute(
        "SELECT other, value FROM judgements WHERE kind = 'correct' AND one = ? AND undone = 0 ORDER BY id", (key,)
    )
    found = {r["other"]: json.loads(r["value"]) for r in rows}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in found.items()}


def corrected(ledger: Ledger, key: str, slot: str, value: object, reason: str) -> int:
    """Write a human's correction of a slot, in place of an earlier one; its number. Called inside a transaction.

    The earlier one stays written down as replaced: when the later one is undone, it counts again. The same correction
    again changes nothing.
    """
    written = json.dumps(value, ensure_ascii=False)
    before = ledger.one(
        "SELECT id, value FROM judgements WHERE kind = 'correct' AND one = ? AND other = ? AND undone = 0", key, slot
    )
    if before is not None and before["value"] == written:
        return int(before["id"])
    if before is not None:
        ledger.db.execute("UPDATE judgements SET undone = ? WHERE id = ?", (REPLACED, before["id"]))
    row = ledger.db.execute(
        "INSERT INTO judgements (kind, one, other, value, reason, rule, made) VALUES ('correct', ?, ?, ?, ?, ?, ?)",
        (key, slot, written, reason, HUMAN, now()),
    ).lastrowid
    assert row is not None
    return row


def human(ledger: Ledger, kind: str, one: str, other: str, reason: str) -> int:
    """Write a human's judgement, and undo what the same human judged to the contrary; its number."""
    one, other = sorted((one, other))
    root, _, _ = kind.partition(".")
    contrary = f"{root}.other" if kind.endswith(".same") else f"{root}.same"
    ledger.db.execute(
        "UPDATE judgements SET undone = 1 WHERE kind = ? AND one = ? AND other = ? AND rule = ?",
        (contrary, one, other, HUMAN),
    )
    ledger.db.execute(
        "INSERT INTO judgements (kind, one, other, rule, reason, made) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (kind, one, other, rule) WHERE kind <> 'correct'"
        " DO UPDATE SET undone = 0, reason = excluded.reason, made = excluded.made",
        (kind, one, other, HUMAN, reason, now()),
    )
    row = ledger.one(
        "SELECT id FROM judgements WHERE kind = ? AND one = ? AND other = ? AND rule = ?", kind, one, other, HUMAN
    )
    assert row is not None
    return int(row["id"])


def undo(ledger: Ledger, number: int) -> str:
    """Undo a judgement; its kind. Raises `UsageError` for one that is not there or undone already.

    Of corrections of one slot the last that was replaced counts again when the one that counts is undone.
    """
    row = ledger.one("SELECT kind, one, other, undone FROM judgements WHERE id = ?", number)
    if row is None:
        raise UsageError(f"no judgement {number}")
    if row["undone"] == UNDONE:
        raise UsageError(f"judgement {number} is undone already")
    ledger.db.execute("UPDATE judgements SET undone = ? WHERE id = ?", (UNDONE, number))
    if row["kind"] == "correct" and not row["undone"]:
        ledger.db.execute(
            "UPDATE judgements SET undone = 0 WHERE id = (SELECT max(id) FROM judgements"
            " WHERE kind = 'correct' AND one = ? AND other = ? AND undone = ?)",
            (row["one"], row["other"], REPLACED),
        )
    return str(row["kind"])


class Sets:
    """Disjoint sets of keys, joined pair by pair; some pairs are held apart whatever else is joined."""

    def __init__(self, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: dict[str, set[str]] = {}
        for one, other in apart:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def find(self, key: str) -> str:
        """The key that stands for a key's set."""
        root = key
        while (up := self._parent.get(root, root)) != root:
            root = up
        while self._parent.get(key, key) != root:
            self._parent[key], key = root, self._parent[key]
        return root

    def join(self, one: str, other: str) -> bool:
        """Put two sets together; False where people hold two of their members apart."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return True
        if self._held_apart(a, b):
            return False
        if len(self.members(a)) < len(self.members(b)):
            a, b = b, a
        self._parent[b] = a
        self._members[a] = [*self.members(a), *self.members(b)]
        self._members.pop(b, None)
        return True

    def between(self, one: str, other: str, near: Mapping[str, Set[str]]) -> int:
        """How many pairs of `near` lie between two sets, which are given by their roots."""
        few, many = sorted((self.members(one), self.members(other)), key=len)
        whole = frozenset(many)
        return sum(len(near.get(key, _NONE) & whole) for key in few)

    def members(self, root: str) -> list[str]:
        """The keys of a set."""
        return self._members.get(root, [root])

    def _held_apart(self, a: str, b: str) -> bool:
        if not self._apart:
            return False
        theirs = set(self.members(b))
        return any(self._apart.get(key, set()) & theirs for key in self.members(a))


def joined(ledger: Ledger, kind: str) -> Sets:
    """The sets of one kind of thing, by all judgements that stand: what is the same as one of a set belongs to it."""
    sets = Sets(_apart(ledger, kind))
    for row in sorted(_standing(ledger, f"{kind}.same"), key=lambda r: r["rule"] != HUMAN):
        sets.join(row["one"], row["other"])
    return sets


def linked(ledger: Ledger, kind: str, keys: Set[str], rules: Sequence[str], share: float) -> Sets:
    """The sets of these things in which each is judged to be the same as many of the others, not only as one.

    So a chain of things that are alike two by two does not become one set: two sets are put together only where at
    least `share` of the pairs between them are judged to be the same. What people judged counts first and always, then
    the rules in the order given.
    """
    sets = Sets(_apart(ledger, kind))
    order = {rule: n for n, rule in enumerate((HUMAN, *rules))}
    edges = [
        (order.get(r["rule"], len(order)), r["one"], r["other"])
        for r in _standing(ledger, f"{kind}.same")
        if r["one"] in keys and r["other"] in keys
    ]
    near: dict[str, set[str]] = {}
    for _, one, other in edges:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    for strength, one, other in sorted(edges):
        a, b = sets.find(one), sets.find(other)
        if a == b:
            continue
        if strength == 0 or sets.between(a, b, near) >= share * len(sets.members(a)) * len(sets.members(b)):
            sets.join(a, b)
    return sets


def _apart(ledger: Ledger, kind: str) -> Iterator[tuple[str, str]]:
    return ((r["one"], r["other"]) for r in _standing(ledger, f"{kind}.other"))


def _standing(ledger: Ledger, kind: str) -> Iterator[dict[str, str]]:
    for row in ledger.db.execute(
        "SELECT one, other, rule FROM judgements WHERE kind = ? AND undone = 0 ORDER BY id", (kind,)
    ):
        yield {"one": row["one"], "other": row["other"], "rule": row["rule"]}
