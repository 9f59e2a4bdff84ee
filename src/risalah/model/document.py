"""Documents: the text as it was found, and what is known of it before reading."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import msgspec

from risalah.model.span import Span


class Run(NamedTuple):
    """A stretch of a document's text and where it stands in its page, both in code points.

    Where the lengths are equal the characters are the same; else it is one character that the page writes as an
    entity (`&amp;`), or white space.
    """

    start: int
    length: int
    page: int
    page_length: int


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
    author: str | None = None
    notes: tuple[str, ...] = ()
    """Damage seen while decoding, one sentence each."""
    runs: tuple[Run, ...] = ()
    """Where the text stands in the page it was taken from; empty where the text is the whole file."""
    copy_of: str | None = None
    """The id of an earlier document that this one repeats."""


def on_page(runs: tuple[Run, ...], span: Span) -> Span | None:
    """Where a span of a document's text stands in its page; None where it is not known.

    `page[on_page(...)]` begins and ends with the span's first and last characters; markup may stand between.
    """
    if not runs or span.end <= span.start:
        return None
    first = bisect_right(runs, span.start, key=lambda r: r.start) - 1
    last = bisect_right(runs, span.end - 1, key=lambda r: r.start) - 1
    if first < 0 or last < 0:
        return None
    a, b = runs[first], runs[last]
    if span.start >= a.start + a.length or span.end > b.start + b.length:
        return None
    start = a.page + (span.start - a.start if a.length == a.page_length else 0)
    end = b.page + (span.end - b.start if b.length == b.page_length else b.page_length)
    return Span(start, end)


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
