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

    `form` is `name` (a person by name), `actor` (a state, body, group or outlet by one of its names), `role`
    ("diplomat itu", "Menlu RI"), `pronoun`, `group` ("para pejabat"), `place` (a place alone), `unknown` (a
    capitalised run that nothing shows to be a person). `name_first`/`name_last` are the tokens
    of the personal name alone. `name` is the canonical name where it is known, `party` the state or
    organisation spoken for, `offices` and `actors` the ids of the offices and actors named in it.
    """

    first: int
    last: int
    span: Span
    form: str
    rule: str
    name: str | None = None
    party: str | None = None
    name_first: int = -1
    name_last: int = -1
    offices: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    definite: bool = False


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person of the document: canonical name, party, and the offices and actors named with the name.

    `known` is True when the world pack knows the person. `mentions` are numbers into `Reading.mentions`.
    """

    name: str
    party: str | None
    offices: tuple[str, ...]
    actors: tuple[str, ...]
    known: bool
    mentions: tuple[int, ...]


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A statement as found on the page, before its speaker and the other slots are resolved.

    `source_tokens` and `cue_tokens` are `[first, last)`, or None. `frame` holds the token ranges that tell the
    circumstances (audience, place, time, relay): the clause around the cue less content. `follows` is the
    number of the draft whose speaker this one shares when it names none, `back` marks a cue that points back.
    """

    content: tuple[Span, ...]
    mode: str
    rule: str
    cue: Span | None = None
    cue_form: str = ""
    cue_class: str = ""
    cue_tokens: tuple[int, int] | None = None
    source: Span | None = None
    source_tokens: tuple[int, int] | None = None
    frame: tuple[tuple[int, int], ...] = ()
    sentence: int = 0
    follows: int | None = None
    via: Span | None = None
    """The outlet that told of it, where its own report holds this one ("Reuters melaporkan bahwa X mengatakan …")."""
    speaker: str | None = None
    party: str | None = None
    speaker_rule: str = ""
    party_rule: str = ""


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One document and what has been found in it. A stage returns a new one with more in it."""

    raw: Raw
    layout: Layout
    tokens: Tokens = Tokens()
    sentences: tuple[Span, ...] = ()
    quotes: tuple[Quote, ...] = ()
    times: tuple[Time, ...] = ()
    mentions: tuple[Mention, ...] = ()
    persons: tuple[Person, ...] = ()
    drafts: tuple[Draft, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
