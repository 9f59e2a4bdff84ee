"""What people judge: who is who, what is one utterance, what a slot holds; and the ledger set by it at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from risalah.errors import UsageError
from risalah.ledger import actors, correcting, grouping, happenings
from risalah.ledger.actors import Node
from risalah.ledger.judging import HUMAN, human
from risalah.ledger.judging import undo as undo_one
from risalah.ledger.names import named
from risalah.ledger.store import Ledger

_STEPS = {"actor": actors.consolidate, "said": grouping.consolidate, "event": happenings.consolidate}


def merge(ledger: Ledger, one: str, other: str, reason: str = "") -> int:
    """Judge two actors, statements or events, by id (or actors by name), to be the same; the judgement's number.

    Raises `UsageError` for what is not there, is not one thing, or cannot be the same.
    """
    (kind, mine), (their_kind, theirs) = _things(ledger, one), _things(ledger, other)
    if kind != their_kind:
        raise UsageError(f"{one} and {other} are not of one kind")
    if set(mine) & set(theirs):
        raise UsageError(f"{one} and {other} are one already")
    with ledger.transaction() as db:
        db.executemany(  # what the same people held apart before
            "UPDATE judgements SET undone = 1 WHERE kind = ? AND one = ? AND other = ? AND rule = ?",
            [(f"{kind}.other", *sorted((a, b)), HUMAN) for a in mine for b in theirs],
        )
        number = human(ledger, f"{kind}.same", mine[0], theirs[0], reason or "merged by hand")
        _STEPS[kind](ledger)
    return number


def split(ledger: Ledger, thing: str, name: str | None = None, reason: str = "") -> list[int]:
    """Hold a name apart from the other names of an actor, or a statement or event from its group; the numbers."""
    kind, whole = _things(ledger, thing)
    if kind == "actor":
        if not name:
            raise UsageError(f"{thing} is an actor: give the name that is another's")
        nodes = _nodes(ledger, thing)
        out = [n.key for n in nodes if name.casefold() in (n.name.casefold(), n.key.casefold())]
        if not out:
            listed = ", ".join(n.key for n in nodes)
            raise UsageError(f"{thing} has no name {name!r} (it has {listed})")
    else:
        if name:
            raise UsageError(f"{thing} is no actor: a statement or event is taken out of its group alone, give one id")
        out = [thing]
        whole = _together(ledger, kind, thing)
    rest = [k for k in whole if k not in out]
    if not rest:
        raise UsageError(f"nothing would be left of {thing}")
    with ledger.transaction():
        numbers = [human(ledger, f"{kind}.other", a, b, reason or "split by hand") for a in out for b in rest]
        _STEPS[kind](ledger)
    return numbers


def undo(ledger: Ledger, number: int) -> str:
    """Undo a judgement, of a rule or a human; its kind. No later run makes a rule's judgement again."""
    with ledger.transaction():
        kind = undo_one(ledger, number)
        if kind == correcting.KIND:
            row = ledger.one("SELECT one FROM judgements WHERE id = ?", number)
            assert row is not None
            correcting.reset(ledger, row["one"])
        else:
            _STEPS[kind.partition(".")[0]](ledger)
    return kind


def _things(ledger: Ledger, thing: str) -> tuple[str, list[str]]:
    """What an id or name stands for: its kind and the keys by which judgements name it."""
    for kind, table in (("said", "statements"), ("event", "events")):
        if ledger.one(f"SELECT 1 FROM {table} WHERE key = ?", thing) is not None:
            return kind, [thing, *(k for k in _together(ledger, kind, thing) if k != thing)]
    return "actor", [n.key for n in _nodes(ledger, thing)]


def _together(ledger: Ledger, kind: str, key: str) -> list[str]:
    """The keys of the group of a statement or event, itself among them."""
    table = "statements" if kind == "said" else "events"
    rows = ledger.rows(f"SELECT key FROM {table} WHERE grp = (SELECT grp FROM {table} WHERE key = ?) ORDER BY id", key)
    return [r["key"] for r in rows] or [key]


def _nodes(ledger: Ledger, thing: str) -> list[Node]:
    found = named(ledger, thing)
    if len(found) > 1:
        raise UsageError(f"{thing!r} is the name of several actors: {_listed(found)}; give an id")
    rows = ledger.rows("SELECT name, party FROM actor_names WHERE actor = ? ORDER BY name, party", found[0]["id"])
    return [Node(r["name"], r["party"]) for r in rows]


def _listed(found: Iterable[Mapping[str, object]]) -> str:
    return ", ".join(f"{a['key']} ({a['name']}, {a['party'] or 'no party'})" for a in list(found)[:8])
