"""What a ledger answers: typed values, one struct for each kind of row."""

from __future__ import annotations

import msgspec


class Said(msgspec.Struct, frozen=True):
    """A statement with its article. `id` is stable; dates are ISO 8601 or EDTF; spans are code points of the article.

    The three dates: `said_on` (uttered), `refers_to` (the times in its words), `published`.
    """

    id: str
    speaker: str | None
    party: str | None
    mode: str
    said_on: str | None
    refers_to: tuple[str, ...]
    published: str | None
    acts: tuple[str, ...]
    issues: tuple[str, ...]
    text: str
    conditions: tuple[str, ...]
    audience: str | None
    place: str | None
    via: str | None
    outlet: str | None
    title: str | None
    url: str | None
    document: str
    content: tuple[tuple[int, int], ...]
    carriers: int
    """Articles that carry the same utterance, copies counted once."""
    sources: int
    """Those of them that are independent of each other."""
    corrected: tuple[str, ...] = ()
    """Slots that a human corrected."""


class Hit(msgspec.Struct, frozen=True):
    """A found statement with its words marked: `[word]` for each that was searched for."""

    statement: Said
    marked: str


class Stance(msgspec.Struct, frozen=True):
    """A statement on the ledger of positions: what a party stands for on an issue, and the rule that says so."""

    issue: str
    party: str
    stance: str
    rule: str
    statement: Said


class Change(msgspec.Struct, frozen=True):
    """Two statements of a party on an issue between which its stance or its condition turned."""

    issue: str
    party: str
    turned: str
    """`stance` or `condition`."""
    before: Stance
    after: Stance


class Happened(msgspec.Struct, frozen=True):
    """An event with its article."""

    id: str
    type: str
    date: str | None
    place: str | None
    participants: tuple[str, ...]
    text: str
    published: str | None
    outlet: str | None
    title: str | None
    url: str | None
    document: str
    carriers: int


class Actor(msgspec.Struct, frozen=True):
    """An actor across documents: the names as read, and how much it said."""

    id: str
    name: str
    party: str | None
    names: tuple[str, ...]
    statements: int
    documents: int


class Ruling(msgspec.Struct, frozen=True):
    """A judgement as it is written down."""

    number: int
    kind: str
    one: str
    other: str
    value: str | None
    rule: str
    reason: str
    made: str
    undone: bool


class Count(msgspec.Struct, frozen=True):
    """One step of a timeline: statements and events of a day, month or year."""

    date: str
    statements: int
    events: int
