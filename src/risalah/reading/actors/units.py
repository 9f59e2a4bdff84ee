"""What one run of tokens is to the grammar of noun phrases."""

from __future__ import annotations

from typing import NamedTuple

from risalah.reading.actors.vocabulary import Entry


class Unit(NamedTuple):
    """A run of tokens `[first, last)` that is one thing to the grammar. `entry` is None for `cap`."""

    first: int
    last: int
    kind: str
    entry: Entry | None


def reference(unit: Unit) -> str:
    """How a unit is named among a mention's actors: `kind:id`, or the bare id of an actor or office."""
    assert unit.entry is not None
    if unit.kind in ("actor", "office", "role"):
        return unit.entry.id
    if unit.kind == "place":
        return f"place:{unit.entry.party}"
    return f"{unit.kind}:{unit.entry.id}"
