"""The types of risalah. Nothing here does input or output."""

from risalah.model.document import Header, Layout, Mark, Raw, Run, on_page
from risalah.model.reading import Draft, Mention, Person, Quote, Reading, Tokens
from risalah.model.record import Event, Record, Reject, Statement, Why
from risalah.model.span import Span, covering
from risalah.model.time import Time

__all__ = [
    "Draft",
    "Event",
    "Header",
    "Layout",
    "Mark",
    "Mention",
    "Person",
    "Quote",
    "Raw",
    "Reading",
    "Record",
    "Reject",
    "Run",
    "Span",
    "Statement",
    "Time",
    "Tokens",
    "Why",
    "covering",
    "on_page",
]
