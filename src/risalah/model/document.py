"""Documents: the text as it was found, and what is known of it before reading."""

from __future__ import annotations

import msgspec

from risalah.model.span import Span


class Raw(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One document as a source yields it, before anything is read from it.

    `text` is frozen: every later span points into it. The other fields are what the source says
    beside the text (a row's columns); they are None where it says nothing.
    """

    doc_id: str
    text: str
    file: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()
    """Damage seen while decoding, one sentence each."""


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A labelled span and the rule that found it."""

    span: Span
    label: str
    rule: str


class Header(msgspec.Struct, frozen=True, omit_defaults=False, forbid_unknown_fields=True):
    """What the document says of itself.

    `published` is ISO 8601 as precise as the source says: `2022-12-07T21:24+07:00`, `2022-12-07`, `2022-01`.
    """

    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    place: str | None = None
    byline: str | None = None


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which parts of the text are story.

    `story` holds the paragraphs of the story in order: no furniture, no repeats, no line breaks inside
    unless a break falls inside a word (a drop cap). `marks` name the rule of each header field, piece of
    furniture and repeat (labels `header.title`, `header.published`, `header.place` …, `furniture`, `repeat`).
    """

    header: Header
    furniture: tuple[Span, ...]
    repeats: tuple[Span, ...]
    story: tuple[Span, ...]
    marks: tuple[Mark, ...] = ()
