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
    group: str | None = None
    """The id of the utterance, where several articles carry it."""
    author: str | None = None
    """Who wrote the article, where its source or byline names someone."""
    corrected: tuple[str, ...] = ()
    """Slots that a human corrected."""
    superseded: bool = False
    """Whether it stands in an earlier version of its article only."""


class Hit(msgspec.Struct, frozen=True):
    """A found statement with its words marked: `[word]` for each that was searched for, and `marks`, their places."""

    statement: Said
    marked: str
    marks: tuple[tuple[int, int], ...]


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
    group: str | None = None


class Carrier(msgspec.Struct, frozen=True):
    """An article that carries an utterance that others carry too. `relay` tells its way from the speaker to the reader.

    `only` holds the words that no other carrier has, `lacks` those that all others have.
    """

    id: str
    relay: str
    published: str | None
    said_on: str | None
    outlet: str | None
    via: str | None
    mode: str
    text: str
    only: tuple[str, ...]
    lacks: tuple[str, ...]
    earliest: bool
    copy_of: str | None
    """The id of the article that this one repeats."""
    title: str | None
    url: str | None
    document: str
    why: str
    """The judgement that put it here: rule and reason."""


class Utterance(msgspec.Struct, frozen=True):
    """What several articles carry: who said it, when, and the carriers, the earliest first."""

    id: str
    speaker: str | None
    party: str | None
    said_on: str | None
    articles: int
    sources: int
    common: tuple[str, ...]
    """The words that all carriers have."""
    carriers: tuple[Carrier, ...]


class Theme(msgspec.Struct, frozen=True):
    """Statements without an issue that share a word family: perhaps an issue that the registry lacks."""

    word: str
    forms: tuple[str, ...]
    """The forms of the word, the most frequent first."""
    beside: tuple[str, ...]
    """Other words that many of these statements have."""
    statements: int
    articles: int
    parties: tuple[str, ...]
    examples: tuple[str, ...]
    """Ids of some of the statements."""


class Office(msgspec.Struct, frozen=True):
    """An office that articles give an actor, and the first and last day of its statements that name it."""

    name: str
    first: str
    last: str
    statements: int


class Actor(msgspec.Struct, frozen=True):
    """An actor across documents: the names as read, and how much it said."""

    id: str
    name: str
    party: str | None
    names: tuple[str, ...]
    statements: int
    documents: int
    offices: tuple[Office, ...] = ()
    """Told where actors of a name are asked for."""


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
    replaced: bool = False
    """Whether a later correction of the slot took its place; it counts again when that one is undone."""


class Count(msgspec.Struct, frozen=True):
    """One step of a timeline: statements and events of a day, week, month, quarter or year."""

    date: str
    statements: int
    events: int | None
    """None where statements of a kind were asked for: events have no speaker."""


class Fault(msgspec.Struct, frozen=True):
    """Something in a ledger that is not as it was written: where, and what is wrong."""

    where: str
    what: str


class Checked(msgspec.Struct, frozen=True):
    """What a verification looked at, and all that it found wrong."""

    documents: int
    statements: int
    events: int
    spans: int
    faults: tuple[Fault, ...]


class Mended(msgspec.Struct, frozen=True):
    """What a ledger was mended by: articles whose rows were made again from their records, and the faults that stay."""

    documents: int
    faults: tuple[Fault, ...]


class Keeping(msgspec.Struct, frozen=True):
    """What became of documents that were kept: how many were `new`, were a `changed` version, were `restored` (changed
    back to a text that the article had before), were read `again`, were there `already`, or could not be read."""

    new: int
    changed: int
    restored: int
    again: int
    already: int
    rejected: int
