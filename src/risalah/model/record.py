"""Records: what is told of one document, in the shape that is written and kept."""

from __future__ import annotations

from typing import Literal

import msgspec

from risalah.model.document import Header
from risalah.model.span import Span
from risalah.model.time import Time

Mode = Literal["direct", "indirect", "mixed"]
Certainty = Literal["certain", "likely", "open"]


class Why(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Why a slot holds what it holds: the rule, the words it stands on, and how sure it is."""

    slot: str
    rule: str
    certainty: Certainty
    spans: tuple[Span, ...] = ()


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passage in which a source is reported to say something with content (CODEBOOK, "Statement")."""

    id: str
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    conditions: tuple[Span, ...]
    speaker: str | None
    party: str | None
    mode: Mode
    said_on: str | None
    acts: tuple[str, ...]
    issues: tuple[str, ...]
    audience: str | None
    via: str | None
    place: str | None
    text: str
    """The content re-sliced, pieces joined by one space."""
    why: tuple[Why, ...] = ()


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happened or is planned (CODEBOOK, "Event")."""

    id: str
    span: Span
    type: str
    participants: tuple[str, ...]
    date: str | None
    place: str | None
    why: tuple[Why, ...] = ()


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is read from one document. Spans point into the text whose SHA-256 is `digest`."""

    doc_id: str
    file: str | None
    language: str
    header: Header
    furniture: tuple[Span, ...]
    repeats: tuple[Span, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    times: tuple[Time, ...]
    digest: str
    pack: str
    notes: tuple[str, ...] = ()
    url: str | None = None
    copy_of: str | None = None
    """The id of an earlier document that this one repeats, where documents were read together."""


class Reject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document that could not be read: where in the work and why."""

    doc_id: str
    stage: str
    reason: str
    file: str | None = None
