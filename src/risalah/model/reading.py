"""A reading: one document and all that the stages have found in it so far."""

from __future__ import annotations

import msgspec

from risalah.model.document import Layout, Raw
from risalah.model.record import Event, Statement
from risalah.model.span import Span
from risalah.model.time import Time


class Tokens(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words and marks of the story in order, as parallel tuples (index = token number).

    `start`/`end` are code points of the document; `lower` is the token's text in lower case (folded, same
    for every spelling of a quotation mark: `"`); `paragraph` and `sentence` number the story's paragraphs
    and sentences from 0. A word glued to its neighbour ("ErdoganmengatakanIran") is several tokens.
    """

    start: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    lower: tuple[str, ...] = ()
    sentence: tuple[int, ...] = ()
    paragraph: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.start)


class Quote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quotation: token numbers of its marks and the spans between them.

    `open`/`close` are token numbers (`close` is one past the last token inside when the closing mark is
    missing). `inner` is the text between the marks. `kind` is `speech`, `term` (a quoted word, nickname or
    title inside a sentence) or `scare`.
    """

    open: int
    close: int
    inner: Span
    kind: str
    closed: bool = True


class Mention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of tokens `[first, last)` that names or describes an actor.

    `form` is `name`, `actor` (a state, body or group by one of its names), `role` ("diplomat itu",
    "Menlu RI"), `pronoun`, `clitic` or `vague` ("seorang pejabat"). `name` is the canonical name where it
    is known, `party` the state or organisation spoken for.
    """

    first: int
    last: int
    span: Span
    form: str
    name: str | None = None
    party: str | None = None
    rule: str = ""


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One document and what has been found in it. A stage returns a new one with more in it."""

    raw: Raw
    layout: Layout
    tokens: Tokens = Tokens()
    sentences: tuple[Span, ...] = ()
    quotes: tuple[Quote, ...] = ()
    times: tuple[Time, ...] = ()
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
